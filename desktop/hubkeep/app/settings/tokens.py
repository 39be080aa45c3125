"""Access tokens: which there are, to whom they are sent; never what they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import (
    AllowToken,
    KeepToken,
    ListTokens,
    Refusal,
    Settings,
    Tokens,
    TokenView,
    fill,
)
from .. import theme as scale
from ..engine_link import Link
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.wrapped_label import WrappedLabel
from .forms import OFFICIAL, is_clear, is_token
from .section import Section

INDENT: Final = 26


class TokenRow(QWidget):
    """One endpoint. `allowed(endpoint, whether)`, `forgotten(endpoint)`."""

    allowed = Signal(str, bool)
    forgotten = Signal(str)

    def __init__(
        self, endpoint: str, kept: str, allowed: bool, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("tokenRow")
        self.endpoint = endpoint
        self._kept = kept
        self._name = QLabel(fill("{text}", {"text": endpoint}), self)
        self._name.setObjectName("tokenEndpoint")
        self._name.setFont(theme.font("strong"))
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._where = QLabel(self)
        self._where.setObjectName("tokenWhere")
        self._where.setProperty("tone", "muted")
        self.forget = QPushButton(self)
        self.forget.setObjectName("tokenForget")
        self.forget.setVisible(kept == "keyring")
        self.forget.clicked.connect(self._forget)
        self.allow = QCheckBox(self)
        self.allow.setObjectName("tokenAllow")
        self.allow.setChecked(allowed)
        self.allow.toggled.connect(self._toggled)
        self._warning = WrappedLabel(self)
        self._warning.setObjectName("tokenWarning")
        self._warning.setProperty("tone", "warn" if allowed else "muted")
        self._warning.setFont(theme.font("small"))
        self._warning.setContentsMargins(INDENT, 0, 0, 0)
        official = endpoint == OFFICIAL
        self.allow.setVisible(not official)
        self._warning.setVisible(not official)
        first = QHBoxLayout()
        first.setSpacing(scale.S)
        first.addWidget(self._name)
        first.addWidget(self._where, 1)
        first.addWidget(self.forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, scale.S)
        column.setSpacing(2)
        column.addLayout(first)
        column.addWidget(self.allow)
        column.addWidget(self._warning)
        self.retranslate()

    def _forget(self) -> None:
        self.forgotten.emit(self.endpoint)

    def _toggled(self, allowed: bool) -> None:
        self.allowed.emit(self.endpoint, allowed)

    def retranslate(self) -> None:
        """Read the strings again."""
        places = {
            "keyring": self.tr("in the system's keyring"),
            "file": self.tr("in a file"),
            "environment": self.tr("named by the environment (HF_TOKEN)"),
            "huggingface_hub": self.tr("that of “hf auth login”"),
            "": self.tr("no token of its own"),
        }
        self._where.setText(places.get(self._kept, self._kept))
        self.forget.setText(self.tr("Forget"))
        self.forget.setAccessibleName(
            fill(self.tr("Forget the token for {endpoint}"), {"endpoint": self.endpoint})
        )
        self.allow.setText(self.tr("Send it my token"))
        self.allow.setAccessibleName(
            fill(self.tr("Send my token to {endpoint}"), {"endpoint": self.endpoint})
        )
        warning = self.tr(
            "Whoever runs it can then do on the Hub what your token may. Allow it only where you trust them."
        )
        if is_clear(self.endpoint):
            warning += "\n" + self.tr("It is not encrypted: everybody on the way can read the token as well.")
        self._warning.setText(warning)
        self.allow.setAccessibleDescription(warning)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class TokensSection(Section):
    """Asks the engine by itself. `changed` when the engine's settings are others now."""

    changed = Signal()

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._link = link
        self._tokens = Tokens(tokens=(), keyring=True)
        self._settings = Settings()
        self._shown: list[TokenRow] = []
        self._hint = self.hint()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(scale.S)
        self.column.addLayout(self._rows)
        self._notice = Remark(theme, self)
        self._notice.label.setObjectName("tokensNotice")
        self.column.addWidget(self._notice)
        self._form_label = QLabel(self)
        self._form_label.setFont(theme.font("head"))
        self.column.addWidget(self._form_label)
        self.endpoint = QComboBox(self)
        self.endpoint.setObjectName("tokenFor")
        self.endpoint.setItemDelegate(QStyledItemDelegate(self.endpoint))
        self.endpoint.setMinimumWidth(200)
        self.token = QLineEdit(self)
        self.token.setObjectName("tokenField")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        # Neither drawn from the field by dragging, nor learnt by an input method.
        self.token.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.token.returnPressed.connect(self._keep)
        self.token.textChanged.connect(self._typed)
        self.keep = QPushButton(self)
        self.keep.setObjectName("tokenKeep")
        self.keep.clicked.connect(self._keep)
        self._form = QWidget(self)
        line = QHBoxLayout(self._form)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(scale.S)
        line.addWidget(self.endpoint)
        line.addWidget(self.token, 1)
        line.addWidget(self.keep)
        self.column.addWidget(self._form)
        self._complaint = QLabel(self)
        self._complaint.setObjectName("tokenComplaint")
        self._complaint.setProperty("tone", "bad")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        self.column.addWidget(self._complaint)
        self._show_tokens()
        self.retranslate()

    # --- what there is

    def look(self) -> None:
        """Ask which tokens there are."""
        self._link.call(ListTokens(), self._take, self._refused)

    def show_settings(self, settings: Settings) -> None:
        """Know the endpoints that are in use."""
        if (settings.endpoints, settings.token_endpoints) != (
            self._settings.endpoints,
            self._settings.token_endpoints,
        ):
            self._settings = settings
            self._show_tokens()

    def _take(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._show_tokens()

    def _known(self) -> list[TokenView | str]:
        """Each login, then the endpoints in use that have none of their own."""
        logins: list[TokenView | str] = list(self._tokens.tokens)
        named = {each.endpoint for each in self._tokens.tokens}
        rest = dict.fromkeys((*self._settings.endpoints, *self._settings.token_endpoints))
        return logins + [endpoint for endpoint in rest if endpoint not in named and endpoint != OFFICIAL]

    def _show_tokens(self) -> None:
        focus = self.focusWidget()
        at = next((row.endpoint for row in self._shown if focus is not None and row.isAncestorOf(focus)), "")
        for row in self._shown:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._shown = []
        for each in self._known():
            if isinstance(each, str):
                row = TokenRow(each, "", each in self._settings.token_endpoints, self._theme, self)
            else:
                row = TokenRow(each.endpoint, each.kept, each.allowed, self._theme, self)
            row.allowed.connect(self._allow)
            row.forgotten.connect(self._forget)
            self._rows.addWidget(row)
            self._shown.append(row)
            if row.endpoint == at:
                row.allow.setFocus()
        self._offer_endpoints(row.endpoint for row in self._shown)
        self._form.setEnabled(self._tokens.keyring)
        self._show_notice()

    def _offer_endpoints(self, endpoints: Iterable[str]) -> None:
        chosen = self.endpoint.currentData()
        self.endpoint.clear()
        for endpoint in dict.fromkeys((OFFICIAL, *endpoints)):
            self.endpoint.addItem(fill("{text}", {"text": endpoint}), endpoint)
        self.endpoint.setCurrentIndex(max(0, self.endpoint.findData(chosen)))

    # --- what is changed

    def _typed(self) -> None:
        self.keep.setEnabled(bool(self.token.text().strip()))
        self._complaint.hide()

    def _keep(self) -> None:
        token = self.token.text().strip()
        if not token:
            return
        # Told so rather than tried: what is sent as a header must not hold a line's end.
        if not is_token(token):
            self._complain(self.tr("A token has no spaces and no accents; copy it again."))
            return
        # Setting a text forgets the old one, where clearing could be undone.
        self.token.setText("")
        self._link.call(
            KeepToken(endpoint=str(self.endpoint.currentData()), token=token), self._done, self._refused
        )

    def _forget(self, endpoint: str) -> None:
        self._link.call(KeepToken(endpoint=endpoint, token=""), self._done, self._refused)

    def _allow(self, endpoint: str, allowed: bool) -> None:
        self._link.call(AllowToken(endpoint=endpoint, allowed=allowed), self._done, self._allow_refused)

    def _done(self, _nothing: object) -> None:
        self._complaint.hide()
        self.look()
        self.changed.emit()

    def _allow_refused(self, refusal: Refusal) -> None:
        # The box shows what was wanted, not what holds.
        self._show_tokens()
        self._refused(refusal)

    def _refused(self, refusal: Refusal) -> None:
        self._complain(sentence(refusal.problem))

    def _complain(self, text: str) -> None:
        self._complaint.setText(text)
        self._complaint.show()

    # --- language

    def _show_notice(self) -> None:
        told = ""
        if not self._tokens.keyring:
            told = self.tr(
                "No keyring answers on this machine, so Hubkeep keeps no token itself. Log in with "
                "“hf auth login” or set HF_TOKEN: Hubkeep uses what is there."
            )
        self._notice.tell(told, "warning")

    def retranslate(self) -> None:
        """Read the strings again."""
        self.name.setText(self.tr("Access tokens"))
        self._hint.setText(
            self.tr(
                "For gated and private repos. A token goes to huggingface.co, and to nobody else unasked."
            )
        )
        self._form_label.setText(self.tr("Add or replace a token"))
        self.endpoint.setAccessibleName(self.tr("Whose token"))
        self.token.setPlaceholderText("hf_…")
        self.token.setAccessibleName(self.tr("Token"))
        self.keep.setText(self.tr("Keep"))
        self.keep.setAccessibleName(self.tr("Keep the token in the keyring"))
        self._typed()
        self._show_notice()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
