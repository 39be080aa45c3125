"""Transfers from sources that are odd: no ranges, no lengths, addresses that end, connections that fall
silent."""

from __future__ import annotations

import select
import socket
import time
from pathlib import Path

import pytest
from hubkeep.engine.transfer import assignments, crew, transfer, verdicts
from hubkeep.engine.transfer.pace import TokenBucket
from hubkeep.engine.transfer.shares import SMALL_FILE

from tests.engine.net.hosts import Host, Last, Script, answer, read_request
from tests.hub import faults
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.peers.nginx import Origin
from tests.peers.shaped import Link, Shape

from .bringing import MIB, Errand, Shelf, data, failure_of, goal_of, goals_of, sent, source_of, sources_of


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


# --- without ranges or lengths ------------------------------------------------------------------


def test_without_ranges_it_comes_from_its_beginning(hub: Hub, shelf: Shelf) -> None:
    repo = hub.add("org/name", {"large.bin": data(9 * MIB), "small.bin": data(70_000)})
    hub.faults.set(
        Fault(faults.IgnoreRange(), route=Route.BYTES),
        Fault(faults.Slow(together=20 * MIB), route=Route.BYTES),
    )
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run()
    assert errand.is_right(repo)
    (source,) = errand.transfer.sources()
    assert source.rangeless
    assert source.growth.connections == 1
    # All but one connection give up as soon as they know; that costs what was on its way.
    assert sent(hub) < 2.5 * errand.total


def test_without_ranges_what_was_here_goes_by(hub: Hub, shelf: Shelf) -> None:
    repo = hub.add("org/name", {"large.bin": data(9 * MIB)})
    hub.faults.set(Fault(faults.Slow(together=40 * MIB), route=Route.BYTES))

    class Enough(Exception):
        pass

    def enough(errand: Errand) -> None:
        if sum(errand.brought()) > 2 * MIB:
            raise Enough

    first = Errand(goals_of(repo), sources_of(repo, [hub]), shelf)
    with pytest.raises(Enough):
        first.run(enough)
    hub.faults.set(Fault(faults.IgnoreRange(), route=Route.BYTES))
    second = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run()
    assert second.is_right(repo)
    assert second.file("large.bin").reused == sum(first.brought())
    assert sum(first.brought()) + sum(second.brought()) == second.total


def test_one_without_ranges_helps_one_with_them(hub: Hub, shelf: Shelf) -> None:
    """It is asked for spot checks as well, which it can't answer; that is nothing against it."""
    repo = hub.add("org/name", {"large.bin": data(10 * MIB)})
    with hub.mirror() as mirror:
        mirror.faults.set(
            Fault(faults.IgnoreRange(), route=Route.BYTES),
            Fault(faults.Slow(together=10 * MIB), route=Route.BYTES),
        )
        hub.faults.set(
            # The one that has ranges brings a third of it, then goes away.
            Fault(faults.Slow(together=10 * MIB), route=Route.BYTES),
        )
        gone = False

        def go_away(errand: Errand) -> None:
            nonlocal gone
            good = errand.transfer.sources()[0]
            if good.bytes > 2 * MIB and good.checked and not gone:
                gone = True
                hub.faults.set(faults.Hangup())
            if gone:
                assert errand.file("large.bin").excluded == {}

        errand = Errand(goals_of(repo), sources_of(repo, [hub, mirror]), shelf).run(go_away)
        assert gone
        assert errand.is_right(repo)
        assert errand.brought()[1] > MIB


@pytest.mark.parametrize("ranges", [True, False])
def test_without_lengths(hub: Hub, shelf: Shelf, ranges: bool) -> None:
    repo = hub.add("org/name", {"large.bin": data(6 * MIB), "small.bin": data(SMALL_FILE)})
    hub.faults.set(Fault(faults.NoLength(), route=Route.BYTES))
    if not ranges:
        hub.faults.add(Fault(faults.IgnoreRange(), route=Route.BYTES))
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run()
    assert errand.is_right(repo)


