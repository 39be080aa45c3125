"""What the engine offers of mirrors: the list with what is known, the choice, and what else uses it.

An engine must answer at once, so rooms that only a probe or a page needs are imported when they are.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from ..cache.names import RepoId, RepoType, parse_repo
from ..hub.endpoints import endpoints_of
from ..hub.urls import OFFICIAL
from ..jobs.job import Work
from ..jobs.store import JobStore
from ..jobs.values import FINISHED, JobView
from ..net.address import endpoint_of, is_official, split_url
from ..problems import Failure, Problem
from ..state.settings import Settings
from .preference import Preference
from .probing import Look, Probing
from .records import Records
from .renewal import is_due, worth_measuring
from .values import (
    Bench,
    EndpointExport,
    Entry,
    History,
    LastOrigin,
    Measured,
    MirrorsView,
    MirrorView,
    Mode,
    Reached,
    RoomMirror,
    RoomMirrorCheck,
    RoomMirrorFiles,
    Snippet,
    Standing,
)
from .works import KIND, mirror_lanes, mirror_works

if TYPE_CHECKING:
    from ..hub.outward import Outward
    from ..net.http import Header
    from .bench import Means

_GRADES: Final = ("good", "fair", "unknown", "bad")
"""In which order mirrors without a place are shown."""
_EXPORTED_SECONDS: Final = 10.0


class Came(Struct, frozen=True):
    """What is read of a download's result."""

    repo: str = ""
    downloaded: int = 0
    sources: dict[str, int] = {}


