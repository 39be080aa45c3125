"""Names of repos, digests and paths: what the Hub can mean, and what nobody may."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hubkeep.engine.cache.environment import xet_cache_of
from hubkeep.engine.cache.layout import is_partial, partial_digest
from hubkeep.engine.cache.names import (
    RepoId,
    RepoType,
    digest_kind,
    is_commit,
    parse_repo,
    repo_of_folder,
    safe_relative,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("org/name", "models--org--name"),
        ("gpt2", "models--gpt2"),
        ("dataset/org/name", "datasets--org--name"),
        ("datasets/squad", "datasets--squad"),
        ("space/org/name", "spaces--org--name"),
        ("kernel/org/na.me_1-x", "kernels--org--na.me_1-x"),
    ],
)
def test_a_repo_and_its_folder(text: str, folder: str) -> None:
    repo = parse_repo(text)
    assert repo is not None
    assert repo.folder == folder
    assert repo_of_folder(folder) == repo
    assert parse_repo(str(repo)) == repo


@pytest.mark.parametrize(
    "text", ["", "/", "a/b/c", "../x", "a/..", ".", "a b", "a\n", "C:x", "a\\b", "dataset/", "模型/x"]
)
def test_what_is_no_repo(text: str) -> None:
    assert parse_repo(text) is None


@pytest.mark.parametrize(
    "folder", ["models--", "model--a--b", "models-a", "blobs", "Models--a", ".locks", ""]
)
def test_what_is_no_folder_of_a_repo(folder: str) -> None:
    assert repo_of_folder(folder) is None


def test_digests() -> None:
    assert digest_kind("a" * 64) == "sha256"
    assert digest_kind("0" * 40) == "git-sha1"
    for other in ("a" * 63, "A" * 64, "g" * 40, "", f"{'a' * 64}.incomplete", "a" * 64 + "\n"):
        assert digest_kind(other) is None
    assert is_commit("0" * 40)
    assert not is_commit("0" * 39)


def test_partials() -> None:
    for name in ("abc.0123abcd.incomplete", "abc.incomplete", "abc.hubkeep-part", "abc.hubkeep-journal"):
        assert is_partial(name)
        assert partial_digest(name) == "abc"
    for name in ("abc", "incomplete", "abc.incomplete.x"):
        assert not is_partial(name)


@pytest.mark.parametrize(
    "path",
    ["", "/a", "\\a", "a/../b", "..", "a/..", "a\\..\\b", "C:", "c:/x", "a//b", "a/./b", ".", "a/", "a\0b"],
)
def test_paths_that_may_lead_out(path: str) -> None:
    assert not safe_relative(path)


@given(st.text(min_size=1))
def test_a_safe_path_stays_below(path: str) -> None:
    if safe_relative(path):
        assert os.path.normpath(os.path.join("/base/folder", path)).startswith("/base/folder/")


def test_the_xet_folder_of_a_cache(tmp_path: Path) -> None:
    home = tmp_path / "hf"
    environ = {"HF_HOME": str(home)}
    assert xet_cache_of(home / "hub", environ, tmp_path) == home / "xet"
    assert xet_cache_of(tmp_path / "other" / "hub", environ, tmp_path) == tmp_path / "other" / "xet"
    assert xet_cache_of(tmp_path / "elsewhere", environ, tmp_path) is None


def test_a_repo_reads_as_the_command_line_writes_it() -> None:
    assert str(RepoId(RepoType.MODEL, "a/b")) == "a/b"
    assert str(RepoId(RepoType.SPACE, "a/b")) == "space/a/b"
