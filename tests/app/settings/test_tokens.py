"""Access tokens: kept, forgotten, allowed; sent once and shown never."""

from __future__ import annotations

import pytest
from hubkeep.app.settings.page import SettingsPage
from hubkeep.link.messages import (
    AllowToken,
    KeepToken,
    ListTokens,
    ReadSettings,
    Settings,
    Tokens,
    TokenView,
    problem,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from tests.app.settings.conftest import OpenPage
from tests.app.stage import StagedLink
from tests.waiting import process_events, wait_until

HUB, MIRROR, NAS = "https://huggingface.co", "https://hf-mirror.com", "http://nas.local:8080"
TOKENS = Tokens(
    tokens=(
        TokenView(endpoint=HUB, kept="huggingface_hub", allowed=True),
        TokenView(endpoint=MIRROR, kept="keyring", allowed=False),
    ),
    keyring=True,
)


@pytest.fixture
def page(open_page: OpenPage) -> SettingsPage:
    made = open_page(Settings(endpoints=(MIRROR, NAS)), TOKENS)
    wait_until(lambda: len(rows(made)) == 3)
    return made


def rows(page: SettingsPage) -> list[QWidget]:
    process_events()
    shown = [row for row in page.findChildren(QWidget, "tokenRow") if row.isVisible()]
    return sorted(shown, key=lambda row: row.y())


def text(row: QWidget, name: str) -> str:
    return row.findChild(QLabel, name).text()


def sent(link: StagedLink) -> list[KeepToken]:
    return [request for request in link.asked if isinstance(request, KeepToken)]


def said(page: SettingsPage) -> str:
    label = page.findChild(QLabel, "tokenComplaint")
    return label.text() if label.isVisible() else ""


def test_each_endpoint_says_whose_token_it_gets(page: SettingsPage) -> None:
    assert [(text(row, "tokenEndpoint"), text(row, "tokenWhere")) for row in rows(page)] == [
        (HUB, "that of “hf auth login”"),
        (MIRROR, "in the system's keyring"),
        (NAS, "no token of its own"),
    ]
    forgettable = [row.findChild(QPushButton, "tokenForget").isVisible() for row in rows(page)]
    assert forgettable == [False, True, False]


def test_the_warning_stands_where_others_run_the_server(page: SettingsPage) -> None:
    hub, mirror, nas = rows(page)
    assert not hub.findChild(QCheckBox, "tokenAllow").isVisible()
    assert "Whoever runs it" in text(mirror, "tokenWarning")
    assert "not encrypted" not in text(mirror, "tokenWarning")
    assert "not encrypted" in text(nas, "tokenWarning")
    box = nas.findChild(QCheckBox, "tokenAllow")
    assert box.accessibleName() == f"Send my token to {NAS}"
    assert "Whoever runs it" in box.accessibleDescription()


def test_allowing_is_asked_of_the_engine_and_read_again(page: SettingsPage, link: StagedLink) -> None:
    link.asked.clear()
    rows(page)[2].findChild(QCheckBox, "tokenAllow").click()
    assert link.asked == [AllowToken(endpoint=NAS, allowed=True)]
    wait_until(lambda: link.asked[1:] == [ListTokens(), ReadSettings()])


def test_an_allowance_that_was_refused_shows_as_none(page: SettingsPage, link: StagedLink) -> None:
    link.answers[AllowToken] = problem("read-only-volume", path="/state")
    rows(page)[2].findChild(QCheckBox, "tokenAllow").click()
    wait_until(lambda: "read-only" in said(page))
    assert not rows(page)[2].findChild(QCheckBox, "tokenAllow").isChecked()


def test_a_token_is_sent_once_and_leaves_no_trace(page: SettingsPage, link: StagedLink) -> None:
    field = page.tokens.token
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert not page.tokens.keep.isEnabled()
    page.tokens.endpoint.setCurrentIndex(page.tokens.endpoint.findData(MIRROR))
    QTest.keyClicks(field, " hf_secret ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent(link) == [KeepToken(endpoint=MIRROR, token="hf_secret")]
    assert field.text() == ""
    field.undo()
    assert field.text() == ""
    wait_until(lambda: link.asked[-2:] == [ListTokens(), ReadSettings()])
    everything = [each.text() for each in page.findChildren(QLabel)] + [
        each.text() for each in page.findChildren(QLineEdit)
    ]
    assert not any("hf_secret" in each for each in everything)


def test_a_token_that_was_refused_is_gone_from_the_field_too(page: SettingsPage, link: StagedLink) -> None:
    link.answers[KeepToken] = problem("defect", what="keyring")
    QTest.keyClicks(page.tokens.token, "hf_secret")
    page.tokens.keep.click()
    wait_until(lambda: said(page) != "")
    assert page.tokens.token.text() == ""
    assert "hf_secret" not in said(page)


def test_what_can_be_no_token_is_not_sent(page: SettingsPage, link: StagedLink) -> None:
    QTest.keyClicks(page.tokens.token, "two words")
    page.tokens.keep.click()
    assert sent(link) == []
    assert "no spaces" in said(page)
    assert "two" not in said(page)


def test_a_kept_token_is_forgotten(page: SettingsPage, link: StagedLink) -> None:
    rows(page)[1].findChild(QPushButton, "tokenForget").click()
    assert sent(link) == [KeepToken(endpoint=MIRROR, token="")]


def test_without_a_keyring_it_is_said_what_to_do(open_page: OpenPage) -> None:
    page = open_page(Settings(), Tokens(tokens=(), keyring=False))
    notice = page.findChild(QLabel, "tokensNotice")
    wait_until(notice.isVisible)
    assert "hf auth login" in notice.text()
    assert not page.tokens.token.isEnabled()
    assert not page.tokens.keep.isEnabled()
