"""Repairs: what is wrong is found, and just that comes again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
import xxhash
from hubkeep.engine.cache.scan import scan_repo
from hubkeep.engine.downloads.orders import Repair
from hubkeep.engine.downloads.repair import good_ranges, wanted_of
from hubkeep.engine.transfer.shares import PIECE
from hypothesis import example, given
from hypothesis import strategies as st

from tests.engine.cache.laid import digest_of, lay
from tests.engine.downloads.desk import MIB, Desk, contents, sent, weights, whole
from tests.hub import faults
from tests.hub.content import Content, Repo
from tests.hub.server import Hub

SIZE = 9 * MIB + 77
FILES: Mapping[str, bytes] = {
    "model.safetensors": weights(SIZE),
    "config.json": b"{}\n",
    "vocab.txt": b"words\n" * 999,
    "copy/vocab.txt": b"words\n" * 999,
}
TOTAL = SIZE + 3 + 6 * 999


# --- the rules ----------------------------------------------------------------------------------


@given(
    pieces=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=12),
    shorter=st.integers(-3, 3),
    last=st.integers(1, PIECE),
)
@example(pieces=[("a", "a")], shorter=0, last=1)
def test_what_has_the_right_sum_is_good_and_nothing_else(
    pieces: list[tuple[str, str]], shorter: int, last: int
) -> None:
    """`found` pieces beside those that were `kept`; the file may have grown or shrunk since."""
    found = [one for one, _ in pieces][: len(pieces) - max(0, shorter)]
    kept = [other for _, other in pieces][: len(pieces) + min(0, shorter)]
    size = max(0, len(found) - 1) * PIECE + last if found else 0
    good = good_ranges(size, sums_of(found), sums_of(kept))
    if not kept:
        assert good == (((0, size),) if size else ())
        return
    # In order, apart from one another, within the file.
    edges = [edge for start, end in good for edge in (start, end)]
    assert edges == sorted(set(edges))
    assert all(0 <= start < end <= size for start, end in good)
    for index in range(len(found)):
        start, end = index * PIECE, min((index + 1) * PIECE, size)
        right = index < len(kept) and found[index] == kept[index]
        assert any(low <= start and end <= high for low, high in good) is right
        assert any(low < end and start < high for low, high in good) is right


def sums_of(pieces: list[str]) -> bytes:
    return b"".join(xxhash.xxh3_128_digest(piece.encode()) for piece in pieces)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["a", "b/c", "d"]), st.binary(min_size=1, max_size=2), min_size=1),
        min_size=1,
        max_size=3,
    )
)
def test_every_file_of_every_snapshot_is_wanted_once_by_its_bytes(
    tmp_path_factory: pytest.TempPathFactory, revisions: list[dict[str, bytes]]
) -> None:
    root = tmp_path_factory.mktemp("cache")
    for number, files in enumerate(revisions):
        commit = lay(root, "models--org--name", files, revision=str(number))
        os.utime(root / "models--org--name" / "snapshots" / commit, (number + 1, number + 1))
    wanted = wanted_of(str(root), scan_repo(str(root), "models--org--name"))
    assert sorted(one.digest for one in wanted) == sorted(
        {digest_of(content) for files in revisions for content in files.values()}
    )
    for one in wanted:
        newest = max(
            number for number, files in enumerate(revisions) if one.digest in map(digest_of, files.values())
        )
        paths = {path for path, content in revisions[newest].items() if digest_of(content) == one.digest}
        assert set(one.paths) == paths
        assert (root / one.file).read_bytes() in revisions[newest].values()
        assert one.movable


# --- with a hub ---------------------------------------------------------------------------------


@pytest.fixture
def repo(hub: Hub) -> Repo:
    return hub.add("org/name", FILES)


def blob(desk: Desk, repo: Repo, path: str) -> Path:
    return desk.folder(repo.id) / "blobs" / repo.head.files[path].etag


def flip(path: Path, *places: int) -> None:
    with path.open("r+b") as file:
        for place in places:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 0xFF]))


def test_where_nothing_is_wrong_nobody_is_asked(tmp_path: Path) -> None:
    content = Content(tmp_path / "content")
    content.add("org/name", FILES)
    with Hub(content) as hub:
        desk = Desk(tmp_path / "desk", hub)
        with desk:
            desk.get("org/name")
    with desk:  # the hub is gone
        result = desk.repair("org/name")
        assert (result.refetched, result.files) == (0, ())
        assert result.checked == TOTAL


def test_a_flipped_byte_costs_its_piece(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name")
        flip(blob(desk, repo, "model.safetensors"), 5 * MIB + 1)
        before = sent(hub)
        result = desk.repair("org/name")
        assert result.files == ("model.safetensors",)
        assert (result.refetched, sent(hub) - before) == (MIB, MIB)
        assert whole(desk, "org/name", repo.head.id, FILES)
        # Without the sums of its pieces nobody knows which.
        for kept in (desk.home / "pieces").iterdir():
            kept.unlink()
        flip(blob(desk, repo, "model.safetensors"), 5 * MIB + 1)
        assert desk.repair("org/name").refetched == SIZE
        assert whole(desk, "org/name", repo.head.id, FILES)
        # Now they are known again.
        flip(blob(desk, repo, "model.safetensors"), 3, SIZE - 1)
        assert desk.repair("org/name").refetched == MIB + 77


@pytest.mark.parametrize("sums", [True, False])
def test_what_was_cut_off_comes_again(hub: Hub, repo: Repo, tmp_path: Path, sums: bool) -> None:
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name")
        if not sums:
            for kept in (desk.home / "pieces").iterdir():
                kept.unlink()
        os.truncate(blob(desk, repo, "model.safetensors"), 7 * MIB + 5)
        result = desk.repair("org/name")
        assert result.refetched <= 2 * MIB + 77
        assert whole(desk, "org/name", repo.head.id, FILES)
        os.truncate(blob(desk, repo, "model.safetensors"), 0)
        assert desk.repair("org/name").refetched == SIZE
        assert whole(desk, "org/name", repo.head.id, FILES)


def test_what_is_too_long_or_wrong_and_short_is_mended(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name")
        with blob(desk, repo, "model.safetensors").open("ab") as file:
            file.write(b"more" * MIB)
        flip(blob(desk, repo, "config.json"), 0)
        result = desk.repair("org/name")
        assert result.files == ("config.json", "model.safetensors")
        assert result.refetched <= MIB + 3
        assert whole(desk, "org/name", repo.head.id, FILES)


def test_missing_blobs_come_back_for_every_path_that_names_them(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name")
        blob(desk, repo, "vocab.txt").unlink()
        blob(desk, repo, "config.json").unlink()
        result = desk.repair("org/name")
        assert set(result.files) == {"config.json", "vocab.txt", "copy/vocab.txt"}
        assert result.refetched == 3 + 6 * 999
        assert whole(desk, "org/name", repo.head.id, FILES)


def test_every_cached_commit_is_mended(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    first = repo.head
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name")
        second = repo.commit({"config.json": b"[2]\n"})
        desk.get("org/name")
        for commit in (first, second):
            (desk.folder("org/name") / "blobs" / commit.files["config.json"].etag).unlink()
        flip(blob(desk, repo, "model.safetensors"), 9)
        result = desk.repair("org/name")
        assert sorted(result.files) == ["config.json", "config.json", "model.safetensors"]
        assert result.refetched == MIB + 3 + 4
        assert whole(desk, "org/name", first.id, FILES)
        assert whole(desk, "org/name", second.id, {**FILES, "config.json": b"[2]\n"})
        assert desk.ref("org/name") == second.id


@pytest.mark.parametrize("links", ["0", "1"], ids=["links since", "still without links"])
def test_without_links_each_path_is_mended(hub: Hub, repo: Repo, tmp_path: Path, links: str) -> None:
    with Desk(tmp_path, hub, env={"HF_HUB_DISABLE_SYMLINKS": "1"}) as desk:
        desk.get("org/name")
    snapshot = desk.folder("org/name") / "snapshots" / repo.head.id
    flip(snapshot / "model.safetensors", 7 * MIB)
    # One of two with the same bytes, and then both.
    (snapshot / "vocab.txt").unlink()
    (snapshot / "vocab.txt").write_bytes(b"wrong")
    with Desk(tmp_path, hub, env={"HF_HUB_DISABLE_SYMLINKS": links}) as desk:
        result = desk.repair("org/name")
        assert set(result.files) == {"model.safetensors", "vocab.txt"}
        assert contents(snapshot) == FILES
        for path in ("vocab.txt", "copy/vocab.txt"):
            (snapshot / path).unlink()
            (snapshot / path).write_bytes(b"wrong")
        desk.repair("org/name")
        assert contents(snapshot) == FILES
        assert desk.repair("org/name").files == ()


def test_a_part_of_an_unfinished_download_is_no_damage(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    """What was never here is not fetched by a repair."""
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name", include=("config.json",))
        hub.faults.set(faults.Slow(together=2 * MIB))
        job = desk.start("org/name")
        desk.until(job, "running", that=lambda view: view.done > MIB)
        desk.engine.control(job, "cancel")
        desk.until(job, "cancelled")
        hub.faults.clear()
        assert desk.repair("org/name").files == ()
        assert set(contents(desk.folder("org/name") / "snapshots" / repo.head.id)) >= {"config.json"}


def test_what_cannot_be_mended_is_told_and_the_rest_is_mended(hub: Hub, repo: Repo, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name")
        # Bytes that no commit names: a file of the user's own making.
        strange = desk.folder("org/name") / "blobs" / digest_of(b"other")
        strange.write_bytes(b"damaged")
        (desk.folder("org/name") / "snapshots" / repo.head.id / "own.bin").symlink_to(
            f"../../blobs/{strange.name}"
        )
        blob(desk, repo, "config.json").unlink()
        told = desk.failed(desk.engine.start(Repair(repo="org/name"))).problem
        assert told is not None
        assert told.code == "repair-unknown"
        assert told.params["path"] == "own.bin"
        assert strange.read_bytes() == b"damaged"  # it is the user's to throw away
        assert (desk.folder("org/name") / "snapshots" / repo.head.id / "config.json").read_bytes() == b"{}\n"


def test_a_commit_that_the_hub_has_forgotten_keeps_no_other_from_being_mended(
    hub: Hub, repo: Repo, tmp_path: Path
) -> None:
    first = repo.head
    with Desk(tmp_path, hub) as desk:
        desk.get("org/name")
        hub.content.remove(repo)
        anew = hub.add("org/name", {"config.json": b"[anew]"})
        desk.get("org/name")
        for commit in (first, anew.head):
            (desk.folder("org/name") / "blobs" / commit.files["config.json"].etag).unlink()
        told = desk.failed(desk.engine.start(Repair(repo="org/name"))).problem
        assert told is not None
        assert (told.code, told.params["commit"]) == ("repair-unknown", first.id[:12])
        assert whole(desk, "org/name", anew.head.id, {"config.json": b"[anew]"})


def test_what_is_not_here_or_no_repo_is_refused(hub: Hub, tmp_path: Path) -> None:
    with Desk(tmp_path, hub) as desk:
        desk.cache.mkdir()
        told = desk.failed(desk.engine.start(Repair(repo="org/none"))).problem
        assert told is not None
        assert told.code == "not-cached"


def test_a_hub_that_is_down_is_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    content = Content(tmp_path / "content")
    repo = content.add("org/name", FILES)
    with Hub(content) as hub:
        port = hub.port
        desk = Desk(tmp_path / "desk", hub)
        with desk:
            desk.get("org/name")
    flip(blob(desk, repo, "model.safetensors"), 1)
    with desk:
        job = desk.engine.start(Repair(repo="org/name"))
        view = desk.until(job, "queued", that=lambda view: view.waiting)
        assert view.kind == "repair"
        assert view.waiting is not None
        assert view.waiting.code == "source-refused"
        with Hub(content, port=port):
            desk.engine.control(job, "resume")
            desk.engine.wait(job, timeout=20)
            assert whole(desk, "org/name", repo.head.id, FILES)
