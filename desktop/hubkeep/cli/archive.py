"""`hubkeep archive`, `restore`, `freeze`, `thaw`: where the big files of repos lie."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..engine.archive.orders import Archive, ArchiveOrder, Freeze, Restore, Thaw
from ..engine.archive.subjects import BUCKET, place
from ..engine.archive.values import ArchivePlan, ArchiveResult, Policy
from ..engine.cache.names import repo_of_folder
from ..engine.cache.refusal import InUseFailure
from ..engine.engine import Engine
from ..engine.problems import printable
from ..engine.sizes import size
from ..options import Options
from . import amounts
from .answer import REFUSED, USAGE, Answer
from .naming import cached_key, look
from .refusals import status_of
from .running import run_order
from .words import in_use_data

if TYPE_CHECKING:
    from ..engine.library.place import CachePlace

Command = Callable[..., argparse.ArgumentParser]


def add_commands(command: Command) -> None:
    """The commands; `command` makes one of a name, what it runs and a sentence."""
    moving = command("archive", archive, "Move the big files of repos to another disk; all goes on loading.")
    moving.add_argument("repos", metavar="REPO", nargs="*")
    moving.add_argument("--to", metavar="DIR", required=True, help="a folder, or s3://bucket/prefix")
    moving.add_argument("--s3-endpoint", metavar="URL", default="", help="of a bucket that is not Amazon's")
    moving.add_argument("--s3-region", metavar="NAME", default="")
    moving.add_argument(
        "--stale", metavar="AGE", type=amounts.days, help="what was not read for so long: 90d, 12w, 1y"
    )
    moving.add_argument("--larger-than", metavar="SIZE", type=amounts.size, default=0)
    moving.add_argument(
        "--below-free",
        metavar="SIZE",
        type=amounts.size,
        default=0,
        help="only while less is free, and no more than that takes",
    )
    moving.add_argument("--except", metavar="GLOB", dest="excepting", action="append", default=[])
    moving.add_argument("--dry-run", action="store_true")
    text = "List the policies with what each would move now, or do what the enabled ones say."
    ruling = command("policies", policies, text)
    ruling.add_argument("--run", dest="now", action="store_true", help="move it; for a timer")
    back = command("restore", restore, "Bring archived repos back into the cache, from wherever they are.")
    back.add_argument("repos", metavar="REPO", nargs="+")
    back.add_argument("--dry-run", action="store_true")
    text = "Compress what is only kept to be kept; programs can't load it until it is thawed."
    freezing = command("freeze", freeze, text)
    freezing.add_argument("repos", metavar="REPO", nargs="+")
    freezing.add_argument("--to", metavar="DIR", default="", help="of what is not archived yet")
    thawing = command("thaw", thaw, "Make frozen repos plain again, where they are.")
    thawing.add_argument("repos", metavar="REPO", nargs="+")


def archive(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    if bool(arguments.repos) == (arguments.stale is not None):
        return Answer(
            {}, problems=["name repos, or say --stale AGE. See hubkeep archive --help."], status=USAGE
        )
    found, _ = look(engine, options)
    to = target(arguments.to, arguments.s3_endpoint, arguments.s3_region)
    if arguments.stale is not None:
        return _stale(engine, arguments, options, to)
    keys = _keys(found, arguments.repos)
    plan = engine.archives.plan(keys, to)
    refusal = _refused(plan)
    if refusal is not None:
        return refusal
    if arguments.dry_run:
        return _planned(plan, f"Archiving would move {size(plan.bytes)} to {printable(plan.to)}")
    result = run_order(engine, options, Archive(cache=found.root, keys=keys, to=to), ArchiveResult)
    return _archived(result, plan)


def _stale(engine: Engine, arguments: argparse.Namespace, options: Options, to: str) -> Answer:
    policy = Policy(
        name="command line",
        to=to,
        unread_days=arguments.stale,
        larger_than=arguments.larger_than,
        only_below_free=arguments.below_free,
        except_matching=tuple(arguments.excepting),
    )
    plan = engine.archives.plan_policy(policy)
    refusal = _refused(plan)
    if refusal is not None:
        return refusal
    if arguments.dry_run:
        return _planned(plan, f"Archiving would move {size(plan.bytes)} to {printable(plan.to)}")
    orders = engine.archives.due([policy])
    if not orders:
        return Answer(data(ArchiveResult(archive=to)), ["Nothing is due: all was read lately, or is pinned."])
    return _archived(run_all(engine, options, orders), plan)


def policies(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    look(engine, options)
    kept = engine.archives.policies()
    if arguments.now:
        orders = engine.archives.due(kept)
        result = run_all(engine, options, orders) if orders else ArchiveResult()
        moved = f"Moved {size(result.moved)} ({_named(result)}), which freed {size(result.frees)}."
        return Answer(data(result), [moved if orders else "Nothing is due."])
    plans = [engine.archives.plan_policy(policy) for policy in kept]
    said = [
        _plan_data(plan) | {"name": policy.name, "enabled": policy.enabled}
        for policy, plan in zip(kept, plans, strict=True)
    ]
    lines = [
        f"{printable(policy.name)}{'' if policy.enabled else ' (off)'}: "
        f"would move {size(plan.bytes)} to {printable(policy.to)} and free {size(plan.frees)}."
        for policy, plan in zip(kept, plans, strict=True)
    ]
    return Answer({"policies": said}, lines or ["No policy yet. The Archive page makes them."])


def restore(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    found, _ = look(engine, options)
    keys = _keys(found, arguments.repos)
    plan = engine.archives.plan_restore(keys)
    refusal = _refused(plan)
    if refusal is not None:
        return refusal
    if arguments.dry_run:
        return _planned(plan, f"Restoring would bring {size(plan.bytes)} back")
    result = run_order(engine, options, Restore(cache=found.root, keys=keys), ArchiveResult)
    return Answer(data(result), [f"Brought back {size(result.moved)}: {_named(result)}."])


def freeze(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    found, _ = look(engine, options)
    to = target(arguments.to) if arguments.to else ""
    order = Freeze(cache=found.root, keys=_keys(found, arguments.repos), to=to)
    result = run_order(engine, options, order, ArchiveResult)
    told = f"Compressed {size(result.moved)} ({_named(result)}), which freed {size(result.frees)}."
    return Answer(data(result), [told])


def thaw(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    found, _ = look(engine, options)
    order = Thaw(cache=found.root, keys=_keys(found, arguments.repos))
    result = run_order(engine, options, order, ArchiveResult)
    return Answer(data(result), [f"Thawed {size(result.moved)}: {_named(result)}."])


def run_all(engine: Engine, options: Options, orders: Sequence[ArchiveOrder]) -> ArchiveResult:
    """Runs orders one after the other; what they did together."""
    results = [run_order(engine, options, order, ArchiveResult) for order in orders]
    return ArchiveResult(
        moved=sum(result.moved for result in results),
        frees=sum(result.frees for result in results),
        repos=tuple(repo for result in results for repo in result.repos),
        archive=results[0].archive,  # of several, the first one
        files=sum(result.files for result in results),
        problems=tuple(problem for result in results for problem in result.problems),
    )


def target(typed: str, endpoint: str = "", region: str = "") -> str:
    """Where to, as an order has it: a whole path, or the whole address of a bucket. Raises `Failure`."""
    if not typed.startswith(BUCKET):
        return place(typed)
    from ..engine.archive.bucket_address import address_of, bucket_of

    return address_of(bucket_of(typed, endpoint, region))


def data(result: ArchiveResult) -> dict[str, Any]:
    """The keys that stay."""
    return {
        "moved": result.moved,
        "frees": result.frees,
        "repos": named(result.repos),
        "archive": result.archive or None,
    }


def named(repos: Sequence[str]) -> list[str]:
    """Repos as they are written on the command line; some results name their folders."""
    return [str(repo_of_folder(repo) or repo) for repo in repos]


def _keys(found: CachePlace, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cached_key(found, name)[0] for name in names))


def _refused(plan: ArchivePlan) -> Answer | None:
    """What is said where nothing can be done; None where it can."""
    if not plan.in_use and not plan.problems:
        return None
    said = _plan_data(plan) | {"moved": 0, "frees": 0, "repos": []}
    if plan.in_use:
        said["in_use"] = in_use_data(plan.in_use)
        return Answer(said, problems=[str(InUseFailure(plan.in_use))], status=REFUSED)
    sentences = [problem.sentence() for problem in plan.problems]
    return Answer(said, problems=sentences, status=status_of(plan.problems))


def _planned(plan: ArchivePlan, told: str) -> Answer:
    lines = [
        f"{printable(moving.repo)}: {size(moving.bytes)}{_why_not_all(moving.stays, moving.reasons)}"
        for moving in plan.moves
    ]
    return Answer(_plan_data(plan), [*lines, f"{told} and free {size(plan.frees)}. Nothing was moved."])


def _why_not_all(stays: int, reasons: Sequence[Any]) -> str:
    if not reasons:
        return f" ({size(stays)} of small files stay)" if stays else ""
    return " (" + " ".join(reason.sentence() for reason in reasons) + ")"


def _plan_data(plan: ArchivePlan) -> dict[str, Any]:
    return {
        "moved": plan.bytes,
        "frees": plan.frees,
        "repos": [moving.repo for moving in plan.moves if moving.bytes],
        "archive": plan.to or None,
        "stays": [
            {"repo": moving.repo, "bytes": moving.stays, "why": [why.sentence() for why in moving.reasons]}
            for moving in plan.moves
            if moving.reasons
        ],
    }


def _archived(result: ArchiveResult, plan: ArchivePlan) -> Answer:
    if not result.moved:
        why = [why.sentence() for moving in plan.moves for why in moving.reasons]
        return Answer(data(result), ["Nothing had to be moved.", *why])
    told = f"Moved {size(result.moved)} to {printable(result.archive)}, which freed {size(result.frees)}."
    return Answer(data(result), [told, "Everything loads as before; “hubkeep restore” brings it back."])


def _named(result: ArchiveResult) -> str:
    return printable(", ".join(named(result.repos))) or "nothing had to be done"
