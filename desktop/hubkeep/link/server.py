"""The engine's side of the link: requests in, answers and coalesced events out, over two pipes.

Requests are answered by a few threads, in any order; all lines leave through one writer. Events are
snapshots of what changed since the last ones, a few times a second, however much happens.
"""

from __future__ import annotations

import contextlib
import os
import platform
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, Any, Final

import msgspec

from ..engine.engine import Engine
from ..engine.library.values import (
    RepoRow,
    Totals,
)
from ..engine.problems import Failure, from_os_error, problem
from ..version import VERSION
from .answers import answer
from .messages import (
    PROTOCOL,
    ROWS_PER_EVENT,
    Answer,
    ArchiveChanged,
    Call,
    DownloadsChanged,
    FromClient,
    Goodbye,
    Hello,
    JobsChanged,
    MirrorsChanged,
    Refusal,
    RowsChanged,
    TotalsChanged,
    Welcome,
)
from .protocol import MAX_LINE

_EVENT_SECONDS: Final = 0.15
"""Between two rounds of events."""
_JOBS_SECONDS: Final = 1.0
"""Between two looks at jobs that other processes run."""
_RENEWAL_SECONDS: Final = 5.0
"""Between two looks at whether mirrors are to be measured again."""
_GLANCE_SECONDS: Final = 0.01
"""After a round that said nothing of rows: the first rows must not wait for the greeting."""
_THREADS: Final = 4
_BACKLOG: Final = 256
"""Lines waiting for a client that does not read, at which events begin to wait too."""


