"""Freezing and thawing: where plain and frozen bytes are, what is refused, and that nothing gets lost."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hubkeep.engine.archive import freeze as freezing
from hubkeep.engine.archive import freeze_plan, thaw
from hubkeep.engine.archive.folder import ArchiveFolder
from hubkeep.engine.archive.freeze_plan import default_archive, plan_freeze, plan_thaw
from hubkeep.engine.archive.manifest import KeptBlob, read_manifest
from hubkeep.engine.archive.plan import plan_archive
from hubkeep.engine.problems import Failure

from tests.engine.archive.grounds import Works, ground_of, sums_hold
from tests.engine.archive.numbers import weights
from tests.engine.cache.laid import LONG_AGO, digest_of, lay, payload, settle
from tests.engine.library.trees import tree

ONE, TWO, DATA = "models--acme--one", "models--acme--two", "datasets--acme--data"
BIG = weights(600_000, 2)
SHARED = weights(300_000, 4)
NOISE = random.Random(3).randbytes(1_100_000)
CONFIG = b'{"a": 1}'


@pytest.fixture
def far() -> Iterator[Path]:
    """An archive's folder on another volume, not there yet."""
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    yield folder / "archive"
    shutil.rmtree(folder)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    root = tmp_path / "hub"
    lay(root, ONE, {"config.json": CONFIG, "sub/big.bin": BIG, "noise.gguf": NOISE})
    lay(root, TWO, {"config.json": CONFIG, "model.bin": SHARED}, shared=True)
    lay(root, DATA, {"x/model.bin": SHARED}, shared=True)
    settle(root)
    blob = root / ONE / "blobs" / digest_of(BIG)
    blob.chmod(0o440)
    os.utime(blob, ns=(LONG_AGO * 10**9 + 5, LONG_AGO * 10**9 + 7))
    return root


@pytest.fixture
def works(cache: Path, tmp_path: Path) -> Iterator[Works]:
    opened = Works(cache, tmp_path / "home")
    yield opened
    opened.close()


def state(cache: Path) -> dict[str, tuple[object, ...]]:
    """All of the cache but locks, which huggingface_hub leaves as well."""
    return {path: item for path, item in tree(cache).items() if ".lock" not in path}


def lasting(archive: Path) -> dict[str, tuple[object, ...]]:
    """All of an archive but its lock."""
    return {path: item for path, item in tree(archive).items() if ".lock" not in path}


def names(archive: Path, part: str) -> set[str]:
    return {path.name for path in (archive / part).iterdir()}


def frozen_names(*contents: bytes) -> set[str]:
    return {f"{digest_of(content)}.zst" for content in contents}


def kept(archive: Path, key: str, content: bytes) -> KeptBlob:
    manifest = read_manifest(ArchiveFolder(archive), key)
    assert manifest is not None
    found = manifest.blob(digest_of(content))
    assert found is not None
    return found


def reason_codes(plan: object) -> list[str]:
    return [reason.code for move in plan.moves for reason in move.reasons]  # type: ignore[attr-defined]


# --- from the cache -----------------------------------------------------------------------------


def test_what_is_in_the_cache_is_frozen_beside_it_and_comes_back(works: Works, cache: Path) -> None:
    before = state(cache)
    archive = default_archive(str(cache))
    assert archive == cache.parent / "hub-archive"
    result = works.result(works.frozen(ONE))
    frozen = archive / "frozen" / f"{digest_of(BIG)}.zst"
    assert (result.moved, result.frees) == (len(BIG), len(BIG) - frozen.stat().st_size)
    assert result.frees > len(BIG) // 4
    assert (result.repos, result.files, result.archive) == ((ONE,), 1, str(archive))
    link = cache / ONE / "blobs" / digest_of(BIG)
    assert os.readlink(link) == str(archive / "blobs" / digest_of(BIG))
    assert not link.exists()
    assert names(archive, "frozen") == frozen_names(BIG)
    assert names(archive, "blobs") == set()
    assert sums_hold(archive)
    entry = kept(archive, ONE, BIG)
    assert (entry.sha256, entry.size, entry.frozen) == (digest_of(BIG), len(BIG), frozen.stat().st_size)
    assert (entry.mode, entry.modified_ns, entry.from_cache) == (0o440, LONG_AGO * 10**9 + 7, True)
    subprocess.run(["zstd", "-tq", frozen], check=True)
    assert (cache / ONE / "blobs" / digest_of(NOISE)).read_bytes() == NOISE
    assert works.changed == [ONE]

    assert works.result(works.thawed(ONE)).moved == len(BIG)
    assert state(cache) == before
    assert names(archive, "frozen") == set()
    assert list((archive / "repos").iterdir()) == []


