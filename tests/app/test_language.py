"""The language can be switched while the window is open, and nothing stays behind in the other."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hubkeep.app.shell.window import Window
from hubkeep.app.translation import nearest
from hubkeep.link.messages import Target
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from tests.app import archive_showcase, downloads_showcase, mirrors_showcase, showcase
from tests.app.stage import WELCOME, StagedLink

NAMES = re.compile(
    r"\bSpaces?\b|(https?|socks5h?|hf)://[\w.:-]*|huggingface\.co|hf auth login|\bhf_|\bPEM\b|"
    r"Hubkeep|Hugging ?Face|huggingface_hub|Hub|Qt( for Python)?|GNU|LGPL|Apache License|Apache-2\.0|English|"
    r"JSON|from_pretrained|local_dir|reflink|shell|README|GGUF|ONNX|HF_\w+|UTC|Xet|xet|blobs?|main|[kKMGT]?B(/s)?|\bms\b|"
    r"\bhub\b|nginx|MinIO|Ceph|Amazon|S3|s3|--[a-z-]+|[Ss]hell|bash|zsh|fish|PowerShell|Docker|Compose|systemd|Python|"
    r"Ctrl|Shift|Alt|Del|Esc|Return|Enter|F\d+|safetensors|parquet|diffusers|transformers|"
    r"(FP|BF|INT)\d+|\d+(\.\d+)?[BMK]\b|[\w.-]*[/\\][\w./\\-]*|\w+\.(txt|onnx|json|safetensors|md)"
)
"""What is written alike in every language: names, keys, units, paths."""

FILTERS = re.compile(r"\w+:\w+|[a-z]+[<>]\d+\w*|-gguf\b")
"""What is typed into the search, the same in every language."""

QTS_OWN = {"ScrollLeftButton", "ScrollRightButton"}
"""Parts of Qt's widgets that Qt itself does not translate."""


def texts(window: QWidget) -> Iterator[tuple[str, str]]:
    """Every text that a person could read in `window`, with where it stands."""
    for widget in window.findChildren(QWidget):
        place = widget.objectName() or type(widget).__name__
        yield place, widget.toolTip()
        yield place, widget.accessibleName()
        yield place, widget.accessibleDescription()
        if isinstance(widget, (QAbstractButton, QLabel)):
            yield place, widget.text()
        if isinstance(widget, QGroupBox):
            yield place, widget.title()
        if isinstance(widget, QLineEdit):
            yield place, widget.placeholderText()
        if isinstance(widget, QSpinBox):
            yield place, widget.suffix()
        if isinstance(widget, QComboBox):
            yield from ((place, widget.itemText(index)) for index in range(widget.count()))
        if isinstance(widget, QTabBar):
            yield from ((place, widget.tabText(index)) for index in range(widget.count()))
        if isinstance(widget, (QTableView, QTreeView)):
            yield from ((place, text) for text in cells(widget))
    for action in window.findChildren(QAction):
        yield action.objectName(), action.text()
        yield action.objectName(), action.toolTip()


def cells(view: QTableView | QTreeView) -> Iterator[str]:
    """The texts of a view's head and body."""
    model = view.model()
    if model is None:
        return
    from PySide6.QtCore import Qt

    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount()):
            yield str(model.index(row, column).data() or "")


def english(window: QWidget, data: set[str]) -> list[tuple[str, str]]:
    """Words of two letters or more that are neither names nor data."""
    left = []
    for place, text in texts(window):
        if place in QTS_OWN:
            continue
        # Tool tips are markup where they have several lines.
        bare = FILTERS.sub(" ", html.unescape(re.sub(r"</?(qt|br)>", " ", text)))
        for word in sorted(data, key=len, reverse=True):
            bare = bare.replace(word, " ")
        if re.search(r"[A-Za-z]{2,}", NAMES.sub(" ", bare)):
            left.append((place, text))
    return left


