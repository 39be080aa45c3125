"""An endpoint for every shell of the user: as it was shown, or not at all; and taken back to the byte."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.mirrors.export import apply_export, exported, plan_export
from hubkeep.engine.mirrors.values import EndpointExport, ProgramEdit
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.shell_environment import apply, plan
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.system.dotfiles import CONTENTS, PLATFORMS, lay, snapshot

MIRROR = "https://hf-mirror.example"
HOSTILE = "https://mirror.example/it's/$HOME/$(no)/!;&()[]*~=+,"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of somebody with several shells."""
    (tmp_path / ".config" / "fish").mkdir(parents=True)
    for name in (".bashrc", ".zshrc"):
        (tmp_path / name).write_text("# own")
    return tmp_path


def give(endpoint: str, home: Path, platform: str = "linux") -> EndpointExport:
    export = plan_export(endpoint, home, platform, {})
    apply_export(export, home, platform, {})
    return export


def seen_by(command: list[str], home: Path, more: Mapping[str, str] | None = None) -> str:
    environ = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        **(more or {}),
    }
    run = subprocess.run(
        [*command, "printenv HF_ENDPOINT || true"], env=environ, cwd=home, capture_output=True, check=True
    )
    return run.stdout.decode().removesuffix("\n")


@pytest.mark.parametrize(
    "shell", [["sh", "-lc"], ["bash", "-lc"], ["bash", "-ic"], ["zsh", "-c"], ["fish", "-c"]]
)
@pytest.mark.parametrize("endpoint", [MIRROR, HOSTILE])
def test_new_shells_have_it(shell: list[str], endpoint: str, home: Path) -> None:
    before = snapshot(home)
    give(endpoint, home)
    assert seen_by(shell, home) == endpoint
    give("", home)
    assert seen_by(shell, home) == ""
    assert snapshot(home) == before


Chosen = dict[str, str]


def chosen(home: Path) -> Chosen:
    """What somebody says who keeps no dotfiles at home."""
    for name in ("cfg/fish", "zsh"):
        (home / name).mkdir(parents=True)
    (home / "zsh" / ".zshrc").write_text("# own")
    return {"XDG_CONFIG_HOME": str(home / "cfg"), "ZDOTDIR": str(home / "zsh")}


@pytest.mark.parametrize(
    "shell", [["sh", "-lc"], ["bash", "-ic"], ["zsh", "-c"], ["zsh", "-lc"], ["fish", "-c"]]
)
@pytest.mark.parametrize("has_usual", [False, True])
@pytest.mark.parametrize("knows", [False, True])
def test_shells_whose_files_lie_elsewhere_have_it_too(
    shell: list[str], has_usual: bool, knows: bool, tmp_path: Path
) -> None:
    """`knows`: the shell is started with what the user says of it, or before that was said, as the first one
    of a session is, whose own file says it."""
    environ = chosen(tmp_path)
    (tmp_path / ".bashrc").write_text("# own")
    (tmp_path / "zsh" / ".zprofile").write_text("unset HF_ENDPOINT\n")
    if has_usual or not knows:
        (tmp_path / ".config" / "fish").mkdir(parents=True)
        (tmp_path / ".zshenv").write_text(f"ZDOTDIR={tmp_path}/zsh")
    before = snapshot(tmp_path)
    export = plan_export(MIRROR, tmp_path, "linux", environ)
    apply_export(export, tmp_path, "linux", environ)
    assert exported(tmp_path, "linux", environ) == MIRROR
    assert seen_by(shell, tmp_path, environ if knows else {}) == MIRROR
    assert plan_export(MIRROR, tmp_path, "linux", environ).edits == ()
    apply_export(plan_export("", tmp_path, "linux", environ), tmp_path, "linux", environ)
    assert seen_by(shell, tmp_path, environ if knows else {}) == ""
    assert snapshot(tmp_path) == before


def test_a_folder_that_is_no_path_or_not_there_is_not_made(home: Path) -> None:
    usual = {edit.path for edit in plan_export(MIRROR, home, "linux", {}).edits}
    odd = {"XDG_CONFIG_HOME": "cfg", "ZDOTDIR": ""}
    assert {edit.path for edit in plan_export(MIRROR, home, "linux", odd).edits} == usual
    gone = {"ZDOTDIR": str(home / "not-there")}
    assert {edit.path for edit in plan_export(MIRROR, home, "linux", gone).edits} == usual


