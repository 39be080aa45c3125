"""Variables for shells: they arrive whatever they hold, and go without a trace."""

from __future__ import annotations

import os
import plistlib
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.shell_environment import (
    BEGIN,
    END,
    agent,
    apply,
    fish_lines,
    plan,
    posix_lines,
    systemd_lines,
    undo,
    with_block,
    without_block,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

HOSTILE = {
    "HF_HOME": "/mnt/big disk/模型",
    "QUOTES": """it's "so" `so`""",
    "DOLLARS": "$HOME ${HOME} $(echo no) $$ $",
    "SLASHES": "C:\\new\\table\\",
    "SIGNS": "!! ; & | > < * ? ~ # % = [a] {b,c} (d)",
    "MARKED": f"{END} {BEGIN}",
    "EDGES": "  both  ",
    "EMPTY": "",
    "DASH": "-n",
}

SHELLS = {
    "sh": ["sh", "-lc", "env -0"],
    "bash": ["bash", "-lc", "env -0"],
    "bash, interactive": ["bash", "-ic", "env -0"],
    "zsh": ["zsh", "-c", "env -0"],
    "fish": ["fish", "-c", "env -0"],
}


def seen_by(command: list[str], home: Path) -> dict[str, str]:
    """The environment of what a shell starts for the user of `home`."""
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    run = subprocess.run(
        command, env=environ, cwd=home, capture_output=True, check=True, stdin=subprocess.DEVNULL, timeout=30
    )
    entries = (entry.partition(b"=") for entry in run.stdout.split(b"\0") if entry)
    return {name.decode(): value.decode("utf-8", "surrogateescape") for name, _, value in entries}


@pytest.mark.parametrize("shell", [name for name, command in SHELLS.items() if shutil.which(command[0])])
def test_variables_arrive_whatever_they_hold(shell: str, tmp_path: Path) -> None:
    for name in (".bashrc", ".zshrc"):
        (tmp_path / name).write_text("OWN=1; export OWN")
    (tmp_path / ".config" / "fish").mkdir(parents=True)
    apply(plan(HOSTILE, tmp_path, "linux"))
    environ = seen_by(SHELLS[shell], tmp_path)
    assert {name: environ.get(name) for name in HOSTILE} == HOSTILE
    undo(tmp_path, "linux")
    assert not HOSTILE.keys() & seen_by(SHELLS[shell], tmp_path).keys()


def test_a_login_bash_that_does_not_read_the_profile_gets_them_too(tmp_path: Path) -> None:
    (tmp_path / ".bash_profile").write_text("HF_HOME=/old; export HF_HOME\n")
    apply(plan({"HF_HOME": "/new"}, tmp_path, "linux"))
    assert seen_by(SHELLS["bash"], tmp_path)["HF_HOME"] == "/new"
    assert seen_by(SHELLS["sh"], tmp_path)["HF_HOME"] == "/new"


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below `folder` with content and mode; links by where they lead."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            found[str(path.relative_to(folder))] = (os.fsencode(os.readlink(path)), 0)
        elif path.is_file():
            found[str(path.relative_to(folder))] = (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
    return found


CONTENT = st.one_of(
    st.none(),
    st.binary(max_size=60),
    st.lists(st.sampled_from(["", "export A=1", BEGIN, END, BEGIN[:-1], "fi", "\r", "模型"]), max_size=6).map(
        lambda lines: "\n".join(lines).encode()
    ),
)
VALUES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)


@settings(max_examples=60, deadline=None)
@given(
    contents=st.fixed_dictionaries(
        {
            ".profile": CONTENT,
            ".bashrc": CONTENT,
            ".zshenv": CONTENT,
            ".config/fish/conf.d/hubkeep.fish": CONTENT,
        }
    ),
    first=VALUES,
    second=VALUES,
    platform=st.sampled_from(["linux", "darwin"]),
)
def test_taking_back_leaves_every_byte_as_it_was(
    contents: dict[str, bytes | None], first: str, second: str, platform: str
) -> None:
    for content in contents.values():
        text = (content or b"").decode("utf-8", "surrogateescape")
        assume(without_block(text) == text)  # a whole block of ours would be taken for ours
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name, content in contents.items():
            if content is not None:
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                (home / name).write_bytes(content)
        before = snapshot(home)
        apply(plan({"HF_HOME": first}, home, platform))
        assert plan({"HF_HOME": first}, home, platform).edits == ()
        apply(plan({"HF_HOME": second, "HF_ENDPOINT": first}, home, platform))
        assert snapshot(home) != before
        undo(home, platform)
        assert snapshot(home) == before
        undo(home, platform)
        assert snapshot(home) == before


@given(
    text=st.text(max_size=40),
    below=st.text(st.characters(exclude_characters="\r"), min_size=1, max_size=40),
)
def test_lines_put_below_the_block_stay_lines_of_their_own(text: str, below: str) -> None:
    assume(without_block(text + "\n" + below) == text + "\n" + below)
    assume(without_block(text) == text)
    left = without_block(with_block(text, ["export A=1"]) + below)
    assert left is not None
    assert left.endswith(below)
    assert left.removesuffix(below) in (text, text + "\n")
    assert left == below or left.removesuffix(below).endswith("\n")


def test_the_preview_is_all_that_happens(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("alias ll='ls -l'")
    before = snapshot(tmp_path)
    made = plan({"HF_HOME": "/models"}, tmp_path, "linux")
    assert snapshot(tmp_path) == before
    assert [edit.path for edit in made.edits] == [
        str(tmp_path / name) for name in (".profile", ".bashrc", ".config/environment.d/60-hubkeep.conf")
    ]
    assert [edit.before for edit in made.edits] == [None, "alias ll='ls -l'", None]
    assert made.edits[1].after == f"alias ll='ls -l'\n{BEGIN}\nexport HF_HOME=/models\n{END}\n"
    apply(made)
    assert {name: content.decode() for name, (content, _) in snapshot(tmp_path).items()} == {
        str(Path(edit.path).relative_to(tmp_path)): edit.after for edit in made.edits
    }


def test_a_linked_dotfile_stays_a_link_and_is_edited_once(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "profile").write_text("export A=1\n")
    (tmp_path / "dotfiles" / "profile").chmod(0o640)
    for name in (".profile", ".bash_profile"):
        (tmp_path / name).symlink_to("dotfiles/profile")
    before = snapshot(tmp_path)
    made = plan({"HF_HOME": "/models"}, tmp_path, "linux")
    assert len(made.edits) == 2
    apply(made)
    assert (tmp_path / ".profile").is_symlink()
    assert (tmp_path / "dotfiles" / "profile").read_text().count("HF_HOME") == 1
    assert stat.S_IMODE((tmp_path / "dotfiles" / "profile").stat().st_mode) == 0o640
    undo(tmp_path, "linux")
    assert snapshot(tmp_path) == before


def test_a_file_that_changed_since_the_preview_is_left_alone(tmp_path: Path) -> None:
    made = plan({"HF_HOME": "/models"}, tmp_path, "linux")
    (tmp_path / ".profile").write_text("new")
    before = snapshot(tmp_path)
    with pytest.raises(Failure, match="changed since the preview") as caught:
        apply(made)
    assert caught.value.refused
    assert snapshot(tmp_path) == before


def test_all_files_or_none(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("own")
    made = plan({"HF_HOME": "/models"}, tmp_path, "linux")
    (tmp_path / ".config").write_text("a file where a folder is needed")
    before = snapshot(tmp_path)
    with pytest.raises(Failure):
        apply(made)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "value"), [("A B", "x"), ("1A", "x"), ("", "x"), ("A", "x\ny"), ("A", "x\0"), ("A\n", "x")]
)
def test_what_cannot_be_written_safely_is_refused(name: str, value: str, tmp_path: Path) -> None:
    for platform in ("linux", "darwin", "win32"):
        with pytest.raises(Failure) as caught:
            plan({name: value}, tmp_path, platform)
        assert caught.value.refused


def test_each_shell_has_its_own_way_of_quoting() -> None:
    hostile = {"A": """a'b"c\\d$e`f""", "B": ""}
    assert posix_lines(hostile) == ["export A='a'\"'\"'b\"c\\d$e`f'", "export B=''"]
    assert fish_lines(hostile) == ["set -gx A 'a\\'b\"c\\\\d$e`f'", "set -gx B ''"]
    assert systemd_lines(hostile) == ['A="a\'b\\"c\\\\d\\$\\$e\\`f"']


def test_the_agent_of_macos_is_one_that_its_own_format_reads_and_a_shell_runs(tmp_path: Path) -> None:
    """The shell part, run with a `launchctl` that only notes what it is told."""
    content = plistlib.loads(agent(HOSTILE).encode())
    assert content["Label"] == "hubkeep.environment"
    assert content["RunAtLoad"] is True
    (tmp_path / "launchctl").write_text('#!/bin/sh\nprintf "%s\\0" "$@"\n')
    (tmp_path / "launchctl").chmod(0o755)
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    run = subprocess.run(content["ProgramArguments"], env=environ, capture_output=True, check=True)
    words = run.stdout.decode().split("\0")[:-1]
    assert dict(zip(words[1::3], words[2::3], strict=True)) == HOSTILE


def test_windows_is_told_apart(tmp_path: Path) -> None:
    made = plan({"HF_HOME": "D:\\models"}, tmp_path, "win32")
    assert made.edits == ()
    assert [(edit.name, edit.after) for edit in made.registry] == [("HF_HOME", "D:\\models")]
