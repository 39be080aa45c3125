"""Which mirrors there are: those that ship with Hubkeep, with what is known of them, and the user's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..problems import Failure, from_os_error
from ..system.atomic import write_atomically
from ..system.locks import ProcessLock
from .typed import checked, endpoints_in
from .values import Entry, TokenPolicy

FILE: Final = "mirrors.json"
_VERSION: Final = 1
_MOST: Final = 500
"""Entries of one's own: what is more was pasted by mistake."""
_LONGEST: Final = 80
"""Characters of a name."""
_PATIENCE: Final = 5.0
_PAUSE: Final = 0.02


class Known(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What Hubkeep ships about one mirror."""

    url: str
    also: tuple[str, ...] = ()
    """Other addresses under which people know it."""
    name: str
    operator: str = ""
    """Empty: nobody knows."""
    note: str
    since: str
    dead: bool = False
    tokens: TokenPolicy = "never"
    listed: bool = True
    """False: it is spoken of only where somebody names it."""

    @property
    def entry(self) -> Entry:
        return Entry(
            url=self.url,
            name=self.name,
            operator=self.operator,
            note=self.note,
            since=self.since,
            dead=self.dead,
            tokens=self.tokens,
        )


class _Shipped(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    mirrors: tuple[Known, ...]


class _Kept(Struct, frozen=True):
    """The file of the user's own entries. Each is read by itself: one that is damaged costs no other."""

    version: int
    mirrors: tuple[msgspec.Raw, ...]


@cache
def shipped() -> tuple[Known, ...]:
    """The mirrors that Hubkeep knows of."""
    data = files("hubkeep.resources").joinpath(FILE).read_bytes()
    return msgspec.json.decode(data, type=_Shipped).mirrors


def known_as(url: str) -> Known | None:
    """What is known of an endpoint, by whichever of its addresses."""
    return next((each for each in shipped() if url == each.url or url in each.also), None)


class Catalogue:
    """All of them. Safe to use from several threads and processes. Methods raise `Failure` where the file
    of the user's own entries can't be read or written."""

    def __init__(self, home: Path) -> None:
        """`home`: Hubkeep's own folder; nothing is written there before there is something to keep."""
        self._file = home / FILE
        self._lock = threading.Lock()
        self._read: tuple[tuple[int, int, int], tuple[Entry, ...]] | None = None

    def entries(self) -> tuple[Entry, ...]:
        """Those that ship with Hubkeep, then the user's own in the order they were added."""
        return (*(each.entry for each in shipped() if each.listed), *map(_with_what_is_known, self._own()))

    def entry_of(self, url: str) -> Entry:
        """What is known of an endpoint, in the list or not."""
        listed = next((each for each in self.entries() if each.url == url), None)
        if listed is not None:
            return listed
        known = known_as(url)
        return Entry(url=url) if known is None else msgspec.structs.replace(known.entry, url=url)

    def insisted(self) -> frozenset[str]:
        """The endpoints that the user wants although all on the way can read along."""
        return frozenset(each.url for each in self._own() if each.insist)

    def add(self, entry: Entry) -> None:
        """Keeps an entry of the user's own, or changes what is said of it. Raises `Failure` where its
        address is none of a mirror, or is in the list already."""
        own = _own_entry(entry)
        known = known_as(own.url)
        if known is not None and known.listed:
            if known.dead:
                raise Failure(known.note)
            raise Failure("mirror-known", name=known.name, endpoint=known.url)
        self._change(lambda kept: _merged(kept, (own,)))

    def remove(self, url: str) -> None:
        """Forgets an entry of the user's own. Raises `Failure` where it is none."""

        def without(kept: tuple[Entry, ...]) -> tuple[Entry, ...]:
            rest = tuple(each for each in kept if each.url != url)
            if rest == kept:
                raise Failure("mirror-not-own", endpoint=url)
            return rest

        self._change(without)

    def import_text(self, text: str) -> int:
        """Adds what an exported list, or any text with addresses, names; how many of them are new. All or
        nothing: raises `Failure` for the first address that can't be a mirror's."""
        found = tuple(map(_own_entry, _named_in(text)))
        if not found:
            raise Failure("mirror-import-empty")
        added: list[Entry] = []
        for each in dict.fromkeys(found):
            known = known_as(each.url)
            if known is None or not known.listed:
                added.append(each)
            elif known.dead and len(found) == 1:
                raise Failure(known.note)
        new = 0

        def with_them(kept: tuple[Entry, ...]) -> tuple[Entry, ...]:
            nonlocal new
            there = {each.url for each in kept}
            fresh = [each for each in added if each.url not in there]
            after = _merged(kept, fresh)
            new = len(after) - len(kept)
            return after

        if added:
            self._change(with_them)
        return new

    def export_text(self) -> str:
        """The user's own entries, as `import_text` takes them."""
        return _written(self._own()).decode()

    # --- the file -------------------------------------------------------------------------------

    def _own(self) -> tuple[Entry, ...]:
        with self._lock:
            stamp = self._stamp()
            if stamp is None:
                return ()
            if self._read is None or self._read[0] != stamp:
                entries, whole = self._decoded()
                if not whole:
                    with self._alone():
                        entries = self._mended()
                    stamp = self._stamp() or stamp
                self._read = stamp, entries
            return self._read[1]

    def _change(self, change: Callable[[tuple[Entry, ...]], tuple[Entry, ...]]) -> None:
        with self._lock, self._alone():
            kept = self._mended()
            after = change(kept)
            if after != kept:
                write_atomically(self._file, _written(after))

    def _mended(self) -> tuple[Entry, ...]:
        """The entries. A damaged file is moved aside first, and what could be read of it is kept."""
        entries, whole = self._decoded()
        if not whole:
            self._set_aside()
            if entries:
                write_atomically(self._file, _written(entries))
        return entries

    def _decoded(self) -> tuple[tuple[Entry, ...], bool]:
        """The entries, and whether all of the file could be read."""
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return (), True
        except OSError as error:
            raise from_os_error(error, str(self._file)) from error
        try:
            kept = msgspec.json.decode(data, type=_Kept)
        except msgspec.DecodeError:
            return (), False
        entries: list[Entry] = []
        for raw in kept.mirrors if kept.version == _VERSION else ():
            try:
                entries.append(_own_entry(msgspec.json.decode(raw, type=Entry)))
            except (msgspec.DecodeError, Failure):
                continue  # counted below: the file is moved aside with it
        whole = kept.version == _VERSION and len(entries) == len(kept.mirrors)
        return _merged((), entries), whole

    def _set_aside(self) -> None:
        """Under a name that nothing has yet, so that no earlier one is lost."""
        number = 1
        while (aside := self._file.with_name(f"{FILE}.broken{f'-{number}' * (number > 1)}")).exists():
            number += 1
        try:
            self._file.rename(aside)
        except OSError as error:
            raise from_os_error(error, str(self._file)) from error

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise from_os_error(error, str(self._file)) from error
        return status.st_mtime_ns, status.st_size, status.st_ino

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps other processes from changing the file. Raises `Failure` where one does for long."""
        lock = ProcessLock(self._file.with_name(f"{FILE}.lock"))
        deadline = time.monotonic() + _PATIENCE
        while not lock.acquire():
            if time.monotonic() > deadline:
                raise Failure("database-locked", path=str(self._file))
            time.sleep(_PAUSE)
        with lock:
            yield


def _named_in(text: str) -> tuple[Entry, ...]:
    """The entries of an exported list, or those that any other text names; not checked. Raises `Failure`."""
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return tuple(Entry(url=each) for each in endpoints_in(text))
    try:
        kept = msgspec.json.decode(text.lstrip("\ufeff"), type=_Kept)
        return tuple(msgspec.json.decode(raw, type=Entry) for raw in kept.mirrors)
    except msgspec.DecodeError as error:
        raise Failure("mirror-import-damaged", reason=str(error)) from error


def _own_entry(entry: Entry) -> Entry:
    """As it is kept: what only Hubkeep can know of a mirror is not the user's to say. Raises `Failure`."""
    bases = [(each.url, base) for each in shipped() if not each.dead for base in (each.url, *each.also)]
    url, insist = checked(entry.url, bases, insist=entry.insist)
    return Entry(
        url=url,
        name=_short(entry.name),
        operator=_short(entry.operator),
        tokens=entry.tokens,
        insist=insist,
        own=True,
    )


def _with_what_is_known(own: Entry) -> Entry:
    """The user's entry, with the warning that goes with an address that was recommended to them."""
    known = known_as(own.url)
    if known is None:
        return own
    return msgspec.structs.replace(
        known.entry,
        url=own.url,
        name=own.name or known.name,
        operator=own.operator or known.operator,
        insist=own.insist,
        own=True,
    )


def _merged(kept: Sequence[Entry], more: Sequence[Entry]) -> tuple[Entry, ...]:
    """Each address once, in its first place and with what was said of it last. Raises `Failure`."""
    by_url = {each.url: each for each in (*kept, *more)}
    if len(by_url) > _MOST:
        raise Failure("mirror-too-many", limit=_MOST)
    return tuple(by_url.values())


def _written(entries: Sequence[Entry]) -> bytes:
    kept = {"version": _VERSION, "mirrors": entries}
    return msgspec.json.format(msgspec.json.encode(kept)) + b"\n"


def _short(text: str) -> str:
    """One line of printable characters, of bounded length."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain.split())[:_LONGEST]
