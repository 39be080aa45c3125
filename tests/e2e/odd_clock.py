"""Runs Hubkeep in a process whose wall clock is wrong and jumps; the monotonic one is as it is.

    python odd_clock.py SECONDS python -m hubkeep ARGUMENT…

Every other look at the clock is off by SECONDS.
"""

from __future__ import annotations

import itertools
import runpy
import sys
import time


def main() -> None:
    off = float(sys.argv[1])
    turns = itertools.cycle((0.0, off))
    real, real_ns = time.time, time.time_ns
    time.time = lambda: real() + next(turns)
    time.time_ns = lambda: real_ns() + int(next(turns) * 1e9)
    sys.argv = ["hubkeep", *sys.argv[5:]]
    runpy.run_module("hubkeep", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
