"""What a command found, its exit status, and how both are shown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from ..engine.problems import printable
from ..options import Options

DONE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
REFUSED: Final = 3
INTERRUPTED: Final = 130


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


def show(answer: Answer, options: Options) -> int:
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
