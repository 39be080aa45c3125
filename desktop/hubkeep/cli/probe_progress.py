"""Mirrors being measured, on a terminal: a line each that is drawn over again."""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import Final

from ..engine.engine import Engine
from ..engine.mirrors.values import MirrorView
from ..engine.problems import Failure, printable
from ..engine.sizes import size
from .progress import Block

_LOOK_SECONDS: Final = 0.2
_BAR: Final = 12
_WORDS: Final = {
    "idle": "done",
    "waiting": "waits for its turn",
    "reaching": "reaching it",
    "asking": "asking what it has",
    "receiving": "receiving",
    "comparing": "comparing",
}


def show_probe(engine: Engine, job: int, over: threading.Event) -> None:
    """Until `over`; then nothing of it is left on the terminal."""
    block = Block(sys.stderr)
    while not over.wait(_LOOK_SECONDS):
        with contextlib.suppress(Failure):  # the store does not answer just now
            mirrors = [one for one in engine.mirrors.view().mirrors if one.stage != "idle" or one.done > 0]
            block.show([line_of(one, block.width()) for one in mirrors])
    block.clear()


def line_of(mirror: MirrorView, width: int) -> str:
    """How far one is, no longer than `width` columns. Pure."""
    filled = round(min(1.0, mirror.done) * _BAR)
    rate = f"  {size(int(mirror.rate_now))}/s" if mirror.rate_now >= 1 else ""
    text = f"[{'#' * filled}{'.' * (_BAR - filled)}] {mirror.entry.url}  {_WORDS[mirror.stage]}{rate}"
    shown = printable(text)
    return shown if len(shown) <= width else f"{shown[: max(0, width - 1)]}…"
