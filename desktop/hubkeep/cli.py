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

from .engine.cache.names import parse_repo
from .engine.cache.spelling import spelled
from .engine.engine import Engine, Surroundings
from .engine.jobs.values import JobView
from .engine.library import orders
from .engine.library.place import CachePlace
from .engine.library.query import parse, sort_key
from .engine.library.refusal import InUseFailure
from .engine.library.values import (
    BadFile,
    InUse,
    JoinResult,
    RelocateResult,
    RemovalPlan,
    RemovalResult,
    RepoDetail,
    RepoRow,
    Target,
    Totals,
    VerifyResult,
)
from .engine.problems import Failure, Problem, from_os_error, printable
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
        sys.stderr.write(f"hubkeep: {printable(str(error))} See hubkeep --help.\n")
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
        return _print(_answer(run, arguments, options), options)
    except BrokenPipeError:
        # Whoever read us has enough; Python would complain once more while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _answer(
    run: Callable[[Engine, argparse.Namespace, Options], Answer],
    arguments: argparse.Namespace,
    options: Options,
) -> Answer:
    """What a command found, or why it did not."""
    try:
        with _engine(options) as engine:
            return run(engine, arguments, options)
    except InUseFailure as failure:
        data = {"frees": 0, "repos": 0, "revisions": 0, "in_use": _in_use(failure.in_use)}
        return Answer(data, problems=[str(failure)], status=REFUSED)
    except Failure as failure:
        return _failed(failure.problem)
    except OSError as error:
        return _failed(from_os_error(error, str(error.filename or "hubkeep")).problem)
    except KeyboardInterrupt:
        return Answer({"interrupted": True}, problems=["interrupted; the state is kept."], status=INTERRUPTED)


def _failed(problem: Problem) -> Answer:
    sentence = problem.sentence()
    if problem.code == "system-no-trash":
        sentence += " That is hubkeep rm --permanent."
    return Answer({"error": _problem(problem)}, problems=[sentence], status=_status([problem]))


def _status(problems: Sequence[Problem]) -> int:
    return REFUSED if any(problem.code in _UNSAFE for problem in problems) else FAILED


_UNSAFE: Final = frozenset(
    {
        "foreign-left-alone",
        "in-use",
        "in-use-xet",
        "job-unfinished",
        "outside-cache",
        "relocate-came-into-use",
        "relocate-inside",
        "relocate-mount",
        "relocate-occupied",
        "relocate-space",
        "system-restore-occupied",
        "undo-occupied",
    }
)
"""What was refused because it would do harm; any other refusal is a mistake to be put right."""


@contextlib.contextmanager
def _engine(options: Options) -> Iterator[Engine]:
    engine = Engine(surroundings(options))
    try:
        yield engine
    finally:
        engine.close()


