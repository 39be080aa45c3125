"""Which programs that load or fetch models run now, and which endpoint each was really given.

First every process is looked at as the list of processes shows it; only those of Python, of which that
may say nothing, are looked into: the script they run, and the files they have open or mapped. All of it
ends within a time that does not depend on how many there are, the newest first.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from typing import Final

import psutil
from msgspec import Struct

from ..hub.urls import OFFICIAL
from ..net.address import endpoint_of, split_url
from ..problems import Failure, Problem, problem
from ..system.command_lines import Start, command_line, start_of, without_secrets
from ..system.in_use import uses_like
from . import recognised
from .export import VARIABLE
from .recognised import PythonRun
from .values import RunningProgram

LIMIT: Final = 2.0
"""Seconds."""
_SCRIPT_BYTES: Final = 1 << 18
"""As much of a script is read: imports stand at its beginning."""
_LLAMA_CPP: Final = "MODEL_ENDPOINT"
"""What llama.cpp looks at first."""


class _Found(Struct, frozen=True):
    pid: int
    start: Start


def running(endpoint: str, limit: float = LIMIT) -> tuple[RunningProgram, ...]:
    """The programs of this machine that are known to load or fetch models, the oldest first, compared with
    `endpoint` (empty: the official one). What was not looked at within `limit` seconds is left out.

    A program's processes that it started itself, with the same command and endpoint, are not told apart.
    Nothing secret is in what it gives. Raises `Failure` where `endpoint` is none, and nothing for processes
    that end meanwhile or may not be read.
    """
    wanted = endpoint_of(endpoint or OFFICIAL)
    programs = [_described(found, wanted) for found in sorted(_found(limit), key=lambda each: each.pid)]
    return tuple(_without_children([program for program in programs if program is not None]))


def _found(limit: float) -> Iterator[_Found]:
    """Those known by how they were started, then those that had to be looked into."""
    until = time.monotonic() + limit
    unsure: list[tuple[_Found, PythonRun]] = []
    for pid in sorted(psutil.pids(), reverse=True):
        if time.monotonic() > until:
            return
        if pid == os.getpid():
            continue
        found = _Found(pid, start_of(pid))
        if recognised.known_by_name(found.start):
            yield found
            continue
        run = recognised.python_run(found.start)
        if run is None:
            continue
        if recognised.known_by_run(run):
            yield found
        else:
            unsure.append((found, run))
    for found, run in unsure:
        if time.monotonic() > until:
            return
        if _scripts_say_so(found.pid, run) or uses_like(found.pid, recognised.FILES):
            yield found


def _scripts_say_so(pid: int, run: PythonRun) -> bool:
    if not run.scripts:
        return False
    try:
        folder = psutil.Process(pid).cwd()
    except (psutil.Error, OSError):
        folder = ""  # somebody else's: what is named by its whole path can still be looked at
    paths = [os.path.join(folder, script) for script in run.scripts]
    return any(
        recognised.known_by_path(path) or recognised.known_by_text(_beginning(path))
        for path in paths
        if os.path.isabs(path)
    )


def _beginning(path: str) -> str:
    """The first part of a file; empty for what is none, or may not be read."""
    try:
        # Whoever runs a process chooses what it seems to run: a pipe must not hold us.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError):
        return ""
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return ""
        try:
            return file.read(_SCRIPT_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""


def _described(found: _Found, wanted: str) -> RunningProgram | None:
    """None where it has ended."""
    name = recognised.plain_name(found.start)
    command = command_line(*recognised.shown(found.start))
    try:
        environ: Mapping[str, str] = psutil.Process(found.pid).environ()
    except (psutil.AccessDenied, OSError):
        environ = {}
    except psutil.NoSuchProcess:
        return None
    if name in recognised.DEAF:
        host = split_url(wanted)[0].netloc
        return RunningProgram(pid=found.pid, command=command, note=problem("program-deaf", host=host))
    if not environ:
        # Nobody starts a program with nothing at all; a new title may be written over where it stood.
        note = problem("program-unreadable")
        return RunningProgram(pid=found.pid, command=command, readable=False, note=note)
    value = environ.get(VARIABLE, "")
    if name.startswith("llama-"):
        value = environ.get(_LLAMA_CPP) or value
    current = _plain(value or OFFICIAL) == wanted
    return RunningProgram(
        pid=found.pid,
        command=command,
        endpoint=without_secrets(value),
        current=current,
        note=_note(current),
    )


def _note(current: bool) -> Problem:
    return problem("program-as-started") if current else problem("program-other")


def _plain(endpoint: str) -> str:
    """An endpoint as it is compared."""
    try:
        return endpoint_of(endpoint)
    except Failure:
        return endpoint.rstrip("/")


def _without_children(programs: list[RunningProgram]) -> Iterator[RunningProgram]:
    """Without those that are copies of a program that is there itself: workers that load data, say."""
    by_pid = {program.pid: program for program in programs}
    for program in programs:
        try:
            parent = by_pid.get(psutil.Process(program.pid).ppid())
        except psutil.Error:
            parent = None
        if parent is None or _alike(parent) != _alike(program):
            yield program


def _alike(program: RunningProgram) -> tuple[str, str, bool]:
    return program.command, program.endpoint, program.readable
