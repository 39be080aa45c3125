"""Processes that use files of a cache, and the refusal that names them."""

from __future__ import annotations

from msgspec import Struct

from ..problems import Failure


class InUse(Struct, frozen=True):
    """A process that has a file of a repo open or mapped."""

    pid: int
    command: str
    repo: str
    path: str


class InUseFailure(Failure):
    """Something can't go because processes use it."""

    def __init__(self, in_use: tuple[InUse, ...]) -> None:
        """`in_use` has at least one; the sentence names the first."""
        first = in_use[0]
        super().__init__("in-use", refused=True, repo=first.repo, pid=first.pid, command=first.command)
        self.in_use = in_use