def surroundings(options: Options) -> Surroundings:
    """The machine as the engine shall see it."""
    return Surroundings(
        home=options.home,
        environ=dict(os.environ),
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
    place, totals = _look(engine, options)
    now = time.time()
    rows = [row for row in place.inventory.rows() if query.matches(row, now)]
    rows.sort(key=lambda row: sort_key(row, arguments.sort))
    data = {
        "cache": totals.cache,
        "bytes": totals.bytes,
        "repos": [_repo(row, engine.describe(row.key), totals.trust) for row in rows if options.json],
        "reclaimable": {item.kind: item.bytes for item in totals.reclaimable},
    }
    return Answer(data, list(_table(rows, totals.bytes, totals.trust, now)))


def _look(engine: Engine, options: Options) -> tuple[CachePlace, Totals]:
    """The cache and its numbers as of now. Raises `Failure` where it can't be read."""
    place = engine.look(_cache(options))
    totals = engine.totals()
    if totals.problems:
        raise Failure.of(totals.problems[0])
    return place, totals


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
    place, _ = _look(engine, options)
    keys = tuple(_cached_key(place, name)[0] for name in arguments.repos)
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
    place, _ = _look(engine, options)
    targets = tuple(_target(engine, place, what) for what in arguments.what)
    plan = engine.plan_removal(targets)
    data = _plan(plan)
    if plan.in_use:
        raise InUseFailure(plan.in_use)
    verb = "Deleting" if arguments.permanent else "Moving to the trash"
    lines = [f"{line.repo}: {size(line.frees)}{_kept(line.kept, line.kept_by)}" for line in plan.lines]
    if arguments.dry_run:
        return Answer(data, [*lines, f"{verb} would free {size(plan.frees)}. Nothing was removed."])
    order = orders.Remove(cache=place.root, targets=targets, permanent=arguments.permanent)
    _run(engine, options, order, RemovalResult)
    done = "Deleted" if arguments.permanent else "Moved to the trash; emptying it frees"
    return Answer(data, [*lines, f"{done} {size(plan.frees)}."])


def _prune(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place, _ = _look(engine, options)
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
    _run(engine, options, order, RemovalResult)
    return Answer(
        data,
        [*lines, f"Pruned {total}; revisions and blobs lie in the trash." if items else "Nothing to prune."],
    )


def _relocate(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place, _ = _look(engine, options)
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
        data["in_use"] = _in_use(plan.in_use)
        return Answer(data, problems=[str(InUseFailure(plan.in_use))], status=REFUSED)
    if plan.problems:
        sentences = [problem.sentence() for problem in plan.problems]
        return Answer(data, problems=sentences, status=_status(plan.problems))
    advice = f"Set {plan.variable}={plan.target} for programs that do not follow links."
    if arguments.dry_run:
        edits = [f"would add to {edit.path}:\n{edit.added}" for edit in plan.environment]
        what = f"{plan.files} files, {size(plan.bytes)}, from {plan.source} to {plan.target}."
        return Answer(data, [what, *edits, "Nothing was moved."])
    order = orders.Relocate(cache=place.root, target=plan.target, environment=arguments.environment)
    _run(engine, options, order, RelocateResult)
    if arguments.environment:
        advice = f"New shells have {plan.variable}={plan.target}; hubkeep undo --environment takes that back."
    moved = f"Moved {size(plan.bytes)} to {plan.target}; {plan.source} is a link to it now."
    return Answer(data, [moved, advice])


def _join(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place, _ = _look(engine, options)
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
    if arguments.environment:
        engine.undo_environment()
        return Answer({"undone": None, "environment": True}, ["Took HF_HUB_CACHE out of your shells' files."])
    place = engine.look(_cache(options))
    views = [view for view in engine.jobs() if view.undoable]
    if arguments.job is None:
        found = next((view for view in views if view.cache == place.root), None)
        if found is None:
            return Answer({"undone": None}, problems=["there is nothing to undo."], status=FAILED)
    else:
        found = next((view for view in views if view.id == arguments.job), None)
        if found is None:
            raise Failure("nothing-to-undo", job=arguments.job)
    _run(engine, options, orders.Undo(cache=found.cache, job=found.id), RemovalResult)
    return Answer({"undone": found.id}, [f"Brought back what job {found.id} had moved to the trash."])


def _trash(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    place = engine.look(_cache(options))
    held = engine.totals().trashed
    if not arguments.empty:
        return Answer(
            {"bytes": held, "frees": 0}, [f"{size(held)} in the trash; “hubkeep trash --empty” frees it."]
        )
    result = _run(engine, options, orders.EmptyTrash(cache=place.root), RemovalResult)
    return Answer({"bytes": 0, "frees": result.frees}, [f"Freed {size(result.frees)}."])


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

    # Nothing but messages may reach the pipe, whatever a library prints.
    reading: IO[bytes] = sys.stdin.buffer
    writing: IO[bytes] = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the window's terminal is the window's

    def open_engine(outbox: Outbox) -> Engine:
        return Engine(surroundings(options), outbox)

    with writing:
        return Server(open_engine, reading, writing, greeted=lower_priority).serve()


def _scan_worker(arguments: argparse.Namespace, options: Options) -> int:
    from .engine.library.scanning import run_worker

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run_worker(arguments.root, sys.stdin.buffer, sys.stdout.buffer)
    return DONE


# --- names --------------------------------------------------------------------------------------


def _cache(options: Options) -> str:
    return str(options.cache) if options.cache is not None else ""


def _cached_key(place: CachePlace, text: str) -> tuple[str, str]:
    """The folder of the repo that `text` (`org/name`, `dataset/org/name@rev`) names, and the revision.
    Raises `Failure` where the cache has no such repo."""
    name, _, revision = spelled(text).partition("@")
    repo = parse_repo(name)
    if repo is not None:
        key = repo.folder
    else:
        # Not a name that the Hub would give, but `ls` shows what is there, and what it shows is taken.
        shown = {_name(row): row.key for row in place.inventory.rows()}
        key = shown.get(name, "")
        if not key:
            raise Failure("not-a-repo-name", what=text)
    if place.inventory.row(key) is None:
        raise Failure("not-cached", what=text)
    return key, revision


def _target(engine: Engine, place: CachePlace, text: str) -> Target:
    key, revision = _cached_key(place, text)
    if not revision:
        if text.endswith("@"):
            raise Failure("not-cached", what=text)
        return Target(key)
    detail = engine.describe(key)
    found = [r.commit for r in detail.revisions if revision in r.refs or r.commit == revision] or [
        r.commit for r in detail.revisions if len(revision) >= 4 and r.commit.startswith(revision)
    ]
    if len(found) != 1:
        raise Failure("not-cached", what=text)
    return Target(key, found[0])


def _name(row: RepoRow) -> str:
    """A repo as it is written on the command line."""
    return f"{row.type}/{row.name}" if row.type not in {"model", "other"} else row.name


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
        # Where another Hubkeep runs it, it is not ours to cancel, nor to wait for.
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
        raise Failure.of(view.problem)
    if view.state == "cancelled":
        raise KeyboardInterrupt
    return msgspec.json.decode(engine.result(job)[1], type=shape)


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
    for sentence in answer.problems:
        sys.stderr.write(f"hubkeep: {printable(sentence)}\n")
    if options.json:
        sys.stdout.flush()
        sys.stdout.buffer.write(_json(answer.data) + b"\n")
    elif answer.status == DONE:
        for line in answer.lines:
            # Whatever the terminal can't show is written as an escape.
            encoding = sys.stdout.encoding or "utf-8"
            sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stdout.flush()
    return answer.status


def _json(data: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(data)
    except UnicodeEncodeError:
        # A name from the command line that is no Unicode; with escapes it still says what it is.
        import json

        return json.dumps(data).encode("ascii")


def _table(rows: Sequence[RepoRow], total: int, trust: str, now: float) -> Iterator[str]:
    names = [printable(_name(row)) for row in rows]
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
        sys.stderr.write(f"hubkeep: {printable(message)}. See hubkeep --help.\n")
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
    undo.add_argument(
        "--environment",
        action="store_true",
        help="take out of your shells' files what relocate --environment put there",
    )
    trash = command("trash", _trash, "Show what Hubkeep moved to the trash, or delete it for good.")
    trash.add_argument("--empty", action="store_true", help="delete it for good")
    command("jobs", _jobs, "List jobs under way and finished.")
    serve = commands.add_parser("engine", help="Speak JSON lines on stdin and stdout, for the window.")
    serve.set_defaults(run=_no_answer, plain=_serve)
    worker = commands.add_parser("scan-worker")
    worker.add_argument("root")
    worker.set_defaults(run=_no_answer, plain=_scan_worker)
    return parser


def _no_answer(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    raise AssertionError
