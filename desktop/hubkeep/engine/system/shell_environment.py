"""Environment variables for the user's shells and sessions: previewed, set, and taken back exactly.

Each file gets one block between two marker lines, at its end so that it has the last word. The line
end before the block belongs to the block, unless the block is all there is: that is how taking back
knows a file that was not there from one that was empty or did not end in a line end.
"""

from __future__ import annotations

import contextlib
import os
import plistlib
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from hubkeep.engine.problems import Failure, from_os_error
from hubkeep.engine.system.atomic import write_atomically

if sys.platform == "win32":
    from hubkeep.engine.system import windows_environment

BEGIN: Final = "# >>> hubkeep >>>"
END: Final = "# <<< hubkeep <<<"
AGENT: Final = "hubkeep.environment"
"""The label of the macOS agent that sets the variables for programs started from the desktop."""


class FileEdit(Struct, frozen=True):
    """A file as it is (None: not there) and as it shall be. Bytes that are no UTF-8 are surrogates."""

    path: str
    before: str | None
    after: str


class RegistryEdit(Struct, frozen=True):
    """A variable of the Windows user as it is (None: not there) and as it shall be."""

    name: str
    before: str | None
    after: str


class EnvironmentPlan(Struct, frozen=True):
    """All that `apply` will do; nothing where the variables are set already."""

    edits: tuple[FileEdit, ...]
    registry: tuple[RegistryEdit, ...] = ()


# The rules: pure over texts

_LINES: Final = rf"(?:(?!{BEGIN}\n)[^\n]*\n)*?"
_BLOCK: Final = re.compile(rf"^{BEGIN}\n{_LINES}{END}(?:\n|\Z)", re.MULTILINE)


def with_block(text: str | None, lines: Iterable[str]) -> str:
    """`text` (None: no file) with the block of `lines`; in the place of the one there, or at the end."""
    block = "\n".join([BEGIN, *lines, END]) + "\n"
    if text is None:
        return block
    if _BLOCK.search(text):
        return _BLOCK.sub(lambda _: block, text, count=1)
    return text + "\n" + block


def without_block(text: str) -> str | None:
    """`text` as it was before `with_block`; None where there was no file."""
    found = _BLOCK.search(text)
    if found is None:
        return text
    before, after = text[: found.start()], text[found.end() :]
    if not before and not after:
        return None
    lead = before.removesuffix("\n")
    if after and lead and not lead.endswith("\n"):
        lead = before  # something was put below, which must not run into the line above
    return lead + after


def posix_lines(variables: Mapping[str, str]) -> list[str]:
    """For sh, bash and zsh."""
    return [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]


def fish_lines(variables: Mapping[str, str]) -> list[str]:
    """For fish, whose quotes know two escapes."""
    quoted = {name: value.replace("\\", "\\\\").replace("'", "\\'") for name, value in variables.items()}
    return [f"set -gx {name} '{value}'" for name, value in quoted.items()]


def systemd_lines(variables: Mapping[str, str]) -> list[str]:
    """For systemd's user sessions: unquoted as in a shell, then expanded, where `$$` is a `$`.

    It knows no empty values and complains of them.
    """
    quoted = {name: re.sub(r'(["\\`$])', r"\\\1", v.replace("$", "$$")) for name, v in variables.items()}
    return [f'{name}="{value}"' for name, value in quoted.items() if value]


def agent(variables: Mapping[str, str]) -> str:
    """The macOS agent that gives the variables to what the desktop starts, from the next login on."""
    commands = [f"launchctl setenv {name} {shlex.quote(value)}" for name, value in variables.items()]
    content = {
        "Label": AGENT,
        "ProgramArguments": ["/bin/sh", "-c", "\n".join(commands)],
        "RunAtLoad": True,
    }
    return plistlib.dumps(content).decode()


# The files

