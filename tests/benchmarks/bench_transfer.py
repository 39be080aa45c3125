"""Downloading, from the start of a program to its end, beside `hf download` and aria2c in the same run.

    python -m tests.benchmarks.bench_transfer [--quick] [CASE...]      some cases alone

nginx sends the bytes by sendfile; links between (tests/peers/shaped.py) have the rates, the latency and the
faults. What arrived is compared with what was sent, after the time is taken. Rounds are in turns, since a
machine is never quite idle; medians.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.hub.server import Hub
from tests.peers.nginx import Origin
from tests.peers.shaped import Link, Shape

from .bench_window import observe
from .downloaders import (
    ARIA2C,
    ARIA2C_CHECKING,
    ARIA2C_SAVING,
    GIVEN_UP,
    HF,
    HUBKEEP,
    Downloader,
    Job,
    Ran,
    end,
)
from .figures import Figure

MIB = 1 << 20
REPO = "bench/big"
SMALL = "bench/small"
FILE = "model.safetensors"
FAR = 0.015
"""Seconds of way: 30 ms there and back."""
_PATIENCE_WITH_HF = 15.0
RATES = (50 * MIB, 30 * MIB, 20 * MIB)
"""Of the three mirrors."""


@dataclass(frozen=True)
class Ground:
    """What all cases stand on."""

    hub: Hub
    origin: Origin
    """The right file, as fast as this machine sends."""
    size: int
    sha256: str
    small: dict[str, str]
    """sha256 of the small files by path."""
    base: Path
    """A folder in memory."""
    rounds: int
    few: int
    """Rounds where one takes many seconds."""
    wrong: Path
    """As big as the file, and wrong in a byte of every MiB."""

    def job(self, *endpoints: str) -> Job:
        return Job(REPO, endpoints, {FILE: self.sha256})

    def run(self, downloader: Downloader, job: Job, *, memory: bool = False) -> Ran:
        """In a folder that is new and does not stay."""
        with self.folder() as folder:
            return downloader.run(job, folder, memory=memory)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        folder = Path(tempfile.mkdtemp(dir=self.base))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


@dataclass(frozen=True)
class Results:
    """The runs of one case by the downloader's name."""

    runs: dict[str, list[Ran]]

    def seconds(self, downloader: Downloader) -> float:
        return statistics.median(each.seconds for each in self.runs[downloader.name])

    def arrived(self, downloader: Downloader) -> bool:
        return all(each.arrived for each in self.runs[downloader.name])

    def words(self, downloader: Downloader, measured: Callable[[float], str]) -> str:
        """What is said of it in a line: what was measured, or how it ended instead."""
        runs = self.runs[downloader.name]
        said = measured(self.seconds(downloader))
        wrong = sum(each.status == 0 and not each.right for each in runs)
        failed = sum(each.status != 0 for each in runs)
        many = "" if len(runs) == 1 else f" in {{}} of {len(runs)}"
        if failed == len(runs):
            given_up = all(each.status == GIVEN_UP for each in runs)
            return f"{'not done' if given_up else 'failed'} after {self.seconds(downloader):.0f} s"
        said += f", failed{many.format(failed)}" if failed else ""
        return said + (f", **wrong file{many.format(wrong)}**" if wrong else "")


def race(
    ground: Ground, rounds: int, downloaders: Sequence[Downloader], job: Callable[[ExitStack], Job]
) -> Results:
    """Each in turns, each time with links of its own. hf runs once where it takes long."""
    runs: dict[str, list[Ran]] = {}
    for number in range(rounds):
        for downloader in downloaders:
            if downloader is HF and number and runs[HF.name][0].seconds > _PATIENCE_WITH_HF:
                continue
            with ExitStack() as stack:
                ran = ground.run(downloader, job(stack))
            runs.setdefault(downloader.name, []).append(ran)
            if not ran.arrived and downloader is HUBKEEP:
                print(f"hubkeep: status {ran.status}: {ran.said}", file=sys.stderr)
    return Results(runs)


