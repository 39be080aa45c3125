"""Answers that may come when whoever asked is gone."""

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
