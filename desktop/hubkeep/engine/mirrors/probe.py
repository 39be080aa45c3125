"""One mirror under measurement: what was seen of it so far, and what is looked at next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from msgspec.structs import replace

from ..cache.names import RepoId
from ..net.address import split_url
from ..net.dialer import Dialer
from ..net.http import Header
from .asking import ask_for_commits, ask_for_files, ask_for_gated, ask_for_more, ask_main
from .judge import Judgement
from .pacing import Pace, together
from .presence import MOST_ASKED, absent
from .reaching import reach
from .receiving import ask_for_xet, fetch_opening, fetch_piece, fetch_small, look_at, stream
from .reference import Reference
from .seen import Flow, Seen
from .values import Measured
from .way import Resting, Way


class Over(Exception):
    """Nobody wants to know any more."""


class Late(Exception):
    """The time for this step is over."""


class Probe:
    """Its steps are taken by one thread at a time, in the order of the methods here."""

    def __init__(
        self,
        url: str,
        dialer: Dialer,
        headers: Sequence[Header],
        header_for: Callable[[str], Header | None],
        most: int,
        over: threading.Event,
    ) -> None:
        """`over`: everything ends as soon as that is set."""
        self.url = url
        self.host = split_url(url)[0].netloc
        self.seen = Seen()
        self.opening = ""
        """SHA-256 of what the big file begins with; of the official one only."""
        self.until = 0.0
        """Monotonic second at which the present step ends."""
        self._over = over
        self._headers = tuple(headers)
        self._way = Way(url, dialer, headers, header_for, most, self._heed)
        self._paces: list[Pace] = []
        self._alone = False
        """Whether those were taken while nobody else was measured."""
        self._seconds = 0.0

    @property
    def answers(self) -> bool:
        """Whether its API knows the repo."""
        asked = self.seen.asked
        return asked is not None and asked.bad is None and self.seen.busy is None

    @property
    def serves(self) -> bool:
        """Whether bytes came."""
        return self.seen.piece is not None and self.seen.piece.bad is None and self.seen.busy is None

    @property
    def bounded(self) -> bool:
        """Whether it sends no more than is asked for: who sends whole files has much on the way each time it
        is left."""
        return self.seen.piece is not None and self.seen.piece.ranges is True

    @property
    def failed(self) -> bool:
        """Whether bytes ceased to come."""
        flow = self.seen.flow
        return flow is not None and (flow.bad is not None or flow.stalled)

    @property
    def steady(self) -> bool:
        """Whether it was measured, and nothing happened that a second time would show again."""
        flow = self.seen.flow
        return flow is not None and self.bounded and not (self.failed or flow.cuts or flow.burst)

    @property
    def rate(self) -> float | None:
        """Bytes a second, as far as is known."""
        flow = self.seen.flow
        if flow is not None and flow.stalled:
            return None
        if flow is not None and flow.rate is not None:
            return flow.rate
        return self.seen.piece.rate if self.seen.piece is not None else None

    def reach(self) -> bool:
        """Whether it can be."""
        with self._step():
            self._note(reached=reach(self._way))
        return self.seen.reached is not None and self.seen.reached.bad is None

    def ask(self, repo: RepoId) -> None:
        with self._step():
            asked = ask_main(self._way, repo)
            self._note(asked=asked)
            if asked.bad is not None:
                return
            asked = ask_for_files(self._way, repo, asked, self._headers)
            self._note(asked=asked)
            self._note(asked=ask_for_more(self._way, repo, asked))
            self._note(gated=ask_for_gated(self._way))

    def list_commits(self, repo: RepoId) -> None:
        with self._step():
            self._note(commits=ask_for_commits(self._way, repo))

    def look(self, reference: Reference, *, thorough: bool) -> None:
        """At files as huggingface_hub does, and at a small one whole; `thorough`: at each file, whether it is
        there, not only at what is listed."""
        repo, commit = reference.repo, self._commit(reference)
        with self._step():
            if reference.big is not None:
                head = look_at(self._way, repo, reference.big.path)
                self._note(head=head)
                if head.xet_hash:
                    self._note(xet=ask_for_xet(self._way, repo, head.commit or commit))
            if reference.small is not None:
                self._note(small_head=look_at(self._way, repo, reference.small.path))
                self._note(small=fetch_small(self._way, repo, commit, reference.small))
            if reference.trusted:
                listed = self.seen.asked.files if self.seen.asked is not None else None
                most = MOST_ASKED if thorough else 0
                self._note(missing=absent(self._way, repo, commit, reference.files, listed, most))

    def compare(self, reference: Reference, *, official: bool) -> None:
        """At a piece of the big file; at its beginning as well where that tells what is true, or what is
        wrong."""
        big = reference.big
        if big is None:
            return
        repo, commit = reference.repo, self._commit(reference)
        with self._step():
            self._note(piece=fetch_piece(self._way, repo, commit, big, reference.offset))
            if official:
                self.opening = fetch_opening(self._way, repo, commit, big)

    def receive(
        self,
        reference: Reference,
        seconds: float,
        most: int,
        told: Callable[[float, float], None],
        *,
        alone: bool = True,
    ) -> None:
        """Takes bytes of the big file for a while, from the same place on as everybody's. What was measured
        while others were is forgotten as soon as it is measured `alone`."""
        assert reference.big is not None
        with self._step():
            flow, pace = stream(
                self._way,
                reference.repo,
                self._commit(reference),
                reference.big,
                reference.offset,
                seconds=seconds,
                most=most,
                told=told,
            )
            self._paces = [*(self._paces if self._alone or not alone else ()), pace]
            self._alone = self._alone or alone
            self._note(flow=_merged(self.seen.flow, flow, together(self._paces)))

    def measured(self, found: Judgement, reference: Reference, at: float) -> Measured:
        """All of it, at Unix second `at`."""
        seen, way = self.seen, self._way
        reached, asked, piece, flow = seen.reached, seen.asked, seen.piece, seen.flow
        return Measured(
            url=self.url,
            at=at,
            repo=str(reference.repo),
            grade=found.grade,
            verdict=found.verdict,
            findings=found.findings,
            resolve=reached.resolve if reached is not None else None,
            connect=reached.connect if reached is not None else None,
            tls=reached.tls if reached is not None else None,
            answer=asked.answer if asked is not None else None,
            first_byte=piece.first_byte if piece is not None else None,
            rate=self.rate,
            burst=flow.burst if flow is not None else None,
            burst_bytes=flow.burst_bytes if flow is not None else 0,
            hosts=piece.hosts if piece is not None and piece.hosts else (self.host,),
            commit=asked.commit if asked is not None else "",
            behind=found.behind,
            behind_by=reference.behind_by(asked.commit) if found.behind and asked is not None else None,
            ranges=piece.ranges if piece is not None else None,
            intact=found.intact,
            xet=self._xet(),
            gated=self._gated(),
            files=len(reference.files),
            missing=seen.missing,
            requests=way.requests,
            failures=way.failures,
            fetched=way.fetched,
            seconds=self._seconds,
        )

    def abort(self) -> None:
        """Ends whatever a step waits for; `over` is set."""
        self._way.abort()

    def close(self) -> None:
        self._way.close()

    # --- within ---------------------------------------------------------------------------------

    def _heed(self) -> None:
        if self._over.is_set():
            raise Over
        if time.monotonic() > self.until:
            raise Late

    @contextmanager
    def _step(self) -> Iterator[None]:
        """What ends a step early is noted."""
        began = time.monotonic()
        try:
            yield
        except Resting as resting:
            self._note(busy=resting.seconds)
        except (Late, Over):
            # What was seen so far is what there is to judge.
            return
        finally:
            self._seconds += time.monotonic() - began
            self._note(requests=self._way.requests, failures=self._way.failures)

    def _note(self, **news: object) -> None:
        self.seen = replace(self.seen, **news)

    def _commit(self, reference: Reference) -> str:
        """The commit to ask for: a mirror that is behind knows only its own."""
        own = self.seen.asked.commit if self.seen.asked is not None else ""
        return own or reference.commit

    def _xet(self) -> Literal["works", "broken", "absent"] | None:
        head = self.seen.head
        if head is None or head.bad is not None:
            return None
        if not head.xet_hash:
            return "absent"
        if self.seen.xet is None:
            return None
        return "works" if self.seen.xet.bad is None else "broken"

    def _gated(self) -> Literal["open", "login", "refused"] | None:
        gated = self.seen.gated
        return gated.said if gated is not None and gated.said != "unknown" else None


def _merged(before: Flow | None, now: Flow, pace: Pace) -> Flow:
    """Of two turns, with the rate of both."""
    both = now if before is None else before
    return replace(
        both,
        rate=pace.rate,
        burst=pace.burst,
        burst_bytes=pace.burst_bytes,
        stalled=both.stalled or now.stalled,
        cuts=now.cuts if before is None else before.cuts + now.cuts,
        expired=both.expired or now.expired,
        bad=both.bad or now.bad,
        at_mirror=both.at_mirror if both.bad is not None else now.at_mirror,
    )