class Outbox:
    """Gathers what changed until it is sent: at most one version of a row waits at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cache = ""
        self._reset = False
        self._rows: dict[str, RepoRow] = {}
        self._removed: set[str] = set()
        self._totals: Totals | None = None
        self._jobs = False
        self.ready = threading.Event()

    # --- Audience: called from any thread -------------------------------------------------------

    def rows(self, cache: str, rows: Sequence[RepoRow], removed: Sequence[str], *, reset: bool) -> None:
        with self._lock:
            if reset:
                self._cache, self._reset = cache, True
                self._rows.clear()
                self._removed.clear()
            elif cache != self._cache:
                return  # of a cache that is not current any more
            for row in rows:
                self._rows[row.key] = row
                self._removed.discard(row.key)
            for key in removed:
                self._rows.pop(key, None)
                self._removed.add(key)
        self.ready.set()

    def totals(self, totals: Totals) -> None:
        with self._lock:
            self._totals = totals
        self.ready.set()

    def jobs(self) -> None:
        with self._lock:
            self._jobs = True
        self.ready.set()

    # --- the sender -----------------------------------------------------------------------------

    def take(self) -> tuple[list[RowsChanged], Totals | None, bool]:
        """What waits, as events; it waits no more."""
        with self._lock:
            rows, removed = list(self._rows.values()), sorted(self._removed)
            reset, totals, jobs = self._reset, self._totals, self._jobs
            self._rows, self._removed, self._reset = {}, set(), False
            self._totals, self._jobs = None, False
            cache = self._cache
            self.ready.clear()
        events = [
            RowsChanged(cache, tuple(rows[i : i + ROWS_PER_EVENT]))
            for i in range(0, len(rows), ROWS_PER_EVENT)
        ]
        if reset or removed:
            head = events[0].rows if events else ()
            events[:1] = [RowsChanged(cache, head, tuple(removed), reset)]
        return events, totals, jobs


class Server:
    """Serves one client over `reading` and `writing` until the client's end of the pipe closes."""

    def __init__(
        self,
        open_engine: Callable[[Outbox], Engine],
        reading: IO[bytes],
        writing: IO[bytes],
        *,
        greeted: Callable[[], None] = lambda: None,
    ) -> None:
        """`greeted` is called once the client was told that the engine is there."""
        self._open_engine = open_engine
        self._reading = reading
        self._writing = writing
        self._greeted = greeted
        self._outbox = Outbox()
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(FromClient).decode
        self._closing = threading.Event()

    def serve(self) -> int:
        """Blocks until the client is gone. The exit status."""
        writer = threading.Thread(target=self._write, name="link-writer")
        writer.start()
        try:
            return self._greet_and_serve()
        finally:
            self._lines.put(None)
            writer.join()

    def _greet_and_serve(self) -> int:
        line = self._reading.readline(MAX_LINE)
        try:
            hello = self._decode(line)
        except msgspec.DecodeError:
            hello = None
        if not isinstance(hello, Hello):
            self._send(Goodbye(problem("link-no-hello")))
            return 1
        if hello.protocol != PROTOCOL:
            self._send(Goodbye(problem("link-version", theirs=hello.version, ours=VERSION)))
            return 1
        try:
            engine = self._open_engine(self._outbox)
        except Failure as failure:
            self._send(Goodbye(failure.problem))
            return 1
        self._send(Welcome(PROTOCOL, VERSION, platform.node(), os.getpid(), _has_screen()))
        self._greeted()
        teller = threading.Thread(target=self._tell, args=(engine,), name="link-events")
        teller.start()
        from concurrent.futures import ThreadPoolExecutor  # brings logging

        pool = ThreadPoolExecutor(_THREADS, "link")
        try:
            engine.resume_jobs()
            self._outbox.jobs()
            while line := self._reading.readline(MAX_LINE):
                try:
                    message = self._decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    self._send(Refusal(0, problem("link-not-understood", reason=str(error))))
                    continue
                if isinstance(message, Call):
                    pool.submit(self._answer, engine, message)
        finally:
            # What nobody will read is not begun.
            pool.shutdown(cancel_futures=True)
            self._closing.set()
            self._outbox.ready.set()
            teller.join()
            engine.close()
        return 0

    def _answer(self, engine: Engine, call: Call) -> None:
        try:
            result = answer(engine, call.request)
        except Failure as failure:
            self._send(Refusal(call.id, failure.problem, failure.refused))
        except OSError as error:
            self._send(Refusal(call.id, from_os_error(error, str(error.filename or "")).problem))
        except Exception as error:  # noqa: BLE001 - told to the client and to stderr
            # A defect of ours: this request fails, everything else goes on.
            self._send(Refusal(call.id, problem("defect", what=f"{type(error).__name__}: {error}")))
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            self._send(Answer(call.id, msgspec.Raw(self._encoded(result))))

    def _tell(self, engine: Engine) -> None:
        """Sends events, two rounds that say something never closer than `_EVENT_SECONDS`."""
        last_jobs: JobsChanged | None = None
        last_totals: Totals | None = None
        last_downloads: DownloadsChanged | None = None
        last_mirrors: MirrorsChanged | None = None
        last_archives: ArchiveChanged | None = None
        renewal = time.monotonic() + _RENEWAL_SECONDS
        told = False
        while not self._closing.is_set():
            if not engine.busy():
                self._outbox.ready.wait(_JOBS_SECONDS)
            elif not told:  # else it has waited already
                self._outbox.ready.wait(_EVENT_SECONDS)
            told = False
            if self._lines.qsize() < _BACKLOG:
                rows, totals, _ = self._outbox.take()
                for event in rows:
                    self._send(event)
                    # The reset of a cache just opened says nothing yet: its first rows must not wait.
                    told |= bool(event.rows or event.removed)
                if totals is not None and totals != last_totals:
                    last_totals = totals
                    self._send(TotalsChanged(totals))
                    told = True
                jobs = self._jobs(engine)
                if jobs is not None and jobs != last_jobs:
                    told |= last_jobs is not None
                    last_jobs = jobs
                    self._send(jobs)
                downloads = self._downloads(engine)
                if downloads is not None and downloads != last_downloads:
                    told |= last_downloads is not None
                    last_downloads = downloads
                    self._send(downloads)
                if last_mirrors is not None or not told:  # the first rows must not wait for them
                    mirrors = self._mirrors(engine)
                    if mirrors is not None and mirrors != last_mirrors:
                        told |= last_mirrors is not None
                        last_mirrors = mirrors
                        self._send(mirrors)
                    archives = self._archives(engine)
                    if archives is not None and archives != last_archives:
                        told |= last_archives is not None
                        last_archives = archives
                        self._send(archives)
            if time.monotonic() > renewal:
                renewal = time.monotonic() + _RENEWAL_SECONDS
                self._renew(engine)
            self._closing.wait(_EVENT_SECONDS if told else _GLANCE_SECONDS)

    def _jobs(self, engine: Engine) -> JobsChanged | None:
        try:
            return JobsChanged(engine.jobs())
        except Failure:
            return None  # the store does not answer just now; it is asked again soon

    def _downloads(self, engine: Engine) -> DownloadsChanged | None:
        try:
            queue = engine.downloads()
        except Failure:
            return None
        return DownloadsChanged(queue.downloads, queue.rate, queue.paused, queue.waiting)

    def _mirrors(self, engine: Engine) -> MirrorsChanged | None:
        try:
            return MirrorsChanged(engine.mirrors.view())
        except Failure:
            return None

    def _archives(self, engine: Engine) -> ArchiveChanged | None:
        view = engine.archives.glance()
        return ArchiveChanged(view) if view is not None else None

    def _renew(self, engine: Engine) -> None:
        with contextlib.suppress(Failure):  # the store does not answer just now; it is tried again soon
            engine.measure_where_due()

    def _send(self, message: Any) -> None:
        self._lines.put(self._encoded(message))

    def _encoded(self, value: Any) -> bytes:
        try:
            return self._encode(value)
        except UnicodeEncodeError:
            # A name that no scan has spelled: a message with marks in it beats none.
            import json

            return json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "replace")

    def _write(self) -> None:
        """The only one that writes; a client that is gone is noticed by the reader."""
        while (line := self._lines.get()) is not None:
            try:
                self._writing.write(line + b"\n")
                if self._lines.empty():
                    self._writing.flush()
            except (OSError, ValueError):
                continue
        try:
            self._writing.flush()
        except (OSError, ValueError):
            return


def _has_screen() -> bool:
    return sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
