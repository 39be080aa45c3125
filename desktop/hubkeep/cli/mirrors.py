"""`hubkeep mirrors`: measure them, choose one, and say what uses which."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from ..engine.engine import Engine
from ..engine.mirrors.values import Bench, BenchResult, Entry, Measured, MirrorsView, MirrorView
from ..engine.problems import SENTENCES, Failure, from_os_error, printable
from ..engine.sizes import size
from ..options import Options
from . import environment, room
from .answer import FAILED, Answer
from .probe_progress import show_probe
from .running import run_order
from .words import iso

USABLE: Final = frozenset({"good", "fair"})
_LONGEST: Final = 1 << 20
_MARKS: Final = {"good": "good", "fair": "usable", "bad": "no use", "unknown": "not known"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions behind `hubkeep mirrors`; without one it lists."""
    actions = parser.add_subparsers(metavar="ACTION")

    def action(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    action("ls", ls, "List mirrors and what is known of each, the best first.")
    measure = action("bench", bench, "Measure which mirrors really serve this machine; about half a minute.")
    measure.add_argument("urls", metavar="URL", nargs="*", help="default: all that are listed")
    measure.add_argument("--repo", metavar="REPO", default="", help="measure with this one: org/name")
    choose = action("use", use, "Ask a mirror first from now on, or leave the choice to the measurements.")
    choose.add_argument("what", metavar="URL|auto|official")
    adding = action("add", add, "Put a mirror of your own beside those that Hubkeep knows.")
    adding.add_argument("url", metavar="URL")
    adding.add_argument("--name", default="", help="how it is called in lists")
    removing = action("remove", remove, "Forget a mirror that you added.")
    removing.add_argument("url", metavar="URL")
    importing = action("import", take, "Add the mirrors of an exported list, or of any text with addresses.")
    importing.add_argument("file", metavar="FILE", help="- for standard input")
    action("export", give, "Print the mirrors that you added, for import elsewhere.")
    environment.add_arguments(
        action("env", environment.env, "Print the lines that make a shell or program use the mirror.")
    )
    action(
        "programs", programs, "Show which running programs use which endpoint, and who sent the last bytes."
    )
    room.add_arguments(
        action("room", room.nothing, "A caching mirror for the machines around, run by nginx.")
    )


def ls(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    view = engine.mirrors.view()
    data = {
        "mode": view.mode,
        "endpoint": view.endpoint,
        "order": list(view.order),
        "measured": iso(view.measured) if view.measured else None,
        "repo": view.repo,
        "exported": view.exported,
        "mirrors": [_listed(mirror) for mirror in view.mirrors],
    }
    return Answer(data, list(_list(view, time.time())))


def bench(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    order = Bench(urls=tuple(arguments.urls), repo=arguments.repo)
    result = run_order(engine, options, order, BenchResult, show_probe)
    data = {"mirrors": [measured_data(one) for one in result.mirrors], "best": result.best or None}
    if not result.best:
        worst = [f"{printable(one.url)}: {_reason(one)}" for one in result.mirrors]
        return Answer(data, problems=[*worst, "no mirror is of use."], status=FAILED)
    lines = [*table(result.mirrors), f"The best is {printable(result.best)}."]
    if engine.mirrors.mode() != "auto" and engine.mirrors.order()[0] != result.best:
        lines.append(f"“hubkeep mirrors use {printable(result.best)}” or “hubkeep mirrors use auto” uses it.")
    return Answer(data, lines)


def use(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    first = engine.mirrors.use(arguments.what)
    view = engine.mirrors.view()
    data = {"endpoint": first, "mode": view.mode, "order": list(view.order)}
    others = [printable(url) for url in view.order if url != first]
    then = f", then {', '.join(others)}" if others else ""
    lines = [f"Downloads ask {printable(first)} first{then}."]
    if view.mode == "auto" and not view.measured:
        lines.append("Nothing was measured yet: “hubkeep mirrors bench” does it.")
    if view.exported and view.exported != first:
        lines.append(
            f"Your shells have HF_ENDPOINT={printable(view.exported)}: “hubkeep mirrors env --apply” "
            "changes it."
        )
    return Answer(data, lines)


def add(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    before = {mirror.entry.url for mirror in engine.mirrors.view().mirrors}
    engine.mirrors.add(Entry(url=arguments.url, name=arguments.name, own=True))
    entries = [mirror.entry for mirror in engine.mirrors.view().mirrors if mirror.entry.own]
    new = next((entry for entry in entries if entry.url not in before), None)
    url = new.url if new is not None else arguments.url
    return Answer(
        {"added": url, "own": [entry.url for entry in entries]},
        [f"Added {printable(url)}. “hubkeep mirrors bench {printable(url)}” measures it."],
    )


def remove(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    engine.mirrors.remove(arguments.url)
    own = [mirror.entry.url for mirror in engine.mirrors.view().mirrors if mirror.entry.own]
    return Answer({"removed": arguments.url, "own": own}, [f"Removed {printable(arguments.url)}."])


def take(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    new = engine.mirrors.import_text(_text_of(arguments.file))
    return Answer({"added": new}, [f"{new} mirror(s) added."])


def give(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    text = engine.mirrors.export_text()
    return Answer({"text": text}, text.splitlines())


def programs(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    reached = engine.mirrors.reached()
    data: dict[str, Any] = {
        "endpoint": engine.mirrors.order()[0],
        "programs": [
            {
                "pid": one.pid,
                "command": one.command,
                "endpoint": one.endpoint or None,
                "readable": one.readable,
                "current": one.current,
                "note": one.note.sentence() if one.note is not None else None,
            }
            for one in reached.programs
        ],
        "last": None,
    }
    lines = [
        f"{one.pid:>7}  {printable(one.command)}  "
        f"{printable(one.endpoint) or 'the official one' if one.readable else 'not readable'}"
        f"{'  (the one in use)' if one.current else ''}"
        f"{f'  {one.note.sentence()}' if one.note is not None else ''}"
        for one in reached.programs
    ]
    if not lines:
        lines = ["No running program loads or fetches models."]
    if reached.last is not None:
        last = reached.last
        data["last"] = {"repo": last.repo, "at": iso(last.at), "sources": last.sources}
        came = ", ".join(f"{size(count)} from {printable(url)}" for url, count in last.sources.items())
        lines.append(f"The last download, {printable(last.repo)}: {came}.")
    return Answer(data, lines)


# --- how it is said --------------------------------------------------------------------------------


def measured_data(one: Measured) -> dict[str, Any]:
    """What was measured of one mirror, as scripts read it."""
    return {
        "url": one.url,
        "usable": one.grade in USABLE,
        "verdict": one.verdict.code if one.verdict is not None else "mirror-unknown",
        "reason": _reason(one),
        "latency_ms": _milliseconds(one.answer),
        "ttfb_ms": _milliseconds(one.first_byte),
        "rate": None if one.rate is None else round(one.rate),
        "final_hosts": list(one.hosts[-1:]),
        "commit": one.commit or None,
        "stale": one.behind,
        "commits_behind": one.behind_by,
        "grade": one.grade,
        "findings": [found.sentence() for found in one.findings],
        "hosts": list(one.hosts),
        "resolve_ms": _milliseconds(one.resolve),
        "connect_ms": _milliseconds(one.connect),
        "tls_ms": _milliseconds(one.tls),
        "burst": None if one.burst is None else round(one.burst),
        "ranges": one.ranges,
        "intact": one.intact,
        "missing": list(one.missing),
        "repo": one.repo,
        "bytes": one.fetched,
        "measured": iso(one.at),
    }


def table(measured: Sequence[Measured]) -> Iterator[str]:
    """One line a mirror, the verdict first."""
    width = max([len("MIRROR"), *(len(printable(one.url)) for one in measured)])
    yield f"{'VERDICT':9}  {'RATE':>11}  {'FIRST BYTE':>10}  {'MIRROR':{width}}  WHY"
    for one in measured:
        yield (
            f"{_MARKS[one.grade]:9}  {_rate(one.rate):>11}  {_wait(one.first_byte):>10}  "
            f"{printable(one.url):{width}}  {_reason(one)}"
        ).rstrip()


def _listed(mirror: MirrorView) -> dict[str, Any]:
    entry, last = mirror.entry, mirror.last
    return {
        "url": entry.url,
        "name": entry.name,
        "operator": entry.operator or None,
        "official": mirror.official,
        "own": entry.own,
        "dead": entry.dead,
        "known_since": entry.since or None,
        "rank": mirror.rank or None,
        "why": mirror.why.sentence() if mirror.why is not None else None,
        "note": _note(mirror) or None,
        "used": mirror.used,
        "first": mirror.first,
        "token": mirror.token,
        "tries": mirror.standing.tries,
        "failed": mirror.standing.failed,
        "last": measured_data(last) if last is not None else None,
    }


def _list(view: MirrorsView, now: float) -> Iterator[str]:
    width = max([len("MIRROR"), *(len(printable(mirror.entry.url)) for mirror in view.mirrors)])
    yield f"  {'VERDICT':9}  {'RATE':>11}  {'MIRROR':{width}}  WHY"
    for mirror in view.mirrors:
        mark = ">" if mirror.first else "+" if mirror.used else " "
        grade = "given up" if mirror.entry.dead else _MARKS[mirror.last.grade] if mirror.last else ""
        rate = _rate(mirror.last.rate) if mirror.last else ""
        why = mirror.why.sentence() if mirror.why is not None else _note(mirror)
        yield f"{mark} {grade:9}  {rate:>11}  {printable(mirror.entry.url):{width}}  {why}".rstrip()
    how = {
        "auto": "chosen by what was measured",
        "fixed": "chosen by you",
        "environment": "by HF_ENDPOINT, or because nothing else was chosen",
    }
    yield f"Asked first: {printable(view.endpoint)}, {how[view.mode]}."
    if view.measured:
        hours = max(0, int((now - view.measured) // 3600))
        yield f"Measured {'within the last hour' if not hours else f'{hours} h ago'}."
    else:
        yield "Nothing was measured yet: “hubkeep mirrors bench” does it."


def _note(mirror: MirrorView) -> str:
    return SENTENCES.get(mirror.entry.note, "")


def _reason(one: Measured) -> str:
    return one.verdict.sentence() if one.verdict is not None else ""


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _rate(rate: float | None) -> str:
    return "" if rate is None else f"{size(int(rate))}/s"


def _wait(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:.0f} ms"


def _text_of(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read(_LONGEST)
        return Path(file).read_text("utf-8-sig")[:_LONGEST]
    except OSError as error:
        raise from_os_error(error, file) from error
    except UnicodeDecodeError as error:
        raise Failure("mirror-import-damaged", reason=error.reason) from error
