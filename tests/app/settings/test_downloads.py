"""How downloads go, as it is chosen in the settings."""

from __future__ import annotations

import pytest
from hubkeep.app.settings.page import SettingsPage
from hubkeep.link.messages import Settings, Tokens, WriteSettings, problem
from PySide6.QtCore import QPoint, QPointF, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QToolButton, QWidget

from tests.app.settings.conftest import OpenPage
from tests.app.stage import StagedLink
from tests.waiting import process_events, wait_until

MIRROR, NAS, HUB = "https://hf-mirror.com", "http://lab-nas.local:8080", "https://huggingface.co"
CHOSEN = Settings(
    endpoints=(MIRROR, NAS, HUB),
    downloads_at_once=2,
    download_rate=20_000_000,
    full_speed_from="22:30",
    full_speed_to="06:15",
    proxy="socks5://proxy:1080",
    ca_file="/etc/corp.pem",
    pause_on_metered=False,
)


@pytest.fixture
def page(open_page: OpenPage) -> SettingsPage:
    made = open_page(CHOSEN, Tokens(tokens=(), keyring=True))
    wait_until(lambda: made.downloads.at_once.value() == 2)
    return made


def written(link: StagedLink) -> list[Settings]:
    return [request.settings for request in link.asked if isinstance(request, WriteSettings)]


def listed(page: SettingsPage) -> list[str]:
    process_events()
    rows = [row for row in page.findChildren(QWidget, "endpointRow") if row.isVisible()]
    return [row.findChild(QLabel, "endpointName").text() for row in sorted(rows, key=lambda row: row.y())]


def press(page: SettingsPage, place: int, action: str) -> None:
    process_events()
    rows = [row for row in page.findChildren(QWidget, "endpointRow") if row.isVisible()]
    row = sorted(rows, key=lambda row: row.y())[place]
    QTest.mouseClick(row.findChild(QToolButton, f"endpoint-{action}"), Qt.MouseButton.LeftButton)


def said(page: SettingsPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def test_what_is_kept_is_shown(page: SettingsPage) -> None:
    section = page.downloads
    assert section.rate.text().replace("\u00a0", " ") == "20.0 MB/s"
    assert section.connections.text() == "as many as pay"
    assert section.some_hours.isChecked()
    assert (section.full_from.text(), section.full_to.text()) == ("22:30", "06:15")
    assert section.other_rate.text() == "wait"
    assert not section.metered.isChecked()
    assert section.proxy.text() == "socks5://proxy:1080"
    assert section.ca_file.text() == "/etc/corp.pem"
    assert listed(page) == [MIRROR, NAS, HUB]


def test_numbers_are_written_together_when_the_hand_rests(page: SettingsPage, link: StagedLink) -> None:
    page.downloads.at_once.stepUp()
    page.downloads.at_once.stepUp()
    page.downloads.rate.setFocus()
    page.downloads.rate.selectAll()
    QTest.keyClicks(page.downloads.rate, "5 MB\r")
    page.downloads.metered.click()
    wait_until(lambda: written(link))
    assert len(written(link)) == 1
    kept = written(link)[0]
    assert (kept.downloads_at_once, kept.download_rate, kept.pause_on_metered) == (4, 5_000_000, True)
    assert kept.endpoints == CHOSEN.endpoints


def test_hours_come_and_go(page: SettingsPage, link: StagedLink) -> None:
    page.downloads.some_hours.click()
    assert not page.downloads.full_from.isVisible()
    wait_until(lambda: written(link))
    assert (written(link)[0].full_speed_from, written(link)[0].full_speed_to) == ("", "")
    page.downloads.some_hours.click()
    page.downloads.full_to.setTime(QTime(8, 5))
    wait_until(lambda: len(written(link)) == 2)
    assert written(link)[1].full_speed_to == "08:05"


def test_a_rate_finer_than_the_field_shows_is_not_rounded_by_other_changes(
    open_page: OpenPage, link: StagedLink
) -> None:
    page = open_page(Settings(download_rate=20_971_521), Tokens(tokens=(), keyring=True))
    wait_until(lambda: page.downloads.rate.value() > 0)
    page.downloads.at_once.stepUp()
    wait_until(lambda: written(link))
    assert written(link)[0].download_rate == 20_971_521


def test_two_changes_on_each_others_heels_are_both_kept(page: SettingsPage, link: StagedLink) -> None:
    press(page, 0, "remove")
    page.downloads.ca_file.setFocus()
    page.downloads.ca_file.setText("/x.pem")
    QTest.keyClick(page.downloads.ca_file, Qt.Key.Key_Return)
    assert written(link)[-1].endpoints == (NAS, HUB)
    assert written(link)[-1].ca_file == "/x.pem"


def test_endpoints_are_moved_and_the_focus_goes_along(page: SettingsPage, link: StagedLink) -> None:
    press(page, 1, "up")
    assert written(link)[-1].endpoints == (NAS, MIRROR, HUB)
    assert listed(page) == [NAS, MIRROR, HUB]
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == f"Ask {NAS} later"
    press(page, 0, "down")
    press(page, 1, "down")
    assert written(link)[-1].endpoints == (MIRROR, HUB, NAS)
    press(page, 2, "remove")
    assert listed(page) == [MIRROR, HUB]


def test_an_endpoint_is_added_in_its_one_form(page: SettingsPage, link: StagedLink) -> None:
    QTest.keyClicks(page.downloads.endpoints.field, "Other-Mirror.com/\r")
    assert written(link)[-1].endpoints == (*CHOSEN.endpoints, "https://other-mirror.com")
    assert page.downloads.endpoints.field.text() == ""


@pytest.mark.parametrize(("text", "told"), [("hf mirror", "Write it like"), (MIRROR, "in the list already")])
def test_what_is_no_endpoint_is_told_and_stays_to_be_mended(
    page: SettingsPage, link: StagedLink, text: str, told: str
) -> None:
    QTest.keyClicks(page.downloads.endpoints.field, text + "\r")
    assert told in said(page, "endpointComplaint")
    assert written(link) == []
    QTest.keyClick(page.downloads.endpoints.field, Qt.Key.Key_Backspace)
    assert said(page, "endpointComplaint") == ""


def test_without_endpoints_it_is_said_who_is_asked(page: SettingsPage) -> None:
    for _ in range(3):
        press(page, 0, "remove")
    assert "HF_ENDPOINT" in said(page, "endpointsNone")


def test_a_proxy_is_kept_where_it_is_one(page: SettingsPage, link: StagedLink) -> None:
    field = page.downloads.proxy
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "proxy 8080\r")
    assert "Write it like http://host:8080" in said(page, "proxyComplaint")
    assert written(link) == []
    field.selectAll()
    QTest.keyClicks(field, "http://proxy:8080\r")
    assert said(page, "proxyComplaint") == ""
    assert written(link)[-1].proxy == "http://proxy:8080"


