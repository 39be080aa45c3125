"""Dialogs of the Mirrors page: a mirror of one's own, use everywhere, a mirror for the room; lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hubkeep.app.mirrors.entry_dialog import EntryDialog
from hubkeep.app.mirrors.export_dialog import REACHED, SNIPPETS, ExportDialog
from hubkeep.app.mirrors.room_dialog import RoomDialog
from hubkeep.app.mirrors.room_form import ROWS
from hubkeep.link.messages import (
    AddMirror,
    ApplyEndpoint,
    CheckRoomMirror,
    DraftRoomMirror,
    EndpointExport,
    Entry,
    ExportedMirrors,
    ExportMirrors,
    FetchReached,
    ImportMirrors,
    ListSnippets,
    Nothing,
    PlanEndpoint,
    Reached,
    RoomMirror,
    RoomMirrorCheck,
    RunningProgram,
    WriteRoomMirror,
    problem,
)
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QLineEdit
from shiboken6 import isValid

from tests.app import mirrors_showcase as showcase
from tests.app.mirrors.conftest import NOW
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.mirrors.page import MirrorsPage

    from tests.app.stage import StagedLink

MIRROR, LAB, SUFY = showcase.MIRROR, showcase.LAB, showcase.SUFY


def asked(link: StagedLink, kind: type) -> list:
    return [request for request in link.asked if isinstance(request, kind)]


def said(within: QObject, name: str) -> str:
    label = within.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisible() else ""


# --- a mirror of one's own


@pytest.fixture
def adding(page: MirrorsPage) -> EntryDialog:
    page.actions_.add.trigger()
    dialog = page.findChild(EntryDialog)
    assert isinstance(dialog, EntryDialog)
    return dialog


@pytest.mark.parametrize(
    ("typed", "told", "can_add"),
    [
        ("", "", False),
        ("https://lab.example.org/", "It will be kept as https://lab.example.org.", True),
        ("lab.example.org:8443", "It will be kept as https://lab.example.org:8443.", True),
        (MIRROR, "It is in the list already.", False),
        ("http://nas.local", "It is not encrypted: use it in a network of your own only.", True),
        # What the window does not understand, the engine may.
        ("plain+http://far.example.org", "Write it like", True),
    ],
)
def test_an_address_is_checked_as_it_is_typed(
    adding: EntryDialog, typed: str, told: str, can_add: bool
) -> None:
    adding.url.setText(typed)
    assert adding.said.startswith(told)
    assert bool(adding.said) is bool(told)
    assert adding.act.isEnabled() is can_add


def test_it_is_added_under_its_name(adding: EntryDialog, link: StagedLink) -> None:
    link.answers[AddMirror] = Nothing()
    adding.url.setText("lab.example.org/")
    adding.name.setText("  The lab ")
    adding.tokens.setChecked(True)
    adding.act.click()
    expected = Entry(url="https://lab.example.org", name="The lab", tokens="passes", own=True)
    assert asked(link, AddMirror) == [AddMirror(expected)]
    wait_until(lambda: not isValid(adding))


def test_why_the_engine_refuses_is_said_in_place(adding: EntryDialog, link: StagedLink) -> None:
    link.answers[AddMirror] = problem("endpoint-query", what="https://a.org")
    adding.url.setText("https://a.org/?x")
    adding.act.click()
    wait_until(lambda: "has no “?”" in adding.said)
    assert not adding.act.isEnabled()
    adding.url.setText("https://a.org/")
    assert adding.act.isEnabled()


def test_only_the_name_of_one_is_changed(page: MirrorsPage, link: StagedLink) -> None:
    page._asked(LAB, "edit")
    dialog = page.findChild(EntryDialog)
    assert dialog.url.isReadOnly()
    dialog.name.setText("NAS")
    dialog.act.click()
    [request] = asked(link, AddMirror)
    assert (request.entry.url, request.entry.name) == (LAB, "NAS")


# --- use everywhere


@pytest.fixture
def exporting(page: MirrorsPage) -> ExportDialog:
    process_events()
    page.export_button.click()
    dialog = page.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    wait_until(dialog.shells.apply.isVisible)
    return dialog


def test_every_edit_is_shown_before_it_is_made(exporting: ExportDialog, link: StagedLink) -> None:
    assert exporting.which.currentData() == MIRROR
    text = exporting.shells.diff.toPlainText()
    assert "/home/me/.profile" in text
    assert f"+ export HF_ENDPOINT={MIRROR}" in text
    assert "  umask 022" in text
    assert "hubkeep.fish  (new)" in text
    link.answers[ApplyEndpoint] = Nothing()
    exporting.shells.apply.click()
    assert asked(link, ApplyEndpoint) == [ApplyEndpoint(showcase.plan(PlanEndpoint(MIRROR)))]
    wait_until(lambda: "Written." in exporting.shells.said)
    link.answers[PlanEndpoint] = lambda request: (
        EndpointExport(endpoint=MIRROR) if request.endpoint else showcase.plan(request)
    )
    exporting.shells.show_endpoint(MIRROR, MIRROR + "/other")
    wait_until(lambda: "/home/me/.config/fish/conf.d/hubkeep.fish" in exporting.shells.said)
    assert "programs that run keep what they were started with" in exporting.shells.said


def test_what_was_written_is_taken_back(exporting: ExportDialog, link: StagedLink) -> None:
    link.answers[ApplyEndpoint] = Nothing()
    exporting.shells.back.click()
    wait_until(exporting.shells.apply.isEnabled)
    assert f"− export HF_ENDPOINT={MIRROR}" in exporting.shells.diff.toPlainText()
    assert "hubkeep.fish  (removed)" in exporting.shells.diff.toPlainText()
    link.answers[PlanEndpoint] = EndpointExport(endpoint="")
    exporting.shells.apply.click()
    [request] = asked(link, ApplyEndpoint)
    assert request.export.endpoint == ""
    wait_until(lambda: "Nothing of Hubkeep's" in exporting.shells.said)
    assert "Taken back" in exporting.shells.said
    assert exporting.shells.apply.isHidden()


def test_nothing_is_written_where_something_has_changed_since(
    exporting: ExportDialog, link: StagedLink
) -> None:
    link.answers[ApplyEndpoint] = problem("disk-full", path="/home/me/.profile")
    exporting.shells.apply.click()
    wait_until(lambda: "the disk is full" in exporting.shells.said)
    before = len(asked(link, PlanEndpoint))
    exporting.shells.apply.click()
    assert len(asked(link, PlanEndpoint)) == before + 1
    assert len(asked(link, ApplyEndpoint)) == 1


def test_another_endpoint_has_another_plan(exporting: ExportDialog, link: StagedLink) -> None:
    exporting.which.setCurrentIndex(exporting.which.findData(SUFY))
    wait_until(lambda: SUFY in exporting.shells.diff.toPlainText())
    exporting.show_tab(SNIPPETS)
    wait_until(lambda: exporting.snippets.text.toPlainText() == f"export HF_ENDPOINT={SUFY}")
    assert asked(link, ListSnippets)[-1] == ListSnippets(SUFY)


def test_lines_are_copied(exporting: ExportDialog) -> None:
    exporting.show_tab(SNIPPETS)
    names = exporting.snippets.names
    wait_until(lambda: names.topLevelItemCount() == 7)
    names.setCurrentItem(names.topLevelItem(6))
    exporting.snippets.copy.click()
    assert f'os.environ["HF_ENDPOINT"] = "{MIRROR}"' in QGuiApplication.clipboard().text()
    assert "Copied" in exporting.snippets.copy.text()


def test_who_really_asks_whom(exporting: ExportDialog, link: StagedLink) -> None:
    exporting.show_tab(REACHED)
    programs = exporting.reached.programs
    wait_until(lambda: programs.topLevelItemCount() == 4)
    told = {item.text(0).partition(" ")[0]: (item.text(1), item.text(2)) for item in _items(programs)}
    assert told["python"] == ("hf-mirror.com", "in use")
    # It has no HF_ENDPOINT at all.
    assert told["jupyter-lab"] == ("huggingface.co", "another one: start it again")
    assert told["ollama"] == ("can't be seen", "of another user")
    assert "2 running program" in exporting.reached.said
    assert "11.2\u00a0GB from hf-mirror.com, 8.10\u00a0GB from lab-nas.local:8080" in exporting.reached.said
    link.answers[FetchReached] = Reached(
        programs=(RunningProgram(pid=1, command="x", endpoint=MIRROR, current=True),)
    )
    exporting.reached.again.click()
    wait_until(lambda: "No running program needs" in exporting.reached.said)
    # To start again what does not look at HF_ENDPOINT would change nothing.
    deaf = RunningProgram(pid=2, command="ollama serve", note=problem("program-deaf", host="hf-mirror.com"))
    link.answers[FetchReached] = Reached(programs=(deaf,))
    exporting.reached.again.click()
    wait_until(lambda: [item.text(2) for item in _items(programs)] == ["ignores HF_ENDPOINT"])
    assert "No running program needs" in exporting.reached.said
    assert "ollama pull" in programs.topLevelItem(0).toolTip(2)


def _items(tree) -> list:
    return [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]


# --- a mirror for the room


@pytest.fixture
def room(page: MirrorsPage) -> RoomDialog:
    process_events()
    page.actions_.room.trigger()
    dialog = page.findChild(RoomDialog)
    assert isinstance(dialog, RoomDialog)
    return dialog


def test_the_draft_follows_what_is_typed(room: RoomDialog, link: StagedLink) -> None:
    assert not room.act.isEnabled()
    form = room.form
    form.fields["folder"].setText("/srv/hub")
    form.fields["allow"].setText("192.168.1.0/24, 10.0.0.0/8")
    form.fields["user"].setText("lab")
    form.fields["password"].setText("secret")
    form.size_.setValue(200)
    wait_until(lambda: bool(room.config.toPlainText()))
    expected = RoomMirror(
        upstream=MIRROR,
        folder="/srv/hub",
        max_size=200 * 10**9,
        allow=("192.168.1.0/24", "10.0.0.0/8"),
        user="lab",
    )
    assert asked(link, DraftRoomMirror)[-1] == DraftRoomMirror(expected, "secret")
    assert "proxy_cache hub;" in room.config.toPlainText()
    assert "http://atelier:8090" in said(room, "roomEndpoint")
    assert not room.act.isEnabled(), "nobody has said where to"


def test_tab_goes_through_the_form_as_it_stands_there(room: RoomDialog) -> None:
    room.activateWindow()
    room.form.upstream.setFocus()
    wait_until(room.form.upstream.hasFocus)
    names = []
    for _ in ROWS:
        focus = QApplication.focusWidget()
        names.append((focus.objectName() or focus.parentWidget().objectName()).removeprefix("room-"))
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert names == list(ROWS)
    # And back again from outside of it.
    room.act.setFocus()
    room.form.upstream.setFocus(Qt.FocusReason.TabFocusReason)
    assert room.form.verticalScrollBar().value() == 0


def test_what_is_wrong_with_it_is_said_in_place(room: RoomDialog, link: StagedLink) -> None:
    link.answers[DraftRoomMirror] = problem("disk-full", path="/srv")
    room.form.fields["folder"].setText("/srv/hub")
    wait_until(lambda: "the disk is full" in said(room, "roomNotes"))
    assert room.config.toPlainText() == ""
    assert not room.act.isEnabled()


def test_once_written_it_is_checked_and_three_commands_follow(room: RoomDialog, link: StagedLink) -> None:
    room.form.fields["folder"].setText("/srv/hub")
    room.into.path.setText("/etc/hub mirror")
    wait_until(room.act.isEnabled)
    room.act.click()
    wait_until(lambda: "nginx takes the configuration." in room.next.said)
    [request] = asked(link, WriteRoomMirror)
    assert request.into == "/etc/hub mirror"
    assert asked(link, CheckRoomMirror) == [CheckRoomMirror("/etc/hub mirror")]
    room.next.repo.setText("https://huggingface.co/org/name")
    works = problem("mirror-room-works", endpoint="http://atelier:8090", repo="org/name")
    link.answers[CheckRoomMirror] = RoomMirrorCheck(ok=True, problems=(works,))
    QTest.keyClick(room.next.repo, Qt.Key.Key_Return)
    assert asked(link, CheckRoomMirror)[-1] == CheckRoomMirror("/etc/hub mirror", "org/name")
    wait_until(lambda: room.next.said == "nginx takes it, and it does what it is for.")
    room.next.repo.setText("no repo")
    room.next.again.click()
    assert "org/name" in room.next.said
    assert len(asked(link, CheckRoomMirror)) == 2
    room.next.repo.clear()
    first = room.next._commands[0]
    first.copy.click()
    assert QGuiApplication.clipboard().text() == "nginx -p /srv/hub -c '/etc/hub mirror/nginx.conf'"
    link.answers[CheckRoomMirror] = RoomMirrorCheck(ok=False, said="nginx: [emerg] bind() failed")
    room.next.again.click()
    wait_until(lambda: "would not work" in room.next.said)
    assert "bind() failed" in room.next.said
    room.back.click()
    assert room.steps.currentIndex() == 0
    assert room.act.isVisible()


# --- lists in files


def test_a_list_goes_into_a_file_and_comes_back(page: MirrorsPage, link: StagedLink, tmp_path: Path) -> None:
    link.answers[ExportMirrors] = ExportedMirrors("https://lab.example.org\n")
    link.answers[ImportMirrors] = Nothing()
    file = tmp_path / "mirrors.json"
    page.lists.give(str(file))
    wait_until(file.exists)
    assert str(file) in page.notice.text
    page.lists.bring(str(file))
    assert asked(link, ImportMirrors) == [ImportMirrors("https://lab.example.org\n")]
    wait_until(lambda: "imported" in page.notice.text)


def chosen(page: MirrorsPage, path: Path) -> None:
    """Name a file in the system's dialog, as it is where no desktop has one of its own."""
    dialog = page.window().findChild(QFileDialog, "listDialog")
    assert isinstance(dialog, QFileDialog)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    save = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    buttons = QDialogButtonBox.StandardButton
    dialog.findChild(QDialogButtonBox).button(buttons.Save if save else buttons.Open).click()
    wait_until(lambda: not isValid(dialog))


