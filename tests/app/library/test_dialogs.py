"""The dialogs: what they say, what their buttons are called, and what they order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hubkeep.link.messages import (
    BadFile,
    ControlJob,
    Duplicate,
    EmptyTrash,
    EnvironmentEdit,
    FetchResult,
    InUse,
    JobResult,
    JobStarted,
    JobView,
    Join,
    JoinResult,
    OpenCache,
    PlanLine,
    PlanPrune,
    PlanRelocation,
    PlanRemoval,
    Progress,
    Prune,
    PruneItem,
    PrunePlan,
    Relocate,
    RelocatePlan,
    RelocateResult,
    RemovalPlan,
    Remove,
    StartJob,
    Target,
    VerifyResult,
    problem,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTreeWidget,
    QWidget,
)

from tests.app.library.rows import GB
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.library.page import LibraryPage
    from hubkeep.app.theme import Theme

    from tests.app.stage import StagedLink

FLUX = "models--black-forest-labs--FLUX.1-dev"
SDXL = "models--stabilityai--stable-diffusion-xl-base-1.0"
TRAIN = InUse(pid=4242, command="python train.py", repo="black-forest-labs/FLUX.1-dev", path="/x")

W = TypeVar("W", bound=QWidget)


def child(parent: QWidget, kind: type[W], name: str) -> W:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def plan(*keys: str, in_use: tuple[InUse, ...] = (), trash: bool = True) -> RemovalPlan:
    lines = tuple(
        PlanLine(
            target=Target(key),
            repo=key.removeprefix("models--").replace("--", "/"),
            bytes=33 * GB,
            frees=29 * GB,
            kept=4 * GB,
            kept_by=("stabilityai/stable-diffusion-xl-base-1.0",),
        )
        for key in keys
    )
    return RemovalPlan(
        frees=29 * GB * len(keys),
        bytes=33 * GB * len(keys),
        repos=len(keys),
        revisions=2,
        files=40,
        lines=lines,
        in_use=in_use,
        trash=trash,
    )


def started(link: StagedLink) -> list[Any]:
    """What was ordered."""
    return [each.order for each in link.asked if isinstance(each, StartJob)]


# --- deleting


def deleting(page: LibraryPage, link: StagedLink, answer: object, *keys: str) -> QDialog:
    link.answers[PlanRemoval] = answer
    page.table.select_keys(keys, keys[0])
    page.actions_.remove.trigger()
    dialog = child(page, QDialog, "deleteDialog")
    process_events()
    return dialog


def test_the_button_says_verb_and_size_and_the_safe_one_is_default(
    page: LibraryPage, link: StagedLink
) -> None:
    dialog = deleting(page, link, plan(FLUX, SDXL), FLUX, SDXL)
    wait_until(lambda: child(dialog, QPushButton, "deleteDialogAct").isEnabled())
    assert child(dialog, QPushButton, "deleteDialogAct").text() == "Delete 2 model(s) (58.0\u00a0GB)"
    assert child(dialog, QPushButton, "deleteDialogCancel").isDefault()
    assert child(dialog, QLabel, "deleteDialogLead").text() == "Frees 58.0\u00a0GB of 66.0\u00a0GB."
    assert "stabilityai/stable-diffusion-xl-base-1.0" in child(dialog, QLabel, "deleteKept").text()
    assert child(dialog, QTreeWidget, "deleteLines").topLevelItemCount() == 2
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    process_events()
    assert started(link) == [], "Enter takes the safe way"


@pytest.mark.parametrize("permanent", [False, True])
def test_deleting_orders_what_was_chosen(page: LibraryPage, link: StagedLink, permanent: bool) -> None:
    dialog = deleting(page, link, plan(FLUX), FLUX)
    button = child(dialog, QPushButton, "deleteDialogAct")
    wait_until(button.isEnabled)
    assert child(dialog, QRadioButton, "deleteTrash").isChecked()
    if permanent:
        child(dialog, QRadioButton, "deletePermanent").click()
    button.click()
    assert started(link) == [Remove(cache="/cache", targets=(Target(FLUX),), permanent=permanent)]


def test_what_is_in_use_is_not_deleted(page: LibraryPage, link: StagedLink) -> None:
    dialog = deleting(page, link, plan(FLUX, in_use=(TRAIN,)), FLUX)
    trouble = child(dialog, QLabel, "deleteTrouble")
    wait_until(lambda: "4242" in trouble.text())
    assert "python train.py" in trouble.text()
    link.answers[PlanRemoval] = plan(FLUX)
    button = child(dialog, QPushButton, "deleteDialogAct")
    assert button.text() == "Look again"
    button.click()
    wait_until(lambda: button.text().startswith("Delete 1 model"))
    assert started(link) == []
    dialog.reject()


def test_a_volume_without_trash_leaves_one_choice(page: LibraryPage, link: StagedLink) -> None:
    dialog = deleting(page, link, plan(FLUX, trash=False), FLUX)
    button = child(dialog, QPushButton, "deleteDialogAct")
    wait_until(button.isEnabled)
    assert not child(dialog, QRadioButton, "deleteTrash").isVisible()
    assert "no way back" in child(dialog, QLabel, "deleteTrouble").text()
    button.click()
    assert started(link)[0].permanent


def test_a_plan_that_is_refused_says_why(page: LibraryPage, link: StagedLink) -> None:
    dialog = deleting(page, link, problem("path-missing", path="/cache/x"), FLUX)
    wait_until(lambda: "not there any more" in child(dialog, QLabel, "deleteTrouble").text())
    dialog.reject()


def test_deleting_a_revision_and_files_is_called_by_its_name(page: LibraryPage, link: StagedLink) -> None:
    for targets, verb in (
        ((Target(FLUX, "0" * 40),), "Delete 1 revision(s)"),
        ((Target(FLUX, "0" * 40, "a.bin"), Target(FLUX, "0" * 40, "b.bin")), "Delete 2 file(s)"),
    ):
        link.answers[PlanRemoval] = plan(FLUX)
        page.ask_to_remove(targets)
        dialog = child(page, QDialog, "deleteDialog")
        button = child(dialog, QPushButton, "deleteDialogAct")
        wait_until(button.isEnabled)
        assert button.text().startswith(verb)
        dialog.reject()
        process_events()


# --- freeing

PRUNE = PrunePlan(
    frees=41 * GB,
    items=(
        PruneItem(kind="xet", path="/xet", bytes=30 * GB),
        PruneItem(kind="detached", path="/d", bytes=9 * GB, repo="black-forest-labs/FLUX.1-dev"),
        PruneItem(kind="partial", path="/p", bytes=2 * GB, repo="zai-org/GLM-TTS"),
    ),
    in_use=(TRAIN,),
)


def freeing(page: LibraryPage, link: StagedLink) -> QDialog:
    link.answers.setdefault(PlanPrune, PRUNE)
    page.actions_.free_space.trigger()
    dialog = child(page, QDialog, "freeDialog")
    wait_until(lambda: "41.0" in child(dialog, QPushButton, "freeDialogAct").text())
    return dialog


def test_freeing_adds_up_what_is_ticked(page: LibraryPage, link: StagedLink) -> None:
    dialog = freeing(page, link)
    button = child(dialog, QPushButton, "freeDialogAct")
    assert button.text() == "Free 41.0\u00a0GB"
    assert child(dialog, QPushButton, "freeDialogCancel").isDefault()
    assert "4242" in child(dialog, QLabel, "freeTrouble").text()
    child(dialog, QCheckBox, "free-xet").click()
    assert button.text() == "Free 11.0\u00a0GB"
    child(dialog, QCheckBox, "freeTrash").click()
    button.click()
    assert started(link) == [Prune(cache="/cache", kinds=("detached", "partial"), permanent=True)]


def test_the_trash_is_emptied_only_when_ticked_and_first(page: LibraryPage, link: StagedLink) -> None:
    link.totals(trashed=7 * GB)
    dialog = freeing(page, link)
    trashed = child(dialog, QCheckBox, "free-trashed")
    assert not trashed.isHidden()
    assert not trashed.isChecked()
    trashed.click()
    button = child(dialog, QPushButton, "freeDialogAct")
    assert button.text() == "Free 48.0\u00a0GB"
    button.click()
    orders = started(link)
    assert orders[0] == EmptyTrash(cache="/cache")
    assert isinstance(orders[1], Prune)


def test_stale_repos_by_threshold(page: LibraryPage, link: StagedLink) -> None:
    dialog = freeing(page, link)
    stale = child(dialog, QTreeWidget, "staleList")
    days = child(dialog, QSpinBox, "staleDays")
    assert days.value() == 90
    at_90 = stale.topLevelItemCount()
    days.setValue(1)
    assert stale.topLevelItemCount() > at_90
    days.setValue(150)
    assert {stale.topLevelItem(n).text(0) for n in range(stale.topLevelItemCount())} == {  # type: ignore[union-attr]
        "laion/clap-audio-10k",
        "openai/whisper-large-v3",
        "deepinsight/inswapper-128",
    }
    link.answers[PlanRemoval] = lambda request: plan(*(target.key for target in request.targets))
    item = stale.topLevelItem(0)
    assert item is not None
    item.setCheckState(0, Qt.CheckState.Checked)
    button = child(dialog, QPushButton, "freeDialogAct")
    wait_until(lambda: button.text() == "Free 70.0\u00a0GB", what="the plan's 29 GB, not the row's 48")
    button.click()
    orders = started(link)
    assert isinstance(orders[0], Prune)
    assert orders[1] == Remove(cache="/cache", targets=(Target("datasets--laion--clap-audio-10k"),))


def test_leftovers_in_a_repo_that_goes_anyway_count_once(page: LibraryPage, link: StagedLink) -> None:
    dialog = freeing(page, link)
    child(dialog, QSpinBox, "staleDays").setValue(4)
    stale = child(dialog, QTreeWidget, "staleList")
    items = [stale.topLevelItem(number) for number in range(stale.topLevelItemCount())]
    flux = next(item for item in items if item is not None and "FLUX" in item.text(0))
    link.answers[PlanRemoval] = plan(FLUX)
    flux.setCheckState(0, Qt.CheckState.Checked)
    button = child(dialog, QPushButton, "freeDialogAct")
    wait_until(lambda: button.isEnabled() and button.text() == "Free 61.0\u00a0GB")
    dialog.reject()


def test_a_stale_repo_in_use_holds_the_button(page: LibraryPage, link: StagedLink) -> None:
    dialog = freeing(page, link)
    link.answers[PlanRemoval] = plan(FLUX, in_use=(TRAIN,))
    child(dialog, QPushButton, "staleAll").click()
    trouble = child(dialog, QLabel, "freeStaleTrouble")
    wait_until(lambda: "python train.py" in trouble.text())
    assert not child(dialog, QPushButton, "freeDialogAct").isEnabled()
    child(dialog, QPushButton, "staleAll").click()
    wait_until(child(dialog, QPushButton, "freeDialogAct").isEnabled)
    dialog.reject()


def test_where_reads_are_not_noted_nothing_is_called_stale(page: LibraryPage, link: StagedLink) -> None:
    link.totals(repos=16, bytes=GB, trust="none")
    dialog = freeing(page, link)
    assert not child(dialog, QTreeWidget, "staleList").isVisible()
    assert "does not note" in child(dialog, QLabel, "staleTrust").text()
    dialog.reject()


def test_duplicates_are_searched_for_and_then_joined(page: LibraryPage, link: StagedLink) -> None:
    dialog = freeing(page, link)
    link.answers[StartJob] = JobStarted(5)
    found = Duplicate(digest="a" * 64, bytes=4 * GB, paths=("/a", "/b"), saves=4 * GB)
    link.answers[FetchResult] = JobResult(id=5, join=JoinResult(found=(found,), saves=4 * GB))
    child(dialog, QLineEdit, "joinFolder").setText("/home/me/model")
    child(dialog, QPushButton, "joinSearch").click()
    assert started(link) == [Join(cache="/cache", folders=("/home/me/model",))]
    process_events()
    link.jobs(JobView(id=5, kind="join", state="done"))
    button = child(dialog, QPushButton, "freeDialogAct")
    wait_until(lambda: button.text() == "Free 45.0\u00a0GB")
    for name in ("free-xet", "free-detached", "free-partial"):
        child(dialog, QCheckBox, name).click()
    assert button.text() == "Free 4.00\u00a0GB"
    button.click()
    assert started(link)[1:] == [Join(cache="/cache", folders=("/home/me/model",), apply=True)]


def test_a_search_that_fails_says_so(page: LibraryPage, link: StagedLink) -> None:
    dialog = freeing(page, link)
    link.answers[StartJob] = JobStarted(5)
    child(dialog, QPushButton, "joinSearch").click()
    process_events()
    link.jobs(JobView(id=5, kind="join", state="failed", problem=problem("no-permission", path="/home/me")))
    assert "permission denied" in child(dialog, QLabel, "joinTrouble").text()
    assert child(dialog, QPushButton, "joinSearch").isEnabled()
    dialog.reject()


def test_a_tidy_cache_has_nothing_to_press(page: LibraryPage, link: StagedLink) -> None:
    link.answers[PlanPrune] = PrunePlan(frees=0)
    page.actions_.free_space.trigger()
    dialog = child(page, QDialog, "freeDialog")
    button = child(dialog, QPushButton, "freeDialogAct")
    wait_until(lambda: any("tidy" in label.text() for label in dialog.findChildren(QLabel)))
    assert not button.isEnabled()
    dialog.reject()


# --- verification


def test_the_report_lists_what_did_not_pass(page: LibraryPage, theme: Theme) -> None:
    from hubkeep.app.library.verify_report import VerifyReport

    bad = BadFile(repo="a/<b>b</b>", path="model.safetensors", blob="a" * 64)
    gone = BadFile(repo="a/c", path="x\ny.onnx", problem=problem("path-missing", path="x"))
    result = VerifyResult(files=9, bytes=GB, ok=6, corrupt=(bad,), missing=(gone,), unnamed=1)
    report = VerifyReport(theme, result, page)
    report.open()
    files = child(report, QTreeWidget, "verifyFiles")
    assert files.topLevelItemCount() == 2
    assert child(report, QLabel, "verifyReportHead").text() == "2 file(s) did not pass"
    child(report, QPushButton, "verifyCopy").click()
    assert QGuiApplication.clipboard().text().splitlines() == [
        f"corrupt\ta/<b>b</b>\tmodel.safetensors\t{'a' * 64}",
        "missing\ta/c\tx\\ny.onnx\t",
    ]
    assert "1 file(s) can't be checked" in child(report, QLabel, "verifyUnnamed").text()
    report.close()


def test_bad_files_are_offered_at_once(page: LibraryPage, link: StagedLink) -> None:
    bad = BadFile(repo="a/b", path="model.safetensors")
    link.answers[StartJob] = JobStarted(3)
    link.answers[FetchResult] = JobResult(id=3, verify=VerifyResult(files=2, ok=1, bytes=GB, corrupt=(bad,)))
    page.verify_all()
    process_events()
    link.jobs(JobView(id=3, kind="verify", state="done"))
    wait_until(lambda: page.notice.text == "1 file(s) did not pass.")
    page.notice.button.click()
    child(page, QDialog, "verifyReport").close()


# --- moving the cache

MOVE = RelocatePlan(
    source="/cache",
    target="/mnt/models/hub",
    bytes=571 * GB,
    files=1204,
    free=3100 * GB,
    environment=(EnvironmentEdit(path="/home/me/.profile", added='export HF_HUB_CACHE="/mnt/models/hub"\n'),),
)


def moving(page: LibraryPage, link: StagedLink, answer: object = MOVE) -> QDialog:
    link.answers[PlanRelocation] = answer
    page.actions_.relocate.trigger()
    dialog = child(page, QDialog, "relocateDialog")
    assert not child(dialog, QPushButton, "relocateDialogAct").isEnabled()
    child(dialog, QLineEdit, "relocateTarget").setText("/mnt/models/hub")
    wait_until(lambda: any(isinstance(each, PlanRelocation) for each in link.asked))
    process_events()
    return dialog


def test_moving_shows_its_plan_and_the_lines_it_adds(page: LibraryPage, link: StagedLink) -> None:
    dialog = moving(page, link)
    button = child(dialog, QPushButton, "relocateDialogAct")
    wait_until(button.isEnabled)
    assert button.text() == "Move 571\u00a0GB"
    assert "3.10\u00a0TB" in child(dialog, QLabel, "value-free").text()
    assert "HF_HUB_CACHE" in child(dialog, QLabel, "relocateTrouble").text()
    edits = child(dialog, QPlainTextEdit, "relocateEdits")
    assert not edits.isVisible()
    child(dialog, QCheckBox, "relocateEnvironment").click()
    wait_until(edits.isVisible)
    assert edits.toPlainText() == '# /home/me/.profile\nexport HF_HUB_CACHE="/mnt/models/hub"'
    wait_until(button.isEnabled)
    button.click()
    assert started(link) == [Relocate(cache="/cache", target="/mnt/models/hub", environment=True)]
    dialog.reject()


def test_moving_shows_progress_and_can_be_stopped(page: LibraryPage, link: StagedLink) -> None:
    dialog = moving(page, link)
    button = child(dialog, QPushButton, "relocateDialogAct")
    wait_until(button.isEnabled)
    link.answers[StartJob] = JobStarted(4)
    button.click()
    process_events()
    link.jobs(
        JobView(id=4, kind="relocate", state="running", progress=Progress(done=GB, total=4 * GB), eta=60)
    )
    bar = child(dialog, QWidget, "relocateProgress")
    assert bar.isVisible()
    assert bar.value() == 250  # type: ignore[attr-defined]
    assert button.text() == "Stop"
    button.click()
    assert link.asked[-1] == ControlJob(4, "cancel")
    link.answers[FetchResult] = JobResult(
        id=4, relocate=RelocateResult(source="/cache", target="/mnt/models/hub", bytes=GB)
    )
    link.jobs(JobView(id=4, kind="relocate", state="done"))
    wait_until(lambda: "/mnt/models/hub" in page.notice.text)
    assert OpenCache("/mnt/models/hub") in link.asked
    wait_until(lambda: page.findChild(QDialog, "relocateDialog") is None)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (problem("no-permission", path="/mnt/models"), "permission denied"),
        (
            RelocatePlan(
                source="/cache",
                target="/x",
                bytes=1,
                files=1,
                free=0,
                problems=(problem("disk-full", path="/x"),),
            ),
            "disk is full",
        ),
        (
            RelocatePlan(source="/cache", target="/x", bytes=1, files=1, free=9, in_use=(TRAIN,)),
            "python train.py",
        ),
    ],
)
def test_what_stands_in_the_way_of_a_move_is_said(
    page: LibraryPage, link: StagedLink, answer: object, said: str
) -> None:
    dialog = moving(page, link, answer)
    wait_until(lambda: said in child(dialog, QLabel, "relocateTrouble").text())
    assert not child(dialog, QPushButton, "relocateDialogAct").isEnabled()
    dialog.reject()


def test_folders_are_browsed_only_on_this_machine(page: LibraryPage, link: StagedLink) -> None:
    link.local = False
    dialog = moving(page, link)
    assert not child(dialog, QPushButton, "relocateBrowse").isVisible()
    dialog.reject()


def test_dialogs_are_painted_in_both_languages_and_schemes(
    page: LibraryPage, link: StagedLink, theme: Theme
) -> None:
    from hubkeep.app.translation import Languages
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    languages = Languages(app)
    try:
        for dialog in (freeing(page, link), deleting(page, link, plan(FLUX), FLUX), moving(page, link)):
            english = child(dialog, QPushButton, f"{dialog.objectName()}Act").text()
            languages.choose("zh_CN")
            theme.choose("dark")
            process_events()
            assert child(dialog, QPushButton, f"{dialog.objectName()}Act").text() != english
            assert not dialog.grab().isNull()
            languages.choose("en")
            theme.choose("light")
            dialog.reject()
            process_events()
    finally:
        languages.choose("en")
        languages.deleteLater()
