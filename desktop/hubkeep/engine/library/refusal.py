"""The refusal that names processes."""

from __future__ import annotations

from ..problems import Failure
from .values import InUse


class InUseFailure(Failure):
    """Something can't go because processes use it."""

    def __init__(self, in_use: tuple[InUse, ...]) -> None:
        """`in_use` has at least one; the sentence names the first."""
        first = in_use[0]
        super().__init__("in-use", refused=True, repo=first.repo, pid=first.pid, command=first.command)
        self.in_use = in_use
