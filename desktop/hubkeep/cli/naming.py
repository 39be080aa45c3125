"""What a person names on the command line, found in the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine.cache.names import parse_repo
from ..engine.cache.spelling import spelled
from ..engine.engine import Engine
from ..engine.library.values import (
    Target,
    Totals,
)
from ..engine.problems import Failure
from ..options import Options
from .words import written

if TYPE_CHECKING:
    from ..engine.library.place import CachePlace


def cache_of(options: Options) -> str:
    return str(options.cache) if options.cache is not None else ""


def look(engine: Engine, options: Options) -> tuple[CachePlace, Totals]:
    """The cache and its numbers as of now. Raises `Failure` where it can't be read."""
    place = engine.look(cache_of(options))
    totals = engine.totals()
    if totals.problems:
        raise Failure.of(totals.problems[0])
    return place, totals


def cached_key(place: CachePlace, text: str) -> tuple[str, str]:
    """The folder of the repo that `text` (`org/name`, `dataset/org/name@rev`) names, and the revision.
    Raises `Failure` where the cache has no such repo."""
    name, _, revision = spelled(text).partition("@")
    repo = parse_repo(name)
    if repo is not None:
        key = repo.folder
    else:
        # Not a name that the Hub would give, but `ls` shows what is there, and what it shows is taken.
        shown = {written(row): row.key for row in place.inventory.rows()}
        key = shown.get(name, "")
        if not key:
            raise Failure("not-a-repo-name", what=text)
    if place.inventory.row(key) is None:
        raise Failure("not-cached", what=text)
    return key, revision


def target_of(engine: Engine, place: CachePlace, text: str) -> Target:
    key, revision = cached_key(place, text)
    if not revision:
        if text.endswith("@"):
            raise Failure("not-cached", what=text)
        return Target(key)
    detail = engine.describe(key)
    found = [r.commit for r in detail.revisions if revision in r.refs or r.commit == revision] or [
        r.commit for r in detail.revisions if len(revision) >= 4 and r.commit.startswith(revision)
    ]
    if len(found) != 1:
        raise Failure("not-cached", what=text)
    return Target(key, found[0])
