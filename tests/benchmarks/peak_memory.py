"""How much memory a program and its children hold at most."""

from __future__ import annotations

import threading

import psutil


class PeakMemory:
    """The largest sum of what a process and its children hold (PSS), sampled twenty times a second."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self._peak = 0
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def _sample(self) -> None:
        while not self._over.wait(0.05):
            total = 0
            try:
                family = (self._process, *self._process.children())
            except psutil.Error:
                return
            for process in family:
                try:
                    memory = process.memory_full_info()
                except psutil.Error:
                    continue
                total += memory.pss if hasattr(memory, "pss") else memory.uss
            self._peak = max(self._peak, total)

    def stop(self) -> int:
        """Bytes."""
        self._over.set()
        self._thread.join()
        return self._peak
