"""The filter's language and the table's orders."""

from __future__ import annotations

import itertools

import pytest
from hubkeep.engine.formats.facts import ModelFacts
from hubkeep.engine.library.query import BIGGEST_FIRST, ORDERS, Query, parse, searchable, sort_key
from hubkeep.engine.library.values import RepoRow
from hubkeep.engine.problems import Failure
from hypothesis import given
from hypothesis import strategies as st

NOW = 1_800_000_000.0
DAY = 86400.0

QWEN = RepoRow(
    key="models--Qwen--Qwen3-32B",
    type="model",
    name="Qwen/Qwen3-32B",
    bytes=65_500_000_000,
    frees=65_500_000_000,
    files=21,
    revisions=1,
    refs=("main",),
    last_access=NOW - 100 * DAY,
    last_modified=NOW - 200 * DAY,
    facts=ModelFacts(
        summary="BF16 · 32.8B",
        architecture="Qwen3ForCausalLM",
        kind="text-generation",
        library="transformers",
        parameters=32_800_000_000,
        dtype="BF16",
        licence="apache-2.0",
        tags=("chat",),
    ),
)
CORPUS = RepoRow(
    key="datasets--acme--corpus",
    type="dataset",
    name="acme/corpus",
    bytes=900_000,
    frees=100_000,
    files=3,
    revisions=2,
    detached=1,
    state="broken",
)
STRAY = RepoRow(key="notes: old", type="other", name="notes: old", bytes=5, state="foreign")
ROWS = (QWEN, CORPUS, STRAY)


def found(text: str) -> list[RepoRow]:
    query = parse(text)
    return [row for row in ROWS if query.matches(row, NOW)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [QWEN, CORPUS, STRAY]),
        ("  \t ", [QWEN, CORPUS, STRAY]),
        ("qwen3", [QWEN]),
        ("QWEN 32b", [QWEN]),
        ("qwen corpus", []),
        ("chat", [QWEN]),
        ("bf16", [QWEN]),
        ('"notes: old"', [STRAY]),
        ('"notes: ol', [STRAY]),
        ("-qwen", [CORPUS, STRAY]),
        ("-", [QWEN, CORPUS, STRAY]),
        ('-"acme/corpus" -qwen', [STRAY]),
        ("type:model", [QWEN]),
        ("TYPE:Data", [CORPUS]),
        ("-type:model", [CORPUS, STRAY]),
        ("state:broken", [CORPUS]),
        ("state:intact", [QWEN]),
        ("state:ok", [QWEN]),
        ("state:f", [STRAY]),
        ("org:qwen", [QWEN]),
        ("org:qwe", []),
        ("name:corp", [CORPUS]),
        ("dtype:bf16", [QWEN]),
        ("license:apache", [QWEN]),
        ("licence:apache", [QWEN]),
        ("tag:text-gen", [QWEN]),
        ("library:transformers", [QWEN]),
        ("ref:main", [QWEN]),
        ("size>10GB", [QWEN]),
        ("size<1MB", [CORPUS, STRAY]),
        ("size>=65.5GB size<=65.5gb", [QWEN]),
        ("size=5", [STRAY]),
        ("frees<=100kB frees>10", [CORPUS]),
        ("files>2 files<5", [CORPUS]),
        ("detached>0", [CORPUS]),
        ("params>7B", [QWEN]),
        ("params<7B", []),
        ("read>90d", [QWEN]),
        ("read>3m", [QWEN]),
        ("read>1y", []),
        ("read<15w", [QWEN]),
        ("read:unknown", [CORPUS, STRAY]),
        ("modified>199", [QWEN]),
        ("modified>4800h", []),
    ],
)
def test_what_a_filter_finds(text: str, rows: list[RepoRow]) -> None:
    assert found(text) == rows


@pytest.mark.parametrize(
    "part",
    [
        "size>",
        "size>ten",
        "size>10XB",
        "weight>3",
        "type:modle",
        "state:",
        "state:x",
        "colour:red",
        "read>90q",
    ],
)
def test_what_makes_no_sense_is_named(part: str) -> None:
    with pytest.raises(Failure) as caught:
        parse(f"qwen {part}")
    assert caught.value.problem.code == "bad-filter"
    assert part in caught.value.problem.sentence()


texts = st.text(max_size=30)
rows = st.builds(
    RepoRow,
    key=st.text(min_size=1, max_size=8),
    type=st.sampled_from(["model", "dataset", "space", "kernel", "other"]),
    name=st.text(max_size=12),
    bytes=st.integers(0, 10**13),
    frees=st.integers(0, 10**13),
    last_access=st.none() | st.floats(0, NOW),
    last_modified=st.none() | st.floats(0, NOW),
    state=st.sampled_from(["ok", "broken", "incomplete", "foreign"]),
)


@given(st.text(max_size=60), rows)
def test_any_text_is_a_filter_or_a_sentence(text: str, row: RepoRow) -> None:
    try:
        query = parse(text)
    except Failure:
        return  # whose sentence the test above reads
    assert query.matches(row, NOW) == query.matches(row, NOW, searchable(row))


@given(st.text(min_size=1, max_size=12).filter(lambda text: '"' not in text), rows)
def test_a_quoted_phrase_is_what_the_text_holds(phrase: str, row: RepoRow) -> None:
    kept = parse(f'"{phrase}"').matches(row, NOW)
    assert kept == (phrase.casefold() in searchable(row))
    assert parse(f'-"{phrase}"').matches(row, NOW) != kept


@given(st.sampled_from(["size", "frees", "files"]), st.integers(0, 10**13), rows)
def test_a_comparison_and_its_opposite_part_the_rows(name: str, limit: int, row: RepoRow) -> None:
    answers = [parse(f"{name}{operator}{limit}").matches(row, NOW) for operator in ("<", "=", ">")]
    assert sum(answers) == 1


@given(st.lists(rows, max_size=20), st.sampled_from(sorted(ORDERS)), st.booleans())
def test_unknown_is_last_and_names_break_ties(rows: list[RepoRow], by: str, descending: bool) -> None:
    ordered = sorted(rows, key=lambda row: sort_key(row, by, descending=descending))
    figures = [ORDERS[by](row) for row in ordered]
    known = [figure for figure in figures if figure != float("inf")]
    assert figures[: len(known)] == sorted(known, reverse=descending)
    for one, other in itertools.pairwise(ordered):
        if ORDERS[by](one) == ORDERS[by](other):
            assert (one.name.casefold(), one.key) <= (other.name.casefold(), other.key)


def test_sizes_come_biggest_first_and_the_stalest_before_the_fresh() -> None:
    assert "size" in BIGGEST_FIRST
    assert sorted(ROWS, key=lambda row: sort_key(row, "size"))[0] is QWEN
    fresh = RepoRow(key="f", type="model", name="a/fresh", last_access=NOW)
    assert sorted([fresh, CORPUS, QWEN], key=lambda row: sort_key(row, "accessed")) == [QWEN, fresh, CORPUS]


def test_an_empty_query_reads_no_text() -> None:
    assert not Query().reads_text
    assert not parse("size>1").reads_text
    assert parse("qwen").reads_text
