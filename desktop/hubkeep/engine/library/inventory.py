"""What is in one cache, kept true: rows from the index at once, then confirmed against the disk.

The inventory itself is a plain object with steps (`load`, `confirm`, `deepen`, `learn`), each of which
tells what changed through `on_change`. `LibraryWatch` (watch.py) takes the steps in a thread, the
command line in a row.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from ..cache.away import is_connected
from ..cache.confirm import deep_change, quick_changes
from ..cache.scan import list_entries, scan_foreign, scan_store
from ..cache.scanned import Place, RepoScan, Stamp, StoreScan
from ..cache.spelling import on_disk
from ..formats.model_facts import ModelFacts
from ..problems import Problem, problem
from ..system.volumes import Volume, volume_of
from .facts import learn_facts
from .index import CorruptFile, Index, Scanned
from .scanning import scan_many
from .shared_bytes import SharedBytes
from .summary import Tie, foreign_row, remembered, store_row, summarise, unit_of
from .values import Reclaimable, RepoRow, Totals

_UNSAVED = 12_000
"""Scans kept in memory, at some 4 kB each, before they must go to the index."""
_AT_ONCE = 256
"""Repos that a pass over every file scans together."""


class OnChange(Protocol):
    """Told of rows that are new or different and of keys that are gone."""

    def __call__(self, rows: Sequence[RepoRow], removed: Sequence[str]) -> None: ...


class Inventory:
    """The rows of one cache folder. Steps are taken by one thread at a time; `rows`, `scan` and
    `totals` may be asked from any."""

    def __init__(
        self,
        root: str,
        index: Index,
        *,
        worker: Sequence[str],
        workers: int,
    ) -> None:
        """`worker` is the command line of a scan worker; `workers` may run at once."""
        self.root = root
        self.index = index
        self._worker = worker
        self._workers = workers
        self._on_change: OnChange = lambda rows, removed: None
        self._stopped: Callable[[], bool] = lambda: False
        self._lock = threading.Lock()
        self._rows: dict[str, RepoRow] = {}
        """As they are, `frees` included."""
        self._stamps: dict[str, Stamp] = {}
        self._growing: set[str] = set()
        """Repos with partials: a file that grows changes no folder."""
        self._unsaved: dict[str, Scanned] = {}
        """Scans that the index has not got yet: rows come first."""
        self._shared = SharedBytes()
        self._store = StoreScan()
        self._foreign: set[str] = set()
        self._connected: dict[str, bool] = {}
        """Archives that links lead into, and whether they were connected when last looked at."""
        self._corrupt: dict[str, tuple[CorruptFile, ...]] = {}
        """By repo: files whose bytes were found wrong, as they were then."""
        self._problems: tuple[Problem, ...] = ()
        self._missing = False
        self._volume: Volume | None = None

    def listen(self, on_change: OnChange, stopped: Callable[[], bool]) -> None:
        """From now on tells `on_change`, and ends a step early when `stopped` says so."""
        self._on_change = on_change
        self._stopped = stopped

    # --- asking ---------------------------------------------------------------------------------

    def rows(self) -> list[RepoRow]:
        """All rows, in no order."""
        with self._lock:
            return list(self._rows.values())

    def row(self, key: str) -> RepoRow | None:
        with self._lock:
            return self._rows.get(key)

    def scan(self, key: str) -> RepoScan | None:
        """What is known of one repo's files; None for foreign things and what is not there."""
        with self._lock:
            unsaved = self._unsaved.get(key)
        return msgspec.msgpack.decode(unsaved.scan, type=RepoScan) if unsaved else self.index.scan(key)

    def store(self) -> StoreScan:
        """The shared store."""
        return self._store

    def users(self, unit: str) -> dict[str, Tie]:
        """The repos that hold a shared payload (`store:<hash>`) or inode (`inode:<dev>:<ino>`)."""
        with self._lock:
            return dict(self._shared.users(unit))

    def store_used(self) -> set[str]:
        """Xet hashes of shared payloads that a repo uses."""
        with self._lock:
            return self._shared.store_used()

    @property
    def trust(self) -> str:
        """How far last accesses can be believed here."""
        volume = self._volume
        return volume.access_times if volume else "coarse"

    def totals(self, *, now: float, stale_days: int) -> Totals:
        """The library in numbers, as far as it is known."""
        with self._lock:
            rows = list(self._rows.values())
            double = self._shared.doubly_counted()
            used = self._shared.store_used()
        unused = [p for p in self._store.payloads if p.name not in used and p.place is Place.HERE]
        # One that a repo's blob was joined with by hard link is counted there.
        unused_bytes = sum(p.size for p in unused if not self.users(unit_of(p) or ""))
        volume = self._volume
        trust = self.trust
        stale = 0.0
        if trust != "none":
            before = now - stale_days * 86400
            stale = sum(row.bytes for row in rows if row.last_access is not None and row.last_access < before)
        kinds = {
            "detached": [row.detached_bytes for row in rows if row.detached_bytes],
            "orphan": [row.orphan_bytes for row in rows if row.orphan_bytes],
            "partial": [row.partial_bytes for row in rows if row.partial_bytes],
            "store": [payload.size for payload in unused],
        }
        phase = "missing" if self._missing else "failed" if self._problems else "ready"
        return Totals(
            cache=self.root,
            bytes=sum(row.bytes for row in rows) - double + unused_bytes,
            repos=sum(1 for row in rows if row.state != "foreign"),
            stale_bytes=int(stale),
            stale_days=stale_days,
            trust=trust,  # type: ignore[arg-type]
            reclaimable=tuple(
                Reclaimable(kind=kind, bytes=sum(sizes), items=len(sizes))
                for kind, sizes in kinds.items()
                if sizes
            ),
            volume=volume,
            phase=phase,  # type: ignore[arg-type]
            problems=self._problems,
        )

    # --- the steps ------------------------------------------------------------------------------

    def load(self) -> int:
        """Takes the rows of the index, unconfirmed. Returns how many there are."""
        corrupt: dict[str, list[CorruptFile]] = {}
        for file in self.index.corrupt():
            corrupt.setdefault(file.path.split("/", 1)[0], []).append(file)
        self._corrupt = {key: tuple(files) for key, files in corrupt.items()}
        batch: list[RepoRow] = []
        loaded = 0
        for row, stamp, ties in self.index.rows():
            with self._lock:
                if row.key in self._corrupt:
                    row = self._judged(row)
                self._rows[row.key] = row
                self._stamps[row.key] = stamp
                self._shared.take(row.key, ties)
                if row.partial_bytes:
                    self._growing.add(row.key)
            batch.append(row)
            loaded += 1
            if len(batch) == 200:
                self._on_change(batch, ())
                batch = []
        if batch:
            self._on_change(batch, ())
        with self._lock:
            # What a repo frees depends on all the others, so it is known when all of them are there.
            before = dict(self._rows)
            for key in before:
                self._set_frees(key)
            batch = [row for key, row in self._rows.items() if row is not before[key]]
        if batch:
            self._on_change(batch, ())
        self._store = self.index.store()
        return loaded

    def confirm(self) -> bool:
        """Makes the rows true as far as folders' times tell. Whether anything was different."""
        try:
            repos, foreign = list_entries(self.root)
            with self._lock:
                stamps = dict(self._stamps)
            came_back = not stamps and bool(self._missing or self._problems) and self.load() > 0
            if came_back:  # the disk was away; it is known as it was
                with self._lock:
                    stamps = dict(self._stamps)
            gone = set(stamps).difference(repos)
            changed = quick_changes(self.root, [(f, s) for f, s in stamps.items() if f not in gone])
        except FileNotFoundError:
            self._missing = True
            self._problems = (problem("cache-missing", path=self.root),)
            return self._forget_all()
        except OSError as error:
            self._missing = False
            reason = error.strerror or type(error).__name__
            self._problems = (problem("cache-unreadable", path=self.root, reason=reason),)
            return self._forget_all()
        self._missing, self._problems = False, ()
        self._volume = volume_of_or_none(self.root)
        again = sorted(set(changed).union(set(repos) - set(stamps), self._came_or_went() & set(repos)))
        growing = sorted(self._growing.intersection(repos).difference(again))
        if gone:
            self._take_away(gone)  # first: what was a repo may be a foreign thing of the same name now
        different = self._scan_store()
        different |= self._scan_foreign(foreign)
        different |= self._scan(again)
        different |= self._scan(growing)
        return bool(different or gone or came_back)

    def save(self) -> None:
        """Writes new scans to the index. A kill before that loses knowledge, and nothing else."""
        with self._lock:
            unsaved = list(self._unsaved.items())
        for start in range(0, len(unsaved), _AT_ONCE):
            part = unsaved[start : start + _AT_ONCE]
            with self._lock:
                rows = [
                    msgspec.structs.replace(item, row=self._rows[key])
                    for key, item in part
                    if key in self._rows
                ]
            self.index.put(rows)
            with self._lock:
                for key, item in part:
                    if self._unsaved.get(key) is item:
                        del self._unsaved[key]

    def deepen(self) -> bool:
        """Looks at every file: last accesses, sizes, nested folders. Whether anything was different."""
        changed: list[str] = []
        different = False
        self.save()
        for scan in self.index.scans():
            if self._stopped():
                break
            if scan.folder in self._stamps and deep_change(self.root, scan):
                changed.append(scan.folder)
            if len(changed) >= _AT_ONCE:
                different |= self._scan(changed)
                changed = []
        different |= self._scan(changed)
        self.save()
        return different

    def learn(self, most: int) -> int:
        """Reads what up to `most` repos are, of those not looked into yet. Returns how many were."""
        with self._lock:
            unknown = [row for row in self._rows.values() if row.facts is None and row.revisions]
        unknown = unknown[:most]
        learnt: list[RepoRow] = []
        for row in unknown:
            if self._stopped():
                break
            scan = self.scan(row.key)
            if scan is None:
                self._scan([row.key])  # an index that lost a part must not keep it from being known
                scan = self.scan(row.key)
            facts = ModelFacts() if scan is None else learn_facts(self.root, scan)
            learnt.append(msgspec.structs.replace(row, facts=facts))
        with self._lock:
            # A scan may have come between; facts of other content are not this row's.
            learnt = [
                msgspec.structs.replace(current, facts=row.facts)
                for row in learnt
                if (current := self._rows.get(row.key)) is not None and current.content == row.content
            ]
            self._rows.update((row.key, row) for row in learnt)
        self.index.put_rows(learnt)
        if learnt:
            self._on_change(learnt, ())
        return len(learnt)

    def mark_corrupt(self, checked: Iterable[str], corrupt: Sequence[CorruptFile]) -> None:
        """Takes over what a verification found: of the repos `checked`, only `corrupt` is corrupt."""
        found: dict[str, list[CorruptFile]] = {}
        for file in corrupt:
            found.setdefault(file.path.split("/", 1)[0], []).append(file)
        with self._lock:
            before = {key for key in checked if self._corrupt.pop(key, None)}
            self._corrupt.update((key, tuple(files)) for key, files in found.items())
        self.rescan(before | set(found))
        self.save()

    def rescan(self, keys: Iterable[str]) -> None:
        """Scans some repos now: their files were just changed by ourselves."""
        known = set(keys)
        self._scan(sorted(key for key in known if key in self._stamps))

    # --- within ---------------------------------------------------------------------------------

    def _came_or_went(self) -> set[str]:
        """Repos with links into archives that were plugged in or out since: no folder here tells."""
        with self._lock:
            led = [row for row in self._rows.values() if row.archives]
        now = {base: is_connected(on_disk(base)) for base in {base for row in led for base in row.archives}}
        before, self._connected = self._connected, now
        return {
            row.key
            for row in led
            for base in row.archives
            # At first there is only what the row says.
            if before.get(base, not any(p.code == "archive-offline" for p in row.problems)) is not now[base]
        }

    def _remembered(self, item: Scanned) -> Scanned:
        """`item`, with what the scan before knew of the blobs of an archive that is away now."""
        if not any(p.code == "archive-offline" for p in item.row.problems):
            return item
        before = self.scan(item.row.key)
        if before is None:
            return item
        scan = remembered(msgspec.msgpack.decode(item.scan, type=RepoScan), before)
        summary = summarise(scan)
        return Scanned(summary.row, scan.stamp, summary.ties, msgspec.Raw(msgspec.msgpack.encode(scan)))

    def _scan(self, folders: Sequence[str]) -> bool:
        """Scans repos and takes in what they are now. Whether any was different."""
        gone: list[str] = []
        different = False
        if not folders:
            return False
        for batch in scan_many(
            self.root, folders, worker=self._worker, workers=self._workers, stopped=self._stopped
        ):
            different |= self._take([self._remembered(item) for _, item in batch if item is not None])
            gone += [folder for folder, item in batch if item is None and folder in self._stamps]
            if len(self._unsaved) >= _UNSAVED:
                self.save()
        if gone:
            self._take_away(gone)
        return bool(different or gone)

    def _take(self, scanned: Iterable[Scanned]) -> bool:
        """Takes new scans in. Whether any row is different; only those are told of."""
        scanned = list(scanned)
        with self._lock:
            before: dict[str, RepoRow | None] = {}
            for item in scanned:
                row = item.row
                key = row.key
                known = before.setdefault(key, self._rows.get(key))
                if known is not None and known.content == row.content:
                    row = msgspec.structs.replace(row, facts=known.facts)
                if key in self._corrupt:
                    row = self._judged(row)
                self._rows[key] = row
                self._stamps[key] = item.stamp
                for other in self._shared.take(key, item.ties):
                    before.setdefault(other, self._rows.get(other))
                if row.partial_bytes:
                    self._growing.add(key)
                else:
                    self._growing.discard(key)
                self._unsaved[key] = item
            for key in before:
                self._set_frees(key)
            changed = [self._rows[key] for key, row in before.items() if self._rows.get(key) != row]
        if changed:
            self._on_change([row for row in changed if row is not None], ())
        return bool(changed)

    def _judged(self, row: RepoRow) -> RepoRow:
        """`row` with what the last verification found, as far as those files are still the same."""
        bad = [file for file in self._corrupt[row.key] if file.same(self.root)]
        if not bad or any(known.code == "corrupt" for known in row.problems):
            return row
        found = problem("corrupt", count=len(bad), path=bad[0].shown)
        return msgspec.structs.replace(row, state="broken", problems=(found, *row.problems))

    def _set_frees(self, key: str) -> None:
        row = self._rows.get(key)
        if row is not None:
            frees = row.bytes - self._shared.kept(key)
            if frees != row.frees:
                self._rows[key] = msgspec.structs.replace(row, frees=frees)

    def _take_away(self, keys: Iterable[str]) -> None:
        keys = list(keys)
        with self._lock:
            touched: set[str] = set()
            for key in keys:
                self._rows.pop(key, None)
                self._stamps.pop(key, None)
                self._growing.discard(key)
                self._unsaved.pop(key, None)
                touched |= self._shared.drop(key)
            for key in touched:
                self._set_frees(key)
            changed = [self._rows[key] for key in touched if key in self._rows]
        self.index.drop(keys)
        self._on_change(changed, keys)

    def _forget_all(self) -> bool:
        keys = [*self._stamps, *self._foreign]
        self._foreign.clear()
        # The index keeps what it knows: an unmounted disk comes back as it was.
        with self._lock:
            self._rows.clear()
            self._stamps.clear()
            self._growing.clear()
            self._unsaved.clear()
            self._shared = SharedBytes()
        self._store = StoreScan()
        if keys:
            self._on_change((), keys)
        return bool(keys)

    def _scan_foreign(self, names: Sequence[str]) -> bool:
        rows: list[RepoRow] = []
        if (row := store_row(self._store)) is not None:
            rows.append(row)
        for name in names:
            try:
                rows.append(foreign_row(scan_foreign(self.root, name)))
            except OSError:
                continue  # gone since it was listed
        with self._lock:
            gone = self._foreign.difference(row.key for row in rows)
            for key in gone:
                self._rows.pop(key, None)
            changed = [row for row in rows if self._rows.get(row.key) != row]
            self._rows.update((row.key, row) for row in rows)
            self._foreign = {row.key for row in rows}
        if changed or gone:
            self._on_change(changed, sorted(gone))
        return bool(changed or gone)

    def _scan_store(self) -> bool:
        store = scan_store(self.root)
        if store == self._store:
            return False
        self._store = store
        self.index.put_store(store)
        return True


def volume_of_or_none(path: str) -> Volume | None:
    """The volume `path` lies on, None where the system does not tell."""
    try:
        return volume_of(Path(path))
    except OSError:
        return None
