"""Answers that may come when whoever asked is gone, or has asked something else since."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

T = TypeVar("T")


def while_there(owner: QObject, take: Callable[[T], None]) -> Callable[[T], None]:
    """`take`, as long as `owner` is there: afterwards nobody wants the answer any more."""

    def take_if_there(answer: T) -> None:
        if isValid(owner):
            take(answer)

    return take_if_there


class Newest:
    """Of several questions the answer to the last one counts, and that only while `owner` is there."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner
        self._asked = 0

    def anew(self) -> None:
        """What was asked so far is not wanted any more."""
        self._asked += 1

    def only(self, take: Callable[[T], None]) -> Callable[[T], None]:
        """`take`, unless something else is asked meanwhile."""
        asked = self._asked

        def take_if_newest(answer: T) -> None:
            if asked == self._asked:
                take(answer)

        return while_there(self._owner, take_if_newest)
