"""Whatever lies in a cache becomes a state with a reason: nothing is hidden, nothing ends a scan."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.cache.layout import is_partial
from hubkeep.engine.cache.listing import read_listing
from hubkeep.engine.cache.scan import list_entries, scan_foreign, scan_repo, scan_store
from hubkeep.engine.cache.scanned import Place, RepoScan
from hubkeep.engine.cache.spelling import on_disk, spelled
from hubkeep.engine.library.scanning import scan_one
from hubkeep.engine.library.summary import foreign_row, summarise
from hubkeep.engine.library.values import RepoRow
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.cache.laid import commit_of, digest_of, lay, payload
from tests.engine.library.opened import inventory, looked
from tests.plain_user import bound

REPO = "models--org--name"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    cache = tmp_path / "hub"
    cache.mkdir()
    return cache


def row_of(root: Path, folder: str = REPO) -> RepoRow:
    return summarise(scan_repo(str(root), folder)).row


def codes(row: RepoRow) -> list[str]:
    for problem in row.problems:
        assert "\n" not in problem.sentence()
    return [problem.code for problem in row.problems]


def test_a_healthy_repo(root: Path) -> None:
    lay(root, REPO, {"config.json": b"{}", "onnx/model.onnx": b"weights", "same.json": b"{}"})
    row = row_of(root)
    assert (row.state, row.problems, row.files, row.bytes) == ("ok", (), 3, 9)
    assert (row.type, row.name, row.revisions, row.refs) == ("model", "org/name", 1, ("main",))


def test_a_dangling_link_breaks_one_file_and_hides_nothing(root: Path) -> None:
    lay(root, REPO, {"config.json": b"{}", "model.safetensors": b"weights"})
    (root / REPO / "blobs" / digest_of(b"weights")).unlink()
    row = row_of(root)
    assert (row.state, row.bytes, row.files) == ("broken", 2, 2)
    assert codes(row) == ["dangling"]
    assert "model.safetensors" in row.problems[0].sentence()


def test_a_shared_payload_that_is_gone_breaks_its_users(root: Path) -> None:
    lay(root, REPO, {"model.safetensors": b"weights"}, shared=True)
    payload(root, b"weights").unlink()
    row = row_of(root)
    assert (row.state, row.bytes, codes(row)) == ("broken", 0, ["dangling"])


def test_half_repos(root: Path) -> None:
    (root / "models--empty").mkdir()
    assert (row_of(root, "models--empty").state, codes(row_of(root, "models--empty"))) == (
        "incomplete",
        ["no-snapshot"],
    )
    lay(root, "models--no--blobs", {"a": b"1"})
    shutil.rmtree(root / "models--no--blobs" / "blobs")
    assert codes(row_of(root, "models--no--blobs")) == ["dangling"]
    lay(root, "models--no--snapshots", {"a": b"1"})
    shutil.rmtree(root / "models--no--snapshots" / "snapshots")
    row = row_of(root, "models--no--snapshots")
    assert (row.state, codes(row)) == ("incomplete", ["ref-without-snapshot", "no-snapshot"])
    assert (row.bytes, row.orphan_bytes) == (1, 1)
    lay(root, "models--ref--ahead", {"a": b"1"})
    (root / "models--ref--ahead" / "refs" / "main").write_text(commit_of("another"))
    row = row_of(root, "models--ref--ahead")
    assert (row.state, codes(row), row.detached_bytes) == ("incomplete", ["ref-without-snapshot"], 0)
    lay(root, "models--bad--ref", {"a": b"1"})
    (root / "models--bad--ref" / "refs" / "main").write_bytes(b"\xff\0 no commit \n" * 1000)
    assert codes(row_of(root, "models--bad--ref")) == ["bad-ref"]


def test_an_archived_blob_with_and_without_its_disk(root: Path, tmp_path: Path) -> None:
    lay(root, REPO, {"config.json": b"{}", "model.safetensors": b"weights" * 100})
    blob = root / REPO / "blobs" / digest_of(b"weights" * 100)
    away = tmp_path / "disk" / blob.name
    away.parent.mkdir()
    blob.rename(away)
    blob.symlink_to(away)
    os.utime(away, (2_000_000_000, 1))
    row = row_of(root)
    assert (row.state, row.bytes, row.archived) == ("archived", 2, 700)
    assert row.last_access == 2_000_000_000
    away.parent.rename(tmp_path / "unplugged")
    row = row_of(root)
    assert (row.state, row.bytes, row.archived, codes(row)) == ("archive-offline", 2, 0, ["archive-offline"])
    assert f"On disk {away.parent}, not connected" in row.problems[0].sentence()


def test_links_are_never_followed_out_of_the_cache(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_bytes(b"x" * 1000)
    commit = lay(root, REPO, {"config.json": b"{}"})
    snapshot = root / REPO / "snapshots" / commit
    (snapshot / "out").symlink_to(secret / "key")
    (snapshot / "up").symlink_to("../../../../secret/key")
    (snapshot / "folder").symlink_to(secret)
    (snapshot / "loop").symlink_to("loop")
    (root / REPO / "snapshots" / commit_of("linked")).symlink_to(secret)
    (root / REPO / "refs" / "pr").symlink_to(secret)
    (root / REPO / "blobs" / "folder").symlink_to(secret)
    (root / REPO / "blobs" / "loop").symlink_to("loop")
    (root / "models--whole--repo").symlink_to(secret)
    (root / "elsewhere").symlink_to(secret)
    scan = scan_repo(str(root), REPO)
    assert [snapshot.commit for snapshot in scan.snapshots] == [commit]
    assert sorted(scan.strange) == ["refs/pr", f"snapshots/{commit_of('linked')}"]
    places = {file.path: file.own.place for file in scan.snapshots[0].files if file.own}
    assert places == dict.fromkeys(("out", "up", "folder", "loop"), Place.STRANGE)
    row = summarise(scan).row
    assert (row.state, row.bytes) == ("broken", 2)
    repos, foreign = list_entries(str(root))
    assert (repos, foreign) == ([REPO], ["elsewhere", "models--whole--repo"])
    rows = [foreign_row(scan_foreign(str(root), name)) for name in foreign]
    assert [(row.bytes, codes(row)) for row in rows] == [(0, ["foreign-link"]), (0, ["foreign-repo-link"])]


@pytest.mark.parametrize("at_root", [False, True])
def test_an_absolute_link_to_the_repos_own_blobs_is_fine(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_root: bool
) -> None:
    commit = lay(root, REPO, {"a": b"1"})
    (root / REPO / "snapshots" / commit / "b").symlink_to(root / REPO / "blobs" / digest_of(b"1"))
    lay(root, REPO, {"c": b"22"}, shared=True)
    blob = root / REPO / "blobs" / digest_of(b"22")
    blob.unlink()
    blob.symlink_to(payload(root, b"22"))
    # The cache asked for by another name than the links were written with, as after a move.
    (tmp_path / "moved").symlink_to(root)
    for asked in (root, tmp_path / "moved"):
        monkeypatch.chdir(asked)
        scan = scan_repo(str(asked), REPO, at_root=at_root)
        row = summarise(scan).row
        assert (row.state, row.problems, row.files, row.bytes) == ("ok", (), 3, 3)
        assert {blob.place for blob in scan.blobs} == {Place.HERE, Place.STORE}


def test_a_payload_that_is_a_link_is_not_followed(root: Path, tmp_path: Path) -> None:
    lay(root, REPO, {"a": b"1"}, shared=True)
    (tmp_path / "outside").write_bytes(b"1" * 500)
    stored = payload(root, b"1")
    stored.unlink()
    stored.symlink_to(tmp_path / "outside")
    row = row_of(root)
    assert (row.state, row.bytes, codes(row)) == ("broken", 0, ["outside"])
    assert [each.place for each in scan_store(str(root)).payloads] == [Place.STRANGE]


def test_pipes_sockets_and_devices_are_never_opened(root: Path) -> None:
    commit = lay(root, REPO, {"config.json": b"{}"})
    repo = root / REPO
    (repo / "trees").mkdir()
    sockets = []
    for folder in (
        root,
        repo,
        repo / "refs",
        repo / "blobs",
        repo / "snapshots",
        repo / "snapshots" / commit,
    ):
        os.mkfifo(folder / "pipe")
        # A path of a socket may be 107 bytes long, which a test's folder exceeds.
        with contextlib.chdir(folder):
            sockets.append(socket.socket(socket.AF_UNIX))
            sockets[-1].bind("socket")
    os.mkfifo(repo / "trees" / f"{commit}.json")
    with contextlib.suppress(PermissionError):
        os.mknod(root / "device", 0o600 | 0o020000, os.makedev(1, 5))
    (root / "blobs").mkdir()
    os.mkfifo(root / "blobs" / ".huggingface-shared-blobs")
    for each in sockets:
        each.close()

    scan = scan_repo(str(root), REPO)
    row = summarise(scan).row
    assert (row.state, row.bytes) == ("broken", 2)
    assert {"outside", "strange-files"} == set(codes(row))
    assert read_listing(str(root), REPO, commit) == {}
    assert scan_store(str(root)).payloads == ()
    foreign = list_entries(str(root))[1]
    assert {"pipe", "socket", "blobs"} <= set(foreign)
    assert codes(foreign_row(scan_foreign(str(root), "pipe"))) == ["foreign-file"]
    assert codes(foreign_row(scan_foreign(str(root), "blobs"))) == ["foreign-store"]


def test_foreign_things_are_shown_and_counted(root: Path) -> None:
    lay(root, REPO, {"config.json": b"{}"})
    (root / "notes.txt").write_bytes(b"12345")
    (root / "models--file").write_bytes(b"1")
    (root / "folder" / "deep").mkdir(parents=True)
    (root / "folder" / "deep" / "a").write_bytes(b"123")
    os.link(root / "folder" / "deep" / "a", root / "folder" / "b")
    (root / "CACHEDIR.TAG").write_text("tag")
    (root / ".locks").mkdir()
    (root / ".DS_Store").write_text("x")
    (root / REPO / "mine").mkdir()
    (root / REPO / "mine" / "file").write_bytes(b"1234")
    (root / REPO / "snapshots" / "file").write_bytes(b"12")
    (root / REPO / "blobs" / "tmp_1234").write_bytes(b"123456")
    repos, foreign = list_entries(str(root))
    assert (repos, foreign) == ([REPO], ["folder", "models--file", "notes.txt"])
    rows = {name: foreign_row(scan_foreign(str(root), name)) for name in foreign}
    assert [(name, row.bytes, row.state) for name, row in rows.items()] == [
        ("folder", 3, "foreign"),
        ("models--file", 1, "foreign"),
        ("notes.txt", 5, "foreign"),
    ]
    row = row_of(root)
    assert (row.state, codes(row)) == ("ok", ["strange-files"])
    assert row.bytes == 2 + 4 + 2 + 6


def test_a_tree_deeper_than_anyone_means_is_counted_as_a_whole(root: Path) -> None:
    commit = lay(root, REPO, {"config.json": b"{}"}, links=False)
    deep = root / REPO / "snapshots" / commit
    for _ in range(80):
        deep /= "d"
        deep.mkdir()
    (deep / "bottom").write_bytes(b"12345")
    row = row_of(root)
    assert row.bytes == 7
    assert codes(row) == ["strange-files"]


NAMES = {
    "control": "a\x07\x1b[2J\r",
    "newline": "a\nb",
    "dots": "..a..",
    "drive": "C:boot.ini",
    "backslash": "..\\..\\up",
    "long": "n" * 255,
    "chinese": "模型",
    "bytes": os.fsdecode(b"caf\xe9"),
    "shifted": "plane \U0010d8e9",
    "markup": "{path} <b>&amp; %s",
    "space": " ",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_any_name_can_be_scanned_kept_and_shown(root: Path, tmp_path: Path, name: str) -> None:
    folder = "models--" + name[:-8] if len(name) > 200 else f"models--{name}"
    commit = lay(root, folder, {f"{name}.json"[-200:]: b"{}", f"{name}"[:200] + "/x": b"1"})
    repo = root / folder
    (repo / "refs" / name).write_text(commit)
    (repo / "blobs" / f"b{name}"[:255]).write_bytes(b"123")
    (repo / name[:250]).write_bytes(b"4")
    (root / f"x{name}"[:255]).write_bytes(b"55")
    with inventory(root, tmp_path / "home") as known:
        rows = looked(known)
        key = spelled(folder)
        assert set(rows) == {key, spelled(f"x{name}"[:255])}
        row = rows[key]
        assert row.files == 2
        assert spelled(name) in row.refs
        assert codes(row) == ["strange-files"]
        assert row.orphan_bytes == 3
        kept = known.scan(key)
        assert kept == scan_repo(str(root), key)
        # It travels, and names the same folder on the disk when it comes back.
        again = msgspec.json.decode(msgspec.json.encode(row), type=RepoRow)
        assert os.path.isdir(root / on_disk(again.key))
        with inventory(root, tmp_path / "home") as later:
            assert later.load() == 1
            assert later.row(key) == row
            assert later.confirm()  # of foreign things no index is kept
            assert not later.confirm()
            assert not later.deepen()
            assert later.row(key) == row


@given(st.binary(min_size=1, max_size=40).filter(lambda name: b"/" not in name and b"\0" not in name))
def test_every_name_is_spelled_and_read_back(name: bytes) -> None:
    text = os.fsdecode(name)
    spelt = spelled(text)
    msgspec.json.encode(spelt)
    assert os.fsencode(on_disk(spelt)) == name


@given(st.text(st.characters(max_codepoint=0x10D7FF, exclude_categories=["Cs"])))
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert spelled(name) == on_disk(name) == name


def test_an_unreadable_folder_is_a_state(root: Path) -> None:
    """Without root's right to read everything."""
    lay(root, REPO, {"config.json": b"{}", "onnx/model.onnx": b"1"})
    lay(root, "models--other--fine", {"config.json": b"{}"})
    lay(root, "models--shut--up", {"config.json": b"{}"})
    payload(root, b"shared")
    (root / "closed").mkdir()
    nested = next((root / REPO / "snapshots").iterdir()) / "onnx"
    for shut in (nested, root / "models--shut--up", root / "closed", payload(root, b"shared").parent):
        shut.chmod(0)
    code = """
import json, sys
from hubkeep.engine.cache.scan import list_entries, scan_foreign, scan_repo, scan_store
from hubkeep.engine.library.summary import foreign_row, store_row, summarise
root = sys.argv[1]
repos, foreign = list_entries(root)
rows = [summarise(scan_repo(root, repo)).row for repo in repos]
rows += [foreign_row(scan_foreign(root, name)) for name in foreign]
rows.append(store_row(scan_store(root)))
print(json.dumps({row.key: [row.state, [p.sentence() for p in row.problems]] for row in rows}))
"""
    try:
        run = subprocess.run(
            bound([sys.executable, "-c", code, str(root)]), capture_output=True, text=True, check=False
        )
    finally:
        for shut in (nested, root / "models--shut--up", root / "closed", payload(root, b"shared").parent):
            shut.chmod(0o755)
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert {key: state for key, (state, _) in said.items()} == {
        REPO: "broken",
        "models--other--fine": "ok",
        "models--shut--up": "broken",
        "closed": "broken",
        "blobs": "broken",
    }
    for key in (REPO, "models--shut--up", "closed", "blobs"):
        assert any("Permission denied" in sentence for sentence in said[key][1]), said[key]
    assert "onnx" in said[REPO][1][0]


