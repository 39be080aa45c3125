"""Variables for shells: they arrive whatever they hold, and go one by one without a trace."""

from __future__ import annotations

import os
import plistlib
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.shell_blocks import (
    BEGIN,
    END,
    FISH,
    POSIX,
    SYSTEMD,
    agent,
    agent_variables,
    changed,
    variables,
)
from hubkeep.engine.system.shell_environment import apply, plan, written
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.system.dotfiles import (
    CONTENT,
    CONTENTS,
    PLATFORMS,
    VALUES,
    as_text,
    has_no_block,
    lay,
    snapshot,
)

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
GENERATOR = Path("/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator")
NOTE = "# Hubkeep wrote these lines and takes them back. Above them was {}."
CACHE, ENDPOINT = "HF_HUB_CACHE", "HF_ENDPOINT"


def take_back(home: Path, platform: str, *names: str) -> None:
    apply(plan(dict.fromkeys(names), home, platform))


def without_block(text: str) -> str | None:
    """What is left of a text when all that its blocks set is taken back."""
    return changed(text, dict.fromkeys(variables(text, POSIX)), POSIX)


def seen_by(command: list[str], home: Path) -> dict[str, str]:
    """The environment of what a shell starts for the user of `home`."""
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    run = subprocess.run(
        command, env=environ, cwd=home, capture_output=True, check=True, stdin=subprocess.DEVNULL, timeout=30
    )
    entries = (entry.partition(b"=") for entry in run.stdout.split(b"\0") if entry)
    return {name.decode(): value.decode("utf-8", "surrogateescape") for name, _, value in entries}


@pytest.mark.parametrize("shell", SHELLS)
def test_variables_arrive_whatever_they_hold(shell: str, tmp_path: Path) -> None:
    for name in (".bashrc", ".zshrc"):
        (tmp_path / name).write_text("OWN=1; export OWN")
    (tmp_path / ".config" / "fish").mkdir(parents=True)
    apply(plan(HOSTILE, tmp_path, "linux"))
    environ = seen_by(SHELLS[shell], tmp_path)
    assert {name: environ.get(name) for name in HOSTILE} == HOSTILE
    assert {name: written(name, tmp_path, "linux") for name in HOSTILE} == HOSTILE
    take_back(tmp_path, "linux", *list(HOSTILE)[1:])
    seen = seen_by(SHELLS[shell], tmp_path)
    assert {name: seen[name] for name in HOSTILE if name in seen} == {"HF_HOME": HOSTILE["HF_HOME"]}
    take_back(tmp_path, "linux", "HF_HOME")
    assert not HOSTILE.keys() & seen_by(SHELLS[shell], tmp_path).keys()


def seen_by_a_session(home: Path, **environ: str) -> dict[str, str]:
    """What systemd gives the session of the user of `home`: its generator says it in a shell's words."""
    run = subprocess.run([GENERATOR], env={"HOME": str(home), **environ}, capture_output=True, check=True)
    assert run.stderr == b""
    (home / "said").write_bytes(run.stdout)
    return seen_by(["sh", "-c", "set -a; . ./said; env -0"], home)


def test_a_systemd_session_gets_them(tmp_path: Path) -> None:
    apply(plan(HOSTILE, tmp_path, "linux"))
    seen = seen_by_a_session(tmp_path)
    assert {name: seen.get(name, "") for name in HOSTILE} == HOSTILE
    take_back(tmp_path, "linux", *HOSTILE)
    assert not HOSTILE.keys() & seen_by_a_session(tmp_path).keys()


@pytest.mark.parametrize("has_usual", [False, True])
def test_a_session_whose_configuration_lies_elsewhere_gets_them(has_usual: bool, tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "cfg")}
    if has_usual:
        (tmp_path / ".config").mkdir()
    apply(plan(HOSTILE, tmp_path, "linux", environ))
    seen = seen_by_a_session(tmp_path, **environ)
    assert {name: seen.get(name, "") for name in HOSTILE} == HOSTILE
    # One that began before anything was said of that looks where it always did.
    assert ("HF_HOME" in seen_by_a_session(tmp_path)) == has_usual
    assert written("HF_HOME", tmp_path, "linux", environ) == HOSTILE["HF_HOME"]
    apply(plan(dict.fromkeys(HOSTILE), tmp_path, "linux", environ))
    assert not HOSTILE.keys() & seen_by_a_session(tmp_path, **environ).keys()


def test_a_login_bash_that_does_not_read_the_profile_gets_them_too(tmp_path: Path) -> None:
    (tmp_path / ".bash_profile").write_text("HF_HOME=/old; export HF_HOME\n")
    apply(plan({"HF_HOME": "/new"}, tmp_path, "linux"))
    assert seen_by(SHELLS["bash"], tmp_path)["HF_HOME"] == "/new"
    assert seen_by(SHELLS["sh"], tmp_path)["HF_HOME"] == "/new"


