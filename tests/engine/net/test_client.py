from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hubkeep.engine.net.client import Client
from hubkeep.engine.net.dialer import Pool
from hubkeep.engine.net.failure import NetFailure
from hubkeep.engine.net.http import Header, Headers
from hubkeep.engine.net.retry import backoff, retry_after
from hypothesis import given
from hypothesis import strategies as st

from tests.waiting import wait_until

from .certificates import Authority
from .dialling import dialer
from .hosts import Asked, Host, Last, Script, answer

END = Last()
"""Nothing, and the connection ends."""
LOGIN = ("Authorization", "Bearer secret")


@pytest.fixture
def pool(authority: Authority) -> Iterator[Pool]:
    pool = Pool(dialer(authority))
    yield pool
    pool.close()


@pytest.fixture
def client(pool: Pool) -> Client:
    """One that waits a hundredth of the time."""
    return Client(pool, [("User-Agent", "test")], pause_after=lambda attempt: backoff(attempt) / 100)


def in_turn(*answers: bytes) -> Script:
    """Each answer once, the last again and again."""
    left = list(answers)
    return Script(lambda asked: left.pop(0) if len(left) > 1 else left[0])


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"elsewhere", status, f"Location: {location}")


def by_target(answers: dict[str, bytes]) -> Script:
    return Script(lambda asked: answers.get(asked.target, answer(b"", "404 Not Found")))


# --- one exchange -------------------------------------------------------------------------------


def test_a_question_and_its_answer(client: Client) -> None:
    script = Script(lambda asked: answer(asked.body or b"hello", "200 OK", "X-A: 1"))
    with Host(script) as host:
        got = client.request("GET", f"{host.url}/a b?c#d", headers=[("X-B", "2")])
        posted = client.request("POST", f"{host.url}/p", body=b"body")
        head = client.request("HEAD", f"{host.url}/missing")

    assert (got.status, got.body, got.headers.get("x-a"), got.hops) == (200, b"hello", "1", ())
    assert got.url == f"{host.url}/a b?c#d"
    assert posted.body == b"body"
    assert head.body == b""
    first = script.asked[0]
    assert first.target == "/a%20b?c"
    assert [first.one(name) for name in ("User-Agent", "X-B", "Accept-Encoding")] == ["test", "2", "identity"]


@pytest.mark.parametrize(
    "status", ["200 OK", "204 No Content", "400 Bad", "401 Login", "403 No", "404 Nothing"]
)
def test_every_status_is_an_answer(client: Client, status: str) -> None:
    script = Script(lambda asked: answer(b"", status))
    with Host(script) as host:
        assert client.request("GET", host.url).status == int(status[:3])
    assert len(script.asked) == 1


def test_an_answer_that_is_too_long(client: Client) -> None:
    script = Script(lambda asked: answer(b"x" * 100))
    with Host(script) as host:
        assert client.request("GET", host.url, limit=100).body == b"x" * 100
        with pytest.raises(NetFailure, match="too long") as failed:
            client.request("GET", host.url, limit=99)
        assert failed.value.kind == "protocol"
    assert len(script.asked) == 2, "asking again would not help"