def test_a_shared_blob_is_frozen_with_all_who_use_it(works: Works, cache: Path) -> None:
    before = state(cache)
    plan = plan_freeze(works.ground, (TWO,))
    assert reason_codes(plan) == ["freeze-shared"]
    assert plan.moves[0].reasons[0].params["repo"] == "dataset/acme/data"
    alone = works.frozen(TWO)
    assert alone.problem is not None
    assert alone.problem.code == "freeze-shared"
    assert state(cache) == before

    assert works.result(works.frozen(TWO, DATA)).moved == len(SHARED)
    archive = default_archive(str(cache))
    assert not payload(cache, b"other").with_name(payload_name()).exists()
    for key in (TWO, DATA):
        assert os.readlink(cache / key / "blobs" / digest_of(SHARED)).startswith(str(archive))
        assert kept(archive, key, SHARED).frozen
    assert works.result(works.thawed(TWO, DATA)).moved
    for key, path in ((TWO, "model.bin"), (DATA, "x/model.bin")):
        (snapshot,) = (cache / key / "snapshots").iterdir()
        assert (snapshot / path).read_bytes() == SHARED
    assert names(archive, "frozen") == set()


def payload_name() -> str:
    return hashlib.sha256(b"xet " + SHARED).hexdigest()


# --- in an archive ------------------------------------------------------------------------------


def test_what_is_archived_is_frozen_and_thawed_where_it_is(works: Works, cache: Path, far: Path) -> None:
    works.result(works.archived(ONE, to=far))
    links, there = state(cache), tree(far / "blobs")
    result = works.result(works.frozen(ONE))
    assert (result.moved, result.archive) == (len(BIG), str(far))
    assert names(far, "frozen") == frozen_names(BIG)
    assert names(far, "blobs") == {digest_of(NOISE)}
    assert sums_hold(far)
    assert not kept(far, ONE, BIG).from_cache
    assert state(cache) == links
    assert not default_archive(str(cache)).exists()
    again = works.frozen(ONE)
    assert again.problem is not None
    assert again.problem.code == "freeze-no-gain"

    result = works.result(works.thawed(ONE))
    assert (result.moved, result.archive) == (len(BIG), str(far))
    assert state(cache) == links
    assert tree(far / "blobs") == there
    assert names(far, "frozen") == set()
    assert sums_hold(far)
    assert kept(far, ONE, BIG).frozen == 0


def test_restoring_brings_frozen_blobs_back(works: Works, cache: Path, far: Path) -> None:
    before = state(cache)
    works.result(works.archived(ONE, to=far))
    works.result(works.frozen(ONE))
    works.result(works.restored(ONE))
    assert state(cache) == before
    assert names(far, "frozen") == names(far, "blobs") == set()


def test_a_blob_that_another_repo_has_archived_stays_plain(works: Works, cache: Path, far: Path) -> None:
    lay(cache, "models--acme--fork", {"big.bin": BIG})
    works.result(works.archived(ONE, "models--acme--fork", to=far))
    assert "freeze-shared" in reason_codes(plan_freeze(works.ground, (ONE,)))
    result = works.result(works.frozen(ONE, "models--acme--fork"))
    assert result.moved == len(BIG)
    assert kept(far, "models--acme--fork", BIG).frozen == kept(far, ONE, BIG).frozen > 0
    assert names(far, "blobs") == {digest_of(NOISE)}
    works.result(works.thawed("models--acme--fork"))
    assert kept(far, ONE, BIG).frozen == 0
    assert (cache / ONE / "blobs" / digest_of(BIG)).read_bytes() == BIG
    assert sums_hold(far)


def test_to_another_archive_than_the_default_one(works: Works, cache: Path, far: Path) -> None:
    result = works.result(works.frozen(ONE, to=far))
    assert result.archive == str(far)
    assert names(far, "frozen") == frozen_names(BIG)
    works.result(works.thawed(ONE))
    assert (cache / ONE / "blobs" / digest_of(BIG)).read_bytes() == BIG


def test_a_git_named_blob_keeps_its_own_sum(works: Works, cache: Path) -> None:
    name = hashlib.sha1(b"blob %d\0" % len(BIG) + BIG).hexdigest()
    base = cache / ONE
    (base / "blobs" / name).write_bytes(BIG)
    (snapshot,) = (base / "snapshots").iterdir()
    (snapshot / "git.bin").symlink_to(f"../../blobs/{name}")
    assert works.result(works.frozen(ONE)).files == 2
    manifest = read_manifest(ArchiveFolder(default_archive(str(cache))), ONE)
    assert manifest is not None
    entry = manifest.blob(name)
    assert entry is not None
    assert entry.sha256 == digest_of(BIG)
    works.result(works.thawed(ONE))
    assert (snapshot / "git.bin").read_bytes() == BIG


