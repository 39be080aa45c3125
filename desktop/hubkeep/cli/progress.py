"""A download on a terminal: a few lines that are drawn over again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, TextIO

from ..engine.downloads.values import CELL_HERE, CELL_NONE, CELL_SOURCES, DownloadView, SourceView
from ..engine.problems import printable
from ..engine.sizes import size

_COLOURS: Final = (34, 32, 35, 36, 33)
"""Of the sources, by their order: blue, green, magenta, cyan, yellow."""
_WIDEST: Final = 100


class Block:
    """Lines at the end of a terminal's output that are replaced as a whole."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = 0
        self.colours = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    def width(self) -> int:
        import shutil  # brings all its archivers; most output has no block

        return min(_WIDEST, shutil.get_terminal_size().columns - 1)

    def show(self, lines: Sequence[str]) -> None:
        self._stream.write(self._start() + "".join(f"\x1b[2K{line}\n" for line in lines) + "\x1b[J")
        self._shown = len(lines)
        self._stream.flush()

    def clear(self) -> None:
        self._stream.write(self._start() + "\x1b[J")
        self._shown = 0
        self._stream.flush()

    def _start(self) -> str:
        return f"\r\x1b[{self._shown}A" if self._shown else "\r"


def lines_of(view: DownloadView, width: int, *, colours: bool) -> list[str]:
    """What a download is at, no line longer than `width` columns. Pure."""
    head = f"{view.repo} @ {view.commit[:7] or view.revision}"
    if view.waiting is not None:
        again = f"again in {left(view.retry_in)}: " if view.retry_in is not None else ""
        return [_cut(head, width), _cut(f"  {again}{view.waiting.sentence()}", width)]
    if not view.total:
        what = "looking at what is here" if view.kind == "repair" else "asking what there is"
        return [_cut(f"{head}: {what}", width)]
    files = f"{view.files_done} of {view.files} files"
    share = f"{view.done / view.total:4.0%}"
    numbers = f"{share}  {size(view.done)} of {size(view.total)}"
    if view.rate:
        numbers += f"  {size(int(view.rate))}/s"
    if view.eta is not None:
        numbers += f"  {left(view.eta)} left"
    lines = [_cut(f"{head}  {files}  {view.note}", width), _bar(view.cells, width, colours=colours)]
    lines.append(_cut(numbers, width))
    shown = [source for source in view.sources if source.bytes or source.state != "ok"]
    if len(view.sources) > 1 or any(source.state != "ok" for source in shown):
        lines += [_source(source, view, width, colours=colours) for source in shown]
    return lines


def left(seconds: float) -> str:
    """A duration for a person: `45 s`, `12 min`, `3 h 20 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


def _source(source: SourceView, view: DownloadView, width: int, *, colours: bool) -> str:
    text = f"{source.host}  {size(source.bytes)}"
    if source.state == "ok":
        text += f"  {size(int(source.rate))}/s"
    elif source.problem is not None:
        text += f"  {source.problem.sentence()}"
    number = view.sources.index(source)
    mark = _coloured("■", number) if colours else CELL_SOURCES[number % len(CELL_SOURCES)]
    return f"  {mark} {_cut(text, width - 4)}"


def _bar(cells: str, width: int, *, colours: bool) -> str:
    count = max(1, min(len(cells), width - 2))
    drawn = []
    for index in range(count):
        cell = cells[index * len(cells) // count] if cells else CELL_NONE
        if cell == CELL_NONE:
            drawn.append("·")
        elif cell == CELL_HERE:
            drawn.append("▪")
        else:
            number = CELL_SOURCES.index(cell)
            drawn.append(_coloured("■", number) if colours else cell)
    return f"[{''.join(drawn)}]"


def _coloured(text: str, number: int) -> str:
    return f"\x1b[{_COLOURS[number % len(_COLOURS)]}m{text}\x1b[0m"


def _cut(text: str, width: int) -> str:
    shown = printable(text)
    return shown if len(shown) <= width else shown[: max(0, width - 1)] + "…"
