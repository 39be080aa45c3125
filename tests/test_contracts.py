"""The import contracts in pyproject.toml can be broken: each is, in a copy of the code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def broken_contracts(folder: Path) -> str:
    """What import-linter says of the code in `folder`; empty where every contract is kept."""
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("lint-imports")),
            "--no-cache",
            "--config",
            str(ROOT / "pyproject.toml"),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return (run.stdout + run.stderr) if run.returncode else ""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A copy of the package, ahead of the installed one."""
    shutil.copytree(ROOT / "desktop", tmp_path / "code", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "code"


def test_the_code_as_it_is_keeps_them(code: Path) -> None:
    assert broken_contracts(code) == ""


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("engine/system/stray.py", "from ...link import messages", "Arrows point down only"),
        ("link/stray.py", "from ..app import theme", "Arrows point down only"),
        ("cli.py", "from .app import theme", "Arrows point down only"),
        ("stray.py", "", "Arrows point down only"),
        ("app/library/stray.py", "from ...engine.problems import Problem", "The window knows the engine"),
        ("engine/library/stray.py", "from PySide6.QtCore import QObject", "No Qt below the window"),
        ("link/stray.py", "import shiboken6", "No Qt below the window"),
        ("engine/mirrors/__init__.py", "from ..library import values", "Rooms of the engine"),
        ("engine/cache/stray.py", "from ..library import values", "Rooms of the engine"),
        ("engine/formats/stray.py", "from ..cache import names", "Rooms of the engine"),
        ("engine/gadgets/__init__.py", "", "Rooms of the engine"),
    ],
)
def test_a_stray_import_breaks_its_contract(code: Path, file: str, line: str, contract: str) -> None:
    stray = code / "hubkeep" / file
    stray.parent.mkdir(exist_ok=True)
    with stray.open("a", encoding="utf-8") as text:
        text.write(f"\n{line}\n")
    said = broken_contracts(code)
    assert contract in said.partition("Broken contracts\n")[2], said
