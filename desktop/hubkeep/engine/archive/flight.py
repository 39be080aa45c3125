"""Several requests under way at once, whose results come in the order in which they were asked."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

_SLICE: Final = 0.1
"""Seconds after which a wait asks whether it is to go on."""
Result = TypeVar("Result")


class Over(Exception):
    """Nobody waits for the request any more."""


class Flight(Generic[Result]):
    """A context manager; at its end requests that are under way are told so by what `heed` raises."""

    def __init__(self, width: int, check: Callable[[], None]) -> None:
        """At most `width` at once. `check` is called while somebody waits; what it raises ends that."""
        self._width = width
        self._check = check
        self._pool = ThreadPoolExecutor(width, thread_name_prefix="bucket")
        self._asked: deque[Future[Result]] = deque()
        self._over = threading.Event()

    def ask(self, request: Callable[[Callable[[], None]], Result]) -> None:
        """Begins a request; it is to call what it is given, which raises `Over`, as often as it can."""
        self._asked.append(self._pool.submit(request, self._heed))

    @property
    def full(self) -> bool:
        """Whether a result is to be taken before the next request."""
        return len(self._asked) >= self._width

    @property
    def empty(self) -> bool:
        return not self._asked

    def next(self) -> Result:
        """The result of the oldest request; raises what that one raised."""
        while True:
            self._check()
            try:
                result = self._asked[0].result(_SLICE)
            except NotYet:
                if self._asked[0].done():
                    raise
                continue
            self._asked.popleft()
            return result

    def _heed(self) -> None:
        if self._over.is_set():
            raise Over

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
