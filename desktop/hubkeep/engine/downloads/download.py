"""The work of a download: find out what the repo holds, and have it fetched."""

from __future__ import annotations

import time

import msgspec

from ..cache.names import parse_repo
from ..jobs.job import Job, Outcome
from ..problems import Failure
from .board import KEPT, Kept
from .chosen import choose
from .live import Live
from .means import Means
from .orders import Download
from .troubles import troubles


def download(job: Job, order: Download, live: Live, means: Means, symlinks: bool | None) -> Outcome:
    """Runs one `Download` order; after a kill it goes on. Raises `Failure`, `Paused`, `Later`."""
    started = time.monotonic()
    with troubles(job, at_once=order.at_once):
        repo = parse_repo(order.repo)
        if repo is None:
            raise Failure("not-a-repo-name", what=order.repo)
        kept = _kept(job)
        clients = means.outward.clients(order.endpoints)
        with means.outward.warmed([client.endpoint for client in clients]):
            commit = kept.commit if kept else order.commit
            found = choose(order, repo, clients, commit, job.heed, means.outward.experience)
        from .fetch import fetch

        return fetch(job, order, live, means, symlinks, found, clients, kept, started)


def _kept(job: Job) -> Kept | None:
    noted = job.noted(KEPT)
    return None if noted is None else msgspec.json.decode(noted, type=Kept)
