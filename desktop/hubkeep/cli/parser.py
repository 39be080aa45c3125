"""The arguments of every command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from ..engine.engine import Engine
from ..engine.problems import printable
from ..options import Options
from ..version import VERSION
from . import archive as archive_command
from . import archives as archives_command
from . import commands as does
from . import get as getting
from . import jobs as jobs_command
from . import mirrors as mirrors_command
from . import services, tokens
from .answer import USAGE, Answer


class _Parser(argparse.ArgumentParser):
    """One line for a usage error."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"hubkeep: {printable(message)}. See hubkeep --help.\n")
        raise SystemExit(USAGE)


def parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="hubkeep",
        description="Keeps the Hugging Face cache of this machine. Without a command: the window.",
        epilog="Options before or after any command: --cache DIR, --home DIR, --json, --endpoint URL. "
        "A repo is written org/name, dataset/org/name, space/org/name or kernel/org/name, with @revision "
        "behind it where one is meant.",
    )
    parser.add_argument("--version", action="version", version=f"hubkeep {VERSION}")
    parser.set_defaults(run=None, plain=None)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    def command(name: str, run: Callable[..., Answer], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    ls = command("ls", does.ls, "List what is cached.")
    ls.add_argument("--sort", choices=("size", "accessed", "modified", "name"), default="size")
    ls.add_argument(
        "--filter", metavar="EXPR", action="append", help="for example: size>10GB read>90d org:Qwen"
    )
    verify = command("verify", does.verify, "Hash cached files and compare with their names, offline.")
    verify.add_argument("repos", metavar="REPO", nargs="*")
    rm = command("rm", does.rm, "Remove repos or revisions; to the trash unless told otherwise.")
    rm.add_argument("what", metavar="WHAT", nargs="+")
    rm.add_argument("--dry-run", action="store_true")
    rm.add_argument("--permanent", action="store_true", help="delete for good instead")
    getting.add_get(command("get", getting.get, "Fetch a repo; run again after anything, it goes on."))
    getting.add_repair(
        command("repair", getting.repair, "Fetch again what is corrupt or missing in a cached repo.")
    )
    prune = command("prune", does.prune, "Remove what no program would miss.")
    prune.add_argument("--dry-run", action="store_true")
    prune.add_argument(
        "--permanent", action="store_true", help="revisions and blobs too are deleted for good"
    )
    prune.add_argument(
        "--kind",
        action="append",
        choices=("detached", "orphan", "partial", "lock", "no-exist", "xet", "store"),
    )
    relocate = command("relocate", does.relocate, "Move the whole cache to another folder or disk.")
    relocate.add_argument("dir", metavar="DIR")
    relocate.add_argument("--dry-run", action="store_true")
    relocate.add_argument("--environment", action="store_true", help="set HF_HUB_CACHE for your shells")
    join = command("join", does.join, "Store identical files once, by reflink or hard link.")
    join.add_argument("folders", metavar="FOLDER", nargs="*", help="local_dir copies to look into as well")
    join.add_argument("--dry-run", action="store_true")
    undo = command(
        "undo", does.undo, "Take back what a job did: out of the trash, out of an archive, or into it."
    )
    undo.add_argument("job", metavar="JOB", nargs="?", type=int, help="default: the last one")
    undo.add_argument(
        "--environment",
        action="store_true",
        help="take out of your shells' files what relocate --environment put there",
    )
    trash = command("trash", does.trash, "Show what Hubkeep moved to the trash, or delete it for good.")
    trash.add_argument("--empty", action="store_true", help="delete it for good")
    archive_command.add_commands(command)
    archives_command.add_commands(command)
    jobs = command("jobs", jobs_command.jobs, "List jobs under way and finished, or control them.")
    jobs.add_argument("--all", action="store_true", help="older and dismissed ones too")
    actions = jobs.add_subparsers(metavar="ACTION", parser_class=_Parser)
    for action, text in (
        ("pause", "Let go of jobs until they are resumed."),
        ("resume", "Go on with paused or waiting jobs."),
        ("cancel", "End jobs for good."),
        ("retry", "Go on with failed or cancelled jobs; do finished ones again."),
        ("dismiss", "Take finished jobs off the list."),
    ):
        added = actions.add_parser(action, help=text, description=text)
        added.add_argument("jobs", metavar="ID", nargs="+", type=int)
        added.set_defaults(run=jobs_command.control, action=action)
    text = "Hold downloads to other limits from now on."
    jobs_command.add_limits(actions.add_parser("limit", help=text, description=text))
    mirrors_command.add_arguments(
        command(
            "mirrors",
            mirrors_command.ls,
            "Measure which mirrors really work, choose one, and use it everywhere.",
        )
    )
    tokens.add_arguments(command("token", tokens.ls, "Show which login is sent where, and change that."))
    serve = commands.add_parser("engine", help="Speak JSON lines on stdin and stdout, for the window.")
    serve.set_defaults(run=_no_answer, plain=services.serve)
    worker = commands.add_parser("scan-worker")
    worker.add_argument("root")
    worker.set_defaults(run=_no_answer, plain=services.scan_worker)
    return parser


def _no_answer(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    raise AssertionError