@pytest.mark.parametrize("url", ["", "ftp://host/", "https://a:b@host/"])
def test_what_is_no_url(client: Client, url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        client.request("GET", url)


def test_by_tls(client: Client, tls: ssl.SSLContext) -> None:
    with Host(in_turn(answer(b"hello")), tls=tls) as host:
        assert client.request("GET", host.url).body == b"hello"


# --- redirects ----------------------------------------------------------------------------------


def test_redirects_are_followed(client: Client) -> None:
    script = by_target(
        {
            "/a": redirect("/b?x#y"),
            "/b?x": redirect("c/d", "301 Moved"),
            "/c/d": redirect("/ä e", "307 Temporary"),
            "/%C3%A4%20e": answer(b"here"),
        }
    )
    with Host(script) as host:
        reply = client.request("GET", f"{host.url}/a")
        first = client.request("GET", f"{host.url}/a", redirects=0)

    assert reply.body == b"here"
    assert reply.url == f"{host.url}/%C3%A4%20e"
    assert reply.hops == tuple(f"{host.url}{path}" for path in ("/a", "/b?x", "/c/d"))
    assert (first.status, first.headers.get("Location"), first.hops) == (302, "/b?x#y", ())
    assert host.connections == 1


def test_a_login_goes_nowhere_else(client: Client) -> None:
    """Neither the one that is asked for each URL, nor what the caller put into the headers."""
    elsewhere = by_target({"/x": answer(b"here")})
    asked_for: list[str] = []
    with Host(elsewhere) as other:
        script = by_target({"/a": redirect("/b"), "/b": redirect(f"{other.url}/x")})
        with Host(script) as host:

            def header_for(url: str) -> Header | None:
                asked_for.append(url)
                return LOGIN if url.startswith(host.url) else None

            own = [("Cookie", "secret"), ("X-Plain", "1")]
            reply = client.request("GET", f"{host.url}/a", headers=own, header_for=header_for)
            client.request("GET", f"{host.url}/a", headers=[("authorization", "secret")])
            client._pool.close()

    assert reply.body == b"here"
    assert asked_for == [f"{host.url}/a", f"{host.url}/b", f"{other.url}/x"]
    assert [asked.one("Authorization") for asked in script.asked] == ["Bearer secret"] * 2 + ["secret"] * 2
    assert [asked.one("Cookie") for asked in script.asked[:2]] == ["secret"] * 2
    for asked in elsewhere.asked:
        assert asked.one("Authorization") is None
        assert asked.one("Cookie") is None
        assert asked.one("User-Agent") == "test"
    assert elsewhere.asked[0].one("X-Plain") == "1"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"/a": "/a"}, "circle"),
        ({"/a": "/b", "/b": "/a"}, "circle"),
        ({"/a": "?1", "/a?1": "?2", "/a?2": "?3", "/a?3": "?4", "/a?4": "?5", "/a?5": "?6"}, "circle"),
        ({"/a": "ftp://host/"}, "no address"),
        ({"/a": "https://me:secret@host/"}, "no address"),
        ({"/a": "http://[host"}, "no address"),
        ({"/a": "//"}, "circle"),
    ],
)
def test_redirects_to_nowhere(client: Client, answers: dict[str, str], reason: str) -> None:
    script = by_target({target: redirect(location) for target, location in answers.items()})
    with Host(script) as host, pytest.raises(NetFailure, match=reason) as failed:
        client.request("GET", f"{host.url}/a")

    assert failed.value.kind == "protocol"
    assert "secret" not in str(failed.value)
    assert len(script.asked) <= 6


def test_five_redirects_are_not_too_many(client: Client) -> None:
    answers = {f"/{n}": redirect(f"/{n + 1}") for n in range(5)}
    with Host(by_target({**answers, "/5": answer(b"here")})) as host:
        assert client.request("GET", f"{host.url}/0").body == b"here"


def test_from_tls_to_plain_is_no_way(client: Client, tls: ssl.SSLContext) -> None:
    script = in_turn(answer(b"here"))
    with (
        Host(script) as plain,
        Host(in_turn(redirect(plain.url)), tls=tls) as secured,
        pytest.raises(NetFailure, match="encrypted"),
    ):
        client.request("GET", secured.url)
    assert not script.asked

    with Host(in_turn(answer(b"here")), tls=tls) as secured, Host(in_turn(redirect(secured.url))) as plain:
        assert client.request("GET", plain.url).body == b"here"


