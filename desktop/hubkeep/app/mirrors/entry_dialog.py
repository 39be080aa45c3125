"""Adding a mirror of one's own, or changing what it is called."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from ...link.messages import AddMirror, Entry, Problem, Refusal
from .. import theme as scale
from ..downloads.words import plain
from ..engine_link import Link
from ..problems import sentence
from ..settings.forms import endpoint_of, is_clear
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.sheet import Sheet

LONGEST: Final = 80


class EntryDialog(Sheet):
    """What is typed is checked as it is typed; whether the endpoint is taken, the engine says."""

    def __init__(
        self,
        link: Link,
        theme: Theme,
        known: frozenset[str],
        entry: Entry | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "entryDialog", parent, 520)
        self._link = link
        self._known = known
        self._entry = entry
        self._problem: Problem | None = None
        self._url_label = QLabel(self)
        self.url = QLineEdit(self)
        self.url.setObjectName("entryUrl")
        self._url_label.setBuddy(self.url)
        self._name_label = QLabel(self)
        self.name = QLineEdit(self)
        self.name.setObjectName("entryName")
        self.name.setMaxLength(LONGEST)
        self._name_label.setBuddy(self.name)
        self.tokens = QCheckBox(self)
        self.tokens.setObjectName("entryTokens")
        self._said = Remark(theme, self)
        self._said.label.setObjectName("entrySaid")
        grid = QGridLayout()
        grid.setHorizontalSpacing(scale.M)
        grid.setVerticalSpacing(scale.S)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._url_label, 0, 0)
        grid.addWidget(self.url, 0, 1)
        grid.addWidget(self._name_label, 1, 0)
        grid.addWidget(self.name, 1, 1)
        grid.addWidget(self.tokens, 2, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._said)
        self.body.addStretch(1)
        if entry is not None:
            self.url.setText(entry.url)
            self.url.setReadOnly(True)
            self.name.setText(entry.name)
            self.tokens.setChecked(entry.tokens != "never")
        self.url.textChanged.connect(self._typed)
        self.name.textChanged.connect(self._typed)
        self.act.setProperty("primary", True)
        self.act.setDefault(True)
        self.act.clicked.connect(self._keep)
        self.retranslate()
        (self.url if entry is None else self.name).setFocus()

    @property
    def said(self) -> str:
        """What is said of what was typed."""
        return self._said.text

    def _endpoint(self) -> str:
        """What is asked for: what the window does not understand the engine may, or says why not."""
        if self._entry is not None:
            return self._entry.url
        text = self.url.text().strip()
        return endpoint_of(text) or text

    def _typed(self) -> None:
        self._problem = None
        self._show()

    def _keep(self) -> None:
        url = self._endpoint()
        if not url:
            return
        before = self._entry or Entry(url=url)
        policy = before.tokens if before.tokens != "never" else "passes"
        entry = Entry(
            url=url,
            name=self.name.text().strip(),
            operator=before.operator,
            note=before.note,
            since=before.since,
            tokens=policy if self.tokens.isChecked() else "never",
            own=True,
        )
        self.act.setEnabled(False)
        self._link.call(AddMirror(entry), self.while_open(self._kept), self.while_open(self._refused))

    def _kept(self, _nothing: object) -> None:
        self.accept()

    def _refused(self, refusal: Refusal) -> None:
        self._problem = refusal.problem
        self._show()

    def _show(self) -> None:
        told, kind = self._remark()
        self._said.tell(told, kind)
        self.act.setEnabled(bool(self._endpoint()) and kind != "error")
        self.fit()

    def _remark(self) -> tuple[str, str]:
        """What is to be said of what was typed, and how bad it is."""
        url = self._endpoint()
        if self._problem is not None:
            return sentence(self._problem), "error"
        if not url or self._entry is not None:
            return "", "info"
        if not endpoint_of(url):
            return self.tr("Write it like https://hf-mirror.com, or http://lab-nas.local:8080."), "info"
        if url in self._known:
            return self.tr("It is in the list already."), "error"
        if is_clear(url):
            return self.tr("It is not encrypted: use it in a network of your own only."), "warning"
        return self.tr("It will be kept as {url}.").format(url=plain(url)), "check"

    def retranslate(self) -> None:
        """Read the strings again."""
        adding = self._entry is None
        title = self.tr("Add a mirror") if adding else self.tr("Edit a mirror")
        self.setWindowTitle(title)
        self.head.setText(title)
        self.lead.setText(
            self.tr("It stands beside those that Hubkeep knows, and is measured like them.")
            if adding
            else self.tr("The address stays; to change it, add another one and remove this one.")
        )
        self._url_label.setText(self.tr("Address"))
        self.url.setPlaceholderText("https://hf-mirror.com")
        self.url.setAccessibleName(self.tr("Address of the mirror"))
        self._name_label.setText(self.tr("Name"))
        self.name.setPlaceholderText(self.tr("its host, where this is empty"))
        self.name.setAccessibleName(self.tr("Name of the mirror"))
        self.tokens.setText(self.tr("It can make use of a token"))
        self.tokens.setToolTip(self.tr("Yours is sent only once you allow it on the mirror's card."))
        self.cancel.setText(self.tr("Cancel"))
        self.act.setText(self.tr("Add") if adding else self.tr("Keep"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
