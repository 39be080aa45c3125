"""Archiving and restoring in a child that is killed (SIGKILL) before the n-th step it takes on the disk or
in the database, and once more in the midst of the recovery; or that the system refuses the n-th step to.

    python -m tests.engine.archive.killed SCENARIO [STEP [OFFSET]]

STEP 1 tries every n, STEP 7 every seventh. SCENARIO is `archive` or `restore`, with `-twice` behind it to
kill the recovery as well, or with `-refused` to have it refused by every answer. Says how many were tried;
ends with 1 where one went wrong.
"""

from __future__ import annotations

import hashlib
import itertools
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from hubkeep.engine.archive.orders import Archive, Restore
from hubkeep.engine.jobs.values import FINISHED

from tests.engine.archive.grounds import Works, sums_hold
from tests.engine.cache.laid import digest_of, lay, payload, settle
from tests.engine.library.trees import tree
from tests.engine.steps import ANSWERS, Steps, in_child, kill, refuse

KEYS = ("models--acme--one", "models--acme--two")
OTHER = "datasets--acme--data"
SHARED = b"s" * (1 << 20)
ALSO = b"a" * ((1 << 20) + 1)
"""In two repos, and not by the shared store."""
FILES = {
    KEYS[0]: {"config.json": b"{}", "model.bin": b"m" * (3 << 20), "sub/more.bin": ALSO},
    KEYS[1]: {"config.json": b"{}", "shared.bin": SHARED},
    OTHER: {"config.json": b"{}", "x/shared.bin": SHARED, "also.bin": ALSO},
}
LINKED = {
    KEYS[0]: {digest_of(FILES[KEYS[0]]["model.bin"]), digest_of(ALSO)},
    KEYS[1]: {digest_of(SHARED)},
    OTHER: {digest_of(SHARED)},
}
ABOUT = {"hubkeep-archive.json", ".hubkeep-archive.lock", "SHA256SUMS"}
MOVED = {digest_of(data) for data in (FILES[KEYS[0]]["model.bin"], SHARED, ALSO)}

LOADER = """
import hashlib, os, sys
from huggingface_hub import scan_cache_dir, snapshot_download
for line in sys.stdin:
    cache = line.strip()
    told = []
    for repo in sorted(scan_cache_dir(cache).repos, key=lambda repo: repo.repo_id):
        own, kind = repo.repo_id, repo.repo_type
        base = snapshot_download(own, repo_type=kind, cache_dir=cache, local_files_only=True)
        for folder, _, names in os.walk(base):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
                told.append(f"{own}/{os.path.relpath(path, base)} {digest}")
    print("|".join(sorted(told)), flush=True)
"""


class Loader:
    """The real huggingface_hub, which stays for many caches."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOADER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def loads(self, cache: Path) -> bool:
        """Whether it loads every file of all repos, to the byte."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{cache}\n")
        self._process.stdin.flush()
        wanted = sorted(
            f"{'/'.join(key.split('--')[1:])}/{path} {hashlib.sha256(data).hexdigest()}"
            for key, files in FILES.items()
            for path, data in files.items()
        )
        return self._process.stdout.readline().strip() == "|".join(wanted)

    def close(self) -> None:
        self._process.communicate()


class Bed:
    """The folders of one try."""

    def __init__(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="hubkeep-killed-"))
        self._far = Path(tempfile.mkdtemp(prefix="hubkeep-killed-", dir="/dev/shm"))
        self.cache = self.base / "hub"
        self.archive = self._far / "archive"
        for key in KEYS[:1]:
            lay(self.cache, key, FILES[key])
        for key in (KEYS[1], OTHER):
            shared = {path: data for path, data in FILES[key].items() if data == SHARED}
            rest = {path: data for path, data in FILES[key].items() if data != SHARED}
            lay(self.cache, key, shared, shared=True)
            lay(self.cache, key, rest)
        refs = "".join(f"{key}/blobs/{digest_of(SHARED)}\n" for key in (KEYS[1], OTHER))
        payload(self.cache, SHARED).with_name(payload(self.cache, SHARED).name + ".refs").write_text(refs)
        settle(self.cache)
        self.was = self.state()

    def works(self) -> Works:
        return Works(self.cache, self.base / "home")

    def state(self) -> dict[str, tuple[object, ...]]:
        return {path: item for path, item in tree(self.cache).items() if ".lock" not in path}

    def there(self) -> set[str]:
        """Files of the archive."""
        return {str(path.relative_to(self.archive)) for path in self.archive.rglob("*") if path.is_file()}

    def remove(self) -> None:
        shutil.rmtree(self.base)
        shutil.rmtree(self._far)


def order(bed: Bed, name: str) -> Archive | Restore:
    if name == "archive":
        return Archive(cache=str(bed.cache), keys=KEYS, to=str(bed.archive))
    return Restore(cache=str(bed.cache), keys=KEYS)


def is_archived(bed: Bed) -> None:
    """All is in the archive that was to go, and nothing is left over anywhere."""
    assert bed.there() == {
        *ABOUT,
        *(f"blobs/{digest}" for digest in MOVED),
        *(f"repos/{key}.json" for key in FILES),
    }
    assert sums_hold(bed.archive)
    stored = f"blobs/{payload_name(SHARED)}"
    wanted = {path: item for path, item in bed.was.items() if path not in {stored, f"{stored}.refs"}}
    for key, digests in LINKED.items():
        for digest in digests:
            wanted[f"{key}/blobs/{digest}"] = ("link", str(bed.archive / "blobs" / digest))
    _same(bed.state(), wanted)


