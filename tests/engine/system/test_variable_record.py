"""Variables where values alone are kept, as in the Windows registry: each goes back to what it was."""

from __future__ import annotations

from hubkeep.engine.system.variable_record import Record, changed
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("HF_HUB_CACHE", "HF_ENDPOINT", "PATH")
VALUES = st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(1, 2))
PRESENT = st.dictionaries(st.sampled_from(NAMES), VALUES)
STEPS = st.lists(
    st.dictionaries(st.sampled_from(NAMES[:2]), st.one_of(st.none(), VALUES), min_size=1), max_size=8
)

Values = dict[str, tuple[str, int]]
Changes = dict[str, tuple[str, int] | None]


def written(present: Values, writes: Changes) -> Values:
    after: Changes = {**present, **writes}
    return {name: value for name, value in after.items() if value is not None}


@given(present=PRESENT, steps=STEPS)
def test_each_goes_back_to_what_it_was(present: Values, steps: list[Changes]) -> None:
    now, record = dict(present), Record[tuple[str, int]]({}, {})
    expected: Changes = dict(present)
    for step in steps:
        writes, record = changed(now, record, step)
        assert writes.keys() <= step.keys()
        now = written(now, writes)
        for name, value in step.items():
            expected[name] = present.get(name) if value is None else value
        assert now == {name: value for name, value in expected.items() if value is not None}
        assert changed(now, record, step) == ({}, record)
    writes, record = changed(now, record, dict.fromkeys(NAMES))
    assert written(now, writes) == present
    assert record == Record({}, {})


def test_what_the_user_set_since_is_theirs() -> None:
    _, record = changed({}, Record({}, {}), {"A": "ours"})
    assert changed({"A": "own"}, record, {"A": None}) == ({}, Record({}, {}))
    assert changed({}, record, {"A": None}) == ({}, Record({}, {}))
    writes, record = changed({"A": "own"}, record, {"A": "ours again"})
    assert writes == {"A": "ours again"}
    assert changed({"A": "ours again"}, record, {"A": None}) == ({"A": "own"}, Record({}, {}))


def test_a_record_of_the_former_version_is_understood() -> None:
    record = Record[str]({"A": "before", "B": None}, {})
    assert changed({"A": "x", "B": "y"}, record, {"A": None, "B": None}) == (
        {"A": "before", "B": None},
        Record({}, {}),
    )
