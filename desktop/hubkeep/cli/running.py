"""Runs an order to its end, with progress on a terminal."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

import msgspec

from ..engine.archive.orders import ArchiveOrder
from ..engine.engine import Engine
from ..engine.jobs.values import JobView
from ..engine.library import orders
from ..engine.mirrors.values import Bench
from ..engine.problems import Failure
from ..engine.sizes import size
from ..options import Options

_Result = TypeVar("_Result")


def run_order(
    engine: Engine,
    options: Options,
    order: orders.LibraryOrder | ArchiveOrder | Bench,
    shape: type[_Result],
    show: Callable[[Engine, int, threading.Event], None] | None = None,
) -> _Result:
    """Runs an order to its end, with progress on a terminal (`show` draws it until its event is set);
    Ctrl-C cancels it."""
    job = engine.start(order)
    over = threading.Event()
    shower = threading.Thread(target=show or _show_progress, args=(engine, job, over), name="progress")
    if sys.stderr.isatty() and not options.json:
        shower.start()

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        view = engine.wait(job)
    except KeyboardInterrupt:
        # Where another Hubkeep runs it, it is not ours to cancel, nor to wait for.
        if not engine.runs_elsewhere(job):
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
