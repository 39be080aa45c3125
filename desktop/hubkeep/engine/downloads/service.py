"""What the engine offers of downloads: the queue, the choice of what to fetch, and logins.

An engine must answer at once, so rooms that only a download needs are imported when the first one is.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..cache.environment import symlinks_wanted
from ..cache.names import parse_repo
from ..hub.urls import OFFICIAL
from ..jobs.job import Work
from ..jobs.runner import JobRunner
from ..jobs.store import JobStore, StoredJob
from ..jobs.values import FINISHED, JobView
from ..net.address import endpoint_of
from ..problems import Failure
from ..state.settings import Settings
from .board import (
    KEPT,
    KINDS,
    PAUSED_FILES,
    PICTURE,
    Board,
    Kept,
    in_order,
    paused_files,
    picture_in,
    view_of,
)
from .gate import Gate
from .limits import LIMITS, Limits
from .orders import Download, DownloadsOrder
from .promises import Promises
from .rate_log import RateLog
from .regained import SpaceRegained
from .room import Room
from .values import (
    DownloadDetail,
    DownloadResult,
    DownloadView,
    FileView,
    Offer,
    QueueView,
    Rates,
    SearchResult,
    TokenView,
)
from .works import LANE, download_lanes, download_works

if TYPE_CHECKING:
    from ..hub.outward import Outward
    from .addresses import Address
    from .means import Means


class Downloads:
    """Everything of downloads that one engine has. Methods raise `Failure`."""

    def __init__(
        self,
        home: Path,
        environ: Mapping[str, str],
        settings: Callable[[], Settings],
        store: JobStore,
        outward: Callable[[], Outward],
        usual: Callable[[], tuple[str, ...]],
        changed: Callable[[str, str], None],
    ) -> None:
        """`usual`: the endpoints of orders that name none; `changed` is told a cache and a repo whose files
        are different now."""
        self._home = home
        self._outward = outward
        self._usual = usual
        self._settings = settings
        self._store = store
        self._board = Board()
        self._rates = RateLog()
        self._results: dict[int, tuple[float | None, bytes | None]] = {}
        self._making = threading.Lock()
        self._shared: Means | None = None
        self._links = None if symlinks_wanted(environ) else False
        self._gate = Gate(settings, self._usual_endpoints)
        self._promises = Promises(home / "promises.sqlite", home / "jobs")
        self._room = Room(self._promises)
        self.lanes = download_lanes(
            lambda: settings().downloads_at_once,
            lambda job: self._gate.closed(),
            SpaceRegained(self._room),
        )
        self.works: Mapping[str, Work] = download_works(self._means, self._board, self._links, changed)

    def close(self) -> None:
        self._gate.close()
        self._promises.close()

    # --- the queue ------------------------------------------------------------------------------

    def queue(self, runner: JobRunner) -> QueueView:
        """All of it."""
        jobs = {view.id: view for view in runner.jobs() if view.kind in KINDS}
        stored = [one for one in self._store.listed() if one.view.id in jobs]
        stored.sort(key=lambda one: (jobs[one.view.id].position, one.view.id))
        views = tuple(self._view(one, jobs[one.view.id]) for one in in_order(stored))
        return QueueView(
            downloads=views,
            rate=sum(view.rate or 0 for view in views if view.state == "running"),
            paused=runner.all_paused(LANE),
            waiting=self._gate.closed(),
        )

    def _view(self, stored: StoredJob, job: JobView) -> DownloadView:
        result = self._result(stored) if job.state in FINISHED else None
        noted = self._store.noted(job.id, KEPT) if job.state != "done" else None
        commit = msgspec.json.decode(noted, type=Kept).commit if noted else ""
        live = self._board.get(job.id)
        seen = self._store.noted(job.id, PICTURE) if live is None and job.state != "done" else None
        limits = self._store.noted(job.id, LIMITS) if job.state not in FINISHED else None
        return view_of(stored, job, live, commit, result, picture_in(seen), limits)

    def _result(self, stored: StoredJob) -> bytes | None:
        known = self._results.get(stored.view.id)
        if known is None or known[0] != stored.view.finished:
            known = self._results[stored.view.id] = (stored.view.finished, self._store.result(stored.view.id))
        return known[1]

    def detail(self, job: int) -> DownloadDetail:
        """The files of a download, as far as they are known."""
        stored = self._known(job)
        live = self._board.get(job)
        files = live.files() if live is not None else None
        if files is None and stored.view.state == "done" and stored.view.kind == "download":
            result = msgspec.json.decode(self._result(stored) or b"{}", type=DownloadResult)
            files = tuple(
                FileView(path=file.path, size=file.bytes, done=file.bytes, state="done")
                for file in result.files
            )
        return DownloadDetail(id=job, files=files or ())

    def control_files(self, job: int, paths: Sequence[str], action: str, runner: JobRunner) -> None:
        """Pauses or resumes files of a download."""
        stored = self._known(job)
        before = paused_files(self._store.noted(job, PAUSED_FILES))
        now = before | set(paths) if action == "pause" else before - set(paths)
        self._store.note(job, PAUSED_FILES, sorted(now))
        live = self._board.get(job)
        if live is not None:
            live.paused = now
        elif action == "resume" and stored.view.state == "paused":
            runner.control(job, "resume")

    def limit(self, job: int, limits: Limits) -> None:
        """Holds an unfinished download to other limits from now on."""
        if self._known(job).view.state in FINISHED:
            raise Failure("job-finished", job=job)
        self._store.note(job, LIMITS, limits)
        live = self._board.get(job)
        if live is not None:
            live.limits = limits

    def control_all(self, action: str, runner: JobRunner) -> None:
        """Pauses or resumes the whole queue."""
        (runner.pause_all if action == "pause" else runner.resume_all)(LANE)

    def checked(self, order: DownloadsOrder) -> DownloadsOrder:
        """An order as it is kept: its repo and endpoints spelled in one way, so that the same wish is the
        same job. Refuses what can't be done."""
        repo = parse_repo(order.repo)
        if repo is None:
            raise Failure("not-a-repo-name", what=order.repo)
        insisted = self._outward().experience.insisted() if order.endpoints else ()
        endpoints = tuple(endpoint_of(each, insisted) for each in order.endpoints)
        if isinstance(order, Download) and order.local_dir:
            order = msgspec.structs.replace(order, local_dir=os.path.abspath(order.local_dir))
        return msgspec.structs.replace(order, repo=str(repo), endpoints=endpoints)

    def _usual_endpoints(self) -> tuple[str, ...]:
        """Those of orders that name none."""
        try:
            return self._usual()
        except Failure:
            return (OFFICIAL,)

    def _known(self, job: int) -> StoredJob:
        stored = self._store.get(job)
        if stored is None or stored.view.kind not in KINDS:
            raise Failure("job-unknown", job=job)
        return stored

    def rates(self) -> Rates:
        """The last ten minutes."""
        return self._rates.read()

    def line_is_free(self) -> bool:
        """Whether there is a network, and nobody says that it costs by volume. Not before it was looked
        at, which is begun."""
        return self._gate.line_is_free()

    # --- what to fetch --------------------------------------------------------------------------

    def search(self, text: str, kind: str, limit: int, cache: str) -> SearchResult:
        """Repos by words."""
        from .offers import search

        return search(self._outward(), text, kind, limit, cache)

    def look_up(self, text: str, revision: str, cache: str) -> Offer:
        """What a pasted text names, and what it holds."""
        from .offers import look_up

        return look_up(self._outward(), text, revision, cache)

    def address(self, text: str) -> Address:
        """What a text names: a repo, a URL, a line out of a README."""
        from .addresses import parse_address

        return parse_address(text, self._outward().endpoints())

    def plan(self, order: Download) -> DownloadResult:
        """What an order would bring, without bringing it."""
        from .fetch import plan

        checked = self.checked(order)
        assert isinstance(checked, Download)
        return plan(checked, self._outward(), self._links)

    # --- logins ---------------------------------------------------------------------------------

    def tokens(self) -> tuple[tuple[TokenView, ...], bool]:
        """The logins there are, and whether a keyring works."""
        from .logins import list_tokens

        tokens = self._outward().tokens
        return list_tokens(self._usual_endpoints(), tokens), tokens.keyring_works()

    def keep_token(self, endpoint: str, token: str) -> None:
        """Keeps a token in the keyring; an empty one forgets the one that is there."""
        from .logins import forget_token, keep_token

        if token.strip():
            keep_token(self._outward().tokens, endpoint, token)
        else:
            forget_token(self._outward().tokens, endpoint)

    # --- made when it is needed first -----------------------------------------------------------

    def _means(self) -> Means:
        outward = self._outward()
        with self._making:
            if self._shared is None:
                from ..transfer.pace import Pace, TokenBucket
                from .means import Means

                self._shared = Means(
                    outward,
                    self._room,
                    Pace((TokenBucket(self._gate.limit), self._rates)),
                    lambda: self._settings().download_connections,
                    self._home / "pieces",
                )
            return self._shared
