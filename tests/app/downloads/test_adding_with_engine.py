"""From words in the add bar to files in the cache: the whole window, the real engine, a local hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hubkeep.app.downloads.add_bar import AddBar
from hubkeep.app.downloads.chooser import Chooser
from hubkeep.app.engine_link import EngineLink
from hubkeep.app.main import make_window
from hubkeep.link.program import engine_command
from hubkeep.options import Options
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.hub.content import About
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.shell.window import Window

    from tests.hub.server import Hub

FILES = {
    "config.json": b"{}",
    "model-Q2_K.gguf": b"GGUF" + b"2" * 40_000,
    "model-Q4_K_M.gguf": b"GGUF" + b"4" * 80_000,
    "figures/a.txt": b"a" * 300,
}


@pytest.fixture
def window(app: QApplication, hub: Hub, tmp_path: Path) -> Iterator[Window]:
    cache = tmp_path / "hub"
    cache.mkdir()
    options = Options(home=tmp_path / "home", cache=cache, endpoints=(hub.endpoint,))
    link = EngineLink([*engine_command(), *options.arguments()])
    link.start()
    made = make_window(app, link, options)
    made.show()
    made.activateWindow()
    wait_until(lambda: link.state == "ready", what="engine is ready")
    made.show_page("downloads")
    yield made
    made.close()
    link.close()
    made.deleteLater()
    link.deleteLater()
    process_events()


def chooser_of(window: Window) -> Chooser:
    bar = window.findChild(AddBar)

    def opened() -> bool:
        assert bar.popup.trouble is None, bar.popup.trouble
        return window.findChild(Chooser) is not None

    wait_until(opened, timeout=20, what="chooser is open")
    return window.findChild(Chooser)


def cached(tmp_path: Path, repo: str) -> dict[str, bytes]:
    """What the snapshot of `repo` holds, by path."""
    folder = tmp_path / "hub" / f"models--{repo.replace('/', '--')}" / "snapshots"
    found = {}
    for commit in folder.iterdir() if folder.is_dir() else ():
        found |= {
            str(file.relative_to(commit)): file.read_bytes() for file in commit.rglob("*") if file.is_file()
        }
    return found


def test_from_words_to_files(window: Window, hub: Hub, tmp_path: Path) -> None:
    hub.add("org/tiny-GGUF", FILES)
    bar = window.findChild(AddBar)
    bar.setFocus()
    QTest.keyClicks(bar.field, "tiny")
    wait_until(lambda: bar.popup.list.found.rowCount() or bar.popup.trouble, timeout=20)
    assert bar.popup.trouble is None
    QTest.keyClick(bar.field, Qt.Key.Key_Down)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    chooser = chooser_of(window)
    assert chooser.offer.repo == "org/tiny-GGUF"
    names = [preset.name for preset in chooser.offer.presets]
    assert {"Q2_K", "Q4_K_M", "all"} <= set(names)
    chooser.files.model.tick(["config.json"])
    index = chooser.files.model.index_of("figures")
    assert chooser.files.model.setData(index, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    QTest.keyClick(chooser, Qt.Key.Key_Return)
    wanted = {"config.json": FILES["config.json"], "figures/a.txt": FILES["figures/a.txt"]}
    wait_until(lambda: cached(tmp_path, "org/tiny-GGUF") == wanted, timeout=30)
    # The same once more: what is here is known.
    wait_until(lambda: window.findChild(Chooser) is None)
    bar.take(f"{hub.endpoint}/org/tiny-GGUF/tree/main/figures")
    again = chooser_of(window)
    assert again.files.model.ticked() == ["figures/a.txt"]
    assert again.files.model.sums().to_fetch == 0
    again.reject()


def test_a_repo_that_is_not_there_says_so(window: Window, hub: Hub) -> None:
    bar = window.findChild(AddBar)
    bar.take("org/not-there")
    wait_until(lambda: bar.popup.trouble is not None, timeout=20)
    assert "org/not-there" in bar.popup.accessibleName()
    assert bar.popup.retry.isVisible()


def test_a_gated_repo_says_so_before_anything_is_ordered(window: Window, hub: Hub) -> None:
    hub.add("org/gated", FILES, about=About(gated="manual", readers=frozenset()))
    window.findChild(AddBar).take("org/gated")
    chooser = chooser_of(window)
    assert "licence has to be accepted" in chooser.findChild(QLabel, "chooserNotice").text()
    chooser.reject()
