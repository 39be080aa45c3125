"""A prune finds each kind of leftover exactly, keeps what somebody uses, and can be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.cache.scan import scan_store
from hubkeep.engine.library import orders
from hubkeep.engine.library.values import PrunePlan

from tests.engine.cache.laid import commit_of, digest_of, lay, payload
from tests.engine.library.opened import WORKER, carry_out, engine

MOVED, PINNED, FETCHED = "models--org--moved", "models--org--pinned", "models--org--fetched"
OLD, NEW, HALF = commit_of("old"), commit_of("new"), digest_of(b"half")
MONTH_AGO = time.time() - 30 * 86400


class Littered:
    """A cache with one leftover of every kind, and beside each something alike that is none."""

    def __init__(self, base: Path) -> None:
        self.root = base / "hf" / "hub"
        self.base = base
        root = self.root
        root.mkdir(parents=True)
        # detached: main moved on. Its blob x is shared with the newer revision and stays.
        lay(root, MOVED, {"x": b"same", "y": b"old bytes"}, revision="old")
        lay(root, MOVED, {"x": b"same", "y": b"new"}, revision="new")
        (root / MOVED / "trees").mkdir()
        (root / MOVED / "trees" / f"{OLD}.json").write_text("{}")
        # pinned: fetched by commit, so no ref ever named it.
        lay(root, PINNED, {"x": b"pinned"}, revision="pinned", ref="")
        lay(root, PINNED, {"x": b"another"}, revision="another", ref="")
        # orphan
        (root / PINNED / "blobs" / digest_of(b"orphan")).write_bytes(b"orphan")
        # partials: one that broke off, one of our own that goes on, one that nobody came back to
        blobs = root / FETCHED / "blobs"
        lay(root, FETCHED, {"x": b"fetched"})
        (blobs / f"{HALF}.0123abcd.incomplete").write_bytes(b"half")
        (blobs / f"{digest_of(b'young')}.hubkeep-part").write_bytes(b"young")
        given_up = blobs / f"{digest_of(b'given up')}.hubkeep-part"
        given_up.write_bytes(b"given up")
        os.utime(given_up, (MONTH_AGO, MONTH_AGO))
        # locks: an old one, a young one
        locks = root / ".locks" / FETCHED
        locks.mkdir(parents=True)
        (locks / f"{digest_of(b'fetched')}.lock").touch()
        os.utime(locks / f"{digest_of(b'fetched')}.lock", (MONTH_AGO, MONTH_AGO))
        (locks / f"{HALF}.lock").touch()
        (locks / "notes.txt").write_text("no lock")
        # absences: of a commit that is gone, of one that is here
        for commit in (commit_of("gone"), NEW):
            (root / MOVED / ".no_exist" / commit).mkdir(parents=True)
            (root / MOVED / ".no_exist" / commit / "added_tokens.json").touch()
        # the shared store: a payload in use, one that nobody points to
        lay(root, FETCHED, {"s": b"shared and used"}, shared=True)
        self.unused = payload(root, b"unused payload")
        # the Xet folder beside the cache
        (base / "hf" / "xet" / "chunks").mkdir(parents=True)
        (base / "hf" / "xet" / "chunks" / "c").write_bytes(b"chunk")
        # what is not ours to prune
        (root / "notes").mkdir()
        (root / "notes" / "mine").write_bytes(b"mine")

    @property
    def expected(self) -> dict[tuple[str, str], int]:
        """Kind and path of each item, and what it frees."""
        store = self.unused.relative_to(self.root).as_posix()
        return {
            ("detached", f"{MOVED}/snapshots/{OLD}"): len(b"old bytes"),
            ("orphan", f"{PINNED}/blobs/{digest_of(b'orphan')}"): len(b"orphan"),
            ("partial", f"{FETCHED}/blobs/{HALF}.0123abcd.incomplete"): len(b"half"),
            ("partial", f"{FETCHED}/blobs/{digest_of(b'given up')}.hubkeep-part"): len(b"given up"),
            ("lock", f".locks/{FETCHED}/{digest_of(b'fetched')}.lock"): 0,
            ("no-exist", f"{MOVED}/.no_exist/{commit_of('gone')}"): 0,
            ("store", store): len(b"unused payload"),
            ("xet", str(self.base / "hf" / "xet")): len(b"chunk"),
        }

    def files(self) -> dict[str, int]:
        """Every file and link by path, with its size where it is a file."""
        found: dict[str, int] = {}
        for base, _, names in os.walk(self.base / "hf"):
            for name in names:
                path = os.path.join(base, name)
                size = 0 if os.path.islink(path) else os.stat(path).st_size
                found[os.path.relpath(path, self.root)] = size
        return found

    def left(self) -> set[str]:
        """What stands after a complete prune."""
        doomed = (
            f"{MOVED}/snapshots/{OLD}/",
            f"{MOVED}/trees/",
            f"{MOVED}/blobs/{digest_of(b'old bytes')}",
            f"{MOVED}/.no_exist/{commit_of('gone')}/",
            f"{PINNED}/blobs/{digest_of(b'orphan')}",
            f"{FETCHED}/blobs/{HALF}",
            f"{FETCHED}/blobs/{digest_of(b'given up')}",
            f".locks/{FETCHED}/{digest_of(b'fetched')}",
            f"{self.unused.relative_to(self.root).as_posix()}",
            "../xet/",
        )
        return {path for path in self.files() if not path.startswith(doomed)}


@pytest.fixture
def littered(tmp_path: Path) -> Littered:
    return Littered(tmp_path)


def items(plan: PrunePlan) -> dict[tuple[str, str], int]:
    return {(item.kind, item.path): item.bytes for item in plan.items}


def without_payload_locks(paths: set[str]) -> set[str]:
    """The store's locks stay for good, as huggingface_hub leaves them too."""
    return {path for path in paths if not (path.startswith("blobs/") and path.endswith(".lock"))}


