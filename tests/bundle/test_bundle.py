"""The bundle, as a user gets it: built, its command line asked, its window opened, looked at and closed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psutil
import pytest
from hubkeep.version import VERSION

from tests.bundle.screen import Screen, screen
from tests.hub.client import hf
from tests.hub.models import Models
from tests.hub.server import Hub
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.bundle, pytest.mark.timeout(400)]


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder of the bundle, built where what lies in dist/ is not of these sources."""
    command = [sys.executable, str(ROOT / "packaging" / "pyinstaller" / "build.py")]
    build = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert build.returncode == 0, build.stderr
    return ROOT / "dist" / "hubkeep"


@pytest.fixture(scope="module")
def cache(models: Models, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that the real huggingface_hub has written, of two models and a dataset."""
    home = tmp_path_factory.mktemp("hf")
    with Hub() as hub:
        for example in (models.safetensors, models.gguf, models.dataset):
            example.put(hub)
            kind = f"--repo-type={example.kind.value}"
            hf(hub, home, ["download", example.repo_id, kind])
    return home / "hub"


@pytest.fixture
def display() -> Iterator[Screen]:
    with screen() as made:
        yield made


def said_by(bundle: Path, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    command = [str(bundle / "hubkeep-cli"), "--home", str(home), *arguments]
    return subprocess.run(command, cwd="/", capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_it_holds_what_a_bare_desktop_lacks_and_no_more(bundle: Path) -> None:
    files = {path.name for path in bundle.rglob("*")}
    assert {"hubkeep", "hubkeep-cli", "libxcb-cursor.so.0", "libqxcb.so", "qtbase_zh_CN.qm"} <= files
    assert "mirrors.json" in files
    assert not [name for name in files if "Qml" in name or "Quick" in name or name.endswith((".ts", ".pyi"))]
    assert not [name for name in files if name.startswith(("libstdc++", "libfontconfig", "libX11", "libGL"))]
    assert not [path for path in bundle.rglob("*") if path.is_symlink() and not path.exists()]


def test_it_stays_small(bundle: Path) -> None:
    size = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    assert size < 150e6  # of which the encryption that the Secret Service asks for takes 12


def test_it_brings_every_licence_along(bundle: Path) -> None:
    licences = {path.name for path in (bundle / "licenses").iterdir()}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "Python", "pyinstaller", "msgspec", "psutil"} <= licences
    assert (
        f"PySide6-Essentials {version('PySide6_Essentials')}"
        in (bundle / "licenses" / "versions.txt").read_text()
    )
    assert (bundle / "LICENSE").is_file()
    assert (bundle / "NOTICE").is_file()
    assert not [path for path in (bundle / "licenses").iterdir() if path.is_dir() and not any(path.iterdir())]


def test_it_fetches_and_verifies(bundle: Path, tmp_path: Path) -> None:
    weights = bytes(range(256)) * (20 << 10)
    with Hub() as hub:
        hub.add("org/name", {"config.json": b"{}", "model.safetensors": weights})
        options = ["--cache", str(tmp_path / "hub"), "--endpoint", hub.endpoint, "--json"]
        ran = said_by(bundle, *options, "get", "org/name", home=tmp_path / "home")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["downloaded"] == len(weights) + 2
    assert Path(found["path"], "model.safetensors").read_bytes() == weights


def test_it_says_its_version(bundle: Path, tmp_path: Path) -> None:
    run = said_by(bundle, "--version", home=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert VERSION in run.stdout


def test_its_command_line_lists_a_real_cache(
    bundle: Path, cache: Path, models: Models, tmp_path: Path
) -> None:
    run = said_by(bundle, "ls", "--json", "--cache", str(cache), home=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    listed = {(repo["type"], repo["id"]): repo for repo in json.loads(run.stdout)["repos"]}
    examples = (models.safetensors, models.gguf, models.dataset)
    assert set(listed) == {(each.kind.value, each.repo_id) for each in examples}
    for each in examples:
        repo = listed[each.kind.value, each.repo_id]
        stored = sum(path.stat().st_size for path in Path(repo["path"], "blobs").iterdir())
        assert (repo["bytes"], repo["frees"], repo["state"]) == (stored, stored, "ok")


def test_its_command_line_verifies_a_real_cache(bundle: Path, cache: Path, tmp_path: Path) -> None:
    run = said_by(bundle, "verify", "--json", "--cache", str(cache), home=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    found = json.loads(run.stdout)
    assert (found["ok"], found["corrupt"], found["missing"]) == (found["files"], [], [])
    assert found["files"] > 3


def test_its_window_lists_a_real_cache_and_quits_silently(
    bundle: Path, cache: Path, models: Models, display: Screen, tmp_path: Path
) -> None:
    command = [str(bundle / "hubkeep"), "--home", str(tmp_path / "home"), "--cache", str(cache)]
    empty = display.picture()
    with (
        (tmp_path / "said").open("wb") as said,
        psutil.Popen(command, cwd="/", env=display.environment, stdout=said, stderr=said) as window,
    ):
        try:
            wait_until(lambda: display.windows("Hubkeep"), what="a window")
            wait_until(lambda: display.picture().differing(empty) > 100_000, what="something in it")
            (engine,) = window.children()
            assert engine.cmdline()[0] == str(bundle / "hubkeep-cli")
            ids = {each.repo_id for each in (models.safetensors, models.gguf, models.dataset)}

            def lists_everything() -> bool:
                # From wherever the focus is: into the search, and from there into the table.
                display.press("ctrl+f")
                display.press("Down")
                display.press("ctrl+a")
                display.press("ctrl+c")
                return set(display.clipboard().split()) == ids

            wait_until(lists_everything, timeout=20, what="every repo in the list")
            (shown,) = display.windows("Hubkeep")
            display.close(shown)
            assert window.wait(10) == 0
            wait_until(lambda: not engine.is_running(), what="the engine's end")
        finally:
            for process in (*window.children(), window) if window.is_running() else ():
                process.kill()
    assert (tmp_path / "said").read_text() == ""
