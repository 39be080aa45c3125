"""What both programs of a bundle start with."""

from __future__ import annotations

import multiprocessing

from hubkeep.__main__ import program

if __name__ == "__main__":
    multiprocessing.freeze_support()
    program()
