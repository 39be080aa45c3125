"""How fast single downloads may be, and with how many connections: changed while they wait or run."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QSpinBox, QWidget

from ...link.messages import DownloadView, LimitDownload
from .. import theme as scale
from ..theme import Theme
from ..widgets.rate_box import RateBox
from ..widgets.sheet import Sheet
from . import words
from .options_pane import MOST_CONNECTIONS


class LimitsDialog(Sheet):
    """`ordered` with the requests once the user has said so. Of several, it begins with the first one's."""

    ordered = Signal(object)

    def __init__(self, theme: Theme, views: Sequence[DownloadView], parent: QWidget | None = None) -> None:
        super().__init__(theme, "downloadLimitsOfOne", parent, width=460)
        self._views = list(views)
        first = self._views[0]
        self.limit = RateBox("limitOfOne", self)
        self.connections = QSpinBox(self)
        self.connections.setObjectName("connectionsOfOne")
        self.connections.setRange(0, MOST_CONNECTIONS)
        self.connections.setAlignment(Qt.AlignmentFlag.AlignRight)
        form = QFormLayout()
        form.setHorizontalSpacing(scale.L)
        form.setVerticalSpacing(scale.M)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._labels = (QLabel(self), QLabel(self))
        for label, field in zip(self._labels, (self.limit, self.connections), strict=True):
            label.setBuddy(field)
            form.addRow(label, field)
        self.body.addLayout(form)
        self.cancel.setDefault(False)
        self.act.setProperty("primary", True)
        self.act.setDefault(True)
        self.act.clicked.connect(self._agreed)
        self.retranslate()
        self.limit.show_bytes(first.limit_rate)
        self.connections.setValue(first.connections)
        self.fit()
        self.limit.setFocus()

    def _agreed(self) -> None:
        rate, connections = self.limit.bytes, self.connections.value()
        self.ordered.emit(
            tuple(LimitDownload(id=view.id, rate=rate, connections=connections) for view in self._views)
        )
        self.accept()

    def retranslate(self) -> None:
        """Read the strings again."""
        count = len(self._views)
        if count == 1:
            self.head.setText(self.tr("Limits of {repo}").format(repo=words.plain(self._views[0].repo)))
        else:
            self.head.setText(self.tr("Limits of %n download(s)", "", count))
        self.lead.setText(self.tr("They hold from now on, beside those of the whole queue."))
        names = (self.tr("Not faster than"), self.tr("Connections to each source"))
        for label, name in zip(self._labels, names, strict=True):
            label.setText(name)
            label.buddy().setAccessibleName(name)
        self.limit.tell_zero(self.tr("no limit"))
        self.connections.setSpecialValueText(self.tr("as many as pay"))
        self.cancel.setText(self.tr("Cancel"))
        self.act.setText(self.tr("Apply"))
        self.setWindowTitle(self.head.text())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
