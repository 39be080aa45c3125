"""Ways to a host: straight, by TLS, and through every kind of proxy."""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hubkeep.engine.net.address import Origin
from hubkeep.engine.net.dialer import Dialer
from hubkeep.engine.net.failure import NetFailure
from hubkeep.engine.net.patience import Patience
from hubkeep.engine.net.proxies import Proxies, Proxy
from hubkeep.engine.net.reach import Spot, Steps, in_turn, look_up, race, reach
from hubkeep.engine.net.trust import Trust

from tests.waiting import wait_until

from .certificates import Authority
from .dialling import ask, dialer
from .gateways import HttpGateway, Socks
from .hosts import Asked, Host, Script, answer, silent

LARGE = bytes(range(256)) * 4096


def hello(asked: Asked) -> bytes:
    return answer(LARGE if asked.target == "/large" else b"hello")


class Through(Proxies):
    """One proxy for everything, this machine too."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__("none", {})
        self._proxy = proxy

    def choose(self, origin: Origin) -> Proxy | None:
        return self._proxy


# --- straight -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_plain(address: str) -> None:
    script = Script(hello)
    with Host(script, address=address) as host:
        assert ask(dialer().connect(host.origin), "/a?b") == b"hello"

    assert [(asked.target, asked.one("Host")) for asked in script.asked] == [("/a?b", host.origin.netloc)]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_by_tls(address: str, authority: Authority, tls: ssl.SSLContext) -> None:
    with Host(Script(hello), address=address, tls=tls) as host:
        assert ask(dialer(authority).connect(host.origin), "/large") == LARGE


def test_a_name(authority: Authority, tls: ssl.SSLContext) -> None:
    """`localhost` may well be ::1 first, where nothing listens."""
    with Host(Script(hello)) as plain, Host(Script(hello), tls=tls) as secured:
        assert ask(dialer().connect(Origin("http", "localhost", plain.port))) == b"hello"
        assert ask(dialer(authority).connect(Origin("https", "localhost", secured.port))) == b"hello"


def test_how_connections_are_set_up() -> None:
    with Host(silent) as host:
        stream = reach(host.address, host.port, Patience(10))
        with stream:
            assert stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert stream.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


def test_the_connection_waits_no_longer_than_it_was_told(authority: Authority, tls: ssl.SSLContext) -> None:
    """After a handshake without blocking it waits at all."""
    answers = threading.Event()

    def late(asked: Asked) -> bytes:
        answers.wait(10)
        return answer(b"late")

    with Host(Script(late), tls=tls) as host:
        connection = dialer(authority).connect(host.origin, timeout=10)
        connection.send("GET", "/")
        threading.Timer(0.05, answers.set).start()
        assert connection.receive().read(10) == b"late"
        connection.close()


# --- what fails ---------------------------------------------------------------------------------


def failure(connect: Callable[[], object]) -> NetFailure:
    with pytest.raises(NetFailure) as failed:
        connect()
    return failed.value


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextlib.contextmanager
def black_hole() -> Iterator[tuple[tuple[str, int], Callable[[], None]]]:
    """An address where attempts to connect are neither taken nor refused: its queue is full; and what
    makes it an address where nothing listens."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        at = server.getsockname()
        for _ in range(8):
            filling = stack.enter_context(socket.socket())
            filling.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                filling.connect(at)
        yield at, server.close


def test_nothing_listens() -> None:
    origin = Origin("http", "127.0.0.1", free_port())
    failed = failure(lambda: dialer().connect(origin))

    assert failed.kind == "refused"
    assert failed.host == origin.netloc


def test_a_name_that_is_none() -> None:
    """Without any name server it is a matter of the network."""
    failed = failure(lambda: dialer().connect(Origin("http", "no-such-host.invalid", 80)))

    assert failed.kind in {"name", "unreachable"}
    assert failed.host == "no-such-host.invalid"
    assert failed.reason


