"""Freezing and thawing in a child that is killed (SIGKILL) before the n-th step it takes on the disk or in
the database, or that the system refuses the n-th step to; then a new engine on the same home goes on.

    python -m tests.engine.archive.killed_cold SCENARIO [STEP [OFFSET]]

SCENARIO is `freeze` or `thaw`, with `-cached` or `-archived` behind it for where the blobs lie, and then
`-refused` to have steps refused. STEP 1 tries every n, STEP 7 every seventh. Says how many were tried; ends
with 1 where one went wrong.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from hubkeep.engine.archive.folder import ArchiveFolder
from hubkeep.engine.archive.freeze_plan import default_archive
from hubkeep.engine.archive.frozen import check_frozen
from hubkeep.engine.archive.orders import Freeze, Thaw
from hubkeep.engine.jobs.values import FINISHED

from tests.engine.archive.grounds import Works, sums_hold
from tests.engine.archive.killed import ABOUT
from tests.engine.archive.numbers import weights
from tests.engine.cache.laid import digest_of, lay, payload, settle
from tests.engine.library.trees import tree
from tests.engine.steps import ANSWERS, Steps, in_child, kill, refuse

ONE, TWO, DATA = KEYS = ("models--acme--one", "models--acme--two", "datasets--acme--data")
BIG = weights(530_000, 2)
SHARED = weights(270_000, 4)
HOLDS = {ONE: BIG, TWO: SHARED, DATA: SHARED}


class Bed:
    """The folders of one try: a repo with a blob of its own, two that share one."""

    def __init__(self, *, archived: bool) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="hubkeep-killed-"))
        self._far = Path(tempfile.mkdtemp(prefix="hubkeep-killed-", dir="/dev/shm"))
        self.cache = self.base / "hub"
        lay(self.cache, ONE, {"config.json": b"{}", "model.bin": BIG})
        for key in (TWO, DATA):
            lay(self.cache, key, {"model.bin": SHARED}, shared=True)
        refs = "".join(f"{key}/blobs/{digest_of(SHARED)}\n" for key in sorted((TWO, DATA)))
        stored = payload(self.cache, SHARED)
        stored.with_name(stored.name + ".refs").write_text(refs)
        settle(self.cache)
        self.archive = self._far / "archive" if archived else default_archive(str(self.cache))
        if archived:
            works = Works(self.cache, self.base / "before")
            works.result(works.archived(*KEYS, to=self.archive))
            works.close()
        self.was, self.kept = self.state(), self.there()

    def works(self) -> Works:
        return Works(self.cache, self.base / "home")

    def state(self) -> dict[str, tuple[object, ...]]:
        """The cache; a list of a payload's users may be written anew, and be in another order."""
        found = {path: item for path, item in tree(self.cache).items() if ".lock" not in path}
        return {path: item[:1] if path.endswith(".refs") else item for path, item in found.items()}

    def there(self) -> set[str]:
        """Files of the archive, but what it has about itself."""
        found = (path.relative_to(self.archive) for path in self.archive.rglob("*") if path.is_file())
        return {str(path) for path in found} - ABOUT

    def remove(self) -> None:
        shutil.rmtree(self.base)
        shutil.rmtree(self._far)


def nothing_is_lost(bed: Bed) -> None:
    """The bytes of each blob are to be had, where the cache leads to them or frozen where it leads to."""
    archive = ArchiveFolder(bed.archive)
    for key, content in HOLDS.items():
        digest = digest_of(content)
        blob = bed.cache / key / "blobs" / digest
        if blob.exists():
            assert blob.read_bytes() == content
        else:
            assert os.readlink(blob) == str(archive.blob(digest))
            assert check_frozen(archive.frozen(digest), lambda count: None, lambda: None) == digest


