"""The command line: parse, ask the engine in process, print. The keys it prints are a contract.

Exit: 0 done, 1 failed (one line on stderr per problem), 2 usage, 3 refused because it would be
unsafe, 130 interrupted with the state kept.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import IO, Any, Final, NoReturn, TypeVar

import msgspec

from .engine.cache.names import is_commit, parse_repo
from .engine.engine import Engine, Surroundings
from .engine.jobs.values import JobView
from .engine.library import orders
from .engine.library.query import parse, sort_key
from .engine.library.removal import InUseFailure
from .engine.library.values import (
    BadFile,
    InUse,
    JoinResult,
    RelocateResult,
    RemovalPlan,
    RepoDetail,
    RepoRow,
    Target,
    VerifyResult,
)
from .engine.problems import Failure, Problem, printable
from .options import Options, UsageError, split
from .version import VERSION

DONE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
REFUSED: Final = 3
INTERRUPTED: Final = 130

_Result = TypeVar("_Result")


class Answer:
    """What a command found: the object for `--json`, the lines for a person, the problems, the exit."""

    def __init__(
        self,
        data: dict[str, Any],
        lines: Sequence[str] = (),
        *,
        problems: Sequence[str] = (),
        status: int = DONE,
    ) -> None:
        self.data = data
        self.lines = lines
        self.problems = problems
        self.status = status


def main(argv: Sequence[str]) -> int:
    """Runs one command; the exit status."""
    try:
        options, rest = split(argv)
        arguments = _parser().parse_args(rest)
    except UsageError as error:
        sys.stderr.write(f"hubkeep: {error} See hubkeep --help.\n")
        return USAGE
    except SystemExit as end:
        return int(end.code or 0)
    if arguments.run is None:
        sys.stderr.write("hubkeep: no command given. See hubkeep --help.\n")
        return USAGE
    run: Callable[[Engine, argparse.Namespace, Options], Answer] = arguments.run
    if arguments.plain is not None:
        plain: Callable[[argparse.Namespace, Options], int] = arguments.plain
        return plain(arguments, options)
    try:
        with _engine(options) as engine:
            return _print(run(engine, arguments, options), options)
    except InUseFailure as failure:
        data = {"frees": 0, "repos": 0, "revisions": 0, "in_use": _in_use(failure.in_use)}
        return _print(Answer(data, problems=[str(failure)], status=REFUSED), options)
    except Failure as failure:
        status = REFUSED if failure.refused and failure.problem.code not in _NOT_UNSAFE else FAILED
        return _print(
            Answer({"error": _problem(failure.problem)}, problems=[str(failure)], status=status), options
        )
    except KeyboardInterrupt:
        return _print(
            Answer({"interrupted": True}, problems=["interrupted; the state is kept."], status=INTERRUPTED),
            options,
        )
    except BrokenPipeError:
        # Whoever read us has enough; Python would complain once more while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


_NOT_UNSAFE: Final = frozenset({"not-cached", "no-cache-open", "bad-filter", "path-missing"})
"""Refusals that are a mistake rather than a danger."""


@contextlib.contextmanager
def _engine(options: Options) -> Iterator[Engine]:
    engine = Engine(surroundings(options))
    try:
        yield engine
    finally:
        engine.close()


def surroundings(options: Options) -> Surroundings:
    """The machine as the engine shall see it."""
    environ = dict(os.environ)
    if options.cache is not None:
        environ["HF_HUB_CACHE"] = str(options.cache)
    return Surroundings(
        home=options.home,
        environ=environ,
        user_home=Path.home(),
        worker=(*own_command(), "scan-worker"),
        cores=os.cpu_count() or 1,
        cache="" if options.cache is None else str(options.cache),
    )


def own_command() -> tuple[str, ...]:
    """The command line of this very program."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    return (sys.executable, "-m", "hubkeep")


# --- commands -----------------------------------------------------------------------------------


def _ls(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    query = parse(" ".join(arguments.filter or ()))
    place = engine.look(_cache(options))
    totals = engine.totals()
    if totals.problems:
        raise Failure.of(totals.problems[0])
    now = time.time()
    rows = [row for row in place.inventory.rows() if query.matches(row, now)]
    rows.sort(key=lambda row: sort_key(row, arguments.sort), reverse=False)
    data = {
        "cache": totals.cache,
        "bytes": totals.bytes,
        "repos": [_repo(row, engine.describe(row.key), totals.trust) for row in rows],
        "reclaimable": {item.kind: item.bytes for item in totals.reclaimable},
    }
    return Answer(data, list(_table(rows, totals.bytes, totals.trust, now)))


def _repo(row: RepoRow, detail: RepoDetail, trust: str) -> dict[str, Any]:
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
        "last_access": _time(row.last_access),
        "last_access_trust": trust,
        "last_modified": _time(row.last_modified),
        "state": row.state,
        "problems": [problem.sentence() for problem in row.problems],
        "path": detail.path,
    }


