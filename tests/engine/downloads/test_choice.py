"""Globs mean what they mean to huggingface_hub."""

from __future__ import annotations

import pytest
from hubkeep.engine.downloads.choice import chosen, to_fetch
from hubkeep.engine.problems import Failure
from huggingface_hub.utils import filter_repo_objects
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct


class Some(Struct, frozen=True):
    path: str
    size: int = 1
    digest: str = ""


names = st.text(alphabet="ab.AB/\\[]!*?-Ä", min_size=1, max_size=8)
globs = st.one_of(names, st.sampled_from(["*", "*.b", "a/", "a/*", "**/a", "[!a]*", "[", "*/.a", "a\\b", ""]))


@given(st.lists(names), st.lists(globs, min_size=1), st.lists(globs))
def test_globs_are_those_of_huggingface_hub(paths: list[str], include: list[str], exclude: list[str]) -> None:
    theirs = list(filter_repo_objects(paths, allow_patterns=include, ignore_patterns=exclude))
    assert [file.path for file in chosen(map(Some, paths), include=include, exclude=exclude)] == theirs
    theirs = list(filter_repo_objects(paths, ignore_patterns=exclude))
    assert [file.path for file in chosen(map(Some, paths), exclude=exclude)] == theirs


FILES = tuple(map(Some, ["README.md", "onnx/model.onnx", "onnx/model.onnx_data", "onnx2/x", "unet/a.bin"]))


def test_what_is_picked_by_hand() -> None:
    assert [f.path for f in chosen(FILES, picked=["onnx/", "README.md"])] == [
        "README.md",
        "onnx/model.onnx",
        "onnx/model.onnx_data",
    ]
    assert [f.path for f in chosen(FILES, picked=["onnx"], exclude=["*_data"])] == ["onnx/model.onnx"]
    assert chosen(FILES, picked=[]) == FILES
    with pytest.raises(Failure, match=r"missing\.bin"):
        chosen(FILES, picked=["README.md", "missing.bin"])


def test_bytes_that_are_here_are_not_fetched_and_others_once() -> None:
    one, twin, two = Some("a", 3, "x"), Some("b", 3, "x"), Some("c", 5, "y")
    assert to_fetch([one, twin, two], lambda digest, size: False) == (one, two)
    assert to_fetch([one, twin, two], lambda digest, size: (digest, size) == ("x", 3)) == (two,)
