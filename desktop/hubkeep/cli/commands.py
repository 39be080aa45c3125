"""The commands: each asks the engine in process and says what it found."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from ..engine.archive.values import ArchiveResult
from ..engine.archive.works import ARCHIVE_KINDS
from ..engine.cache.refusal import InUseFailure
from ..engine.engine import Engine
from ..engine.library import orders
from ..engine.library.values import (
    JoinResult,
    RelocateResult,
    RemovalResult,
    RepoDetail,
    RepoRow,
    VerifyResult,
)
from ..engine.problems import Failure, printable
from ..engine.sizes import size
from ..options import Options
from .answer import DONE, FAILED, REFUSED, Answer
from .naming import cache_of, cached_key, look, target_of
from .refusals import status_of
from .running import run_order
from .words import absolute, bad_data, in_use_data, iso, kept, plan_data, shown, table, told_state


def ls(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    from ..engine.library.query import parse, sort_key  # patterns that no other command needs

    query = parse(" ".join(arguments.filter or ()))
    place, totals = look(engine, options)
    now = time.time()
    rows = [row for row in place.inventory.rows() if query.matches(row, now)]
    rows.sort(key=lambda row: sort_key(row, arguments.sort))
    data = {
        "cache": totals.cache,
        "bytes": totals.bytes,
        "repos": [repo_data(row, engine.describe(row.key), totals.trust) for row in rows if options.json],
        "reclaimable": {item.kind: item.bytes for item in totals.reclaimable},
    }
    size_of_all = sum(row.bytes for row in rows) if arguments.filter else totals.bytes
    return Answer(data, list(table(rows, size_of_all, totals.trust, now)))


def repo_data(row: RepoRow, detail: RepoDetail, trust: str) -> dict[str, Any]:
    return {
        "id": row.name,
        "type": row.type,
        "bytes": row.bytes,
        "frees": row.frees,
        "archived": row.archived,
        "files": row.files,
        "revisions": [
            {
                "commit": revision.commit,
                "refs": list(revision.refs),
                "bytes": revision.bytes,
                "frees": revision.frees,
                "files": len(revision.files),
            }
            for revision in detail.revisions
        ],
        "last_access": iso(row.last_access),
        "last_access_trust": trust,
        "last_modified": iso(row.last_modified),
        "state": told_state(row),
        "problems": [problem.sentence() for problem in row.problems],
        "path": detail.path,
    }


def verify(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place, _ = look(engine, options)
    keys = tuple(cached_key(place, name)[0] for name in arguments.repos)
    result = run_order(engine, options, orders.Verify(cache=place.root, keys=keys), VerifyResult)
    data = {
        "files": result.files,
        "bytes": result.bytes,
        "ok": result.ok,
        "corrupt": [bad_data(bad) for bad in result.corrupt],
        "missing": [{"repo": bad.repo, "path": bad.path} for bad in result.missing],
        "unnamed": result.unnamed,
        "kept_away": result.kept_away,
    }
    problems = [f"{shown(bad)} is corrupt. Delete it and download it again." for bad in result.corrupt]
    problems += [
        f"{shown(bad)}: {bad.problem.sentence()}"
        if bad.problem
        else f"{shown(bad)} is missing. Download it again."
        for bad in result.missing
    ]
    lines = [f"{result.ok} of {result.files} files intact ({size(result.bytes)})."]
    if result.unnamed:
        lines.append(f"{result.unnamed} files have no known digest and could only be read.")
    if result.kept_away:
        lines.append(f"{result.kept_away} frozen, or in a bucket, were not read.")
    return Answer(data, lines, problems=problems, status=FAILED if problems else DONE)


def rm(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place, _ = look(engine, options)
    targets = tuple(target_of(engine, place, what) for what in arguments.what)
    plan = engine.plan_removal(targets)
    data = plan_data(plan)
    if plan.in_use:
        raise InUseFailure(plan.in_use)
    verb = "Deleting" if arguments.permanent else "Moving to the trash"
    lines = [f"{line.repo}: {size(line.frees)}{kept(line.kept, line.kept_by)}" for line in plan.lines]
    if arguments.dry_run:
        return Answer(data, [*lines, f"{verb} would free {size(plan.frees)}. Nothing was removed."])
    order = orders.Remove(cache=place.root, targets=targets, permanent=arguments.permanent)
    run_order(engine, options, order, RemovalResult)
    done = "Deleted" if arguments.permanent else "Moved to the trash; emptying it frees"
    return Answer(data, [*lines, f"{done} {size(plan.frees)}."])


def prune(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place, _ = look(engine, options)
    plan = engine.plan_prune()
    kinds = tuple(arguments.kind or ())
    items = [item for item in plan.items if not kinds or item.kind in kinds]
    data: dict[str, Any] = {
        "frees": sum(item.bytes for item in items),
        "items": [
            {
                "kind": item.kind,
                "path": absolute(place.root, item.path),
                "bytes": item.bytes,
                "repo": item.repo,
            }
            for item in items
        ],
    }
    lines = [f"{item.kind:9} {size(item.bytes):>9}  {printable(item.path)}" for item in items]
    total = size(data["frees"])
    if arguments.dry_run:
        return Answer(data, [*lines, f"Pruning would free {total}. Nothing was removed."])
    order = orders.Prune(cache=place.root, kinds=kinds, permanent=arguments.permanent)
    run_order(engine, options, order, RemovalResult)
    return Answer(
        data,
        [*lines, f"Pruned {total}; revisions and blobs lie in the trash." if items else "Nothing to prune."],
    )


def relocate(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place, _ = look(engine, options)
    plan = engine.plan_relocation(arguments.dir, environment=arguments.environment)
    data: dict[str, Any] = {
        "from": plan.source,
        "to": plan.target,
        "bytes": plan.bytes,
        "files": plan.files,
        "same_volume": plan.same_volume,
        "environment": {plan.variable: plan.target},
    }
    if plan.in_use:
        data["in_use"] = in_use_data(plan.in_use)
        return Answer(data, problems=[str(InUseFailure(plan.in_use))], status=REFUSED)
    if plan.problems:
        sentences = [problem.sentence() for problem in plan.problems]
        return Answer(data, problems=sentences, status=status_of(plan.problems))
    advice = f"Set {plan.variable}={plan.target} for programs that do not follow links."
    if arguments.dry_run:
        edits = [f"would add to {edit.path}:\n{edit.added}" for edit in plan.environment]
        what = f"{plan.files} files, {size(plan.bytes)}, from {plan.source} to {plan.target}."
        return Answer(data, [what, *edits, "Nothing was moved."])
    order = orders.Relocate(cache=place.root, target=plan.target, environment=arguments.environment)
    run_order(engine, options, order, RelocateResult)
    if arguments.environment:
        advice = f"New shells have {plan.variable}={plan.target}; hubkeep undo --environment takes that back."
    moved = f"Moved {size(plan.bytes)} to {plan.target}; {plan.source} is a link to it now."
    return Answer(data, [moved, advice])


def join(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place, _ = look(engine, options)
    folders = tuple(str(Path(folder).absolute()) for folder in arguments.folders)
    order = orders.Join(cache=place.root, folders=folders, apply=not arguments.dry_run)
    result = run_order(engine, options, order, JoinResult)
    data = {
        "frees": result.saves,
        "joined": result.joined,
        "duplicates": [
            {"digest": found.digest, "bytes": found.bytes, "paths": list(found.paths)}
            for found in result.found
        ],
    }
    verb = "Joining would free" if arguments.dry_run else f"Joined {result.joined} files, which frees"
    return Answer(data, [f"{verb} {size(result.saves)}."])


def undo(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    if arguments.environment:
        engine.undo_environment()
        return Answer({"undone": None, "environment": True}, ["Took HF_HUB_CACHE out of your shells' files."])
    place = engine.look(cache_of(options))
    views = [view for view in engine.jobs() if view.undoable]
    if arguments.job is None:
        found = next((view for view in views if view.cache == place.root), None)
        if found is None:
            return Answer({"undone": None}, problems=["there is nothing to undo."], status=FAILED)
    else:
        found = next((view for view in views if view.id == arguments.job), None)
        if found is None:
            raise Failure("nothing-to-undo", job=arguments.job)
    order = orders.Undo(cache=found.cache, job=found.id)
    if found.kind in ARCHIVE_KINDS:
        run_order(engine, options, order, ArchiveResult)
        return Answer({"undone": found.id}, [f"Took back what job {found.id} had done."])
    run_order(engine, options, order, RemovalResult)
    return Answer({"undone": found.id}, [f"Brought back what job {found.id} had moved to the trash."])


def trash(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place = engine.look(cache_of(options))
    held = engine.totals().trashed
    if not arguments.empty:
        return Answer(
            {"bytes": held, "frees": 0}, [f"{size(held)} in the trash; “hubkeep trash --empty” frees it."]
        )
    result = run_order(engine, options, orders.EmptyTrash(cache=place.root), RemovalResult)
    return Answer({"bytes": 0, "frees": result.frees}, [f"Freed {size(result.frees)}."])
