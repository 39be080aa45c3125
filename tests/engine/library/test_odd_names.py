"""Things with names that no Unicode text can say are removed, and brought back, like any other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hubkeep.engine.cache.spelling import spelled
from hubkeep.engine.library import orders
from hubkeep.engine.library.values import Target

from tests.engine.cache.laid import commit_of, digest_of, lay
from tests.engine.library.opened import carry_out, engine

BYTES = os.fsdecode(b"caf\xe9")
LINES = "two\nlines"


@pytest.mark.parametrize("name", [BYTES, LINES], ids=["bytes", "newline"])
@pytest.mark.parametrize("permanent", [True, False], ids=["for good", "to the trash"])
def test_an_odd_repo_and_an_odd_file(tmp_path: Path, name: str, permanent: bool) -> None:
    root = tmp_path / "hf" / "hub"
    odd, plain = f"models--{name}--x", "models--org--plain"
    lay(root, odd, {"config.json": b"{}"})
    lay(root, plain, {name: b"odd file", "config.json": b"{}"})
    commit = commit_of("one")
    file = root / plain / "snapshots" / commit / name
    with engine(root, tmp_path / "home") as opened:
        one_file = Target(spelled(plain), commit, spelled(name))
        plan = opened.plan_removal([Target(spelled(odd)), one_file])
        assert plan.frees == 10
        for target in (Target(spelled(odd)), one_file):
            carry_out(opened, orders.Remove(cache=str(root), targets=(target,), permanent=permanent))
        assert not (root / odd).exists()
        assert not os.path.lexists(file)
        assert not (root / plain / "blobs" / digest_of(b"odd file")).exists()
        assert (root / plain / "snapshots" / commit / "config.json").read_bytes() == b"{}"
        if not permanent:
            for view in [view for view in opened.jobs() if view.undoable]:
                carry_out(opened, orders.Undo(cache=str(root), job=view.id))
            assert (root / odd / "snapshots" / commit / "config.json").read_bytes() == b"{}"
            assert file.read_bytes() == b"odd file"


def test_an_odd_repo_is_described_verified_and_pruned(tmp_path: Path) -> None:
    root = tmp_path / "hf" / "hub"
    odd = f"models--{BYTES}--x"
    lay(root, odd, {f"{BYTES}/config.json": b"old"}, revision="old")
    lay(root, odd, {f"{BYTES}/config.json": b'{"model_type": "llama"}'}, revision="new")
    with engine(root, tmp_path / "home") as opened:
        detail = opened.describe(spelled(odd))
        assert [len(revision.files) for revision in detail.revisions] == [1, 1]
        carry_out(opened, orders.Verify(cache=str(root)))
        row = opened.look(str(root)).inventory.row(spelled(odd))
        assert row is not None
        assert row.state == "ok"
        assert opened.plan_prune().frees == 3
        carry_out(opened, orders.Prune(cache=str(root), permanent=True))
        assert opened.plan_prune().items == ()
        opened.look(str(root)).inventory.learn(10)
        row = opened.look(str(root)).inventory.row(spelled(odd))
        assert row is not None
        assert row.revisions == 1
