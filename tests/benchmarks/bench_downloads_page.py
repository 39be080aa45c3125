"""The Downloads page under way: how long the event loop is away with 200 waiting and 5 running.

`python -m tests.benchmarks.bench_downloads_page SECONDS` is the window under observation: the real one,
told seven times a second of a queue in which every figure is another, as lines of the link's own.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from .figures import Figure, users_environment

TICK_MS = 4
EVENTS_A_SECOND = 7
RUNNING, QUEUED = 5, 200


def observe(seconds: float) -> dict[str, float]:
    """Runs a window in a process of its own; what it noted."""
    environment = users_environment() | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    command = [sys.executable, "-m", "tests.benchmarks.bench_downloads_page", str(seconds)]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure() -> list[Figure]:
    """One figure: p99, and the largest."""
    found = observe(20.0)
    return [
        Figure(
            f"event loop away, {QUEUED} downloads waiting and {RUNNING} running: p99 (largest)",
            "-",
            f"{found['p99']:.1f} ms ({found['largest']:.0f} ms)",
            found["p99"] / 16,
            "≤ 16 ms",
            found["p99"] <= 16,
        )
    ]


def lines(count: int) -> list[bytes]:
    """What an engine would send, `count` events long."""
    import msgspec
    from hubkeep.link.messages import CELL_SOURCES, CELLS, DownloadsChanged, DownloadView, SourceView

    dice = random.Random(3)
    made = []
    cells = dict.fromkeys(range(1, RUNNING + 1), "." * CELLS)
    for step in range(count):
        for id, row in cells.items():
            # Six connections at work: so many cells may be another ones at once.
            new = {dice.randrange(CELLS): dice.choice(CELL_SOURCES[:3]) for _ in range(6)}
            cells[id] = "".join(new.get(place, mark) for place, mark in enumerate(row))
        running = tuple(
            DownloadView(
                id=id,
                repo=f"some-organisation/some-model-{id}",
                revision="main",
                commit=f"{id:040x}",
                state="running",
                files=120,
                files_done=step % 120,
                total=40 * 10**9,
                done=step * 14_000_003,
                reused=10**9,
                rate=9e7 * dice.random(),
                eta=4000 - step,
                sources=tuple(
                    SourceView(
                        endpoint=f"https://mirror-{number}.example.org",
                        host=f"mirror-{number}.example.org",
                        rate=3e7 * dice.random(),
                        bytes=step * 4_000_000,
                        connections=4,
                    )
                    for number in range(3)
                ),
                cells=cells[id],
            )
            for id in range(1, RUNNING + 1)
        )
        waiting = tuple(
            DownloadView(id=id, repo=f"another/model-{id}", revision="main", files=12, total=3 * 10**9)
            for id in range(RUNNING + 1, RUNNING + QUEUED + 1)
        )
        made.append(
            msgspec.json.encode(DownloadsChanged(downloads=(*running, *waiting), rate=4e8 * dice.random()))
        )
    return made


def _window(seconds: float) -> None:
    """The real window on a stage, observed from inside."""
    import msgspec
    from hubkeep.app import main
    from hubkeep.link.messages import FetchRates, FromEngine, Rates, ReadSettings, Settings
    from hubkeep.options import Options
    from PySide6.QtCore import QElapsedTimer, QTimer
    from PySide6.QtWidgets import QApplication

    from tests.app.stage import StagedLink

    application = QApplication(["hubkeep"])
    dice = random.Random(5)
    link = StagedLink(
        {
            ReadSettings: Settings(),
            FetchRates: lambda request: Rates(ended=0, rates=tuple(1e8 * dice.random() for _ in range(600))),
        }
    )
    events = lines(int(seconds * EVENTS_A_SECOND) + 20)
    decoder = msgspec.json.Decoder(FromEngine)
    with tempfile.TemporaryDirectory() as home:
        window = main.make_window(application, link, Options(home=Path(home)))
        window.show_page("downloads")  # type: ignore[attr-defined]
        window.resize(1440, 900)
        window.show()
        application.processEvents()
        place = [0]

        def send() -> None:
            link.downloads_changed.emit(decoder.decode(events[place[0]]))
            place[0] += 1

        send()
        application.processEvents()
        lateness: list[float] = []
        clock = QElapsedTimer()
        clock.start()

        def tick() -> None:
            lateness.append(clock.nsecsElapsed() / 1e6 - TICK_MS)
            clock.restart()

        timer, sender = QTimer(), QTimer()
        timer.setInterval(TICK_MS)
        timer.timeout.connect(tick)
        sender.setInterval(1000 // EVENTS_A_SECOND)
        sender.timeout.connect(send)
        timer.start()
        sender.start()
        QTimer.singleShot(int(seconds * 1000), application.quit)
        application.exec()
        timer.stop()
        sender.stop()
        window.hide()
        window.deleteLater()
        application.processEvents()
    late = sorted(max(0.0, ms) for ms in lateness)
    sys.stdout.write(
        json.dumps({"p99": late[int(len(late) * 0.99)], "largest": late[-1], "ticks": len(late)}) + "\n"
    )


if __name__ == "__main__":
    _window(float(sys.argv[1]))