def _verify(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place = engine.look(_cache(options))
    keys = tuple(_key(engine, name)[0] for name in arguments.repos)
    result = _run(engine, options, orders.Verify(cache=place.root, keys=keys), VerifyResult)
    data = {
        "files": result.files,
        "bytes": result.bytes,
        "ok": result.ok,
        "corrupt": [_bad(bad) for bad in result.corrupt],
        "missing": [{"repo": bad.repo, "path": bad.path} for bad in result.missing],
        "unnamed": result.unnamed,
    }
    problems = [f"{_shown(bad)} is corrupt. Delete it and download it again." for bad in result.corrupt]
    problems += [f"{_shown(bad)} is missing. Download it again." for bad in result.missing]
    lines = [f"{result.ok} of {result.files} files intact ({size(result.bytes)})."]
    if result.unnamed:
        lines.append(f"{result.unnamed} files have no known digest and could only be read.")
    return Answer(data, lines, problems=problems, status=FAILED if problems else DONE)


def _rm(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place = engine.look(_cache(options))
    targets = tuple(_target(engine, what) for what in arguments.what)
    plan = engine.plan_removal(targets)
    data = _plan(plan)
    if plan.in_use:
        raise InUseFailure(
            plan.in_use, repo=plan.in_use[0].repo, pid=plan.in_use[0].pid, command=plan.in_use[0].command
        )
    verb = "Deleting" if arguments.permanent else "Moving to the trash"
    lines = [f"{line.repo}: {size(line.frees)}{_kept(line.kept, line.kept_by)}" for line in plan.lines]
    if arguments.dry_run:
        return Answer(data, [*lines, f"{verb} would free {size(plan.frees)}. Nothing was removed."])
    order = orders.Remove(cache=place.root, targets=targets, permanent=arguments.permanent)
    _run(engine, options, order, dict[str, Any])
    done = "Deleted" if arguments.permanent else "Moved to the trash; emptying it frees"
    return Answer(data, [*lines, f"{done} {size(plan.frees)}."])


def _prune(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place = engine.look(_cache(options))
    plan = engine.plan_prune()
    kinds = tuple(arguments.kind or ())
    items = [item for item in plan.items if not kinds or item.kind in kinds]
    data: dict[str, Any] = {
        "frees": sum(item.bytes for item in items),
        "items": [
            {
                "kind": item.kind,
                "path": _absolute(place.root, item.path),
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
    _run(engine, options, order, dict[str, Any])
    return Answer(
        data,
        [*lines, f"Pruned {total}; revisions and blobs lie in the trash." if items else "Nothing to prune."],
    )


def _relocate(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place = engine.look(_cache(options))
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
        use = plan.in_use[0]
        raise InUseFailure(plan.in_use, repo=use.repo, pid=use.pid, command=use.command)
    if plan.problems:
        return Answer(data, problems=[problem.sentence() for problem in plan.problems], status=REFUSED)
    advice = f"Set {plan.variable}={plan.target} for programs that do not follow links."
    if arguments.dry_run:
        edits = [f"would add to {edit.path}: {edit.added}" for edit in plan.environment]
        return Answer(
            data, [f"{plan.files} files, {size(plan.bytes)}, from {plan.source} to {plan.target}.", *edits]
        )
    order = orders.Relocate(cache=place.root, target=plan.target, environment=arguments.environment)
    _run(engine, options, order, RelocateResult)
    return Answer(
        data, [f"Moved {size(plan.bytes)} to {plan.target}; {plan.source} is a link to it now.", advice]
    )


def _join(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place = engine.look(_cache(options))
    folders = tuple(str(Path(folder).absolute()) for folder in arguments.folders)
    order = orders.Join(cache=place.root, folders=folders, apply=not arguments.dry_run)
    result = _run(engine, options, order, JoinResult)
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


def _undo(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place = engine.look(_cache(options))
    job = arguments.job
    if job is None:
        job = next((view.id for view in engine.jobs() if view.undoable and view.cache == place.root), None)
        if job is None:
            return Answer({"undone": None}, problems=["there is nothing to undo."], status=FAILED)
    _run(engine, options, orders.Undo(cache=place.root, job=job), dict[str, Any])
    return Answer({"undone": job}, [f"Brought back what job {job} had moved to the trash."])


def _jobs(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    views = engine.jobs()
    data = {
        "jobs": [
            {
                "id": view.id,
                "kind": view.kind,
                "state": view.state,
                "done": view.progress.done,
                "total": view.progress.total,
                "error": view.problem.sentence() if view.problem else None,
                "subject": view.subject,
                "undoable": view.undoable,
            }
            for view in views
        ]
    }
    lines = [f"{view.id:>5}  {view.kind:9} {view.state:9} {printable(view.subject)}" for view in views]
    return Answer(data, lines or ["No jobs."])


def _serve(arguments: argparse.Namespace, options: Options) -> int:
    """`hubkeep engine`: messages on stdin and stdout until stdin ends."""
    from .engine.system.processes import lower_priority
    from .link.server import Outbox, Server

    lower_priority()
    # Nothing but messages may reach the pipe, whatever a library prints.
    reading: IO[bytes] = sys.stdin.buffer
    writing: IO[bytes] = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the window's terminal is the window's

    def open_engine(outbox: Outbox) -> Engine:
        return Engine(surroundings(options), outbox)

    with writing:
        return Server(open_engine, reading, writing).serve()


def _scan_worker(arguments: argparse.Namespace, options: Options) -> int:
    from .engine.library.scanning import run_worker

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run_worker(arguments.root, sys.stdin.buffer, sys.stdout.buffer)
    return DONE


# --- names --------------------------------------------------------------------------------------


def _cache(options: Options) -> str:
    return str(options.cache) if options.cache is not None else ""


def _key(engine: Engine, text: str) -> tuple[str, str]:
    """The folder of the repo that `text` (`org/name`, `dataset/org/name@rev`) names, and the revision."""
    name, _, revision = text.partition("@")
    repo = parse_repo(name)
    if repo is None:
        raise Failure("not-a-repo-name", refused=True, what=text)
    return repo.folder, revision


def _target(engine: Engine, text: str) -> Target:
    key, revision = _key(engine, text)
    if not revision:
        return Target(key)
    detail = engine.describe(key)
    found = [r.commit for r in detail.revisions if revision in r.refs or r.commit == revision] or [
        r.commit for r in detail.revisions if len(revision) >= 4 and r.commit.startswith(revision)
    ]
    if len(found) != 1 and not is_commit(revision):
        raise Failure("not-cached", refused=True, what=text)
    return Target(key, found[0] if found else revision)


# --- running ------------------------------------------------------------------------------------


def _run(engine: Engine, options: Options, order: orders.LibraryOrder, shape: type[_Result]) -> _Result:
    """Runs an order to its end, with progress on a terminal; Ctrl-C cancels it."""
    job = engine.start(order)
    over = threading.Event()
    shower = threading.Thread(target=_show_progress, args=(engine, job, over), name="progress")
    if sys.stderr.isatty() and not options.json:
        shower.start()

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        view = engine.wait(job)
    except KeyboardInterrupt:
        with contextlib.suppress(Failure):
            engine.control(job, "cancel")
        engine.wait(job)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
        over.set()
        if shower.is_alive():
            shower.join()
    if view.problem is not None:
        raise Failure.of(view.problem, refused=view.problem.code in _UNSAFE)
    if view.state == "cancelled":
        raise KeyboardInterrupt
    return msgspec.json.decode(engine.result(job)[1], type=shape)


_UNSAFE: Final = frozenset({"in-use", "in-use-xet", "relocate-inside", "relocate-occupied", "relocate-space"})


def _show_progress(engine: Engine, job: int, over: threading.Event) -> None:
    while not over.wait(0.2):
        view = next((view for view in engine.jobs() if view.id == job), None)
        if view is not None:
            sys.stderr.write(f"\r\x1b[2K{_progress(view)}")
            sys.stderr.flush()
    sys.stderr.write("\r\x1b[2K")


def _progress(view: JobView) -> str:
    done, total = view.progress.done, view.progress.total
    share = f"{done / total:4.0%}" if total else "    "
    if view.progress.unit == "files":
        return f"{share}  {done} of {total}"
    rate = f"  {size(int(view.rate))}/s" if view.rate else ""
    left = f"  {view.eta:.0f} s left" if view.eta is not None else ""
    return f"{share}  {size(done)} of {size(total)}{rate}{left}"


# --- printing -----------------------------------------------------------------------------------


def _print(answer: Answer, options: Options) -> int:
    for problem in answer.problems:
        sys.stderr.write(f"hubkeep: {problem}\n")
    if options.json:
        sys.stdout.write(msgspec.json.encode(answer.data).decode() + "\n")
    elif answer.status == DONE:
        for line in answer.lines:
            sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return answer.status


def _table(rows: Sequence[RepoRow], total: int, trust: str, now: float) -> Iterator[str]:
    names = [f"{row.type}/{row.name}" if row.type not in {"model", "other"} else row.name for row in rows]
    names = [printable(name) for name in names]
    width = min(max([len(name) for name in names], default=0), 60)
    yield f"{'REPO':{width}}  {'SIZE':>9}  {'FREES':>9}  {'LAST READ':10}  STATE"
    for name, row in zip(names, rows, strict=True):
        read = _days(row.last_access, now) if trust != "none" else "unknown"
        yield f"{name:{width}}  {size(row.bytes):>9}  {size(row.frees):>9}  {read:10}  {row.state}"
    yield f"{len(rows)} repos, {size(total)} on disk."


def _days(moment: float | None, now: float) -> str:
    if moment is None:
        return "unknown"
    days = int((now - moment) // 86400)
    return "today" if days < 1 else f"{days} d ago"


def size(count: int) -> str:
    """Bytes for a person: decimal units, three figures."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 999.5 or unit == "TB":
            figures = 0 if unit == "B" or amount >= 99.95 else 1 if amount >= 9.995 else 2
            return f"{amount:.{figures}f} {unit}"
        amount /= 1000
    raise AssertionError


def _plan(plan: RemovalPlan) -> dict[str, Any]:
    return {"frees": plan.frees, "bytes": plan.bytes, "repos": plan.repos, "revisions": plan.revisions}


def _kept(kept: int, kept_by: Sequence[str]) -> str:
    return f" ({size(kept)} stay, used by {', '.join(kept_by)})" if kept else ""


def _bad(bad: BadFile) -> dict[str, Any]:
    found = {"repo": bad.repo, "path": bad.path, "blob": bad.blob}
    return found | {"reason": bad.problem.sentence()} if bad.problem else found


def _shown(bad: BadFile) -> str:
    return printable(f"{bad.repo}: {bad.path}" if bad.path else bad.repo)


def _in_use(uses: Sequence[InUse]) -> list[dict[str, Any]]:
    return [{"pid": use.pid, "command": use.command, "repo": use.repo, "path": use.path} for use in uses]


def _problem(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "params": problem.params, "sentence": problem.sentence()}


def _time(moment: float | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def _absolute(root: str, path: str) -> str:
    return path if os.path.isabs(path) else os.path.join(root, path)


# --- parsing ------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """One line for a usage error."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"hubkeep: {message}. See hubkeep --help.\n")
        raise SystemExit(USAGE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="hubkeep",
        description="Keeps the Hugging Face cache of this machine. Without a command: the window.",
        epilog="Options before or after any command: --cache DIR, --home DIR, --json, --endpoint URL. "
        "A repo is written org/name, dataset/org/name, space/org/name or kernel/org/name, with @revision "
        "behind it where one is meant.",
    )
    parser.add_argument("--version", action="version", version=f"hubkeep {VERSION}")
    parser.set_defaults(run=None, plain=None)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    def command(name: str, run: Callable[..., Answer], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    ls = command("ls", _ls, "List what is cached.")
    ls.add_argument("--sort", choices=("size", "accessed", "modified", "name"), default="size")
    ls.add_argument(
        "--filter", metavar="EXPR", action="append", help="for example: size>10GB read>90d org:Qwen"
    )
    verify = command("verify", _verify, "Hash cached files and compare with their names, offline.")
    verify.add_argument("repos", metavar="REPO", nargs="*")
    rm = command("rm", _rm, "Remove repos or revisions; to the trash unless told otherwise.")
    rm.add_argument("what", metavar="WHAT", nargs="+")
    rm.add_argument("--dry-run", action="store_true")
    rm.add_argument("--permanent", action="store_true", help="delete for good instead")
    prune = command("prune", _prune, "Remove what no program would miss.")
    prune.add_argument("--dry-run", action="store_true")
    prune.add_argument(
        "--permanent", action="store_true", help="revisions and blobs too are deleted for good"
    )
    prune.add_argument(
        "--kind",
        action="append",
        choices=("detached", "orphan", "partial", "lock", "no-exist", "xet", "store"),
    )
    relocate = command("relocate", _relocate, "Move the whole cache to another folder or disk.")
    relocate.add_argument("dir", metavar="DIR")
    relocate.add_argument("--dry-run", action="store_true")
    relocate.add_argument("--environment", action="store_true", help="set HF_HUB_CACHE for your shells")
    join = command("join", _join, "Store identical files once, by reflink or hard link.")
    join.add_argument("folders", metavar="FOLDER", nargs="*", help="local_dir copies to look into as well")
    join.add_argument("--dry-run", action="store_true")
    undo = command("undo", _undo, "Bring back what was moved to the trash.")
    undo.add_argument("job", metavar="JOB", nargs="?", type=int, help="default: the last one")
    command("jobs", _jobs, "List jobs under way and finished.")
    serve = commands.add_parser("engine", help="Speak JSON lines on stdin and stdout, for the window.")
    serve.set_defaults(run=_no_answer, plain=_serve)
    worker = commands.add_parser("scan-worker")
    worker.add_argument("root")
    worker.set_defaults(run=_no_answer, plain=_scan_worker)
    return parser


def _no_answer(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    raise AssertionError
