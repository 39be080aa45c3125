"""Measures, and enters what was measured into the table of docs/benchmarks.md.

    python -m tests.benchmarks [--only NAME]... [--case CASE]... [--cache DIR] [--quick]

`--case` picks among those of `transfer`. `--quick` measures on less where that can be said, and enters
nothing.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from .table import enter

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
    "freeze",
)
SIZED = {"http_clients", "transfer", "room_mirror", "archive", "field", "freeze"}
"""Those that measure on less with `--quick`."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--only", choices=BENCHES, action="append")
    parser.add_argument(
        "--cache", type=Path, help="a synthetic cache that was built before; built where it lacks"
    )
    parser.add_argument("--case", action="append", default=[], help="of transfer, some alone")
    parser.add_argument(
        "--quick", action="store_true", help="on less, where that can be said; enters nothing"
    )
    arguments = parser.parse_args()
    # Asked to end, it still removes what it laid out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    for name in arguments.only or BENCHES:
        bench = importlib.import_module(f".bench_{name}", __package__)
        keywords = {"cache": arguments.cache} if arguments.cache and name in {"listing", "window"} else {}
        keywords |= {"quick": True} if arguments.quick and name in SIZED else {}
        keywords |= {"cases": arguments.case} if name == "transfer" else {}
        for figure in bench.measure(**keywords):
            verdict = "ok  " if figure.met else "MISS"
            print(f"{verdict} {figure.what}: {figure.ours} | {figure.peer} | {figure.aim}", flush=True)
            if not arguments.quick:
                enter((figure,), day)


if __name__ == "__main__":
    main()
