"""What would move: the proposal, ticking, the plan, where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hubkeep.app.archive.proposal import candidates, proposed
from hubkeep.app.archive.target import ANOTHER_BUCKET, FOLDER
from hubkeep.link.messages import (
    PlanArchive,
    RepoRow,
    SetPinned,
    StartJob,
    problem,
)
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMenu, QPushButton

from tests.app import archive_showcase as showcase
from tests.app import showcase as library
from tests.app.archive.conftest import NOW
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.archive.page import ArchivePage

    from tests.app.stage import StagedLink

DAY = 86_400


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def row(name: str, size: int, days: float | None, **values: object) -> RepoRow:
    return RepoRow(
        key="models--" + name.replace("/", "--"),
        type="model",
        name=name,
        bytes=size,
        last_access=None if days is None else NOW - days * DAY,
        **values,  # type: ignore[arg-type]
    )


def planned(page: ArchivePage) -> None:
    wait_until(lambda: page.moves.plan is not None)
    process_events()


def said(page: ArchivePage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return plain(label.text()) if label.isVisible() else ""


# --- the rule


def test_what_was_read_longest_ago_comes_first() -> None:
    rows = [
        row("a/new", 9_000_000, 1),
        row("a/old", 5_000_000, 300),
        row("a/unknown", 7_000_000, None),
        row("a/older", 2_000_000, 301),
    ]
    assert [each.name for each in candidates(rows, "coarse")] == ["a/older", "a/old", "a/new", "a/unknown"]
    assert [each.name for each in candidates(rows, "none")] == ["a/new", "a/unknown", "a/old", "a/older"]


@pytest.mark.parametrize(
    "left_out",
    [
        row("a/small", 999_999, 300),
        row("a/away", 5_000_000, 300, state="archived"),
        row("a/broken", 5_000_000, 300, state="broken"),
        replace(row("a/foreign", 5_000_000, 300), type="other"),
    ],
)
def test_what_can_not_move_is_not_offered(left_out: RepoRow) -> None:
    assert candidates([left_out], "good") == []


def test_what_is_stale_and_not_pinned_is_proposed() -> None:
    rows = [row("a/new", 9_000_000, 89), row("a/old", 5_000_000, 91), row("a/pinned", 5_000_000, 400)]
    pinned = {"models--a--pinned"}
    assert proposed(rows, "coarse", 90, pinned, NOW) == {"models--a--old"}
    assert proposed(rows, "none", 90, pinned, NOW) == frozenset()


# --- ticking


def test_the_proposal_is_ticked_and_planned(page: ArchivePage, link: StagedLink) -> None:
    keys = set(page.moves.chosen_keys())
    assert set(showcase.BIG) <= keys
    assert "models--facebook--sam-vit-huge" not in keys  # pinned
    asked = [each for each in link.asked if isinstance(each, PlanArchive)]
    assert set(asked[-1].keys) == keys
    assert asked[-1].to == showcase.VAULT
    assert said(page, "movesDoes").startswith("Copies ")
    assert "stay in the cache" in said(page, "movesDoes")


def test_a_tick_of_a_person_stays_when_rows_change(page: ArchivePage, link: StagedLink) -> None:
    item = page.moves.list.topLevelItem(0)
    assert item is not None
    item.setCheckState(0, Qt.CheckState.Checked)
    mine = set(page.moves.chosen_keys())
    assert "models--facebook--sam-vit-huge" in mine
    link.rows([replace(library.rows(NOW)[1], bytes=1)])
    wait_until(lambda: len(page.moves._rows) < 15)
    assert set(page.moves.chosen_keys()) == mine


def test_the_space_bar_ticks(page: ArchivePage) -> None:
    moves = page.moves.list
    moves.setFocus()
    moves.setCurrentItem(moves.topLevelItem(0))
    before = set(page.moves.chosen_keys())
    QTest.keyClick(moves, Qt.Key.Key_Space)
    assert set(page.moves.chosen_keys()) == before ^ {"models--facebook--sam-vit-huge"}


def test_all_or_none(page: ArchivePage) -> None:
    assert page.moves.all_button.text() == "Select none"
    page.moves.all_button.click()
    assert page.moves.chosen_keys() == ()
    assert not page.moves.act.isEnabled()
    page.moves.all_button.click()
    assert len(page.moves.chosen_keys()) == len(candidates(library.rows(NOW), "coarse"))


def test_another_number_of_days_proposes_anew(page: ArchivePage) -> None:
    page.moves.days.setValue(300)
    assert page.moves.chosen_keys() == ()
    page.moves.days.setValue(1)
    assert len(page.moves.chosen_keys()) > 8


def test_what_is_gone_is_not_ticked_any_more(page: ArchivePage, link: StagedLink) -> None:
    page.propose(showcase.BIG)
    link.rows([], removed=[showcase.BIG[0]])
    wait_until(lambda: showcase.BIG[0] not in page.moves.chosen_keys())
    assert set(page.moves.chosen_keys()) == set(showcase.BIG[1:])


# --- the plan


def test_what_is_in_use_is_marked_and_can_be_left_out(page: ArchivePage, link: StagedLink) -> None:
    link.answers[PlanArchive] = showcase.used
    page.propose(showcase.BIG)
    planned(page)
    assert not page.moves.act.isEnabled()
    assert "process 4711, python serve.py" in said(page, "movesTrouble")
    moves = page.moves.list
    notes = {moves.topLevelItem(n).text(0): moves.topLevelItem(n).text(3) for n in range(4)}  # type: ignore[union-attr]
    used = next(name for name, note in notes.items() if note == "in use")
    link.answers[PlanArchive] = showcase.plan
    leave = page.findChild(QPushButton, "movesLeaveOut")
    assert leave is not None
    leave.click()
    planned(page)
    assert len(page.moves.chosen_keys()) == 2
    assert used.replace("/", "--") not in " ".join(page.moves.chosen_keys())
    assert page.moves.act.isEnabled()


def test_what_stands_in_the_way_is_said(page: ArchivePage, link: StagedLink) -> None:
    link.answers[PlanArchive] = showcase.full
    page.moves.ask_again()
    planned(page)
    assert "the disk is full" in said(page, "movesTrouble")
    assert not page.moves.act.isEnabled()
    link.answers[PlanArchive] = problem("disk-full", path="/x")
    page.moves.ask_again()
    wait_until(lambda: "/x" in said(page, "movesTrouble"))


def test_an_answer_that_comes_too_late_is_not_taken(page: ArchivePage, link: StagedLink) -> None:
    del link.answers[PlanArchive]
    page.moves.ask_again()
    before = len(link.asked)
    wait_until(lambda: len(link.asked) > before)
    late = link._last
    page.propose(showcase.BIG[:1])
    link.answer(late, showcase.plan(PlanArchive(showcase.BIG, showcase.VAULT)))
    assert page.moves.plan is None


def test_the_same_disk_is_warned_of(page: ArchivePage, link: StagedLink) -> None:
    link.answers[PlanArchive] = lambda request: replace(showcase.plan(request), same_volume=True)
    page.moves.ask_again()
    planned(page)
    assert "same disk" in said(page, "movesTrouble")
    assert page.moves.act.isEnabled()


# --- where to


def test_another_folder_is_named_first(page: ArchivePage) -> None:
    target = page.moves.target
    target.activated.emit(target.findData(FOLDER))
    [dialog] = [each for each in page.findChildren(QDialog) if each.isVisible()]
    line = dialog.findChild(QLineEdit, "targetDialogPath")
    act = dialog.findChild(QPushButton, "targetDialogAct")
    assert line is not None
    assert act is not None
    assert not act.isEnabled()
    line.setText("/media/other/models")
    act.click()
    assert target.place == "/media/other/models"
    assert target.currentText() == "/media/other/models"


def test_a_bucket_is_named_first(page: ArchivePage) -> None:
    target = page.moves.target
    target.activated.emit(target.findData(ANOTHER_BUCKET))
    [dialog] = [each for each in page.findChildren(QDialog) if each.isVisible()]
    assert dialog.objectName() == "bucketDialog"
    dialog.reject()
    assert target.place == showcase.VAULT


def test_the_choice_stays_when_archives_change(page: ArchivePage, link: StagedLink) -> None:
    page.moves.target.choose(showcase.BUCKET)
    link.archives(replace(showcase.view(NOW), archives=showcase.archives(NOW)[2:]))
    assert page.moves.target.place == showcase.BUCKET


# --- pins


def test_a_pin_is_put_and_taken(page: ArchivePage, link: StagedLink) -> None:
    moves = page.moves.list
    moves.setCurrentItem(moves.topLevelItem(0))
    key = moves.current_key()
    moves.menu_wanted.emit(key, page.mapToGlobal(page.rect().center()))
    menu = page.findChild(QMenu, "movesMenu")
    assert menu is not None
    assert page.actions_.pin.text() == "Let policies move it again"
    menu.close()
    page.actions_.pin.trigger()
    assert SetPinned((key,), False) in link.asked
    assert not any(isinstance(each, StartJob) for each in link.asked)
