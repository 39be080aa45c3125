"""A picture of every page: `python -m tests.app.screenshots [FOLDER]`.

Light and dark, English and Chinese, at 1440 × 900; the light ones also with twice the pixels. What a
cache holds is shown by a real engine over a throwaway cache that the real huggingface_hub has
filled; what such a cache can't show (large figures, jobs in every state, an engine that is away) stands
on a stage. Nothing of the user's is touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.surroundings import redirect
from tests.waiting import process_events, wait_until

if TYPE_CHECKING:
    from hubkeep.app.shell.window import Window
    from PySide6.QtWidgets import QApplication, QWidget

    from tests.app.stage import StagedLink

SIZE = (1440, 900)
SMALL = (900, 600)
SCHEMES = ("light", "dark")
LANGUAGES = {"en": "en", "zh": "zh_CN"}
CACHE = "HUBKEEP_SCREENSHOTS_CACHE"
"""Tells the process with twice the pixels where the cache is that the first one has filled."""

Scenes = Iterator[tuple[str, "QWidget"]]


def main() -> int:
    """Write the pictures, each scale in a process of its own since Qt reads it once."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if CACHE in os.environ:
        return take(folder, Path(os.environ[CACHE]), twice=True)
    with tempfile.TemporaryDirectory(prefix="hubkeep-screenshots-") as base:
        cache = Path(base, "huggingface", "hub")
        redirect(Path(base, "home"), os.environ)
        fill(cache)
        status = take(folder, cache, twice=False)
        environment = {**os.environ, "QT_SCALE_FACTOR": "2", CACHE: str(cache)}
        again = [sys.executable, "-m", "tests.app.screenshots", str(folder)]
        return status or subprocess.run(again, env=environment, check=False).returncode


