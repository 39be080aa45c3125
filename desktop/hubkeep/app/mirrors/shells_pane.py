"""HF_ENDPOINT for every shell and session: what would be written where, writing it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ...link.messages import ApplyEndpoint, EndpointExport, PlanEndpoint, Problem, Refusal
from .. import theme as scale
from ..engine_link import Link
from ..problems import sentence
from ..theme import Theme
from ..widgets.answers import Newest, while_there
from ..widgets.blocks import Remark, quiet
from . import words
from .diff_view import DiffView

LINES_HEIGHT = 240


class ShellsPane(QWidget):
    """`applied` when something was written. The plan is asked for anew whenever it could be another."""

    applied = Signal()

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shellsPane")
        self._link = link
        self._endpoint = ""
        self._exported = ""
        self._back = False
        """Whether the plan is the one that takes ours back."""
        self._plan: EndpointExport | None = None
        self._problem: Problem | None = None
        self._places: tuple[str, ...] = ()
        """Where ours stands, once that is known and nothing is left to be written."""
        self._done = False
        self._newest = Newest(self)
        self._said = quiet(self)
        self._said.setObjectName("shellsSaid")
        self.diff = DiffView(theme, self)
        self.diff.setMinimumHeight(LINES_HEIGHT)
        self._remark = Remark(theme, self)
        self._remark.label.setObjectName("shellsRemark")
        self.back = QPushButton(self)
        self.back.setObjectName("shellsBack")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._turn)
        self.apply = QPushButton(self)
        self.apply.setObjectName("shellsApply")
        self.apply.setAutoDefault(False)
        self.apply.setProperty("primary", True)
        self.apply.clicked.connect(self._act)
        row = QHBoxLayout()
        row.setSpacing(scale.S)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.M, 0, 0)
        column.setSpacing(scale.M)
        column.addWidget(self._said)
        column.addWidget(self.diff, 1)
        column.addWidget(self._remark)
        column.addLayout(row)
        column.addStretch(0)
        self.retranslate()

    @property
    def said(self) -> str:
        """What it says of the plan, and what came of it."""
        return f"{self._said.text()}\n{self._remark.text}".strip()

    def show_endpoint(self, endpoint: str, exported: str) -> None:
        """The endpoint to be written, and what Hubkeep wrote before."""
        if (endpoint, exported) != (self._endpoint, self._exported):
            if endpoint != self._endpoint:
                self._done = self._back = False
            self._endpoint, self._exported = endpoint, exported
            self._ask()

    # --- the plan

    def _ask(self) -> None:
        self._newest.anew()
        self._plan = self._problem = None
        self._places = ()
        wanted = "" if self._back else self._endpoint
        if wanted or self._back:
            self._plan_for(wanted, self._planned)
        self._show()

    def _plan_for(self, endpoint: str, take: Callable[[EndpointExport], None]) -> None:
        self._link.call(PlanEndpoint(endpoint), self._newest.only(take), self._newest.only(self._refused))

    def _planned(self, plan: EndpointExport) -> None:
        self._plan = plan
        if not plan.edits and not self._back:
            # What would be taken back is what stands there.
            self._plan_for("", self._placed)
        self._show()

    def _placed(self, plan: EndpointExport) -> None:
        self._places = tuple(edit.path for edit in plan.edits)
        self._show()

    def _turn(self) -> None:
        """From writing to taking back, and the other way round."""
        self._back = not self._back
        self._done = False
        self._ask()

    def _act(self) -> None:
        if self._problem is not None:
            self._ask()
        elif self._plan is not None:
            self.apply.setEnabled(False)
            request = ApplyEndpoint(self._plan)
            self._link.call(request, while_there(self, self._applied), while_there(self, self._refused))

    def _applied(self, _nothing: object) -> None:
        self._done = True
        self.applied.emit()
        self._ask()

    def _refused(self, refusal: Refusal) -> None:
        self._plan, self._problem = None, refusal.problem
        self._show()

    # --- what it shows

    def _show(self) -> None:
        edits = self._plan.edits if self._plan is not None else ()
        self._said.setText(self._sentence(len(edits)))
        self.diff.show_edits(edits)
        self.diff.setVisible(bool(edits))
        self._tell()
        self.back.setVisible(bool(self._exported) or self._back)
        self.back.setText(self.tr("Write one instead…") if self._back else self.tr("Take ours back…"))
        if self._problem is not None:
            self.apply.setText(self.tr("Look again"))
        elif self._back:
            self.apply.setText(self.tr("Take back from %n file(s)", "", len(edits)))
        else:
            self.apply.setText(self.tr("Write into %n file(s)", "", len(edits)))
        self.apply.setVisible(bool(edits) or self._problem is not None)
        self.apply.setEnabled(bool(edits) or self._problem is not None)

    def _sentence(self, edits: int) -> str:
        if self._problem is not None:
            return ""
        if self._plan is None:
            return self.tr("Looking at your shells…") if self._endpoint or self._back else ""
        host = words.host(self._endpoint)
        if self._back:
            if edits:
                return self.tr("Only the lines that Hubkeep wrote go; everything else stays as it is now.")
            return self.tr("Nothing of Hubkeep's is written anywhere.")
        if not edits:
            told = self.tr("HF_ENDPOINT names {host} wherever your shells and sessions look:").format(
                host=host
            )
            return words.plain_lines([told, *self._places])
        return self.tr(
            "New terminals and sessions then ask {host}, and so does everything that is built on "
            "huggingface_hub. These lines would change:"
        ).format(host=host)

    def _tell(self) -> None:
        if self._problem is not None:
            self._remark.tell(sentence(self._problem), "error")
        elif self._done:
            told = (
                self.tr(
                    "Taken back. New terminals ask huggingface.co again; what runs already keeps its value "
                    "until it is started again."
                )
                if self._back
                else "\n".join((self.tr("Written."), self._what_runs()))
            )
            self._remark.tell(told, "check")
        elif self._plan is not None and not self._plan.edits and not self._back:
            self._remark.tell(self._what_runs())
        elif self._plan is not None and self._plan.edits and not self._back:
            self._remark.tell(self.tr("What is written can be taken back exactly, here."))
        else:
            self._remark.tell("")

    def _what_runs(self) -> str:
        return self.tr(
            "Open terminals, the session and programs that run keep what they were started with. Open new "
            "terminals; the session has it after the next login; “Who uses what” shows which programs "
            "to start again."
        )

    def retranslate(self) -> None:
        """Read the strings again."""
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
