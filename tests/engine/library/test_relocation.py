"""Moving the whole cache: everything kept, nothing lost, refused where it would do harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hubkeep.engine.engine import Engine
from hubkeep.engine.jobs.values import JobView
from hubkeep.engine.library import relocation
from hubkeep.engine.library.orders import Relocate
from hubkeep.engine.problems import Failure
from hubkeep.engine.system import shell_environment

from tests.engine.cache.laid import digest_of, lay, settle
from tests.engine.library.opened import engine
from tests.engine.library.trees import hard_links, tree
from tests.plain_user import bound

ONE, TWO = "models--acme--one", "models--acme--two"


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Path]:
    """A folder on another volume."""
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    assert os.stat(folder).st_dev != os.stat(tmp_path).st_dev
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    root = tmp_path / "hub"
    lay(root, ONE, {"config.json": b"{}", "sub/big.bin": b"b" * 3_000_000})
    lay(root, TWO, {"shared.bin": b"s" * 1000}, shared=True)
    lay(root, "datasets--acme--data", {"x/y.csv": b"1\n"}, links=False)
    os.link(root / ONE / "blobs" / digest_of(b"{}"), root / ONE / "blobs" / "second-name")
    (root / ONE / "refs").chmod(0o750)
    (root / ONE / "blobs" / digest_of(b"b" * 3_000_000)).chmod(0o440)
    (root / "out").symlink_to("/somewhere/else")
    (root / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
    settle(root)
    return root


@pytest.fixture
def opened(cache: Path, tmp_path: Path) -> Iterator[Engine]:
    with engine(cache, tmp_path / "home") as found:
        yield found


def times(root: Path) -> dict[str, tuple[int, int]]:
    """Last access and modification of every file, by `lstat`."""
    found = {}
    for path in root.rglob("*"):
        # The marker of the shared store is read by every look at the cache.
        if path.is_file() and not path.is_symlink() and path.name != ".huggingface-shared-blobs":
            status = path.lstat()
            found[str(path.relative_to(root))] = (status.st_atime_ns, status.st_mtime_ns)
    return found


def relocate(opened: Engine, target: Path, *, environment: bool = False) -> JobView:
    order = Relocate(cache=opened._now().root, target=str(target), environment=environment)
    return opened.wait(opened.start(order))


@pytest.mark.parametrize("where", ["another volume", "the same volume"])
def test_everything_moves_and_the_old_path_goes_on_working(
    opened: Engine, cache: Path, far: Path, tmp_path: Path, where: str
) -> None:
    target = (far if where == "another volume" else tmp_path / "new") / "models"
    accessed = times(cache)
    before, links = tree(cache, folder_times=True), hard_links(cache)
    os.utime(cache, (5, 5))
    for path, (atime, mtime) in accessed.items():
        os.utime(cache / path, ns=(atime, mtime))  # the test has read them
    plan = opened.plan_relocation(str(target), environment=False)
    assert (plan.source, plan.target, plan.problems) == (str(cache), str(target), ())
    assert plan.same_volume == (where == "the same volume")
    assert not target.exists()
    view = relocate(opened, target)
    assert (view.state, view.problem) == ("done", None)
    assert view.progress.done == view.progress.total == plan.bytes
    assert times(target) == accessed
    assert tree(target, folder_times=True) == before
    assert hard_links(target) == links
    assert target.stat().st_mtime == 5
    assert os.readlink(cache) == str(target)
    assert sorted(path.name for path in tmp_path.iterdir() if "hubkeep" in path.name) == []
    assert not list(target.rglob("*hubkeep*"))
    opened.look(str(cache))
    assert opened.totals().repos == 3
    assert {row.state for row in opened._now().inventory.rows()} == {"ok", "foreign"}


LOAD = """
import sys
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download
for cache in sys.argv[1:]:
    for _ in range(2):
        path = hf_hub_download("acme/one", "sub/big.bin", cache_dir=cache, local_files_only=True)
        assert len(open(path, "rb").read()) == 3_000_000
    assert snapshot_download("acme/two", cache_dir=cache, local_files_only=True)
    info = scan_cache_dir(cache)
    print(sorted(repo.repo_id for repo in info.repos))
