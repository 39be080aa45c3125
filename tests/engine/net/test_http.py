"""What is read as HTTP, and what is refused."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hubkeep.engine.net.failure import NetFailure
from hubkeep.engine.net.http import Connection
from hubkeep.engine.net.patience import Patience
from hypothesis import given
from hypothesis import strategies as st

from .certificates import Authority
from .hosts import Host, silent

OK = b"HTTP/1.1 200 OK\r\n"


class Pieces:
    """A stream that gives what it was told in these pieces and then ends; it keeps what was sent."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]
        self.sent = b""

    def sendall(self, data: bytes, /) -> None:
        self.sent += data

    def recv(self, size: int, /) -> bytes:
        if not self._pieces:
            return b""
        piece, self._pieces[0] = self._pieces[0][:size], self._pieces[0][size:]
        if not self._pieces[0]:
            del self._pieces[0]
        return piece

    def recv_into(self, view: memoryview, /) -> int:
        piece = self.recv(len(view))
        view[: len(piece)] = piece
        return len(piece)

    def settimeout(self, seconds: float | None, /) -> None: ...

    def close(self) -> None: ...


def connection(*pieces: bytes) -> Connection:
    return Connection(Pieces(pieces), "host")


def cut(data: bytes, at: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(at), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


# --- what is read -------------------------------------------------------------------------------

# Method, what comes, the bodies in it. Each is followed by another answer, but the last.
SAID = [
    ("GET", OK + b"Content-Length: 5\r\n\r\nhello", b"hello"),
    ("GET", OK + b"content-length:0\r\n\r\n", b""),
    ("GET", OK + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
    (
        "GET",
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
        b"abc0123456789",
    ),
    (
        "GET",
        OK + b'Transfer-Encoding: Chunked\r\n\r\n3;x="y"\r\nab\n\r\n000\r\nTrailer: 1\r\nB: 2\r\n\r\n',
        b"ab\n",
    ),
    ("GET", OK + b"Transfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n1\r\nx\r\n0\r\n\r\n", b"x"),
    ("HEAD", OK + b"Content-Length: 5\r\n\r\n", b""),
    ("HEAD", OK + b"Transfer-Encoding: chunked\r\n\r\n", b""),
    ("GET", b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", b""),
    (
        "GET",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
        + OK
        + b"Content-Length: 1\r\n\r\nx",
        b"x",
    ),
    ("GET", b"HTTP/1.1 404 \r\nContent-Length: 1\r\n\r\nx", b"x"),
    ("GET", b"HTTP/1.1 404\r\nContent-Length: 1\r\n\r\nx", b"x"),
    ("GET", b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", b"x"),
    ("CONNECT", OK + b"Content-Length: 7\r\n\r\n", b""),
    ("POST", OK + b"X: a\r\n  folded\r\n\tagain\r\nContent-Length: 1\r\n\r\nx", b"x"),
]
ALL = b"".join(said for _, said, _ in SAID)
UNTIL_END = OK + b"\r\nto the end"


def read_all(host: Connection) -> list[bytes]:
    bodies = []
    for method, _, _ in SAID:
        host.send(method, "/")
        response = host.receive(method)
        bodies.append(response.read(100))
        assert response.finished
        assert host.reusable
    host.send("GET", "/")
    assert not host.idle
    bodies.append(host.receive().read(100))
    assert not host.reusable
    return bodies


BODIES = [*(body for _, _, body in SAID), b"to the end"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, 1 << 20])
def test_answers_one_after_another_in_pieces_of_any_size(size: int) -> None:
    data = ALL + UNTIL_END
    host = connection(*(data[at : at + size] for at in range(0, len(data), size)))

    assert read_all(host) == BODIES


def test_answers_cut_at_every_byte() -> None:
    data = ALL + UNTIL_END
    for at in range(len(data)):
        assert read_all(connection(data[:at], data[at:])) == BODIES, f"cut at {at}"


@given(st.lists(st.integers(0, len(ALL + UNTIL_END)), max_size=30))
def test_answers_cut_anywhere(at: list[int]) -> None:
    assert read_all(connection(*cut(ALL + UNTIL_END, at))) == BODIES


@pytest.mark.parametrize(("method", "said", "body"), SAID)
def test_an_answer_that_ends_early_is_never_taken_for_a_whole_one(
    method: str, said: bytes, body: bytes
) -> None:
    for end in range(len(said)):
        host = connection(said[:end])
        host.send(method, "/")
        with pytest.raises(NetFailure) as failed:
            host.receive(method).read(100)
        assert failed.value.kind == "closed", f"cut at {end}"
        assert not host.reusable


def test_header_lines() -> None:
    host = connection(
        OK + b"Set-Cookie: a=1\r\nSET-cookie: b=2\r\nX: \xe4 : y \r\nFold: a\r\n  b\r\nEmpty:\r\n\r\n"
    )
    headers = host.receive().headers

    assert headers.get_all("set-Cookie") == ["a=1", "b=2"]
    assert headers.get("x") == "ä : y"
    assert headers.get("fold") == "a b"
    assert headers.get("empty") == ""
    assert headers.get("nothing") is None


def test_a_body_is_received_in_the_caller_s_memory_bit_by_bit() -> None:
    host = connection(OK + b"Content-Length: 10\r\n\r\n0123", b"456789rest")
    response = host.receive()
    memory = bytearray(b"." * 12)
    view = memoryview(memory)

    assert response.length == 10
    assert response.readinto(view[1:4]) == 3
    assert response.readinto(view[4:]) == 1
    assert response.readinto(view[5:5]) == 0
    assert not response.finished
    assert response.readinto(view[5:]) == 6
    assert response.finished
    assert response.readinto(view) == 0
    assert bytes(memory) == b".0123456789."


@pytest.mark.parametrize(
    ("said", "reusable"),
    [
        (OK + b"Content-Length: 0\r\n\r\n", True),
        (OK + b"Content-Length: 0\r\nConnection: Close\r\n\r\n", False),
        (OK + b"Content-Length: 0\r\nConnection: foo, close\r\n\r\n", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", False),
        (OK + b"\r\n", False),
    ],
)
def test_whether_another_request_may_follow(said: bytes, reusable: bool) -> None:
    host = connection(said)
    host.send("GET", "/")
    host.receive()

    assert host.reusable is reusable
    assert host.idle is reusable


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 099 OK\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"HTTP/1.1 \xb2\xb2\xb2 OK\r\n\r\n",
        b" HTTP/1.1 200 OK\r\n\r\n",
        b"\r\n\r\n",
        OK + b"no colon\r\n\r\n",
        OK + b": no name\r\n\r\n",
        OK + b" folded onto nothing\r\n\r\n",
        OK + b"Content-Length : 5\r\n\r\nhello",
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        OK + b"Content-Length: 5, 5\r\n\r\nhello",
        OK + b"Content-Length: -5\r\n\r\nhello",
        OK + b"Content-Length: +5\r\n\r\nhello",
        OK + b"Content-Length: 0x5\r\n\r\nhello",
        OK + b"Content-Length: 5_0\r\n\r\nhello",
        OK + b"Content-Length:\r\n\r\nhello",
        OK + b"Content-Length: \xb2\r\n\r\nhello",
        OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nhello",
        OK + b"Transfer-Encoding: gzip\r\n\r\nhello",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n3;" + b"x" * 70000,
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 1000 + b"\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1000 + OK + b"Content-Length: 0\r\n\r\n",
        OK + b"X: " + b"y" * 70000,
        OK + b"X: y\r\n" * 20000,
        b"x" * 200000,
    ],
)
def test_what_is_no_http_is_refused(said: bytes) -> None:
    host = connection(*(said[at : at + 1000] for at in range(0, len(said), 1000)))
    host.send("GET", "/")

    with pytest.raises(NetFailure) as failed:
        host.receive().read(100)

    assert failed.value.kind == "protocol"
    assert failed.value.host == "host"
    assert not host.reusable


@given(st.binary(max_size=200), st.lists(st.integers(0, 300), max_size=3))
def test_whatever_comes_is_an_answer_or_a_failure(noise: bytes, at: list[int]) -> None:
    """The noise stands in the place of a head, of headers, of a body in chunks."""
    for begin in (b"", OK, OK + b"Transfer-Encoding: chunked\r\n\r\n", OK + b"X: y\r\nContent-Length: 9\r\n"):
        host = connection(*cut(begin + noise, [min(each, len(begin + noise)) for each in at]))
        host.send("GET", "/")
        try:
            response = host.receive()
            response.read(1000)
        except NetFailure:
            assert not host.reusable
        else:
            assert response.finished


def test_a_body_that_is_longer_than_allowed() -> None:
    host = connection(OK + b"Content-Length: 10\r\n\r\n0123456789")
    assert host.receive().read(10) == b"0123456789"

    for framing in (b"Content-Length: 11\r\n\r\n", b"\r\n"):
        host = connection(OK + framing + b"0123456789a")
        with pytest.raises(NetFailure, match="too long"):
            host.receive().read(10)
        assert not host.reusable


def test_the_rest_of_a_body_is_dropped_where_it_is_short() -> None:
    said = OK + b"Content-Length: 100\r\n\r\n" + b"x" * 100 + OK + b"Content-Length: 1\r\n\r\ny"
    host = connection(said)
    assert host.receive().discard(100)
    assert host.receive().read(1) == b"y"

    stream = Pieces([OK + b"Content-Length: 100\r\n\r\n", b"x" * 100])
    host = Connection(stream, "host")
    assert not host.receive().discard(99)
    assert not host.reusable
    assert stream.recv(100) == b"x" * 100, "it is not even begun with"

    host = connection(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 40 + b"0\r\n\r\n")
    assert not host.receive().discard(20)
    assert not host.reusable


# --- what is sent -------------------------------------------------------------------------------


def test_requests_as_they_are_sent() -> None:
    stream = Pieces([])
    host = Connection(stream, "host:81")
    host.send("GET", "/a?b", [("Range", "bytes=0-1"), ("X", "ä")])
    host.send("POST", "/", body=b"body")
    host.send("POST", "/")

    assert stream.sent == (
        b"GET /a?b HTTP/1.1\r\nHost: host:81\r\nRange: bytes=0-1\r\nX: \xe4\r\n\r\n"
        b"POST / HTTP/1.1\r\nHost: host:81\r\nContent-Length: 4\r\n\r\nbody"
        b"POST / HTTP/1.1\r\nHost: host:81\r\nContent-Length: 0\r\n\r\n"
    )


def test_requests_to_a_proxy() -> None:
    stream = Pieces([])
    Connection(stream, "host", absolute="http://host", headers=[("P", "q")]).send("GET", "/a", [("X", "y")])

    assert stream.sent == b"GET http://host/a HTTP/1.1\r\nHost: host\r\nP: q\r\nX: y\r\n\r\n"


def test_a_proxy_that_wants_a_login() -> None:
    said = b"HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(NetFailure) as failed:
        Connection(Pieces([said]), "host", absolute="http://host").receive()
    assert failed.value.kind == "proxy"

    assert connection(said).receive().status == 407, "without a proxy it is a status like any other"


@pytest.mark.parametrize("text", ["a\r\nX: y", "a\nb", "a\rb", "a\0b", "a\u4f60b"])
def test_no_request_holds_another_one(text: str) -> None:
    stream = Pieces([])
    host = Connection(stream, "host")

    for method, target, value in ((text, "/", ""), ("GET", text, ""), ("GET", "/", text)):
        with pytest.raises(ValueError, match=r"request|header") as failed:
            host.send(method, target, [("X", value)])
        assert text not in str(failed.value)
        assert failed.value.__cause__ is None, "a cause would show what may be a secret"
    assert stream.sent == b""


# --- over real sockets --------------------------------------------------------------------------


@pytest.fixture
def pair() -> Iterator[tuple[Connection, socket.socket]]:
    """A connection and the host's end."""
    here, there = socket.socketpair()
    there.settimeout(10)
    host = Connection(here, "host")
    yield host, there
    host.close()
    there.close()


def test_a_host_that_says_nothing(pair: tuple[Connection, socket.socket]) -> None:
    host, _ = pair
    host.set_timeout(0.02)
    host.send("GET", "/")

    with pytest.raises(NetFailure) as failed:
        host.receive()

    assert failed.value.kind == "timeout"
    assert not host.reusable


def test_a_host_that_hears_nothing(pair: tuple[Connection, socket.socket]) -> None:
    host, _ = pair
    for within in (None, Patience(0.02)):
        host.set_timeout(0.02, within)
        with pytest.raises(NetFailure) as failed:
            host.send("POST", "/", body=bytes(64 << 20))
        assert failed.value.kind == "timeout"


def test_a_host_that_has_gone(pair: tuple[Connection, socket.socket]) -> None:
    host, there = pair
    there.close()

    with pytest.raises(NetFailure) as failed:
        host.send("POST", "/", body=bytes(1 << 20))

    assert failed.value.kind == "closed"
    assert not host.reusable


@pytest.mark.parametrize("said", [b"HTTP", OK + b"Content-Length: 1000000\r\n\r\n"])
def test_a_host_that_dribbles_is_given_up_when_the_time_for_all_is_over(
    pair: tuple[Connection, socket.socket], said: bytes
) -> None:
    host, there = pair
    there.sendall(said)
    over = threading.Event()

    def dribble() -> None:
        while not over.wait(0.01):
            there.sendall(b"x")

    talking = threading.Thread(target=dribble)
    talking.start()
    try:
        host.set_timeout(5, Patience(0.2))
        started = time.monotonic()
        with pytest.raises(NetFailure) as failed:
            host.receive().read(1 << 20)
        assert failed.value.kind == "timeout"
        assert time.monotonic() - started < 4
    finally:
        over.set()
        talking.join()


def test_a_wait_is_ended_by_its_check(pair: tuple[Connection, socket.socket]) -> None:
    host, there = pair
    asked = 0

    class Enough(Exception):
        pass

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Enough

    host.set_timeout(30, Patience(30, check))
    with pytest.raises(Enough):
        host.receive()

    there.sendall(OK + b"Content-Length: 1\r\n\r\nx")
    host.set_timeout(30, Patience(30, lambda: None))
    assert host.receive().read(1) == b"x"


def test_whether_an_idle_connection_still_stands(pair: tuple[Connection, socket.socket]) -> None:
    host, there = pair
    assert host.fresh
    assert host.still_open()

    host.send("GET", "/")
    assert not host.still_open(), "an answer is due"
    there.sendall(OK + b"Content-Length: 2\r\n\r\nab")
    host.set_timeout(10)
    response = host.receive()
    assert not host.fresh
    assert not host.still_open(), "a body is due"
    response.read(2)
    assert host.idle
    assert host.still_open()

    there.sendall(b"x")
    assert not host.still_open(), "what nobody asked for has come"


def test_an_idle_connection_that_the_host_closed(pair: tuple[Connection, socket.socket]) -> None:
    host, there = pair
    there.close()

    assert host.idle
    assert not host.still_open()


def test_more_than_an_answer_is_not_idle(pair: tuple[Connection, socket.socket]) -> None:
    host, there = pair
    there.sendall(OK + b"Content-Length: 0\r\n\r\nmore")
    host.send("GET", "/")
    host.receive()

    assert not host.idle
    with pytest.raises(NetFailure, match="more came"):
        host.let_go()


def test_abort_ends_the_wait_of_another_thread(pair: tuple[Connection, socket.socket]) -> None:
    host, _ = pair
    failures: list[NetFailure] = []

    def receive() -> None:
        try:
            host.receive()
        except NetFailure as failure:
            failures.append(failure)

    waiting = threading.Thread(target=receive)
    waiting.start()
    host.abort()
    waiting.join(10)

    assert [failure.kind for failure in failures] == ["closed"]
    host.close()
    host.abort()


def test_after_abort_no_encrypted_bytes_are_taken_for_the_body(
    authority: Authority, tls: ssl.SSLContext
) -> None:
    size = 1 << 20
    sent = threading.Event()

    def talk(stream: socket.socket) -> None:
        stream.sendall(OK + f"Content-Length: {size}\r\n\r\n".encode() + b"x" * 200_000)
        sent.set()
        silent(stream)

    context = ssl.create_default_context(cafile=str(authority.file))
    with Host(talk, tls=tls) as server:
        raw = socket.create_connection((server.address, server.port))
        secured = context.wrap_socket(raw, server_hostname="localhost")
        host = Connection(secured, "localhost")
        host.set_timeout(10)
        response = host.receive()
        memory = memoryview(bytearray(size))
        got = response.readinto(memory)
        assert sent.wait(10)
        assert socket.socket.recv(secured, 1, socket.MSG_PEEK), "something encrypted waits"
        host.abort()
        failure: NetFailure | None = None
        while failure is None:
            try:
                got += response.readinto(memory[got:])
            except NetFailure as error:
                failure = error
        host.close()

    assert failure.kind == "closed"
    assert bytes(memory[:got]).count(b"x") == got


def test_whoever_counts_hears_of_every_byte_and_may_end_it() -> None:
    came: list[int] = []
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"
    host = connection(whole[:20], whole[20:45], whole[45:])
    host.on_received = came.append
    assert host.receive().read(100) == b"0123456789"
    assert sum(came) == len(whole)

    def refuse(amount: int) -> None:
        raise host.nonsense("too much")

    host = connection(whole)
    host.on_received = refuse
    with pytest.raises(NetFailure, match="too much"):
        host.receive()
