"""Ports for programs that can't be asked which one they took."""

from __future__ import annotations

import contextlib
import socket


def free_port() -> int:
    """A port that is free now; somebody may take it before it is used."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
