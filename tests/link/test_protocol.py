"""The client's side without a transport, and lines cut from any stream of bytes."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hubkeep.link import messages, protocol
from hubkeep.link.messages import (
    ANSWERS,
    PROTOCOL,
    Answer,
    Call,
    ControlJob,
    Describe,
    FromClient,
    FromEngine,
    Hello,
    JobsChanged,
    JobStarted,
    Nothing,
    OpenCache,
    PlanRemoval,
    Refusal,
    StartJob,
    Target,
    Verify,
    Welcome,
)
from hubkeep.link.protocol import ClientProtocol, Lines, ProtocolError
from hubkeep.version import VERSION
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=20), st.data())
def test_lines_come_whole_however_the_stream_is_cut(lines: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(line + b"\n" for line in lines) + b"rest"
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=10).map(sorted))
    cutter = Lines()
    found: list[bytes] = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += cutter.feed(stream[start:end])
    assert found == [line for line in lines if line]
    assert list(cutter.feed(b"\n")) == [b"rest"]


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MAX_LINE", 100)
    lines = Lines()
    assert list(lines.feed(b"x" * 90)) == []
    with pytest.raises(ProtocolError):
        list(lines.feed(b"x" * 20))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_protocol_error(line: bytes) -> None:
    client = ClientProtocol()
    client.call(Describe("x"))
    with contextlib.suppress(ProtocolError):
        client.receive(line)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
shaped = st.fixed_dictionaries(
    {"type": st.sampled_from(["welcome", "goodbye", "answer", "refusal", "rows", "totals", "jobs", "?"])},
    optional={
        "id": st.integers(-2, 3) | json,
        "result": json,
        "problem": json,
        "rows": json,
        "cache": json,
        "jobs": json,
        "protocol": json,
    },
)


@given(shaped)
def test_anything_shaped_like_a_message_is_one_or_a_protocol_error(value: dict[str, object]) -> None:
    client = ClientProtocol()
    for request in (Describe("x"), OpenCache(), StartJob(Verify(cache="/c"))):
        client.call(request)
    with contextlib.suppress(ProtocolError):
        client.receive(msgspec.json.encode(value))


def test_answers_come_typed_in_any_order() -> None:
    client = ClientProtocol()
    assert client.hello() == msgspec.json.encode(Hello(PROTOCOL, VERSION)) + b"\n"
    first, line = client.call(StartJob(Verify(cache="/c", keys=("a",))))
    assert msgspec.json.decode(line, type=FromClient) == Call(
        first, StartJob(Verify(cache="/c", keys=("a",)))
    )
    second, _ = client.call(ControlJob(3, "pause"))
    encode = msgspec.json.encode
    assert client.receive(encode(Answer(second, msgspec.Raw(b"{}")))) == (second, Nothing())
    assert client.receive(encode(Answer(first, msgspec.Raw(b'{"id":7}')))) == (first, JobStarted(7))
    with pytest.raises(ProtocolError):  # answered already
        client.receive(encode(Answer(first, msgspec.Raw(b'{"id":7}'))))
    third, _ = client.call(PlanRemoval((Target("k"),)))
    refusal = Refusal(third, messages.problem("not-cached", what="k"), refused=True)
    assert client.receive(encode(refusal)) == refusal
    with pytest.raises(ProtocolError):
        client.receive(encode(Answer(third, msgspec.Raw(b"{}"))))
    assert client.receive(encode(JobsChanged(()))) == JobsChanged(())


def test_every_request_has_an_answer_and_every_order_a_result() -> None:
    assert set(messages.Request.__args__) == set(ANSWERS)
    from hubkeep.engine.archive.works import ARCHIVE_LANES
    from hubkeep.engine.downloads.board import KINDS
    from hubkeep.engine.library.works import LIBRARY_LANES
    from hubkeep.link.answers import _RESULTS

    library = {order.__struct_config__.tag for order in messages.LibraryOrder.__args__}
    downloads = {order.__struct_config__.tag for order in messages.DownloadsOrder.__args__}
    assert library == set(LIBRARY_LANES)
    assert downloads == KINDS
    archive = {order.__struct_config__.tag for order in messages.ArchiveOrder.__args__}
    assert archive == set(ARCHIVE_LANES)
    assert library | downloads | archive | {messages.Bench.__struct_config__.tag} == set(_RESULTS)


@given(st.integers(), st.text(max_size=5), st.text(max_size=5), st.integers(), st.booleans())
def test_messages_survive_the_way_there_and_back(a: int, b: str, c: str, d: int, e: bool) -> None:
    sent = Welcome(a % 2**31, b, c, d % 2**31, e)
    assert msgspec.json.decode(msgspec.json.encode(sent), type=FromEngine) == sent
