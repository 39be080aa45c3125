"""Environment variables for the user's shells and sessions: previewed, set, and taken back exactly.

New shells have them at once, what the desktop starts from the next login on. The session that runs is
left alone on purpose: systemd and launchd keep what they were told beside what the files say, and can't
be brought to forget it as exactly as a file is put back.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from hubkeep.engine.problems import Failure, from_os_error
from hubkeep.engine.system import shell_blocks as blocks
from hubkeep.engine.system.atomic import write_atomically
from hubkeep.engine.system.shell_blocks import Changes
from hubkeep.engine.system.shell_files import dialect_of, shell_files

if sys.platform == "win32":
    from hubkeep.engine.system import windows_environment


class FileEdit(Struct, frozen=True):
    """A file as it is and as it shall be (None: not there). Bytes that are no UTF-8 are surrogates."""

    path: str
    before: str | None
    after: str | None


class RegistryEdit(Struct, frozen=True):
    """A variable of the Windows user as it is and as it shall be (None: not there)."""

    name: str
    before: str | None
    after: str | None


class EnvironmentPlan(Struct, frozen=True):
    """All that `apply` will do; no edits where all is so already."""

    changes: dict[str, str | None]
    edits: tuple[FileEdit, ...]
    registry: tuple[RegistryEdit, ...] = ()


_NOTHING_CHOSEN: Final[Mapping[str, str]] = MappingProxyType({})
_AGENT_FILE: Final = f"Library/LaunchAgents/{blocks.AGENT}.plist"


def plan(
    changes: Changes, home: Path, platform: str, environ: Mapping[str, str] = _NOTHING_CHOSEN
) -> EnvironmentPlan:
    """What has to change so that new shells and sessions have the variables of `changes`, and have ours no
    more where it says None. Variables that it does not name stay as they are.

    `platform` is a `sys.platform`; `environ` may say where the user keeps the files of fish, zsh and the
    session. Files are only read. Raises `Failure` where a name or a value cannot be written down safely, or
    a file cannot be read.
    """
    for name, value in changes.items():
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or not _one_line(value or ""):
            raise Failure("system-variable-unsafe", name=name, refused=True)
    if platform == "win32":
        return EnvironmentPlan(changes=dict(changes), edits=(), registry=_registry_edits(changes))
    taken_back = {name: None for name, value in changes.items() if value is None}
    files = shell_files(home, environ)
    read_by_shells = files.read(platform)
    edits: dict[str, FileEdit] = {}
    for path in dict.fromkeys([*read_by_shells, *files.ever_written()]):
        if path.exists() and not path.is_file():
            continue  # a folder, or the way to /dev/null: nothing stands there and nothing will
        before = _read(path)
        wanted = changes if path in read_by_shells else taken_back
        after = blocks.changed(before, wanted, dialect_of(path))
        if after != before:
            # Two dotfiles are often one file; the link's first name stands for it.
            edits.setdefault(os.path.realpath(path), FileEdit(str(path), before, after))
    if platform == "darwin":
        edits.update(_agent_edits(home, changes))
    return EnvironmentPlan(changes=dict(changes), edits=tuple(edits.values()))


def written(name: str, home: Path, platform: str, environ: Mapping[str, str] = _NOTHING_CHOSEN) -> str:
    """The value that we gave a variable, as it stands there now; empty: none. Raises `Failure`."""
    if platform == "win32":
        return _set_in_registry().get(name, "")
    for path in shell_files(home, environ).ever_written():
        if path.is_file() and (value := blocks.variables(_read(path) or "", dialect_of(path)).get(name)):
            return value
    return ""


def apply(plan: EnvironmentPlan) -> None:
    """Does what `plan` says, all or nothing, each file replaced as a whole, through links to their target.

    Raises `Failure`, refused where a file is not as it was when the plan was made.
    """
    for edit in plan.edits:
        if _read(Path(edit.path)) != edit.before:
            raise Failure("system-changed-meanwhile", path=edit.path, refused=True)
    if sys.platform == "win32" and _registry_edits(plan.changes) != plan.registry:
        raise Failure("system-changed-meanwhile", path=windows_environment.PLACE, refused=True)
    done: list[FileEdit] = []
    try:
        for edit in plan.edits:
            _write(Path(edit.path), edit.after)
            done.append(edit)
    except Failure:
        for edit in reversed(done):
            with contextlib.suppress(Failure):
                _write(Path(edit.path), edit.before)
        raise
    if sys.platform == "win32" and plan.registry:
        windows_environment.change(plan.changes)


def _one_line(value: str) -> bool:
    return not re.search(r"[\x00-\x1f\x7f]", value)


def _agent_edits(home: Path, changes: Changes) -> dict[str, FileEdit]:
    path = home / _AGENT_FILE
    before = _read(path)
    try:
        after = blocks.changed_agent(before, changes)
    except ValueError as error:
        if all(value is None for value in changes.values()):
            return {}  # none of ours to take back
        raise Failure("system-target-exists", path=str(path), refused=True) from error
    return {} if after == before else {_AGENT_FILE: FileEdit(str(path), before, after)}


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise from_os_error(error, str(path)) from error


def _write(path: Path, text: str | None) -> None:
    """Replaces the file that `path` leads to, or removes it (None)."""
    real = Path(os.path.realpath(path))
    try:
        if text is None:
            real.unlink(missing_ok=True)
            return
        real.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, str(path)) from error
    write_atomically(real, text.encode("utf-8", "surrogateescape"))


if sys.platform == "win32":

    def _registry_edits(changes: Changes) -> tuple[RegistryEdit, ...]:
        return tuple(
            RegistryEdit(name=name, before=before, after=after)
            for name, before, after in windows_environment.plan(changes)
        )

    def _set_in_registry() -> Mapping[str, str]:
        return windows_environment.ours()

else:

    def _registry_edits(changes: Changes) -> tuple[RegistryEdit, ...]:
        """There is no registry here, so it holds none of them."""
        return tuple(RegistryEdit(name, None, value) for name, value in changes.items() if value is not None)

    def _set_in_registry() -> Mapping[str, str]:
        return {}