def test_no_way() -> None:
    # The zone of another machine's network card.
    failed = failure(lambda: dialer().connect(Origin("http", "fe80::1%no-such-card", 80)))

    assert failed.kind in {"name", "unreachable"}


def test_no_answer_in_time() -> None:
    with black_hole() as ((host, port), _):
        started = time.monotonic()
        failed = failure(lambda: dialer().connect(Origin("http", host, port), 0.1))

    assert failed.kind == "timeout"
    assert time.monotonic() - started < 5


def test_an_attempt_is_ended_by_its_check() -> None:
    class Enough(Exception):
        pass

    started = time.monotonic()

    def check() -> None:
        if time.monotonic() - started > 0.05:
            raise Enough

    with black_hole() as ((host, port), _), pytest.raises(Enough):
        dialer().connect(Origin("http", host, port), within=Patience(30, check))
    with Host(silent) as host_:  # connected, and silent where a handshake should be
        started = time.monotonic()
        with pytest.raises(Enough):
            dialer().connect(Origin("https", host_.address, host_.port), within=Patience(30, check))
    assert time.monotonic() - started < 10


def test_a_handshake_that_gets_no_answer() -> None:
    with Host(silent) as host:
        assert (
            failure(lambda: dialer().connect(Origin("https", "127.0.0.1", host.port), 0.1)).kind == "timeout"
        )


def test_a_handshake_that_is_cut_off() -> None:
    def hang_up(stream: socket.socket) -> None:
        stream.recv(10)

    with Host(hang_up) as host:
        assert failure(lambda: dialer().connect(Origin("https", "127.0.0.1", host.port))).kind == "closed"


def test_plain_where_tls_is_expected() -> None:
    def talk(stream: socket.socket) -> None:
        stream.recv(10)
        stream.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")
        silent(stream)

    with Host(talk) as host:
        failed = failure(lambda: dialer().connect(Origin("https", "127.0.0.1", host.port)))
    assert (failed.kind, failed.reason) == ("tls", "it does not speak TLS there")


def test_several_addresses_are_tried_side_by_side() -> None:
    with black_hole() as (hole, _), Host(silent) as host:
        spots = [
            Spot(socket.AF_INET, ("127.0.0.1", free_port())),
            Spot(socket.AF_INET, hole),
            Spot(socket.AF_INET, hole),
            Spot(socket.AF_INET, (host.address, host.port)),
        ]
        with race(spots, Patience(10), head_start=0.02) as stream:
            assert stream.getpeername() == (host.address, host.port)


def test_after_a_failure_the_next_address_need_not_wait() -> None:
    refused = Spot(socket.AF_INET, ("127.0.0.1", free_port()))
    nowhere = Spot(socket.AF_INET6, ("fe80::1", 80, 0, 0))  # it fails at once
    started = time.monotonic()
    with black_hole() as (hole, _), Host(silent) as host:
        good = Spot(socket.AF_INET, (host.address, host.port))
        with race(
            [Spot(socket.AF_INET, hole), *[refused, nowhere] * 10, good], Patience(10), head_start=0.3
        ) as stream:
            assert stream.getpeername() == good.at
    assert time.monotonic() - started < 3


def test_a_failure_that_comes_late() -> None:
    """Such as that of a host which starts again: refused only when the system asks a second time."""
    started = time.monotonic()
    with black_hole() as (hole, shut), Host(silent) as host:
        good = Spot(socket.AF_INET, (host.address, host.port))
        closing = threading.Timer(0.1, shut)
        closing.start()
        with race([Spot(socket.AF_INET, hole), good], Patience(30), head_start=20) as stream:
            assert stream.getpeername() == good.at
        closing.join()
    assert time.monotonic() - started < 15


