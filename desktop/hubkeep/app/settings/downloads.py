"""How downloads go: how many, how fast, at which hours, and through what."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStyledItemDelegate,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import Settings
from .. import theme as scale
from ..theme import Theme
from ..widgets.rate_box import RateBox
from .endpoints import EndpointList
from .forms import is_proxy
from .section import Section

WRITE_MS: Final = 400
FIELD: Final = 160
MOST_AT_ONCE: Final = 16
MOST_CONNECTIONS: Final = 64
HOURS: Final = ("07:00", "23:00")
"""Offered where none were chosen yet."""
NO_PROXY: Final = "none"
"""As the settings say it."""


class DownloadsSection(Section):
    """`changed` with a dict of the settings' fields that are new, once the hand rests."""

    changed = Signal(object)

    def __init__(self, local: bool, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._pending: dict[str, Any] = {}
        self._settings = Settings()
        # A click on an arrow or a key at a time: write when the hand rests.
        self._timer = QTimer(self, singleShot=True, interval=WRITE_MS)
        self._timer.timeout.connect(self._write)
        self.at_once = self._number("downloadsAtOnce", 1, MOST_AT_ONCE)
        self._at_once_label = self.row(self.at_once)
        self.rate = RateBox("downloadRate", self)
        self.rate.setFixedWidth(FIELD)
        self._rate_label = self.row(self.rate)
        self.connections = self._number("downloadConnections", 0, MOST_CONNECTIONS)
        self._connections_label = self.row(self.connections)
        self._make_hours()
        self.metered = QCheckBox(self)
        self.metered.setObjectName("pauseOnMetered")
        self.column.addWidget(self.metered)
        self._sources_label = self._heading()
        self.endpoints = EndpointList(theme, self)
        self._sources_hint = self.hint()
        self.column.addWidget(self.endpoints)
        self._way_label = self._heading()
        self._make_proxy()
        self._make_ca(local)
        self._complaint = QLabel(self)
        self._complaint.setObjectName("downloadsComplaint")
        self._complaint.setProperty("tone", "bad")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        self.column.addWidget(self._complaint)
        self._connect()
        self.show_settings(Settings())
        self.retranslate()

    # --- putting it together

    def _number(self, name: str, least: int, most: int) -> QSpinBox:
        box = QSpinBox(self)
        box.setObjectName(name)
        box.setRange(least, most)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setFixedWidth(FIELD)
        return box

    def _heading(self) -> QLabel:
        label = QLabel(self)
        label.setFont(self._theme.font("head"))
        label.setContentsMargins(0, scale.S, 0, 0)
        self.column.addWidget(label)
        return label

    def _make_hours(self) -> None:
        self.some_hours = QCheckBox(self)
        self.some_hours.setObjectName("someHours")
        self.column.addWidget(self.some_hours)
        self.full_from, self.full_to = QTimeEdit(self), QTimeEdit(self)
        self._hours = QWidget(self)
        line = QHBoxLayout()
        line.setSpacing(scale.S)
        self._to = QLabel(self)
        for field, name in ((self.full_from, "fullSpeedFrom"), (self.full_to, "fullSpeedTo")):
            field.setObjectName(name)
            field.setDisplayFormat("HH:mm")
            field.setKeyboardTracking(False)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setFixedWidth(72)
            self.calm(field)
        self._from_label = QLabel(self)
        self._from_label.setBuddy(self.full_from)
        line.addWidget(self._from_label, 1)
        line.addWidget(self.full_from)
        line.addWidget(self._to)
        line.addWidget(self.full_to)
        self.other_rate = RateBox("otherHoursRate", self)
        self.other_rate.setFixedWidth(FIELD)
        self.calm(self.other_rate)
        self._other_label = QLabel(self)
        self._other_label.setBuddy(self.other_rate)
        second = QHBoxLayout()
        second.addWidget(self._other_label, 1)
        second.addWidget(self.other_rate)
        rows = QVBoxLayout(self._hours)
        rows.setContentsMargins(26, 0, 0, 0)
        rows.setSpacing(scale.M)
        rows.addLayout(line)
        rows.addLayout(second)
        self.column.addWidget(self._hours)

    def _make_proxy(self) -> None:
        self.proxy_kind = QComboBox(self)
        self.proxy_kind.setObjectName("proxyKind")
        self.proxy_kind.setMinimumWidth(180)
        # The one it comes with does not hear of the style sheet.
        self.proxy_kind.setItemDelegate(QStyledItemDelegate(self.proxy_kind))
        for choice in ("", NO_PROXY, "own"):
            self.proxy_kind.addItem("", choice)
        self._proxy_label = self.row(self.proxy_kind)
        self.proxy = QLineEdit(self)
        self.proxy.setObjectName("proxy")
        self.column.addWidget(self.proxy)
        self._proxy_complaint = self._complaint_under("proxyComplaint")

    def _make_ca(self, local: bool) -> None:
        self._ca_label = QLabel(self)
        self.ca_file = QLineEdit(self)
        self.ca_file.setObjectName("caFile")
        self._ca_label.setBuddy(self.ca_file)
        self.ca_browse = QPushButton(self)
        self.ca_browse.setObjectName("caBrowse")
        self.ca_browse.setVisible(local)
        line = QHBoxLayout()
        line.setSpacing(scale.S)
        line.addWidget(self.ca_file, 1)
        line.addWidget(self.ca_browse)
        self.column.addWidget(self._ca_label)
        self.column.addLayout(line)

    def _complaint_under(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setProperty("tone", "bad")
        label.setWordWrap(True)
        label.hide()
        self.column.addWidget(label)
        return label

    def _connect(self) -> None:
        self.at_once.valueChanged.connect(self._soon)
        self.connections.valueChanged.connect(self._soon)
        self.rate.chosen.connect(self._soon)
        self.other_rate.chosen.connect(self._soon)
        self.some_hours.toggled.connect(self._hours_toggled)
        self.full_from.timeChanged.connect(self._soon)
        self.full_to.timeChanged.connect(self._soon)
        self.metered.toggled.connect(self._soon)
        self.endpoints.changed.connect(self._endpoints_changed)
        self.proxy_kind.activated.connect(self._proxy_chosen)
        self.proxy.textEdited.connect(self._proxy_typed)
        self.proxy.editingFinished.connect(self._proxy_done)
        self.ca_file.editingFinished.connect(self._ca_done)
        self.ca_browse.clicked.connect(self._browse)

    # --- what the settings say

    def show_settings(self, settings: Settings) -> None:
        """Show what is kept; what is being changed just now stays."""
        self._settings = settings
        self._complaint.hide()
        if self._pending:
            return
        fields: tuple[QObject, ...] = (
            self.at_once, self.connections, self.some_hours, self.full_from, self.full_to, self.metered,
        )  # fmt: skip
        for field in fields:
            field.blockSignals(True)
        self.at_once.setValue(settings.downloads_at_once)
        self.rate.show_bytes(settings.download_rate)
        self.connections.setValue(settings.download_connections)
        some = bool(settings.full_speed_from and settings.full_speed_to)
        self.some_hours.setChecked(some)
        self.full_from.setTime(_time(settings.full_speed_from or HOURS[0]))
        self.full_to.setTime(_time(settings.full_speed_to or HOURS[1]))
        self.other_rate.show_bytes(settings.other_hours_rate)
        self._hours.setVisible(some)
        self.metered.setChecked(settings.pause_on_metered)
        for field in fields:
            field.blockSignals(False)
        self.endpoints.show_endpoints(settings.endpoints)
        self._show_proxy(settings.proxy)
        if not self.ca_file.hasFocus():
            self.ca_file.setText(settings.ca_file)

    def _show_proxy(self, proxy: str) -> None:
        if self.proxy.hasFocus() or not self._proxy_complaint.isHidden():
            return
        own = bool(proxy) and proxy != NO_PROXY
        chosen = "own" if own else proxy
        # Who chose one of their own has not typed it yet.
        if self.proxy_kind.currentData() != "own" or own:
            self.proxy_kind.setCurrentIndex(self.proxy_kind.findData(chosen))
        self.proxy.setVisible(self.proxy_kind.currentData() == "own")
        if own:
            self.proxy.setText(proxy)

    def complain(self, sentence: str) -> None:
        """Say why the last change was not kept."""
        self._complaint.setText(sentence)
        self._complaint.show()

    # --- what is changed

    def _soon(self) -> None:
        self._pending = self._numbers()
        self._timer.start()

    def _numbers(self) -> dict[str, Any]:
        """All that has no moment of its own when it is done, so far as it is another than what is kept."""
        some = self.some_hours.isChecked()
        wanted = {
            "downloads_at_once": self.at_once.value(),
            "download_connections": self.connections.value(),
            "full_speed_from": self.full_from.time().toString("HH:mm") if some else "",
            "full_speed_to": self.full_to.time().toString("HH:mm") if some else "",
            "pause_on_metered": self.metered.isChecked(),
        }
        for name, box in (("download_rate", self.rate), ("other_hours_rate", self.other_rate)):
            # What is finer than the field shows is not rounded by looking at it.
            if box.bytes != -(-getattr(self._settings, name) // 1000) * 1000:
                wanted[name] = box.bytes
        return {name: value for name, value in wanted.items() if value != getattr(self._settings, name)}

    def _write(self) -> None:
        self._pending = {}
        wanted = self._numbers()
        if wanted:
            self.changed.emit(wanted)

    def _hours_toggled(self, some: bool) -> None:
        self._hours.setVisible(some)
        self._soon()

    def _endpoints_changed(self, endpoints: tuple[str, ...]) -> None:
        self.changed.emit({"endpoints": endpoints})

    def _proxy_chosen(self) -> None:
        kind = str(self.proxy_kind.currentData())
        own = kind == "own"
        self.proxy.setVisible(own)
        self._proxy_complaint.hide()
        if own:
            self.proxy.setFocus(Qt.FocusReason.OtherFocusReason)
            self._proxy_done()
        elif kind != self._settings.proxy:
            self.changed.emit({"proxy": kind})

    def _proxy_typed(self) -> None:
        self._proxy_complaint.hide()

    def _proxy_done(self) -> None:
        text = self.proxy.text().strip()
        if self.proxy.isHidden() or not text:
            return
        self._proxy_complaint.setVisible(not is_proxy(text))
        if is_proxy(text) and text != self._settings.proxy:
            self.changed.emit({"proxy": text})

    def _ca_done(self) -> None:
        path = self.ca_file.text().strip()
        if path != self._settings.ca_file:
            self.changed.emit({"ca_file": path})

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file of certificates"))
        dialog.setObjectName("caDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["*.pem *.crt *.cer", "*"])
        dialog.fileSelected.connect(self._ca_chosen)
        dialog.open()

    def _ca_chosen(self, path: str) -> None:
        self.ca_file.setText(path)
        self._ca_done()

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.name.setText(self.tr("Downloads"))
        names = (
            (self._at_once_label, self.at_once, self.tr("Downloads at once")),
            (self._rate_label, self.rate, self.tr("All together not faster than")),
            (self._connections_label, self.connections, self.tr("Connections to each source")),
            (self._from_label, self.full_from, self.tr("Full speed from")),
            (self._other_label, self.other_rate, self.tr("In the other hours")),
            (self._proxy_label, self.proxy_kind, self.tr("Proxy")),
            (self._ca_label, self.ca_file, self.tr("Certificates to trust beside the system's")),
        )
        for label, field, text in names:
            label.setText(text)
            field.setAccessibleName(text)
        self.rate.tell_zero(self.tr("no limit"))
        self.connections.setSpecialValueText(self.tr("as many as pay"))
        self.some_hours.setText(self.tr("Full speed only at certain hours"))
        self._to.setText(self.tr("to"))
        self.full_to.setAccessibleName(self.tr("Full speed until"))
        self.other_rate.tell_zero(self.tr("wait"))
        self.metered.setText(self.tr("Wait on connections that cost by volume"))
        self._sources_label.setText(self.tr("Where to fetch from"))
        self._sources_hint.setText(
            self.tr("The first that answers says what a repo holds; the bytes come from all that have them.")
        )
        self._way_label.setText(self.tr("The way there"))
        kinds = (self.tr("Same as the system"), self.tr("None"), self.tr("This one:"))
        for place, text in enumerate(kinds):
            self.proxy_kind.setItemText(place, text)
        self.proxy.setPlaceholderText("socks5://host:1080")
        self.proxy.setAccessibleName(self.tr("Address of the proxy"))
        self._proxy_complaint.setText(
            self.tr("Write it like http://host:8080 or socks5://host:1080; it is not used as it stands.")
        )
        self.ca_file.setPlaceholderText(self.tr("Path of a PEM file, such as a company's own"))
        self.ca_browse.setText(self.tr("Browse…"))
        self.ca_browse.setAccessibleName(self.tr("Choose a file of certificates"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _time(text: str) -> QTime:
    """`HH:MM`; midnight where it is none."""
    time = QTime.fromString(text, "HH:mm")
    return time if time.isValid() else QTime(0, 0)