class Mirrors:
    """Everything of mirrors that one engine has. Methods raise `Failure`."""

    def __init__(
        self,
        home: Path,
        environ: Mapping[str, str],
        user_home: Path,
        settings: Callable[[], Settings],
        write_settings: Callable[[Settings], object],
        store: JobStore,
        outward: Callable[[], Outward],
        changed: Callable[[], None],
        asked: Sequence[str] = (),
    ) -> None:
        """`changed` is told that `view` may say something new; `asked` are the endpoints of the command
        line."""
        self._environ = environ
        self._user_home = user_home
        self._settings = settings
        self._write_settings = write_settings
        self._store = store
        self._outward = outward
        self._asked = tuple(asked)
        self._records = Records(home)
        self._probing = Probing(changed)
        self._lock = threading.Lock()
        self._exported: tuple[float, str] = (float("-inf"), "")
        self._changed = changed
        self._ordered = 0.0
        """When a probe was ordered last, by nobody's wish."""
        self.preference = Preference(home, self._records, settings, self._usual, changed)
        self.lanes = mirror_lanes()
        self.works: Mapping[str, Work] = mirror_works(
            self._entries_of, self._means, self._probing, self._keep
        )

    def close(self) -> None:
        self._records.close()

    # --- the list -------------------------------------------------------------------------------

    def view(self) -> MirrorsView:
        """All of them at this moment."""
        settings = self._settings()
        order = self.order()
        state = self._records.state(order)
        ranked = self.preference.ranked(state)
        places = {one.url: (place, one.why) for place, one in enumerate(ranked, 1)}
        without = self.preference.left_out(state)
        looks = self._probing.looks()
        known = {entry.url for entry in state.entries}
        # In use, or under way, though it is in no list.
        others = tuple(Entry(url=url) for url in dict.fromkeys((*order, *looks)) if url not in known)
        views: list[MirrorView] = []
        for entry in (*state.entries, *others):
            place, why = places.get(entry.url, (0, without.get(entry.url)))
            look = looks.get(entry.url, Look())
            last = state.last.get(entry.url)
            views.append(
                MirrorView(
                    entry=entry,
                    official=entry.url == OFFICIAL,
                    local=split_url(entry.url)[0].is_local,
                    last=last,
                    standing=state.standing.get(entry.url, Standing()),
                    rank=place,
                    why=why,
                    used=entry.url in order,
                    first=entry.url == order[0],
                    token=is_official(entry.url) or entry.url in settings.token_endpoints,
                    stage=look.stage,
                    done=look.done,
                    rate_now=look.rate,
                )
            )
        newest = max(state.last.values(), key=lambda one: one.at, default=None)
        job, repo = self._under_way()
        return MirrorsView(
            mirrors=tuple(sorted(views, key=_place)),
            mode=self.mode(),
            endpoint=order[0],
            order=order,
            repo=repo if job else newest.repo if newest is not None else "",
            measured=newest.at if newest is not None else 0,
            job=job,
            exported=self._what_is_exported(),
        )

    def mode(self) -> Mode:
        """How the endpoint in use was chosen."""
        settings = self._settings()
        if self._asked:
            return "fixed"
        if settings.mirrors_auto:
            return "auto"
        return "fixed" if settings.endpoints else "environment"

    def order(self) -> tuple[str, ...]:
        """Who is asked, in this order, by what names none."""
        chosen, insisted = self.preference.endpoints(), self.preference.insisted()
        return endpoints_of((), self._asked, chosen, self._environ, insisted)

    def add(self, entry: Entry) -> None:
        """Keeps an entry of the user's own, or changes it."""
        self._records.catalogue().add(entry)
        self._anew()

    def remove(self, url: str) -> None:
        """Forgets an entry of the user's own; what uses it goes on to."""
        self._records.catalogue().remove(self._typed(url))
        self._anew()

    def import_text(self, text: str) -> int:
        """Adds the entries of a list; how many are new."""
        new = self._records.catalogue().import_text(text)
        self._anew()
        return new

    def export_text(self) -> str:
        """The user's own entries."""
        return self._records.catalogue().export_text()

    def history(self, days: int) -> History:
        """What was measured in the last days."""
        return History(points=self._records.measurements().points(days, time.time()))

    # --- the choice -----------------------------------------------------------------------------

    def use(self, what: str) -> str:
        """Makes `auto`, `official` or an endpoint the choice; who is asked first now."""
        settings = self._settings()
        if what == "auto":
            chosen = msgspec.structs.replace(settings, mirrors_auto=True)
        else:
            endpoint = OFFICIAL if what == "official" else self._typed(what)
            known = self._records.catalogue().entry_of(endpoint)
            if known.dead and known.note:
                raise Failure(known.note)
            chosen = msgspec.structs.replace(
                settings,
                mirrors_auto=False,
                endpoints=(OFFICIAL,) if endpoint == OFFICIAL else (endpoint, OFFICIAL),
                official_in_reserve=endpoint != OFFICIAL,
            )
        self._write_settings(chosen)
        self._anew()
        return self.order()[0]

    # --- measuring ------------------------------------------------------------------------------

    def checked(self, order: Bench) -> Bench:
        """An order as it is kept, so that the same wish is the same job. Refuses what can't be done."""
        if order.repo:
            repo = parse_repo(order.repo)
            if repo is None:
                raise Failure("not-a-repo-name", what=order.repo)
            order = msgspec.structs.replace(
                order, repo=repo.name if repo.type is RepoType.MODEL else str(repo)
            )
        urls = tuple(dict.fromkeys(self._typed(url) for url in order.urls))
        return msgspec.structs.replace(order, cache="", urls=urls)

    def renewal(self, disturbs: Callable[[], bool]) -> Bench | None:
        """What is to be measured again by itself, now and once; None where nothing is. `disturbs` is asked
        where it is time: whether a measurement would be in the way, or cost something."""
        settings = self._settings()
        if not settings.mirrors_auto or not settings.mirrors_renewed_after:
            return None
        state = self._records.state(self.order())
        now, measured = time.time(), max((one.at for one in state.last.values()), default=0.0)
        due = is_due(now, max(measured, self._ordered), settings.mirrors_renewed_after * 3600)
        if not due or disturbs():
            return None
        self._ordered = now
        return Bench(urls=worth_measuring(state.entries, state.telling, self.order()))

    def _entries_of(self, urls: Sequence[str]) -> tuple[Entry, ...]:
        catalogue = self._records.catalogue()
        if urls:
            return tuple(catalogue.entry_of(url) for url in urls)
        entries = [entry for entry in catalogue.entries() if not entry.dead]
        known = {entry.url for entry in entries}
        return (*entries, *(Entry(url=url) for url in self.order() if url not in known))

    def _means(self) -> Means:
        from .bench import Means

        outward = self._outward()
        return Means(
            dialer=outward.dialer(),
            headers=outward.headers,
            header_for=outward.tokens.header_for,
            official=OFFICIAL,
        )

    def _keep(self, measured: Sequence[Measured]) -> tuple[Measured, ...]:
        self._records.measurements().keep(measured)
        self._anew()
        state = self._records.state([one.url for one in measured])
        ranked = self.preference.ranked_of({one.url: one for one in measured}, state)
        places = {one.url: place for place, one in enumerate(ranked)}
        return tuple(
            sorted(measured, key=lambda one: (places.get(one.url, len(places)), _GRADES.index(one.grade)))
        )

    def _under_way(self) -> tuple[int, str]:
        """The probe that runs, and the repo that it measures with; 0 and none where none does."""
        running = next((one for one in self._store.unfinished() if one.view.kind == KIND), None)
        if running is None:
            return 0, ""
        from .known import REPO

        return running.view.id, msgspec.json.decode(running.order, type=Bench).repo or str(REPO)

    # --- everything else on the machine ---------------------------------------------------------

    def plan_endpoint(self, endpoint: str) -> EndpointExport:
        """What giving all shells and sessions an endpoint would change; empty: what taking ours back
        would."""
        from .export import plan_export

        typed = self._typed(endpoint) if endpoint else ""
        return plan_export(typed, self._user_home, sys.platform, self._environ)

    def apply_endpoint(self, export: EndpointExport) -> None:
        """Does what was planned."""
        from .export import apply_export

        try:
            apply_export(export, self._user_home, sys.platform, self._environ)
        finally:
            self._exported = float("-inf"), ""
            self._changed()

    def snippets(self, endpoint: str) -> tuple[Snippet, ...]:
        """What to paste somewhere so that it has an endpoint; empty: the one in use."""
        from .snippets import snippets

        return snippets(self._typed(endpoint) if endpoint else self.order()[0])

    def reached(self) -> Reached:
        """What really uses which endpoint."""
        from .programs import running

        return Reached(programs=running(self.order()[0]), last=self._last_origin())

    def _last_origin(self) -> LastOrigin | None:
        for stored in self._store.listed(everything=True):
            if stored.view.kind != "download" or stored.view.state != "done":
                continue
            came = msgspec.json.decode(self._store.result(stored.view.id) or b"{}", type=Came)
            if came.downloaded:
                return LastOrigin(repo=came.repo, at=stored.view.finished or 0, sources=came.sources)
        return None

    def _what_is_exported(self) -> str:
        from .export import exported

        with self._lock:
            at, what = self._exported
            if time.monotonic() - at > _EXPORTED_SECONDS:
                try:
                    what = exported(self._user_home, sys.platform, self._environ)
                except Failure:
                    what = ""  # a file that can't be read; setting or taking back says which
                self._exported = time.monotonic(), what
            return what

    # --- a mirror of one's own ------------------------------------------------------------------

    def draft_room(self, mirror: RoomMirror, password: str) -> RoomMirrorFiles:
        """What nginx would need; nothing is written."""
        from .room_mirror import draft

        return draft(mirror, password)

    def write_room(self, mirror: RoomMirror, password: str, into: str) -> RoomMirrorFiles:
        """Writes that into a folder."""
        from .room_mirror import write

        return write(mirror, password, Path(into))

    def check_room(self, folder: str, repo: str = "") -> RoomMirrorCheck:
        """Whether the nginx here takes the configuration in a folder, and what is found when the mirror
        is used for `repo`; empty: a small public one."""
        from .known import REPO
        from .room_mirror import check

        about = parse_repo(repo) if repo else REPO
        if about is None:
            raise Failure("not-a-repo-name", what=repo)
        return check(Path(folder), lambda endpoint: self._tried_out(endpoint, about))

    def _tried_out(self, endpoint: str, repo: RepoId) -> tuple[Problem, ...]:
        from ..net.client import Client
        from .room_trial import try_out

        outward = self._outward()

        def own_login(url: str) -> Header | None:
            header = outward.tokens.header_for(url)
            return header if header is not None and header[1].startswith("Basic ") else None

        return try_out(Client(outward.pool(), outward.headers), endpoint, repo, own_login)

    # --- within ---------------------------------------------------------------------------------

    def _typed(self, text: str) -> str:
        """An endpoint as a person typed it, in the form that is kept."""
        return endpoint_of(text, self._records.catalogue().insisted())

    def _usual(self) -> tuple[str, ...]:
        """Who is asked where nothing was measured."""
        try:
            chosen, insisted = self._settings().endpoints, self.preference.insisted()
            return endpoints_of((), self._asked, chosen, self._environ, insisted)
        except Failure:
            return (OFFICIAL,)

    def _anew(self) -> None:
        self._records.forget()
        self._changed()


def is_busy(jobs: Sequence[JobView]) -> bool:
    """Whether anything is fetched, or waits to be, or mirrors are measured already. Pure."""
    return any(
        job.kind in {KIND, "download", "repair"} and job.state not in {*FINISHED, "paused"} for job in jobs
    )


def _place(view: MirrorView) -> tuple[bool, int, int]:
    grade = view.last.grade if view.last is not None else "unknown"
    return not view.rank, view.rank, _GRADES.index(grade)
