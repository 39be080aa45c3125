"""Removing: to the trash and for good, killed anywhere, refused where it would do harm."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hubkeep.engine.cache.refusal import InUseFailure
from hubkeep.engine.engine import Engine
from hubkeep.engine.jobs.values import JobView
from hubkeep.engine.library.orders import Remove, Undo
from hubkeep.engine.library.values import Target
from hubkeep.engine.problems import Failure

from tests.engine.cache.laid import digest_of, lay, payload, settle
from tests.engine.library.opened import carry_out, engine
from tests.engine.library.trees import tree
from tests.plain_user import bound
from tests.waiting import wait_until

REPO = "models--acme--one"
OTHER = "models--acme--other"


@pytest.fixture(autouse=True)
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's trash, on the volume of the caches."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "Trash"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Two revisions that share a file, and a repo that stays."""
    root = tmp_path / "hub"
    lay(root, REPO, {"config.json": b"{}", "sub/big.bin": b"b" * 1000}, revision="one", ref="old")
    lay(root, REPO, {"config.json": b"{ }", "sub/big.bin": b"b" * 1000}, revision="two")
    lay(root, OTHER, {"config.json": b"{}"})
    settle(root)
    return root


@pytest.fixture
def opened(cache: Path, tmp_path: Path) -> Iterator[Engine]:
    with engine(cache, tmp_path / "home") as found:
        yield found


def removed(opened: Engine, cache: Path, *targets: Target, permanent: bool = False) -> JobView:
    return opened.wait(opened.start(Remove(cache=str(cache), targets=targets, permanent=permanent)))


def commit(cache: Path, ref: str, repo: str = REPO) -> str:
    return (cache / repo / "refs" / ref).read_text()


def test_a_repo_goes_to_the_trash_and_its_row_with_it(opened: Engine, cache: Path, trash: Path) -> None:
    other = tree(cache / OTHER)
    plan = opened.plan_removal([Target(REPO)])
    view = removed(opened, cache, Target(REPO))
    assert (view.state, view.undoable, view.subject) == ("done", True, "acme/one")
    assert os.listdir(trash / "files") == [REPO]
    assert sorted(path.name for path in cache.iterdir()) == [OTHER]
    assert tree(cache / OTHER) == other
    totals = opened.totals()
    assert (totals.repos, totals.bytes) == (1, 2)
    assert plan.frees == 1000 + 2 + 3


def test_a_revision_takes_what_only_it_uses(opened: Engine, cache: Path) -> None:
    gone = commit(cache, "old")
    plan = opened.plan_removal([Target(REPO, gone)])
    assert (plan.frees, plan.revisions, plan.repos) == (2, 1, 0)
    assert plan.lines[0].kept_by == ("main",)
    assert removed(opened, cache, Target(REPO, gone)).state == "done"
    assert os.listdir(cache / REPO / "refs") == ["main"]
    assert os.listdir(cache / REPO / "snapshots") == [commit(cache, "main")]
    assert {path.name for path in (cache / REPO / "blobs").iterdir()} == {
        digest_of(b"{ }"),
        digest_of(b"b" * 1000),
    }
    assert opened.describe(REPO).row.state == "ok"


def test_a_file_goes_alone(opened: Engine, cache: Path) -> None:
    main = commit(cache, "main")
    assert opened.plan_removal([Target(REPO, main, "config.json")]).frees == 3
    assert removed(opened, cache, Target(REPO, main, "config.json")).state == "done"
    assert not os.path.lexists(cache / REPO / "snapshots" / main / "config.json")
    assert not (cache / REPO / "blobs" / digest_of(b"{ }")).exists()
    assert (cache / REPO / "snapshots" / main / "sub" / "big.bin").read_bytes() == b"b" * 1000


