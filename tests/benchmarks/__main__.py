"""Measures everything and writes the table: `python -m tests.benchmarks [--only NAME] [--cache DIR]`.

`--quick` measures on less where that can be said, and writes no table.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from .figures import Figure

BENCHES = (
    "listing",
    "table",
    "verify",
    "window",
    "downloads_page",
    "http_clients",
    "transfer",
    "mirrors",
    "room_mirror",
    "archive",
    "field",
)
SIZED = {"http_clients", "transfer", "room_mirror", "archive", "field"}
"""Those that measure on less with `--quick`."""
TABLE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- table -->", "<!-- end -->"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--only", choices=BENCHES, action="append")
    parser.add_argument(
        "--cache", type=Path, help="a synthetic cache that was built before; built where it lacks"
    )
    parser.add_argument(
        "--quick", action="store_true", help="on less, where that can be said; writes no table"
    )
    arguments = parser.parse_args()
    # Asked to end, it still removes what it laid out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    figures: list[Figure] = []
    for name in arguments.only or BENCHES:
        bench = importlib.import_module(f".bench_{name}", __package__)
        keywords = {"cache": arguments.cache} if arguments.cache and name in {"listing", "window"} else {}
        keywords |= {"quick": True} if arguments.quick and name in SIZED else {}
        for figure in bench.measure(**keywords):
            figures.append(figure)
            verdict = "ok  " if figure.met else "MISS"
            print(f"{verdict} {figure.what}: {figure.ours} | {figure.peer} | {figure.aim}", flush=True)
    if not arguments.only and not arguments.quick:
        _write(figures)


def _write(figures: list[Figure]) -> None:
    rows = ["| what | beside it | ours | aim | |", "|---|---|---|---|---|"]
    for figure in figures:
        verdict = "met" if figure.met else "**missed**"
        rows.append(f"| {figure.what} | {figure.peer} | {figure.ours} | {figure.aim} | {verdict} |")
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    note = f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine}."
    text = TABLE.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    TABLE.write_text(f"{head}{BEGIN}\n{note}\n\n" + "\n".join(rows) + f"\n{END}{tail}", "utf-8")


if __name__ == "__main__":
    main()