def fill(cache: Path) -> None:
    """Have the real client fill a cache, in a process of its own: it leaves threads behind."""
    command = [sys.executable, "-m", "tests.hub.demo", str(cache)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def take(folder: Path, cache: Path, *, twice: bool) -> int:
    """Take all pictures, or with twice the pixels those that show whether lines stay sharp."""
    from PySide6.QtWidgets import QApplication

    app = QApplication(["hubkeep"])
    for scheme in SCHEMES[:1] if twice else SCHEMES:
        for short, language in LANGUAGES.items():
            with tempfile.TemporaryDirectory() as home:
                choose(Path(home), scheme, language)
                for make in (with_engine, on_stage, with_nothing, mirrors, archive):
                    for name, widget in make(app, Path(home), cache):
                        file = folder / f"{name}-{scheme}-{short}{'@2x' if twice else ''}.png"
                        if not widget.grab().save(str(file)):
                            print(f"{file} could not be written", file=sys.stderr)
                            return 1
                        print(file)
    return 0


def choose(home: Path, scheme: str, language: str) -> None:
    """What a user would choose in the settings."""
    from hubkeep.app.main import KEPT
    from PySide6.QtCore import QSettings

    kept = QSettings(str(home / KEPT), QSettings.Format.IniFormat)
    kept.setValue("settings/theme", scheme)
    kept.setValue("settings/language", language)
    kept.sync()


def settle(seconds: float = 0.3) -> None:
    """Let timers that put drawing off run out: a picture is of a window at rest."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        process_events()


def opened(app: QApplication, link: object, home: Path) -> Window:
    from hubkeep.app.main import make_window
    from hubkeep.options import Options

    window = make_window(app, link, Options(home=home))
    window.resize(*SIZE)
    window.show_page("library")
    window.show()
    return window


def closed(window: Window) -> None:
    window.close()
    window.deleteLater()
    process_events()


def with_engine(app: QApplication, home: Path, cache: Path) -> Scenes:
    """The library as it opens on a cache that was lived in; a repo, a selection; the dialogs."""
    from hubkeep.app.engine_link import EngineLink
    from hubkeep.link.program import engine_command

    link = EngineLink([*engine_command(), "--home", str(home), "--cache", str(cache)])
    link.start()
    window = opened(app, link, home)
    try:
        yield from _lived_in(window)
    finally:
        closed(window)
        link.close()
        link.deleteLater()


def _lived_in(window: Window) -> Scenes:
    from hubkeep.link.messages import Target
    from PySide6.QtWidgets import QTabBar

    page = window.page("library")
    wait_until(lambda: page.totals.phase == "ready", timeout=60)
    wait_until(lambda: all(row.facts for row in page.model.shown() if row.type != "other"), timeout=60)
    settle()
    yield "library", window
    page.notice.hide()
    keys = [row.key for row in page.model.shown()]
    page.table.select_keys(keys[3:4], keys[3])
    settle()
    yield "library-repo", window
    window.findChild(QTabBar, "inspectorTabs").setCurrentIndex(1)
    settle()
    yield "library-files", window
    window.findChild(QTabBar, "inspectorTabs").setCurrentIndex(0)
    broken = [row.key for row in page.model.shown() if row.state == "broken"]
    page.table.select_keys(broken[:1], broken[0])
    settle()
    yield "library-broken", window
    page.table.select_keys(keys[2:6], keys[2])
    settle()
    yield "library-selection", window
    page.ask_to_remove(tuple(Target(key) for key in keys[2:5]))
    yield from dialog(window, "delete")
    page.open_free_dialog()
    yield from dialog(window, "free-space")
    page.open_relocate_dialog()
    yield from dialog(window, "relocate")
    page.search.setText("no such thing")
    settle()
    yield "library-no-match", window
    page.search.clear()
    page.verify_all()
    wait_until(lambda: [job.state for job in jobs(window)] == ["done"], timeout=60)
    settle()
    yield "library-verified", window
    page.notice.button.click()
    yield from dialog(window, "verified")
    window.toggle_activity()
    settle()
    yield "activity-verified", window
    window.close_activity()
    window.show_page("settings")
    settle()
    yield "settings", window


def jobs(window: Window) -> list[object]:
    """The jobs that the drawer shows."""
    from hubkeep.app.shell.job_card import JobCard

    return [card.job for card in window.findChildren(JobCard)]


def dialog(window: Window, name: str) -> Scenes:
    """The dialog that has just been opened; it is sent away afterwards."""
    from PySide6.QtWidgets import QDialog

    settle(0.6)
    [shown] = [each for each in window.findChildren(QDialog) if each.isVisible()]
    yield f"dialog-{name}", shown
    shown.reject()
    settle(0.1)


def on_stage(app: QApplication, home: Path, _cache: Path) -> Scenes:
    """A large library, jobs in every state, an engine that is away, a small window."""
    from hubkeep.link.messages import problem

    from tests.app import showcase

    link = showcase.set_stage()
    window = opened(app, link, home)
    link.become("ready")
    showcase.raise_curtain(link)
    settle()
    yield "staged-library", window
    yield from _downloads(window)
    window.show_page("library")
    window.toggle_activity()
    settle()
    yield "activity", window
    window.close_activity()
    link.become("failed", problem("engine-failed", reason="OSError: [Errno 28] No space left on device"))
    settle()
    yield "engine-failed", window
    link.become("ready")
    window.resize(*SMALL)
    settle()
    yield "small", window
    closed(window)


def _downloads(window: Window) -> Scenes:
    """A queue in every state, the files of one, what is asked before one is cancelled; a small window."""
    window.show_page("downloads")
    page = window.page("downloads")
    page.queue.widget().setFocus()
    settle()
    yield "downloads", window
    page.files.toggle(21)
    page.queue.choose((21,), 21)
    settle()
    yield "downloads-files", window
    page.files.toggle(21)
    page.actions_.cancel.trigger()
    yield from dialog(window, "cancel-download")
    page.actions_.limits.trigger()
    yield from dialog(window, "download-limits")
    window.resize(*SMALL)
    settle()
    yield "downloads-small", window
    window.resize(*SIZE)
    page.queue.choose((), 21)


def with_nothing(app: QApplication, home: Path, _cache: Path) -> Scenes:
    """A start, a machine that has no cache yet, a queue that is empty."""
    from hubkeep.link.messages import FetchRates

    from tests.app import showcase
    from tests.app.stage import StagedLink

    link: StagedLink = StagedLink(showcase.set_stage().answers)
    link.answers.pop(FetchRates)
    window = opened(app, link, home)
    link.become("ready")
    settle()
    yield "starting", window
    link.cache = showcase.CACHE
    link.totals(phase="missing")
    settle()
    yield "empty", window
    window.toggle_activity()
    settle()
    yield "activity-empty", window
    window.close_activity()
    link.downloads()
    window.show_page("downloads")
    settle()
    yield "downloads-empty", window
    closed(window)


def mirrors(app: QApplication, home: Path, _cache: Path) -> Scenes:
    """Mirrors in every state, the details of some, the dialogs; many of them, and a small window."""
    from tests.app import mirrors_showcase, showcase

    now = time.time()
    link = showcase.set_stage(now)
    window = opened(app, link, home)
    window.show_page("mirrors")
    link.become("ready")
    showcase.raise_curtain(link)
    page = window.page("mirrors")
    page.cards.widget().setFocus()
    settle()
    yield "mirrors", window
    for place, url in enumerate((mirrors_showcase.MIRROR, mirrors_showcase.SUFY, mirrors_showcase.TUNA)):
        page.cards.go(url)
        page.cards.toggle(url)
        settle()
        yield f"mirrors-details-{place + 1}", window
        page.cards.toggle(url)
    page.chart.setFocus()
    page.chart.point(-4)
    settle()
    yield "mirrors-chart", window
    page.setFocus()
    yield from _mirrors_dialogs(window)
    states = ("measuring", "offline", "none_serve", "many", "unmeasured")
    for state in states:
        link.mirrors(getattr(mirrors_showcase, state)(now))
        page.cards.verticalScrollBar().setValue(0)
        settle()
        yield f"mirrors-{state.replace('_', '-')}", window
    link.mirrors(mirrors_showcase.many(now))
    window.resize(*SMALL)
    settle()
    yield "mirrors-many-small", window
    link.mirrors(mirrors_showcase.view(now))
    page.cards.toggle(mirrors_showcase.SUFY)
    page.cards.go(mirrors_showcase.SUFY)
    settle()
    yield "mirrors-small", window
    page.cards.toggle(mirrors_showcase.SUFY)
    window.resize(*SIZE)
    link.become("restarting")
    settle()
    yield "mirrors-restarting", window
    closed(window)


def _mirrors_dialogs(window: Window) -> Scenes:
    from hubkeep.app.mirrors.export_dialog import REACHED, SNIPPETS, ExportDialog
    from hubkeep.app.mirrors.room_dialog import RoomDialog

    page = window.page("mirrors")
    page.open_entry_dialog()
    yield from dialog(window, "mirror")
    for name, tab in (("export", 0), ("snippets", SNIPPETS), ("reached", REACHED)):
        page.open_export_dialog()
        window.findChild(ExportDialog).show_tab(tab)
        yield from dialog(window, name)
    page.open_room_dialog()
    room = window.findChild(RoomDialog)
    room.form.fields["folder"].setText("/srv/hub-mirror")
    room.into.setText("/etc/hubkeep-mirror")
    yield from dialog(window, "room")
    page.open_room_dialog()
    room = next(each for each in window.findChildren(RoomDialog) if each.isVisible())
    room.form.fields["folder"].setText("/srv/hub-mirror")
    room.into.setText("/etc/hubkeep-mirror")
    settle(0.5)
    room.act.click()
    yield from dialog(window, "room-next")


def archive(app: QApplication, home: Path, _cache: Path) -> Scenes:
    """The archive in every state, its dialogs, a small window."""
    from hubkeep.link.messages import PlanArchive
    from msgspec.structs import replace

    from tests.app import archive_showcase, showcase

    now = time.time()
    link = showcase.set_stage(now)
    window = opened(app, link, home)
    window.show_page("archive")
    link.become("ready")
    showcase.raise_curtain(link)
    link.jobs()
    page = window.page("archive")
    view = archive_showcase.view(now)
    page.moves.propose(archive_showcase.BIG, archive_showcase.VAULT)
    settle(0.6)
    yield "archive", window
    link.archives(replace(view, findings=archive_showcase.findings()))
    link.jobs(*archive_showcase.jobs(now))
    settle()
    yield "archive-under-way", window
    link.jobs()
    link.archives(view)
    page.kept.table.choose(frozenset({view.kept[1].key, view.kept[4].key}))
    page.tabs.setCurrentIndex(0)
    link.answers[PlanArchive] = archive_showcase.used
    page.moves.ask_again()
    settle(0.6)
    yield "archive-in-use", window
    link.answers[PlanArchive] = archive_showcase.full
    page.moves.ask_again()
    page.tabs.setCurrentIndex(1)
    settle(0.6)
    yield "archive-policies", window
    link.answers[PlanArchive] = archive_showcase.plan
    yield from _archive_dialogs(window)
    window.resize(*SMALL)
    page.tabs.setCurrentIndex(0)
    page.moves.ask_again()
    settle(0.6)
    yield "archive-small", window
    window.resize(*SIZE)
    link.archives(archive_showcase.empty())
    page.moves.propose((), "")
    settle(0.6)
    yield "archive-empty", window
    page.tabs.setCurrentIndex(1)
    settle()
    yield "archive-no-policy", window
    link.become("restarting")
    settle()
    yield "archive-restarting", window
    closed(window)


def _archive_dialogs(window: Window) -> Scenes:
    page = window.page("archive")
    page.add_policy()
    yield from dialog(window, "policy")
    page.ask_for_bucket()
    yield from dialog(window, "bucket")
    page.open_archive()
    yield from dialog(window, "adopt")
    page.import_folder()
    yield from dialog(window, "import")


if __name__ == "__main__":
    sys.exit(main())
