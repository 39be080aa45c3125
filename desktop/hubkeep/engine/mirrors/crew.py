"""Work done side by side, which its owner watches and may end at any moment."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

_LOOK: Final = 0.03

Task = Callable[[], None]


def side_by_side(
    tasks: Sequence[Task], at_once: int, watch: Callable[[], None], end: Callable[[], None]
) -> None:
    """Runs `tasks`, so many at once, and returns when all are over. `watch` is called all the while by the
    caller's own thread; where it raises, or a task does, `end` is called, which is to see to it that the
    other tasks return, and what was raised is raised."""
    waiting, lock = deque(tasks), threading.Lock()
    raised: list[BaseException] = []
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            with lock:
                if not waiting:
                    return
                task = waiting.popleft()
            try:
                task()
            except BaseException as error:  # noqa: BLE001 - raised again by who waits
                raised.append(error)
                over.set()

    threads = [threading.Thread(target=work, name="probe") for _ in range(min(at_once, len(tasks)))]
    for thread in threads:
        thread.start()
    try:
        while not over.is_set() and any(thread.is_alive() for thread in threads):
            watch()
            time.sleep(_LOOK)
        watch()
    except BaseException:
        over.set()
        end()
        raise
    finally:
        if over.is_set():
            end()
        for thread in threads:
            thread.join()
    if raised:
        raise raised[0]
