"""Sizes and ages as they are written behind an option, in the units that the filter of `ls` knows."""

from __future__ import annotations

import argparse
import math

from ..engine.sizes import AGE_UNITS, DAY, SIZE_UNITS, amount


def size(text: str) -> int:
    """`10G`, `500 MB`, `1.5GiB` in bytes. Raises `ArgumentTypeError`."""
    found = amount(text, SIZE_UNITS)
    if found is None or math.isinf(found):
        raise argparse.ArgumentTypeError(f"“{text}” is no size; write it like 10G")
    return int(found)


def days(text: str) -> int:
    """`90d`, `12w`, `3m` (of 30 days), `1y`, `36h` in whole days, rounded up. Raises `ArgumentTypeError`."""
    found = amount(text, AGE_UNITS)
    if found is None or math.isinf(found):
        raise argparse.ArgumentTypeError(f"“{text}” is no time; write it like 90d")
    return math.ceil(found / DAY)
