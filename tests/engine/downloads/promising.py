"""A process that promises space to a download, as Hubkeep does, and keeps its promise until its input ends.

    promising.py HOME JOB FOLDER FREE NEEDED

prints "promised", or the code and what is missing where there is no room. `FREE` bytes are free, whatever
the disk says. A number on its input is what is left from then on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hubkeep.engine.downloads.promises import Promises
from hubkeep.engine.downloads.room import NoRoom, Room
from hubkeep.engine.system.locks import ProcessLock


def main() -> None:
    home, job, folder, free, needed = Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
    left = int(needed)
    with ProcessLock(home / "jobs" / f"{job}.lock") as lock:
        assert lock.acquire()
        promises = Promises(home / "promises.sqlite", home / "jobs")
        room = Room(promises, lambda path: int(free))
        try:
            with room.promised(job, Path(folder), lambda: left):
                print("promised", flush=True)
                for line in sys.stdin:
                    left = int(line)
                    room.refresh(job, left)
                    print(left, flush=True)
        except NoRoom as full:
            print(full.problem.code, full.problem.params["missing"], flush=True)
        promises.close()


if __name__ == "__main__":
    main()
