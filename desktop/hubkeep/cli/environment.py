"""`hubkeep mirrors env`: the lines that make something use an endpoint, printed, or put where all shells
read them."""

from __future__ import annotations

import argparse
from typing import Any

from ..engine.engine import Engine
from ..engine.mirrors.values import EndpointExport, ProgramEdit
from ..engine.problems import printable
from ..options import Options
from .answer import Answer

SHELLS = ("bash", "fish", "powershell", "docker", "compose", "systemd", "python")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--shell", choices=SHELLS, default="bash", help="for what; default: bash")
    what.add_argument(
        "--apply", action="store_true", help="write it into your shells' files and the desktop session's"
    )
    what.add_argument("--undo", action="store_true", help="take out what --apply wrote, and nothing else")
    parser.add_argument("--dry-run", action="store_true", help="show what --apply or --undo would change")


def env(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    endpoint = engine.mirrors.order()[0]
    if arguments.apply or arguments.undo:
        return _change(engine, "" if arguments.undo else endpoint, dry_run=arguments.dry_run)
    text = next(one.text for one in engine.mirrors.snippets(endpoint) if one.name == arguments.shell)
    return Answer({"endpoint": endpoint, "shell": arguments.shell, "snippet": text}, text.splitlines())


def _change(engine: Engine, endpoint: str, *, dry_run: bool) -> Answer:
    export = engine.mirrors.plan_endpoint(endpoint)
    data: dict[str, Any] = {
        "endpoint": endpoint or None,
        "edits": [{"path": edit.path, "before": edit.before, "after": edit.after} for edit in export.edits],
        "applied": not dry_run,
    }
    if not export.edits:
        return Answer(data, ["All is so already; nothing to change."])
    if dry_run:
        return Answer(data, [*_shown(export), "Nothing was changed."])
    engine.mirrors.apply_endpoint(export)
    files = [f"  {printable(edit.path)}" for edit in export.edits]
    if endpoint:
        told = f"New shells have HF_ENDPOINT={printable(endpoint)}, the desktop session after the next login:"
        undo = "“hubkeep mirrors env --undo” takes that back. Programs that run keep what they have."
        return Answer(data, [told, *files, undo])
    return Answer(data, ["Took HF_ENDPOINT out again:", *files])


def _shown(export: EndpointExport) -> list[str]:
    return [line for edit in export.edits for line in _difference(edit)]


def _difference(edit: ProgramEdit) -> list[str]:
    import difflib  # no other command needs it

    before, after = (edit.before or "").splitlines(), (edit.after or "").splitlines()
    changed = [
        f"  {printable(line)}"
        for line in difflib.unified_diff(before, after, lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    what = " (new)" if edit.before is None else " (would go)" if edit.after is None else ""
    return [f"{printable(edit.path)}{what}", *changed]
