"""What a host says is believed only where it is exactly what was asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hubkeep.engine.net.http import Headers
from hubkeep.engine.problems import SENTENCES
from hubkeep.engine.transfer.answers import (
    Bytes,
    Identity,
    Refused,
    identity,
    normal_etag,
    read_answer,
    signed_life,
)
from hypothesis import given
from hypothesis import strategies as st

SIZE = 1000
START, END = 100, 300


def answer(
    status: int, *lines: tuple[str, str], length: int | None = None, path: str = "model.safetensors"
) -> Bytes | Refused:
    return read_answer(status, Headers(lines), start=START, end=END, size=SIZE, path=path, length=length)


def code(given: Bytes | Refused) -> str:
    assert isinstance(given, Refused), given
    return given.code


# --- parts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("bytes 100-299/1000", 200),
        ("bytes 100-299/1000", None),
        ("bytes 100-299/*", 200),
        ("Bytes 100-299/1000", 200),
        ("  bytes 100-299/1000 ", 200),
    ],
)
def test_a_part_is_what_was_asked_for(said: str, length: int | None) -> None:
    assert answer(206, ("Content-Range", said), length=length) == Bytes(START, END)


@pytest.mark.parametrize(
    ("said", "length", "expected"),
    [
        (None, 200, "source-wrong-range"),
        ("", 200, "source-wrong-range"),
        ("bytes 99-299/1000", 201, "source-wrong-range"),
        ("bytes 101-299/1000", 199, "source-wrong-range"),
        ("bytes 100-298/1000", 199, "source-wrong-range"),
        ("bytes 100-300/1000", 201, "source-wrong-range"),
        ("bytes 0-999/1000", 1000, "source-wrong-range"),
        ("bytes 100-299/1001", 200, "source-wrong-size"),
        ("bytes 100-299/999", 200, "source-wrong-size"),
        ("bytes 100-299/1000", 199, "source-wrong-range"),
        ("bytes 100-299/1000", 201, "source-wrong-range"),
        ("bytes 100-299/1000", 0, "source-wrong-range"),
        ("bytes 100-299", 200, "source-wrong-range"),
        ("bytes */1000", 200, "source-wrong-range"),
        ("bytes 100-299/1000, 400-499/1000", 200, "source-wrong-range"),
        ("items 100-299/1000", 200, "source-wrong-range"),
        ("bytes=100-299/1000", 200, "source-wrong-range"),
        ("bytes -100--299/1000", 200, "source-wrong-range"),
        ("bytes 100-299/1000" + "0" * 6000, 200, "source-wrong-range"),
        ("bytes " + "0" * 6000 + "100-299/1000", 200, "source-wrong-range"),
    ],
)
def test_any_other_part_is_refused(said: str | None, length: int, expected: str) -> None:
    lines = () if said is None else (("Content-Range", said),)
    assert code(answer(206, *lines, length=length)) == expected


@given(st.text(st.characters(max_codepoint=255), max_size=60), st.one_of(st.none(), st.integers(0, 2000)))
def test_rubbish_for_a_range_is_refused(said: str, length: int | None) -> None:
    got = answer(206, ("Content-Range", said), length=length)
    assert isinstance(got, Refused) or said.strip().lower() in ("bytes 100-299/1000", "bytes 100-299/*")


def test_parts_in_one_message_are_no_part() -> None:
    kind = ("Content-Type", "multipart/byteranges; boundary=x")
    assert code(answer(206, kind, length=200)) == "source-wrong-range"


# --- the whole ----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [SIZE, None])
def test_a_whole_file_begins_at_its_first_byte_whatever_was_asked_for(length: int | None) -> None:
    assert answer(200, length=length) == Bytes(0, SIZE)


@pytest.mark.parametrize("length", [0, END - START, SIZE - 1, SIZE + 1])
def test_a_whole_file_of_another_size_is_refused(length: int) -> None:
    assert code(answer(200, length=length)) == "source-wrong-size"


@pytest.mark.parametrize(
    "kind", ["text/html", "text/html; charset=utf-8", "TEXT/HTML", " text/html ", "application/xhtml+xml"]
)
def test_a_page_instead_of_a_file_is_refused_even_at_the_right_size(kind: str) -> None:
    assert code(answer(200, ("Content-Type", kind), length=SIZE)) == "source-html"
    for path in ("index.html", "a/B.HTM", "x.xhtml"):
        assert answer(200, ("Content-Type", kind), length=SIZE, path=path) == Bytes(0, SIZE)


@pytest.mark.parametrize(
    "kind", ["text/plain; charset=utf-8", "application/octet-stream", "application/json"]
)
def test_hubs_call_most_things_text(kind: str) -> None:
    assert answer(200, ("Content-Type", kind), length=SIZE) == Bytes(0, SIZE)


@pytest.mark.parametrize("status", [200, 206])
@pytest.mark.parametrize(
    ("encoding", "taken"),
    [("identity", True), ("Identity", True), ("", True), ("gzip", False), ("br", False), ("x", False)],
)
def test_packed_bytes_are_refused(status: int, encoding: str, taken: bool) -> None:
    length = SIZE if status == 200 else END - START
    got = answer(
        status, ("Content-Encoding", encoding), ("Content-Range", "bytes 100-299/1000"), length=length
    )
    assert isinstance(got, Bytes) if taken else code(got) == "source-encoded"


# --- anything else ------------------------------------------------------------------------------

TABLE = {
    **dict.fromkeys((404, 410), "source-missing"),
    **dict.fromkeys((401, 402, 403, 407, 451), "source-forbidden"),
    416: "source-wrong-size",
    429: "source-busy",
    408: "source-failing",
    **dict.fromkeys(range(500, 600), "source-failing"),
}


@pytest.mark.parametrize("length", [0, SIZE, END - START, None])
def test_every_status_means_something(length: int | None) -> None:
    for status in set(range(200, 600)) - {200, 206}:
        got = answer(status, ("Content-Range", "bytes 100-299/1000"), length=length)
        assert code(got) == TABLE.get(status, "source-nonsense")
        assert isinstance(got, Refused)
        assert got.status == status
        assert got.code in SENTENCES


@pytest.mark.parametrize(
    ("status", "lines", "wait"),
    [
        (429, {}, None),
        (429, {"Retry-After": "7"}, 7.0),
        (503, {"Retry-After": "0"}, 0.0),
        (503, {"Retry-After": "999999999"}, 600.0),
        (429, {"Retry-After": "soon"}, None),
        (429, {"Retry-After": "-5"}, None),
        (
            429,
            {"Retry-After": "Mon, 01 Jan 2001 00:00:30 GMT", "Date": "Mon, 01 Jan 2001 00:00:00 GMT"},
            30.0,
        ),
        (429, {"RateLimit": '"resolvers";r=0;t=42'}, 42.0),
        (404, {"Retry-After": "7"}, None),
    ],
)
def test_who_asks_for_time_gets_it_up_to_ten_minutes(
    status: int, lines: dict[str, str], wait: float | None
) -> None:
    got = answer(status, *lines.items())
    assert isinstance(got, Refused)
    assert got.wait == wait


# --- how long a signed URL lives ----------------------------------------------------------------

HOST = "https://cdn.example/file"
THEN = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


def life(query: str, date: str | None = None) -> float | None:
    lines = () if date is None else (("Date", date),)
    return signed_life(f"{HOST}?{query}", Headers(lines))


@pytest.mark.parametrize("name", ["X-Amz-Expires", "X-Goog-Expires"])
@pytest.mark.parametrize("date", [None, "Mon, 01 Jan 2001 00:00:00 GMT", "no date"])
def test_a_span_is_told_without_any_clock(name: str, date: str | None) -> None:
    assert life(f"X-Amz-Date=20010101T000000Z&{name}=3600&Signature=x", date) == pytest.approx(2880)


@given(st.integers(-(10**6), 10**6), st.integers(10**6, 7 * 10**9))
def test_a_moment_is_measured_by_the_clock_of_the_host(seconds: int, theirs: int) -> None:
    """Whatever ours says: theirs may lie decades away."""
    expected = max(1.0, seconds * 0.8)
    date = format_datetime(datetime.fromtimestamp(theirs, UTC), usegmt=True)
    assert life(f"Expires={theirs + seconds}&Signature=x", date) == pytest.approx(expected)


def test_without_the_hosts_clock_a_moment_says_nothing() -> None:
    at = int(THEN.timestamp())
    assert life(f"Expires={at}") is None
    assert life(f"Expires={at}", "rubbish") is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "token=abc",
        "Expires=never",
        "X-Amz-Expires=-1",
        "X-Amz-Expires=1e5",
        "X-Amz-Expires=%C2%B2",  # a superscript two, which is a digit to some
        "X-Amz-Expires=" + "9" * 5000,
        "X-Amz-Expires=%D9%A3",
        "Expires=%C2%B2",
        "Expires=" + "9" * 5000,
        "Expires=",
    ],
)
def test_nothing_is_read_out_of_rubbish(query: str) -> None:
    assert life(query, format_datetime(THEN, usegmt=True)) is None


# --- which file it is ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("etag", "normal"),
    [
        ('"abc"', "abc"),
        ('W/"abc"', "abc"),
        (' "abc" ', "abc"),
        ("abc", "abc"),
        ("", ""),
        ('""', ""),
        ('W/""', ""),
    ],
)
def test_an_etag_loses_its_clothes(etag: str, normal: str) -> None:
    assert normal_etag(etag) == normal


def test_what_a_hub_says_of_a_linked_file_counts_more_than_of_its_own_answer() -> None:
    told = identity(
        Headers(
            [
                ("ETag", '"of the redirect"'),
                ("X-Linked-Etag", '"abc"'),
                ("X-Linked-Size", "42"),
                ("X-Repo-Commit", " c0ffee "),
            ]
        )
    )
    assert told == Identity(commit="c0ffee", etag="abc", size=42)
    assert identity(Headers([("ETag", 'W/"x"')])) == Identity(etag="x")
    assert identity(Headers([])) == Identity()


@pytest.mark.parametrize("size", ["", "-1", "1.5", "²", "0x10", "9" * 5000])
def test_a_size_that_is_none_is_not_told(size: str) -> None:
    assert identity(Headers([("X-Linked-Size", size)])).size is None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (Identity("c", "d", 5), None),
        (Identity("", "d"), None),
        (Identity("c", ""), "source-unproven"),
        (Identity(), "source-unproven"),
        (Identity("x", "d", 5), "source-other-commit"),
        (Identity("x", "", 6), "source-other-commit"),
        (Identity("c", "d", 6), "source-wrong-size"),
        (Identity("c", "", 0), "source-wrong-size"),
        (Identity("c", "x", 5), "source-other-file"),
    ],
)
def test_a_file_must_be_the_one_that_is_wanted(told: Identity, expected: str | None) -> None:
    assert told.disagreement("c", "d", 5) == expected
    assert expected is None or expected in SENTENCES


def test_where_no_commit_is_known_none_is_asked_for() -> None:
    assert Identity("x", "d", 5).disagreement("", "d", 5) is None