def is_frozen(bed: Bed) -> None:
    digests = {digest_of(BIG), digest_of(SHARED)}
    assert bed.there() == {
        *(f"frozen/{digest}.zst" for digest in digests),
        *(f"repos/{key}.json" for key in KEYS),
    }
    assert sums_hold(bed.archive)
    for key, content in HOLDS.items():
        digest = digest_of(content)
        assert os.readlink(bed.cache / key / "blobs" / digest) == str(bed.archive / "blobs" / digest)
    assert not payload_stands(bed)
    assert not [path for path in bed.state() if "tmp_" in path or "part" in path]


def payload_stands(bed: Bed) -> bool:
    return any(path.name == ".refs" or len(path.name) == 64 for path in (bed.cache / "blobs").glob("*/*"))


def is_as_it_was(bed: Bed) -> None:
    assert bed.state() == bed.was
    assert bed.there() == bed.kept
    if bed.kept:
        assert sums_hold(bed.archive)


def is_tidy(bed: Bed) -> None:
    """After a refusal: nothing that is half, and nothing of which the cache knows nothing."""
    nothing_is_lost(bed)
    if not bed.archive.exists():
        return
    for path in bed.there():
        folder, name = path.split("/")
        if folder != "repos":
            digest = name.removesuffix(".zst")
            leads = [key for key in KEYS if os.path.islink(bed.cache / key / "blobs" / digest)]
            assert digest in {digest_of(BIG), digest_of(SHARED)}, path
            assert leads, path
            assert folder == "blobs" or not (bed.archive / "blobs" / digest).exists(), path
    assert sums_hold(bed.archive) or not (bed.archive / "SHA256SUMS").exists()


# --- one try ------------------------------------------------------------------------------------


def order(bed: Bed, name: str) -> Freeze | Thaw:
    if name == "freeze":
        return Freeze(cache=str(bed.cache), keys=KEYS)
    return Thaw(cache=str(bed.cache), keys=KEYS)


def begin(bed: Bed, name: str, steps: Steps) -> int:
    """Gives the order and waits for its end: 0 where it got done, 1 where it failed; 2 where there was no
    such step."""
    steps.watch()
    works = bed.works()
    works.around = steps
    view = works.runner.wait(works.start(order(bed, name)))
    works.close()
    return (0 if view.state == "done" else 1) if steps.reached else 2


def recover(bed: Bed) -> int:
    """A new engine on the same home: whatever was left goes on."""
    works = bed.works()
    works.runner.resume()
    for view in works.runner.jobs():
        if view.state not in FINISHED:
            works.runner.wait(view.id)
        elif view.state == "failed":
            works.runner.control(view.id, "retry")
            works.runner.wait(view.id)
    views = works.runner.jobs()
    works.close()
    assert {view.state for view in views} == {"done"}, views
    return 0


def attempt(name: str, at: int, *, archived: bool, answer: int = 0) -> bool:
    """One try: killed before step `at`, or refused it with `answer`. Whether there was such a step. Raises
    AssertionError."""
    bed = Bed(archived=archived)
    try:
        if name == "thaw":
            assert in_child(lambda: begin(bed, "freeze", Steps(0, kill))) == 2
            is_frozen(bed)
        act = refuse(answer) if answer else kill
        ended = in_child(lambda: begin(bed, name, Steps(at, act, database_too=not answer)))
        nothing_is_lost(bed)
        if answer:
            is_tidy(bed)
        if ended != 2:
            in_child(lambda: recover(bed))
        (is_frozen if name == "freeze" else is_as_it_was)(bed)
        return ended != 2
    finally:
        bed.remove()


def main(arguments: list[str]) -> int:
    scenario, step, offset = arguments[0], int([*arguments, "1"][1]), int([*arguments, "1", "1"][2])
    name, where, *how = scenario.split("-")
    tried = failed = 0
    for at in itertools.count(offset, step):
        answer = ANSWERS[at % len(ANSWERS)] if how else 0
        try:
            more = attempt(name, at, archived=where == "archived", answer=answer)
        except AssertionError:
            traceback.print_exc()
            print(f"{scenario}: wrong at step {at}", file=sys.stderr)
            failed += 1
            more = True
        tried += 1
        if not more or failed > 3:
            break
    print(f"{scenario}: {tried} tried, up to step {at}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