def test_a_repo_may_vanish_and_change_while_it_is_scanned(root: Path) -> None:
    stop = threading.Event()

    def churn(number: int) -> None:
        try:
            while not stop.is_set():
                lay(root, REPO, {f"{number}/{n}/file": b"%d" % n for n in range(20)}, revision=str(number))
                shutil.rmtree(root / REPO, ignore_errors=True)
        except OSError:
            churn(number)  # the other one removed what this one stood on

    threads = [threading.Thread(target=churn, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    scans: list[RepoScan] = []
    gone = 0
    try:
        for _ in range(400):
            list_entries(str(root))
            try:
                scans.append(scan_repo(str(root), REPO))
            except FileNotFoundError:
                gone += 1
            scan_one(str(root), REPO)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len({len(scan.blobs) for scan in scans}) > 1, "nothing changed meanwhile"
    for scan in scans:
        summarise(scan)


def test_an_empty_cache_none_and_a_file_instead(root: Path, tmp_path: Path) -> None:
    with inventory(root, tmp_path / "home") as known:
        assert looked(known) == {}
        assert known.totals(now=0, stale_days=90).phase == "ready"
    with inventory(tmp_path / "none", tmp_path / "home") as known:
        assert looked(known) == {}
        totals = known.totals(now=0, stale_days=90)
        assert (totals.phase, [p.code for p in totals.problems]) == ("missing", ["cache-missing"])
        lay(tmp_path / "none", REPO, {"a": b"1"})
        assert known.confirm()
        assert known.totals(now=0, stale_days=90).phase == "ready"
    (tmp_path / "file").write_text("not a folder")
    with inventory(tmp_path / "file", tmp_path / "home") as known:
        assert looked(known) == {}
        totals = known.totals(now=0, stale_days=90)
        assert (totals.phase, [p.code for p in totals.problems]) == ("failed", ["cache-unreadable"])


def test_a_disk_that_was_away_comes_back_as_it_was_known(root: Path, tmp_path: Path) -> None:
    lay(root, REPO, {"a": b"1"})
    with inventory(root, tmp_path / "home") as known:
        before = looked(known)
        known.learn(10)
        facts = known.row(REPO)
        root.rename(tmp_path / "away")
        assert known.confirm()
        assert known.rows() == []
        assert known.totals(now=0, stale_days=90).bytes == 0
        (tmp_path / "away").rename(root)
        assert known.confirm()
        assert known.rows() == [facts]
        assert set(before) == {REPO}


def test_partials_are_known_by_their_names() -> None:
    assert is_partial("abc.1234abcd.incomplete")
    assert is_partial("abc.hubkeep-part")
    assert not is_partial("abc")
