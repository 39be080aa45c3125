"""Keeps an inventory true while a window looks at it.

The disk is asked again and again rather than watched: inotify needs a watch a folder (ninety
thousand for ten thousand repos), fails silently where it runs out of them, and sees nothing of what
another machine does on NFS. A confirmation of an ordinary cache costs a millisecond.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Literal

from ..problems import Failure, Problem, from_os_error
from .inventory import Inventory

Phase = Literal["reading", "confirming", "ready"]

_SHORTEST: Final = 1.0
"""Seconds between two confirmations at the least."""
_AFTER_FAILURE: Final = 10.0
"""Seconds until what failed is tried again."""
_SHARE: Final = 0.03
"""Of one core that confirming may take: it is repeated after cost / share seconds."""
_DEEP_EVERY: Final = 300.0
"""Seconds between two passes over every file."""
_LEARN_AT_ONCE: Final = 20


class LibraryWatch:
    """Runs the steps of an inventory in a thread of its own, until closed."""

    def __init__(
        self,
        inventory: Inventory,
        *,
        on_phase: Callable[[Phase], None],
        on_problem: Callable[[Problem], None],
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """`on_phase` is told whenever totals may be different; `busy` says that jobs are running and
        what is not urgent should wait."""
        self._inventory = inventory
        self._on_phase = on_phase
        self._on_problem = on_problem
        self._busy = busy
        self._poke = threading.Event()
        self._closing = threading.Event()
        self._deep_wanted = True
        self._thread = threading.Thread(target=self._run, name="library-watch")

    def start(self) -> None:
        self._thread.start()

    def poke(self, *, deep: bool = False) -> None:
        """Look again now; with `deep`, at every file."""
        self._deep_wanted |= deep
        self._poke.set()

    def close(self) -> None:
        """Ends the thread and waits for it."""
        self._closing.set()
        self._poke.set()
        if self._thread.is_alive():
            self._thread.join()

    def closing(self) -> bool:
        """Whether a step should end early."""
        return self._closing.is_set()

    def _run(self) -> None:
        with self._told():
            known = self._inventory.load()
            self._on_phase("confirming" if known else "reading")
        deepened = 0.0
        while not self._closing.is_set():
            self._poke.clear()
            began = time.monotonic()
            pause = _AFTER_FAILURE
            with self._told():
                self._inventory.confirm()
                pause = max(_SHORTEST, (time.monotonic() - began) / _SHARE)
                self._on_phase("ready")
                self._inventory.save()
                if self._deep_wanted or time.monotonic() - deepened > _DEEP_EVERY:
                    self._deep_wanted = False
                    if self._inventory.deepen():
                        self._on_phase("ready")
                    deepened = time.monotonic()
                self._learn()
            self._poke.wait(pause)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What fails is told, and tried again later: a lock is given back, a full disk is cleared."""
        try:
            yield
        except Failure as failure:
            self._on_problem(failure.problem)
        except OSError as error:
            self._on_problem(from_os_error(error, str(error.filename or self._inventory.root)).problem)

    def _learn(self) -> None:
        """Looks into repos that are new, a few at a time, as long as nothing else is to be done."""
        while not self._closing.is_set() and not self._poke.is_set() and not self._busy():
            if self._inventory.learn(_LEARN_AT_ONCE) == 0:
                return
