"""A screen of one's own: an X server in memory, a window manager, a keyboard, and a look at the pixels."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.waiting import wait_until

READ_CLIPBOARD = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
print(app.clipboard().text(), end="")
"""


@dataclass(frozen=True)
class Picture:
    """What a screen showed: a colour (0xRRGGBB) a pixel, row after row."""

    width: int
    height: int
    pixels: tuple[int, ...]

    def colours(self) -> Counter[int]:
        return Counter(self.pixels)

    def differing(self, other: Picture) -> int:
        """How many pixels are not the same in `other`."""
        return sum(one != two for one, two in zip(self.pixels, other.pixels, strict=True))


class Screen:
    """One X display; `environment` lets a program open its windows there."""

    def __init__(self, display: str, framebuffer: Path) -> None:
        self._framebuffer = framebuffer
        self.environment: Mapping[str, str] = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def windows(self, title: str) -> list[str]:
        """The ids of the visible windows whose title matches the pattern `title`."""
        return self._xdotool("search", "--onlyvisible", "--name", title).split()

    def title(self, window: str) -> str:
        return self._xdotool("getwindowname", window).strip()

    def press(self, keys: str) -> None:
        """Press `keys`, such as "alt+F4", in the window that has the focus."""
        self._xdotool("key", keys)

    def close(self, window: str) -> None:
        """Ask `window` to close, the way its title bar does."""
        self._xdotool("windowactivate", "--sync", window)
        self.press("alt+F4")

    def clipboard(self) -> str:
        """The text that a program on this screen has copied."""
        return self._said(sys.executable, "-c", READ_CLIPBOARD)

    def picture(self) -> Picture:
        """The screen as it is now."""
        data = self._framebuffer.read_bytes()
        # An XWD file: the header's length, then its fields as big-endian words; see X11/XWDFile.h.
        header = struct.unpack(">25I", data[:100])
        size, width, height, bits, line, colours = (header[i] for i in (0, 4, 5, 11, 12, 19))
        assert bits == 32, f"{bits} bits a pixel"
        start = size + colours * 12
        rows = (data[start + y * line : start + y * line + width * 4] for y in range(height))
        pixels = (value & 0xFFFFFF for row in rows for (value,) in struct.iter_unpack("<I", row))
        return Picture(width, height, tuple(pixels))

    def managed(self) -> bool:
        """Whether a window manager has taken over; it says so at the root window."""
        return "_NET_SUPPORTING_WM_CHECK" in self._said("xprop", "-root")

    def _xdotool(self, *arguments: str) -> str:
        return self._said("xdotool", *arguments)

    def _said(self, *command: str) -> str:
        run = subprocess.run(
            command, env=self.environment, capture_output=True, encoding="utf-8", timeout=30, check=False
        )
        return run.stdout


@contextmanager
def screen(width: int = 1280, height: int = 800) -> Iterator[Screen]:
    """A screen of `width` by `height` pixels with a window manager, gone at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        read, write = os.pipe()
        stack.callback(os.close, read)
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24"]
        command += ["-fbdir", str(folder), "-nolisten", "tcp", "-noreset"]
        stack.enter_context(_running(command, os.environ, pass_fds=(write,)))
        os.close(write)
        display = f":{os.read(read, 16).decode().strip()}"
        made = Screen(display, folder / "Xvfb_screen0")
        stack.enter_context(_running(["openbox", "--sm-disable"], made.environment))
        wait_until(made.managed, what="window manager")
        yield made


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], pass_fds: tuple[int, ...] = ()
) -> Iterator[None]:
    with subprocess.Popen(
        command, env=environment, pass_fds=pass_fds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
