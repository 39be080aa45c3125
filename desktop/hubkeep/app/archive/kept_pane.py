"""What is archived: the table, and what can be done with what is selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ...link.messages import ArchiveView, KeptRepo
from .. import theme as scale
from ..formatting import size
from ..library.words import Clock
from ..theme import Theme
from ..widgets.placeholder import Placeholder
from .actions import ArchiveActions
from .kept_model import KeptModel
from .kept_table import KeptTable


class KeptPane(QWidget):
    """`chosen` when other repos are selected; `menu_wanted(at)`."""

    chosen = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self, theme: Theme, actions: ArchiveActions, now: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("keptPane")
        self._actions = actions
        self.model = KeptModel(now, self)
        self.table = KeptTable(self.model, theme, self)
        self.table.chosen.connect(self._chosen)
        self.table.menu_wanted.connect(self.menu_wanted)
        self.table.opened.connect(actions.restore.trigger)
        self.placeholder = Placeholder(theme, "keptPlaceholder", self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.placeholder)
        self.restore = self._button("keptRestore", actions.restore.trigger)
        self.freeze = self._button("keptFreeze", actions.freeze.trigger)
        self.thaw = self._button("keptThaw", actions.thaw.trigger)
        foot = QHBoxLayout()
        foot.setContentsMargins(scale.L, 0, scale.L, 0)
        foot.setSpacing(scale.S)
        for button in (self.restore, self.freeze, self.thaw):
            foot.addWidget(button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, scale.M)
        column.setSpacing(scale.S)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)
        self.retranslate()

    def _button(self, name: str, press: Callable[[], object]) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.clicked.connect(press)
        return button

    def show_view(self, view: ArchiveView) -> None:
        """Take what is archived now."""
        self.model.show_kept(view.kept, view.archives)
        self.stack.setCurrentWidget(self.table if view.kept else self.placeholder)
        self.show_buttons()

    def chosen_repos(self) -> Sequence[KeptRepo]:
        """What is selected."""
        return self.table.chosen_repos()

    def show_buttons(self) -> None:
        """What the actions allow, with number and size where something is selected."""
        repos = self.chosen_repos()
        some = bool(self.model.rowCount())
        for button, action in (
            (self.restore, self._actions.restore),
            (self.freeze, self._actions.freeze),
            (self.thaw, self._actions.thaw),
        ):
            button.setVisible(some)
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())
        total = size(sum(each.bytes for each in repos))
        self.restore.setText(
            self.tr("Restore %n repo(s) ({size})", "", len(repos)).format(size=total)
            if repos
            else self.tr("Restore")
        )
        self.freeze.setText(self._actions.freeze.text())
        self.thaw.setText(self._actions.thaw.text())

    def _chosen(self) -> None:
        self.chosen.emit()
        self.show_buttons()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.table.setAccessibleName(self.tr("Archived repos"))
        self.placeholder.tell(
            "archive",
            self.tr("Nothing is archived yet"),
            self.tr(
                "Tick models and choose a disk. Their big files move there, every program goes on loading "
                "them, and they come back whenever you like."
            ),
            self.tr("Open an archive…"),
        )
        self.model.retranslate()
        self.show_buttons()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