def test_a_list_is_exported_and_imported_through_the_dialogs(
    page: MirrorsPage, link: StagedLink, tmp_path: Path
) -> None:
    link.answers[ExportMirrors] = ExportedMirrors("https://lab.example.org\n")
    link.answers[ImportMirrors] = Nothing()
    process_events()
    page.actions_.give.trigger()
    chosen(page, tmp_path / "mine")
    file = tmp_path / "mine.json"
    wait_until(lambda: str(file) in page.notice.text)
    assert file.read_text() == "https://lab.example.org\n"
    page.actions_.bring.trigger()
    chosen(page, file)
    wait_until(lambda: "imported" in page.notice.text)
    assert asked(link, ImportMirrors) == [ImportMirrors("https://lab.example.org\n")]
    link.answers[ImportMirrors] = problem("mirror-import-empty")
    file.write_text("nothing of the kind")
    page.actions_.bring.trigger()
    chosen(page, file)
    wait_until(lambda: "names no mirror" in page.notice.text)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n https://lab.example.org", b"https://a.example\0", b"https://a.example\n" * 100_000],
)
def test_out_of_what_is_no_text_no_addresses_are_picked(
    content: bytes, page: MirrorsPage, link: StagedLink, tmp_path: Path
) -> None:
    (tmp_path / "picture.png").write_bytes(content)
    process_events()
    page.actions_.bring.trigger()
    chosen(page, tmp_path / "picture.png")
    assert "picture.png can't be used: it is no list of mirrors. Choose another file." in page.notice.text
    assert asked(link, ImportMirrors) == []


def test_a_file_that_can_not_be_used_is_named(page: MirrorsPage, link: StagedLink, tmp_path: Path) -> None:
    page.lists.bring(str(tmp_path / "none.json"))
    assert "none.json" in page.notice.text
    assert asked(link, ImportMirrors) == []
    page.lists.give(str(tmp_path / "missing" / "mirrors.json"))
    wait_until(lambda: "missing" in page.notice.text)


def test_a_dialog_that_is_gone_wants_no_answer(page: MirrorsPage, link: StagedLink) -> None:
    del link.answers[PlanEndpoint]
    page.open_export_dialog()
    dialog = page.findChild(ExportDialog)
    dialog.reject()
    process_events()
    waiting = [id for id, request in enumerate(link.asked, 1) if isinstance(request, PlanEndpoint)]
    link.answer(waiting[-1], EndpointExport(endpoint=MIRROR))
    link.mirrors(replace(showcase.view(NOW), exported=""))
