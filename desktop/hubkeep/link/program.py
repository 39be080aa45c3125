"""Which program to start for an engine on this machine."""

from __future__ import annotations

import sys
from pathlib import Path


def engine_command() -> list[str]:
    """The command line of Hubkeep itself, to which global options and `engine` are added.

    A bundle has a console program beside the windowed one, since only that has pipes on Windows.
    """
    if getattr(sys, "frozen", False):
        suffix = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(f"hubkeep-cli{suffix}"))]
    return [sys.executable, "-m", "hubkeep"]
