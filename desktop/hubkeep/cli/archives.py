"""`hubkeep archives`, `mend`, `adopt`, `export`, `import`, `bucket`: archives as a whole, plain folders."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from typing import Any

from ..engine.archive.orders import Adopt, Export, Import, Mend
from ..engine.archive.subjects import place
from ..engine.archive.values import ArchiveResult, ArchiveView, KnownArchive
from ..engine.engine import Engine
from ..engine.problems import Failure, printable
from ..engine.sizes import size
from ..options import Options
from .answer import FAILED, Answer
from .archive import Command, data, named, target
from .naming import cache_of, cached_key, look
from .running import run_order
from .words import iso

_LONGEST = 1 << 14


def add_commands(command: Command) -> None:
    """The commands; `command` makes one of a name, what it runs and a sentence."""
    command("archives", ls, "List archives, what lies in them, and what may be put right.")
    mending = command("mend", mend, "Put links right after an archive was away, or is mounted elsewhere.")
    mending.add_argument("archives", metavar="ARCHIVE", nargs="*", help="by name or folder; default: all")
    adopting = command("adopt", adopt, "Enter what an archive holds into this cache, as links.")
    adopting.add_argument("archive", metavar="DIR", help="a folder, or s3://bucket/prefix")
    adopting.add_argument("repos", metavar="REPO", nargs="*", help="default: all of it")
    giving = command("export", export, "Put a repo into a plain folder that needs no cache.")
    giving.add_argument("repo", metavar="REPO[@REV]")
    giving.add_argument("folder", metavar="DIR")
    giving.add_argument("--dereference", action="store_true", help="copies, for a USB disk")
    taking = command("import", take_in, "Take a plain folder into the cache, verified.")
    taking.add_argument("folder", metavar="DIR")
    taking.add_argument("repo", metavar="REPO", nargs="?", default="", help="default: as the folder says")
    taking.add_argument("--revision", metavar="COMMIT", default="")
    buckets = command("bucket", _no_action, "Keep the keys that open a bucket, or forget them.")
    actions = buckets.add_subparsers(metavar="ACTION", required=True)
    for name, run, text in (
        ("login", log_in, "keep the keys of a bucket in the keyring; the secret is read from stdin"),
        ("logout", log_out, "forget them"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        action.set_defaults(run=run)
        action.add_argument("bucket", metavar="s3://BUCKET")
        action.add_argument("--s3-endpoint", metavar="URL", default="")
        action.add_argument("--s3-region", metavar="NAME", default="")
        if run is log_in:
            action.add_argument("--key-id", metavar="ID", default="", help="default: the first line of stdin")


def ls(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    look(engine, options)
    view = engine.archives.view()
    names = {archive.id: archive.name or archive.path for archive in view.archives}
    found: dict[str, Any] = {
        "archives": [
            {
                "id": archive.id,
                "name": archive.name,
                "path": archive.path,
                "bucket": archive.bucket or None,
                "connected": archive.connected,
                "bytes": archive.bytes,
                "frozen": archive.frozen,
                "repos": archive.repos,
                "free": archive.volume.free if archive.volume is not None else None,
                "seen": iso(archive.seen) if archive.seen else None,
            }
            for archive in view.archives
        ],
        "repos": [
            {
                "id": kept.repo,
                "tier": kept.tier,
                "archive": kept.archive,
                "bytes": kept.bytes,
                "takes": kept.takes,
                "last_access": iso(kept.last_access),
            }
            for kept in view.kept
        ],
        "findings": [
            {
                "kind": finding.kind,
                "archive": finding.archive,
                "keys": list(finding.keys),
                "bytes": finding.bytes,
                "sentence": finding.sentence.sentence() if finding.sentence is not None else "",
            }
            for finding in view.findings
        ],
    }
    return Answer(found, list(_list(view, names)))


def _list(view: ArchiveView, names: dict[str, str]) -> Iterator[str]:
    if not view.archives:
        yield "No archive yet. “hubkeep archive REPO --to DIR” makes one."
        return
    for archive in view.archives:
        yield _line(archive)
    for kept in view.kept:
        where = printable(names.get(kept.archive, kept.archive))
        yield f"  {kept.tier:9} {size(kept.bytes):>9}  {printable(kept.repo)}  ({where})"
    for finding in view.findings:
        if finding.sentence is not None:
            yield finding.sentence.sentence()


def _line(archive: KnownArchive) -> str:
    state = "bucket" if archive.bucket else "connected" if archive.connected else "not connected"
    name = printable(archive.name or archive.bucket or archive.path)
    where = printable(archive.bucket or archive.path)
    free = f", {size(archive.volume.free)} free" if archive.volume is not None and archive.connected else ""
    since = ""
    if not archive.connected and archive.seen:
        since = f", last seen {max(0, int((time.time() - archive.seen) // 86400))} d ago"
    return f"{name} ({where}): {state}, {archive.repos} repos, {size(archive.bytes)}{free}{since}"


def mend(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    found, _ = look(engine, options)
    view = engine.archives.view()
    wanted = [engine.archives.known(name).path for name in arguments.archives]
    broken = [one.archive for one in view.findings if one.kind != "orphan"]
    places = list(dict.fromkeys(wanted or broken))
    results = [
        run_order(engine, options, Mend(cache=found.root, archive=where), ArchiveResult) for where in places
    ]
    said = {
        "repos": named([repo for result in results for repo in result.repos]),
        "archives": places,
        "frees": sum(result.frees for result in results),
    }
    if not results:
        return Answer(said, ["Nothing has to be put right."])
    lines = [
        f"{printable(where)}: put right {len(one.repos)} repos."
        for where, one in zip(places, results, strict=True)
    ]
    return Answer(said, lines)


def adopt(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    found = engine.look(cache_of(options))  # there need not be a cache yet
    keys = tuple(_folder(name) for name in arguments.repos)
    order = Adopt(cache=found.root, archive=target(arguments.archive), keys=keys)
    result = run_order(engine, options, order, ArchiveResult)
    told = f"{len(result.repos)} repos of {printable(result.archive or order.archive)} are in the cache now."
    return _with_problems(result, data(result), [told, *map(printable, named(result.repos))])


def _folder(name: str) -> str:
    from ..engine.cache.names import parse_repo

    repo = parse_repo(name)
    if repo is None:
        raise Failure("not-a-repo-name", what=name)
    return repo.folder


def export(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    found, _ = look(engine, options)
    key, revision = cached_key(found, arguments.repo)
    order = Export(
        cache=found.root,
        key=key,
        to=place(arguments.folder),
        revision=revision,
        dereference=arguments.dereference,
    )
    result = run_order(engine, options, order, ArchiveResult)
    said = {
        "repo": arguments.repo.partition("@")[0],
        "commit": result.commit or None,
        "path": order.to,
        "files": result.files,
        "bytes": result.moved,
    }
    told = f"{result.files} files are in {printable(order.to)}."
    return _with_problems(result, said, [told])


def take_in(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    found = engine.look(cache_of(options))
    order = Import(
        cache=found.root,
        folder=place(arguments.folder),
        repo=arguments.repo,
        revision=arguments.revision,
    )
    result = run_order(engine, options, order, ArchiveResult)
    said = {
        "repo": named(result.repos)[0] if result.repos else None,
        "commit": result.commit or None,
        "files": result.files,
        "bytes": result.moved,
    }
    name = printable(", ".join(named(result.repos)))
    told = f"{result.files} files, {size(result.moved)}, are in the cache as {name}."
    return _with_problems(result, said, [told])


def _with_problems(result: ArchiveResult, said: dict[str, Any], lines: list[str]) -> Answer:
    """What else there is to say; a file that was not taken makes the command fail."""
    sentences = [problem.sentence() for problem in result.problems]
    if sentences:
        said = said | {"problems": sentences}
    if result.failed:
        return Answer(said, lines, problems=sentences, status=FAILED)
    return Answer(said, [*lines, *sentences])


def log_in(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    bucket = target(arguments.bucket, arguments.s3_endpoint, arguments.s3_region)
    key = arguments.key_id or _asked("Access key: ", hidden=False)
    secret = _asked("Secret key (not shown): ", hidden=True)
    if not key or not secret:
        return Answer({}, problems=["there was no key, so nothing was kept."], status=FAILED)
    engine.archives.keep_bucket_keys(bucket, key, secret)
    return Answer({"bucket": bucket, "kept": True}, [f"The keyring keeps the keys of {printable(bucket)}."])


def log_out(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    bucket = target(arguments.bucket, arguments.s3_endpoint, arguments.s3_region)
    engine.archives.keep_bucket_keys(bucket, "", "")
    return Answer({"bucket": bucket, "kept": False}, [f"The keys of {printable(bucket)} are forgotten."])


def _asked(prompt: str, *, hidden: bool) -> str:
    """From a prompt where there is a terminal, else the next line of stdin: an argument could be read by
    every program on the machine."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(_LONGEST).strip()
    if hidden:
        import getpass

        return getpass.getpass(prompt, stream=sys.stderr).strip()
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline(_LONGEST).strip()


def _no_action(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    """argparse asks for an action before it comes to this."""
    raise AssertionError
