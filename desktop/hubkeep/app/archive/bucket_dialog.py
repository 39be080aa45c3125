"""Naming a bucket of an object storage, and the keys that open it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from ...link.messages import KeepBucketKeys, Problem, Refusal
from .. import theme as scale
from ..engine_link import Link
from ..problems import sentence
from ..theme import Theme
from ..widgets.blocks import Remark
from ..widgets.sheet import Sheet
from .words import BUCKET


def address(bucket: str, endpoint: str, region: str) -> str:
    """The address that says it all: `s3://bucket/prefix?endpoint=…&region=…`. Pure."""
    name = bucket.strip().removeprefix(BUCKET).strip("/")
    if not name:
        return ""
    query = {"endpoint": endpoint.strip(), "region": region.strip()}
    given = urlencode({key: value for key, value in query.items() if value}, safe=":/")
    return f"{BUCKET}{quote(name)}{'?' + given if given else ''}"


class BucketDialog(Sheet):
    """`chosen` with the bucket's address. Keys that were typed are kept by the engine first."""

    chosen = Signal(str)

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "bucketDialog", parent, 560)
        self._link = link
        self._problem: Problem | None = None
        self.fields = {name: QLineEdit(self) for name in ("bucket", "endpoint", "region", "key", "secret")}
        self._labels = {name: QLabel(self) for name in self.fields}
        grid = QGridLayout()
        grid.setHorizontalSpacing(scale.M)
        grid.setVerticalSpacing(scale.S)
        grid.setColumnStretch(1, 1)
        for row, (name, field) in enumerate(self.fields.items()):
            field.setObjectName(f"bucket-{name}")
            field.textChanged.connect(self._typed)
            self._labels[name].setBuddy(field)
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(field, row, 1)
        self.fields["secret"].setEchoMode(QLineEdit.EchoMode.Password)
        self._said = Remark(theme, self)
        self._said.label.setObjectName("bucketSaid")
        self.body.addLayout(grid)
        self.body.addWidget(self._said)
        self.body.addStretch(1)
        self.act.setProperty("primary", True)
        self.act.setDefault(True)
        self.act.clicked.connect(self._take)
        self.retranslate()
        self.fields["bucket"].setFocus()

    @property
    def address(self) -> str:
        """What was typed, as one address; empty where there is no bucket."""
        return address(*(self.fields[name].text() for name in ("bucket", "endpoint", "region")))

    def _typed(self) -> None:
        self._problem = None
        self._show()

    def _take(self) -> None:
        key, secret = self.fields["key"].text().strip(), self.fields["secret"].text().strip()
        if not key:
            self._taken(None)
            return
        self.act.setEnabled(False)
        request = KeepBucketKeys(bucket=self.address, key_id=key, secret=secret)
        self._link.call(request, self.while_open(self._taken), self.while_open(self._refused))

    def _taken(self, _nothing: object) -> None:
        self.chosen.emit(self.address)
        self.accept()

    def _refused(self, refusal: Refusal) -> None:
        self._problem = refusal.problem
        self._show()

    def _show(self) -> None:
        key, secret = self.fields["key"].text().strip(), self.fields["secret"].text().strip()
        half = bool(key) != bool(secret)
        if self._problem is not None:
            self._said.tell(sentence(self._problem), "error")
        elif half:
            self._said.tell(self.tr("An access key and its secret come together."), "info")
        elif not key:
            self._said.tell(
                self.tr("Without keys, those of the environment, of ~/.aws or kept before are used."), "info"
            )
        else:
            self._said.tell(self.tr("They are kept in the keyring of the engine's machine."), "info")
        self.act.setEnabled(bool(self.address) and not half and self._problem is None)
        self.fit()

    def retranslate(self) -> None:
        """Read the strings again."""
        title = self.tr("Archive to a bucket")
        self.setWindowTitle(title)
        self.head.setText(title)
        self.lead.setText(self.tr("Object storage that speaks S3: MinIO, Ceph, or a cloud's."))
        for name, text in {
            "bucket": self.tr("Bucket"),
            "endpoint": self.tr("Endpoint"),
            "region": self.tr("Region"),
            "key": self.tr("Access key"),
            "secret": self.tr("Secret key"),
        }.items():
            self._labels[name].setText(text)
            self.fields[name].setAccessibleName(text)
        self.fields["bucket"].setPlaceholderText("s3://models/archive")
        self.fields["endpoint"].setPlaceholderText(self.tr("https://minio.lab:9000 — empty: Amazon"))
        self.fields["region"].setPlaceholderText(self.tr("only where the server asks for one"))
        self.cancel.setText(self.tr("Cancel"))
        self.act.setText(self.tr("Use it"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
