"""Dialogs of the Archive page: policies, buckets, opening an archive, folders in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hubkeep.app.archive.bucket_dialog import BucketDialog, address
from hubkeep.app.archive.export_dialog import ExportDialog
from hubkeep.app.archive.import_dialog import ImportDialog
from hubkeep.app.archive.policy_dialog import PolicyDialog
from hubkeep.link.messages import (
    Adopt,
    ArchivePlan,
    Export,
    Import,
    KeepBucketKeys,
    PlanPolicy,
    Policy,
    SetPolicies,
    StartJob,
    problem,
)
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton

from tests.app import archive_showcase as showcase
from tests.app import showcase as library
from tests.app.archive.conftest import NOW
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.archive.page import ArchivePage
    from hubkeep.app.theme import Theme
    from PySide6.QtCore import QObject

    from tests.app.stage import StagedLink

GB = 1_000_000_000


def shown(page: ArchivePage) -> QDialog:
    process_events()
    [dialog] = [each for each in page.findChildren(QDialog) if each.isVisible()]
    return dialog


def said(within: QObject, name: str) -> str:
    label = within.findChild(QLabel, name)
    assert label is not None
    return label.text().replace("\u00a0", " ") if label.isVisible() else ""


def asked(link: StagedLink, kind: type) -> list:
    return [request for request in link.asked if isinstance(request, kind)]


# --- policies


def test_a_policy_is_shown_what_it_would_do_before_it_is_kept(page: ArchivePage, link: StagedLink) -> None:
    page.add_policy()
    dialog = shown(page)
    assert isinstance(dialog, PolicyDialog)
    dialog.name.setText("Big ones")
    dialog.days.setValue(30)
    dialog.larger.setValue(20)
    dialog.excepting.setText("Qwen/*, dataset/*")
    wait_until(lambda: "would move 3" in said(dialog, "policyDry"))
    wanted = Policy(
        name="Big ones",
        to=showcase.VAULT,
        unread_days=30,
        larger_than=20 * GB,
        except_matching=("Qwen/*", "dataset/*"),
    )
    assert asked(link, PlanPolicy)[-1] == PlanPolicy(wanted)
    assert not asked(link, SetPolicies)
    dialog.act.click()
    [request] = asked(link, SetPolicies)
    assert request.policies == (*showcase.policies(), wanted)
    assert page.policies.line(3).enabled.text() == "Big ones"


def test_a_policy_needs_a_name_of_its_own(page: ArchivePage) -> None:
    page.add_policy()
    dialog = shown(page)
    assert isinstance(dialog, PolicyDialog)
    assert dialog.name.text() == "Not read for long 2"
    dialog.name.setText("Not read for long")
    assert "has that name" in said(dialog, "policyTrouble")
    assert not dialog.act.isEnabled()
    dialog.name.clear()
    assert not dialog.act.isEnabled()
    dialog.reject()


def test_a_dry_run_that_fails_keeps_nobody_from_the_policy(page: ArchivePage, link: StagedLink) -> None:
    link.answers[PlanPolicy] = problem("disk-full", path="/mnt")
    page.add_policy()
    dialog = shown(page)
    assert isinstance(dialog, PolicyDialog)
    wait_until(lambda: "full" in said(dialog, "policyTrouble"))
    assert dialog.act.isEnabled()
    dialog.reject()


def test_policies_are_edited_switched_and_removed(page: ArchivePage, link: StagedLink) -> None:
    page.tabs.setCurrentIndex(1)
    page.policies.line(1).edit.click()
    dialog = shown(page)
    assert isinstance(dialog, PolicyDialog)
    assert dialog.policy() == showcase.policies()[1]
    dialog.days.setValue(7)
    dialog.act.click()
    assert asked(link, SetPolicies)[-1].policies[1].unread_days == 7
    page.policies.line(0).enabled.click()
    assert asked(link, SetPolicies)[-1].policies[0].enabled is False
    page.policies.line(2).remove.click()
    assert len(asked(link, SetPolicies)[-1].policies) == 2
    page.notice.button.click()
    assert len(asked(link, SetPolicies)[-1].policies) == 3


def test_what_a_policy_would_move_is_ticked(page: ArchivePage, link: StagedLink) -> None:
    page.tabs.setCurrentIndex(1)
    page.policies.line(2).show_button.click()
    wait_until(lambda: page.moves.target.place == showcase.BUCKET)
    assert set(page.moves.chosen_keys()) == set(showcase.BIG)
    link.answers[PlanPolicy] = ArchivePlan(to=showcase.VAULT)
    page.policies.line(0).show_button.click()
    wait_until(lambda: "would move nothing" in page.notice.text)


def test_without_a_policy_there_is_one_thing_to_do(page: ArchivePage, link: StagedLink) -> None:
    link.archives(showcase.empty())
    page.tabs.setCurrentIndex(1)
    assert page.policies.placeholder.isVisible()
    page.policies.placeholder.button.click()
    dialog = shown(page)
    assert isinstance(dialog, PolicyDialog)
    assert "where to" in said(dialog, "policyTrouble")
    dialog.reject()


# --- buckets


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        (("", "https://x", ""), ""),
        (("models", "", ""), "s3://models"),
        (("s3://models/archive/", "", ""), "s3://models/archive"),
        (
            ("models", "https://minio.lab:9000", "eu-1"),
            "s3://models?endpoint=https://minio.lab:9000&region=eu-1",
        ),
    ],
)
def test_an_address_says_it_all(typed: tuple[str, str, str], whole: str) -> None:
    assert address(*typed) == whole


def test_keys_are_kept_before_the_bucket_is_used(page: ArchivePage, link: StagedLink) -> None:
    page.ask_for_bucket()
    dialog = shown(page)
    assert isinstance(dialog, BucketDialog)
    assert not dialog.act.isEnabled()
    dialog.fields["bucket"].setText("s3://models")
    dialog.fields["key"].setText("AK")
    assert not dialog.act.isEnabled()
    dialog.fields["secret"].setText("hidden")
    assert dialog.fields["secret"].echoMode() == QLineEdit.EchoMode.Password
    dialog.act.click()
    wait_until(lambda: page.moves.target.place == "s3://models")
    [request] = asked(link, KeepBucketKeys)
    assert request == KeepBucketKeys(bucket="s3://models", key_id="AK", secret="hidden")
    assert "hidden" not in repr(request)


def test_what_the_keyring_refuses_is_said_and_nothing_is_chosen(page: ArchivePage, link: StagedLink) -> None:
    link.answers[KeepBucketKeys] = problem("disk-full", path="keyring")
    page.ask_for_bucket()
    dialog = shown(page)
    assert isinstance(dialog, BucketDialog)
    for name, text in (("bucket", "models"), ("key", "a"), ("secret", "b")):
        dialog.fields[name].setText(text)
    dialog.act.click()
    wait_until(lambda: "full" in said(dialog, "bucketSaid"))
    assert page.moves.target.place == showcase.VAULT
    dialog.reject()


# --- folders


def test_an_archive_is_opened(page: ArchivePage, link: StagedLink) -> None:
    page.open_archive()
    dialog = shown(page)
    line = dialog.findChild(QLineEdit, "adoptDialogPath")
    act = dialog.findChild(QPushButton, "adoptDialogAct")
    assert line is not None
    assert act is not None
    line.setText("/media/found")
    act.click()
    [request] = asked(link, StartJob)
    assert request.order == Adopt(cache=library.CACHE, archive="/media/found")


def test_a_folder_is_imported(page: ArchivePage, link: StagedLink) -> None:
    page.open_button.click()
    dialog = shown(page)
    assert isinstance(dialog, ImportDialog)
    assert not dialog.act.isEnabled()
    dialog.field.line.setText("/media/usb/model")
    dialog.repo.setText("what is this")
    assert not dialog.act.isEnabled()
    dialog.repo.setText("dataset/org/name")
    dialog.act.click()
    [request] = asked(link, StartJob)
    assert request.order == Import(cache=library.CACHE, folder="/media/usb/model", repo="dataset/org/name")


def test_a_repo_is_exported(page: ArchivePage, theme: Theme) -> None:
    ordered: list[object] = []
    row = library.rows(NOW)[0]
    dialog = ExportDialog(theme, library.CACHE, row, can_browse=True, parent=page)
    dialog.ordered.connect(ordered.append)
    dialog.open()
    dialog.field.line.setText("/media/usb/llama")
    assert "shared with the cache" in said(dialog, "exportSaid")
    dialog.copies.setChecked(True)
    assert "141 GB" in said(dialog, "exportSaid")
    dialog.act.click()
    assert ordered == [
        Export(cache=library.CACHE, key=row.key, to="/media/usb/llama", dereference=True),
    ]