_POSIX_ALWAYS: Final = (".profile",)
_POSIX_WHERE_THERE: Final = (".bash_profile", ".bash_login", ".bashrc", ".zprofile")
_ZSH: Final = (".zshenv", ".zprofile", ".zshrc", ".zlogin")
_FISH: Final = ".config/fish"
_FISH_FILE: Final = ".config/fish/conf.d/hubkeep.fish"
_SYSTEMD_FILE: Final = ".config/environment.d/60-hubkeep.conf"
_AGENT_FILE: Final = f"Library/LaunchAgents/{AGENT}.plist"

Writer = Callable[[Mapping[str, str]], list[str]]


def plan(variables: Mapping[str, str], home: Path, platform: str) -> EnvironmentPlan:
    """What has to change so that new shells and sessions have `variables`, and just these of ours.

    `platform` is a `sys.platform`. Files are only read. Raises `Failure` where a name or a value
    cannot be written down safely, or a file cannot be read.
    """
    for name, value in variables.items():
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or not _one_line(value):
            raise Failure("system-variable-unsafe", name=name, refused=True)
    if platform == "win32":
        return EnvironmentPlan(edits=(), registry=_registry_edits(variables))
    edits: dict[str, FileEdit] = {}
    for path, writer in _shell_files(home, platform):
        before = _read(path)
        after = with_block(before, writer(variables))
        if after != before:
            # Two dotfiles are often one file; the link's first name stands for it.
            edits.setdefault(os.path.realpath(path), FileEdit(str(path), before, after))
    if platform == "darwin":
        before, after = _read(home / _AGENT_FILE), agent(variables)
        if after != before:
            edits[_AGENT_FILE] = FileEdit(str(home / _AGENT_FILE), before, after)
    return EnvironmentPlan(edits=tuple(edits.values()))


def _one_line(value: str) -> bool:
    return not re.search(r"[\x00-\x1f\x7f]", value)


def _shell_files(home: Path, platform: str) -> list[tuple[Path, Writer]]:
    """The files that some shell or session of this user reads, and how to write in them."""
    names = [*_POSIX_ALWAYS, *(name for name in _POSIX_WHERE_THERE if os.path.lexists(home / name))]
    if platform == "darwin" or any(os.path.lexists(home / name) for name in _ZSH):
        names.append(".zshenv")
    files: list[tuple[Path, Writer]] = [(home / name, posix_lines) for name in names]
    if (home / _FISH).is_dir():
        files.append((home / _FISH_FILE, fish_lines))
    if platform == "linux":
        files.append((home / _SYSTEMD_FILE, systemd_lines))
    return files


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise from_os_error(error, str(path)) from error


def apply(plan: EnvironmentPlan) -> None:
    """Does what `plan` says, all or nothing, each file replaced as a whole, through links to their target.

    Raises `Failure`, refused where a file is not as it was when the plan was made.
    """
    for edit in plan.edits:
        if _read(Path(edit.path)) != edit.before:
            raise Failure("system-changed-meanwhile", path=edit.path, refused=True)
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
        windows_environment.set_variables({edit.name: edit.after for edit in plan.registry})


def undo(home: Path, platform: str) -> None:
    """Takes our blocks away again: all that others wrote is as it was, to the byte. Raises `Failure`."""
    if platform == "win32":
        if sys.platform == "win32":
            windows_environment.take_back()
        return
    names = {*_POSIX_ALWAYS, *_POSIX_WHERE_THERE, *_ZSH, _FISH_FILE, _SYSTEMD_FILE}
    for path in sorted(home / name for name in names):
        text = _read(path)
        if text is not None and (without := without_block(text)) != text:
            _write(path, without)
    if platform == "darwin" and f"<string>{AGENT}</string>" in (_read(home / _AGENT_FILE) or ""):
        _write(home / _AGENT_FILE, None)


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


def _registry_edits(variables: Mapping[str, str]) -> tuple[RegistryEdit, ...]:
    before = _registry()
    return tuple(
        RegistryEdit(name=name, before=before.get(name), after=value)
        for name, value in variables.items()
        if before.get(name) != value
    )


if sys.platform == "win32":

    def _registry() -> Mapping[str, str]:
        return windows_environment.variables()

else:

    def _registry() -> Mapping[str, str]:
        return {}
