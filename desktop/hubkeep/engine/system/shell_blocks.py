"""How a variable is written for each kind of shell, and the one block a file gets for all of ours. Pure.

A block stands between two marker lines, at the end of the file so that it has the last word. The line
end before it belongs to it, unless there was no file: so a blank line sets it off where the file ended
in a line end, and its last line is completed where it did not. The block's first line notes which of
these it was, because lines that people put above or below later would make that a guess; blocks of
before that note are understood as well.
"""

from __future__ import annotations

import plistlib
import re
import shlex
from collections.abc import Callable, Mapping
from typing import Final
from xml.parsers.expat import ExpatError

from msgspec import Struct

Changes = Mapping[str, str | None]
"""Variables to set, and (None) those to take back. What is not named stays as it is."""

BEGIN: Final = "# >>> hubkeep >>>"
END: Final = "# <<< hubkeep <<<"
AGENT: Final = "hubkeep.environment"
"""The label of the macOS agent that sets the variables for programs started from the desktop."""

_NOTE: Final = "# Hubkeep wrote these lines and takes them back. Above them was "
_NO_FILE: Final = _NOTE + "no file."
_ENDED: Final = _NOTE + "a whole line."
_OPEN_END: Final = _NOTE + "a line without its end."

_NAME: Final = "([A-Za-z_][A-Za-z0-9_]*)"
_LINES: Final = rf"((?:(?!{BEGIN}\n)[^\n]*\n)*?)"
_BLOCK: Final = re.compile(rf"^{BEGIN}\n{_LINES}{END}(?:\n|\Z)", re.MULTILINE)


class Dialect(Struct, frozen=True):
    """One kind of file: how a variable is written, and read again."""

    write: Callable[[str, str], str]
    """A line for name and value; empty where such a value can't be said, and means nothing."""
    line: re.Pattern[str]
    """Matches such a line as a whole: name, and value as written."""
    read: Callable[[str], str]
    """A value as written to the value."""


def _posix(written: str) -> str:
    try:
        return "".join(shlex.split(written)[:1])
    except ValueError:  # somebody's own quotes
        return written


def _fish(written: str) -> str:
    return re.sub(r"\\([\\'])", r"\1", written)


def _systemd(written: str) -> str:
    return re.sub(r'\\(["\\`$])', r"\1", written).replace("$$", "$")