# --- plans and refusals -------------------------------------------------------------------------


def test_a_plan_says_what_it_would_give_back(works: Works, cache: Path, far: Path) -> None:
    plan = plan_freeze(works.ground, (ONE,))
    assert (plan.bytes, plan.same_volume, plan.problems) == (len(BIG), True, ())
    assert plan.to == str(default_archive(str(cache)))
    assert reason_codes(plan) == ["freeze-no-gain"]
    away = plan_freeze(works.ground, (ONE,), str(far))
    assert (away.frees, away.same_volume) == (len(BIG), False)
    result = works.result(works.frozen(ONE))
    assert abs(plan.frees - result.frees) < 0.03 * len(BIG)
    back = plan_thaw(works.ground, (ONE, TWO))
    assert (back.bytes, back.moves[0].files) == (len(BIG), 1)
    assert reason_codes(back) == ["thaw-nothing"]
    assert reason_codes(plan_archive(works.ground, (ONE,), str(far)))[0] == "archive-already"


def test_nothing_is_left_of_a_try_that_finds_nothing(works: Works, cache: Path) -> None:
    for view, code in (
        (works.thawed(ONE), "thaw-nothing"),
        (works.frozen("models--acme--none"), "not-cached"),
    ):
        assert view.problem is not None
        assert view.problem.code == code
    lay(cache, "models--acme--noise", {"model.gguf": NOISE})
    lay(cache, "models--acme--small", {"config.json": CONFIG})
    for key, code in (("models--acme--noise", "freeze-no-gain"), ("models--acme--small", "freeze-nothing")):
        view = works.frozen(key)
        assert view.problem is not None
        assert view.problem.code == code
    assert not default_archive(str(cache)).exists()


