"""Homes with all kinds of files that shells read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from hubkeep.engine.system.shell_blocks import BEGIN, END, POSIX, changed
from hypothesis import assume
from hypothesis import strategies as st

FILES = (".profile", ".bashrc", ".zshenv", ".config/fish/conf.d/hubkeep.fish")

CONTENT = st.one_of(
    st.none(),
    st.binary(max_size=60),
    st.lists(st.sampled_from(["", "export A=1", BEGIN, END, BEGIN[:-1], "fi", "\r", "模型"]), max_size=6).map(
        lambda lines: "\n".join(lines).encode()
    ),
)
CONTENTS = st.fixed_dictionaries(dict.fromkeys(FILES, CONTENT))
VALUES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
PLATFORMS = st.sampled_from(["linux", "darwin"])


def as_text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def has_no_block(text: str) -> bool:
    """Whether there is no whole block in it, which would be taken for ours: so a new one goes below."""
    return (changed(text, {"ELSEWHERE": "1"}, POSIX) or "").startswith(text)


def lay(home: Path, contents: dict[str, bytes | None]) -> None:
    """Makes the files."""
    for name, content in contents.items():
        if content is not None:
            assume(has_no_block(as_text(content)))
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(content)


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below `folder` with content and mode; links by where they lead."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            found[str(path.relative_to(folder))] = (os.fsencode(os.readlink(path)), 0)
        elif path.is_file():
            found[str(path.relative_to(folder))] = (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
    return found
