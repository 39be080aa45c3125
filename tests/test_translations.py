"""The check of the translations can fail, for each reason there is."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "packaging" / "translations.py"
PAGE = """
class Page(QWidget):
    def show(self):
        self.title.setText(self.tr("Hello, {name}"))
        self.count.setText(self.tr("%n file(s)", "", 3))
"""


class Room:
    """A window's code of one page and its translations, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.code, self.translations = folder / "code", folder / "translations"
        self.code.mkdir()
        self.page = self.code / "page.py"
        self.page.write_text(PAGE, encoding="utf-8")
        self.chinese = self.translations / "hubkeep_zh_CN.ts"

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(SCRIPT), "--code", str(self.code), "--folder", str(self.translations)]
        return subprocess.run([*command, *options], capture_output=True, encoding="utf-8", check=False)

    def translate(self, **instead: str) -> None:
        """Give every sentence itself as its translation, or what `instead` says for `Page`'s greeting."""
        for file in self.translations.glob("*.ts"):
            tree = ET.parse(file)
            for message in tree.iter("message"):
                source = message.findtext("source") or ""
                translation = message.find("translation")
                assert translation is not None
                translation.attrib.pop("type", None)
                for each in translation.findall("numerusform") or [translation]:
                    each.text = instead.get("greeting", source) if source.startswith("Hello") else source
            tree.write(file, encoding="utf-8", xml_declaration=True)
        assert self.run().returncode == 0


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(tmp_path)
    made.run()
    return made


def test_a_complete_translation_passes(room: Room) -> None:
    room.translate()
    check = room.run("--check")
    assert (check.returncode, check.stdout) == (0, "The translations are complete.\n")


def test_a_sentence_without_a_translation_is_named(room: Room) -> None:
    check = room.run("--check")
    assert check.returncode == 1
    assert "hubkeep_zh_CN.ts, Page: not translated: Hello, {name}" in check.stdout
    assert "hubkeep_en.ts, Page: not translated: %n file(s)" in check.stdout
    assert "hubkeep_zh_CN.ts, Problem: not translated: " in check.stdout


def test_a_lost_placeholder_is_named(room: Room) -> None:
    room.translate(greeting="你好，{nom}")
    check = room.run("--check")
    assert check.returncode == 1
    assert "placeholders differ: Hello, {name} / 你好，{nom}" in check.stdout


@pytest.mark.parametrize(("old", "new"), [("Hello", "Welcome"), ('self.tr("Hello, {name}")', '""')])
def test_code_that_moved_on_is_noticed(room: Room, old: str, new: str) -> None:
    room.translate()
    room.page.write_text(PAGE.replace(old, new), encoding="utf-8")
    check = room.run("--check")
    assert check.returncode == 1
    assert "hubkeep_zh_CN.ts is behind the code" in check.stdout


def test_a_compiled_file_that_is_old_is_noticed(room: Room) -> None:
    room.translate()
    room.chinese.with_suffix(".qm").write_bytes(b"old")
    check = room.run("--check")
    assert (check.returncode, "hubkeep_zh_CN.qm is behind the code" in check.stdout) == (1, True)
