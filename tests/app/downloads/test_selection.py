"""Which files are chosen, and the order that comes of it."""

from __future__ import annotations

import pytest
from hubkeep.app.downloads.selection import (
    Sums,
    first_choice,
    matcher,
    matching_preset,
    named_by_address,
    order,
    patterns,
    sums,
    written,
)
from hubkeep.link.messages import Download, Offer, OfferedFile, Preset
from hypothesis import given
from hypothesis import strategies as st

from tests.app.downloads.offers import COMMIT, GGUF, OFFER

NAMES = st.text("ab.*?[]!/-_\n", max_size=8)


@given(st.lists(NAMES, max_size=6), st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=3))
def test_globs_mean_what_they_mean_to_huggingface_hub(
    paths: list[str], include: list[str], exclude: list[str]
) -> None:
    from huggingface_hub.utils import filter_repo_objects

    theirs = list(filter_repo_objects(paths, allow_patterns=include or None, ignore_patterns=exclude or None))
    matches = matcher(include, exclude)
    assert [path for path in paths if matches(path)] == theirs


def test_patterns_stand_between_spaces_or_commas() -> None:
    assert patterns("""  *.json, "*.gguf" 'original/' """) == ("*.json", "*.gguf", "original/")
    assert patterns(" , ") == ()


def test_sums_count_what_is_here_once() -> None:
    files = (OfferedFile(path="a", size=3), OfferedFile(path="b", size=5, here=True))
    assert sums(files) == Sums(files=2, bytes=8, to_fetch=3)


def test_one_begins_with_what_is_recommended() -> None:
    assert first_choice(OFFER) == OFFER.presets[0]
    assert first_choice(GGUF).name == "Q4_K_M"
    assert first_choice(Offer(repo="a", revision="main", commit="c", endpoint="e")) is None


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("", ()),
        ("config.json", ("config.json",)),
        ("figures/", ("figures/benchmarks/table.png", "figures/logo.png")),
        ("figure", ()),
    ],
)
def test_the_files_that_an_address_names(path: str, named: tuple[str, ...]) -> None:
    offer = Offer(repo="a", revision="main", commit="c", endpoint="e", path=path, files=OFFER.files)
    assert named_by_address(offer) == named


def test_a_choice_that_is_a_preset_has_its_name() -> None:
    for preset in OFFER.presets:
        assert matching_preset(OFFER, frozenset(preset.files)) == preset
    assert matching_preset(OFFER, frozenset(OFFER.presets[0].files[:-1])) is None
    twice = Preset(name="x", files=("a", "b"))
    offer = Offer(repo="a", revision="m", commit="c", endpoint="e", presets=(twice,))
    assert matching_preset(offer, frozenset({"a", "c"})) is None


def test_an_order_is_of_the_commit_that_was_shown() -> None:
    wanted = order(OFFER, files=["config.json"], local_dir="/x", limit_rate=5)
    assert wanted == Download(
        repo="Qwen/Qwen3-32B",
        revision="main",
        commit=COMMIT,
        files=("config.json",),
        local_dir="/x",
        limit_rate=5,
    )


def test_everything_is_ordered_without_naming_it() -> None:
    assert order(OFFER, files=[file.path for file in OFFER.files]).files == ()


@pytest.mark.parametrize(
    ("text", "globs"),
    [
        ('"*.bin", "*.pt"', ("*.bin", "*.pt")),
        ("*.bin '*.pt'  x/", ("*.bin", "*.pt", "x/")),
        ('"a file.txt" b,c', ("a file.txt", "b", "c")),
        ('"half', ("half",)),
        ("''", ()),
    ],
)
def test_quotes_hold_a_glob_together(text: str, globs: tuple[str, ...]) -> None:
    assert patterns(text) == globs


def test_what_is_written_is_read_the_same() -> None:
    globs = ("*.safetensors", "a file, and more.txt", "[a-c]*")
    assert patterns(written(globs)) == globs