def test_the_first_address_has_a_head_start() -> None:
    with Host(silent) as first, Host(silent) as second:
        spots = [Spot(socket.AF_INET, (host.address, host.port)) for host in (first, second)]
        with race(spots, Patience(10), head_start=5) as stream:
            assert stream.getpeername() == (first.address, first.port)
        assert second.connections == 0


def test_an_address_that_comes_late_still_counts() -> None:
    """The first is given up neither for its slowness nor for the others' failures."""
    with black_hole() as (hole, _), pytest.raises(TimeoutError):
        race(
            [Spot(socket.AF_INET, hole), Spot(socket.AF_INET, ("127.0.0.1", free_port()))],
            Patience(0.2),
            0.01,
        )


def test_the_most_telling_failure_is_told() -> None:
    nowhere = Spot(socket.AF_INET6, ("fe80::1", 80, 0, 0))
    refused = Spot(socket.AF_INET, ("127.0.0.1", free_port()))

    for spots in ([nowhere, refused], [refused, nowhere]):
        with pytest.raises(ConnectionRefusedError):
            race(spots, Patience(10))
    with pytest.raises(OSError, match=r".") as failed:
        race([nowhere], Patience(10))
    assert failed.value.errno != errno.ECONNREFUSED
    with pytest.raises(OSError, match=r"host"):
        race([], Patience(10))


def test_addresses_by_turns() -> None:
    six = [Spot(socket.AF_INET6, (f"::{n}", 1, 0, 0)) for n in range(3)]
    four = [Spot(socket.AF_INET, (f"10.0.0.{n}", 1)) for n in range(2)]

    assert in_turn([*six, *four]) == [six[0], four[0], six[1], four[1], six[2]]
    assert in_turn([*four, *six]) == [four[0], six[0], four[1], six[1], six[2]]
    assert in_turn(four) == four
    assert in_turn([]) == []


def test_an_address_needs_no_look_up() -> None:
    threads = threading.active_count()

    assert look_up("127.0.0.1", 1, Patience(1)) == [Spot(socket.AF_INET, ("127.0.0.1", 1))]
    assert look_up("::1", 1, Patience(1)) == [Spot(socket.AF_INET6, ("::1", 1, 0, 0))]
    assert threading.active_count() == threads


# --- certificates -------------------------------------------------------------------------------


def test_a_certificate_of_nobody_known(tmp_path: Path, tls: ssl.SSLContext) -> None:
    stranger = Authority(tmp_path, "A stranger")
    with Host(Script(hello), tls=tls) as host:
        for other in (None, stranger):
            failed = failure(lambda other=other: dialer(other).connect(host.origin))  # type: ignore[misc]
            assert failed.kind == "tls"
            assert "certificate" in failed.reason


def test_a_certificate_of_another_host(authority: Authority) -> None:
    with Host(Script(hello), tls=authority.server("DNS:other.example")) as host:
        failed = failure(lambda: dialer(authority).connect(host.origin))

    assert failed.kind == "tls"
    assert "127.0.0.1" in failed.reason


def test_a_certificate_that_has_expired(authority: Authority) -> None:
    with Host(Script(hello), tls=authority.server("IP:127.0.0.1", days=-1)) as host:
        failed = failure(lambda: dialer(authority).connect(host.origin))

    assert (failed.kind, failed.reason) == ("tls", "certificate has expired")


def test_old_tls_is_refused(authority: Authority) -> None:
    context = authority.server("IP:127.0.0.1", "DNS:old")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with Host(Script(hello), tls=context) as host:
        failed = failure(lambda: dialer(authority).connect(host.origin))

    assert failed.kind == "tls"
    assert failed.reason == "it knows only old, unsafe versions of TLS"