def unlimited(ground: Ground) -> Iterator[Figure]:
    """As fast as the machine can."""
    everybody = (HUBKEEP, ARIA2C, ARIA2C_CHECKING, HF)
    results = race(ground, ground.rounds, everybody, lambda _: ground.job(ground.origin.endpoint))

    def rate(seconds: float) -> str:
        return f"{ground.size / seconds / MIB:.0f} MiB/s"

    ratio = results.seconds(ARIA2C) / results.seconds(HUBKEEP)
    yield Figure(
        f"{_size(ground)} on this machine, no limit",
        _beside(results, rate, everybody[1:]),
        results.words(HUBKEEP, rate),
        ratio,
        "above aria2c, verified",
        results.arrived(HUBKEEP) and ratio > 1,
    )
    measured = {
        each.name: ground.run(each, ground.job(ground.origin.endpoint), memory=True)
        for each in (HUBKEEP, ARIA2C, HF)
    }
    peaks = {name: ran.peak for name, ran in measured.items()}
    yield Figure(
        "the same: memory (PSS)",
        ", ".join(f"{each.name} {peaks[each.name] / MIB:.0f} MiB" for each in (ARIA2C, HF)),
        f"{peaks[HUBKEEP.name] / MIB:.0f} MiB",
        peaks[HUBKEEP.name] / (200 * MIB),
        "< 200 MiB",
        measured[HUBKEEP.name].arrived and 0 < peaks[HUBKEEP.name] < 200 * MIB,
    )


def capped(ground: Ground) -> Iterator[Figure]:
    """A far host that gives each connection little."""
    together = 100 * MIB
    shape = Shape(each=8 * MIB, together=together, delay=FAR)

    def job(stack: ExitStack) -> Job:
        return ground.job(stack.enter_context(Link(ground.origin.port, shape)).endpoint)

    results = race(ground, ground.few, (HUBKEEP, ARIA2C, HF), job)
    with Link(ground.origin.port, shape) as link:
        bare = _bare(ground, link, 16)

    def share(seconds: float) -> str:
        return f"{ground.size / seconds / together:.3f}"

    ours = ground.size / results.seconds(HUBKEEP) / together
    yield Figure(
        f"{_size(ground)}, 8 MiB/s a connection, 100 MiB/s in all, 30 ms: share of the limit",
        f"{_beside(results, share, (ARIA2C, HF))}, 16 bare sockets {share(bare)}",
        results.words(HUBKEEP, share),
        ours,
        "≥ 0.97",
        results.arrived(HUBKEEP) and ours >= 0.97,
    )


def mirrors(ground: Ground) -> Iterator[Figure]:
    """Three mirrors, all well."""

    def job(stack: ExitStack) -> Job:
        links = [stack.enter_context(Link(ground.origin.port, Shape(together=rate))) for rate in RATES]
        return ground.job(*(link.endpoint for link in links))

    what = f"{_size(ground)}, three mirrors of 20, 30 and 50 MiB/s"
    yield _of_what_is_left(ground, what, job, sum(RATES), 0.97, "their sum")


def mirror_gone_bad(ground: Ground, how: str) -> Iterator[Figure]:
    """The fastest of three goes bad after an eighth of the file has come from it; or lies from the start."""
    after = ground.size // 8
    good = sum(RATES[1:])
    what = {
        "stall": "the fastest stalls",
        "slow": "the fastest slows to 1 MiB/s",
        "html": "the fastest sends HTML",
        "lie": "the fastest lies",
    }[how]

    with ExitStack() as servers:
        port = ground.origin.port
        fast = Shape(together=RATES[0])
        left = float(good)
        if how == "stall":
            fast = Shape(together=RATES[0], after=after, then=Shape(stalled=True))
        elif how == "slow":
            fast = Shape(together=RATES[0], after=after, then=Shape(together=MIB))
            left += MIB
        elif how == "html":
            portal = servers.enter_context(Origin(ground.hub, html=True))
            fast = Shape(together=RATES[0], after=after, then=Shape(upstream=portal.port))
        else:
            port = servers.enter_context(Origin(ground.hub, instead={FILE: ground.wrong})).port
        # What could be had: all three until one goes bad, then those that are left. A liar gives nothing.
        before = 0.0 if how == "lie" else after / RATES[0]
        ideal = before + (ground.size - before * sum(RATES)) / left

        def job(stack: ExitStack) -> Job:
            links = [stack.enter_context(Link(port, fast))]
            for rate in RATES[1:]:
                links.append(stack.enter_context(Link(ground.origin.port, Shape(together=rate))))
            return ground.job(*(link.endpoint for link in links))

        yield _of_what_is_left(ground, f"... {what}", job, ground.size / ideal, 0.95, "what is left")


