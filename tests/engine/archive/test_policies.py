"""Which repos a policy moves: rules that hold for any cache."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from hubkeep.cli.amounts import days, size
from hubkeep.engine.archive.ground import Ground
from hubkeep.engine.archive.orders import Archive, Freeze
from hubkeep.engine.archive.policies import Policies, due, judge, plan_policy, run_policies
from hubkeep.engine.archive.values import Policy, Stored
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.volumes import volume_of
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.archive.grounds import Works, sums_hold
from tests.engine.cache.laid import digest_of, lay
from tests.engine.library.trees import tree

NOW = 1_800_000_000.0
DAY = 86400.0
GB = 10**9


def repo(name: str, size: int = GB, unread: float | None = 100, trust: str = "good") -> Stored:
    accessed = None if unread is None else NOW - unread * DAY
    return Stored(key=f"models--{name}", repo=name, bytes=size, last_access=accessed, trust=trust)


def policy(**values: object) -> Policy:
    return msgspec.convert({"name": "p", "to": "/disk", **values}, Policy)


def names(going: Sequence[Stored]) -> list[str]:
    return [each.repo for each in going]


_repos = st.lists(
    st.builds(
        repo,
        st.sampled_from([f"org{a}/m{b}" for a in range(3) for b in range(4)]),
        st.integers(0, 20).map(lambda n: n * GB),
        st.one_of(st.none(), st.floats(-3, 400)),
        st.sampled_from(["good", "coarse", "none"]),
    ),
    unique_by=lambda each: each.key,
    max_size=12,
)
_policies = st.builds(
    policy,
    unread_days=st.sampled_from([0, 1, 30, 90]),
    larger_than=st.sampled_from([0, GB, 10 * GB]),
    only_below_free=st.sampled_from([0, 5 * GB, 30 * GB]),
    matching=st.sampled_from([(), ("ORG1/*",), ("*m1", "org2/*")]),
    except_matching=st.sampled_from([(), ("org0/*",), ("*M2",)]),
)
_pins = st.frozensets(st.sampled_from([f"models--org{a}/m{b}" for a in range(3) for b in range(4)]))


@given(_repos, _policies, _pins, st.integers(0, 40).map(lambda n: n * GB))
def test_what_is_due(stored: list[Stored], rule: Policy, pinned: frozenset[str], free: int) -> None:
    judged = judge(stored, rule, tuple(pinned), free, NOW)
    going = judged.due
    assert len({each.key for each in going}) == len(going)
    for each in going:
        assert each in stored
        assert each.bytes >= max(1, rule.larger_than)
        assert each.key not in pinned
        if rule.unread_days:
            # Read at no moment of these days, however coarsely that was noted.
            assert each.trust != "none"
            assert each.last_access is not None
            latest = each.last_access + (DAY if each.trust == "coarse" else 0)
            assert NOW - latest >= rule.unread_days * DAY
    assert not {each.key for each in going} & {one.stored.key for one in judged.left}
    without_limit = due(stored, msgspec.structs.replace(rule, only_below_free=0), tuple(pinned), free, NOW)
    assert set(names(going)) <= set(names(without_limit))
    if rule.only_below_free:
        missing = rule.only_below_free - free
        freed = sum(each.bytes for each in going)
        if missing <= 0:
            assert going == ()
        elif freed < missing:
            assert going == without_limit  # all that there is
        else:
            assert all(freed - each.bytes < missing for each in going)  # nobody goes for nothing


@given(_repos, _policies, st.randoms(use_true_random=False))
def test_the_order_of_the_cache_does_not_matter(stored: list[Stored], rule: Policy, random: object) -> None:
    mixed = stored[:]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert judge(mixed, rule, (), 0, NOW) == judge(stored, rule, (), 0, NOW)


@given(_repos, _policies)
def test_a_pin_takes_one_repo_out_and_no_other(stored: list[Stored], rule: Policy) -> None:
    everywhere = msgspec.structs.replace(rule, only_below_free=0)
    going = due(stored, everywhere, (), 0, NOW)
    for each in going:
        assert due(stored, everywhere, (each.key,), 0, NOW) == tuple(x for x in going if x != each)


def test_what_takes_most_room_for_longest_goes_first() -> None:
    stored = [repo("small/old", GB, 300), repo("big/young", 20 * GB, 91), repo("big/old", 20 * GB, 300)]
    assert names(due(stored, policy(), (), 0, NOW)) == ["big/old", "big/young", "small/old"]


def test_no_more_goes_than_is_needed_and_nothing_for_nothing() -> None:
    stored = [repo("old/10", 10 * GB, 400), repo("new/30", 30 * GB, 100), repo("mid/1", GB, 100)]
    full = policy(only_below_free=50 * GB)
    assert names(due(stored, full, (), 50 * GB, NOW)) == []
    assert names(due(stored, full, (), 45 * GB, NOW)) == ["old/10"]
    # The second frees enough alone, so that the first, which came before it, stays after all.
    assert names(due(stored, full, (), 20 * GB, NOW)) == ["old/10", "new/30"][1:]
    assert names(due(stored, full, (), 0, NOW)) == ["old/10", "new/30", "mid/1"]


def test_reasons_are_said_for_what_would_have_gone() -> None:
    stored = [
        repo("a/pinned"),
        repo("a/excepted"),
        repo("a/untrusted", trust="none"),
        repo("a/unknown", unread=None),
        repo("a/read-lately", unread=10),
        repo("a/pinned-and-read", unread=10),
        repo("a/empty", 0),
        repo("b/elsewhere"),
    ]
    rule = policy(matching=["a/*"], except_matching=["*/EXCEPTED"])
    pinned = ("models--a/pinned", "models--a/pinned-and-read")
    judged = judge(stored, rule, pinned, 0, NOW)
    assert judged.due == ()
    assert {(one.stored.repo, one.why.code) for one in judged.left} == {
        ("a/pinned", "policy-pinned"),
        ("a/excepted", "policy-excepted"),
        ("a/untrusted", "policy-no-access"),
        ("a/unknown", "policy-no-access"),
    }
    by_size = msgspec.structs.replace(rule, unread_days=0)
    assert "a/untrusted" in names(due(stored, by_size, pinned, 0, NOW))


def test_a_coarse_time_is_doubted_for_a_day() -> None:
    stored = [repo("a/good", unread=90.5), repo("a/coarse", unread=90.5, trust="coarse")]
    assert names(due(stored, policy(), (), 0, NOW)) == ["a/good"]
    assert len(due(stored, policy(), (), 0, NOW + DAY)) == 2


def test_policies_come_to_orders_one_after_the_other(tmp_path: Path) -> None:
    stored = (repo("a/one", 8 * GB, 300), repo("a/two", 5 * GB, 200), repo("b/three", GB, 100))
    ground = Ground(root=str(tmp_path), changed=lambda keys: None, stored=lambda: stored, home=tmp_path)
    free = volume_of(tmp_path).free
    off = policy(to="/off", enabled=False)
    elsewhere = policy(to="/elsewhere", cache="/another/cache")
    frozen = policy(to="/frozen", matching=["a/one"], freeze=True, cache=str(tmp_path))
    # By 6 GB too little now: what the policy before it frees is counted, so that nothing more goes.
    full = policy(to="/full", only_below_free=free + 6 * GB)
    everything = policy(to="/rest")
    orders = run_policies(ground, [off, elsewhere, frozen, full, everything], ["models--b/three"], NOW)
    cache = str(tmp_path)
    assert orders == (
        Freeze(cache=cache, keys=("models--a/one",), to="/frozen"),
        Archive(cache=cache, keys=("models--a/two",), to="/rest"),
    )
    assert run_policies(ground, [off], (), NOW) == ()


def test_policies_and_pins_are_kept(tmp_path: Path) -> None:
    chosen, elsewhere = Policies(tmp_path / "home"), Policies(tmp_path / "home")
    assert (chosen.policies(), chosen.pinned()) == ((), ())
    chosen.set_policies([policy(), policy(name="q", freeze=True)])
    elsewhere.set_pinned(["b", "a"], True)
    chosen.set_pinned(["c", "b"], True)
    elsewhere.set_pinned(["a", "x"], False)
    assert chosen.policies() == (policy(), policy(name="q", freeze=True))
    assert chosen.pinned() == ("b", "c")
    # Pins that can't be read: then nothing may move by itself either.
    (tmp_path / "home" / "archive-policies.json").write_bytes(b"{")
    assert (chosen.policies(), chosen.pinned()) == ((), ())
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Failure):
        Policies(tmp_path / "file" / "home").set_pinned(["a"], True)


def test_sizes_and_ages_of_options() -> None:
    assert [size(text) for text in ("10G", "1.5 GiB", "500MB", "7")] == [10 * GB, 3 << 29, 5 * 10**8, 7]
    assert [days(text) for text in ("90d", "12w", "3m", "1y", "36h", "7")] == [90, 84, 90, 365, 2, 7]
    for text in ("", "d", "ten", "10X", "-5d", "9" * 400):
        with pytest.raises(argparse.ArgumentTypeError):
            size(text)
        with pytest.raises(argparse.ArgumentTypeError):
            days(text)


# --- against the disk ---------------------------------------------------------------------------


@pytest.fixture
def far() -> Iterator[Path]:
    """A folder on another volume."""
    folder = Path(tempfile.mkdtemp(prefix="hubkeep-tests-", dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


def test_a_plan_says_what_goes_and_why_the_rest_stays_and_the_order_does_it(
    tmp_path: Path, far: Path
) -> None:
    cache, home = tmp_path / "hub", tmp_path / "home"
    big = b"b" * (5 << 20)
    for name in ("old", "pinned", "young"):
        lay(cache, f"models--org--{name}", {"config.json": b"{}", "model.safetensors": big + name.encode()})
    stored = tuple(
        Stored(
            key=f"models--org--{name}",
            repo=f"org/{name}",
            bytes=len(big),
            last_access=NOW - unread * DAY,
            trust="good",
        )
        for name, unread in (("old", 200), ("pinned", 300), ("young", 5))
    )
    ground = Ground(root=str(cache), changed=lambda keys: None, stored=lambda: stored, home=home)
    rule = policy(to=str(far / "archive"), larger_than=1000)
    pinned = ("models--org--pinned",)
    before = tree(cache)
    plan = plan_policy(ground, rule, pinned, NOW)
    assert [(move.repo, move.bytes > 0) for move in plan.moves] == [("org/old", True), ("org/pinned", False)]
    assert [why.code for why in plan.moves[1].reasons] == ["policy-pinned"]
    assert plan.problems == ()
    assert plan.frees >= len(big)
    assert tree(cache) == before
    assert not (far / "archive").exists()
    (order,) = run_policies(ground, [rule], pinned, NOW)
    assert isinstance(order, Archive)
    works = Works(cache, home)
    try:
        result = works.result(works.archived(*order.keys, to=Path(order.to)))
    finally:
        works.close()
    assert result.moved == plan.bytes
    blob = digest_of(big + b"old")
    assert (cache / "models--org--old" / "blobs" / blob).is_symlink()
    assert not (cache / "models--org--pinned" / "blobs" / digest_of(big + b"pinned")).is_symlink()
    assert sums_hold(far / "archive")