@pytest.mark.parametrize(
    ("method", "status", "then", "body"),
    [
        ("POST", "301 Moved", "GET", b""),
        ("POST", "302 Found", "GET", b""),
        ("POST", "303 See", "GET", b""),
        ("POST", "307 Temporary", "POST", b"body"),
        ("POST", "308 Permanent", "POST", b"body"),
        ("HEAD", "303 See", "HEAD", b""),
        ("HEAD", "302 Found", "HEAD", b""),
    ],
)
def test_what_is_asked_after_a_redirect(
    client: Client, method: str, status: str, then: str, body: bytes
) -> None:
    script = Script(
        lambda asked: (
            answer(b"here" if asked.method != "HEAD" else b"")
            if asked.target == "/b"
            else f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: /b\r\n\r\n".encode()
        )
    )
    with Host(script) as host:
        client.request(
            method,
            f"{host.url}/a",
            body=b"body" if method == "POST" else b"",
            headers=[("Content-Type", "text/x")],
        )

    assert (script.asked[1].method, script.asked[1].body) == (then, body)
    assert script.asked[1].one("Content-Type") == (None if then == "GET" else "text/x")


# --- again --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["408 Late", "429 Busy", "500 Trouble", "502 Bad", "503 Busy", "504 Late"])
def test_trouble_that_passes(client: Client, status: str) -> None:
    script = in_turn(answer(b"", status), answer(b"", status), answer(b"hello"))
    with Host(script) as host:
        assert client.request("GET", host.url).body == b"hello"
    assert len(script.asked) == 3


def test_trouble_that_stays_is_told(client: Client) -> None:
    script = in_turn(answer(b"why", "503 Busy"))
    with Host(script) as host:
        reply = client.request("GET", host.url, attempts=4)
        once = client.request("GET", host.url, attempts=1)
    assert (reply.status, reply.body, once.status) == (503, b"why", 503)
    assert len(script.asked) == 5


def test_the_wait_that_was_asked_for(client: Client) -> None:
    script = in_turn(answer(b"", "429 Busy", "Retry-After: 1"), answer(b"hello"))
    checks = 0

    def check() -> None:
        nonlocal checks
        checks += 1

    with Host(script) as host:
        started = time.monotonic()
        assert client.request("GET", host.url, check=check).body == b"hello"
        assert time.monotonic() - started >= 1
    assert checks >= 5


@pytest.mark.parametrize(
    "header", ["Retry-After: 31", "Retry-After: 99999999999999", 'RateLimit: "api";r=0;t=300']
)
def test_a_wait_that_is_too_long_is_the_caller_s_to_decide(client: Client, header: str) -> None:
    script = in_turn(answer(b"", "429 Busy", header))
    with Host(script) as host:
        started = time.monotonic()
        reply = client.request("GET", host.url)
        assert time.monotonic() - started < 5
    assert reply.status == 429
    assert (retry_after(reply.headers) or 0) > 30
    assert len(script.asked) == 1


def test_no_wait_beyond_the_deadline(client: Client) -> None:
    script = in_turn(answer(b"", "503 Busy", "Retry-After: 5"))
    with Host(script) as host:
        started = time.monotonic()
        assert client.request("GET", host.url, deadline=3).status == 503
        assert time.monotonic() - started < 2


def test_a_connection_that_fails_is_tried_again(client: Client) -> None:
    script = in_turn(END, Last(answer(b"hello")[:-1]), answer(b"hello"))
    with Host(script) as host:
        assert client.request("GET", host.url).body == b"hello"
    assert len(script.asked) == 3


def test_a_connection_that_fails_always(client: Client) -> None:
    script = in_turn(END)
    with Host(script) as host, pytest.raises(NetFailure) as failed:
        client.request("GET", host.url, attempts=3)
    assert failed.value.kind == "closed"
    assert len(script.asked) == 3


def test_nothing_listens(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NetFailure) as failed:
        client.request("GET", f"http://127.0.0.1:{port}")
    assert failed.value.kind == "refused"


