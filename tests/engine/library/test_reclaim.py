"""A plan's bytes are what the disk gives back when it is carried out."""

from __future__ import annotations

import pytest
from hubkeep.engine.library.reclaim import frees_by_revision, plan_removal
from hubkeep.engine.library.values import Target
from hubkeep.engine.problems import Failure
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.cache.laid import commit_of
from tests.engine.library.grown import Plan, Revision, grown, plans

ONE, TWO = "models--a--one", "models--b--two"


@settings(max_examples=60, deadline=None)
@given(plans, st.data())
def test_a_plan_frees_what_the_disk_gives_back(plan: Plan, data: st.DataObject) -> None:
    with grown(plan) as cache:
        scans = cache.scans()
        known = cache.shared(scans)
        chosen = data.draw(st.lists(st.sampled_from(cache.targets(scans)), min_size=1, max_size=4))
        removal = plan_removal(scans, chosen, known.users)
        before, contents = cache.bytes(), cache.contents()
        cache.remove(removal)
        assert before - cache.bytes() == removal.plan.frees
        # What was not asked for is there and reads as before; what was is gone.
        left = cache.contents()
        for (folder, commit, path), content in contents.items():
            doomed = {Target(folder), Target(folder, commit), Target(folder, commit, path)} & set(chosen)
            assert ((folder, commit, path) in left) == (not doomed)
            if not doomed:
                assert left[folder, commit, path] == content
        for line in removal.plan.lines:
            assert 0 <= line.frees <= line.bytes
            assert line.kept == line.bytes - line.frees
            assert bool(line.kept) <= bool(line.kept_by)
        assert removal.plan.frees <= removal.plan.bytes


@settings(max_examples=40, deadline=None)
@given(plans, st.data())
def test_more_targets_never_free_less(plan: Plan, data: st.DataObject) -> None:
    with grown(plan) as cache:
        scans = cache.scans()
        known = cache.shared(scans)
        targets = cache.targets(scans)
        some = data.draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3))
        more = [*some, data.draw(st.sampled_from(targets))]
        first = plan_removal(scans, some, known.users).plan
        second = plan_removal(scans, more, known.users).plan
        assert second.frees >= first.frees
        assert second.frees >= max(line.frees for line in second.lines)
        # Order and repetition do not matter.
        assert plan_removal(scans, [*reversed(more), *some], known.users).plan.frees == second.frees


@settings(max_examples=40, deadline=None)
@given(plans)
def test_a_revision_frees_the_same_alone_and_in_the_list(plan: Plan) -> None:
    with grown(plan) as cache:
        scans = cache.scans()
        known = cache.shared(scans)
        for folder, scan in scans.items():
            frees = frees_by_revision(scan, known.users)
            for snapshot in scan.snapshots:
                planned = plan_removal(scans, [Target(folder, snapshot.commit)], known.users).plan
                if len(scan.snapshots) > 1:
                    assert planned.frees == frees[snapshot.commit]
                else:
                    assert planned.repos == 1


def _two_revisions(layout: str = "links") -> Plan:
    return Plan(
        revisions=[
            Revision(ONE, 1, layout, False, {"config.json": 0, "model.safetensors": 3}),
            Revision(ONE, 2, layout, True, {"config.json": 1, "model.safetensors": 3}),
            Revision(TWO, 1, layout, True, {"model.safetensors": 3}),
        ],
        joins=(),
        outside=(),
        orphans=(),
        partials=(),
    )


def test_a_line_says_what_keeps_bytes_alive() -> None:
    old = commit_of(f"{ONE} 1")
    with grown(_two_revisions()) as cache:
        scans = cache.scans()
        users = cache.shared(scans).users
        (line,) = plan_removal(scans, [Target(ONE, old)], users).plan.lines
        assert (line.bytes, line.frees, line.kept, line.kept_by) == (9, 1, 8, ("r2",))
    with grown(_two_revisions("shared")) as cache:
        scans = cache.scans()
        users = cache.shared(scans).users
        (line,) = plan_removal(scans, [Target(ONE)], users).plan.lines
        assert (line.frees, line.kept, line.kept_by) == (3, 8, ("b/two",))
        both = plan_removal(scans, [Target(ONE), Target(TWO)], users).plan
        assert (both.frees, both.bytes, both.repos, both.revisions, both.files) == (11, 11, 2, 3, 5)


def test_a_covered_target_has_no_line_of_its_own() -> None:
    old = commit_of(f"{ONE} 1")
    with grown(_two_revisions()) as cache:
        scans = cache.scans()
        users = cache.shared(scans).users
        targets = [Target(ONE, old, "config.json"), Target(ONE, old), Target(TWO), Target(ONE, old)]
        plan = plan_removal(scans, targets, users).plan
        assert [line.target for line in plan.lines] == [Target(ONE, old), Target(TWO)]


def test_all_files_of_a_revision_are_the_revision() -> None:
    old = commit_of(f"{ONE} 1")
    with grown(_two_revisions()) as cache:
        scans = cache.scans()
        users = cache.shared(scans).users
        targets = [Target(ONE, old, "config.json"), Target(ONE, old, "model.safetensors")]
        removal = plan_removal(scans, targets, users)
        assert removal.plan.revisions == 1
        assert f"{ONE}/snapshots/{old}" in removal.doomed[0].paths


def test_refs_go_first_and_blobs_last() -> None:
    new = commit_of(f"{ONE} 2")
    with grown(_two_revisions()) as cache:
        scans = cache.scans()
        (doomed,) = plan_removal(scans, [Target(ONE, new)], cache.shared(scans).users).doomed
        parts = [path.split("/")[1] for path in doomed.paths]
        assert parts[0] == "refs"
        assert parts[-1] == "blobs"
        assert parts.index("snapshots") < parts.index("blobs")
        assert not doomed.whole


@pytest.mark.parametrize(
    "target",
    [
        Target("models--not--there"),
        Target(ONE, "0" * 40),
        Target(ONE, commit_of(f"{ONE} 1"), "not-there"),
        Target(ONE, commit_of(f"{ONE} 1"), "../../refs/r2"),
        Target(ONE, "../.."),
        Target("../hub"),
    ],
)
def test_what_is_not_there_is_refused(target: Target) -> None:
    with grown(_two_revisions()) as cache:
        scans = cache.scans()
        with pytest.raises(Failure) as failure:
            plan_removal(scans, [target], cache.shared(scans).users)
        assert failure.value.refused
        assert failure.value.problem.code == "not-cached"
