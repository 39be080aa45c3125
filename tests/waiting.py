"""Waiting for a condition instead of for a time, with Qt's events delivered meanwhile."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], timeout: float = 10.0, what: str = "") -> None:
    """Return as soon as `condition()` is true; an AssertionError after `timeout` seconds says `what` was not.

    Where there is a Qt application its events are processed between two looks; elsewhere this only waits.
    """
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(
                f"not within {timeout:g} s: {what or getattr(condition, '__name__', condition)}"
            )
        process_events()
        time.sleep(0.002)


def process_events() -> None:
    """Deliver what waits in Qt's queue, `deleteLater` included; nothing without a Qt application."""
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
