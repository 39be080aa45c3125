"""The engine's API: what the window asks through the link, and the command line in process.

One engine looks at one home (Hubkeep's own state) and at one current cache. Everything quick is a
method that returns values or raises `Failure`; everything long is an order for the job runner.

Rooms that a listing of the cache can do without are imported by the methods that need them: the
engine answers in a tenth of a second, and the command line with it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from .archive.ground import Ground
from .archive.orders import ArchiveOrder
from .archive.service import Archives
from .archive.subjects import absolute, folders_of, subject_of
from .archive.values import Stored
from .cache.environment import hub_cache
from .cache.names import parse_repo
from .cache.spelling import on_disk
from .downloads.limits import Limits
from .downloads.orders import Download, DownloadsOrder, Repair
from .downloads.service import Downloads
from .downloads.values import (
    DownloadDetail,
    DownloadResult,
    Offer,
    QueueView,
    Rates,
    SearchResult,
    TokenView,
)
from .jobs.runner import JobRunner
from .jobs.store import JobStore
from .jobs.values import FINISHED, JobState, JobView
from .library import orders
from .library.values import PrunePlan, RelocatePlan, RemovalPlan, RepoDetail, RepoRow, Target, Totals
from .library.works import LIBRARY_LANES, library_works
from .mirrors.service import Mirrors, is_busy
from .mirrors.values import Bench
from .problems import Failure, Problem, printable
from .state.settings import Settings, SettingsFile

if TYPE_CHECKING:
    from .downloads.addresses import Address
    from .hub.outward import Outward
    from .library.place import CachePlace
    from .library.watch import LibraryWatch, Phase


class Audience(Protocol):
    """Who is told of what happens; called from any thread, and must not block."""

    def rows(self, cache: str, rows: Sequence[RepoRow], removed: Sequence[str], *, reset: bool) -> None: ...

    def totals(self, totals: Totals) -> None: ...

    def jobs(self) -> None:
        """Something about the jobs is different."""


class Silence:
    """An audience for those who only ask."""

    def rows(self, cache: str, rows: Sequence[RepoRow], removed: Sequence[str], *, reset: bool) -> None:
        pass

    def totals(self, totals: Totals) -> None:
        pass

    def jobs(self) -> None:
        pass


@dataclass(frozen=True)
class Surroundings:
    """What the engine needs to know of the machine; passed in, so that tests choose it."""

    home: Path
    environ: Mapping[str, str]
    user_home: Path
    worker: tuple[str, ...]
    """The command line of a scan worker, to which the cache folder is added."""
    cores: int
    cache: str = ""
    """The cache that was asked for on the command line; it goes before any choice."""
    endpoints: tuple[str, ...] = ()
    """Those that were asked for there."""


class Engine:
    """All of Hubkeep that is not a window."""

    def __init__(self, surroundings: Surroundings, audience: Audience | None = None) -> None:
        """Opens the home. Raises `Failure` where it can't be used."""
        self._at = surroundings
        self._audience = audience or Silence()
        self._settings = SettingsFile(surroundings.home / "settings.json")
        self._store = JobStore(surroundings.home / "history.sqlite")
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._places: dict[str, CachePlace] = {}
        self._current: CachePlace | None = None
        self._watch: LibraryWatch | None = None
        self._phase: Phase = "reading"
        self._way_out: Outward | None = None
        self.mirrors = Mirrors(
            surroundings.home,
            surroundings.environ,
            surroundings.user_home,
            lambda: self.settings,
            self.write_settings,
            self._store,
            self._outward,
            self._audience.jobs,
            surroundings.endpoints,
        )
        self._downloads = Downloads(
            surroundings.home,
            surroundings.environ,
            lambda: self.settings,
            self._store,
            self._outward,
            self.mirrors.order,
            self._files_changed,
        )
        self.archives = Archives(
            surroundings.home, self._store, self._ground_of, self._root, self._audience.jobs
        )
        self._runner = JobRunner(
            self._store,
            surroundings.home / "jobs",
            {
                **library_works(self._place_of, self._store, surroundings.cores, surroundings.user_home),
                **self._downloads.works,
                **self.mirrors.works,
                **self.archives.works,
            },
            {**LIBRARY_LANES, **self._downloads.lanes, **self.mirrors.lanes, **self.archives.lanes},
            self._audience.jobs,
        )

    @property
    def settings(self) -> Settings:
        """What was chosen last, by this process or another."""
        return self._settings.read()

    # --- caches ---------------------------------------------------------------------------------

    def default_cache(self) -> str:
        """The cache shown when none is named: the command line's, the chosen one, the environment's."""
        return self._at.cache or self.settings.current or str(hub_cache(self._at.environ, self._at.user_home))

    def open_cache(self, path: str = "") -> None:
        """Makes `path` current and keeps its inventory true from now on, telling the audience."""
        from .library.watch import LibraryWatch

        place = self._place_of(os.path.abspath(path) if path else self.default_cache())
        with self._opening:
            self._end_watch()
            self._current = place
            self._phase = "reading"
            self._audience.rows(place.root, (), (), reset=True)
            watch = LibraryWatch(
                place.inventory,
                on_phase=self._on_phase,
                on_problem=self._on_watch_problem,
                busy=self._runner.busy,
            )
            place.follow(
                watch, lambda rows, removed: self._audience.rows(place.root, rows, removed, reset=False)
            )
            self._watch = watch
            watch.start()
        self.archives.again()

    def look(self, path: str = "") -> CachePlace:
        """Makes `path` current and its inventory true once, for one that only asks: the command line."""
        place = self._current = self._place_of(os.path.abspath(path) if path else self.default_cache())
        known = place.inventory.load()
        place.inventory.confirm()
        if known:  # what was scanned just now needs no second look
            place.inventory.deepen()
        place.inventory.save()
        self._phase = "ready"
        return place

    def refresh(self) -> None:
        """Look at the whole disk again, soon."""
        if self._watch is not None:
            self._watch.poke(deep=True)

    def totals(self) -> Totals:
        """The current cache in numbers."""
        from .library.trashed import trashed_bytes

        place = self._now()
        totals = place.inventory.totals(now=time.time(), stale_days=self.settings.stale_days)
        more = place.more_reclaimable()
        if self._phase != "ready" and totals.phase == "ready":
            totals = msgspec.structs.replace(totals, phase=self._phase)
        return msgspec.structs.replace(
            totals, reclaimable=(*totals.reclaimable, *more), trashed=trashed_bytes(place.root, self._store)
        )

    def describe(self, key: str) -> RepoDetail:
        """All of one repo. Raises `Failure` where it is not cached."""
        from .library.reclaim import frees_by_revision
        from .library.summary import detail

        place = self._now()
        row = place.inventory.row(key)
        if row is None:
            raise Failure("not-cached", refused=True, what=key)
        path = os.path.join(place.root, key)
        scan = place.inventory.scan(key)
        if scan is None:
            return RepoDetail(row=row, path=path)
        hashed = place.inventory.index.hashed(key)
        return detail(scan, row, path, frees_by_revision(scan, place.inventory.users), hashed)

    # --- plans ----------------------------------------------------------------------------------

    def plan_removal(self, targets: Sequence[Target]) -> RemovalPlan:
        """What removing `targets` would give back, and who uses them."""
        from .library.removal import checked_removal

        return checked_removal(self._now(), targets).plan

    def plan_prune(self) -> PrunePlan:
        """All that no program would miss."""
        from .library.prune import plan_prune

        return plan_prune(self._now())

    def plan_relocation(self, target: str, *, environment: bool) -> RelocatePlan:
        """What moving the whole cache to `target` would do."""
        from .library.relocation import plan_relocation

        return plan_relocation(self._now(), target, environment=environment, user_home=self._at.user_home)

    def undo_environment(self) -> None:
        """Takes out of the user's shells what a relocation put there on request, and nothing else."""
        from .library.relocation import VARIABLE
        from .system.shell_environment import apply, plan

        apply(plan({VARIABLE: None}, self._at.user_home, sys.platform))

    # --- jobs -----------------------------------------------------------------------------------

    def start(self, order: orders.LibraryOrder | DownloadsOrder | ArchiveOrder | Bench) -> int:
        """Queues an order; the id of its job. What is unsafe is refused here already."""
        if isinstance(order, orders.Undo):
            order = self.archives.taking_back(order.job) or order
        if isinstance(order, ArchiveOrder):
            return self._start_archive(absolute(order))
        if isinstance(order, Bench):
            order = self.mirrors.checked(order)
            return self._runner.order("bench", "", order.repo, len(order.urls), msgspec.json.encode(order))
        if isinstance(order, Download | Repair):
            return self._start_download(msgspec.structs.replace(order, cache=order.cache or self._root()))
        if not order.cache:
            order = msgspec.structs.replace(order, cache=self._now().root)
        for folder in orders.folders_of(order):
            _refuse_if_not_unicode(folder)
        subject, count = orders.subject_of(order)
        kind = type(order).__struct_config__.tag
        assert isinstance(kind, str)
        if isinstance(order, orders.Remove):
            from .library.removal import checked_removal

            place = self._place_of(order.cache)
            checked_removal(place, order.targets).refuse_if_in_use()
        return self._runner.order(kind, order.cache, subject, count, msgspec.json.encode(order))

    def _start_archive(self, order: ArchiveOrder) -> int:
        order = msgspec.structs.replace(order, cache=order.cache or self._root())
        for folder in folders_of(order):
            _refuse_if_not_unicode(folder)
        kind = type(order).__struct_config__.tag
        assert isinstance(kind, str)
        return self._runner.order(kind, order.cache, *subject_of(order), msgspec.json.encode(order))

    def _start_download(self, order: DownloadsOrder) -> int:
        order = self._downloads.checked(order)
        for folder in (order.cache, order.local_dir if isinstance(order, Download) else ""):
            _refuse_if_not_unicode(folder)
        kind = "download" if isinstance(order, Download) else "repair"
        data = msgspec.json.encode(order)
        return self._runner.order(kind, order.cache, order.repo, 1, data, at_once=order.at_once)

    def resume_jobs(self) -> None:
        """Goes on with what an engine before this one left unfinished."""
        self._runner.resume()

    def jobs(self, *, everything: bool = False) -> tuple[JobView, ...]:
        """All jobs worth showing, newest first; with `everything` older and dismissed ones too."""
        return self._runner.jobs(everything=everything)

    def busy(self) -> bool:
        """Whether any job runs here."""
        return self._runner.busy()

    def runs_elsewhere(self, job: int) -> bool:
        """Whether another process runs a job."""
        return self._runner.runs_elsewhere(job)

    def wait(
        self, job: int, *, until: frozenset[JobState] = FINISHED, timeout: float | None = None
    ) -> JobView:
        """Blocks until a job is finished, or in another state of `until`, or `timeout` seconds are over."""
        return self._runner.wait(job, until=until, timeout=timeout)

    def result(self, job: int) -> tuple[str, bytes]:
        """A finished job's kind and the JSON of what it brought. Raises `Failure` where there is none."""
        stored, data = self._store.get(job), self._runner.result(job)
        if stored is None or data is None:
            raise Failure("job-unknown", job=job)
        return stored.view.kind, data

    def control(self, job: int, action: str) -> None:
        """cancel, pause, resume, retry or dismiss a job. Another process that runs it obeys soon."""
        self._runner.control(job, action)

    # --- downloads ------------------------------------------------------------------------------

    def search(self, text: str, type: str, limit: int) -> SearchResult:
        """Repos by words."""
        return self._downloads.search(text, type, limit, self._root())

    def look_up(self, text: str, revision: str = "") -> Offer:
        """What a pasted text names, and what of it is to be had."""
        return self._downloads.look_up(text, revision, self._root())

    def address(self, text: str) -> Address:
        """The repo that a text names, and what of it."""
        return self._downloads.address(text)

    def plan_download(self, order: Download) -> DownloadResult:
        """What an order would bring; `downloaded` is what it would fetch."""
        return self._downloads.plan(msgspec.structs.replace(order, cache=order.cache or self._root()))

    def downloads(self) -> QueueView:
        """The queue at this moment."""
        return self._downloads.queue(self._runner)

    def download_detail(self, job: int) -> DownloadDetail:
        """The files of a download."""
        return self._downloads.detail(job)

    def arrange_downloads(self, ids: Sequence[int]) -> None:
        """Puts unfinished downloads in an order."""
        self._runner.arrange(ids)

    def control_files(self, job: int, paths: Sequence[str], action: str) -> None:
        """Pauses or resumes files of a download."""
        self._downloads.control_files(job, paths, action, self._runner)

    def limit_download(self, job: int, rate: int, connections: int) -> None:
        """Holds an unfinished download to `rate` bytes a second and so many connections to each source, 0 for
        no limit, from now on, whoever runs it."""
        self._downloads.limit(job, Limits(max(0, rate), max(0, connections)))
        self._audience.jobs()

    def control_downloads(self, action: str) -> None:
        """Pauses or resumes the whole queue."""
        self._downloads.control_all(action, self._runner)

    def rates(self) -> Rates:
        """What came in the last ten minutes."""
        return self._downloads.rates()

    def tokens(self) -> tuple[tuple[TokenView, ...], bool]:
        """The logins there are, and whether this machine has a keyring that works."""
        return self._downloads.tokens()

    def keep_token(self, endpoint: str, token: str) -> None:
        """Keeps a token for an endpoint, where it is sent from now on; an empty one is forgotten."""
        self._downloads.keep_token(endpoint, token)

    def allow_token(self, endpoint: str, allowed: bool) -> None:
        """Whether the user's token may be sent to an endpoint."""
        from .downloads.logins import allow_token

        self.write_settings(allow_token(self.settings, endpoint, allowed))

    # --- mirrors --------------------------------------------------------------------------------

    def measure_where_due(self) -> int:
        """Has mirrors measured again where the user leaves that to us, it is time, and it disturbs nothing;
        the id of its job, 0 where nothing was begun. To be called now and then."""
        order = self.mirrors.renewal(lambda: is_busy(self.jobs()) or not self._downloads.line_is_free())
        return self.start(order) if order is not None else 0

    def _files_changed(self, cache: str, repo: str) -> None:
        """A download or a repair changed a repo."""
        current = self._current
        found = parse_repo(repo)
        if found is None or current is None or current.root != cache:
            return
        with contextlib.suppress(Failure, OSError):  # the next look at the disk finds it
            current.changed([found.folder])

    # --- archives -------------------------------------------------------------------------------

    def _ground_of(self, root: str) -> Ground:
        place = self._place_of(root)

        def stored() -> tuple[Stored, ...]:
            trust = place.inventory.trust
            return tuple(
                Stored(
                    key=row.key,
                    repo=row.name if row.type == "model" else f"{row.type}/{row.name}",
                    bytes=row.bytes,
                    last_access=row.last_access,
                    trust=trust,
                )
                for row in place.inventory.rows()
                if row.type != "other"
            )

        return Ground(root, place.changed, stored, self._at.home)

    def _root(self) -> str:
        return self._current.root if self._current is not None else self.default_cache()

    # --- the rest -------------------------------------------------------------------------------

    def reveal(self, path: str) -> None:
        """Shows a path of the current cache in the file manager."""
        from .system.reveal import reveal

        root = self._now().root
        if os.path.commonpath([os.path.abspath(path), root]) != root:
            raise Failure("outside-cache", refused=True, path=path)
        reveal(Path(on_disk(path)))

    def write_settings(self, settings: Settings) -> Settings:
        """Keeps new settings; what they are now."""
        self._settings.write(settings)
        self._runner.nudge()
        if self._current is not None:
            self._audience.totals(self.totals())
        return settings

    def close(self) -> None:
        """Ends everything; jobs go on at the next start."""
        self._end_watch()
        self._runner.close()
        self.archives.close()
        self._downloads.close()
        self.mirrors.close()
        with self._lock:
            if self._way_out is not None:
                self._way_out.close()
            for place in self._places.values():
                place.close()
            self._places.clear()
        self._store.close()

    # --- within ---------------------------------------------------------------------------------

    def _outward(self) -> Outward:
        with self._lock:
            if self._way_out is None:
                from .hub.outward import Outward

                self._way_out = Outward(
                    lambda: self.settings,
                    self._at.environ,
                    self._at.user_home,
                    self._at.home,
                    self._at.endpoints,
                    self.mirrors.preference,
                )
            return self._way_out

    def _now(self) -> CachePlace:
        if self._current is None:
            raise Failure("no-cache-open", refused=True)
        return self._current

    def _place_of(self, root: str) -> CachePlace:
        _refuse_if_not_unicode(root)
        with self._lock:
            place = self._places.get(root)
            if place is None:
                from .library.index import Index
                from .library.inventory import Inventory
                from .library.place import CachePlace

                index = Index(self._at.home / "index.sqlite", root)
                inventory = Inventory(root, index, worker=self._at.worker, workers=self._at.cores)
                place = self._places[root] = CachePlace(inventory, self._at.environ, self._at.user_home)
            return place

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self._current is not None:
            self._current.unfollow()

    def _on_phase(self, phase: Phase) -> None:
        self._phase = phase
        self._audience.totals(self.totals())

    def _on_watch_problem(self, problem: Problem) -> None:
        totals = self.totals()
        self._audience.totals(msgspec.structs.replace(totals, phase="failed", problems=(problem,)))


def _refuse_if_not_unicode(path: str) -> None:
    """Paths that a person chooses travel in messages and lie in databases. Names found on the disk are
    spelled so that they can; for a chosen one it is clearer to ask for another. Raises `Failure`."""
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise Failure("path-not-unicode", refused=True, path=printable(path)) from error
