"""The project itself: one version, data found wherever it is installed, papers that say what is true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hubkeep.version import VERSION

ROOT = Path(__file__).parents[1]
DATA = ("icons/hubkeep.svg", "hubkeep.desktop", "mirrors.json", "translations/hubkeep_zh_CN.qm")
"""Some of what must be found as package data."""


def tracked() -> list[Path]:
    """The files under version control, or all that would be where there is none."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """The text of `path`; nothing for a file that holds none."""
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the tracked files so that nothing left of earlier builds gets in."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in tracked():
        copy = folder / "source" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    command += ["--quiet", "--wheel-dir", str(folder), str(folder / "source")]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    (built,) = folder.glob("*.whl")
    return built


def asked(code: str, path: Path | None = None) -> str:
    """What `code` prints, run away from the checkout; `path` comes before what is installed."""
    environment = dict(os.environ)
    environment.pop("PYTHONPATH", None)
    if path is not None:
        code = f"import sys; sys.path.insert(0, {str(path)!r}); sys.meta_path[:] = " + (
            "[f for f in sys.meta_path if '__editable__' not in getattr(f, '__module__', str(f))]\n" + code
        )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd="/",
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return run.stdout


FIND = """
import hubkeep.resources, hubkeep.version
from importlib.resources import files
data = files("hubkeep.resources")
print(hubkeep.version.__file__)
print([name for name in {names!r} if not data.joinpath(name).is_file()])
"""


def test_a_checkout_finds_its_data() -> None:
    place, missing = asked(FIND.format(names=DATA)).splitlines()
    assert Path(place).is_relative_to(ROOT)
    assert missing == "[]"


def test_an_installed_wheel_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run(
        [*command, "--target", str(tmp_path), str(wheel)], check=True, capture_output=True, timeout=100
    )
    place, missing = asked(FIND.format(names=DATA), path=tmp_path).splitlines()
    assert Path(place).is_relative_to(tmp_path)
    assert missing == "[]"


def test_a_wheel_holds_the_program_its_licence_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(f"hubkeep-{VERSION}.dist-info/METADATA").decode()
    assert {name.split("/")[0] for name in names} == {"hubkeep", f"hubkeep-{VERSION}.dist-info"}
    assert f"hubkeep-{VERSION}.dist-info/licenses/LICENSE" in names
    assert f"hubkeep-{VERSION}.dist-info/licenses/NOTICE" in names
    assert not [name for name in names if name.endswith(".pyc")]
    code = {
        str(path.relative_to(ROOT / "desktop")) for path in tracked() if path.is_relative_to(ROOT / "desktop")
    }
    assert code <= set(names)
    assert f"\nVersion: {VERSION}\n" in metadata


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    elsewhere = ("pyproject.toml", "setup.py", "README.md", "packaging/pyinstaller/hubkeep.spec")
    assert not [
        name for name in elsewhere if re.search(rf"\b{re.escape(VERSION)}\b(?!\.)", text_of(ROOT / name))
    ]


def test_the_licence_is_whole_and_the_notices_say_what_qt_asks_for() -> None:
    licence, notice = text_of(ROOT / "LICENSE"), text_of(ROOT / "NOTICE")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    for needed in ("LGPL-3.0", "QtCore", "QtWidgets", "download.qt.io", "replace these libraries"):
        assert needed in notice
    for name, title in (("LGPL-3.0", "GNU LESSER GENERAL PUBLIC LICENSE"), ("GPL-3.0", "GNU GENERAL PUBLIC")):
        assert title in text_of(ROOT / "packaging" / "licenses" / f"{name}.txt")


def test_the_notices_name_every_qt_module_the_window_imports() -> None:
    imported = set()
    for path in (ROOT / "desktop").rglob("*.py"):
        imported |= set(re.findall(r"from PySide6\.(\w+)|import PySide6\.(\w+)", text_of(path)))
    modules = {first or second for first, second in imported}
    assert not [module for module in modules if module not in text_of(ROOT / "NOTICE")]


def test_the_notices_name_every_package_that_is_installed_along() -> None:
    from importlib.metadata import requires

    named = {re.split(r"[^\w.-]", line)[0] for line in requires("hubkeep") or () if "extra ==" not in line}
    assert named
    assert not [
        name for name in named if name.replace("-", "_") not in text_of(ROOT / "NOTICE").replace("-", "_")
    ]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_the_commands_it_names_can_be_made(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text_of(ROOT / name), re.MULTILINE))
    assert named
    assert named <= targets


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_newcomer_needs_two_commands(name: str) -> None:
    (block,) = re.findall(r"```sh\n(.*?)```", text_of(ROOT / name), re.DOTALL)
    assert [line.split("#")[0].strip() for line in block.splitlines()] == ["make", "make test"]


def test_links_between_the_papers_lead_somewhere() -> None:
    broken = []
    for path in tracked():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)\s]+)\)", text_of(path)):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, heading = target.partition("#")
            goal = (path.parent / file).resolve() if file else path
            if not goal.exists() or (heading and heading not in headings(goal)):
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert not broken


def headings(path: Path) -> set[str]:
    """The anchors of a Markdown file, formed the way Git hosts do it."""
    titles = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_both_guides_have_the_same_parts() -> None:
    def shape(path: Path) -> list[str]:
        return re.findall(r"^(#+ |\||```|- |\d\. )", text_of(path), re.MULTILINE)

    for english in (ROOT / "docs" / "library.md", ROOT / "README.md"):
        folder, name = english.parent, english.name
        chinese = folder / "zh-CN" / name if folder.name == "docs" else folder / "README.zh-CN.md"
        assert shape(english) == shape(chinese), english.name


HOMES = re.compile(r"(?:/home/|/Users/|[A-Z]:\\\\?Users\\\\?)([\w.-]+)")
EVERYONE = {"you", "user", "me", "ada", "someone", "somebody", "alice", "bob"}
"""Names in examples; a path with any other name comes from somebody's machine."""


def test_no_path_of_a_machine_and_nothing_unfinished_is_kept() -> None:
    odd = []
    for path in tracked():
        text = text_of(path)
        place = path.relative_to(ROOT)
        if len(ROOT.parts) > 2 and re.search(rf"{re.escape(str(ROOT))}\b", text):
            odd.append(f"{place}: names this checkout, {ROOT}")
        odd += [
            f"{place}: names the home of {who}" for who in HOMES.findall(text) if who.lower() not in EVERYONE
        ]
        if path.suffix in {".py", ".md", ".toml", ".sh"} or path.name == "Makefile":
            unfinished = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
            odd += [f"{place}: {word}" for word in re.findall(rf"\b(?:{unfinished})\b", text)]
    assert not odd
