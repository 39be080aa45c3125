"""Scans many repos at once. Python runs one thread at a time, so the work goes to processes.

A worker (`hubkeep scan-worker`) reads folder names on its standard input and writes one frame for
each on its standard output; it ends when its input does, so none outlives a killed engine.
"""

from __future__ import annotations

import contextlib
import os
import queue
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Final

import msgspec

from ..cache.scan import scan_repo
from .index import Scanned
from .summary import summarise

if TYPE_CHECKING:
    import subprocess

_BATCH: Final = 64
_WORTH_WORKERS: Final = 400
"""Below so many repos a walk is over before a second Python has started."""

_LONGEST: Final = 1 << 30
"""Bytes: longer than any frame."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[str, Scanned | None]]).decode
_decode_names = msgspec.msgpack.Decoder(list[str]).decode


def scan_one(root: str, folder: str, *, at_root: bool = False) -> Scanned | None:
    """One repo scanned and summed up, None where it is gone."""
    try:
        scan = scan_repo(root, folder, at_root=at_root)
    except FileNotFoundError:
        return None
    summary = summarise(scan)
    return Scanned(summary.row, scan.stamp, summary.ties, msgspec.Raw(_encode(scan)))


def scan_many(
    root: str,
    folders: Sequence[str],
    *,
    worker: Sequence[str],
    workers: int,
    stopped: Callable[[], bool],
) -> Iterator[list[tuple[str, Scanned | None]]]:
    """Batches of scanned repos, in any order; `worker` is the command line of a scan worker."""
    batches = [folders[i : i + _BATCH] for i in range(0, len(folders), _BATCH)]
    if workers < 2 or len(folders) < _WORTH_WORKERS:
        for batch in batches:
            if stopped():
                return
            yield [(folder, scan_one(root, folder)) for folder in batch]
        return
    yield from _in_processes(root, batches, worker, workers, stopped)


def _in_processes(
    root: str, batches: list[Sequence[str]], worker: Sequence[str], workers: int, stopped: Callable[[], bool]
) -> Iterator[list[tuple[str, Scanned | None]]]:
    import subprocess  # only a scan needs it

    waiting: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()
    for batch in batches:
        waiting.put(batch)
    results: queue.SimpleQueue[tuple[Sequence[str], bytes | None] | None] = queue.SimpleQueue()
    processes: list[subprocess.Popen[bytes]] = []
    # No more processes, no more memory: then this one does what is left.
    with contextlib.suppress(OSError):
        for _ in range(min(workers, len(batches))):
            processes.append(
                subprocess.Popen(
                    [*worker, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                )
            )
    threads = [
        threading.Thread(target=_drive, args=(process, waiting, results, stopped), name=f"scan-{number}")
        for number, process in enumerate(processes)
    ]
    for thread in threads:
        thread.start()
    try:
        ended = 0
        while ended < len(processes):
            result = results.get()
            if result is None:
                ended += 1
                continue
            batch, frame = result
            scanned = _understood(frame)
            if scanned is None:
                # The worker died over this batch; the work itself is still to be done.
                scanned = [(folder, scan_one(root, folder)) for folder in batch]
            yield scanned
        while not stopped() and not waiting.empty():
            yield [(folder, scan_one(root, folder)) for folder in waiting.get()]
    finally:
        with contextlib.suppress(queue.Empty):
            while True:
                waiting.get_nowait()
        for process in processes:
            process.kill()
        for thread in threads:
            thread.join()
        for process in processes:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    # What a dead worker never read can't be flushed any more.
                    with contextlib.suppress(OSError):
                        pipe.close()


def _understood(frame: bytes | None) -> list[tuple[str, Scanned | None]] | None:
    try:
        return None if frame is None else _decode(frame)
    except msgspec.DecodeError:
        return None


def _drive(
    process: subprocess.Popen[bytes],
    waiting: queue.SimpleQueue[Sequence[str]],
    results: queue.SimpleQueue[tuple[Sequence[str], bytes | None] | None],
    stopped: Callable[[], bool],
) -> None:
    """Feeds one worker until nothing waits."""
    assert process.stdin is not None
    assert process.stdout is not None
    while not stopped():
        try:
            batch = waiting.get_nowait()
        except queue.Empty:
            break
        try:
            _write_frame(process.stdin, _encode(list(batch)))
            frame = _read_frame(process.stdout)
        except (OSError, ValueError):
            frame = None
        results.put((batch, frame))
        if frame is None:
            break
    results.put(None)


def run_worker(root: str, commands: IO[bytes], answers: IO[bytes]) -> None:
    """A worker's whole life."""
    at_root = True
    try:
        os.chdir(root)
    except OSError:
        at_root = False
    while (frame := _read_frame(commands)) is not None:
        scanned = [(folder, scan_one(root, folder, at_root=at_root)) for folder in _decode_names(frame)]
        _write_frame(answers, _encode(scanned))


def _write_frame(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(struct.pack("<I", len(data)) + data)
    pipe.flush()


def _read_frame(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack("<I", head)
    if length > _LONGEST:
        return None  # something else wrote into the pipe; waiting for so much would take for ever
    data = pipe.read(length)
    return data if len(data) == length else None