def test_what_does_not_pass_is_not_tried_again(client: Client) -> None:
    script = in_turn(b"SSH-2.0-OpenSSH_9\r\n\r\n")
    with Host(script) as host, pytest.raises(NetFailure) as failed:
        client.request("GET", host.url)
    assert failed.value.kind == "protocol"
    assert len(script.asked) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_connection_closed_while_it_was_taken_up(client: Client, pool: Pool, method: str) -> None:
    """The host ends idle connections just when the next request comes: asked again at once, without
    costing an attempt."""
    seen: dict[int, int] = {}

    def respond(asked: Asked) -> bytes:
        seen[asked.port] = seen.get(asked.port, 0) + 1
        return answer(b"hello") if seen[asked.port] == 1 else END

    script = Script(respond)
    with Host(script) as host:
        idle = [pool.take(host.origin) for _ in range(3)]
        for connection in idle:
            connection.send("GET", "/")
            connection.receive().read(10)
            pool.give(connection)
        assert client.request(method, host.url, attempts=1).body == b"hello"
    assert host.connections == 4
    assert sorted(seen.values()) == [1, 2, 2, 2]


def test_a_host_that_is_silent(pool: Pool) -> None:
    held: list[Asked] = []

    def respond(asked: Asked) -> bytes:
        held.append(asked)
        wait_until(lambda: over)
        return END

    over: list[bool] = []
    with Host(Script(respond)) as host:
        started = time.monotonic()
        with pytest.raises(NetFailure) as failed:
            Client(pool, timeout=0.1).request("GET", host.url, attempts=1)
        assert failed.value.kind == "timeout"
        with pytest.raises(NetFailure) as failed:
            Client(pool, timeout=30).request("GET", host.url, deadline=0.2)
        assert failed.value.kind == "timeout"
        assert time.monotonic() - started < 5
        over.append(True)


@pytest.mark.parametrize("where", ["answer", "pause"])
def test_the_check_ends_every_wait(pool: Pool, where: str) -> None:
    class Enough(Exception):
        pass

    def respond(asked: Asked) -> bytes:
        begun.append(True)
        if where == "answer":
            wait_until(lambda: over)
        return answer(b"", "503 Busy", "Retry-After: 20")

    def check() -> None:
        if begun:
            raise Enough

    begun: list[bool] = []
    over: list[bool] = []
    with Host(Script(respond)) as host:
        started = time.monotonic()
        with pytest.raises(Enough):
            Client(pool).request("GET", host.url, check=check)
        assert time.monotonic() - started < 5
        over.append(True)


# --- rules --------------------------------------------------------------------------------------


def later(seconds: float, base: datetime) -> str:
    return format_datetime(base + timedelta(seconds=seconds), usegmt=True)


NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ([], None),
        ([("Retry-After", "12")], 12.0),
        ([("Retry-After", " 0 ")], 0.0),
        ([("Retry-After", "-1")], None),
        ([("Retry-After", "1.5")], None),
        ([("Retry-After", "soon")], None),
        ([("Retry-After", "²")], None),
        ([("Retry-After", later(90, NOW)), ("Date", later(0, NOW))], 90.0),
        ([("Retry-After", later(-90, NOW)), ("Date", later(0, NOW))], 0.0),
        ([("RateLimit", '"api";r=0;t=55')], 55.0),
        ([("RateLimit", "limit=100, remaining=0, reset=9")], None),
        ([("Retry-After", "3"), ("RateLimit", '"api";r=0;t=55')], 3.0),
    ],
)
def test_how_long_a_host_asks_to_wait(lines: list[Header], seconds: float | None) -> None:
    assert retry_after(Headers(lines)) == seconds


def test_a_date_without_the_host_s_own_clock() -> None:
    seconds = retry_after(Headers([("Retry-After", later(100, datetime.now(UTC)))]))

    assert seconds is not None
    assert 90 < seconds <= 100


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_header_is_a_wait_or_none(said: str, date: str) -> None:
    seconds = retry_after(Headers([("Retry-After", said), ("Date", date), ("RateLimit", said)]))

    assert seconds is None or seconds >= 0


def test_pauses_grow_and_end() -> None:
    assert [backoff(attempt) for attempt in range(1, 8)] == [0.5, 1, 2, 4, 8, 8, 8]
