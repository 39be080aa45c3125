from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator

import pytest
from hubkeep.engine.net.address import Origin
from hubkeep.engine.net.dialer import Pool
from hubkeep.engine.net.failure import NetFailure
from hubkeep.engine.net.http import Connection

from tests.waiting import wait_until

from .certificates import Authority
from .dialling import dialer
from .hosts import Asked, Host, Script, answer


@pytest.fixture
def pool(authority: Authority) -> Iterator[Pool]:
    pool = Pool(dialer(authority))
    yield pool
    pool.close()


@pytest.fixture
def script() -> Script:
    def respond(asked: Asked) -> bytes:
        if asked.target == "/last":
            return answer(b"last", "200 OK", "Connection: close")
        return answer(asked.target.encode())

    return Script(respond)


def use(connection: Connection, target: str = "/x") -> bytes:
    connection.send("GET", target)
    return connection.receive().read(100)


@pytest.mark.parametrize("secured", [False, True])
def test_a_connection_is_used_again(pool: Pool, script: Script, secured: bool, tls: ssl.SSLContext) -> None:
    with Host(script, tls=tls if secured else None) as host:
        for _ in range(5):
            connection = pool.take(host.origin)
            assert use(connection) == b"/x"
            pool.give(connection)
        assert host.connections == 1
        assert not connection.fresh
        pool.close()


def test_each_origin_has_its_own(pool: Pool, script: Script) -> None:
    with Host(script) as one, Host(script) as other:
        for host in (one, other, one, other):
            connection = pool.take(host.origin)
            assert use(connection) == b"/x"
            pool.give(connection)
        assert (one.connections, other.connections) == (1, 1)
        pool.close()


def test_what_is_not_fit_for_another_request_is_closed(pool: Pool, script: Script) -> None:
    with Host(script) as host:
        last = pool.take(host.origin)
        use(last, "/last")
        unread = pool.take(host.origin)
        unread.send("GET", "/x")
        half = pool.take(host.origin)
        half.send("GET", "/x")
        half.receive().readinto(memoryview(bytearray(1)))
        closed = pool.take(host.origin)
        closed.close()
        for connection in (last, unread, half, closed):
            pool.give(connection)
            assert not connection.reusable
        wait_until(lambda: host.connections == 4)
        before = host.connections
        fresh = pool.take(host.origin)
        assert fresh.fresh
        assert use(fresh) == b"/x"
        fresh.close()
        assert host.connections == before + 1


def test_a_connection_of_nobody_knows_where_is_closed(pool: Pool) -> None:
    here, there = socket.socketpair()
    pool.give(Connection(here, "host"))

    assert here.fileno() == -1
    there.close()


def test_what_the_host_closed_meanwhile_is_not_given_out(pool: Pool, script: Script) -> None:
    with Host(script) as host:
        kept = pool.take(host.origin)
        use(kept)
        pool.give(kept)
        host.hang_up()
        wait_until(lambda: not kept.still_open())
        other = pool.take(host.origin)
        assert other is not kept
        assert use(other) == b"/x"
        other.close()


def test_what_was_idle_for_long_is_closed(authority: Authority, script: Script) -> None:
    pool = Pool(dialer(authority), idle_seconds=0)
    with Host(script) as host, Host(script) as other:
        kept = pool.take(host.origin)
        use(kept)
        pool.give(kept)
        pool.take(other.origin).close()  # another host's turn sees to it as well
        assert not kept.reusable
        pool.close()


def test_not_more_than_so_many_are_kept(pool: Pool, script: Script) -> None:
    with Host(script) as host:
        connections = [pool.take(host.origin) for _ in range(40)]
        for connection in connections:
            pool.give(connection)
        assert [connection.reusable for connection in connections] == [False] * 8 + [True] * 32
        assert pool.take(host.origin) is connections[-1], "the one used last"
        connections[-1].close()
        pool.close()


def test_after_the_end_nothing_is_kept(pool: Pool, script: Script) -> None:
    with Host(script) as host:
        at_work, idle = pool.take(host.origin), pool.take(host.origin)
        pool.give(idle)
        pool.close()
        assert not idle.reusable
        assert use(at_work) == b"/x", "those at work go on"
        pool.give(at_work)
        assert not at_work.reusable
        later = pool.take(host.origin)
        assert use(later) == b"/x"
        pool.give(later)
        assert not later.reusable


def test_nobody_answers(pool: Pool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NetFailure):
        pool.take(Origin("http", "127.0.0.1", port))


def test_many_threads_at_once(pool: Pool, script: Script) -> None:
    """Each hears its own answers."""
    wrong: list[bytes] = []

    def work(number: int) -> None:
        for turn in range(30):
            connection = pool.take(host.origin)
            target = f"/{number}/{turn}"
            said = use(connection, target)
            if said != target.encode():
                wrong.append(said)
            pool.give(connection)

    with Host(script) as host:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert host.connections <= 8
        pool.close()
    assert not wrong
    assert len(script.asked) == 240
