"""The chooser: what is ordered, and what is said before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec
import pytest
from hubkeep.app.downloads.chooser import Chooser
from hubkeep.app.downloads.preset_rows import BY_HAND, BY_PATTERN
from hubkeep.app.theme import Theme
from hubkeep.app.translation import Languages
from hubkeep.link.messages import (
    Download,
    JobStarted,
    LookUp,
    Offer,
    ReadSettings,
    Settings,
    StartJob,
    problem,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QRadioButton, QWidget

from tests.app.downloads.offers import COMMIT, GB, GGUF, OFFER
from tests.app.stage import StagedLink
from tests.waiting import process_events, wait_until

Key = Qt.Key
W = TypeVar("W", bound=QWidget)
Open = Callable[..., Chooser]


@pytest.fixture
def open_chooser(app: QApplication, theme: Theme, link: StagedLink) -> Iterator[Open]:
    languages = Languages(app)
    languages.choose("en")
    link.answers[ReadSettings] = Settings(endpoints=("https://hf-mirror.com", "https://huggingface.co"))
    link.answers[StartJob] = JobStarted(7)
    holder = QWidget()
    holder.resize(1000, 700)
    holder.show()

    def open_one(offer: Offer = OFFER) -> Chooser:
        made = Chooser(link, theme, offer, holder)
        made.open()
        wait_until(made.isActiveWindow)
        return made

    yield open_one
    holder.close()
    holder.deleteLater()
    process_events()
    languages.deleteLater()


@pytest.fixture
def chooser(open_chooser: Open) -> Chooser:
    return open_chooser()


def child(parent: QWidget, kind: type[W], name: str) -> W:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def orders(link: StagedLink) -> list[Download]:
    return [request.order for request in link.asked if isinstance(request, StartJob)]


def text(chooser: Chooser, name: str) -> str:
    return child(chooser, QLabel, name).text().replace("\u00a0", " ")


def tick(chooser: Chooser, path: str) -> None:
    """Click the box of a file or folder."""
    index = chooser.files.model.index_of(path)
    assert index.isValid(), path
    chooser.files.tree.scrollTo(index)
    process_events()
    at = chooser.files.tree.visualRect(index)
    QTest.mouseClick(chooser.files.tree.viewport(), Qt.MouseButton.LeftButton, pos=at.center())


def choose(chooser: Chooser, name: str) -> None:
    child(chooser, QRadioButton, f"preset-{name}").click()


def test_it_opens_with_what_is_recommended_and_says_what_that_comes_to(chooser: Chooser) -> None:
    assert chooser.presets.checked == "safetensors"
    assert text(chooser, "chooserHead") == "Qwen/Qwen3-32B"
    assert text(chooser, "chooserLead").startswith("answered by hf-mirror.com · changed ")
    assert text(chooser, "pinned") == "pinned to 4f1c2e8"
    assert text(chooser, "chooserFigures") == "14 files, 35.1 GB"
    assert text(chooser, "chooserAfter") == "27.3 GB to fetch, 7.80 GB here already · 159 GB free after"
    assert chooser.act.text().replace("\u00a0", " ") == "Download 27.3 GB"


def test_enter_orders_the_preset_at_the_commit_that_was_shown(chooser: Chooser, link: StagedLink) -> None:
    heard: list[int] = []
    chooser.started.connect(heard.append)
    QTest.keyClick(chooser, Key.Key_Return)
    assert orders(link) == [
        Download(
            repo="Qwen/Qwen3-32B", revision="main", commit=COMMIT, files=tuple(sorted(OFFER.presets[0].files))
        )
    ]
    wait_until(lambda: heard == [7])


def test_it_closes_when_the_download_was_started(chooser: Chooser, link: StagedLink) -> None:
    closed: list[int] = []
    chooser.finished.connect(closed.append)
    chooser.act.click()
    wait_until(lambda: closed == [1])


def test_escape_orders_nothing(chooser: Chooser, link: StagedLink) -> None:
    closed: list[int] = []
    chooser.finished.connect(closed.append)
    QTest.keyClick(chooser, Key.Key_Escape)
    assert closed == [0]
    assert orders(link) == []


def test_everything_names_no_files(chooser: Chooser, link: StagedLink) -> None:
    choose(chooser, "all")
    chooser.act.click()
    assert orders(link) == [Download(repo="Qwen/Qwen3-32B", revision="main", commit=COMMIT)]


def test_files_picked_by_hand_are_named(chooser: Chooser, link: StagedLink) -> None:
    tick(chooser, "LICENSE")
    assert chooser.presets.checked == BY_HAND
    tick(chooser, "figures")
    chooser.act.click()
    files = set(orders(link)[0].files)
    assert "LICENSE" not in files
    assert {"figures/logo.png", "figures/benchmarks/table.png"} <= files


def test_picking_what_a_preset_has_is_that_preset(chooser: Chooser) -> None:
    tick(chooser, "LICENSE")
    tick(chooser, "LICENSE")
    assert chooser.presets.checked == "safetensors"


def test_the_space_bar_ticks_and_the_filter_leads_to_the_files(chooser: Chooser) -> None:
    chooser.files.filter.setFocus()
    QTest.keyClicks(chooser.files.filter, "onnx")
    QTest.keyClick(chooser.files.filter, Key.Key_Down)
    assert chooser.files.tree.hasFocus()
    assert chooser.files.model.shown == 1
    QTest.keyClick(chooser.files.tree, Key.Key_Space)
    assert "onnx/model.onnx" in chooser.files.model.ticked()
    QTest.keyClick(chooser.files.filter, Key.Key_Escape)
    assert chooser.files.filter.text() == ""
    assert chooser.isVisible()
    wait_until(lambda: chooser.files.model.shown == len(OFFER.files))


def test_nothing_picked_can_not_be_ordered(chooser: Chooser, link: StagedLink) -> None:
    choose(chooser, BY_HAND)
    chooser.files.model.tick(())
    tick(chooser, "README.md")
    tick(chooser, "README.md")
    assert text(chooser, "chooserFigures") == "Nothing is picked."
    assert not chooser.act.isEnabled()
    assert not chooser.more.isEnabled()
    QTest.keyClick(chooser, Key.Key_Return)
    assert orders(link) == []


def test_globs_are_ordered_as_they_stand_and_shown_in_the_tree(chooser: Chooser, link: StagedLink) -> None:
    chooser.tabs.setCurrentIndex(1)
    QTest.keyClicks(child(chooser, QLineEdit, "includeGlobs"), "*.json figures/")
    QTest.keyClicks(child(chooser, QLineEdit, "excludeGlobs"), "gen*")
    assert chooser.presets.checked == BY_PATTERN
    assert chooser.files.model.ticked() == [
        "config.json",
        "figures/benchmarks/table.png",
        "figures/logo.png",
        "tokenizer.json",
    ]
    chooser.act.click()
    assert orders(link) == [
        Download(
            repo="Qwen/Qwen3-32B",
            revision="main",
            commit=COMMIT,
            include=("*.json", "figures/"),
            exclude=("gen*",),
        )
    ]


def test_the_globs_of_a_pasted_command_are_filled_in(open_chooser: Open, link: StagedLink) -> None:
    globs = msgspec.structs.replace(OFFER, include=("*.json", "a name.txt"), exclude=("gen*",))
    chooser = open_chooser(globs)
    assert child(chooser, QLineEdit, "includeGlobs").text() == '*.json "a name.txt"'
    assert child(chooser, QLineEdit, "excludeGlobs").text() == "gen*"
    assert chooser.presets.checked == BY_PATTERN
    assert chooser.files.model.ticked() == ["config.json", "tokenizer.json"]
    chooser.act.click()
    [ordered] = orders(link)
    assert (ordered.include, ordered.exclude, ordered.files) == (("*.json", "a name.txt"), ("gen*",), ())


def test_a_preset_takes_the_globs_back(chooser: Chooser) -> None:
    include = child(chooser, QLineEdit, "includeGlobs")
    include.setText("*.json")
    choose(chooser, "pytorch")
    assert include.text() == ""
    include.setText("*.json")
    include.setText("")
    assert chooser.presets.checked == "safetensors"


def test_a_folder_is_asked_for_and_ordered(chooser: Chooser, link: StagedLink) -> None:
    child(chooser, QRadioButton, "intoFolder").click()
    assert not chooser.act.isEnabled()
    assert text(chooser, "chooserTrouble") == "Name the folder to put the files into."
    path = child(chooser, QLineEdit, "folderPath")
    assert path.hasFocus()
    QTest.keyClicks(path, " /data/qwen ")
    assert "free after" not in text(chooser, "chooserAfter")
    QTest.keyClick(path, Key.Key_Return)
    assert orders(link)[0].local_dir == "/data/qwen"


def test_a_folder_is_chosen_where_the_disk_is_ours(chooser: Chooser) -> None:
    child(chooser, QRadioButton, "intoFolder").click()
    chooser.destination.browse.click()
    dialog = child(chooser, QFileDialog, "folderDialog")
    dialog.fileSelected.emit("/data/x")
    dialog.reject()
    assert chooser.destination.local_dir == "/data/x"


def test_an_engine_elsewhere_has_folders_one_can_not_browse(open_chooser: Open, link: StagedLink) -> None:
    link.local = False
    chooser = open_chooser()
    child(chooser, QRadioButton, "intoFolder").click()
    assert chooser.destination.browse.isHidden()


def test_options_go_into_the_order(chooser: Chooser, link: StagedLink) -> None:
    sources = child(chooser, QComboBox, "sources")
    wait_until(lambda: sources.count() == 3)
    assert sources.itemText(0) == "All that have it: hf-mirror.com, huggingface.co"
    sources.setCurrentIndex(sources.findData("https://huggingface.co"))
    chooser.tabs.setCurrentIndex(1)
    chooser.options.limit.setFocus()
    chooser.options.limit.selectAll()
    QTest.keyClicks(chooser.options.limit, "20M")
    QTest.keyClick(chooser.options.limit, Key.Key_Tab)
    chooser.options.connections.setValue(4)
    chooser.options.at_once.setChecked(True)
    choose(chooser, "all")
    chooser.act.click()
    assert orders(link) == [
        Download(
            repo="Qwen/Qwen3-32B",
            revision="main",
            commit=COMMIT,
            endpoints=("https://huggingface.co",),
            limit_rate=20_000_000,
            connections=4,
            at_once=True,
        )
    ]


def test_choosing_more_keeps_it_open(chooser: Chooser, link: StagedLink) -> None:
    chooser.more.click()
    wait_until(lambda: text(chooser, "chooserTrouble") == "Started. Choose more, or close this.")
    choose(chooser, "pytorch")
    assert text(chooser, "chooserTrouble") == ""
    chooser.more.click()
    wait_until(chooser.more.isEnabled)
    assert [len(order.files) for order in orders(link)] == [14, 12]


def test_a_refusal_is_told_and_ordering_goes_on(chooser: Chooser, link: StagedLink) -> None:
    link.answers[StartJob] = problem("disk-full", path="/cache")
    chooser.act.click()
    wait_until(lambda: "disk is full" in text(chooser, "chooserTrouble"))
    assert chooser.isVisible()
    assert chooser.act.isEnabled()


def test_what_does_not_fit_is_said_with_what_to_do(open_chooser: Open) -> None:
    chooser = open_chooser(GGUF)
    assert chooser.presets.checked == "Q4_K_M"
    assert "short" in text(chooser, "chooserAfter")
    assert child(chooser, QLabel, "chooserAfter").property("tone") == "bad"
    assert text(chooser, "chooserTrouble").startswith("It does not fit. Pick fewer files")
    assert chooser.act.text() == "Download anyway"
    choose(chooser, "Q2_K")
    assert text(chooser, "chooserAfter") == "2.80 GB free after"
    assert text(chooser, "chooserTrouble") == ""


def test_a_gated_repo_says_so(open_chooser: Open) -> None:
    assert "licence has to be accepted" in text(open_chooser(GGUF), "chooserNotice")


def test_what_is_all_here_needs_no_bytes(open_chooser: Open) -> None:
    files = tuple(msgspec.structs.replace(file, here=True) for file in OFFER.files)
    chooser = open_chooser(msgspec.structs.replace(OFFER, files=files))
    assert text(chooser, "chooserAfter") == "everything is here already"
    assert chooser.act.text() == "Download"


def test_the_file_that_the_address_named_is_picked_and_in_sight(open_chooser: Open) -> None:
    chooser = open_chooser(msgspec.structs.replace(OFFER, path="onnx/model.onnx"))
    assert chooser.files.model.ticked() == ["onnx/model.onnx"]
    assert chooser.presets.checked == BY_HAND
    assert chooser.files.tree.currentIndex().data() == "model.onnx"


def test_another_revision_is_looked_up(chooser: Chooser, link: StagedLink) -> None:
    choose(chooser, "all")
    other = msgspec.structs.replace(OFFER, revision="v1.0", commit="b" * 40, revisions=("main",), free=9 * GB)
    combo = chooser.revision
    assert [combo.itemText(place) for place in range(combo.count())] == ["main", "v1.0", "refs/pr/12"]
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    assert link.asked[-1] == LookUp(text="Qwen/Qwen3-32B", revision="v1.0")
    assert text(chooser, "pinned") == "Looking at v1.0…"
    assert not chooser.act.isEnabled()
    link.answer(len(link.asked), other)
    assert chooser.offer.commit == "b" * 40
    assert text(chooser, "pinned") == "pinned to bbbbbbb"
    assert chooser.presets.checked == "all"
    assert chooser.act.isEnabled()


def test_a_revision_that_can_not_be_had_leaves_the_old_one(chooser: Chooser, link: StagedLink) -> None:
    link.answers[LookUp] = problem("source-refused", host="hf-mirror.com")
    chooser.revision.setCurrentIndex(1)
    chooser.revision.activated.emit(1)
    wait_until(lambda: "nothing answers" in text(chooser, "chooserTrouble"))
    assert chooser.revision.currentText() == "main"
    assert chooser.act.isEnabled()


def test_an_empty_repo_says_so(open_chooser: Open) -> None:
    chooser = open_chooser(Offer(repo="a/b", revision="main", commit="", endpoint="https://x"))
    assert text(chooser, "chooserFigures") == "There is nothing in it."
    assert text(chooser, "pinned") == ""
    assert not chooser.act.isEnabled()


def test_it_speaks_the_other_language_while_it_is_open(app: QApplication, chooser: Chooser) -> None:
    languages = Languages(app)
    languages.choose("zh_CN")
    process_events()
    assert chooser.cancel.text() == "取消"
    languages.choose("en")
    languages.deleteLater()
