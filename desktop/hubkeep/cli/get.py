"""`hubkeep get` and `hubkeep repair`: fetch a repo, or just what is wrong in one."""

from __future__ import annotations

import argparse
import re
import signal
import sys
import threading
from types import FrameType
from typing import Any, Final, TypeVar

import msgspec

from ..engine.downloads.orders import Download, DownloadsOrder, Repair
from ..engine.downloads.values import DownloadResult, DownloadView, RepairResult
from ..engine.engine import Engine
from ..engine.jobs.values import FINISHED
from ..engine.problems import Failure
from ..engine.sizes import size
from ..options import Options
from .answer import Answer
from .naming import cache_of
from .progress import Block, lines_of

_RATE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?(?:/s)?", re.IGNORECASE)
_UNITS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_LOOK_SECONDS: Final = 0.2

_Result = TypeVar("_Result")


def rate(text: str) -> int:
    """`20M`, `512k`, `1.5 MiB/s` in bytes a second, in steps of 1,024 as curl and aria2 count. Raises
    ValueError."""
    match = _RATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return int(float(match[1]) * _UNITS[match[2].lower()])


def count(text: str) -> int:
    """A number of connections. Raises ValueError."""
    number = int(text)
    if not 1 <= number <= 64:
        raise ValueError(text)
    return number


def add_get(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("repo", metavar="REPO[@REV]")
    parser.add_argument("files", metavar="FILE", nargs="*", help="paths in the repo; default: all of it")
    parser.add_argument("--include", metavar="GLOB", action="append", default=[])
    parser.add_argument("--exclude", metavar="GLOB", action="append", default=[])
    parser.add_argument("--revision", metavar="REV", default="", help="a branch, a tag or a commit")
    parser.add_argument(
        "--local-dir", metavar="DIR", default="", help="put the files there by their own names"
    )
    parser.add_argument("--limit-rate", metavar="RATE", type=rate, default=0, help="for example 20M a second")
    parser.add_argument("--connections", metavar="N", type=count, default=0, help="at most to each source")
    parser.add_argument("--dry-run", action="store_true", help="say what would be fetched")


def add_repair(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("repo", metavar="REPO")
    parser.add_argument("--limit-rate", metavar="RATE", type=rate, default=0)


def get(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    address = engine.address(arguments.repo)
    order = Download(
        cache=cache_of(options),
        repo=str(address.repo),
        revision=arguments.revision or address.revision,
        include=(*address.include, *arguments.include),
        exclude=(*address.exclude, *arguments.exclude),
        files=(*arguments.files, *([address.path] if address.path else [])),
        local_dir=arguments.local_dir,
        endpoints=options.endpoints,
        limit_rate=arguments.limit_rate,
        connections=arguments.connections,
        at_once=True,
    )
    if arguments.dry_run:
        plan = engine.plan_download(order)
        what = f"{len(plan.files)} files, {size(plan.bytes)}; {size(plan.downloaded)} would be fetched"
        return Answer(_data(plan), [f"{plan.repo} @ {plan.commit[:7]}: {what}, into {plan.path}."])
    result = _run(engine, options, order, DownloadResult)
    return Answer(_data(result), [_told(result), result.path])


def repair(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    address = engine.address(arguments.repo)
    order = Repair(
        cache=cache_of(options),
        repo=str(address.repo),
        endpoints=options.endpoints,
        limit_rate=arguments.limit_rate,
        at_once=True,
    )
    result = _run(engine, options, order, RepairResult)
    data = {"refetched": result.refetched, "files": list(result.files), "checked": result.checked}
    if not result.files:
        return Answer(data, [f"{result.repo}: {size(result.checked)} hashed, all right."])
    mended = f"{result.repo}: mended {len(result.files)} file(s), {size(result.refetched)} fetched again."
    return Answer(data, [mended, *(f"  {path}" for path in result.files)])


def _data(result: DownloadResult) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(result)
    return {
        "repo": result.repo,
        "commit": result.commit,
        "path": result.path,
        "files": data.get("files", []),
        "bytes": result.bytes,
        "downloaded": result.downloaded,
        "reused": result.reused,
        "seconds": result.seconds,
        "sources": result.sources,
    }


def _told(result: DownloadResult) -> str:
    what = f"{result.repo} @ {result.commit[:7]}: {len(result.files)} files, {size(result.bytes)}"
    if not result.downloaded:
        return f"{what}, all here already."
    speed = f" at {size(int(result.downloaded / result.seconds))}/s" if result.seconds >= 1 else ""
    sources = f" from {len(result.sources)} sources" if len(result.sources) > 1 else ""
    return f"{what}; {size(result.downloaded)} fetched{sources}{speed}, verified."


def _run(engine: Engine, options: Options, order: DownloadsOrder, shape: type[_Result]) -> _Result:
    """Runs an order to its end, whoever runs it. Ctrl-C leaves it as it stands, to go on later."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    over = threading.Event()
    try:
        job = engine.start(order)
        shower = threading.Thread(target=_show, args=(engine, job, over), name="progress")
        if sys.stderr.isatty() and not options.json:
            shower.start()
        try:
            view = engine.wait(job, until=FINISHED | {"paused"})
        finally:
            over.set()
            if shower.is_alive():
                shower.join()
    finally:
        signal.signal(signal.SIGTERM, before)
    if view.state == "cancelled":
        raise KeyboardInterrupt
    if view.problem is not None:
        raise Failure.of(view.problem)
    if view.state == "paused":
        raise Failure("download-paused", job=job)
    return msgspec.json.decode(engine.result(job)[1], type=shape)


def _show(engine: Engine, job: int, over: threading.Event) -> None:
    block = Block(sys.stderr)
    while not over.wait(_LOOK_SECONDS):
        view: DownloadView | None = next((one for one in engine.downloads().downloads if one.id == job), None)
        if view is not None:
            block.show(lines_of(view, block.width(), colours=block.colours))
    block.clear()
