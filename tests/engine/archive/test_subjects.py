"""What orders are about, their folders, and what takes them back."""

from __future__ import annotations

import os

import msgspec
import pytest
from hubkeep.engine.archive.orders import (
    Adopt,
    Archive,
    ArchiveOrder,
    ClearOrphans,
    Export,
    Freeze,
    Import,
    Mend,
    Restore,
    Thaw,
)
from hubkeep.engine.archive.subjects import absolute, folders_of, place, subject_of, taking_back
from hubkeep.engine.archive.values import ArchiveResult

ONE = ("models--org--name",)
TWO = (*ONE, "datasets--org--data")


@pytest.mark.parametrize(
    ("order", "subject"),
    [
        (Archive(cache="/c", keys=ONE, to="/v"), ("org/name", 1)),
        (Restore(cache="/c", keys=TWO), ("", 2)),
        (Freeze(cache="/c", keys=("strange",)), ("strange", 1)),
        (ClearOrphans(cache="/c", archive="/v", keys=TWO), ("", 2)),
        (Export(cache="/c", key=ONE[0], to="/o"), ("org/name", 1)),
        (Import(cache="/c", folder="/o"), ("/o", 1)),
        (Import(cache="/c", folder="/o", repo="org/name"), ("org/name", 1)),
        (Mend(cache="/c", archive="/v"), ("/v", 1)),
        (Adopt(cache="/c", archive="/v", keys=TWO), ("/v", 2)),
    ],
)
def test_a_list_of_jobs_names_the_repo_or_the_folder(order: ArchiveOrder, subject: tuple[str, int]) -> None:
    assert subject_of(order) == subject


def test_folders_become_whole_paths_and_buckets_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert absolute(Archive(cache="/c", keys=ONE, to="v")) == Archive(
        cache="/c", keys=ONE, to=os.path.abspath("v")
    )
    assert place("~/vault") == "/home/me/vault"
    assert place("s3://models/a?endpoint=http://x") == "s3://models/a?endpoint=http://x"
    assert place("") == ""
    assert folders_of(Import(cache="/c", folder="/o")) == ("/c", "/o")
    assert folders_of(Restore(cache="/c", keys=ONE)) == ("/c",)


@pytest.mark.parametrize(
    ("order", "back"),
    [
        (Archive(cache="/c", keys=TWO, to="/v"), Restore(cache="/c", keys=TWO)),
        (Restore(cache="/c", keys=TWO), Archive(cache="/c", keys=TWO, to="/vault")),
        (Freeze(cache="/c", keys=ONE), Thaw(cache="/c", keys=ONE)),
        (Thaw(cache="/c", keys=ONE), Freeze(cache="/c", keys=ONE, to="/vault")),
        (Mend(cache="/c", archive="/v"), None),
    ],
)
def test_each_order_has_one_that_takes_it_back(order: ArchiveOrder, back: ArchiveOrder | None) -> None:
    kind = type(order).__struct_config__.tag
    result = msgspec.json.encode(ArchiveResult(archive="/vault"))
    assert taking_back(str(kind), msgspec.json.encode(order), result) == back


def test_what_came_from_nowhere_in_particular_does_not_go_back() -> None:
    assert taking_back("restore", msgspec.json.encode(Restore(cache="/c", keys=ONE)), b"{}") is None