def test_a_silent_host_holds_up_no_other(authority: Authority, tls: ssl.SSLContext) -> None:
    dialling = dialer(authority)
    with Host(silent) as mute, Host(Script(hello), tls=tls) as host:
        failures: list[NetFailure] = []
        over = threading.Event()

        def wait_in_vain() -> None:
            within = Patience(60, lambda: over.is_set() and stop())
            failures.append(
                failure(lambda: dialling.connect(Origin("https", "127.0.0.1", mute.port), 60, within))
            )

        def stop() -> None:
            raise NetFailure("timeout", "mute")

        waiting = threading.Thread(target=wait_in_vain)
        waiting.start()
        wait_until(lambda: mute.connections)
        assert ask(dialling.connect(host.origin, 10)) == b"hello"
        assert waiting.is_alive()
        over.set()
        waiting.join()
    assert len(failures) == 1


# --- proxies ------------------------------------------------------------------------------------


def through(proxy: Proxy, authority: Authority | None = None) -> Dialer:
    return dialer(authority, Through(proxy))


def test_plain_through_an_http_proxy() -> None:
    gateway, script = HttpGateway(login="me:secret"), Script(hello)
    with Host(script) as host, Host(gateway) as way:
        connection = through(Proxy("http", way.address, way.port, "me", "secret")).connect(host.origin)
        assert ask(connection, "/x") == b"hello"

    assert gateway.asked[0].target == f"{host.url}/x"
    assert gateway.asked[0].one("Host") == host.origin.netloc
    assert script.asked[0].one("Proxy-Authorization") is None


def test_plain_through_an_http_proxy_without_the_login() -> None:
    with Host(Script(hello)) as host, Host(HttpGateway(login="me:secret")) as way:
        connection = through(Proxy("http", way.address, way.port, "me", "wrong")).connect(host.origin)
        assert failure(lambda: ask(connection)).kind == "proxy"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("way_tls", [False, True])
def test_tls_through_an_http_proxy(
    address: str, way_tls: bool, authority: Authority, tls: ssl.SSLContext
) -> None:
    gateway = HttpGateway(login="me:pä:ss")
    with (
        Host(Script(hello), address=address, tls=tls) as host,
        Host(gateway, tls=tls if way_tls else None) as way,
    ):
        proxy = Proxy("https" if way_tls else "http", way.address, way.port, "me", "pä:ss")
        connection = through(proxy, authority).connect(host.origin)
        assert ask(connection, "/large") == LARGE

    asked = gateway.asked[0]
    expected = f"[::1]:{host.port}" if address == "::1" else f"127.0.0.1:{host.port}"
    assert (asked.method, asked.target, asked.one("Host")) == ("CONNECT", expected, expected)


def test_plain_through_a_proxy_reached_by_tls(authority: Authority, tls: ssl.SSLContext) -> None:
    with Host(Script(hello)) as host, Host(HttpGateway(), tls=tls) as way:
        assert ask(through(Proxy("https", way.address, way.port), authority).connect(host.origin)) == b"hello"


def test_tls_within_tls_sends_and_checks(authority: Authority, tls: ssl.SSLContext) -> None:
    """A large request; a wait that times out and goes on; and the certificate behind the proxy counts."""
    script = Script(lambda asked: answer(asked.body))
    with Host(HttpGateway(), tls=tls) as way:
        dialling = through(Proxy("https", way.address, way.port), authority)
        with Host(script, tls=tls) as host:
            connection = dialling.connect(host.origin)
            connection.send("POST", "/", body=LARGE)
            connection.set_timeout(10, Patience(10, lambda: None))
            assert connection.receive().read(len(LARGE)) == LARGE
            assert connection.still_open()
            other = dialling.connect(host.origin)
            host.hang_up()
            wait_until(lambda: not connection.still_open())
            connection.close()
            assert failure(other.receive).kind == "closed"
            other.close()
        with Host(script, tls=authority.server("DNS:another.example")) as host:
            failed = failure(lambda: dialling.connect(host.origin))
        assert failed.kind == "tls"
        with Host(silent) as host:
            mute = Origin("https", "127.0.0.1", host.port)
            assert failure(lambda: dialling.connect(mute, 0.1)).kind == "timeout"


