"""A pytest plugin: a test fails that leaves a thread, a process or a timer behind, or makes Qt complain.

What stood before the test (a fixture of a wider scope, such as the local hub) is not held against it.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("patience", "seconds that something on its way out is given to be gone", default="3")


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[None]:
    """Compares what lives after the test with what lived before it."""
    patience = float(pytestconfig.getini("patience"))
    # Where Qt is imported by the test itself, its messages are heard from the next test on.
    with _qt_messages() if "PySide6.QtCore" in sys.modules else contextlib.nullcontext([]) as messages:
        # Nothing ticks without an application, and a look at every object takes some milliseconds.
        qt = "app" in request.fixturenames
        threads = set(_threads())
        children = set(_children())
        running = {id(each) for each in _running_in_qt()} if qt else set()
        yield
        if qt:
            _finish_deletions()
        complaints = [
            *_left("thread", lambda: [each for each in _threads() if each not in threads], patience),
            *_left("process", lambda: [each for each in _children() if each not in children], patience),
        ]
        if qt:
            complaints += _left(
                "Qt object", lambda: [each for each in _running_in_qt() if id(each) not in running], patience
            )
        complaints += [f"Qt said: {message}" for message in messages]
    for child in _children():
        if child not in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
                child.wait(patience)
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def _left(kind: str, find: Callable[[], list[Any]], patience: float) -> list[str]:
    """A sentence for each thing that `find` still finds after `patience` seconds."""
    if not find():
        return []
    gc.collect()
    deadline = time.monotonic() + patience
    while (found := find()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return [f"the test left a {kind} behind: {_describe(each)}" for each in found]


def _describe(thing: object) -> str:
    if not isinstance(thing, psutil.Process):
        return repr(thing)
    words = [str(thing.pid)]
    with contextlib.suppress(psutil.Error):
        words.append(f"({thing.status()})")
        words += thing.cmdline()
    return " ".join(words)


def _threads() -> list[threading.Thread]:
    """Threads but the one that tqdm keeps for the whole life of the process."""
    return [each for each in threading.enumerate() if type(each).__module__ != "tqdm._monitor"]


def _children() -> list[psutil.Process]:
    """Child processes but the one that multiprocessing keeps for the whole life of this one."""
    tracker = sys.modules.get("multiprocessing.resource_tracker")
    lasting = tracker._resource_tracker._pid if tracker else None
    return [child for child in psutil.Process().children() if child.pid != lasting]


def _running_in_qt() -> list[object]:
    """Timers that tick and Qt threads that run."""
    from PySide6.QtCore import QThread, QTimer
    from shiboken6 import isValid

    found: list[object] = []
    kinds: dict[type, bool] = {}
    for each in gc.get_objects():
        kind = type(each)
        if kind not in kinds:
            kinds[kind] = issubclass(kind, (QTimer, QThread))
        if kinds[kind] and isValid(each) and _runs(each):
            found.append(each)
    return found


def _runs(timer_or_thread: Any) -> bool:
    from PySide6.QtCore import QThread

    if isinstance(timer_or_thread, QThread):
        return timer_or_thread.isRunning() and timer_or_thread != QThread.currentThread()
    return timer_or_thread.isActive()


def _finish_deletions() -> None:
    """Let Qt carry out what `deleteLater` has put off; without an event loop it would never."""
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@contextlib.contextmanager
def _qt_messages() -> Iterator[list[str]]:
    """Collects what Qt warns of, in the order it is said."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    messages: list[str] = []

    def keep(level: QtMsgType, _context: object, text: str) -> None:
        if level in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
            messages.append(text)

    previous = qInstallMessageHandler(keep)
    try:
        yield messages
    finally:
        qInstallMessageHandler(previous)