@pytest.mark.parametrize(("kind", "kept"), [("", ""), ("none", "none")])
def test_a_proxy_is_the_systems_or_none(page: SettingsPage, link: StagedLink, kind: str, kept: str) -> None:
    combo = page.downloads.proxy_kind
    combo.setCurrentIndex(combo.findData(kind))
    combo.activated.emit(combo.currentIndex())
    assert written(link)[-1].proxy == kept
    wait_until(page.downloads.proxy.isHidden)


def test_certificates_are_chosen_where_the_disk_is_ours(page: SettingsPage, link: StagedLink) -> None:
    page.findChild(QPushButton, "caBrowse").click()
    dialog = page.findChild(QFileDialog, "caDialog")
    dialog.fileSelected.emit("/etc/other.pem")
    dialog.reject()
    assert written(link)[-1].ca_file == "/etc/other.pem"


def test_a_refusal_is_told_in_its_section(page: SettingsPage, link: StagedLink) -> None:
    link.answers[WriteSettings] = problem("read-only-volume", path="/state/settings.json")
    press(page, 0, "remove")
    wait_until(lambda: "read-only" in said(page, "downloadsComplaint"))
    assert said(page, "cacheComplaint") == ""


def test_the_wheel_scrolls_and_changes_nothing_on_its_way(page: SettingsPage, link: StagedLink) -> None:
    box = page.downloads.at_once

    def turn() -> None:
        at = QPointF(5, 5)
        event = QWheelEvent(
            at,
            QPointF(box.mapToGlobal(QPoint(5, 5))),
            QPoint(0, 120),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)

    turn()
    assert box.value() == 2
    box.setFocus()
    turn()
    assert box.value() == 3
    wait_until(lambda: written(link))


def test_every_field_has_a_name(page: SettingsPage) -> None:
    section = page.downloads
    fields = (
        section.at_once, section.rate, section.connections, section.full_from, section.full_to,
        section.other_rate, section.proxy_kind, section.proxy, section.ca_file, section.endpoints.field,
    )  # fmt: skip
    assert all(field.accessibleName() for field in fields)