def is_as_it_was(bed: Bed) -> None:
    """The cache is, to the byte, and the archive has nothing of it."""
    _same(_undated(bed.state()), _undated(bed.was))
    assert not bed.archive.exists() or bed.there() <= ABOUT, bed.there()


def _same(now: dict[str, tuple[object, ...]], wanted: dict[str, tuple[object, ...]]) -> None:
    different = {path for path in now.keys() | wanted.keys() if now.get(path) != wanted.get(path)}
    assert not different, {path: (str(now.get(path))[:80], str(wanted.get(path))[:80]) for path in different}


def is_sound(bed: Bed) -> None:
    """Each blob is as it was, or it is in the archive; and nothing is left over."""
    now = bed.state()
    stored = f"blobs/{payload_name(SHARED)}"
    links = {f"{key}/blobs/{digest}" for key, digests in LINKED.items() for digest in digests}
    assert now.keys() - {stored, f"{stored}.refs"} == bed.was.keys() - {stored, f"{stored}.refs"}
    needed = set()
    for path in links:
        digest = path.rpartition("/")[2]
        if now[path] == ("link", str(bed.archive / "blobs" / digest)):
            needed.add(digest)
        else:
            assert now[path] == bed.was[path]
    rest = now.keys() - links - {f"{stored}.refs"}  # which is a hint of who uses it, and no more
    _same({path: now[path] for path in rest}, {path: bed.was[path] for path in rest})
    if not bed.archive.exists():
        assert not needed
        return
    there = {path for path in bed.there() if not path.startswith("repos/")}
    assert there - ABOUT == {f"blobs/{digest}" for digest in needed}
    assert not needed or sums_hold(bed.archive)


def _undated(state: dict[str, tuple[object, ...]]) -> dict[str, tuple[object, ...]]:
    """A payload's list of users is written anew."""
    return {path: (item[0], item[-1]) if path.endswith(".refs") else item for path, item in state.items()}


def payload_name(data: bytes) -> str:
    hashed = hashlib.sha256(b"xet " + data).hexdigest()
    return f"{hashed[:2]}/{hashed}"


# --- one try ------------------------------------------------------------------------------------


def begin(bed: Bed, name: str, steps: Steps) -> int:
    """Gives the order and waits for its end: 0 where it got done, 1 where it failed; 2 where there was no
    such step."""
    steps.watch()
    works = bed.works()
    works.around = steps
    view = works.runner.wait(works.start(order(bed, name)))
    works.close()
    return (0 if view.state == "done" else 1) if steps.reached else 2


def recover(bed: Bed, steps: Steps) -> int:
    """A new engine on the same home: whatever was left goes on. As `begin`."""
    steps.watch()
    works = bed.works()
    works.around = steps
    works.runner.resume()
    for view in works.runner.jobs():
        if view.state not in FINISHED:
            works.runner.wait(view.id)
        elif view.state == "failed":
            works.runner.control(view.id, "retry")
            works.runner.wait(view.id)
    views = works.runner.jobs()
    works.close()
    assert {view.state for view in views} == {"done"} or steps.reached, views
    return 0 if steps.reached else 2


def attempt(name: str, at: int, loader: Loader, *, again: int = 0, answer: int = 0) -> bool:
    """One try: killed before step `at`, or refused it with `answer`; then killed before step `again` of the
    recovery. Whether there were such steps. Raises AssertionError."""
    bed = Bed()
    end = is_archived if name == "archive" else is_as_it_was
    try:
        if name == "restore":
            assert in_child(lambda: begin(bed, "archive", Steps(0, kill))) == 2
            is_archived(bed)
        act = refuse(answer) if answer else kill
        ended = in_child(lambda: begin(bed, name, Steps(at, act, database_too=not answer)))
        reached = ended != 2
        assert loader.loads(bed.cache), f"step {at}: it does not load"
        if answer and reached:
            (is_sound if ended else end)(bed)
        if reached:
            for stop in {again, 0}:
                killed = in_child(lambda stop=stop: recover(bed, Steps(stop, kill, database_too=True)))
                reached = reached and (not stop or killed == 256)
                assert loader.loads(bed.cache), f"step {at}, {stop}: it does not load"
        end(bed)
        return reached
    finally:
        bed.remove()


def main(arguments: list[str]) -> int:
    scenario, step, offset = arguments[0], int([*arguments, "1"][1]), int([*arguments, "1", "1"][2])
    name, _, how = scenario.partition("-")
    loader = Loader()
    tried = failed = 0
    try:
        for at in _points(offset, step):
            more = False
            for way in _ways(how, step, at):
                try:
                    more |= attempt(name, at, loader, **way)
                except AssertionError:
                    traceback.print_exc()
                    print(f"{scenario}: wrong at step {at} {way}", file=sys.stderr)
                    failed += 1
                    more = True
                tried += 1
            if not more or failed > 3:
                break
    finally:
        loader.close()
    print(f"{scenario}: {tried} tried, up to step {at}")
    return 1 if failed else 0


def _points(offset: int, step: int) -> Iterator[int]:
    return itertools.count(offset, step)


def _ways(how: str, step: int, at: int) -> Iterator[dict[str, int]]:
    """What is done at a step: a kill, kills of the recovery as well, or one answer after the other."""
    if how == "refused":
        yield from (
            ({"answer": answer} for answer in ANSWERS)
            if step == 1
            else ({"answer": ANSWERS[at % len(ANSWERS)]},)
        )
    elif how == "twice":
        yield from ({"again": again} for again in range(1 + at % step, 200, step))
    else:
        yield {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
