"""Weights as a layer of a model has them."""

from __future__ import annotations

import random
import struct


def weights(count: int, width: int) -> bytes:
    """So many numbers about 0, of a float format of 2 (bf16) or 4 bytes."""
    chance = random.Random(count)
    plain = struct.pack(f"<{count}f", *(chance.gauss(0, 0.02) for _ in range(count)))
    if width == 4:
        return plain
    short = bytearray(2 * count)
    short[0::2], short[1::2] = plain[2::4], plain[3::4]
    return bytes(short)