def dropped(ground: Ground) -> Iterator[Figure]:
    """A link that ends every connection after 8 MiB."""
    shape = Shape(together=200 * MIB, drop_after=8 * MIB)
    twice: dict[str, int] = {}
    runs: dict[str, list[Ran]] = {}
    for downloader in (HUBKEEP, ARIA2C, HF):
        with Link(ground.origin.port, shape) as link:
            runs[downloader.name] = [ground.run(downloader, ground.job(link.endpoint))]
            twice[downloader.name] = link.counts().down - ground.size
    results = Results(runs)

    def words(downloader: Downloader) -> str:
        share = twice[downloader.name] / ground.size
        return results.words(downloader, lambda seconds: f"{seconds:.1f} s, {share:.1%} twice")

    share = twice[HUBKEEP.name] / ground.size
    yield Figure(
        f"{_size(ground)}, every connection ends after 8 MiB: fetched twice",
        f"aria2c {words(ARIA2C)}, hf {words(HF)}",
        words(HUBKEEP),
        share,
        "arrives, < 1 %",
        results.arrived(HUBKEEP) and share < 0.01,
    )


def small_files(ground: Ground) -> Iterator[Figure]:
    """Many small files from afar."""

    def job(stack: ExitStack) -> Job:
        link = stack.enter_context(Link(ground.origin.port, Shape(delay=FAR)))
        return Job(SMALL, (link.endpoint,), ground.small)

    results = race(ground, ground.rounds, (HUBKEEP, ARIA2C, HF), job)

    def time_of(seconds: float) -> str:
        return f"{seconds:.2f} s"

    ratio = results.seconds(HUBKEEP) / results.seconds(ARIA2C)
    yield Figure(
        f"{len(ground.small)} small files, 30 ms",
        f"{_beside(results, time_of, (ARIA2C, HF))} (aria2c is given the addresses)",
        results.words(HUBKEEP, time_of),
        ratio,
        "≤ 1.00 of aria2c",
        results.arrived(HUBKEEP) and ratio <= 1,
    )


def killed(ground: Ground) -> Iterator[Figure]:
    """Killed at half, and started again."""
    twice: dict[str, int] = {}
    wrong: set[str] = set()
    for downloader in (HUBKEEP, ARIA2C, ARIA2C_SAVING, HF):
        with Link(ground.origin.port, Shape(together=200 * MIB)) as link, ground.folder() as folder:
            job = ground.job(link.endpoint)
            process = downloader.start(job, folder)
            try:
                while link.counts().down < ground.size // 2 and process.poll() is None:
                    time.sleep(0.005)
                gone = process.poll()
            finally:
                end(process)
            ran = downloader.run(job, folder)
            twice[downloader.name] = link.counts().down - ground.size
            if not ran.arrived or gone is not None:
                wrong.add(downloader.name)
                print(f"{downloader.name}: {gone}, then {ran.status}: {ran.said}", file=sys.stderr)

    def words(name: str) -> str:
        return f"{twice[name] / MIB:.1f} MiB" + (", **no right file**" if name in wrong else "")

    yield Figure(
        f"kill -9 at half of {_size(ground)}, and again: fetched twice",
        ", ".join(f"{each} {words(each)}" for each in twice if each != HUBKEEP.name),
        words(HUBKEEP.name),
        twice[HUBKEEP.name] / (8 * MIB),
        "< 8 MiB",
        HUBKEEP.name not in wrong and twice[HUBKEEP.name] < 8 * MIB,
    )


def window(ground: Ground) -> Iterator[Figure]:
    """The real window on its page, while its engine fetches as fast as the machine can."""
    with ground.folder() as folder:
        fetch = (ground.origin.endpoint, REPO)
        found = observe(folder / "cache", folder / "home", 60.0, fetch=fetch)
    yield Figure(
        f"event loop away beside a download of {_size(ground)}, no limit: p99 (largest)",
        "-",
        f"{found['p99']:.1f} ms ({found['largest']:.0f} ms)",
        found["p99"] / 16,
        "≤ 16 ms",
        found["p99"] <= 16 and found["done"] == ground.size,
    )


