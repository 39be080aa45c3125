"""The table in docs/benchmarks.md: a row a figure, each with the day it was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .figures import Figure

TABLE: Final = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- table -->", "<!-- end -->"
_HEAD: Final = ("| what | beside it | ours | aim | | measured |", "|---|---|---|---|---|---|")


def entered(text: str, figures: Sequence[Figure], day: str, machine: str) -> str:
    """`text` with the rows of `figures` in place of those that were measured before of the same; rows of
    others stay, with their day. Pure."""
    head, _, rest = text.partition(_BEGIN)
    table, _, tail = rest.partition(_END)
    rows = {_what(line): line for line in table.splitlines() if line.startswith("| ") and line != _HEAD[0]}
    for figure in figures:
        verdict = "met" if figure.met else "**missed**"
        rows[figure.what] = (
            f"| {figure.what} | {figure.peer} | {figure.ours} | {figure.aim} | {verdict} | {day} |"
        )
    lines = [_BEGIN, f"Measured on {machine}.", "", *_HEAD, *rows.values(), _END]
    return head + "\n".join(lines) + tail


def enter(figures: Sequence[Figure], day: str) -> None:
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    TABLE.write_text(entered(TABLE.read_text("utf-8"), figures, day, machine), "utf-8")


def _what(line: str) -> str:
    return line.split(" | ", 1)[0].removeprefix("| ")