def data_of(rows: list) -> set[str]:
    """What the showcase itself puts on the window."""
    data = {row.name for row in rows} | {part for row in rows for part in row.name.split("/")}
    data |= {row.key for row in rows} | {"vault"}  # the disk in a sentence of the showcase
    for row in rows:
        if row.facts is not None:
            facts = row.facts
            data |= {facts.summary, facts.licence, facts.kind, facts.architecture, facts.library}
    shown = downloads_showcase.data() | mirrors_showcase.data() | archive_showcase.data()
    return {text for text in data if text} | {WELCOME.host} | shown


def choose(window: Window, language: str) -> None:
    combo = window.findChild(QComboBox, "languageChoice")
    combo.setCurrentIndex(combo.findData(language))
    combo.activated.emit(combo.currentIndex())
    QApplication.processEvents()


def test_no_english_is_left_after_the_switch(open_window: Callable[[], Window], link: StagedLink) -> None:
    link.answers.update(showcase.set_stage().answers)
    window = open_window()
    choose(window, "en")
    showcase.raise_curtain(link)
    window.toggle_activity()
    QApplication.processEvents()
    # What was told in passing is not told again, it goes away.
    window.page("library").notice.hide()
    window.page("library").notice.tell("")
    data = data_of(showcase.rows(0))
    assert len(english(window, data)) > 40, "the search itself works"
    choose(window, "zh_CN")
    assert english(window, data) == []
    choose(window, "en")
    assert window.page("settings").title() == "Settings"


def test_what_is_told_later_is_chinese_too(open_window: Callable[[], Window], link: StagedLink) -> None:
    link.answers.update(showcase.set_stage().answers)
    window = open_window()
    choose(window, "zh_CN")
    showcase.raise_curtain(link)
    window.toggle_activity()
    link.become("restarting")
    QApplication.processEvents()
    assert english(window, data_of(showcase.rows(0))) == []
    choose(window, "en")


FLUX = "models--black-forest-labs--FLUX.1-dev"

DIALOGS: dict[str, tuple[str, Callable[[Any], None]]] = {
    "delete": (
        "library",
        lambda page: page.ask_to_remove((Target("models--black-forest-labs--FLUX.1-dev"),)),
    ),
    "free space": ("library", lambda page: page.open_free_dialog()),
    "relocate": ("library", lambda page: page.open_relocate_dialog()),
    "mirror": ("mirrors", lambda page: page.open_entry_dialog()),
    "use everywhere": ("mirrors", lambda page: page.open_export_dialog()),
    "room": ("mirrors", lambda page: page.open_room_dialog()),
    "policy": ("archive", lambda page: page.add_policy()),
    "bucket": ("archive", lambda page: page.ask_for_bucket()),
    "archive to": ("archive", lambda page: page.ask_for_folder()),
    "open an archive": ("archive", lambda page: page.open_archive()),
    "import": ("archive", lambda page: page.import_folder()),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_follows_the_switch(
    open_window: Callable[[], Window], link: StagedLink, wait_until: Callable[..., None], name: str
) -> None:
    link.answers.update(showcase.set_stage().answers)
    window = open_window()
    choose(window, "en")
    showcase.raise_curtain(link)
    page, open_dialog = DIALOGS[name]
    open_dialog(window.page(page))
    wait_until(lambda: any(dialog.isVisible() for dialog in window.findChildren(QDialog)))
    [dialog] = [each for each in window.findChildren(QDialog) if each.isVisible()]
    QApplication.processEvents()
    data = data_of(showcase.rows(0))
    assert len(english(dialog, data)) > 4, "the search itself works"
    choose(window, "zh_CN")
    assert english(dialog, data) == []
    dialog.reject()
    choose(window, "en")


def test_the_nearest_language_is_taken() -> None:
    assert nearest(["zh-Hans-CN", "en"]) == "zh_CN"
    assert nearest(["zh_TW"]) == "zh_CN"
    assert nearest(["de-DE", "zh-CN"]) == "zh_CN"
    assert nearest(["fr", "en-GB", "zh"]) == "en"
    assert nearest(["C"]) == "en"
    assert nearest([]) == "en"