def test_each_kind_is_found_exactly(littered: Littered, tmp_path: Path) -> None:
    with engine(littered.root, tmp_path / "home") as opened:
        plan = opened.plan_prune()
    assert items(plan) == littered.expected
    assert plan.frees == sum(littered.expected.values())
    assert plan.in_use == ()
    (detached,) = [item for item in plan.items if item.kind == "detached"]
    assert (detached.repo, detached.why) == ("org/moved", "main")


@pytest.mark.parametrize("permanent", [True, False], ids=["for good", "to the trash"])
def test_a_prune_removes_what_was_planned(littered: Littered, tmp_path: Path, permanent: bool) -> None:
    left = littered.left()
    before = littered.files()
    with engine(littered.root, tmp_path / "home") as opened:
        plan = opened.plan_prune()
        carry_out(opened, orders.Prune(cache=str(littered.root), permanent=permanent))
        after = littered.files()
        assert without_payload_locks(set(after)) == left
        trees = 2  # the listing of the detached revision, which no plan counts
        assert sum(before.values()) - sum(after.values()) == plan.frees + trees
        assert items(opened.plan_prune()) == {}
        if not permanent:
            undo = next(view.id for view in opened.jobs() if view.undoable)
            carry_out(opened, orders.Undo(cache=str(littered.root), job=undo))
            assert littered.files().keys() - after.keys() >= {
                f"{MOVED}/snapshots/{OLD}/y",
                f"{MOVED}/blobs/{digest_of(b'old bytes')}",
                f"{PINNED}/blobs/{digest_of(b'orphan')}",
            }


def test_only_the_kinds_asked_for_go(littered: Littered, tmp_path: Path) -> None:
    with engine(littered.root, tmp_path / "home") as opened:
        carry_out(opened, orders.Prune(cache=str(littered.root), kinds=("lock", "store"), permanent=True))
        kept = {item.kind for item in opened.plan_prune().items}
    assert kept == {"detached", "orphan", "partial", "no-exist", "xet"}


_HOLD = {
    "open": "import sys; held = open(sys.argv[1], 'rb')",
    "mapped": """
import mmap, sys
with open(sys.argv[1], 'rb') as file:
    held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)""",
    "locked": "import sys; from filelock import FileLock; held = FileLock(sys.argv[1]); held.acquire()",
}


@contextlib.contextmanager
def holding(how: str, path: Path) -> Iterator[int]:
    """A process that has `path` open, mapped or locked; its pid. It is no child of ours, since an
    engine's own children do not count."""
    code = "import os\nif os.fork(): os._exit(0)\n"
    code += _HOLD[how] + "\nprint(os.getpid(), flush=True)\nsys.stdin.read()\nprint('left', flush=True)"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.wait() == 0
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            assert process.stdout.read() == "left\n"


