"""The drawer of jobs: what each shows, what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hubkeep.app.shell.activity import Activity
from hubkeep.app.theme import Theme
from hubkeep.app.translation import Languages
from hubkeep.link.messages import (
    BadFile,
    BenchResult,
    ControlJob,
    DownloadedFile,
    DownloadResult,
    Duplicate,
    FetchResult,
    JobResult,
    JobView,
    JoinResult,
    Measured,
    Nothing,
    Progress,
    RelocateResult,
    RemovalResult,
    RepairResult,
    StartJob,
    Undo,
    VerifyResult,
    problem,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton, QWidget

from tests.app.stage import StagedLink

Wait = Callable[..., None]


@pytest.fixture
def drawer(app: QApplication, link: StagedLink, theme: Theme) -> Iterator[Activity]:
    languages = Languages(app)
    languages.choose("en")
    made = Activity(link, theme)
    made.resize(400, 700)
    made.open()
    yield made
    made.close()
    made.deleteLater()
    languages.deleteLater()


def job(id: int, state: str = "running", kind: str = "verify", **values) -> JobView:
    return JobView(id=id, kind=kind, state=state, **values)


def card(drawer: Activity, id: int) -> QWidget:
    found = drawer.findChild(QWidget, f"job-{id}")
    assert found is not None
    return found


def said(drawer: Activity, id: int, name: str = "jobSaid") -> str:
    found = card(drawer, id).findChild(QLabel, name)
    return found.text().replace("\u00a0", " ") if found.isVisible() else ""


def offered(drawer: Activity, id: int) -> list[str]:
    buttons = card(drawer, id).findChildren(QPushButton)
    return [button.text() for button in buttons if button.isVisible()]


def press(drawer: Activity, id: int, action: str) -> None:
    QTest.mouseClick(card(drawer, id).findChild(QPushButton, f"job-{action}"), Qt.MouseButton.LeftButton)


def test_one_that_was_put_off_says_when_and_is_tried_now(drawer: Activity, link: StagedLink) -> None:
    why = problem("source-busy", host="hf-mirror.com")
    link.jobs(job(1, "queued", "download", subject="org/name", waiting=why, retry_in=40))
    said = card(drawer, 1).findChild(QLabel, "jobSaid")
    assert said is not None
    assert said.text().replace("\u00a0", " ").endswith("goes on by itself. Tried again in 40 s.")
    button = card(drawer, 1).findChild(QPushButton, "job-retry")
    assert button is not None
    assert (button.isVisible(), button.text()) == (True, "Try now")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert link.asked[-1] == ControlJob(1, "retry")
    link.jobs(job(1, "queued", "download", waiting=problem("job-waits-turn")))
    assert not button.isVisible()


def test_it_says_when_there_is_nothing(drawer: Activity, link: StagedLink) -> None:
    empty = drawer.findChild(QLabel, "activityEmpty")
    clear = drawer.findChild(QPushButton, "activityClear")
    assert empty.isVisible()
    link.jobs(job(1))
    assert not empty.isVisible()
    assert not clear.isVisible()
    link.jobs(job(1, "done"))
    assert clear.isVisible()
    link.jobs()
    assert empty.isVisible()


def test_a_running_job_tells_how_far_how_fast_and_how_long(drawer: Activity, link: StagedLink) -> None:
    progress = Progress(done=25_000_000_000, total=100_000_000_000, note="org/name")
    link.jobs(job(1, progress=progress, rate=1.1e9, eta=68))
    assert said(drawer, 1, "jobTitle") == "Verify the whole cache"
    assert said(drawer, 1, "jobState") == "25%"
    assert said(drawer, 1, "jobNote") == "org/name"
    assert said(drawer, 1, "jobPace") == "25.0 GB of 100 GB · 1.10 GB/s · 1 min left"
    bar = card(drawer, 1).findChild(QProgressBar)
    assert bar.value() / bar.maximum() == 0.25
    assert bar.accessibleName() == "Verify the whole cache"


def test_files_are_counted_where_bytes_are_not(drawer: Activity, link: StagedLink) -> None:
    link.jobs(job(1, kind="remove", count=2, progress=Progress(done=1, total=1204, unit="files"), rate=5))
    assert said(drawer, 1, "jobTitle") == "Delete 2 items"
    assert said(drawer, 1, "jobPace") == "1 of 1,204 files"


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        ("queued", ["Cancel"]),
        ("running", ["Pause", "Cancel"]),
        ("paused", ["Resume", "Cancel"]),
        ("done", ["Dismiss"]),
        ("failed", ["Retry", "Dismiss"]),
        ("cancelled", ["Retry", "Dismiss"]),
    ],
)
def test_each_state_offers_what_makes_sense(
    drawer: Activity, link: StagedLink, state: str, buttons: list[str]
) -> None:
    link.jobs(job(1, state))
    assert offered(drawer, 1) == buttons
    for text in buttons:
        press(drawer, 1, text.lower())
    assert [each for each in link.asked if isinstance(each, ControlJob)] == [
        ControlJob(1, text.lower()) for text in buttons
    ]


def test_what_waits_says_for_what(drawer: Activity, link: StagedLink) -> None:
    waiting = problem("source-busy", host="hf-mirror.com")
    link.jobs(job(1, "queued", "download", subject="a/b", waiting=waiting))
    assert said(drawer, 1, "jobTitle") == "Download a/b"
    assert said(drawer, 1).startswith("hf-mirror.com asks to wait")
    link.jobs(job(1, "cancelled", "repair", subject="a/b", waiting=waiting))
    assert said(drawer, 1, "jobTitle") == "Repair a/b"
    assert said(drawer, 1) == ""


def test_what_can_be_undone_offers_it(drawer: Activity, link: StagedLink) -> None:
    link.jobs(job(7, "done", "remove", cache="/cache", undoable=True))
    assert offered(drawer, 7) == ["Undo", "Dismiss"]
    press(drawer, 7, "undo")
    assert StartJob(Undo(cache="/cache", job=7)) in link.asked


def test_a_failure_says_why_and_can_be_copied(drawer: Activity, link: StagedLink) -> None:
    link.jobs(job(1, "failed", problem=problem("disk-full", path="/vault")))
    assert said(drawer, 1).startswith("/vault: the disk is full.")
    card(drawer, 1).findChild(QPushButton, "jobCopy").click()
    copied = QApplication.clipboard().text()
    assert copied.startswith("Verify the whole cache\n/vault: the disk is full.")
    assert copied.endswith("disk-full\npath: /vault")
    assert "Copied" in offered(drawer, 1)


GB = 10**9


def download(**values) -> JobResult:
    """A download of one file."""
    files = (DownloadedFile(path="x", bytes=5, blob="b"),)
    result = DownloadResult(repo="a/b", commit="c", path="/x", files=files, **values)
    return JobResult(id=1, download=result)


FILE = BadFile(repo="a/b", path="x")
GOOD = Measured(url="https://a.example", at=1, grade="good")
USELESS = Measured(url="https://b.example", at=1, grade="bad")
OUTCOMES = [
    ("verify", JobResult(id=1, verify=VerifyResult(files=1, bytes=5, ok=1)), "1 file intact, 5 B read."),
    (
        "verify",
        JobResult(
            id=1, verify=VerifyResult(files=1204, ok=1200, corrupt=(FILE, FILE), missing=(FILE,), unnamed=1)
        ),
        "2 corrupt and 1 missing of 1,204 files. "
        "1 file could not be checked: nothing on disk says what it should be.",
    ),
    ("remove", JobResult(id=1, removal=RemovalResult(frees=29_200_000_000)), "29.2 GB freed."),
    (
        "remove",
        JobResult(id=1, removal=RemovalResult(frees=1000, trashed=1000, undoable=True)),
        "1.00 kB moved to the trash; emptying it frees the space.",
    ),
    (
        "prune",
        JobResult(id=1, removal=RemovalResult(frees=3000, trashed=1000, undoable=True)),
        "2.00 kB freed; 1.00 kB are in the trash until it is emptied.",
    ),
    ("empty-trash", JobResult(id=1, removal=RemovalResult(frees=1000)), "1.00 kB freed."),
    ("undo", JobResult(id=1, removal=RemovalResult(frees=1000)), "1.00 kB are back in place."),
    ("join", JobResult(id=1, join=JoinResult()), "No duplicates found."),
    (
        "join",
        JobResult(id=1, join=JoinResult(found=(Duplicate(digest="d", bytes=5, paths=(), saves=5),), saves=5)),
        "1 duplicate found; joining it saves 5 B.",
    ),
    ("join", JobResult(id=1, join=JoinResult(saves=5, joined=3)), "3 duplicates joined, 5 B saved."),
    (
        "relocate",
        JobResult(id=1, relocate=RelocateResult(source="/a", target="/b", bytes=5)),
        "5 B moved to /b.",
    ),
    (
        "download",
        download(
            bytes=15 * GB, downloaded=12_300_000_000, sources={"a": 5, "b": 6, "c": 1, "d": 0}, seconds=240
        ),
        "12.3 GB from 3 sources in 4 min.",
    ),
    (
        "download",
        download(bytes=15 * GB, downloaded=12 * GB, reused=3 * GB, sources={"a": 12 * GB}, seconds=42),
        "12.0 GB from 1 source in 42 s. 3.00 GB were here before.",
    ),
    ("download", download(bytes=5, reused=5), "Everything was here already: 1 file, 5 B."),
    (
        "download",
        JobResult(id=1, download=DownloadResult(repo="a/b", commit="c", path="/x")),
        "There was nothing to download.",
    ),
    (
        "repair",
        JobResult(id=1, repair=RepairResult(repo="a/b", refetched=8_000_000, checked=GB, files=("x", "y"))),
        "2 files mended, 8.00 MB fetched again.",
    ),
    (
        "repair",
        JobResult(id=1, repair=RepairResult(repo="a/b", checked=GB)),
        "Nothing had to be mended: 1.00 GB checked.",
    ),
    (
        "bench",
        JobResult(id=1, bench=BenchResult(mirrors=(GOOD, USELESS), best=GOOD.url)),
        "1 of 2 mirrors of use, best of all https://a.example.",
    ),
    ("bench", JobResult(id=1, bench=BenchResult(mirrors=(USELESS, USELESS))), "None of 2 mirrors is of use."),
]


@pytest.mark.parametrize(("kind", "result", "sentence"), OUTCOMES)
def test_a_finished_job_tells_what_it_brought(
    drawer: Activity, link: StagedLink, wait_until: Wait, kind: str, result: JobResult, sentence: str
) -> None:
    link.answers[FetchResult] = result
    link.jobs(job(1, "done", kind))
    link.jobs(job(1, "done", kind))
    wait_until(lambda: said(drawer, 1))
    assert said(drawer, 1) == sentence
    assert link.asked.count(FetchResult(1)) == 1


def test_cards_keep_their_place_and_the_focus_while_jobs_change(drawer: Activity, link: StagedLink) -> None:
    link.jobs(job(2), job(1))
    stop = card(drawer, 1).findChild(QPushButton, "job-cancel")
    stop.setFocus()
    link.jobs(job(3), job(2), job(1, progress=Progress(done=1, total=2)))
    QApplication.processEvents()
    assert drawer.focusWidget() is stop
    tops = [card(drawer, id).y() for id in (3, 2, 1)]
    assert tops == sorted(tops)


def test_the_focus_stays_in_the_drawer_when_its_card_goes(drawer: Activity, link: StagedLink) -> None:
    link.jobs(job(1, "done"))
    card(drawer, 1).findChild(QPushButton, "job-dismiss").setFocus()
    link.jobs()
    assert drawer.focusWidget().objectName() == "activityClose"


def test_clearing_dismisses_what_is_finished(drawer: Activity, link: StagedLink) -> None:
    link.answers[ControlJob] = Nothing()
    link.jobs(job(3), job(2, "done"), job(1, "failed"))
    drawer.findChild(QPushButton, "activityClear").click()
    assert [each for each in link.asked if isinstance(each, ControlJob)] == [
        ControlJob(2, "dismiss"),
        ControlJob(1, "dismiss"),
    ]


def test_a_refusal_is_told_in_the_drawer(drawer: Activity, link: StagedLink, wait_until: Wait) -> None:
    link.answers[ControlJob] = problem("engine-restarted")
    link.jobs(job(1))
    press(drawer, 1, "pause")
    complaint = drawer.findChild(QLabel, "activityComplaint")
    wait_until(complaint.isVisible)
    assert complaint.text().startswith("The engine stopped before it answered")


def test_a_kind_that_is_not_known_yet_is_shown_all_the_same(drawer: Activity, link: StagedLink) -> None:
    link.jobs(job(1, kind="teleport", subject="a/b"))
    assert said(drawer, 1, "jobTitle") == "teleport a/b"
