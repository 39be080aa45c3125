"""What is not for people: the engine behind a window, and its scan workers."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import IO

from ..engine.engine import Engine, Surroundings
from ..options import Options
from .answer import DONE


def surroundings(options: Options) -> Surroundings:
    """The machine as the engine shall see it."""
    return Surroundings(
        home=options.home,
        environ=dict(os.environ),
        user_home=Path.home(),
        worker=(*own_command(), "scan-worker"),
        cores=os.cpu_count() or 1,
        cache="" if options.cache is None else str(options.cache),
        endpoints=options.endpoints,
    )


def own_command() -> tuple[str, ...]:
    """The command line of this very program."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    return (sys.executable, "-m", "hubkeep")


def serve(arguments: argparse.Namespace, options: Options) -> int:
    """`hubkeep engine`: messages on stdin and stdout until stdin ends."""
    from ..engine.system.processes import lower_priority
    from ..link.server import Outbox, Server

    # Nothing but messages may reach the pipe, whatever a library prints.
    reading: IO[bytes] = sys.stdin.buffer
    writing: IO[bytes] = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the window's terminal is the window's

    def open_engine(outbox: Outbox) -> Engine:
        return Engine(surroundings(options), outbox)

    with writing:
        return Server(open_engine, reading, writing, greeted=lower_priority).serve()


def scan_worker(arguments: argparse.Namespace, options: Options) -> int:
    from ..engine.library.scanning import run_worker

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run_worker(arguments.root, sys.stdin.buffer, sys.stdout.buffer)
    return DONE
