"""Sizes, times and names as the command line writes them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from ..engine.cache.refusal import InUse
from ..engine.library.values import (
    BadFile,
    RemovalPlan,
    RepoRow,
)
from ..engine.problems import Problem, printable
from ..engine.sizes import size


def iso(moment: float | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def _days(moment: float | None, now: float) -> str:
    if moment is None:
        return "unknown"
    days = int((now - moment) // 86400)
    return "today" if days < 1 else f"{days} d ago"


def written(row: RepoRow) -> str:
    """A repo as it is written on the command line."""
    return f"{row.type}/{row.name}" if row.type not in {"model", "other"} else row.name


def told_state(row: RepoRow) -> str:
    """A repo's state as the command line's contract has it: what is frozen or in a bucket is archived, and
    its problems say more."""
    return "archived" if row.state in {"frozen", "bucket"} else row.state


def shown(bad: BadFile) -> str:
    return printable(f"{bad.repo}: {bad.path}" if bad.path else bad.repo)


def kept(kept: int, kept_by: Sequence[str]) -> str:
    return f" ({size(kept)} stay, used by {', '.join(kept_by)})" if kept else ""


def bad_data(bad: BadFile) -> dict[str, Any]:
    found = {"repo": bad.repo, "path": bad.path, "blob": bad.blob}
    return found | {"reason": bad.problem.sentence()} if bad.problem else found


def in_use_data(uses: Sequence[InUse]) -> list[dict[str, Any]]:
    return [{"pid": use.pid, "command": use.command, "repo": use.repo, "path": use.path} for use in uses]


def problem_data(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "params": problem.params, "sentence": problem.sentence()}


def plan_data(plan: RemovalPlan) -> dict[str, Any]:
    return {"frees": plan.frees, "bytes": plan.bytes, "repos": plan.repos, "revisions": plan.revisions}


def absolute(root: str, path: str) -> str:
    return path if os.path.isabs(path) else os.path.join(root, path)


def table(rows: Sequence[RepoRow], total: int, trust: str, now: float) -> Iterator[str]:
    names = [printable(written(row)) for row in rows]
    width = min(max([len(name) for name in names], default=0), 60)
    yield f"{'REPO':{width}}  {'SIZE':>9}  {'FREES':>9}  {'LAST READ':10}  STATE"
    for name, row in zip(names, rows, strict=True):
        read = _days(row.last_access, now) if trust != "none" else "unknown"
        yield f"{name:{width}}  {size(row.bytes):>9}  {size(row.frees):>9}  {read:10}  {told_state(row)}"
    yield f"{len(rows)} repos, {size(total)} on disk."
