"""A folder's path: chosen in the system's dialog, and asked about while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hubkeep.app.widgets.answers import Newest
from hubkeep.app.widgets.folder_field import FolderField
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit
from shiboken6 import delete

Wait = Callable[..., None]


def test_a_folder_is_chosen_in_the_dialog(app: QApplication, tmp_path: Path, wait_until: Wait) -> None:
    field = FolderField("field", "browse", can_browse=True)
    field.show()
    field.browse.click()
    dialog = field.findChild(QFileDialog, "folderDialog")
    assert isinstance(dialog, QFileDialog)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(tmp_path))
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Open).click()
    wait_until(lambda: field.text == str(tmp_path))
    delete(field)


def test_where_folders_are_another_machines_there_is_no_dialog(app: QApplication) -> None:
    field = FolderField("field", "browse", can_browse=False)
    field.show()
    assert field.browse.isHidden()
    field.path.setText("  /srv/models ")
    assert field.text == "/srv/models"
    delete(field)


def test_only_the_answer_to_the_last_question_counts_and_only_while_somebody_is_there(
    app: QApplication,
) -> None:
    field = FolderField("field", "browse", can_browse=False)
    newest, taken = Newest(field), []
    first = newest.only(taken.append)
    newest.anew()
    second = newest.only(taken.append)
    first("old")
    second("new")
    assert taken == ["new"]
    delete(field)
    second("late")
    assert taken == ["new"]