CASES: dict[str, Callable[[Ground], Iterator[Figure]]] = {
    "unlimited": unlimited,
    "capped": capped,
    "mirrors": mirrors,
    "stall": lambda ground: mirror_gone_bad(ground, "stall"),
    "slow": lambda ground: mirror_gone_bad(ground, "slow"),
    "html": lambda ground: mirror_gone_bad(ground, "html"),
    "lie": lambda ground: mirror_gone_bad(ground, "lie"),
    "dropped": dropped,
    "small": small_files,
    "killed": killed,
    "window": window,
}


def measure(*, quick: bool = False, cases: Sequence[str] = ()) -> Iterator[Figure]:
    """All cases or those named, on 1 GiB; `quick`: once each, on 256 MiB."""
    with prepared(256 * MIB if quick else 1 << 30, *((1, 1) if quick else (5, 3))) as ground:
        for name in cases or CASES:
            yield from CASES[name](ground)


@contextmanager
def prepared(size: int, rounds: int, few: int) -> Iterator[Ground]:
    """A hub with a big file and small ones, and nginx before it; all in memory, and gone afterwards."""
    base = Path(tempfile.mkdtemp(prefix="hubkeep-bench-", dir="/dev/shm"))
    try:
        right, wrong = base / "right", base / "wrong"
        sha256 = hashlib.sha256()
        with right.open("wb") as good, wrong.open("wb") as bad:
            for _ in range(size // MIB):
                piece = os.urandom(MIB)
                sha256.update(piece)
                good.write(piece)
                bad.write(bytes([piece[0] ^ 0xFF]) + piece[1:])
        small = {f"part-{number:03}.bin": os.urandom(32 << 10) for number in range(200)}
        with Hub() as hub:
            hub.add(REPO, {FILE: right})
            hub.add(SMALL, small)
            with Origin(hub) as origin:
                sums = {path: hashlib.sha256(data).hexdigest() for path, data in small.items()}
                yield Ground(hub, origin, size, sha256.hexdigest(), sums, base, rounds, few, wrong)
    finally:
        shutil.rmtree(base)


def _of_what_is_left(
    ground: Ground, what: str, job: Callable[[ExitStack], Job], rate: float, aim: float, of: str
) -> Figure:
    """A race where `rate` bytes a second could be had on the whole."""
    results = race(ground, ground.few, (HUBKEEP, ARIA2C, HF), job)

    def share(seconds: float) -> str:
        return f"{ground.size / seconds / rate:.3f}"

    ours = ground.size / results.seconds(HUBKEEP) / rate
    return Figure(
        f"{what}: share of {of}",
        _beside(results, share, (ARIA2C, HF)),
        results.words(HUBKEEP, share),
        ours,
        f"≥ {aim}, never a wrong file",
        results.arrived(HUBKEEP) and ours >= aim,
    )


def _beside(results: Results, measured: Callable[[float], str], who: Sequence[Downloader]) -> str:
    return ", ".join(f"{each.name} {results.words(each, measured)}" for each in who)


def _size(ground: Ground) -> str:
    return "1 GiB" if ground.size == 1 << 30 else f"{ground.size // MIB} MiB"


def _bare(ground: Ground, link: Link, connections: int) -> float:
    """Seconds that plain connections take for the file through `link`, without the start of a program."""
    client = Path(__file__).with_name("http_clients.py")
    url = f"{link.endpoint}/{REPO}/resolve/main/{FILE}"
    target = ground.base / "bare"
    command = [sys.executable, client, "hubkeep", url, str(ground.size), str(connections), target]
    ran = subprocess.run(command, check=True, capture_output=True)
    target.unlink()
    return float(json.loads(ran.stdout)["seconds"])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    wanted = [word for word in sys.argv[1:] if word != "--quick"]
    for figure in measure(quick="--quick" in sys.argv, cases=wanted):
        print(
            f"{'ok  ' if figure.met else 'MISS'} {figure.what}: {figure.ours} | {figure.peer} | {figure.aim}"
        )
