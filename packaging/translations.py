"""Keeps resources/translations/ in step with the sentences in the code.

    translations.py            gather new sentences into the .ts files, compile each into its .qm
    translations.py --check    change nothing; exit 1 and say why where a language is not complete

The window's own sentences are found by Qt's lupdate. Those of problems, which the engine names by a code,
stand in a table of their own; lupdate is shown them in the form it understands.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6
from hubkeep.engine.problems import SENTENCES

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "desktop" / "hubkeep" / "app"
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = {"hubkeep_en.ts": "en", "hubkeep_zh_CN.ts": "zh_CN"}
"""English has entries only where a number decides the form."""


def main() -> int:
    arguments = argparse.ArgumentParser(description="Keep the translations in step with the code.")
    arguments.add_argument("--check", action="store_true", help="change nothing, fail where incomplete")
    arguments.add_argument("--code", type=Path, default=CODE, help="the folder of the window's code")
    arguments.add_argument("--folder", type=Path, default=FOLDER, help="the folder of the .ts and .qm files")
    options = arguments.parse_args()
    if not options.check:
        gather(options.code, options.folder)
        compile_all(options.folder)
        return 0
    found = list(complaints(options.code, options.folder))
    print("\n".join(found) or "The translations are complete.")
    return 1 if found else 0


def gather(code: Path, folder: Path) -> None:
    """Bring the .ts files in `folder` up to date with the sources in `code`; drop what is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        problems = Path(scratch, "problems.py")
        calls = [f'QCoreApplication.translate("Problem", {_literal(text)})' for text in SENTENCES.values()]
        problems.write_text("\n".join(calls) + "\n", encoding="utf-8")
        sources = [str(path) for path in [*sorted(code.rglob("*.py")), problems]]
        for name, language in LANGUAGES.items():
            command = [_tool("lupdate"), *sources, "-ts", str(folder / name), "-silent", "-no-obsolete"]
            command += ["-locations", "none", "-source-language", "en", "-target-language", language]
            command += ["-pluralonly"] if language == "en" else []
            subprocess.run(command, check=True)


def compile_all(folder: Path) -> None:
    """Write the .qm beside each .ts in `folder`."""
    for name in LANGUAGES:
        source = folder / name
        command = [_tool("lrelease"), "-silent", str(source), "-qm", str(source.with_suffix(".qm"))]
        subprocess.run(command, check=True)


def complaints(code: Path, folder: Path) -> Iterator[str]:
    """What keeps the translations in `folder` from being complete, a sentence each."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        for name in LANGUAGES:
            if (folder / name).is_file():
                shutil.copy(folder / name, fresh)
        gather(code, fresh)
        compile_all(fresh)
        for name in LANGUAGES:
            yield from unfinished(fresh / name)
            for kind in (name, Path(name).with_suffix(".qm").name):
                old = folder / kind
                if not old.is_file() or old.read_bytes() != (fresh / kind).read_bytes():
                    yield f"{kind} is behind the code: run `make translations` and commit what it writes."


def unfinished(file: Path) -> Iterator[str]:
    """The sentences in `file` that lack a translation, or whose placeholders went astray."""
    for context in ET.parse(file).getroot().iter("context"):
        place = f"{file.name}, {context.findtext('name')}"
        for message in context.iter("message"):
            source = message.findtext("source") or ""
            translation = message.find("translation")
            forms = [] if translation is None else _forms(translation)
            if translation is None or translation.get("type") == "unfinished" or not all(forms):
                yield f"{place}: not translated: {source}"
                continue
            for form in forms:
                if placeholders(source) - {"%n"} != placeholders(form) - {"%n"}:
                    yield f"{place}: placeholders differ: {source} / {form}"


def placeholders(sentence: str) -> set[str]:
    """The parts of `sentence` that values are put in for: {name}, %1, %n."""
    return set(re.findall(r"\{\w*[^{}]*\}|%L?\d+|%n", sentence))


def _forms(translation: ET.Element) -> list[str]:
    numerus = translation.findall("numerusform")
    return [each.text or "" for each in numerus] if numerus else [translation.text or ""]


def _literal(text: str) -> str:
    """`text` as a string literal that lupdate reads the way Python does."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _tool(name: str) -> str:
    """One of Qt's linguist programs, as PySide6 brings it."""
    folder = Path(PySide6.__file__).parent
    found = shutil.which(name, path=str(folder))
    if found is None:
        raise SystemExit(f"{folder} has no {name}; install PySide6-Essentials again")
    return found


if __name__ == "__main__":
    sys.exit(main())