def test_it_is_shown_before_it_happens_and_nothing_else_happens(home: Path) -> None:
    before = snapshot(home)
    export = plan_export(MIRROR + "/", home, "linux", {})
    assert export.endpoint == MIRROR
    assert snapshot(home) == before
    assert exported(home, "linux", {}) == ""
    apply_export(export, home, "linux", {})
    assert exported(home, "linux", {}) == MIRROR
    after = snapshot(home)
    assert {name for name in after if before.get(name) != after[name]} == {
        str(Path(edit.path).relative_to(home)) for edit in export.edits
    }
    for edit in export.edits:
        assert Path(edit.path).read_text() == edit.after
    assert plan_export(MIRROR, home, "linux", {}).edits == ()
    back = plan_export("", home, "linux", {})
    assert back.endpoint == ""
    assert {(edit.path, edit.after) for edit in back.edits} == {
        (edit.path, edit.before) for edit in export.edits
    }


def test_what_came_over_the_link_is_never_written(home: Path) -> None:
    before = snapshot(home)
    edits = (ProgramEdit(path=str(home / ".bashrc"), before="# own", after="rm -rf ~"),)
    with pytest.raises(Failure, match="changed since the preview") as caught:
        apply_export(EndpointExport(endpoint=MIRROR, edits=edits), home, "linux", {})
    assert caught.value.refused
    assert snapshot(home) == before


@pytest.mark.parametrize("name", [".bashrc", ".profile", ".zshenv", ".config/fish/conf.d/hubkeep.fish"])
def test_what_has_changed_since_it_was_shown_is_refused_and_named(name: str, home: Path) -> None:
    export = plan_export(MIRROR, home, "linux", {})
    (home / name).parent.mkdir(exist_ok=True)
    (home / name).write_text("export NEW=1\n")
    before = snapshot(home)
    with pytest.raises(Failure, match="changed since the preview") as caught:
        apply_export(export, home, "linux", {})
    assert caught.value.refused
    assert str(caught.value.problem.params["path"]).endswith(name)
    assert snapshot(home) == before


def test_a_file_that_is_no_text_can_be_shown_and_is_kept(home: Path) -> None:
    content = b"# \xff\xfe old\nalias a=b"
    (home / ".bashrc").write_bytes(content)
    before = snapshot(home)
    export = plan_export(MIRROR, home, "linux", {})
    sent = msgspec.json.decode(msgspec.json.encode(export), type=EndpointExport)
    assert any("\\xff\\xfe old" in (edit.before or "") for edit in sent.edits)
    apply_export(sent, home, "linux", {})
    assert (home / ".bashrc").read_bytes().startswith(content)
    give("", home)
    assert snapshot(home) == before


@pytest.mark.parametrize(
    "endpoint", ["https://ada:secret@host", "https://host/?x=1", "host name", "http://hf.co"]
)
def test_what_is_no_endpoint_is_refused(endpoint: str, home: Path) -> None:
    before = snapshot(home)
    for attempt in (
        lambda: plan_export(endpoint, home, "linux", {}),
        lambda: apply_export(EndpointExport(endpoint=endpoint), home, "linux", {}),
    ):
        with pytest.raises(Failure) as caught:
            attempt()
        assert "secret" not in str(caught.value)
    assert snapshot(home) == before


def test_windows_is_told_its_variable(home: Path) -> None:
    (edit,) = plan_export(MIRROR, home, "win32", {}).edits
    assert edit == ProgramEdit(path="HKEY_CURRENT_USER\\Environment\\HF_ENDPOINT", before=None, after=MIRROR)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["export", "cache"]), st.sampled_from(["", MIRROR, HOSTILE, "http://127.0.0.1:1/a'b"])
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(contents=CONTENTS, steps=STEPS, platform=PLATFORMS)
def test_the_moved_cache_and_the_endpoint_never_meet(
    contents: dict[str, bytes | None], steps: list[tuple[str, str]], platform: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        lay(home, contents)
        untouched = snapshot(home)
        for what, value in steps:
            cached = plan({"HF_HUB_CACHE": None}, home, platform).edits
            if what == "export":
                give(value, home, platform)
                assert exported(home, platform, {}) == value
                again = plan({"HF_HUB_CACHE": None}, home, platform).edits
                assert [edit.path for edit in again] == [edit.path for edit in cached]
            else:
                before = exported(home, platform, {})
                apply(plan({"HF_HUB_CACHE": value or None}, home, platform))
                assert exported(home, platform, {}) == before
        give("", home, platform)
        apply(plan({"HF_HUB_CACHE": None}, home, platform))
        assert snapshot(home) == untouched