@pytest.mark.parametrize("permanent", [False, True])
def test_links_are_removed_and_never_what_they_point_to(
    opened: Engine, cache: Path, tmp_path: Path, permanent: bool
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("not yours")
    main = commit(cache, "main")
    (cache / REPO / "to-a-folder").symlink_to(outside)
    (cache / REPO / "snapshots" / main / "file").symlink_to(outside / "precious")
    (cache / REPO / "snapshots" / main / "folder").symlink_to(outside)
    (cache / ".locks").mkdir()
    (outside / "x.lock").touch()
    (cache / ".locks" / REPO).symlink_to(outside)
    assert removed(opened, cache, Target(REPO), permanent=permanent).state == "done"
    assert not (cache / REPO).exists()
    assert sorted(os.listdir(outside)) == ["precious", "x.lock"]


@pytest.mark.parametrize("part", [".no_exist", "trees", "blobs"])
def test_a_part_of_a_repo_that_leads_outside_is_left_alone(
    opened: Engine, cache: Path, tmp_path: Path, part: str
) -> None:
    gone = commit(cache, "old")
    outside = tmp_path / "outside"
    (cache / REPO / part).rename(outside) if part == "blobs" else (outside / gone).mkdir(parents=True)
    (outside / "precious").write_text("not yours")
    (cache / REPO / part).symlink_to(outside)
    before = tree(outside)
    removed(opened, cache, Target(REPO, gone))
    assert tree(outside) == before


def test_locks_go_with_the_repo_but_held_ones_stay(opened: Engine, cache: Path) -> None:
    locks = cache / ".locks" / REPO
    locks.mkdir(parents=True)
    (locks / "free.lock").touch()
    (locks / "held.lock").touch()
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import fcntl,sys; f=open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX);"
            " print('held', flush=True); sys.stdin.read()",
            str(locks / "held.lock"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd="/",
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    try:
        with pytest.raises(Failure):  # a download holds the lock, so the repo is in use
            removed(opened, cache, Target(REPO))
    finally:
        holder.communicate()
    assert removed(opened, cache, Target(REPO)).state == "done"
    assert not locks.exists()


USER = """
import mmap, os, sys
file = open(sys.argv[2], "rb")
if sys.argv[1] == "map":
    kept = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    file.close()
print("using", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def using(tmp_path: Path) -> Iterator[Callable[[str, Path], int]]:
    """Starts a process that has a file open, or only mapped; its pid."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(how: str, path: Path) -> int:
        process = subprocess.Popen(
            [sys.executable, "-c", USER, how, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
        )
        processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"using\n"
        return process.pid

    yield start
    for process in processes:
        process.communicate()


@pytest.mark.parametrize("how", ["open", "map"])
@pytest.mark.parametrize("permanent", [False, True])
def test_what_a_process_uses_is_refused_with_its_name(
    opened: Engine, cache: Path, using: Callable[[str, Path], int], how: str, permanent: bool
) -> None:
    before = tree(cache)
    file = cache / REPO / "snapshots" / commit(cache, "main") / "sub" / "big.bin"
    pid = using(how, file)
    with pytest.raises(InUseFailure) as caught:
        removed(opened, cache, Target(REPO), permanent=permanent)
    (use,) = caught.value.in_use
    assert (use.pid, use.repo) == (pid, "acme/one")
    assert "python" in use.command
    assert str(pid) in str(caught.value)
    assert tree(cache) == before
    assert opened.jobs() == ()
    # What that process does not use may go.
    assert removed(opened, cache, Target(OTHER), permanent=permanent).state == "done"


def test_a_file_used_under_another_name_counts(
    opened: Engine, cache: Path, tmp_path: Path, using: Callable[[str, Path], int]
) -> None:
    os.link(cache / REPO / "blobs" / digest_of(b"b" * 1000), tmp_path / "copy.bin")
    opened.look(str(cache))
    using("map", tmp_path / "copy.bin")
    with pytest.raises(InUseFailure):
        removed(opened, cache, Target(REPO))


def test_what_is_not_there_or_foreign_is_refused(opened: Engine, cache: Path) -> None:
    (cache / "notes").mkdir()
    opened.look(str(cache))
    for key in ("models--acme--none", "notes", "..", "", REPO + "/blobs"):
        with pytest.raises(Failure) as caught:
            removed(opened, cache, Target(key))
        assert caught.value.refused
    for target in (Target(REPO, "f" * 40), Target(REPO, commit(cache, "main"), "../../x")):
        with pytest.raises(Failure):
            removed(opened, cache, target)
    assert (cache / "notes").is_dir()


def test_a_shared_payload_goes_with_its_last_user(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    lay(root, REPO, {"w.bin": b"w" * 500}, shared=True)
    lay(root, OTHER, {"w.bin": b"w" * 500}, shared=True)
    kept = payload(root, b"w" * 500)
    with engine(root, tmp_path / "home") as opened:
        assert opened.plan_removal([Target(REPO)]).frees == 0
        assert removed(opened, root, Target(REPO)).state == "done"
        assert kept.exists()
        assert opened.plan_removal([Target(OTHER)]).frees == 500
        assert removed(opened, root, Target(OTHER)).state == "done"
        assert not kept.exists()
        carry_out(opened, Undo(cache=str(root), job=2))
        file = next((root / OTHER / "snapshots").iterdir()) / "w.bin"
        assert file.read_bytes() == b"w" * 500


DENIED = """
import os, sys
from pathlib import Path
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library.orders import Remove, Undo
from hubkeep.engine.library.values import Target
base = Path(sys.argv[1])
os.environ["XDG_DATA_HOME"] = str(base / "data")
engine = Engine(Surroundings(home=base / "home", environ={}, user_home=base, worker=(), cores=1))
cache = str(base / "hub")
place = engine.look(cache)
folder = base / "hub" / "models--acme--one" / "blobs"
folder.chmod(0o500)
commit = (base / "hub/models--acme--one/refs/old").read_text()
view = engine.wait(engine.start(Remove(
    cache=cache, targets=(Target("models--acme--one", commit),), permanent=sys.argv[2] == "permanent"
)))
print(view.state, view.undoable, view.problem.code)
folder.chmod(0o700)
if sys.argv[3] == "retry":
    engine.control(view.id, "retry")
    print(engine.wait(view.id).state)
else:
    print(engine.wait(engine.start(Undo(cache=cache, job=view.id))).state)
engine.close()
"""


@pytest.mark.parametrize(("how", "then"), [("trash", "undo"), ("trash", "retry"), ("permanent", "retry")])
def test_permission_denied_midway_can_be_undone_or_gone_on_with(cache: Path, how: str, then: str) -> None:
    before = tree(cache)
    gone = commit(cache, "old")
    run = subprocess.run(
        bound([sys.executable, "-c", DENIED, str(cache.parent), how, then]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["failed", str(how == "trash"), "no-permission", "done"]
    if then == "undo":
        assert {**tree(cache), f"{REPO}/blobs": 0} == {**before, f"{REPO}/blobs": 0}
    else:
        left = tree(cache / REPO)
        assert not any(gone in path for path in left)
        assert f"blobs/{digest_of(b'{}')}" not in left


def test_no_trash_is_a_sentence_that_offers_to_delete(
    opened: Engine, cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = tree(cache)
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    blocked = [
        folder / f".Trash-{os.getuid()}"
        for folder in (cache, *cache.parents)
        if not (folder / ".Trash").exists()
    ]
    made = [path for path in blocked if not os.path.lexists(path)]
    for path in made:
        path.touch()
    try:
        view = removed(opened, cache, Target(REPO))
    finally:
        for path in made:
            path.unlink()
    assert view.state == "failed"
    assert view.problem is not None
    assert view.problem.code == "system-no-trash"
    assert "for good" in view.problem.sentence()
    assert tree(cache) == before


def test_a_download_between_kill_and_resume_is_left_alone(cache: Path, tmp_path: Path) -> None:
    """A blob that was doomed belongs to a new revision by the time the removal goes on."""
    home = tmp_path / "home"
    gone = commit(cache, "old")
    with engine(cache, home) as opened:
        job = opened.start(Remove(cache=str(cache), targets=(Target(REPO, gone),)))
        opened.wait(job)
        # As if a kill had come when only the ref and the snapshot were gone.
        opened._store.requeue(job)
        with opened._store._lock:
            opened._store._connection.execute(
                "DELETE FROM note WHERE job = ? AND value LIKE ?", (job, f"%{digest_of(b'{}')}%")
            )
        new = lay(cache, REPO, {"config.json": b"{}"}, revision="three", ref="new")
    for info in (tmp_path / "data" / "Trash" / "info").glob(digest_of(b"{}") + "*"):
        info.unlink()
    with engine(cache, home) as opened:
        opened.resume_jobs()
        assert opened.wait(job).state == "done"
        assert (cache / REPO / "snapshots" / new / "config.json").read_bytes() == b"{}"
        assert opened.describe(REPO).row.state == "ok"


def test_a_repo_fetched_again_after_a_kill_is_not_removed_again(cache: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with engine(cache, home) as opened:
        job = opened.start(Remove(cache=str(cache), targets=(Target(REPO),)))
        opened.wait(job)
        opened._store.requeue(job)  # killed before the end was written down
    lay(cache, REPO, {"new.bin": b"new"})
    with engine(cache, home) as opened:
        opened.resume_jobs()
        assert opened.wait(job).state == "done"
    assert next((cache / REPO / "snapshots").iterdir()).joinpath("new.bin").read_bytes() == b"new"


def test_two_hubkeeps_remove_at_once_and_each_thing_goes_once(cache: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with engine(cache, home) as one, engine(cache, home) as two:
        first = one.start(Remove(cache=str(cache), targets=(Target(REPO),)))
        second = two.start(Remove(cache=str(cache), targets=(Target(OTHER),)))
        same = (
            two.start(Remove(cache=str(cache), targets=(Target(REPO),))) if (cache / REPO).exists() else first
        )
        states = {number: two.wait(number).state for number in {first, second, same}}
        assert states[first] == states[second] == "done"
        wait_until(lambda: not one.busy() and not two.busy())
        assert not (cache / REPO).exists()
        assert not (cache / OTHER).exists()


def test_reading_by_ourselves_is_no_use(opened: Engine, cache: Path) -> None:
    file = cache / REPO / "blobs" / digest_of(b"b" * 1000)
    with file.open("rb") as held, mmap.mmap(held.fileno(), 0, access=mmap.ACCESS_READ):
        assert opened.plan_removal([Target(REPO)]).in_use == ()


@pytest.mark.parametrize(
    ("scenario", "step"),
    [("trash-repo", 2), ("trash-revision", 3), ("delete-repo", 3)],
)
def test_killed_at_any_step_it_comes_to_a_good_end(
    scenario: str, step: int, pytestconfig: pytest.Config
) -> None:
    """At every single step: `make soak`."""
    if pytestconfig.getoption("--hypothesis-profile") == "soak":
        step = 1
    run = subprocess.run(
        [sys.executable, "-m", "tests.engine.library.killed", scenario, str(step)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout.split()[1]) > 10
