"""A double click: the window. With a command: the command line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from .options import UsageError, split

_GARBAGE: Final = 10_000
"""New values after which to look for cycles among them: there are few, and thousands of lasting values are
made while modules load."""


def program() -> NoReturn:
    """What an installed program starts: `main`, and then the end of the process."""
    gc.set_threshold(_GARBAGE)
    status = main()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    # All that was begun has ended; to take the interpreter down takes longer than most commands.
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run Hubkeep with `argv` (default: the program's own arguments); the exit status."""
    try:
        return _main(argv)
    except KeyboardInterrupt:
        return 130  # while it still was starting: nothing is begun, and a traceback helps nobody


def _main(argv: Sequence[str] | None) -> int:
    if getattr(sys, "frozen", False):
        import multiprocessing  # not needed otherwise, and slow to load

        multiprocessing.freeze_support()
    _give_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options, rest = split(arguments)
    except UsageError as error:
        sys.stderr.write(f"hubkeep: {error} See hubkeep --help.\n")
        return 2
    if rest or options.json:
        from .cli import main as command_line

        return command_line(arguments)
    from .app.main import run

    return run(options)


def _give_streams() -> None:
    """A bundle's windowed program has no streams: what is written there must not end it."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open as long as the program
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


if __name__ == "__main__":
    program()
