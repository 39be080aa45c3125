"""What both programs of a bundle start with."""

from __future__ import annotations

import multiprocessing
import sys

from hubkeep.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
