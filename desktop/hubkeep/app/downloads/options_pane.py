"""What few change: globs, how fast, from whom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QStyledItemDelegate,
    QWidget,
)

from .. import theme as scale
from ..theme import Theme
from ..widgets.blocks import quiet
from ..widgets.rate_box import RateBox
from .search_popup import host_of
from .selection import patterns, written

MOST_CONNECTIONS = 64
FIELD = 160


class OptionsPane(QWidget):
    """`patterns_changed` while globs are typed."""

    patterns_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._endpoints: tuple[str, ...] = ()
        self.include = self._line("includeGlobs")
        self.exclude = self._line("excludeGlobs")
        self._hint = quiet(self)
        self._hint.setFont(theme.font("small"))
        self.limit = RateBox("limitRate", self)
        self.limit.setFixedWidth(FIELD)
        self.connections = QSpinBox(self)
        self.connections.setObjectName("connections")
        self.connections.setRange(0, MOST_CONNECTIONS)
        self.connections.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.connections.setFixedWidth(FIELD)
        self.sources = QComboBox(self)
        self.sources.setObjectName("sources")
        # The one it comes with does not hear of the style sheet.
        self.sources.setItemDelegate(QStyledItemDelegate(self.sources))
        self.at_once = QCheckBox(self)
        self.at_once.setObjectName("atOnce")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(scale.L)
        grid.setVerticalSpacing(scale.M)
        grid.setColumnStretch(1, 1)
        self._labels: list[QLabel] = []
        left = Qt.AlignmentFlag.AlignLeft
        for row, (control, wide) in enumerate(
            (
                (self.include, True),
                (self.exclude, True),
                (self._hint, True),
                (self.sources, True),
                (self.limit, False),
                (self.connections, False),
                (self.at_once, True),
            )
        ):
            if control in (self._hint, self.at_once):
                grid.addWidget(control, row, 1)
                continue
            label = QLabel(self)
            label.setBuddy(control)
            self._labels.append(label)
            grid.addWidget(label, row, 0)
            if wide:
                grid.addWidget(control, row, 1)
            else:
                grid.addWidget(control, row, 1, left)
        grid.setRowStretch(7, 1)
        self.retranslate()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(name)
        line.textChanged.connect(self.patterns_changed)
        return line

    # --- what is chosen

    @property
    def globs(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What to include, and what to leave out."""
        return patterns(self.include.text()), patterns(self.exclude.text())

    def show_globs(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        """Fill them in, without saying so."""
        for line, globs in ((self.include, include), (self.exclude, exclude)):
            line.blockSignals(True)
            line.setText(written(globs))
            line.blockSignals(False)

    def forget_globs(self) -> None:
        """Empty them, without saying so."""
        self.show_globs((), ())

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The one source that is wanted; empty: as in the settings."""
        chosen = self.sources.currentData()
        return (chosen,) if chosen else ()

    def show_endpoints(self, endpoints: Sequence[str]) -> None:
        """The sources there are, in their order."""
        self._endpoints = tuple(dict.fromkeys(endpoints))
        chosen = self.sources.currentData()
        self.sources.clear()
        self.sources.addItem("", "")
        for endpoint in self._endpoints:
            self.sources.addItem("", endpoint)
        self.sources.setCurrentIndex(max(0, self.sources.findData(chosen)))
        self._name_sources()

    def _name_sources(self) -> None:
        hosts = ", ".join(host_of(each) for each in self._endpoints)
        told = (
            self.tr("All that have it: {hosts}").format(hosts=hosts) if hosts else self.tr("All that have it")
        )
        self.sources.setItemText(0, told)
        for place, endpoint in enumerate(self._endpoints, 1):
            self.sources.setItemText(place, self.tr("{host} alone").format(host=host_of(endpoint)))
        self.sources.setEnabled(len(self._endpoints) > 1)

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        names = (
            self.tr("Only files like"),
            self.tr("Leave out"),
            self.tr("From"),
            self.tr("Not faster than"),
            self.tr("Connections"),
        )
        for label, name in zip(self._labels, names, strict=True):
            label.setText(name)
            buddy = label.buddy()
            if buddy is not None:
                buddy.setAccessibleName(name)
        self.include.setPlaceholderText("*.safetensors *.json")
        self.exclude.setPlaceholderText("*.bin original/")
        self._hint.setText(self.tr("Patterns with spaces between them; * stands for anything, folders too."))
        self.limit.tell_zero(self.tr("no limit"))
        self.connections.setSpecialValueText(self.tr("as many as pay"))
        self.connections.setToolTip(self.tr("To each source"))
        self.at_once.setText(self.tr("Start now, whatever else waits"))
        self._name_sources()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