"""


def test_the_real_client_loads_from_the_old_path_and_the_new(opened: Engine, cache: Path, far: Path) -> None:
    assert relocate(opened, far / "models").state == "done"
    run = subprocess.run(
        [sys.executable, "-c", LOAD, str(cache), str(far / "models")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == ["['acme/data', 'acme/one', 'acme/two']"] * 2


def test_it_moves_back_and_on(opened: Engine, cache: Path, far: Path, tmp_path: Path) -> None:
    before = tree(cache)
    assert relocate(opened, tmp_path / "new").state == "done"
    assert relocate(opened, cache).state == "done"
    assert not cache.is_symlink()
    assert tree(cache) == before
    (tmp_path / "new").unlink()
    assert relocate(opened, far / "models").state == "done"
    assert relocate(opened, tmp_path / "third").state == "done"
    assert tree(tmp_path / "third") == before
    assert cache.resolve() == tmp_path / "third"


def test_a_plan_changes_nothing(opened: Engine, cache: Path, far: Path, tmp_path: Path) -> None:
    before = tree(cache, folder_times=True)
    plan = opened.plan_relocation(str(far / "models"), environment=True)
    assert plan.files == sum(1 for item in before.values() if item[0] != "folder")
    assert plan.variable == "HF_HUB_CACHE"
    assert any(str(far / "models") in edit.added for edit in plan.environment)
    assert tree(cache, folder_times=True) == before
    assert list(far.iterdir()) == []
    assert not list((tmp_path / "user").rglob(".profile"))


def test_the_environment_is_changed_on_request_alone_and_back(
    opened: Engine, cache: Path, far: Path, tmp_path: Path
) -> None:
    user = tmp_path / "user"
    (user / ".bashrc").write_text("alias ll='ls -l'\n")
    assert relocate(opened, tmp_path / "new").state == "done"
    assert (user / ".bashrc").read_text() == "alias ll='ls -l'\n"
    assert relocate(opened, far / "models", environment=True).state == "done"
    assert f"export HF_HUB_CACHE={far / 'models'}" in (user / ".bashrc").read_text()
    shown = subprocess.run(
        ["sh", "-c", '. "$HOME/.profile"; printf %s "$HF_HUB_CACHE"'],
        env={"HOME": str(user)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == str(far / "models")
    shell_environment.apply(shell_environment.plan({"HF_ENDPOINT": "https://m"}, user, sys.platform))
    opened.undo_environment()
    assert "HF_HUB_CACHE" not in (user / ".bashrc").read_text()
    assert shell_environment.written("HF_ENDPOINT", user, sys.platform) == "https://m"
    shell_environment.apply(shell_environment.plan({"HF_ENDPOINT": None}, user, sys.platform))
    assert (user / ".bashrc").read_text() == "alias ll='ls -l'\n"
    assert not (user / ".profile").exists()
    assert shell_environment.plan({"A": "b"}, user, sys.platform).edits


def refused(opened: Engine, target: Path) -> str:
    """The problem with a target, which must have stayed as it was."""
    root = Path(opened._now().root)
    before = tree(root, folder_times=True)
    (first, *_) = opened.plan_relocation(str(target), environment=False).problems
    view = relocate(opened, target)
    assert view.state == "failed"
    assert view.problem == first
    assert tree(root, folder_times=True) == before
    assert not root.is_symlink()
    return first.code


def test_folders_in_one_another_are_refused(opened: Engine, cache: Path, tmp_path: Path) -> None:
    assert refused(opened, cache / "inside") == "relocate-inside"
    assert refused(opened, cache) == "relocate-inside"
    assert refused(opened, tmp_path) == "relocate-inside"
    (tmp_path / "by-link").symlink_to(cache)
    assert refused(opened, tmp_path / "by-link" / "inside") == "relocate-inside"


def test_the_way_back_over_volumes_is_barred_by_the_link(opened: Engine, cache: Path, far: Path) -> None:
    assert relocate(opened, far / "models").state == "done"
    assert cache.is_symlink()
    plan = opened.plan_relocation(str(cache), environment=False)
    assert [problem.code for problem in plan.problems] == ["relocate-link"]
    assert not plan.same_volume


def test_a_folder_with_something_in_it_is_refused(opened: Engine, far: Path, tmp_path: Path) -> None:
    for base in (far, tmp_path):
        (base / "full").mkdir()
        (base / "full" / "mine").write_text("precious")
        (base / "file").write_text("precious")
        assert refused(opened, base / "full") == "relocate-occupied"
        assert refused(opened, base / "file") == "relocate-occupied"
        assert (base / "full" / "mine").read_text() == "precious"
    (tmp_path / "link").symlink_to(far / "full")
    assert refused(opened, tmp_path / "link") == "relocate-occupied"
    assert refused(opened, far / "file" / "below") == "relocate-occupied"


def test_an_empty_folder_will_do(opened: Engine, cache: Path, far: Path) -> None:
    (far / "empty").mkdir()
    before = tree(cache)
    assert relocate(opened, far / "empty").state == "done"
    assert tree(far / "empty") == before


def test_too_little_room_is_said_before(
    opened: Engine, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relocation, "_SPARE", 1 << 60)
    assert refused(opened, far / "models") == "relocate-space"


def test_a_cache_in_use_stays(opened: Engine, cache: Path, far: Path) -> None:
    user = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; f = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()",
            str(cache / ONE / "refs" / "main"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert user.stdout is not None
    assert user.stdout.readline() == b"open\n"
    try:
        (use,) = opened.plan_relocation(str(far / "models"), environment=False).in_use
        assert (use.pid, use.repo) == (user.pid, "acme/one")
        view = relocate(opened, far / "models")
    finally:
        user.communicate()
    assert view.problem is not None
    assert view.problem.code == "in-use"
    assert list(far.iterdir()) == []
    assert not cache.is_symlink()


def test_a_missing_cache_is_a_sentence(tmp_path: Path, far: Path) -> None:
    with engine(tmp_path / "none", tmp_path / "home") as opened:
        with pytest.raises(Failure, match="There is no cache"):
            opened.plan_relocation(str(far / "models"), environment=False)
        view = relocate(opened, far / "models")
    assert view.problem is not None
    assert view.problem.code == "cache-missing"


class Between:
    """Does something once, after the first file was copied or at the first look for users."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, what: Callable[[], None]) -> None:
        copy = relocation.copying.clone_or_copy
        self.done = False

        def and_then(*arguments: object, **keywords: object) -> bool:
            found = copy(*arguments, **keywords)  # type: ignore[arg-type]
            if not self.done:
                self.done = True
                what()
            return found

        monkeypatch.setattr(relocation.copying, "clone_or_copy", and_then)


