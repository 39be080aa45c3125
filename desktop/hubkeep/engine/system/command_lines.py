"""How a process was started: as it is looked at by rules, and as it is shown to people, without secrets."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Final

import psutil
from msgspec import Struct

COMMAND_LENGTH: Final = 80


class Start(Struct, frozen=True):
    """What a process was started with; empty where it has ended."""

    name: str
    """What people call it: the program's file, or the title it gave itself."""
    arguments: tuple[str, ...]
    """The first one is the program itself."""


_TOKEN: Final = re.compile(r"(hf_|api_org_|sk-|ghp_|glpat-)[A-Za-z0-9_-]+")
_BEARER: Final = re.compile(r"(\b(?:bearer|basic)\s+)(\S+)", re.IGNORECASE)
_SECRET_OPTION: Final = re.compile(r"--?[\w-]*(?:token|key|password|secret)", re.IGNORECASE)
_SECRET_INSIDE: Final = re.compile(r"([\w-]*(?:token|key|password|secret)(?:=|\s+|:\s*))(\S+)", re.IGNORECASE)
_CREDENTIALS_IN_URL: Final = re.compile(r"(\w://)[^/\s@]+@")
_HIDDEN: Final = "***"


def command_line(name: str, arguments: Sequence[str]) -> str:
    """`name` and `arguments` on one line for people to recognise, without secrets, at most 80 characters."""
    shown = [name]
    hide_next = False
    for argument in arguments:
        shown.append(_HIDDEN if hide_next else argument)
        hide_next = not hide_next and _SECRET_OPTION.fullmatch(argument) is not None
    text = " ".join(" ".join(shown).split())
    text = without_secrets(text)
    return text if len(text) <= COMMAND_LENGTH else text[: COMMAND_LENGTH - 1] + "…"


def without_secrets(text: str) -> str:
    """`text` with tokens, and what follows the name of a secret, made unreadable."""
    text = _SECRET_INSIDE.sub(r"\1" + _HIDDEN, text)
    text = _BEARER.sub(r"\1" + _HIDDEN, text)
    text = _TOKEN.sub(r"\1" + _HIDDEN, text)
    return _CREDENTIALS_IN_URL.sub(r"\1" + _HIDDEN + "@", text)


if sys.platform == "linux":

    def start_of(pid: int) -> Start:
        """How process `pid` was started. Raises nothing."""
        try:
            with open(f"/proc/{pid}/comm", "rb") as file:
                name = os.fsdecode(file.read().rstrip(b"\n"))
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                arguments = os.fsdecode(file.read()).rstrip("\0").split("\0")
        except OSError:
            return Start("", ())
        started_as = os.path.basename(arguments[0])
        # The kernel keeps 15 bytes of the name; the first argument may be a title the process gave itself.
        return Start(started_as if started_as.startswith(name) else name, tuple(arguments))

else:

    def start_of(pid: int) -> Start:
        """How process `pid` was started. Raises nothing."""
        try:
            process = psutil.Process(pid)
            return Start(process.name(), tuple(process.cmdline()))
        except psutil.Error:
            return Start("", ())
