"""`hubkeep jobs`: the list, and what may be asked of a job, whoever runs it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from ..engine.engine import Engine
from ..engine.jobs.values import FINISHED, JobState, JobView
from ..engine.problems import Failure, printable
from ..options import Options
from .answer import DONE, FAILED, Answer
from .get import count, rate
from .progress import left
from .words import iso

_PATIENCE: Final = 10.0
"""Seconds for whoever runs a job to do what it was told."""
_AT_REST: Final[frozenset[JobState]] = FINISHED | {"paused"}
_OF_REPOS: Final = frozenset({"download", "repair"})


def add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("jobs", metavar="ID", nargs="+", type=int)
    parser.add_argument(
        "--limit-rate",
        metavar="RATE",
        type=rate,
        default=0,
        help="for example 20M a second; default: none",
    )
    parser.add_argument(
        "--connections", metavar="N", type=count, default=0, help="at most to each source; default: as pays"
    )
    parser.set_defaults(run=limit)


def jobs(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    return _answer(in_order(engine.jobs(everything=arguments.all)))


def control(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    """One action on several jobs; what is in the way of one does not stop the others."""
    return _each(engine, arguments.jobs, lambda number: _control(engine, number, arguments.action))


def limit(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    """Other limits for several downloads."""
    rate, connections = arguments.limit_rate, arguments.connections
    return _each(engine, arguments.jobs, lambda number: engine.limit_download(number, rate, connections))


def _each(engine: Engine, numbers: Sequence[int], act: Callable[[int], None]) -> Answer:
    problems: list[str] = []
    for number in dict.fromkeys(numbers):
        try:
            act(number)
        except Failure as failure:
            problems.append(str(failure))
    asked = [view for view in engine.jobs(everything=True) if view.id in numbers]
    return _answer(in_order(asked), problems)


def _control(engine: Engine, number: int, action: str) -> None:
    view = next((view for view in engine.jobs(everything=True) if view.id == number), None)
    if view is None:
        raise Failure("job-unknown", job=number)
    if action == "dismiss" and view.state not in FINISHED:
        raise Failure("job-unfinished", job=number)
    if action in {"pause", "resume", "cancel"} and view.state in FINISHED:
        raise Failure("job-finished", job=number)
    engine.control(number, action)
    if action in {"pause", "cancel"}:
        until = FINISHED if action == "cancel" else _AT_REST
        if engine.wait(number, until=until, timeout=_PATIENCE).state not in until:
            raise Failure("job-told", job=number)


def in_order(views: Sequence[JobView]) -> list[JobView]:
    """The unfinished ones as they are run, then the finished ones, the last one first."""
    return sorted(
        views,
        key=lambda view: (1, -view.id) if view.state in FINISHED else (0, view.position),
    )


def job_data(view: JobView) -> dict[str, Any]:
    return {
        "id": view.id,
        "kind": view.kind,
        "state": view.state,
        "done": view.progress.done,
        "total": view.progress.total,
        "unit": view.progress.unit,
        "rate": view.rate,
        "error": view.problem.sentence() if view.problem else None,
        "waiting": view.waiting.sentence() if view.waiting else None,
        "retry_in": view.retry_in,
        "repo": view.subject if view.kind in _OF_REPOS else None,
        "subject": view.subject,
        "undoable": view.undoable,
        "created": iso(view.created),
        "finished": iso(view.finished),
    }


def table(views: Sequence[JobView]) -> Iterator[str]:
    kinds = max(len("KIND"), *(len(view.kind) for view in views))
    subjects = max(len("SUBJECT"), *(len(printable(view.subject)) for view in views))
    yield f"{'ID':>5}  {'KIND':{kinds}}  {'STATE':9}  {'DONE':>4}  SUBJECT"
    for view in views:
        subject = printable(view.subject)
        line = f"{view.id:>5}  {view.kind:{kinds}}  {view.state:9}  {_share(view):>4}  {subject:{subjects}}"
        yield f"{line}  {_why(view)}".rstrip()


def _why(view: JobView) -> str:
    """Why it does not run, and when it will."""
    why = view.problem or view.waiting
    told = why.sentence() if why else ""
    return f"{told} Tried again in {left(view.retry_in)}." if view.retry_in is not None else told


def _share(view: JobView) -> str:
    if not view.progress.total:
        return ""
    # Never 100 % before its end.
    return f"{min(view.progress.done / view.progress.total, 1 if view.state == 'done' else 0.99):.0%}"


def _answer(views: Sequence[JobView], problems: Sequence[str] = ()) -> Answer:
    return Answer(
        {"jobs": [job_data(view) for view in views]},
        list(table(views)) if views else ["No jobs."],
        problems=problems,
        status=FAILED if problems else DONE,
    )
