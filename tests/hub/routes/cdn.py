"""The other host: bytes of LFS files to whoever holds a signed URL."""

from __future__ import annotations

from tests.hub import git
from tests.hub.faults import Missing
from tests.hub.messages import Answer, Body, data_answer
from tests.hub.routes.context import Context
from tests.hub.routes.serving import serve


def signed_bytes(context: Context) -> Answer:
    """The file that the URL was signed for. No token is asked for, and none does any good."""
    request = context.request
    grant = context.own_signer.check(request.path, request.query)
    if isinstance(grant, str):
        code, _, message = grant.partition(": ")
        return _xml_error(403, code, message)
    source = context.content.blob(grant.sha256)
    if source is None or context.effects.take(Missing) is not None:
        return _xml_error(404, "NoSuchKey", "The specified key does not exist.")
    headers = (
        ("ETag", f'"{grant.sha256}"'),
        ("Content-Type", "application/octet-stream"),
        ("Content-Disposition", grant.disposition),
        ("Cache-Control", "public, max-age=31536000"),
    )
    answer = Answer(200, headers, Body(source, 0, source.size))
    return serve(context, answer, git.pointer(grant.sha256, source.size))


def _xml_error(status: int, code: str, message: str) -> Answer:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    text = f"{head}\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return data_answer(status, text.encode(), "application/xml")
