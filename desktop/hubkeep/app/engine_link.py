"""The window's end of the link: an engine as a child process, restarted when it dies.

`Link` is what pages know; `EngineLink` speaks to a real engine. Everything happens in the event
loop's thread, in turns short enough that the window never stutters.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Literal, Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QTimer, Signal, SignalInstance

from ..link.messages import (
    ArchiveChanged,
    DownloadsChanged,
    Goodbye,
    JobsChanged,
    MirrorsChanged,
    OpenCache,
    Problem,
    Refusal,
    Request,
    RowsChanged,
    TotalsChanged,
    Welcome,
    problem,
)
from ..link.protocol import ClientProtocol, Lines, ProtocolError

LinkState = Literal["starting", "ready", "restarting", "failed"]
Done = Callable[[Any], None]
Failed = Callable[[Refusal], None]

TURN_MS: Final = 6
"""How long one turn of the event loop may read messages."""
CHUNK: Final = 256 << 10
"""Bytes taken from the pipe at once."""
BACKOFF_MS: Final = (200, 1000, 3000, 10_000)
CRASHES: Final = 5
"""So many within `WINDOW_MS` and the engine is given up."""
WINDOW_MS: Final = 60_000
GRACE_MS: Final = 3000
"""What an engine is given to end after its input was closed."""


class Link(Protocol):
    """What a page may ask of an engine, wherever it runs."""

    rows_changed: SignalInstance
    """With a `RowsChanged`."""
    totals_changed: SignalInstance
    """With `Totals`."""
    jobs_changed: SignalInstance
    """With a tuple of `JobView`, newest first."""
    downloads_changed: SignalInstance
    """With a `DownloadsChanged`."""
    mirrors_changed: SignalInstance
    """With a `MirrorsView`."""
    archives_changed: SignalInstance
    """With an `ArchiveView`."""
    state_changed: SignalInstance
    """With a `LinkState`."""

    @property
    def welcome(self) -> Welcome | None:
        """What the engine said of itself; None until it has."""

    @property
    def state(self) -> LinkState: ...

    @property
    def local(self) -> bool:
        """Whether the engine's paths are this machine's."""

    @property
    def problem(self) -> Problem | None:
        """Why `state` is "failed"."""

    def call(self, request: Request, done: Done, failed: Failed | None = None) -> int:
        """Ask; `done` gets the answer, `failed` the refusal, never before this has returned."""

    def restart(self) -> None:
        """Try again after `state` became "failed"."""


class EngineLink(QObject):
    """An engine started as a child process.

    `command` is the program and its arguments up to, not including, `engine`.
    """

    rows_changed = Signal(object)
    totals_changed = Signal(object)
    jobs_changed = Signal(object)
    downloads_changed = Signal(object)
    mirrors_changed = Signal(object)
    archives_changed = Signal(object)
    state_changed = Signal(str)

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._process: QProcess | None = None
        self._protocol = ClientProtocol()
        self._lines = Lines()
        self._unread: Iterator[bytes] = iter(())
        self._calls: dict[int, tuple[Done, Failed | None]] = {}
        self._cache = ""
        self._state: LinkState = "starting"
        self._problem: Problem | None = None
        self._welcome: Welcome | None = None
        self._closing = False
        self._complaints = bytearray()
        self._crashes: deque[int] = deque(maxlen=CRASHES)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._read)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._start)
        self._refusals: list[tuple[Failed, Refusal]] = []
        self._refuse_soon = QTimer(self, singleShot=True, interval=0)
        self._refuse_soon.timeout.connect(self._refuse_waiting)

    @property
    def welcome(self) -> Welcome | None:
        return self._welcome

    @property
    def state(self) -> LinkState:
        return self._state

    @property
    def local(self) -> bool:
        return True

    @property
    def problem(self) -> Problem | None:
        return self._problem

    @property
    def pid(self) -> int:
        """The engine's process, 0 while there is none."""
        return self._process.processId() if self._process else 0

    def start(self) -> None:
        """Start the engine; `state_changed` says when it is ready."""
        self._start()

    def restart(self) -> None:
        self._crashes.clear()
        self._problem = None
        left, self._process = self._process, None
        if left is not None:
            # It said goodbye and takes its time: nobody waits for it any more.
            left.finished.connect(left.deleteLater)
            left.kill()
        self._again.stop()
        self._set_state("restarting")
        self._start()

    def call(self, request: Request, done: Done, failed: Failed | None = None) -> int:
        if isinstance(request, OpenCache):
            self._cache = request.path
        id, line = self._protocol.call(request)
        if self._state == "ready" and self._process is not None:
            self._calls[id] = (done, failed)
            self._process.write(line)
        elif failed is not None:
            self._refuse(failed, Refusal(id, problem("engine-restarted")))
        return id

    def close(self) -> None:
        """End the engine: its input is closed, and it is killed when it does not go by itself."""
        self._closing = True
        for timer in (self._more, self._again, self._refuse_soon):
            timer.stop()
        self._calls.clear()
        process, self._process = self._process, None
        if process is None:
            return
        process.closeWriteChannel()
        if process.state() != QProcess.ProcessState.NotRunning and not process.waitForFinished(GRACE_MS):
            process.kill()
            process.waitForFinished(GRACE_MS)
        process.deleteLater()

    # --- the child

    def _start(self) -> None:
        self._lines, self._unread = Lines(), iter(())
        self._complaints.clear()
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments([*self._command[1:], "engine"])
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._listen)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error)
        self._process = process
        process.start()
        process.write(self._protocol.hello())

    def _listen(self) -> None:
        if self._process is not None:
            self._complaints += self._process.readAllStandardError().data()
            del self._complaints[:-4096]

    def _read(self) -> None:
        """Take messages for one turn; what is left waits for the next."""
        process = self._process
        if process is None:
            return
        turn = QElapsedTimer()
        turn.start()
        try:
            while True:
                for line in self._unread:
                    self._take(line)
                    if self._process is not process:
                        return
                    if turn.elapsed() >= TURN_MS:
                        self._more.start()
                        return
                chunk = bytes(process.read(CHUNK).data())
                if not chunk:
                    return
                self._unread = self._lines.feed(chunk)
        except ProtocolError as error:
            self._complaints += f"\n{error}".encode()
            process.kill()

    def _read_last_words(self, process: QProcess) -> None:
        """What an engine that is gone said before: it may be why it went."""
        with contextlib.suppress(ProtocolError):
            for line in self._unread:
                self._take(line)
            for line in self._lines.feed(bytes(process.readAllStandardOutput().data())):
                self._take(line)

    def _take(self, line: bytes) -> None:
        message = self._protocol.receive(line)
        if isinstance(message, tuple):
            id, result = message
            done, _ = self._calls.pop(id, (None, None))
            if done is not None:
                done(result)
        elif isinstance(message, RowsChanged):
            self.rows_changed.emit(message)
        elif isinstance(message, TotalsChanged):
            self.totals_changed.emit(message.totals)
        elif isinstance(message, JobsChanged):
            self.jobs_changed.emit(message.jobs)
        elif isinstance(message, DownloadsChanged):
            self.downloads_changed.emit(message)
        elif isinstance(message, MirrorsChanged):
            self.mirrors_changed.emit(message.view)
        elif isinstance(message, ArchiveChanged):
            self.archives_changed.emit(message.view)
        elif isinstance(message, Refusal):
            _, failed = self._calls.pop(message.id, (None, None))
            if failed is not None:
                failed(message)
        elif isinstance(message, Welcome):
            self._welcome = message
            self._set_state("ready")
            self.call(OpenCache(self._cache), _nothing)
        elif isinstance(message, Goodbye):
            self._problem = message.problem
            self._give_up()

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finished()

    def _finished(self) -> None:
        if self.sender() is self._process:
            self._ended()

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is None or self._closing:
            return
        self._read_last_words(process)
        self._complaints += process.readAllStandardError().data()
        reason = process.errorString()
        process.deleteLater()
        self._more.stop()
        waiting, self._calls = self._calls, {}
        for id, (_, failed) in waiting.items():
            if failed is not None:
                self._refuse(failed, Refusal(id, problem("engine-restarted")))
        if self._state == "failed":
            return
        now = self._clock.elapsed()
        self._crashes.append(now)
        if len(self._crashes) == CRASHES and now - self._crashes[0] < WINDOW_MS:
            last = self._complaints.decode("utf-8", "replace").strip().rpartition("\n")[2]
            self._problem = problem("engine-failed", reason=last or reason)
            self._set_state("failed")
            return
        recent = sum(1 for crash in self._crashes if now - crash < WINDOW_MS)
        self._set_state("restarting")
        self._again.start(BACKOFF_MS[min(recent, len(BACKOFF_MS)) - 1])

    def _give_up(self) -> None:
        self._set_state("failed")
        if self._process is not None:
            self._process.closeWriteChannel()

    def _set_state(self, state: LinkState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    # --- refusals of our own: always later, as if they had come from the engine

    def _refuse(self, failed: Failed, refusal: Refusal) -> None:
        self._refusals.append((failed, refusal))
        self._refuse_soon.start()

    def _refuse_waiting(self) -> None:
        waiting, self._refusals = self._refusals, []
        for failed, refusal in waiting:
            failed(refusal)


def _nothing(_result: object) -> None:
    """For calls whose answer says no more than that it was done."""
