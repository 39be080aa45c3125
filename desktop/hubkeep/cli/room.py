"""`hubkeep mirrors room`: a caching mirror for the machines around, as files for nginx."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..engine.engine import Engine
from ..engine.mirrors.values import RoomMirror, RoomMirrorFiles
from ..engine.problems import printable
from ..options import Options
from .answer import FAILED, Answer
from .get import rate

_LONGEST = 1 << 14


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    text = "Write what nginx needs into a folder, and say how to begin."
    writing = actions.add_parser("write", help=text, description=text)
    writing.set_defaults(run=write)
    writing.add_argument("into", metavar="DIR", help="where nginx.conf and the rest go")
    writing.add_argument("--keep", metavar="DIR", required=True, help="where the files of models are kept")
    writing.add_argument("--upstream", metavar="URL", default="", help="default: the endpoint in use")
    writing.add_argument("--listen", metavar="ADDRESS", default="127.0.0.1")
    writing.add_argument("--port", type=int, default=8090)
    writing.add_argument("--name", default="", help="what the others call this machine")
    writing.add_argument(
        "--max-size", metavar="SIZE", type=rate, default=500_000_000_000, help="for example 500G"
    )
    writing.add_argument("--days", type=int, default=60, help="how long what nobody asks for is kept")
    writing.add_argument(
        "--allow", metavar="NETWORK", action="append", default=[], help="for example 192.168.1.0/24"
    )
    writing.add_argument("--user", default="", help="ask for a login; the password is read from a prompt")
    writing.add_argument("--certificate", metavar="FILE", default="")
    writing.add_argument("--key", metavar="FILE", default="")
    writing.add_argument("--dry-run", action="store_true", help="print the configuration instead")
    text = "Try what is in a folder with the nginx of this machine."
    checking = actions.add_parser("check", help=text, description=text)
    checking.set_defaults(run=check)
    checking.add_argument("folder", metavar="DIR")
    checking.add_argument(
        "--repo",
        metavar="REPO",
        default="",
        help="try it with this one: org/name; default: a small public one",
    )


def nothing(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    """argparse asks for an action before it comes to this."""
    raise AssertionError


def write(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    mirror = RoomMirror(
        upstream=arguments.upstream or engine.mirrors.order()[0],
        listen=arguments.listen,
        port=arguments.port,
        server_name=arguments.name,
        folder=str(Path(arguments.keep).absolute()),
        max_size=arguments.max_size,
        keep_days=arguments.days,
        allow=tuple(arguments.allow),
        user=arguments.user,
        certificate=arguments.certificate and str(Path(arguments.certificate).absolute()),
        key=arguments.key and str(Path(arguments.key).absolute()),
    )
    password = _password(arguments.user) if arguments.user else ""
    if arguments.dry_run:
        files = engine.mirrors.draft_room(mirror, password)
        return Answer(_data(files, None), [*files.config.splitlines(), *_notes(files)])
    into = str(Path(arguments.into).absolute())
    files = engine.mirrors.write_room(mirror, password, into)
    return Answer(
        _data(files, into),
        [
            f"Written into {printable(into)}. “hubkeep mirrors room check {printable(into)}” tries it.",
            f"How to begin stands in {printable(str(Path(into, 'README.txt')))}.",
            f"The others set HF_ENDPOINT={printable(files.endpoint)}.",
            *_notes(files),
        ],
    )


def check(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    found = engine.mirrors.check_room(str(Path(arguments.folder).absolute()), arguments.repo)
    sentences = [problem.sentence() for problem in found.problems]
    data = {"ok": found.ok, "said": found.said, "problems": sentences}
    if found.ok:
        works = any(problem.code == "mirror-room-works" for problem in found.problems)
        taken = "nginx takes it, and it does what it is for." if works else "nginx takes the configuration."
        return Answer(data, [taken, *sentences])
    return Answer(data, problems=sentences or [found.said], status=FAILED)


def _data(files: RoomMirrorFiles, into: str | None) -> dict[str, Any]:
    return {
        "endpoint": files.endpoint,
        "folder": into,
        "config": files.config,
        "notes": [note.sentence() for note in files.notes],
    }


def _notes(files: RoomMirrorFiles) -> list[str]:
    return [note.sentence() for note in files.notes]


def _password(user: str) -> str:
    """From a prompt that shows nothing where there is a terminal, else the first line of stdin: an argument
    could be read by every program on the machine."""
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass(f"Password for {printable(user)} (not shown): ", stream=sys.stderr)
    return sys.stdin.readline(_LONGEST).strip()
