"""The bundle, as a user gets it: built, its command line asked, its window opened, looked at and closed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from hubkeep.version import VERSION

from tests.bundle.screen import Screen, screen

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.bundle, pytest.mark.timeout(400)]


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder of the bundle, built where what lies in dist/ is not of these sources."""
    command = [sys.executable, str(ROOT / "packaging" / "pyinstaller" / "build.py")]
    build = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert build.returncode == 0, build.stderr
    return ROOT / "dist" / "hubkeep"


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
    assert not [name for name in files if "Qml" in name or "Quick" in name or name.endswith((".ts", ".pyi"))]
    assert not [name for name in files if name.startswith(("libstdc++", "libfontconfig", "libX11", "libGL"))]
    assert not [path for path in bundle.rglob("*") if path.is_symlink() and not path.exists()]


def test_it_stays_small(bundle: Path) -> None:
    size = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    assert size < 140e6


def test_it_brings_every_licence_along(bundle: Path) -> None:
    licences = {path.name for path in (bundle / "licenses").iterdir()}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "Python", "pyinstaller", "msgspec", "psutil"} <= licences
    assert (
        f"PySide6_Essentials {version('PySide6_Essentials')}"
        in (bundle / "licenses" / "versions.txt").read_text()
    )
    assert (bundle / "LICENSE").is_file()
    assert (bundle / "NOTICE").is_file()
    assert not [path for path in (bundle / "licenses").iterdir() if path.is_dir() and not any(path.iterdir())]


def test_it_says_its_version(bundle: Path, tmp_path: Path) -> None:
    run = said_by(bundle, "--version", home=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert VERSION in run.stdout
