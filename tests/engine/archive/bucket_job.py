"""One job of an archive in a bucket, in a process that can be killed.

    python -m tests.engine.archive.bucket_job CACHE HOME KEY [TO]

Without TO it restores.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.engine.archive.grounds import Works


def main() -> int:
    cache, home, key, *to = sys.argv[1:]
    works = Works(Path(cache), Path(home))
    view = works.archived(key, to=to[0]) if to else works.restored(key)
    works.close()
    print(view.state, view.problem)
    return 0 if view.state == "done" else 1


if __name__ == "__main__":
    sys.exit(main())