@pytest.mark.parametrize(
    ("how", "relative", "kind"),
    [
        ("open", f"{FETCHED}/blobs/{HALF}.0123abcd.incomplete", "partial"),
        ("locked", f".locks/{FETCHED}/{HALF}.lock", "partial"),
        ("locked", f".locks/{FETCHED}/{digest_of(b'fetched')}.lock", "lock"),
        ("mapped", f"{MOVED}/blobs/{digest_of(b'old bytes')}", "detached"),
        ("open", f"{PINNED}/blobs/{digest_of(b'orphan')}", "orphan"),
        ("open", "../xet/chunks/c", "xet"),
    ],
    ids=["partial open", "partial locked", "lock held", "detached mapped", "orphan open", "xet open"],
)
def test_what_is_in_use_stays(littered: Littered, tmp_path: Path, how: str, relative: str, kind: str) -> None:
    path = littered.root / relative
    with engine(littered.root, tmp_path / "home") as opened:
        with holding(how, path) as pid:
            os.utime(path, (MONTH_AGO, MONTH_AGO))
            plan = opened.plan_prune()
            gone = set(littered.expected) - set(items(plan))
            assert len(gone) == 1
            assert {found for found, _ in gone} == {kind}
            if how != "locked" and kind != "xet":
                assert [use.pid for use in plan.in_use] == [pid]
            carry_out(opened, orders.Prune(cache=str(littered.root), permanent=True))
            assert path.exists()
        assert {item.kind for item in opened.plan_prune().items} >= {kind}


def test_detached_and_orphaned_links_take_their_payloads_along(tmp_path: Path) -> None:
    root = tmp_path / "hf" / "hub"
    lay(root, MOVED, {"x": b"only in the old one", "y": b"also elsewhere"}, revision="old", shared=True)
    lay(root, MOVED, {"x": b"new"}, revision="new", shared=True)
    lay(root, FETCHED, {"y": b"also elsewhere", "z": b"lost"}, shared=True)
    (root / FETCHED / "snapshots" / commit_of("one") / "z").unlink()
    with engine(root, tmp_path / "home") as opened:
        before = opened.totals().bytes
        plan = opened.plan_prune()
        assert items(plan) == {
            ("detached", f"{MOVED}/snapshots/{OLD}"): len(b"only in the old one"),
            ("orphan", f"{FETCHED}/blobs/{digest_of(b'lost')}"): len(b"lost"),
        }
        carry_out(opened, orders.Prune(cache=str(root), permanent=True))
        opened.look(str(root))
        assert before - opened.totals().bytes == plan.frees
        sizes = sorted(each.size for each in scan_store(str(root)).payloads)
        assert sizes == [len(b"new"), len(b"also elsewhere")]
        assert items(opened.plan_prune()) == {}
    assert (root / FETCHED / "snapshots" / commit_of("one") / "y").read_bytes() == b"also elsewhere"
    assert (root / MOVED / "snapshots" / NEW / "x").read_bytes() == b"new"


def test_a_detached_revision_without_links(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    lay(root, MOVED, {"x": b"old and long"}, revision="old", links=False)
    lay(root, MOVED, {"x": b"new"}, revision="new", links=False)
    with engine(root, tmp_path / "home") as opened:
        row = opened.look(str(root)).inventory.row(MOVED)
        assert row is not None
        plan = opened.plan_prune()
        assert items(plan) == {("detached", f"{MOVED}/snapshots/{OLD}"): 12}
        assert row.detached_bytes == plan.frees == 12


_KILLED = """
import os, signal, sys
from pathlib import Path
from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library import prune, removal
from hubkeep.engine.library import orders
cache, home, user_home, steps, *worker = sys.argv[1:]
left = int(steps)
def counted(work):
    def step(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*arguments, **options)
    return step
prune.delete = counted(prune.delete)
removal.delete = counted(removal.delete)
removal._let_payload_go = counted(removal._let_payload_go)
environ = {"HF_HOME": os.path.dirname(cache)}
engine = Engine(Surroundings(home=Path(home), environ=environ, user_home=Path(user_home),
                             worker=tuple(worker), cores=1))
engine.look(cache)
engine.wait(engine.start(orders.Prune(cache=cache, permanent=True)))
engine.close()
print("done")
"""


@pytest.mark.parametrize("steps", [0, 2, 5, 8])
def test_a_prune_that_was_killed_goes_on(littered: Littered, tmp_path: Path, steps: int) -> None:
    left = littered.left()
    (tmp_path / "user").mkdir()
    arguments = [str(littered.root), str(tmp_path / "home"), str(tmp_path / "user"), str(steps), *WORKER]
    run = subprocess.run([sys.executable, "-c", _KILLED, *arguments], capture_output=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    # Whatever was removed so far was doomed.
    assert left <= set(littered.files())
    with engine(littered.root, tmp_path / "home") as opened:
        opened.resume_jobs()
        (job,) = [view.id for view in opened.jobs()]
        assert opened.wait(job).state == "done"
        assert without_payload_locks(set(littered.files())) == left
        assert items(opened.plan_prune()) == {}
