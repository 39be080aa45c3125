"""Which mirrors are asked, the best first, and why; and when another one takes the first one's place. Pure.

Rates decide. What a mirror lacks makes its rate count for less; how soon it answers decides between equals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from ..problems import Parameter, Problem, problem
from .blame import tells
from .expectation import expected
from .values import Measured, Standing

_DAY: Final = 86400.0
_BEHIND: Final = 0.4
"""What is new in a repo comes from elsewhere."""
_NO_RANGES: Final = 0.5
"""A file is neither taken in parts nor gone on with."""
_XET_BROKEN: Final = 0.8
_SHORTCOMINGS: Final[Mapping[str, float]] = {
    "mirror-no-commit": 0.1,  # huggingface_hub refuses it: nobody else on this machine could use it
    "mirror-header-lost": 0.1,  # the same
    "mirror-unlisted": 0.7,
    "mirror-expires": 0.8,
    "mirror-breaks-off": 0.8,
    "mirror-pages-elsewhere": 0.8,
    "mirror-gated": 0.9,
    "mirror-token-dropped": 0.9,
    "mirror-no-length": 0.9,
    "mirror-too-large": 0.9,
}
"""What else a probe may find, and what is left of the rate with it."""
_LATENCY: Final = 0.03
"""The most that a slow answer takes away: enough to decide between equals, too little for more."""
_USUAL_LATENCY: Final = 0.3
_OFFICIAL: Final = 1.03
"""Between equals the official one: it has every file, and the newest."""
_OLD_DAYS: Final = 14.0
"""So old a measurement counts for half."""
_TOLD: Final = 0.9
"""A reason is named where it leaves less than this."""
_EQUAL: Final = 0.05
"""Rates that differ by less are told apart by nobody."""

MARGIN: Final = 1.25
"""So much better is who takes the place of the first, by what was measured last and over the last days."""
EARLY_MARGIN: Final = 2.0
"""The same where one of the two was measured but a few times."""
FEW: Final = 3


class Ranked(Struct, frozen=True):
    """A mirror that is of use."""

    url: str
    why: Problem
    """Why it has its place, with numbers."""
    worth: float = 0.0
    """Bytes a second, weighed."""


class _Weighed(Struct, frozen=True):
    measured: Measured
    standing: Standing
    rate: float
    """0: not known."""
    latency: float
    worth: float
    reasons: tuple[tuple[float, str], ...]
    """What is left of the rate, and the code of why; the gravest first."""

    @property
    def url(self) -> str:
        return self.measured.url


def ranked(
    last: Mapping[str, Measured], standing: Mapping[str, Standing], official: str, now: float
) -> tuple[Ranked, ...]:
    """Those of use, the best first. `official`: the endpoint that has what the others lack."""
    weighed = [
        _weighed(each, standing.get(each.url, Standing()), official, now)
        for each in last.values()
        if _usable(each, standing.get(each.url, Standing()), now)
    ]
    # By name in the end, so that the order is the same in whatever order they were measured.
    weighed.sort(key=lambda each: (not each.rate, -each.worth, each.url))
    return tuple(
        Ranked(each.url, _why(place, each, weighed, official, now), each.worth)
        for place, each in enumerate(weighed)
    )


def left_out(
    last: Mapping[str, Measured], standing: Mapping[str, Standing], now: float
) -> dict[str, Problem]:
    """Why those that were measured, and have no place among `ranked`, have none."""
    why: dict[str, Problem] = {}
    for url, each in last.items():
        stands = standing.get(url, Standing())
        if each.grade == "bad" or not tells(each):
            why[url] = each.verdict or problem("mirror-rank-bad")
        elif each.grade == "unknown":
            why[url] = problem("mirror-rank-unknown")
        elif stands.broken_until > now:
            why[url] = problem("mirror-rank-resting", failed=stands.failed, tries=stands.tries)
    return why


def chosen(
    current: str, order: Sequence[Ranked], last: Mapping[str, Measured], standing: Mapping[str, Standing]
) -> str:
    """Who is to be asked first. `current` keeps its place until it is of no use, or another one is better by
    a margin in what was measured last and over the last days alike: a moment's luck changes nothing.
    `current` itself where nobody is of use."""
    if not order:
        return current
    place = {each.url: each for each in order}
    best, now = order[0], place.get(current)
    if now is None or best.url == current:
        return best.url
    tries = min(standing.get(url, Standing()).tries for url in (best.url, current))
    margin = MARGIN if tries >= FEW else EARLY_MARGIN
    theirs = _worths(best, last[best.url], standing.get(best.url, Standing()))
    ours = _worths(now, last[current], standing.get(current, Standing()))
    return best.url if all(a >= margin * b for a, b in zip(theirs, ours, strict=True)) else current


# --- within --------------------------------------------------------------------------------------------


def _usable(measured: Measured, standing: Standing, now: float) -> bool:
    return measured.grade in {"good", "fair"} and standing.broken_until <= now


def _worths(one: Ranked, measured: Measured, standing: Standing) -> tuple[float, float, float]:
    """What a mirror is worth by all, by the last measurement alone, and by the last days alone."""
    rate = expected(measured, standing).rate
    if not rate or not measured.rate:
        return one.worth, one.worth, one.worth
    return one.worth, one.worth * measured.rate / rate, one.worth * (standing.rate or measured.rate) / rate


def _weighed(measured: Measured, standing: Standing, official: str, now: float) -> _Weighed:
    hopes = expected(measured, standing)
    latency = hopes.latency if hopes.latency is not None else _USUAL_LATENCY
    reasons = sorted(_reasons(measured, standing, now))
    # Without a rate next to nothing, by how soon it answers.
    worth = hopes.rate or 1e-6 / (1 + latency)
    for left, _ in reasons:
        worth *= left
    worth *= 1 - _LATENCY * latency / (latency + _USUAL_LATENCY)
    worth *= _OFFICIAL if measured.url == official else 1.0
    return _Weighed(measured, standing, hopes.rate or 0.0, latency, worth, tuple(reasons))


def _reasons(measured: Measured, standing: Standing, now: float) -> list[tuple[float, str]]:
    """What makes a rate count for less: what is left of it, and why."""
    reasons = [
        (_BEHIND if measured.behind else 1.0, "mirror-rank-stale"),
        (_NO_RANGES if measured.ranges is False else 1.0, "mirror-rank-no-ranges"),
        (_XET_BROKEN if measured.xet == "broken" else 1.0, "mirror-rank-xet"),
    ]
    if measured.missing:
        share = len(measured.missing) / max(measured.files, len(measured.missing))
        reasons.append((max(0.1, 1 - share), "mirror-rank-missing"))
    # Two tries more than there were: a single failure among few says little.
    reasons.append(((1 - standing.failed / (standing.tries + 2)) ** 2, "mirror-rank-flaky"))
    reasons.append((1 - measured.failures / (measured.requests + 2), "mirror-rank-failing"))
    age = max(0.0, now - measured.at) / _DAY
    reasons.append((1 / (1 + age / _OLD_DAYS), "mirror-rank-old"))
    found = {each.code for each in (measured.verdict, *measured.findings) if each is not None}
    others = [left for code, left in _SHORTCOMINGS.items() if code in found]
    reasons.append((math.prod(others), "mirror-rank-shortcoming"))
    return [(max(0.01, min(1.0, left)), code) for left, code in reasons]


def _why(place: int, one: _Weighed, all_of_them: Sequence[_Weighed], official: str, now: float) -> Problem:
    """In numbers, beside the best."""
    best, rate = all_of_them[0], _shown(one.rate)
    if not one.rate:
        return problem("mirror-rank-no-rate", ms=_ms(one.latency))
    if place == 0:
        if len(all_of_them) == 1:
            return problem("mirror-rank-only", rate=rate, ms=_ms(one.latency))
        return problem("mirror-rank-best", count=len(all_of_them), rate=rate, ms=_ms(one.latency))
    beside: dict[str, Parameter] = {
        "rate": rate,
        "best": _host(best.url),
        "best_rate": _shown(best.rate),
    }
    if one.url == official:
        return problem("mirror-rank-fallback", **beside)
    left, code = one.reasons[0]
    slower = one.rate < best.rate * (1 - _EQUAL)
    if left < _TOLD or (not slower and left < 1 - _LATENCY):
        return problem(code, rate=rate, **_figures(one, code, now))
    if slower:
        return problem("mirror-rank-slower", **beside)
    return problem("mirror-rank-latency", **beside, ms=_ms(one.latency), best_ms=_ms(best.latency))


def _figures(one: _Weighed, code: str, now: float) -> dict[str, Parameter]:
    """What the sentence needs beside the rate."""
    match code:
        case "mirror-rank-missing":
            missing = len(one.measured.missing)
            return {"count": missing, "files": max(missing, one.measured.files)}
        case "mirror-rank-flaky":
            return {"failed": one.standing.failed, "tries": one.standing.tries}
        case "mirror-rank-failing":
            return {"failed": one.measured.failures, "requests": one.measured.requests}
        case "mirror-rank-old":
            return {"days": int((now - one.measured.at) // _DAY)}
        case _:
            return {"worth": _shown(one.worth)}


def _host(url: str) -> str:
    return url.partition("://")[2]


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _shown(rate: float) -> str:
    """Bytes a second for a sentence: decimal units, three figures."""
    amount, unit = rate, "B/s"
    for larger in ("kB/s", "MB/s", "GB/s"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    figures = 0 if unit == "B/s" or amount >= 99.95 else 1 if amount >= 9.995 else 2
    return f"{amount:.{figures}f} {unit}"
