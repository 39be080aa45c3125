"""A file in an answer: ranges, packing, and what a fault makes of them."""

from __future__ import annotations

import gzip
from dataclasses import replace

from tests.hub.faults import Corrupt, Gzip, IgnoreRange, NoLength, Pointer, WrongRange
from tests.hub.messages import Answer, Body, data_answer
from tests.hub.ranges import Unsatisfiable, asked_for
from tests.hub.routes.context import Context
from tests.hub.sources import Flipped, InMemory

_PACKED = (".json", ".txt", ".md", ".jinja", ".yaml", ".yml", ".py", ".csv", ".jsonl", ".gitattributes")
_PACKED_FROM = 1000
"""Bytes; less is not worth it."""


def serve(context: Context, whole: Answer, pointer: bytes | None) -> Answer:
    """The part that is asked for of an answer that holds a whole file; `pointer` where it is in LFS."""
    effects, headers = context.effects, context.request.headers
    if pointer is not None and effects.take(Pointer) is not None:
        whole = replace(whole, body=Body(InMemory(pointer), 0, len(pointer)))
    size = whole.body.stop
    whole = whole.with_header("Accept-Ranges", "bytes")
    asked = headers.get("range")
    if asked and headers.get("if-range") not in (None, whole.header("ETag")):
        asked = None
    try:
        part = asked_for(asked, size)
    except Unsatisfiable:
        return data_answer(416, b"", "text/plain", ("Content-Range", f"bytes */{size}"))
    if part is not None and effects.take(IgnoreRange) is not None:
        part = None
    answer = whole
    if part is not None:
        start, stop = part
        wrong = effects.take(WrongRange)
        said = start + (wrong.shift if wrong else 0)
        answer = replace(whole, status=206, body=Body(whole.body.source, start, stop))
        answer = answer.with_header("Content-Range", f"bytes {said}-{said + stop - start - 1}/{size}")
    answer = _corrupted(context, answer)
    if effects.take(Gzip) or (part is None and not asked and _worth_packing(context, answer)):
        answer = _packed(answer, chunked=part is None)
    if effects.take(NoLength):
        answer = replace(answer, chunked=True)
    return answer


def _corrupted(context: Context, answer: Answer) -> Answer:
    """The same with wrong bytes in it, where the wrong ones are among those that were asked for."""
    body = answer.body
    flipped = context.effects.take(
        Corrupt, lambda wrong: wrong.offset < body.stop and wrong.offset + wrong.length > body.start
    )
    if flipped is None:
        return answer
    return replace(answer, body=replace(body, source=Flipped(body.source, flipped.offset, flipped.length)))


def _worth_packing(context: Context, answer: Answer) -> bool:
    return (
        context.settings.compress
        and "gzip" in context.request.headers.get("accept-encoding", "")
        and len(answer.body) >= _PACKED_FROM
        and context.target.path.endswith(_PACKED)
    )


def _packed(answer: Answer, *, chunked: bool) -> Answer:
    with answer.body.source.open() as file:
        file.seek(answer.body.start)
        data = gzip.compress(file.read(len(answer.body)), mtime=0)
    etag = answer.header("ETag")
    packed = answer.with_bytes(data).with_header("Content-Encoding", "gzip").with_header("ETag", f"W/{etag}")
    return replace(packed, chunked=chunked)