@pytest.mark.parametrize(
    ("extra", "code"), [(b"", None), (b"x", "source-wrong-size"), (None, "source-closed")]
)
def test_only_the_end_of_the_connection_ends_it(
    shelf: Shelf, extra: bytes | None, code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As HTTP/1.0 has it: more, or less, than there should be is noticed."""
    content = data(100_000)
    body = content[:-1] if extra is None else content + extra
    script = Script(lambda _: Last(b'HTTP/1.0 200 OK\r\nETag: "%s"\r\n\r\n' % goal.digest.encode() + body))
    goal = goal_of("small.bin", content)
    monkeypatch.setattr(transfer, "_HOPE_SECONDS", 0.2)
    with Host(script) as host:
        errand = Errand([goal], [source_of(host.url)], shelf, patience=1.2)
        if extra is None:
            # It ends too early, each time: that may be the line.
            assert failure_of(errand.run) == "source-closed"
            assert len(script.asked) > 1
        else:
            errand.run()
            assert errand.failed() == ({} if code is None else {"small.bin": code})
        assert shelf.has("small.bin") == (content if code is None else None)


# --- many small files on one connection ---------------------------------------------------------


class Ahead:
    """A host that sends each answer's body only once the next request has come, as long as there is one
    to come: who does not ask ahead would wait for ever."""

    def __init__(self, files: dict[str, bytes], missing: str = "") -> None:
        self.files = files
        self.missing = missing
        self.asked: list[str] = []
        self.ahead = 0

    def __call__(self, stream: socket.socket) -> None:
        with stream.makefile("rb", buffering=0) as reader:
            while (asked := read_request(reader)) is not None:  # type: ignore[arg-type]
                path = asked.target[1:]
                self.asked.append(path)
                if path == self.missing:
                    stream.sendall(answer(b"none of that", "404 Not Found"))
                    continue
                content = self.files[path]
                whole = answer(content, "200 OK", f'ETag: "{goal_of(path, content).digest}"')
                head = len(whole) - len(content)
                stream.sendall(whole[:head])
                if len(set(self.asked)) < len(self.files):
                    assert select.select([stream], [], [], 10)[0], "nobody asks ahead"
                    self.ahead += 1
                stream.sendall(whole[head:])


def test_small_files_are_asked_for_ahead_and_one_is_refused(shelf: Shelf) -> None:
    files = {f"{index}.json": data(200 + index, index) for index in range(30)}
    missing = "7.json"
    ahead = Ahead(files, missing)
    with Host(ahead) as host:
        goals = [goal_of(path, content) for path, content in files.items()]
        errand = Errand(goals, [source_of(host.url)], shelf, most=1).run()
        assert host.connections == 1, "the refusal's body is read, and the connection kept"
    assert errand.failed() == {missing: "source-missing"}
    assert {path for path in files if shelf.has(path) == files[path]} == set(files) - {missing}
    assert ahead.ahead >= 20
    assert sorted(ahead.asked) == sorted(files), "nothing is asked for twice"


def test_what_was_asked_for_ahead_of_an_end_is_asked_for_again(shelf: Shelf) -> None:
    files = {f"{index}.json": data(200 + index, index) for index in range(30)}

    def every_third_is_the_last(asked: object) -> bytes:
        path = script.asked[-1].target[1:]
        digest = goal_of(path, files[path]).digest
        whole = answer(files[path], "200 OK", f'ETag: "{digest}"')
        return Last(whole) if len(script.asked) % 3 == 0 else whole

    script = Script(every_third_is_the_last)
    with Host(script) as host:
        goals = [goal_of(path, content) for path, content in files.items()]
        errand = Errand(goals, [source_of(host.url)], shelf, most=1).run()
        assert host.connections == 10
    assert errand.failed() == {}
    assert all(shelf.has(path) == files[path] for path in files)
    assert len(script.asked) == len(files)


def test_of_two_sources_one_lacks_a_file(hub: Hub, shelf: Shelf) -> None:
    repo = hub.add("org/name", {f"{index}.json": data(300, index) for index in range(20)})
    with hub.mirror() as mirror:
        mirror.faults.set(Fault(faults.Missing(), path="1*.json"))
        errand = Errand(goals_of(repo), sources_of(repo, [hub, mirror]), shelf).run()
        assert errand.is_right(repo)
        assert errand.brought()[0] >= 11 * 300


def test_whoever_is_too_busy_is_left_alone_for_a_moment(hub: Hub, shelf: Shelf) -> None:
    """Even where it asks for no time at all."""
    repo = hub.add("org/name", {"large.bin": data(5 * MIB), "small.bin": data(1000)})
    busy = Fault(faults.Refuse(429, retry_after=0), route=Route.RESOLVE)
    hub.faults.set(busy)

    def once_it_was_tried_again(errand: Errand) -> None:
        times = [each.at for each in hub.log.now()]
        if max(times, default=0) - min(times, default=0) > 0.3:
            hub.faults.clear()

    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run(once_it_was_tried_again)
    assert errand.is_right(repo)
    refused = [each for each in hub.log.now() if each.status == 429]
    assert len(refused) < 40
    assert errand.transfer.sources()[0].growth.connections < 6


# --- signed addresses ---------------------------------------------------------------------------


def test_an_address_that_ends_on_the_way_is_asked_for_anew(hub: Hub, shelf: Shelf) -> None:
    repo = hub.add("org/name", {"large.bin": data(10 * MIB)})
    hub.faults.set(
        Fault(faults.Expire(600_000), route=Route.BYTES, times=3),
        Fault(faults.Slow(together=40 * MIB), route=Route.BYTES),
    )
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run()
    assert errand.is_right(repo)
    asked = hub.log.requests(Route.RESOLVE)
    assert 2 <= len(asked) <= 5, "by one for all, not by each connection"
    assert errand.transfer.sources()[0].state == "ok"


def test_an_address_is_used_for_most_of_its_life_only(shelf: Shelf) -> None:
    """It says how long it lives: nobody waits until it is refused."""
    content = data(6 * MIB)
    etag = f'ETag: "{goal_of("", content).digest}"'
    made: list[float] = []
    ages: list[float] = []

    def talk(_: object) -> bytes:
        asked = script.asked[-1]
        if asked.target == "/large.bin":
            made.append(time.monotonic())
            where = f"/signed?number={len(made) - 1}&X-Amz-Expires=1"
            return answer(b"", "302 Found", f"Location: {where}", etag)
        number = int(asked.target.partition("number=")[2].partition("&")[0])
        ages.append(time.monotonic() - made[number])
        start, end = (int(each) for each in (asked.one("Range") or "").removeprefix("bytes=").split("-"))
        part = f"Content-Range: bytes {start}-{end}/{len(content)}"
        return answer(content[start : end + 1], "206 Partial Content", etag, part)

    script = Script(talk)
    with Host(script) as host:
        limit = TokenBucket(lambda: 4 * MIB)
        goal = goal_of("large.bin", content)
        errand = Errand([goal], [source_of(host.url)], shelf, limits=[limit], most=1).run()
    assert errand.failed() == {}
    assert shelf.has("large.bin") == content
    assert len(made) >= 2
    assert max(ages) < 0.95
    assert len(ages) > len(made), "each is used more than once"


# --- who falls silent ---------------------------------------------------------------------------


def test_the_rest_of_a_silent_connection_is_fetched_by_another(hub: Hub, shelf: Shelf) -> None:
    """Long before it is given up."""
    repo = hub.add("org/name", {"large.bin": data(10 * MIB)})
    hub.faults.set(Fault(faults.Stall(300_000), route=Route.BYTES, times=2))
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run()
    assert errand.is_right(repo)
    assert errand.seconds < 5
    assert sent(hub) < errand.total + 4 * MIB


@pytest.mark.parametrize("silent", [0, 1])
def test_a_small_file_that_does_not_come_is_asked_of_another(
    hub: Hub, shelf: Shelf, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignments, "_LATE_SECONDS", 0.3)
    repo = hub.add("org/name", {"small.bin": data(50_000)})
    with hub.mirror() as mirror:
        hubs = [hub, mirror]
        hubs[silent].faults.set(Fault(faults.Stall(10), route=Route.BYTES))
        # The silent one is asked first, whichever that is.
        hubs[1 - silent].faults.set(Fault(faults.Refuse(503), route=Route.RESOLVE, times=1))
        errand = Errand(goals_of(repo), sources_of(repo, hubs), shelf).run()
        assert errand.is_right(repo)
        assert errand.brought()[silent] == 0
        assert errand.seconds < 4


def test_silence_of_all_ends_it(hub: Hub, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "_HOPE_SECONDS", 0.2)
    repo = hub.add("org/name", {"large.bin": data(6 * MIB)})
    hub.faults.set(Fault(faults.Stall(100_000), route=Route.BYTES))
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf, patience=0.7)
    assert failure_of(errand.run) == "transfer-silent"
    hub.faults.clear()
    again = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run()
    assert again.is_right(repo)
    assert again.file("large.bin").reused >= 100_000, "what came before the silence was kept"


def test_a_stalled_connection_is_given_up_and_another_made(
    hub: Hub, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew.shares, "STALL_SECONDS", 0.5)
    repo = hub.add("org/name", {"small.bin": data(50_000)})
    hub.faults.set(Fault(faults.Stall(10), route=Route.BYTES, times=1))
    errand = Errand(goals_of(repo), sources_of(repo, [hub]), shelf).run()
    assert errand.is_right(repo)
    assert len(hub.log.requests(Route.BYTES)) == 2


# --- hostile answers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "location",
    [
        "",
        "file:///etc/passwd",
        "http://[::1",
        "http://user:secret@127.0.0.1/",
        "//\x01/",
        "\xff\xfe",
    ],
)
def test_redirects_that_lead_nowhere_fail_the_file(
    shelf: Shelf, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts.shares, "backoff", lambda failures, jitter: 0.32)
    head = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    script = Script(lambda _: head)
    with Host(script) as host:
        goals = [goal_of("small.bin", data(1000)), goal_of("large.bin", data(5 * MIB))]
        errand = Errand(goals, [source_of(host.url)], shelf).run()
        assert set(errand.failed()) == {"small.bin", "large.bin"}
        assert set(errand.failed().values()) <= {"source-redirect", "source-no-name", "source-nonsense"}
        assert "secret" not in str([file.problem for file in errand.transfer.files()])


def test_numbers_beyond_reason_are_none(shelf: Shelf) -> None:
    """Of a host that is odd or hostile; the other source brings it all."""
    content = data(1000)
    large = data(5 * MIB)
    nines = "9" * 6000

    def odd(_: object) -> bytes:
        asked = script.asked[-1]
        if not asked.target.startswith("/there"):
            where = f"/there{asked.target}?X-Amz-Expires=%C2%B2&Expires={nines}"
            return answer(b"", "302 Found", f"Location: {where}", f"X-Linked-Size: {nines}", "ETag: no")
        return answer(content, "206 Partial Content", f"Content-Range: bytes {nines}-{nines}/{nines}")

    def right(_: object) -> bytes:
        asked = good.asked[-1]
        body = {"/small.bin": content, "/large.bin": large}[asked.target]
        etag = f'ETag: "{goal_of("", body).digest}"'
        if (wanted := asked.one("Range")) is not None:
            start, end = (int(each) for each in wanted.removeprefix("bytes=").split("-"))
            part = f"Content-Range: bytes {start}-{end}/{len(body)}"
            return answer(body[start : end + 1], "206 Partial Content", etag, part)
        return answer(body, "200 OK", etag)

    script, good = Script(odd), Script(right)
    with Host(script) as host, Host(good) as other:
        goals = [goal_of("small.bin", content), goal_of("large.bin", large)]
        sources = [source_of(host.url, trusted=True), source_of(other.url)]
        errand = Errand(goals, sources, shelf).run()
        assert errand.failed() == {}
        assert (shelf.has("small.bin"), shelf.has("large.bin")) == (content, large)
        assert errand.brought() == [0, errand.total]


def test_a_mirror_that_proves_nothing_is_not_used_and_the_trusted_one_is(shelf: Shelf) -> None:
    content = data(1000)
    script = Script(lambda _: answer(content))
    goal = goal_of("small.bin", content)
    with Host(script) as host:
        errand = Errand([goal], [source_of(host.url, commit="c")], shelf).run()
        assert errand.failed() == {"small.bin": "source-unproven"}
        errand = Errand([goal], [source_of(host.url, commit="c", trusted=True)], shelf).run()
        assert errand.failed() == {}


def test_a_mirror_that_turns_bad_on_the_way_is_left_within_ten_seconds_and_taken_back(
    hub: Hub, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_REST_SECONDS", 1.0)
    repo = hub.add("org/name", {"large.bin": data(56 * MIB)})
    well = Shape(together=3 * MIB)
    with Origin(hub) as origin, Link(origin.port, well) as good, Link(origin.port, well) as bad:
        sources = [
            source_of(f"{link.endpoint}/{repo.id}/resolve/{repo.head.id}", trusted=link is good)
            for link in (good, bad)
        ]
        turned = left = well_again = 0.0
        before = 0

        def watch(errand: Errand) -> None:
            nonlocal turned, left, well_again, before
            now, source = time.monotonic(), sources[1]
            if not turned and source.bytes > 4 * MIB:
                turned = now
                bad.set(Shape(together=MIB // 10))
            elif turned and not left and source.state == "slow":
                left = now
            elif left and not well_again and now - left > 0.5:
                well_again, before = now, source.bytes
                bad.set(well)

        errand = Errand(goals_of(repo), sources, shelf).run(watch)
    assert errand.is_right(repo)
    assert 0 < left - turned < 10
    assert sources[1].bytes - before > 4 * MIB, "it was taken back"
    assert sources[1].state == "ok"
