"""What every test stands on: a home of its own, the guards, a Qt application for those that ask."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.surroundings import redirect
from tests.waiting import wait_until as wait

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what it sends to the background deaf to Ctrl-C, and children inherit that; the
    # programs under test must hear it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

# Before anything else is imported: huggingface_hub reads its folders once.
_HOME = Path(tempfile.mkdtemp(prefix="hubkeep-tests-"))
redirect(_HOME, os.environ)

pytest_plugins = ["tests.guards", "tests.hub.fixtures"]

# The same examples on every run, and no limit that a busy machine breaks; `make soak` looks for others.
hypothesis.settings.register_profile("hubkeep", deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("hubkeep")


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def app() -> Iterator[QApplication]:
    """The one Qt application of this run, without a screen."""
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["hubkeep"])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    yield application
    application.closeAllWindows()
    application.processEvents()
    application.shutdown()


@pytest.fixture
def wait_until() -> Callable[..., None]:
    """`tests.waiting.wait_until(condition, timeout=10.0, what="")`, for tests that take fixtures anyway."""
    return wait