STEPS = st.lists(
    st.dictionaries(st.sampled_from([CACHE, ENDPOINT]), st.one_of(st.none(), VALUES), min_size=1),
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(contents=CONTENTS, steps=STEPS, platform=PLATFORMS)
def test_each_variable_comes_and_goes_by_itself_and_all_of_them_without_a_trace(
    contents: dict[str, bytes | None], steps: list[dict[str, str | None]], platform: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        lay(home, contents)
        before = snapshot(home)
        wanted: dict[str, str] = {}
        for step in steps:
            apply(plan(step, home, platform))
            assert plan(step, home, platform).edits == ()
            for name, value in step.items():
                wanted.pop(name, None)
                if value is not None:
                    wanted[name] = value
            assert plan(wanted, home, platform).edits == ()
            assert {name: written(name, home, platform) for name in (CACHE, ENDPOINT)} == {
                name: wanted.get(name, "") for name in (CACHE, ENDPOINT)
            }
            if not wanted:
                assert snapshot(home) == before
        take_back(home, platform, CACHE, ENDPOINT)
        assert snapshot(home) == before


ABOVE = st.lists(st.sampled_from(["export B=2\n", "\n", "# 模型\n"]), max_size=3).map("".join)


@settings(max_examples=80, deadline=None)
@given(content=CONTENT, above=ABOVE, below=ABOVE, value=VALUES, dialect=st.sampled_from([POSIX, FISH]))
def test_what_is_written_around_the_block_meanwhile_stays(
    content: bytes | None, above: str, below: str, value: str, dialect: object
) -> None:
    text = None if content is None else as_text(content)
    assume(has_no_block(text or ""))
    set_once = changed(text, {ENDPOINT: value}, dialect)
    assert set_once is not None
    edited = above + set_once + below
    set_again = changed(edited, {CACHE: value}, dialect)
    assert set_again is not None
    assert set_again.startswith(above)
    assert set_again.endswith(below)
    assert changed(set_again, {CACHE: None}, dialect) == edited
    left = changed(edited, {ENDPOINT: None}, dialect)
    whole = text or ""
    if below and whole and not whole.endswith("\n"):
        whole += "\n"  # what was put below is not run into the line above
    assert (left or "") == above + whole + below
    assert (left is None) == (text is None and not above and not below)


def test_a_line_put_right_above_the_block_keeps_its_end() -> None:
    for text in (None, "", "export A=1\n"):
        set_once = changed(text, {ENDPOINT: "x"}, POSIX)
        assert set_once is not None
        edited = set_once.replace(BEGIN, f"export B=2\n{BEGIN}")
        left = changed(edited, {ENDPOINT: None}, POSIX)
        assert left is not None
        assert left.endswith("export B=2\n")
        assert "A=1\n" in left or text != "export A=1\n"


def test_lines_of_others_in_the_block_stay() -> None:
    text = f"a\n\n{BEGIN}\nexport {CACHE}=/m\nexport OWN=1\nexport {ENDPOINT}=x\n{END}\n"
    assert changed(text, {CACHE: None, ENDPOINT: None}, POSIX) == f"a\n\n{BEGIN}\nexport OWN=1\n{END}\n"


FORMER = f"{BEGIN}\nexport {CACHE}=/models\n{END}\n"


@pytest.mark.parametrize(
    ("text", "former"),
    [
        (None, FORMER),
        ("", f"\n{FORMER}"),
        ("a", f"a\n{FORMER}"),
        ("a\n", f"a\n\n{FORMER}"),
        ("a\nb\n", f"a\n\n{FORMER}b\n"),
    ],
)
def test_a_block_of_the_former_version_is_understood(text: str | None, former: str) -> None:
    assert variables(former, POSIX) == {CACHE: "/models"}
    assert changed(former, {CACHE: None}, POSIX) == text
    both = changed(former, {ENDPOINT: "https://m"}, POSIX)
    assert both is not None
    assert variables(both, POSIX) == {CACHE: "/models", ENDPOINT: "https://m"}
    assert changed(both, {ENDPOINT: None}, POSIX) == former
    assert changed(both, {ENDPOINT: None, CACHE: None}, POSIX) == text


def test_a_block_that_was_copied_into_another_file_is_taken_back_there_too() -> None:
    once = changed("a\n", {ENDPOINT: "x"}, POSIX)
    assert once is not None
    twice = once + "b\n" + once
    assert changed(twice, {ENDPOINT: None}, POSIX) == "a\nb\na\n"
    # What is set goes where it has the last word, and nowhere else.
    again = changed(twice, {ENDPOINT: "y", CACHE: "/m"}, POSIX)
    assert again is not None
    assert again.startswith(once + "b\n")
    assert variables(again, POSIX) == {ENDPOINT: "y", CACHE: "/m"}
    assert again.count("HF_") == 3


def test_the_preview_is_all_that_happens(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("alias ll='ls -l'")
    before = snapshot(tmp_path)
    made = plan({"HF_HOME": "/models"}, tmp_path, "linux")
    assert snapshot(tmp_path) == before
    assert [edit.path for edit in made.edits] == [
        str(tmp_path / name) for name in (".profile", ".bashrc", ".config/environment.d/60-hubkeep.conf")
    ]
    assert [edit.before for edit in made.edits] == [None, "alias ll='ls -l'", None]
    note = NOTE.format("a line without its end")
    assert made.edits[1].after == f"alias ll='ls -l'\n{BEGIN}\n{note}\nexport HF_HOME=/models\n{END}\n"
    apply(made)
    assert {name: content.decode() for name, (content, _) in snapshot(tmp_path).items()} == {
        str(Path(edit.path).relative_to(tmp_path)): edit.after for edit in made.edits
    }
    undone = plan({"HF_HOME": None}, tmp_path, "linux")
    assert {edit.path: edit.after for edit in undone.edits} == {edit.path: edit.before for edit in made.edits}


def test_a_linked_dotfile_stays_a_link_and_is_edited_once(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "profile").write_text("export A=1\n")
    (tmp_path / "dotfiles" / "profile").chmod(0o440)
    for name in (".profile", ".bash_profile"):
        (tmp_path / name).symlink_to("dotfiles/profile")
    (tmp_path / ".bashrc").symlink_to("dotfiles/not-there-yet")
    before = snapshot(tmp_path)
    made = plan({"HF_HOME": "/models"}, tmp_path, "linux")
    assert len(made.edits) == 3
    apply(made)
    assert (tmp_path / ".profile").is_symlink()
    assert (tmp_path / "dotfiles" / "profile").read_text().count("HF_HOME") == 1
    assert stat.S_IMODE((tmp_path / "dotfiles" / "profile").stat().st_mode) == 0o440
    assert "HF_HOME" in (tmp_path / "dotfiles" / "not-there-yet").read_text()
    take_back(tmp_path, "linux", "HF_HOME")
    assert snapshot(tmp_path) == before


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".bash_profile").mkdir()
    os.mkfifo(tmp_path / ".bashrc")
    (tmp_path / ".zprofile").symlink_to("/dev/null")
    made = plan({"HF_HOME": "/models"}, tmp_path, "linux")
    assert [Path(edit.path).name for edit in made.edits] == [".profile", ".zshenv", "60-hubkeep.conf"]
    apply(made)
    assert written("HF_HOME", tmp_path, "linux") == "/models"
    take_back(tmp_path, "linux", "HF_HOME")
    assert not (tmp_path / ".profile").exists()
    assert (tmp_path / ".zprofile").is_char_device()


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
    take_back(tmp_path, "linux", "HF_HOME")
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
    hostile = """a'b"c\\d$e`f"""
    assert POSIX.write("A", hostile) == "export A='a'\"'\"'b\"c\\d$e`f'"
    assert FISH.write("A", hostile) == "set -gx A 'a\\'b\"c\\\\d$e`f'"
    assert SYSTEMD.write("A", hostile) == 'A="a\'b\\"c\\\\d\\$\\$e\\`f"'
    assert [dialect.write("A", "") for dialect in (POSIX, FISH, SYSTEMD)] == [
        "export A=''",
        "set -gx A ''",
        "",
    ]


@given(value=VALUES, dialect=st.sampled_from([POSIX, FISH, SYSTEMD]))
def test_what_is_written_can_be_read(value: str, dialect: object) -> None:
    text = changed(None, {"A": value}, dialect)
    assert variables(text or "", dialect).get("A", "") == value


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
    assert agent_variables(agent(HOSTILE)) == HOSTILE


@pytest.mark.parametrize("content", ["", "no plist", agent({}).replace("hubkeep.environment", "own.agent")])
def test_an_agent_of_somebody_else_is_left_alone(content: str, tmp_path: Path) -> None:
    path = tmp_path / "Library" / "LaunchAgents" / "hubkeep.environment.plist"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    before = snapshot(tmp_path)
    with pytest.raises(Failure, match="is there already") as caught:
        plan({ENDPOINT: "x"}, tmp_path, "darwin")
    assert caught.value.refused
    take_back(tmp_path, "darwin", ENDPOINT)
    assert snapshot(tmp_path) == before


def test_windows_is_told_apart(tmp_path: Path) -> None:
    made = plan({"HF_HOME": "D:\\models"}, tmp_path, "win32")
    assert made.edits == ()
    assert [(edit.name, edit.after) for edit in made.registry] == [("HF_HOME", "D:\\models")]
