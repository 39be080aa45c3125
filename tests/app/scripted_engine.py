"""An engine that follows a script: a real process with real pipes, for tests of the link alone.

    scripted_engine.py HOW LOG … engine

HOW: "well" answers everything; "dies" ends at once with a word on stderr; "mumbles" says what is no
message; "leaves" says goodbye, "lingers" does so and stays; "deaf" answers nothing and does not end
when its input does; "floods" sends more rows than one turn can take.
Every request's type is appended to LOG, a line each.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import msgspec
from hubkeep.link.messages import (
    Answer,
    Call,
    FromClient,
    Goodbye,
    Hello,
    MirrorsChanged,
    MirrorsView,
    Nothing,
    OpenCache,
    ReadSettings,
    RepoRow,
    RowsChanged,
    Settings,
    Welcome,
    problem,
)

FLOOD = 20_000
"""Rows that the flood holds, 200 a message."""


def main() -> int:
    how, log = sys.argv[1], Path(sys.argv[2])
    assert sys.argv[-1] == "engine"
    if how == "dies":
        print("Traceback: first line", "RuntimeError: no good", sep="\n", file=sys.stderr)
        return 1
    decode = msgspec.json.Decoder(FromClient).decode
    for line in sys.stdin.buffer:
        message = decode(line)
        if isinstance(message, Hello):
            note(log, "Hello")
            if how in ("leaves", "lingers"):
                say(Goodbye(problem("disk-full", path="/state")))
                break
            if how == "mumbles":
                sys.stdout.buffer.write(b"hello there\n")
                sys.stdout.buffer.flush()
                continue
            if how != "deaf":
                say(Welcome(protocol=1, version="0", host="atelier", pid=0, can_reveal=False))
        elif isinstance(message, Call):
            request = message.request
            note(log, type(request).__name__)
            if how == "deaf":
                continue
            if isinstance(request, OpenCache):
                opened(request, flood=how == "floods")
            result = Settings(stale_days=30) if isinstance(request, ReadSettings) else Nothing()
            say(Answer(message.id, msgspec.Raw(msgspec.json.encode(result))))
    while how in ("deaf", "lingers"):
        time.sleep(0.1)
    note(log, "EOF")
    return 0


def opened(request: OpenCache, flood: bool) -> None:
    say(MirrorsChanged(MirrorsView(endpoint="https://hf-mirror.com")))
    rows = [RepoRow(key=f"models--a--{n}", type="model", name=f"a/{n}") for n in range(FLOOD if flood else 1)]
    for start in range(0, len(rows), 200):
        say(RowsChanged(request.path or "/environment", tuple(rows[start : start + 200]), reset=start == 0))


def say(message: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()


def note(log: Path, word: str) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write(word + "\n")


if __name__ == "__main__":
    sys.exit(main())