@pytest.mark.parametrize(
    ("gateway", "kind"),
    [
        (HttpGateway(login="me:secret"), "proxy"),
        (HttpGateway(refusal="403 Forbidden"), "proxy"),
        (HttpGateway(refusal="302 Found"), "proxy"),
        (HttpGateway(refusal="502 Bad Gateway"), "unreachable"),
        (HttpGateway(refusal="504 Timeout"), "unreachable"),
        (HttpGateway(welcome=b"SSH-2.0-OpenSSH_9\r\n\r\n"), "proxy"),
        (HttpGateway(welcome=b"HTTP/1.1 200 OK\r\n\r\nmore"), "proxy"),
        (silent, "timeout"),
        (lambda stream: None, "proxy"),
    ],
)
def test_an_http_proxy_that_does_not_help(
    gateway: Callable[[socket.socket], None], kind: str, authority: Authority, tls: ssl.SSLContext
) -> None:
    with Host(Script(hello), tls=tls) as host, Host(gateway) as way:
        proxy = Proxy("http", way.address, way.port, "me", "wrong-secret")
        failed = failure(lambda: through(proxy, authority).connect(host.origin, 0.3))

    assert failed.kind == kind
    assert failed.host == host.origin.netloc
    assert "secret" not in str(failed)


def test_an_old_http_proxy(authority: Authority, tls: ssl.SSLContext) -> None:
    gateway = HttpGateway(welcome=b"HTTP/1.0 200 Connection established\r\nProxy-Agent: x\r\n\r\n")
    with Host(Script(hello), tls=tls) as host, Host(gateway) as way:
        assert ask(through(Proxy("http", way.address, way.port), authority).connect(host.origin)) == b"hello"


@pytest.mark.parametrize("scheme", ["http", "https", "socks5", "socks5h"])
def test_a_proxy_that_is_not_there(scheme: str) -> None:
    port = free_port()
    proxy = Proxy(scheme, "127.0.0.1", port)  # type: ignore[arg-type]
    failed = failure(lambda: through(proxy).connect(Origin("http", "host.example", 80)))

    assert failed.kind == "proxy"
    assert failed.host == "host.example"
    assert f"127.0.0.1:{port}" in failed.reason


def test_a_proxy_whose_certificate_is_not_known(tls: ssl.SSLContext) -> None:
    with Host(HttpGateway(), tls=tls) as way:
        proxy = Proxy("https", way.address, way.port)
        failed = failure(lambda: through(proxy).connect(Origin("http", "host.example", 80)))

    assert failed.kind == "proxy"
    assert "certificate" in failed.reason


@pytest.mark.parametrize("secured", [False, True])
@pytest.mark.parametrize(
    "bound", [b"\x01\0\0\0\0\0\0", b"\x04" + bytes(18), b"\x03\x03abc\0\0", b"\x03\0\0\0"]
)
def test_through_socks(secured: bool, bound: bytes, authority: Authority, tls: ssl.SSLContext) -> None:
    """Whatever the proxy says of its own end: not a byte of the host's is lost."""
    socks = Socks(bound=bound)
    with Host(Script(hello), tls=tls if secured else None) as host, Host(socks) as way:
        proxy = Proxy("socks5", way.address, way.port)
        assert ask(through(proxy, authority).connect(host.origin), "/large") == LARGE

    assert socks.asked == [(1, "127.0.0.1", host.port)]


def test_where_socks_looks_names_up() -> None:
    socks = Socks()
    with Host(Script(hello)) as host, Host(Script(hello), address="::1") as six, Host(socks) as way:
        origin = Origin("http", "localhost", host.port)
        assert ask(through(Proxy("socks5", way.address, way.port)).connect(origin)) == b"hello"
        assert ask(through(Proxy("socks5h", way.address, way.port)).connect(origin)) == b"hello"
        assert ask(through(Proxy("socks5h", way.address, way.port)).connect(six.origin)) == b"hello"

    assert [(kind, name) for kind, name, _ in socks.asked] == [(1, "127.0.0.1"), (3, "localhost"), (4, "::1")]


