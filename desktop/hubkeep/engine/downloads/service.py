"""What the engine offers of downloads: the queue, the choice of what to fetch, and logins."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from ..cache.environment import symlinks_wanted
from ..cache.names import RepoId, RepoType, parse_repo
from ..cache.writing import RepoWriter
from ..hub.api import HubClient, RemoteFile
from ..jobs.job import Work
from ..jobs.runner import JobRunner
from ..jobs.store import JobStore, StoredJob
from ..jobs.values import FINISHED, JobView
from ..net.address import endpoint_of
from ..problems import Failure, Problem
from ..state.settings import Settings
from ..system.volumes import nearest_existing
from ..transfer.pace import Pace, TokenBucket
from .addresses import Address, parse_address
from .board import KINDS, PAUSED_FILES, Board, in_order, paused_files, view_of
from .fetch import Kept, Means, plan
from .logins import forget_token, keep_token, list_tokens
from .orders import Download, DownloadsOrder
from .outward import Outward
from .presets import presets
from .rate_log import RateLog
from .resolve import look_at, tree_of
from .room import Room
from .values import (
    DownloadDetail,
    DownloadResult,
    DownloadView,
    FileView,
    Found,
    Offer,
    OfferedFile,
    Preset,
    QueueView,
    Rates,
    SearchResult,
    TokenView,
)
from .works import LANE, download_lanes, download_works


class Downloads:
    """Everything of downloads that one engine has. Methods raise `Failure`."""

    def __init__(
        self,
        home: Path,
        environ: Mapping[str, str],
        user_home: Path,
        settings: Callable[[], Settings],
        store: JobStore,
        changed: Callable[[str, str], None],
        asked: Sequence[str] = (),
    ) -> None:
        """`changed` is told a cache and a repo whose files are different now; `asked` are the endpoints of
        the command line."""
        self.outward = Outward(settings, environ, user_home, asked)
        self._settings = settings
        self._store = store
        self._board = Board()
        self._rates = RateLog()
        self._results: dict[int, tuple[float | None, bytes | None]] = {}
        means = Means(
            self.outward,
            Room(),
            Pace((TokenBucket(lambda: settings().download_rate), self._rates)),
            lambda: settings().download_connections,
            home / "pieces",
        )
        self._links = links = None if symlinks_wanted(environ) else False
        self.lanes = download_lanes(lambda: settings().downloads_at_once, lambda job: self._closed())
        self.works: Mapping[str, Work] = download_works(means, self._board, links, changed)

    def close(self) -> None:
        self.outward.close()

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
            waiting=self._closed(),
        )

    def _view(self, stored: StoredJob, job: JobView) -> DownloadView:
        result = self._result(stored) if job.state in FINISHED else None
        noted = self._store.noted(job.id, "kept") if job.state != "done" else None
        commit = msgspec.json.decode(noted, type=Kept).commit if noted else ""
        return view_of(stored, job, self._board.get(job.id), commit, result)

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

    def control_all(self, action: str, runner: JobRunner) -> None:
        """Pauses or resumes the whole queue."""
        (runner.pause_all if action == "pause" else runner.resume_all)(LANE)

    def checked(self, order: DownloadsOrder) -> DownloadsOrder:
        """An order as it is kept: its repo and endpoints spelled in one way, so that the same wish is the
        same job. Refuses what can't be done."""
        repo = parse_repo(order.repo)
        if repo is None:
            raise Failure("not-a-repo-name", what=order.repo)
        endpoints = tuple(endpoint_of(each) for each in order.endpoints)
        if isinstance(order, Download) and order.local_dir:
            order = msgspec.structs.replace(order, local_dir=os.path.abspath(order.local_dir))
        return msgspec.structs.replace(order, repo=str(repo), endpoints=endpoints)

    def _closed(self) -> Problem | None:
        """Why nothing of the queue runs now."""
        return None

    def _known(self, job: int) -> StoredJob:
        stored = self._store.get(job)
        if stored is None or stored.view.kind not in KINDS:
            raise Failure("job-unknown", job=job)
        return stored

    def rates(self) -> Rates:
        """The last ten minutes."""
        return self._rates.read()

    # --- what to fetch --------------------------------------------------------------------------

    def search(self, text: str, kind: str, limit: int, cache: str) -> SearchResult:
        """Repos by words, from the first endpoint that can search."""
        failures: list[Failure] = []
        for client in self.outward.clients():
            try:
                found = client.search(text, RepoType(kind), limit)
            except Failure as failure:
                failures.append(failure)
                continue
            return SearchResult(
                found=tuple(
                    Found(
                        repo=str(one.repo),
                        downloads=one.downloads,
                        likes=one.likes,
                        last_modified=one.last_modified,
                        task=one.task,
                        gated=one.gated,
                        here=os.path.isdir(os.path.join(cache, one.repo.folder)),
                    )
                    for one in found
                ),
                endpoint=client.endpoint,
            )
        raise failures[0]

    def look_up(self, text: str, revision: str, cache: str) -> Offer:
        """What a pasted text names, and what it holds."""
        endpoints = self.outward.endpoints()
        address = parse_address(text, endpoints)
        clients = self.outward.clients(_with_own(endpoints, address))
        wanted = revision or address.revision or "main"
        info, told = look_at(clients, address.repo, wanted, _never)
        tree, listed = tree_of(clients, told, address.repo, info.commit, _never)
        writer = RepoWriter(Path(cache), address.repo)
        here = {file.digest for file in tree if writer.has(file.digest, file.size)}
        return Offer(
            repo=str(address.repo),
            revision=wanted,
            commit=info.commit,
            endpoint=listed.endpoint,
            gated=bool(info.gated),
            private=info.private,
            path=address.path,
            last_modified=info.last_modified,
            revisions=_revisions(told, address.repo),
            files=tuple(
                OfferedFile(path=file.path, size=file.size, here=file.digest in here) for file in tree
            ),
            presets=_presets(tree, here),
            free=shutil.disk_usage(nearest_existing(Path(cache))).free,
        )

    def address(self, text: str) -> Address:
        """What a text names: a repo, a URL, a line out of a README."""
        return parse_address(text, self.outward.endpoints())

    def plan(self, order: Download) -> DownloadResult:
        """What an order would bring, without bringing it."""
        checked = self.checked(order)
        assert isinstance(checked, Download)
        return plan(checked, self.outward, self._links)

    # --- logins ---------------------------------------------------------------------------------

    def tokens(self) -> tuple[tuple[TokenView, ...], bool]:
        """The logins there are, and whether a keyring works."""
        tokens = self.outward.tokens
        return list_tokens(self._settings(), tokens), tokens.keyring_works()

    def keep_token(self, endpoint: str, token: str) -> None:
        """Keeps a token in the keyring; an empty one forgets the one that is there."""
        if token.strip():
            keep_token(self.outward.tokens, endpoint, token)
        else:
            forget_token(self.outward.tokens, endpoint)


def _with_own(endpoints: Sequence[str], address: Address) -> tuple[str, ...]:
    """The endpoints to ask, and the one of a pasted URL that is none of them, last."""
    own = address.endpoint
    return (*endpoints, own) if own and own not in endpoints else tuple(endpoints)


def _presets(tree: Sequence[RemoteFile], here: set[str]) -> tuple[Preset, ...]:
    sizes = {file.path: (0 if file.digest in here else file.size) for file in tree}
    return tuple(
        msgspec.structs.replace(preset, to_fetch=sum(sizes[path] for path in preset.files))
        for preset in presets([(file.path, file.size) for file in tree])
    )


def _revisions(client: HubClient, repo: RepoId) -> tuple[str, ...]:
    """Branches and tags; none where the endpoint does not tell."""
    try:
        return tuple(ref.name for ref in client.refs(repo))
    except Failure:
        return ()


def _never() -> None:
    """Nobody cancels a look."""