def test_what_a_program_has_open_is_not_frozen(works: Works, cache: Path, far: Path) -> None:
    program = "import sys; f = open(sys.argv[1], 'rb'); print('open', flush=True); sys.stdin.read()"
    (snapshot,) = (cache / ONE / "snapshots").iterdir()
    for prepare in (lambda: None, lambda: works.result(works.archived(ONE, to=far))):
        prepare()
        before = state(cache)
        user = subprocess.Popen(
            [sys.executable, "-c", program, snapshot / "sub/big.bin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert user.stdout is not None
        assert user.stdout.readline() == b"open\n"
        try:
            (use,) = plan_freeze(works.ground, (ONE,)).in_use
            view = works.frozen(ONE)
        finally:
            user.communicate()
        assert use.pid == user.pid
        assert view.problem is not None
        assert view.problem.code == "in-use"
        assert state(cache) == before
    assert not default_archive(str(cache)).exists()


def test_a_full_volume_is_said_before(
    works: Works, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(cache)
    monkeypatch.setattr(freeze_plan, "SPARE", 1 << 60)
    view = works.frozen(ONE)
    assert view.problem is not None
    assert view.problem.code == "archive-space"
    assert state(cache) == before
    monkeypatch.undo()
    works.result(works.frozen(ONE))
    monkeypatch.setattr(freeze_plan, "SPARE", 1 << 60)
    view = works.thawed(ONE)
    assert view.problem is not None
    assert view.problem.code == "thaw-space"


def test_a_damaged_blob_is_not_frozen(works: Works, cache: Path, far: Path) -> None:
    blob = cache / ONE / "blobs" / digest_of(BIG)
    blob.chmod(0o640)
    with blob.open("r+b") as file:
        file.seek(1000)
        file.write(b"wrong")
    view = works.frozen(ONE)
    assert view.problem is not None
    assert view.problem.code == "freeze-corrupt"
    assert not blob.is_symlink()
    assert names(default_archive(str(cache)), "frozen") == set()


@pytest.mark.parametrize("archived", [False, True])
def test_a_damaged_frozen_file_is_said_and_stays(
    works: Works, cache: Path, far: Path, archived: bool
) -> None:
    if archived:
        works.result(works.archived(ONE, to=far))
    works.result(works.frozen(ONE))
    archive = far if archived else default_archive(str(cache))
    frozen = archive / "frozen" / f"{digest_of(BIG)}.zst"
    content = bytearray(frozen.read_bytes())
    content[len(content) // 2] ^= 1
    frozen.chmod(0o640)
    frozen.write_bytes(content)
    before = state(cache)
    view = works.thawed(ONE)
    assert view.state == "failed"
    assert view.problem is not None
    assert view.problem.code == ("thaw-damaged" if archived else "frozen-damaged")
    assert state(cache) == before
    assert frozen.read_bytes() == content
    assert digest_of(BIG) not in names(archive, "blobs")


def test_an_archive_that_is_away_is_said(works: Works, cache: Path, far: Path) -> None:
    works.result(works.archived(ONE, to=far))
    works.result(works.frozen(ONE))
    far.rename(far.with_name("elsewhere"))
    for view in (works.thawed(ONE), works.frozen(ONE)):
        assert view.problem is not None
        assert view.problem.code == "archive-not-connected"


# --- broken off ---------------------------------------------------------------------------------


class Broken(OSError):
    """A disk that does not take any more."""


def test_a_cancel_leaves_all_as_it_was(
    works: Works, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(cache)
    freeze_into = freezing.freeze_into

    def cancelled(
        source: Path, target: Path, told: Callable[[int], None], check: Callable[[], None]
    ) -> object:
        works.runner.control(1, "cancel")
        return freeze_into(source, target, told, check)

    monkeypatch.setattr(freezing, "freeze_into", cancelled)
    assert works.frozen(ONE).state == "cancelled"
    assert state(cache) == before
    assert not default_archive(str(cache)).exists()


@pytest.mark.parametrize("archived", [False, True])
@pytest.mark.parametrize("step", ["enter", "occupants", "check_frozen", "fsync_folder", "unlink"])
def test_an_error_at_any_step_leaves_all_as_it_was(
    works: Works, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch, step: str, archived: bool
) -> None:
    if archived:
        works.result(works.archived(ONE, to=far))
    else:
        far = default_archive(str(cache))
    before, there = state(cache), lasting(far) if archived else {}
    calls = [0]

    def broken(*arguments: object, **keywords: object) -> None:
        calls[0] += 1
        raise Broken(28, "No space left on device")

    with monkeypatch.context() as patch:
        if step == "enter":
            patch.setattr(freezing.ArchiveRecord, "enter", broken)
        elif step == "unlink":
            patch.setattr(freezing.links, "put_link", broken)
            patch.setattr(freezing._Freezing, "_drop_plain", broken)
        else:
            whole = getattr(freezing, step)

            def once(*arguments: object) -> object:
                calls[0] += 1
                if calls[0] == 1:
                    raise Broken(28, "No space left on device")
                return whole(*arguments)

            patch.setattr(freezing, step, once)
        view = works.frozen(ONE)
    assert calls[0]
    assert view.state == "failed"
    assert state(cache) == before
    now = lasting(far) if archived else {}
    for changed in ("repos", "SHA256SUMS"):  # written anew with the same in them: see below
        now = {path: item for path, item in now.items() if changed not in path}
        there = {path: item for path, item in there.items() if changed not in path}
    assert now == there
    if archived:
        assert sums_hold(far)
        assert kept(far, ONE, BIG).frozen == 0
    else:
        assert not far.exists()
    works.result(works.frozen(ONE))
    assert names(far, "frozen") == frozen_names(BIG)


@pytest.mark.parametrize("step", ["unfreeze_into", "fsync_folder", "enter", "take_over"])
def test_an_error_while_thawing_leaves_it_frozen(
    works: Works, cache: Path, far: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    works.result(works.archived(ONE, to=far))
    works.result(works.frozen(ONE))
    before = lasting(far)

    def broken(*arguments: object, **keywords: object) -> None:
        raise Broken(28, "No space left on device")

    with monkeypatch.context() as patch:
        if step == "enter":
            patch.setattr(thaw.ArchiveRecord, "enter", broken)
        elif step == "take_over":
            patch.setattr(thaw.links, "take_over", broken)
        else:
            patch.setattr(thaw, step, broken)
        assert works.thawed(ONE).state == "failed"
    assert lasting(far) == before
    assert works.result(works.thawed(ONE)).moved == len(BIG)


def test_a_blob_that_another_one_reads_back_otherwise_stays(
    works: Works, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(cache)
    monkeypatch.setattr(freezing, "check_frozen", lambda *arguments: "0" * 64)
    view = works.frozen(ONE)
    assert view.problem is not None
    assert view.problem.code == "freeze-unlike"
    assert state(cache) == before


def test_a_refetched_blob_is_frozen_again(works: Works, cache: Path) -> None:
    works.result(works.frozen(ONE))
    link = cache / ONE / "blobs" / digest_of(BIG)
    link.unlink()
    link.write_bytes(BIG)
    assert works.result(works.frozen(ONE)).moved == len(BIG)
    assert link.is_symlink()
    archive = default_archive(str(cache))
    assert names(archive, "frozen") == frozen_names(BIG)
    works.result(works.thawed(ONE))
    assert link.read_bytes() == BIG


def test_a_ground_is_all_it_takes(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(Failure, match="None"):
        plan_freeze(ground_of(cache, tmp_path), ("None",))
