"""`hubkeep get` from hubs and mirrors that misbehave: the right file comes, or a sentence says why not.

Nothing wrong is ever given its name in the cache: `is_here` and `nothing_published` look.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.e2e.desk import MIB, Arrived, Desk, ended, hf_agrees, is_here, sent, weights
from tests.e2e.small_disk import SmallDisk
from tests.hub import faults
from tests.hub.content import Repo
from tests.hub.faults import Fault
from tests.hub.messages import Host, Route
from tests.hub.resident import Resident
from tests.hub.server import Hub
from tests.peers.nginx import Nginx, Origin
from tests.peers.shaped import Link, Shape
from tests.waiting import wait_until

SIZE = 24 * MIB + 12345
SMALL = {
    "config.json": b"{}\n",
    "deep/er/still/vocab.txt": b"words\n" * 5000,
    "empty.txt": b"",
    "empty.bin": b"",
}


@pytest.fixture
def repo(hub: Hub, tmp_path: Path) -> Repo:
    files = {"model.safetensors": weights(tmp_path / "weights", SIZE), **SMALL}
    return hub.add("org/name", files)


@pytest.fixture
def desk(tmp_path: Path, hub: Hub) -> Desk:
    return Desk(tmp_path / "desk", hub)


@contextmanager
def mirrors(hub: Hub, number: int) -> Iterator[list[Hub]]:
    with ExitStack() as stack:
        yield [stack.enter_context(hub.mirror()) for _ in range(number)]


def nothing_published(desk: Desk, repo: Repo, *paths: str) -> bool:
    """Whether nothing stands under the names of `paths`, nor under those of their hashes."""
    folder = desk.repo_folder(repo)
    for path in paths or [path for path, entry in repo.head.files.items() if entry.size]:
        assert not (folder / "snapshots" / repo.head.id / path).is_symlink()
        assert not (folder / "blobs" / repo.head.files[path].etag).exists()
    assert not (folder / "refs" / "main").exists()
    return True


def failed(desk: Desk, *arguments: str, sources: list[Hub] | None = None) -> str:
    """The one line of a `get` that must fail."""
    ran = desk.get(*arguments, sources=sources or [])
    assert ran.status == 1, ran
    assert ran.data["error"]["code"], ran
    (line,) = ran.problems
    return line


# --- connections --------------------------------------------------------------------------------


@pytest.mark.parametrize("reset", [False, True])
def test_every_body_ends_early(hub: Hub, desk: Desk, repo: Repo, reset: bool, arrived: Arrived) -> None:
    # At full speed what is under way on loopback would be as much again.
    hub.faults.set(
        Fault(faults.Drop(700_000, reset=reset), route=Route.BYTES),
        Fault(faults.Slow(together=16 * MIB), route=Route.BYTES),
    )
    desk.got(repo.id)
    assert arrived(hub, desk, repo)
    assert sent(hub, "model.safetensors") - SIZE < SIZE // 100


def test_a_file_of_middling_size_breaks_off_again_and_again(
    hub: Hub, desk: Desk, tmp_path: Path, arrived: Arrived
) -> None:
    """It is fetched in one piece as long as that works."""
    repo = hub.add("org/mid", {"mid.safetensors": weights(tmp_path / "mid", 3 * MIB)})
    hub.faults.set(Fault(faults.Drop(MIB), route=Route.BYTES))
    desk.got(repo.id)
    assert arrived(hub, desk, repo)
    assert sent(hub) < 7 * MIB


def test_the_link_drops_every_connection_after_8_mib(hub: Hub, tmp_path: Path, arrived: Arrived) -> None:
    size = 128 * MIB
    repo = hub.add("org/name", {"model.safetensors": weights(tmp_path / "weights", size)})
    shape = Shape(drop_after=8 * MIB, each=12 * MIB, together=96 * MIB, delay=0.005)
    with Origin(hub) as origin, Link(origin.port, shape) as link:
        desk = Desk(tmp_path / "desk", link.endpoint)
        desk.got(repo.id)
        assert arrived(hub, desk, repo)
        assert link.counts().down - size < size // 100
        assert link.counts().connections > 8


def test_some_connections_stall_for_ever(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    stall = Fault(faults.Stall(after=300_000), route=Route.BYTES, times=3)
    hub.faults.set(stall)
    began = time.monotonic()
    desk.got(repo.id)
    assert time.monotonic() - began < 8
    assert hub.faults.happened(stall) == 3
    assert arrived(hub, desk, repo)


def test_all_connections_stall_for_a_while(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    hub.faults.set(Fault(faults.Stall(after=300_000, seconds=2.0), route=Route.BYTES, times=8))
    desk.got(repo.id)
    assert arrived(hub, desk, repo)


def test_the_hub_hangs_up_now_and_then(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    hub.faults.set(
        Fault(faults.Hangup(), route=Route.INFO, times=1),
        Fault(faults.Hangup(), route=Route.TREE, times=1),
        Fault(faults.Hangup(), route=Route.RESOLVE, times=3),
        Fault(faults.Hangup(), route=Route.BYTES, times=4, skip=2),
    )
    desk.got(repo.id)
    assert arrived(hub, desk, repo)


# --- statuses -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("route", [Route.TREE, Route.RESOLVE, Route.BYTES])
def test_it_waits_as_long_as_it_is_asked_to(
    hub: Hub, desk: Desk, repo: Repo, status: int, route: Route, arrived: Arrived
) -> None:
    hub.faults.set(Fault(faults.Refuse(status, retry_after=1), route=route, times=1))
    desk.got(repo.id)
    assert arrived(hub, desk, repo)
    refused = next(each for each in hub.log.now() if each.status == status)
    # Bytes that were under way already may still come; nothing new is asked for meanwhile.
    after = [each.at - refused.at for each in hub.log.now() if each.number > refused.number]
    assert not [seconds for seconds in after if 0.3 < seconds < 0.9]
    assert any(seconds > 0.9 for seconds in after)


def test_a_mirror_that_is_always_busy_is_done_without(
    hub: Hub, desk: Desk, repo: Repo, arrived: Arrived
) -> None:
    with hub.mirror() as busy:
        busy.faults.set(Fault(faults.Refuse(429, retry_after=60), host=Host.CDN))
        began = time.monotonic()
        desk.got(repo.id, sources=[busy, hub])
        assert time.monotonic() - began < 20
        assert arrived(hub, desk, repo)


# --- answers that are no answers ----------------------------------------------------------------


def test_ranges_are_ignored(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    hub.faults.set(faults.IgnoreRange())
    desk.got(repo.id)
    assert arrived(hub, desk, repo)


def test_ranges_are_ignored_and_it_breaks_off(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    hub.faults.set(faults.IgnoreRange(), Fault(faults.Drop(10 * MIB), route=Route.BYTES, times=2))
    desk.got(repo.id)
    assert arrived(hub, desk, repo)


def test_no_length_is_told(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    hub.faults.set(faults.NoLength())
    desk.got(repo.id)
    assert arrived(hub, desk, repo)


def test_no_length_is_told_and_ranges_are_ignored(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    hub.faults.set(faults.NoLength(), faults.IgnoreRange())
    desk.got(repo.id)
    assert arrived(hub, desk, repo)


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (faults.Html(), "web page"),
        (faults.Gzip(), "packs files"),
        (faults.WrongRange(), "other bytes"),
        (faults.Missing(), "does not have"),
    ],
    ids=["html", "gzip", "wrong range", "missing"],
)
def test_a_cdn_sends_something_else(
    hub: Hub, desk: Desk, repo: Repo, effect: faults.Effect, said: str, arrived: Arrived
) -> None:
    """Alone it is a failure; beside another source it costs nothing."""
    fault = Fault(effect, route=Route.BYTES)
    hub.faults.set(fault)
    assert said in failed(desk, repo.id)
    assert nothing_published(desk, repo, "model.safetensors")
    hub.faults.clear()
    with hub.mirror() as odd:
        odd.faults.set(fault)
        data = desk.got(repo.id, sources=[odd, hub])
        assert arrived(hub, desk, repo)
        assert data["sources"].get(odd.endpoint, 0) < MIB


@pytest.mark.parametrize(
    "effect",
    [
        faults.WrongEtag(),
        faults.NoCommit(),
        faults.StaleCommit(),
        faults.Pointer(),
        faults.DeadHost(),
        faults.Delay(0.5),
    ],
    ids=lambda effect: type(effect).__name__,
)
def test_an_odd_mirror_is_no_hindrance(
    hub: Hub, desk: Desk, repo: Repo, effect: faults.Effect, arrived: Arrived
) -> None:
    repo.commit({"config.json": b'{"new": true}\n'})
    with hub.mirror() as odd:
        odd.faults.set(effect)
        desk.got(repo.id, sources=[odd, hub])
        assert arrived(hub, desk, repo)


def test_a_redirect_leads_round_in_a_circle(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    circle = f"""
        location ~ /resolve/ {{ return 302 http://$http_host$uri?again=$request_id; }}
        location / {{ proxy_pass http://127.0.0.1:{hub.port}; }}
    """
    with Nginx(lambda _: circle) as odd:
        ran = desk.get(repo.id, sources=[odd.endpoint])
        assert ran.status == 1
        assert "circle" in ran.problems[0]
        assert nothing_published(desk, repo)
        assert len(odd.served()) < 300
        desk.got(repo.id, sources=[odd.endpoint, hub])
    assert arrived(hub, desk, repo)


# --- wrong bytes --------------------------------------------------------------------------------


def test_one_of_three_mirrors_lies(hub: Hub, desk: Desk, tmp_path: Path, arrived: Arrived) -> None:
    size = 96 * MIB
    repo = hub.add("org/big", {"model.safetensors": weights(tmp_path / "big", size), **SMALL})
    with mirrors(hub, 3) as (liar, one, two):
        for each in (liar, one, two):
            each.faults.set(faults.Slow(together=10 * MIB))
        liar.faults.add(Fault(faults.Corrupt(0, size), route=Route.BYTES))
        data = desk.got(repo.id, sources=[liar, one, two])
        assert arrived(hub, desk, repo)
        good = sent(one, "model.safetensors") + sent(two, "model.safetensors")
        assert good - size < 8 * MIB
        assert data["sources"].get(liar.endpoint, 0) < MIB
        # It is found out early, not at the end: at this rate it has more than two seconds for a quarter.
        assert sent(liar, "model.safetensors") < size // 4


def test_a_mirror_lies_where_no_spot_check_looks(
    hub: Hub, desk: Desk, tmp_path: Path, arrived: Arrived
) -> None:
    """One wrong byte: only the digest of the whole can tell, and only the liar's bytes come again."""
    size = 64 * MIB
    repo = hub.add("org/big", {"model.safetensors": weights(tmp_path / "big", size)})
    with mirrors(hub, 3) as (liar, one, two):
        for each in (liar, one, two):
            each.faults.set(faults.Slow(together=24 * MIB))
        wrong = [Fault(faults.Corrupt(place, 1), route=Route.BYTES) for place in range(77, size, MIB)]
        liar.faults.add(*wrong)
        desk.got(repo.id, sources=[one, two, liar])
        assert arrived(hub, desk, repo)
        from_liar = sent(liar, "model.safetensors")
        assert from_liar
        all_sent = sum(sent(each, "model.safetensors") for each in (liar, one, two))
        # Beside the liar's own: the first MiB of each to compare, two more of each when the hash was wrong,
        # and the tail, fetched twice.
        assert all_sent - size < from_liar + (3 + 6 + 3) * MIB


@pytest.mark.parametrize(
    "wrong", [faults.Corrupt(0, SIZE), faults.Corrupt(5 * MIB + 1, 1)], ids=["all of it", "one byte"]
)
def test_the_mirror_that_told_what_the_files_are_lies(
    hub: Hub, desk: Desk, repo: Repo, wrong: faults.Corrupt, arrived: Arrived
) -> None:
    """Nobody else is official: its word would count for more, if the hash did not say otherwise."""
    with hub.mirror() as liar:
        liar.faults.set(Fault(wrong, path="model.safetensors"))
        data = desk.got(repo.id, sources=[liar, hub])
    assert arrived(hub, desk, repo)
    assert data["sources"][hub.endpoint] > 0


def test_two_of_three_mirrors_lie(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    with mirrors(hub, 3) as (one, honest, other):
        for each in (one, honest, other):
            each.faults.set(faults.Slow(together=40 * MIB))
        one.faults.add(Fault(faults.Corrupt(0, 9 * MIB), path="model.safetensors"))
        other.faults.add(Fault(faults.Corrupt(3 * MIB, SIZE), path="model.safetensors"))
        desk.got(repo.id, sources=[one, honest, other])
    assert arrived(hub, desk, repo)


def test_whoever_lies_alone_gets_nothing_published(
    hub: Hub, desk: Desk, repo: Repo, arrived: Arrived
) -> None:
    hub.faults.set(Fault(faults.Corrupt(5 * MIB, 3), path="model.safetensors"))
    line = failed(desk, repo.id)
    assert "model.safetensors" in line
    assert "hash" in line or "wrong bytes" in line
    assert nothing_published(desk, repo, "model.safetensors")
    hub.faults.clear()
    desk.got(repo.id)
    assert arrived(hub, desk, repo)


def test_whoever_lies_alone_in_a_small_file(hub: Hub, desk: Desk, repo: Repo) -> None:
    hub.faults.set(Fault(faults.Corrupt(1, 1), path="config.json"))
    assert "config.json" in failed(desk, repo.id)
    assert nothing_published(desk, repo, "config.json")


def test_a_mirror_lies_in_small_files(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    with hub.mirror() as liar:
        liar.faults.set(Fault(faults.Corrupt(0, 1), path="*.txt"), Fault(faults.Corrupt(1, 1), path="*.json"))
        desk.got(repo.id, sources=[liar, hub])
    assert arrived(hub, desk, repo)


def test_a_mirror_has_a_shorter_file(
    hub: Hub, desk: Desk, repo: Repo, tmp_path: Path, arrived: Arrived
) -> None:
    short = tmp_path / "short"
    short.write_bytes((tmp_path / "weights").read_bytes()[: SIZE // 2])
    with Origin(hub, instead={"model.safetensors": short}) as odd:
        ran = desk.get(repo.id, sources=[odd.endpoint])
        assert (ran.status, len(ran.problems)) == (1, 1)
        assert nothing_published(desk, repo, "model.safetensors")
        desk.got(repo.id, sources=[odd.endpoint, hub])
    assert arrived(hub, desk, repo)


# --- signed URLs --------------------------------------------------------------------------------


def test_a_signed_url_expires_in_the_middle(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    hub.faults.set(Fault(faults.Expire(300_000), route=Route.BYTES, times=3))
    desk.got(repo.id)
    assert arrived(hub, desk, repo)
    assert len(hub.log.requests(Route.RESOLVE, file="model.safetensors")) > 1
    assert sent(hub, "model.safetensors") - SIZE < MIB


def test_signed_urls_live_for_a_second(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    hub.faults.set(
        Fault(faults.ShortLived(1), route=Route.RESOLVE),
        Fault(faults.Slow(together=8 * MIB), route=Route.BYTES),
    )
    desk.got(repo.id)
    assert arrived(hub, desk, repo)
    assert len(hub.log.requests(Route.RESOLVE, file="model.safetensors")) >= 2


# --- gone ---------------------------------------------------------------------------------------


def test_one_of_two_endpoints_goes_away_in_the_middle(
    hub: Hub, desk: Desk, repo: Repo, arrived: Arrived
) -> None:
    with hub.mirror() as leaving:
        for each in (hub, leaving):
            each.faults.set(faults.Slow(together=8 * MIB))
        process = desk.begin(repo.id, sources=[leaving, hub])
        while sent(leaving) < 4 * MIB and process.poll() is None:
            time.sleep(0.002)
    hub.faults.clear()
    ran = ended(process)
    assert ran.status == 0, ran
    assert arrived(hub, desk, repo)


def test_the_only_endpoint_goes_away_and_comes_back(
    tmp_path: Path, hub: Hub, repo: Repo, arrived: Arrived
) -> None:
    with Origin(hub) as origin, Link(origin.port, Shape(together=16 * MIB)) as link:
        desk = Desk(tmp_path / "away", link.endpoint)
        process = desk.begin(repo.id)
        while link.counts().down < 12 * MIB and process.poll() is None:
            time.sleep(0.005)
        link.set(Shape(upstream=1))  # where nobody listens
        ran = ended(process)
        assert ran.status == 1, ran
        assert re.fullmatch(r"hubkeep: 127\.0\.0\.1.*\n", ran.err)
        assert nothing_published(desk, repo, "model.safetensors")
        before = link.counts().down
        link.set(Shape())
        desk.got(repo.id)
        assert arrived(hub, desk, repo)
        assert link.counts().down - before < SIZE - 10 * MIB


def test_nobody_is_there_from_the_beginning(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    ran = desk.get(repo.id, sources=[hub.dead])
    assert ran.status == 1
    assert len(ran.problems) == 1
    desk.got(repo.id, sources=[hub.dead, hub])
    assert arrived(hub, desk, repo)


# --- the machine --------------------------------------------------------------------------------


def test_a_file_may_not_become_so_large(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    """By the limit of the shell it was started from."""
    ran = Desk(desk.base, hub, prefix=["prlimit", f"--fsize={8 * MIB}"]).get(repo.id)
    assert (ran.status, len(ran.problems)) == (1, 1), ran
    assert ran.data["error"]["code"] == "file-too-large"
    assert str(desk.cache) in ran.err
    assert nothing_published(desk, repo, "model.safetensors")
    desk.got(repo.id)
    assert arrived(hub, desk, repo)


@pytest.mark.parametrize("when", ["from the beginning", "in the middle"])
def test_the_disk_is_full(hub: Hub, tmp_path: Path, repo: Repo, when: str) -> None:
    """Hubkeep leaves 64 MiB to others; what is here is kept, and the next run goes on."""
    size = 70 * MIB if when == "from the beginning" else 160 * MIB
    with SmallDisk(tmp_path / "disk", size) as disk:
        desk = Desk(tmp_path / "desk", hub, prefix=disk.prefix)
        desk.cache = disk.at / "hub"
        seen = Desk(tmp_path / "desk", hub)
        seen.cache = disk.seen / "hub"
        hub.faults.set(faults.Slow(together=10 * MIB))
        if when == "from the beginning":
            ran = desk.get(repo.id)
            assert ran.data["error"]["code"] == "download-space"
            assert sent(hub, "model.safetensors") == 0
        else:
            process = desk.begin(repo.id)
            wait_until(lambda: sent(hub) > 8 * MIB)
            disk.resize(20 * MIB)
            ran = ended(process)
            assert ran.data["error"]["code"] in ("disk-full", "download-disk-full")
        assert (ran.status, len(ran.problems)) == (1, 1)
        assert "ree some space" in ran.err
        assert str(disk.at) in ran.err
        assert nothing_published(seen, repo, "model.safetensors")
        disk.resize(160 * MIB)
        hub.faults.clear()
        desk.got(repo.id)
        assert is_here(seen, repo)
        with Resident(tmp_path / "client", prefix=disk.prefix) as client:
            assert hf_agrees(client, hub, desk, repo)
        assert sent(hub, "model.safetensors") - SIZE < 8 * MIB


def test_two_processes_are_not_given_the_same_space(hub: Hub, tmp_path: Path, repo: Repo) -> None:
    other = hub.add("org/other", {"other.bin": weights(tmp_path / "more", SIZE)})
    hub.faults.set(Fault(faults.Slow(together=MIB), path="model.safetensors"))
    with SmallDisk(tmp_path / "disk", 64 * MIB + SIZE + 16 * MIB) as disk:
        desk = Desk(tmp_path / "desk", hub, prefix=disk.prefix)
        desk.cache = disk.at / "hub"
        first = desk.begin(repo.id)
        wait_until(lambda: sent(hub, "model.safetensors") > 0)
        told = desk.get(other.id).data["error"]
        assert told["code"] == "download-space"
        assert sent(hub, "other.bin") == 0
        first.kill()
        first.communicate()
        assert desk.got(other.id)["downloaded"] == SIZE


@pytest.mark.parametrize("days", [-10 * 365, 3])
def test_the_clock_jumps(hub: Hub, desk: Desk, repo: Repo, days: int, arrived: Arrived) -> None:
    """Ten years back and forth, or three days, from one look to the next."""
    program = Path(__file__).with_name("odd_clock.py")
    odd = Desk(desk.base, hub, prefix=[sys.executable, str(program), str(days * 86400)])
    hub.faults.set(
        Fault(faults.ShortLived(2), route=Route.RESOLVE),
        Fault(faults.Refuse(503, retry_after=1), route=Route.RESOLVE, times=1),
        Fault(faults.Slow(together=16 * MIB), route=Route.BYTES),
    )
    began = time.monotonic()
    odd.got(repo.id)
    assert time.monotonic() - began < 15
    assert arrived(hub, desk, repo)
    assert len(hub.log.requests(Route.RESOLVE, file="model.safetensors")) < 20
    assert desk.got(repo.id)["downloaded"] == 0