@pytest.mark.parametrize(
    ("login", "wanted", "kind"),
    [
        (("me", "secret"), ("me", "secret"), None),
        (("mé", "sécret"), ("mé", "sécret"), None),
        (("me", ""), ("me", ""), None),
        (("me", "secret"), None, None),
        (("me", "secret"), ("me", "other"), "proxy"),
        (("", ""), ("me", "secret"), "proxy"),
    ],
)
def test_socks_with_a_login(login: tuple[str, str], wanted: tuple[str, str] | None, kind: str | None) -> None:
    with Host(Script(hello)) as host, Host(Socks(login=wanted)) as way:
        dialling = through(Proxy("socks5h", way.address, way.port, *login))
        if kind is None:
            assert ask(dialling.connect(host.origin)) == b"hello"
        else:
            failed = failure(lambda: dialling.connect(host.origin))
            assert failed.kind == kind
            assert "secret" not in str(failed)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(1, "proxy"), (2, "proxy"), (3, "unreachable"), (4, "unreachable"), (5, "refused"), (99, "proxy")],
)
def test_socks_that_can_t_connect(reply: int, kind: str) -> None:
    with Host(Socks(reply=reply)) as way:
        dialling = through(Proxy("socks5h", way.address, way.port))
        failed = failure(lambda: dialling.connect(Origin("http", "host.example", 80)))

    assert (failed.kind, failed.host) == (kind, "host.example")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"HTTP/1.1 400 Bad\r\n\r\n", "proxy"),
        (b"", "proxy"),
        (b"\x05", "proxy"),
        (b"\x05\xff", "proxy"),
        (b"\x05\x02", "proxy"),
    ],
)
def test_what_is_no_socks(said: bytes, kind: str) -> None:
    def talk(stream: socket.socket) -> None:
        stream.recv(10)
        stream.sendall(said)

    with Host(talk) as way:
        dialling = through(Proxy("socks5", way.address, way.port))
        assert failure(lambda: dialling.connect(Origin("http", "127.0.0.1", 80))).kind == kind


def test_socks_that_says_nothing() -> None:
    with Host(silent) as way:
        dialling = through(Proxy("socks5h", way.address, way.port))
        assert failure(lambda: dialling.connect(Origin("http", "host.example", 80), 0.1)).kind == "timeout"


def test_the_choice_is_followed() -> None:
    """Of settings and environment, for real: this machine is reached without the proxy that is not there."""
    proxies = Proxies(f"http://127.0.0.1:{free_port()}", {})
    with Host(Script(hello)) as host:
        assert ask(dialer(proxies=proxies).connect(host.origin)) == b"hello"
    failed = failure(lambda: Dialer(Trust("", {}), proxies).connect(Origin("http", "host.example", 80)))
    assert failed.kind == "proxy"


def test_the_steps_to_a_connection_are_timed(authority: Authority, tls: ssl.SSLContext) -> None:
    with Host(silent, tls=tls) as secure, Host(silent) as plain:
        steps = Steps()
        dialer(authority).connect(Origin("https", "localhost", secure.port), steps=steps).close()
        for taken in (steps.resolve, steps.connect, steps.tls):
            assert taken is not None
            assert 0 < taken < 5
        steps = Steps()
        dialer().connect(plain.origin, steps=steps).close()
        assert (steps.resolve, steps.tls) == (None, None)
        assert steps.connect is not None


def test_steps_that_fail_are_not_timed(authority: Authority) -> None:
    stranger = authority.server("DNS:somebody-else.example")
    with Host(silent, tls=stranger) as host:
        steps = Steps()
        failure(lambda: dialer(authority).connect(host.origin, steps=steps))
    assert steps.connect is not None
    assert steps.tls is None
