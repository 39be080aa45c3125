"""`python -m tests.hub`: serve the example repos until Ctrl-C; the first line printed is the endpoint."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.hub.models import build
from tests.hub.server import Hub


def main(argv: Sequence[str] | None = None) -> int:
    """The program; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.hub")
    parser.add_argument("--port", type=int, default=0, help="default: any that is free")
    parser.add_argument("--xet", action="store_true", help="keep the LFS files in Xet storage")
    options = parser.parse_args(argv)
    scratch = Path(tempfile.mkdtemp(prefix="local-hub-"))
    # Asked to end in any way, it leaves nothing behind. A shell's background jobs ignore Ctrl-C unless told.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    # hf_xet writes its logs below HF_HOME, which is not to be the user's.
    os.environ["HF_HOME"] = str(scratch)
    try:
        with suppress(KeyboardInterrupt), Hub(port=options.port) as hub:
            for example in build(scratch / "models").all():
                example.put(hub, xet=options.xet)
            print(hub.endpoint, flush=True)
            for repo in hub.content.repos():
                print(f"  {repo.kind.prefix}{repo.id}", flush=True)
            threading.Event().wait()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