def _write_posix(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _write_fish(name: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{quoted}'"


def _write_systemd(name: str, value: str) -> str:
    quoted = re.sub(r'(["\\`$])', r"\\\1", value.replace("$", "$$"))
    return f'{name}="{quoted}"' if value else ""


POSIX: Final = Dialect(_write_posix, re.compile(rf"export {_NAME}=(.*)"), _posix)
"""For sh, bash and zsh."""
FISH: Final = Dialect(_write_fish, re.compile(rf"set -gx {_NAME} '(.*)'"), _fish)
"""For fish, whose quotes know two escapes."""
SYSTEMD: Final = Dialect(_write_systemd, re.compile(rf'{_NAME}="(.*)"'), _systemd)
"""For systemd's user sessions: unquoted as in a shell, then expanded, where `$$` is a `$`. It knows no
empty values and complains of them."""


def changed(text: str | None, changes: Changes, dialect: Dialect) -> str | None:
    """`text` (None: no file) with `changes` made in its block, which comes and goes with its variables.

    When the last one is taken back, what others wrote is as it was, to the byte.
    """
    lines = {
        name: line
        for name, value in changes.items()
        if value is not None and (line := dialect.write(name, value))
    }
    blocks = list(_BLOCK.finditer(text or ""))
    if not blocks:
        return _appended(text, list(lines.values())) if lines else text
    gone = dict.fromkeys(changes.keys() - lines.keys(), "")
    result = text
    for block in reversed(blocks):
        # The last one has the last word. There are several where somebody copied one file into another.
        wanted = {**gone, **lines} if block is blocks[-1] else gone
        before = _lines_of(block)
        after = _changed_lines(before, wanted, dialect)
        if after != before:
            assert result is not None  # it holds the block
            result = _replaced(result, block, after)
    return result


def variables(text: str, dialect: Dialect) -> dict[str, str]:
    """The variables that our blocks in `text` set."""
    found = [dialect.line.fullmatch(line) for block in _BLOCK.finditer(text) for line in _lines_of(block)]
    return {match[1]: dialect.read(match[2]) for match in found if match}


def _lines_of(block: re.Match[str]) -> list[str]:
    # Not `splitlines`, which takes signs for a line end that a value may hold.
    return block[1].split("\n")[:-1]


def _changed_lines(lines: list[str], wanted: Mapping[str, str], dialect: Dialect) -> list[str]:
    """`lines` with those of `wanted` put in the place of their former ones, or below; empty: dropped."""
    left = dict(wanted)
    result = []
    for line in lines:
        match = dialect.line.fullmatch(line)
        if match is None or match[1] not in wanted:
            result.append(line)
        else:
            result.append(left.pop(match[1], ""))
    return [line for line in (*result, *left.values()) if line]


def _appended(text: str | None, lines: list[str]) -> str:
    if text is None:
        return _block([_NO_FILE, *lines])
    ended = not text or text.endswith("\n")
    return f"{text}\n{_block([_ENDED if ended else _OPEN_END, *lines])}"


def _replaced(text: str, block: re.Match[str], lines: list[str]) -> str | None:
    """`text` with `lines` in the block, or without the block where only its note is left."""
    above, below = text[: block.start()], text[block.end() :]
    if any(not line.startswith(_NOTE) for line in lines):
        end = "\n" if block[0].endswith("\n") else ""
        return above + _block(lines).removesuffix("\n") + end + below
    note = block[1].partition("\n")[0]
    if not above and not below and note not in (_ENDED, _OPEN_END):
        return None
    return _without_lead(above, below, note) + below


def _without_lead(above: str, below: str, note: str) -> str:
    """`above` without the line end that came with the block."""
    if note == _NO_FILE:
        return above
    if note == _ENDED and above != "\n" and not above.endswith("\n\n"):
        return above  # the blank line is gone, or somebody wrote below it
    lead = above.removesuffix("\n")
    if below and lead and not lead.endswith("\n"):
        return above  # something was put below, which must not run into the line above
    return lead


def _block(lines: list[str]) -> str:
    return "\n".join([BEGIN, *lines, END]) + "\n"


# The macOS agent

_SETENV: Final = "launchctl setenv "


def agent(values: Mapping[str, str]) -> str:
    """The macOS agent that gives the variables to what the desktop starts, from the next login on."""
    commands = [f"{_SETENV}{name} {shlex.quote(value)}" for name, value in values.items()]
    content = {
        "Label": AGENT,
        "ProgramArguments": ["/bin/sh", "-c", "\n".join(commands)],
        "RunAtLoad": True,
    }
    return plistlib.dumps(content).decode()


def agent_variables(text: str) -> dict[str, str]:
    """What such an agent sets. Raises ValueError where it is none of ours."""
    try:
        content = plistlib.loads(text.encode("utf-8", "surrogateescape"))
    except (ExpatError, plistlib.InvalidFileException) as error:
        raise ValueError("no property list") from error
    match content:
        case {"Label": "hubkeep.environment", "ProgramArguments": ["/bin/sh", "-c", str(script)]}:
            words = [shlex.split(line) for line in script.split("\n") if line.startswith(_SETENV)]
            return {name: value for _, _, name, value in words}
    raise ValueError("somebody else's agent")


def changed_agent(text: str | None, changes: Changes) -> str | None:
    """`text` (None: no file) with `changes` made; None where no variable is left. Raises ValueError where
    it is none of ours."""
    before = {} if text is None else agent_variables(text)
    after = {name: value for name, value in {**before, **changes}.items() if value is not None}
    if after == before:
        return text
    return agent(after) if after else None
