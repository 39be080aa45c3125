"""What one download brings, and where it puts it: by way of a whole engine, in front of real hubs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hubkeep.engine.downloads.orders import Download
from hubkeep.engine.downloads.values import CELL_HERE, CELL_NONE
from hubkeep.engine.problems import Failure

from tests.engine.downloads.desk import KIB, MIB, Desk, asked_files, contents, sent, weights, whole
from tests.hub import faults
from tests.hub.client import hf
from tests.hub.content import About, Kind, Repo
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.waiting import wait_until

SIZE = 5 * MIB + 7
FILES: Mapping[str, bytes] = {
    "model.safetensors": weights(SIZE),
    "config.json": b"{}\n",
    "a/deep/er/vocab.txt": b"words\n" * 500,
    "empty.txt": b"",
}
TOTAL = sum(map(len, FILES.values()))


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", FILES)


# --- what it brings -----------------------------------------------------------------------------


def test_the_result_says_what_came_and_what_was_here(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        first = desk.get("org/name")
        assert (first.repo, first.commit) == ("org/name", repo.head.id)
        assert (first.bytes, first.downloaded, first.reused) == (TOTAL, TOTAL, 0)
        assert first.sources == {hub.endpoint: TOTAL}
        assert {file.path: (file.bytes, file.blob) for file in first.files} == {
            path: (entry.size, entry.etag) for path, entry in repo.head.files.items()
        }
        assert contents(Path(first.path)) == FILES

        # A second revision shares what did not change: it is neither fetched nor counted as such.
        second = repo.commit({"config.json": b"[2]\n", "copy/config.json": b"[2]\n"})
        plan = desk.engine.plan_download(Download(repo="org/name"))
        assert (plan.commit, plan.downloaded) == (second.id, 4)
        assert not (desk.folder("org/name") / "snapshots" / second.id).exists()
        hub.log.clear()
        again = desk.get("org/name")
        assert (again.downloaded, again.reused, again.sources) == (4, TOTAL - 3, {hub.endpoint: 4})
        assert again.bytes == TOTAL - 3 + 8
        assert len(asked_files(hub)) == 1
        files = {**FILES, "config.json": b"[2]\n", "copy/config.json": b"[2]\n"}
        assert whole(desk, "org/name", second.id, files)
        assert whole(desk, "org/name", repo.commits()[0].id, FILES)
        wait_until(lambda: sum(desk.engine.rates().rates) == TOTAL + 4)  # when the second is over


def test_the_commit_stays_what_it_was_when_it_began(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    first = repo.head
    hub.faults.set(faults.Slow(together=2 * MIB))
    with Desk(tmp_path, hub) as desk:
        job = desk.start("org/name")
        view = desk.until(job, "running", that=lambda view: view.done > MIB)
        assert (view.revision, view.commit) == ("main", first.id)
        repo.commit({"config.json": b"[2]\n"})
        desk.restart()
        assert desk.view(job).commit == first.id
        hub.faults.clear()
        assert desk.got(job).commit == first.id
        assert whole(desk, "org/name", first.id, FILES)


def test_a_ref_that_somebody_wrote_later_stays(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    first = repo.head
    hub.faults.set(faults.Slow(together=2 * MIB))
    with Desk(tmp_path, hub) as desk:
        job = desk.start("org/name")
        desk.until(job, "running", that=lambda view: view.done > MIB)
        desk.engine.control(job, "pause")
        wait_until(lambda: not desk.engine.busy())
        hub.faults.clear()
        second = repo.commit({"config.json": b"[2]\n"})
        desk.get("org/name", include=("config.json",))
        assert desk.ref("org/name") == second.id
        desk.engine.control(job, "resume")
        assert desk.got(job).commit == first.id
        assert whole(desk, "org/name", first.id, FILES)
        assert desk.ref("org/name") == second.id


def test_programs_see_the_old_snapshot_until_the_new_one_is_whole(
    hub: Hub, repo: Repo, tmp_path: Path
) -> None:
    first = repo.head
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name")
        second = repo.commit({"model.safetensors": weights(SIZE)})
        hub.faults.set(faults.Slow(together=4 * MIB))
        job = desk.start("org/name")
        desk.until(job, "running", that=lambda view: view.done - view.reused > MIB)
        assert desk.ref("org/name") == first.id
        load = (
            "from huggingface_hub import snapshot_download as s; print(s('org/name', local_files_only=True))"
        )
        path = hf(hub, tmp_path / "user", load, env={"HF_HUB_CACHE": str(desk.cache)}).stdout.strip()
        assert contents(Path(path)) == FILES
        hub.faults.clear()
        desk.got(job)
        assert desk.ref("org/name") == second.id


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_repo(hub: Hub, tmp_path: Path, kind: Kind) -> None:
    files = {"README.md": b"# it\n", "data/weights.bin": weights(KIB)}
    repo = hub.add("org/one", files, kind=kind)
    name = "org/one" if kind is Kind.MODEL else f"{kind.value}/org/one"
    with Desk(tmp_path, hub) as desk:
        result = desk.get(name)
        assert (result.repo, desk.ref(name)) == (name, repo.head.id)
        assert whole(desk, name, repo.head.id, files)


def test_a_branch_a_tag_and_a_pull_request_each_get_their_ref(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    repo.tag("v1.0")
    repo.ref("refs/pr/3")
    second = repo.commit({"config.json": b"[2]\n"}, branch="next/big")
    with Desk(tmp_path, hub) as desk:
        for revision, commit in (
            ("v1.0", repo.head.id),
            ("refs/pr/3", repo.head.id),
            ("next/big", second.id),
            (second.id, second.id),
        ):
            assert desk.get("org/name", revision=revision, include=("config.json",)).commit == commit
        refs = contents(desk.folder("org/name") / "refs")
        assert refs == {
            "v1.0": repo.head.id.encode(),
            "refs/pr/3": repo.head.id.encode(),
            "next/big": second.id.encode(),
        }


def test_only_what_was_chosen_comes(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name", include=("*.json", "a/"), exclude=("*.txt",))
        desk.get("org/name", files=("empty.txt",))
        assert whole(desk, "org/name", repo.head.id, FILES, ["config.json", "empty.txt"])
        assert asked_files(hub) <= {"config.json", "empty.txt"}
        for order, code in (
            ({"include": ("*.gguf",)}, "download-nothing-chosen"),
            ({"files": ("config.json", "not/there")}, "not-in-repo"),
            ({"revision": "v9"}, "hub-revision-not-found"),
        ):
            told = desk.failed(desk.start("org/name", **order)).problem
            assert told is not None
            assert told.code == code


# --- where it puts it ---------------------------------------------------------------------------


def test_a_plain_folder_goes_on_after_a_pause(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    hub.faults.set(faults.Slow(together=2 * MIB))
    with Desk(tmp_path / "desk", hub) as desk:
        job = desk.start("org/name", local_dir=str(folder))
        view = desk.until(job, "running", that=lambda view: view.done > MIB)
        assert view.local_dir == str(folder)
        desk.engine.control(job, "pause")
        desk.until(job, "paused")
        wait_until(lambda: not desk.engine.busy())
        assert not (folder / "model.safetensors").exists()
        hub.faults.clear()
        desk.engine.control(job, "resume")
        result = desk.got(job)
        assert (result.path, result.downloaded) == (str(folder), TOTAL)
        came = contents(folder)
        assert {path: came[path] for path in came if not path.startswith(".cache/")} == FILES
        assert sent(hub, file="model.safetensors") < SIZE + 2 * MIB
        assert not (desk.folder("org/name") / "blobs").exists()  # nothing is kept twice
        hub.log.clear()
        assert desk.get("org/name", local_dir=str(folder)).downloaded == 0
        assert not asked_files(hub)


@pytest.mark.parametrize("folder", ["plain", ""], ids=["plain folder", "cache"])
def test_a_plan_knows_what_is_here_already(hub: Hub, repo: Repo, tmp_path: Path, folder: str) -> None:
    where = str(tmp_path / folder) if folder else ""
    with Desk(tmp_path / "desk", hub) as desk:
        order = Download(repo="org/name", local_dir=where)
        assert desk.engine.plan_download(order).downloaded == TOTAL
        desk.get("org/name", include=("config.json",), local_dir=where)
        plan = desk.engine.plan_download(order)
        assert (plan.downloaded, plan.reused) == (TOTAL - 3, 3)
        desk.got(desk.engine.start(order))
        assert desk.engine.plan_download(order).downloaded == 0


def test_without_links_the_files_stand_in_the_snapshots(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path, hub, env={"HF_HUB_DISABLE_SYMLINKS": "1"}) as desk:
        first = desk.get("org/name")
        repo.commit({"config.json": b"[2]\n"})
        second = desk.get("org/name")
        assert (second.downloaded, second.reused) == (4, TOTAL - 3)
        for result, files in ((first, FILES), (second, {**FILES, "config.json": b"[2]\n"})):
            snapshot = Path(result.path)
            assert contents(snapshot) == files
            assert not [path for path in snapshot.rglob("*") if path.is_symlink()]
        assert not list((desk.folder("org/name") / "blobs").iterdir())
        # Nothing is on the disk twice.
        name = "model.safetensors"
        assert os.path.samefile(Path(first.path) / name, Path(second.path) / name)


# --- what is refused ----------------------------------------------------------------------------


def test_who_may_not_is_told_why_and_where_to_go(hub: Hub, tmp_path: Path) -> None:
    hub.content.token("hf_reader", "ann")
    hub.content.token("hf_stranger", "bob")
    readers = frozenset({"ann"})
    gated = hub.add("org/gated", FILES, about=About(gated="auto", readers=readers))
    hub.add("org/private", FILES, about=About(private=True, readers=readers))
    told: dict[tuple[str, str], tuple[str, str]] = {}
    for token in ("", "hf_stranger", "hf_expired"):
        with Desk(tmp_path / (token or "none"), hub, env={"HF_TOKEN": token} if token else {}) as desk:
            if token:
                desk.engine.allow_token(hub.endpoint, True)
            for name in ("gated", "private", "none"):
                view = desk.failed(desk.start(f"org/{name}"))
                assert view.problem is not None
                told[name, token] = view.problem.code, view.link
                assert "hf_" not in view.problem.sentence()
    page = f"{hub.endpoint}/org/gated"
    assert told["gated", ""] == ("hub-gated-login", page)
    assert told["gated", "hf_stranger"] == ("hub-gated-terms", page)
    assert told["gated", "hf_expired"][0] in ("hub-token-refused", "hub-gated-not-passed")
    assert told["private", ""] == told["none", ""] == ("hub-not-found-or-private", "")
    assert told["private", "hf_stranger"] == told["none", "hf_stranger"] == ("hub-not-found-to-login", "")
    with Desk(tmp_path / "reader", hub, env={"HF_TOKEN": "hf_reader"}) as desk:
        job = desk.start("org/gated")
        assert desk.failed(job).problem is not None  # the token is for huggingface.co alone, until allowed
        desk.engine.allow_token(hub.endpoint, True)
        desk.engine.control(job, "retry")
        desk.got(job)
        assert desk.view(job).link == ""
        assert whole(desk, "org/gated", gated.head.id, FILES)
        desk.get("org/private")


def test_one_file_that_cannot_be_had_does_not_keep_the_others_out(
    hub: Hub, repo: Repo, tmp_path: Path
) -> None:
    hub.faults.set(Fault(faults.Missing(), path="config.json"))
    with Desk(tmp_path, hub) as desk:
        job = desk.start("org/name")
        view = desk.failed(job)
        assert view.problem is not None
        assert "config.json" in view.problem.sentence()
        assert not desk.ref("org/name")
        assert whole(desk, "org/name", repo.head.id, FILES, set(FILES) - {"config.json"})
        hub.faults.clear()
        desk.engine.control(job, "retry")
        desk.got(job)
        assert whole(desk, "org/name", repo.head.id, FILES)


def test_orders_that_make_no_sense_are_refused_at_once(hub: Hub, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        for order, code in (
            ({"repo": "not a repo"}, "not-a-repo-name"),
            ({"repo": "../../etc"}, "not-a-repo-name"),
            ({"repo": "org/name", "endpoints": ("http://mirror.example",)}, "endpoint-plain"),
            ({"repo": "org/name", "local_dir": "/tmp/\udcff"}, "path-not-unicode"),
        ):
            with pytest.raises(Failure) as told:
                desk.start(**order)
            assert told.value.problem.code == code
        assert desk.views() == {}
        hub.add("org/evil", {"../../evil.txt": b"evil", "fine.txt": b"fine"})
        told_later = desk.failed(desk.start("org/evil")).problem
        assert told_later is not None
        assert told_later.code == "hub-unsafe-name"
        assert not list(tmp_path.rglob("*evil.txt"))


# --- how it is shown ----------------------------------------------------------------------------


def test_while_it_runs_files_sources_and_pieces_are_shown(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path / "seed", hub) as desk, hub.mirror() as mirror:
        for each in (hub, mirror):
            each.faults.set(Fault(faults.Slow(together=2 * MIB), route=Route.BYTES))
        desk.get("org/name", include=("a/*",))
        job = desk.start("org/name", endpoints=(mirror.endpoint, hub.endpoint))
        view = desk.until(
            job,
            "running",
            that=lambda view: [source for source in view.sources if source.bytes > 512 * KIB][1:],
        )
        assert [source.endpoint for source in view.sources] == [mirror.endpoint, hub.endpoint]
        assert {source.host for source in view.sources} == {
            f"127.0.0.1:{mirror.port}",
            f"127.0.0.1:{hub.port}",
        }
        assert {source.state for source in view.sources} == {"ok"}
        assert (view.total, view.files, view.reused) == (TOTAL, 4, 3000)
        assert view.done == sum(source.bytes for source in view.sources) + 3000
        assert set(view.cells) <= {CELL_NONE, CELL_HERE, "0", "1"}
        assert 4 <= len(view.cells) <= 6  # a cell is never less than a piece
        assert view.rate is not None
        assert view.rate == pytest.approx(sum(source.rate for source in view.sources))
        assert view.eta == pytest.approx((view.total - view.done) / view.rate, rel=0.01)
        assert view.note == "model.safetensors"
        files = desk.files(job)
        assert list(files) == sorted(FILES)
        assert files["a/deep/er/vocab.txt"].state == "here"
        assert files["model.safetensors"].state == "fetching"
        assert MIB < files["model.safetensors"].done < SIZE == files["model.safetensors"].size
        assert desk.engine.downloads().rate == pytest.approx(view.rate, rel=0.5)
        for each in (hub, mirror):
            each.faults.clear()
        result = desk.got(job)
        assert set(result.sources) == {mirror.endpoint, hub.endpoint}
        assert sum(result.sources.values()) == result.downloaded == TOTAL - 3000
        assert {file.state for file in desk.files(job).values()} == {"done"}
        done = desk.view(job)
        assert (done.files_done, done.done, done.total) == (4, TOTAL, TOTAL)