def test_what_changes_while_it_is_copied_comes_along(
    opened: Engine, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        lay(cache, "models--acme--new", {"new.bin": b"n" * 100})
        lay(cache, ONE, {"config.json": b"{ }"}, revision="two")
        shutil.rmtree(cache / TWO)
        (cache / "CACHEDIR.TAG").unlink()
        (cache / "out").unlink()
        (cache / "out").symlink_to("/changed")

    happened = Between(monkeypatch, change)
    assert relocate(opened, far / "models").state == "done"
    assert happened.done
    monkeypatch.undo()
    target = far / "models"
    assert (target / "models--acme--new").is_dir()
    assert not (target / TWO).exists()
    assert not (target / "CACHEDIR.TAG").exists()
    assert os.readlink(target / "out") == "/changed"
    main = (target / ONE / "refs" / "main").read_text()
    assert (target / ONE / "snapshots" / main / "config.json").read_bytes() == b"{ }"


def test_what_comes_between_the_last_look_and_the_swap_comes_along(
    opened: Engine, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.rename

    def late(source: str, target: str) -> None:
        if target.endswith(".hubkeep-moved"):
            lay(cache, "models--acme--late", {"late.bin": b"l" * 100})
            (cache / ONE / "refs" / "main").write_text("f" * 40)
        rename(source, target)

    monkeypatch.setattr(os, "rename", late)
    assert relocate(opened, far / "models").state == "done"
    (snapshot,) = (far / "models" / "models--acme--late" / "snapshots").iterdir()
    assert (snapshot / "late.bin").read_bytes() == b"l" * 100
    assert (far / "models" / ONE / "refs" / "main").read_text() == "f" * 40


def test_a_copy_that_reads_back_otherwise_ends_the_move(
    opened: Engine, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(cache)
    monkeypatch.setattr(relocation, "digest_of", lambda *arguments: "0" * 64)
    view = relocate(opened, far / "models")
    assert view.problem is not None
    assert view.problem.code == "relocate-mismatch"
    assert tree(cache) == before
    assert list(far.iterdir()) == []


def test_a_cancel_leaves_all_as_it_was(
    opened: Engine, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (far / "models").mkdir()
    before = tree(cache, folder_times=True)
    Between(monkeypatch, lambda: opened.control(1, "cancel"))
    assert relocate(opened, far / "models").state == "cancelled"
    assert tree(cache, folder_times=True) == before
    assert list((far / "models").iterdir()) == []


def test_what_somebody_puts_into_the_target_meanwhile_is_his(
    opened: Engine, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meddle() -> None:
        (far / "models" / "mine").write_text("precious")
        opened.control(1, "cancel")

    Between(monkeypatch, meddle)
    assert relocate(opened, far / "models").state == "cancelled"
    assert os.listdir(far / "models") == ["mine"]
    monkeypatch.undo()
    # And a job that goes on does not take a folder that is not its own any more.
    opened.control(1, "retry")
    view = opened.wait(1)
    assert view.problem is not None
    assert view.problem.code == "relocate-occupied"
    assert os.listdir(far / "models") == ["mine"]


def test_a_user_who_comes_late_keeps_the_copy_for_the_next_try(
    opened: Engine, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = subprocess.Popen([sys.executable, "-c", ""])
    user.wait()

    def come() -> None:
        nonlocal user
        user = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys; f = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()",
                str(cache / ONE / "refs" / "main"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert user.stdout is not None
        assert user.stdout.readline() == b"open\n"

    Between(monkeypatch, come)
    try:
        view = relocate(opened, far / "models")
    finally:
        user.communicate()
    assert view.problem is not None
    assert view.problem.code == "relocate-came-into-use"
    assert str(user.pid) in view.problem.sentence()
    assert not cache.is_symlink()
    copied = far / "models" / ONE / "blobs" / digest_of(b"b" * 3_000_000)
    inode = copied.stat().st_ino
    assert relocate(opened, far / "models").state == "done"
    assert copied.stat().st_ino == inode


FULL = """
import os, resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library.orders import Relocate
base, target = Path(sys.argv[1]), sys.argv[2]
engine = Engine(Surroundings(home=base / "home", environ={}, user_home=base, worker=(), cores=1))
engine.look(str(base / "hub"))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
view = engine.wait(engine.start(Relocate(cache=str(base / "hub"), target=target)))
print(view.state, view.problem.sentence())
engine.close()
"""


def test_a_target_that_takes_no_more_leaves_all_as_it_was(cache: Path, far: Path) -> None:
    before = tree(cache, folder_times=True)
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(cache.parent), str(far / "models")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.startswith("failed "), run.stderr
    assert "allows no file so large" in run.stdout
    assert tree(cache, folder_times=True) == before
    assert list(far.iterdir()) == []


READ_ONLY = """
import sys
from pathlib import Path
from hubkeep.engine.engine import Engine, Surroundings
base = Path(sys.argv[1])
engine = Engine(Surroundings(home=base / "home", environ={}, user_home=base, worker=(), cores=1))
engine.look(str(base / "hub"))
for target in sys.argv[2:]:
    print(*(problem.code for problem in engine.plan_relocation(target, environment=False).problems))
engine.close()
"""


def test_a_target_that_may_not_be_written_is_refused(cache: Path, far: Path) -> None:
    far.chmod(0o500)
    run = subprocess.run(
        bound([sys.executable, "-c", READ_ONLY, str(cache.parent), str(far / "models"), "/proc/models"]),
        capture_output=True,
        text=True,
        check=False,
    )
    far.chmod(0o700)
    assert run.returncode == 0, run.stderr
    first, second = run.stdout.splitlines()
    assert first == "no-permission"
    assert second


def test_closing_midway_goes_on_at_the_next_start(
    cache: Path, far: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(cache, folder_times=True)
    copying = threading.Event()
    with engine(cache, tmp_path / "home") as opened:

        def interrupt() -> None:
            opened._runner._running[1].interrupt()
            copying.set()

        Between(monkeypatch, interrupt)
        opened.start(Relocate(cache=str(cache), target=str(far / "models")))
        assert copying.wait(10)
    monkeypatch.undo()
    assert not cache.is_symlink()
    with engine(cache, tmp_path / "home") as opened:
        opened.resume_jobs()
        assert opened.wait(1).state == "done"
    assert tree(far / "models", folder_times=True) == before


def test_a_path_that_is_no_unicode_is_a_sentence(opened: Engine, cache: Path) -> None:
    strange = os.fsdecode(b"/tmp/\xff")
    with pytest.raises(Failure, match="Unicode"):
        opened.start(Relocate(cache=str(cache), target=strange))
    with pytest.raises(Failure, match="Unicode"):
        opened.look(strange)


@pytest.mark.parametrize(("scenario", "step"), [("relocate", 16), ("relocate-cancelled", 17), ("rename", 2)])
def test_killed_at_many_steps_it_goes_on_or_back(
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
    assert int(run.stdout.split()[1]) >= 10
