"""What a probe saw, judged: a grade, the first thing to know, and everything else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from msgspec import Struct

from ..net.address import split_url
from ..problems import Problem, problem
from .blame import code_of
from .reference import Reference, Right
from .seen import Asked, Bad, Flow, Headed, Piece, Refused, Seen, Small, Trouble
from .values import Entry, Grade

SLOW: Final = 300_000
"""Bytes a second below which a mirror is slow: a gigabyte takes an hour."""
PLAIN_LIMIT: Final = 50_000_000_000
"""Bytes above which huggingface_hub takes no file without Xet."""
_LONGEST_WAIT: Final = 1_000_000

Level = Literal["bad", "ours", "fair", "note"]
"""`ours`: what is the matter lies on this side, so that nobody knows how the mirror does."""

LEVELS: Final[dict[str, Level]] = {
    # Of no use as it is, the most telling first.
    "mirror-token-kept": "bad",
    "mirror-no-name": "bad",
    "mirror-other-certificate": "bad",
    "mirror-tls": "bad",
    "mirror-refused": "bad",
    "mirror-unreachable": "bad",
    "mirror-silent": "bad",
    "mirror-no-http": "bad",
    "mirror-closes": "bad",
    "mirror-redirect": "bad",
    "mirror-busy": "bad",
    "mirror-page": "bad",
    "mirror-login": "bad",
    "mirror-forbidden": "bad",
    "mirror-failing": "bad",
    "mirror-lacks-repo": "bad",
    "mirror-other-api": "bad",
    "mirror-wrong-bytes": "bad",
    "mirror-pointer": "bad",
    "mirror-error-as-file": "bad",
    "mirror-part-file": "bad",
    "mirror-wrong-size": "bad",
    "mirror-other-file": "bad",
    "mirror-packed": "bad",
    "mirror-wrong-range": "bad",
    "mirror-bytes-blocked": "bad",
    "mirror-lacks-file": "bad",
    "mirror-stalls": "bad",
    # Something on this side stands between.
    "mirror-proxy": "ours",
    "mirror-offline": "ours",
    "mirror-insecure": "ours",
    # It serves, with something to know.
    "mirror-gated": "fair",
    "mirror-token-dropped": "fair",
    "mirror-no-commit": "fair",
    "mirror-header-lost": "fair",
    "mirror-no-ranges": "fair",
    "mirror-throttled": "fair",
    "mirror-slow": "fair",
    "mirror-expires": "fair",
    "mirror-breaks-off": "fair",
    "mirror-stale": "fair",
    "mirror-behind": "fair",
    "mirror-lacks-files": "fair",
    "mirror-xet-broken": "fair",
    "mirror-flaky": "fair",
    "mirror-no-length": "fair",
    "mirror-unlisted": "fair",
    "mirror-pages-elsewhere": "fair",
    "mirror-too-large": "fair",
    # It serves; only something beside the files is missing.
    "mirror-search-refused": "note",
    "mirror-routes-missing": "note",
    "mirror-gives-gated": "note",
    "mirror-works-again": "note",
}
"""What each thing means for the use of a mirror; the order is that in which they are told."""

_ORDER: Final = {code: place for place, code in enumerate(LEVELS)}
_TROUBLES: Final = {
    "name": "mirror-no-name",
    "refused": "mirror-refused",
    "unreachable": "mirror-unreachable",
    "timeout": "mirror-silent",
    "tls": "mirror-tls",
    "proxy": "mirror-proxy",
    "closed": "mirror-closes",
    "protocol": "mirror-no-http",
    "other-name": "mirror-other-certificate",
    "redirect": "mirror-redirect",
}
_MISSING: Final = frozenset({404, 410})


class Judgement(Struct, frozen=True, kw_only=True):
    grade: Grade
    verdict: Problem
    findings: tuple[Problem, ...] = ()
    """Everything else, the worst first."""
    intact: bool | None = None
    behind: bool | None = None


def judge(entry: Entry, seen: Seen, reference: Reference, right: Right) -> Judgement:
    """`entry` as measured; what it is compared with stands in `reference` and `right`."""
    host = split_url(entry.url)[0].netloc
    intact = _intact(seen, reference, right)
    behind = _behind(seen.asked, reference)
    found = _sorted(_findings(host, seen, reference, right, behind))
    worst = LEVELS[found[0].code] if found else "note"
    bad = worst == "bad"
    if worst == "ours":
        verdict, others = found[0], found[1:]
        return Judgement(grade="unknown", verdict=verdict, findings=others, intact=intact, behind=behind)
    if seen.piece is None and not bad:
        # Whether bytes come is what matters most.
        verdict = problem("mirror-unfinished", host=host)
        return Judgement(grade="unknown", verdict=verdict, findings=found, intact=intact, behind=behind)
    if entry.dead and bad:
        verdict = problem("mirror-dead", host=host, since=entry.since or "?")
        return Judgement(grade="bad", verdict=verdict, findings=found, intact=intact, behind=behind)
    if entry.dead:
        found = _sorted([*found, problem("mirror-works-again", host=host)])
    fair = any(LEVELS[each.code] == "fair" for each in found)
    grade: Grade = "bad" if bad else "fair" if fair else "good"
    if not found:
        found = (problem("mirror-good", host=host),)
    return Judgement(grade=grade, verdict=found[0], findings=found[1:], intact=intact, behind=behind)


def of_no_use(seen: Seen, host: str, reference: Reference, right: Right) -> bool:
    """Whether it need not be measured any further."""
    found = _findings(host, seen, reference, right, _behind(seen.asked, reference))
    return any(LEVELS[each.code] in {"bad", "ours"} for each in found)


def _sorted(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each code once."""
    by_code: dict[str, Problem] = {}
    for each in found:
        by_code.setdefault(each.code, each)
    return tuple(sorted(by_code.values(), key=lambda each: _ORDER[each.code]))


def _findings(
    host: str, seen: Seen, reference: Reference, right: Right, behind: bool | None
) -> Iterator[Problem]:
    repo = str(reference.repo)
    if seen.reached is not None and seen.reached.bad is not None:
        yield _of_the_way(host, seen.reached.bad, reference)
        return
    if seen.busy is not None:
        yield problem("mirror-busy", host=host, seconds=int(min(seen.busy, _LONGEST_WAIT)))
    if seen.asked is not None:
        yield from _of_api(host, repo, seen.asked, reference)
    if behind and seen.asked is not None:
        yield _of_age(host, repo, seen.asked.commit, reference)
    for head in (seen.head, seen.small_head):
        if head is not None:
            yield from _of_head(host, head, reference)
    if seen.xet is not None and seen.xet.bad is not None:
        yield problem("mirror-xet-broken", host=host, other=seen.xet.bad.host)
    if seen.gated is not None and seen.gated.said == "open" and not seen.gated.with_login:
        yield problem("mirror-gives-gated", host=host)
    if seen.gated is not None and seen.gated.said == "login" and seen.gated.with_login:
        yield problem("mirror-token-dropped", host=host)
    if seen.small is not None:
        yield from _of_small(host, seen.small)
    if seen.piece is not None:
        yield from _of_piece(host, repo, seen.piece, reference, right)
    if seen.flow is not None:
        yield from _of_flow(host, repo, seen.flow)
    yield from _of_presence(host, repo, seen, reference)
    served = seen.piece is not None and seen.piece.bad is None
    if served and seen.failures > (seen.flow.cuts if seen.flow is not None else 0):
        yield problem("mirror-flaky", host=host, failed=seen.failures, requests=seen.requests)


# --- one step each ----------------------------------------------------------------------------------


def _of_the_way(host: str, bad: Trouble, reference: Reference) -> Problem:
    """Why there is no connection to the mirror itself."""
    if bad.kind in reference.troubles_here and not split_url(f"http://{host}")[0].is_local:
        return problem(code_of(bad.kind), host=host, reason=bad.reason or bad.kind)
    if bad.kind == "timeout":
        # A connection that is never answered is no host that is silent.
        return problem("mirror-unreachable", host=host, reason=bad.reason)
    return _of_trouble(host, bad)


def _of_trouble(host: str, bad: Trouble) -> Problem:
    return problem(_TROUBLES[bad.kind], host=host, reason=bad.reason or bad.kind)


def _of_bad(host: str, repo: str, bad: Bad) -> Problem:
    """What an answer of the mirror itself means for the whole of it."""
    if isinstance(bad, Trouble):
        return _of_trouble(host, bad)
    status = bad.status
    if bad.code == "GatedRepo":
        return problem("mirror-gated", host=host, repo=repo)
    if status == 429:
        return problem("mirror-busy", host=host, seconds=int(min(bad.wait or 0, _LONGEST_WAIT)))
    if bad.code in {"RepoNotFound", "RevisionNotFound"}:
        return problem("mirror-lacks-repo", host=host, repo=repo)
    if bad.page and status < 400:
        return problem("mirror-page", host=host)
    if status >= 500 or status == 408:
        return problem("mirror-failing", host=host, status=status)
    if status == 407:
        # No host asks for that, only the proxy before it.
        return problem("mirror-proxy", host=host, reason=bad.reason or f"status {status}")
    if status == 401:
        return problem("mirror-login", host=host)
    if status in {402, 403, 451}:
        return problem("mirror-forbidden", host=host, status=status, reason=bad.reason or "no reason given")
    return problem("mirror-other-api", host=host)


def _of_api(host: str, repo: str, asked: Asked, reference: Reference) -> Iterator[Problem]:
    bad = asked.bad
    if bad is not None:
        found = _of_bad(host, repo, bad)
        lacks = isinstance(bad, Refused) and bad.status in _MISSING and asked.is_hub
        yield problem("mirror-lacks-repo", host=host, repo=repo) if lacks else found
        return
    if asked.files is None and asked.unlisted:
        yield problem("mirror-unlisted", host=host, repo=repo)
    if asked.pages_at:
        yield problem("mirror-pages-elsewhere", host=host, other=asked.pages_at)
    if missing := [route for route in asked.routes_missing if route not in reference.routes_missing]:
        yield problem("mirror-routes-missing", host=host, routes=", ".join(missing))
    if isinstance(asked.search, Refused):
        yield problem("mirror-search-refused", host=host, status=asked.search.status)


def _of_age(host: str, repo: str, commit: str, reference: Reference) -> Problem:
    count = reference.behind_by(commit)
    if count is None:
        return problem("mirror-stale", host=host, repo=repo, commit=commit[:8], other=reference.commit[:8])
    return problem(
        "mirror-behind", host=host, repo=repo, commit=commit[:8], other=reference.commit[:8], count=count
    )


def _of_head(host: str, head: Headed, reference: Reference) -> Iterator[Problem]:
    """What huggingface_hub would think of it."""
    if head.secret_shown:
        yield problem("mirror-token-kept", host=host)
    if head.bad is not None:
        # The bytes are asked for all the same, and what comes for them says more.
        return
    if not head.commit_first:
        yield problem("mirror-no-commit", host=host)
    elif not head.commit:
        yield problem("mirror-header-lost", host=host)
    file = next((file for file in reference.files if file.path == head.path), None)
    if file is None or not reference.trusted or (head.commit and head.commit != reference.commit):
        return
    if head.etag and head.etag != file.digest:
        yield problem("mirror-other-file", host=host, path=head.path)
    if head.size is None:
        yield problem("mirror-no-length", host=host, path=head.path)
    elif head.size != file.size:
        yield problem("mirror-wrong-size", host=host, path=head.path, size=head.size, right=file.size)


def _of_small(host: str, small: Small) -> Iterator[Problem]:
    if small.bad is not None:
        if isinstance(small.bad, Refused) and small.bad.page and small.bad.status < 400:
            yield problem("mirror-page", host=host)
        return
    if small.pointer:
        yield problem("mirror-pointer", host=host, path=small.path)
    elif small.error:
        yield problem("mirror-error-as-file", host=host, path=small.path)
    elif small.right is False:
        yield problem("mirror-wrong-bytes", host=host, path=small.path)


def _of_piece(host: str, repo: str, piece: Piece, reference: Reference, right: Right) -> Iterator[Problem]:
    path = piece.path
    if piece.secret_shown:
        yield problem("mirror-token-kept", host=host)
    if piece.bad is not None:
        yield from _of_bytes(host, repo, path, piece.bad, piece.at_mirror)
        return
    if piece.packed:
        yield problem("mirror-packed", host=host)
        return
    if piece.pointer:
        yield problem("mirror-pointer", host=host, path=path)
        return
    if piece.error:
        yield problem("mirror-error-as-file", host=host, path=path)
        return
    big = reference.big
    other_size = big is not None and piece.size is not None and piece.size != big.size
    if big is not None and piece.size is not None and other_size:
        begins_right = bool(right.opening) and piece.begins == right.opening
        part = piece.size < big.size and begins_right
        code = "mirror-part-file" if part else "mirror-wrong-size"
        yield problem(code, host=host, path=path, size=piece.size, right=big.size)
    if piece.wrong_range:
        yield problem("mirror-wrong-range", host=host)
    elif piece_right(piece, right) is False and not other_size:
        yield problem("mirror-wrong-bytes", host=host, path=path)
    if piece.ranges is False:
        yield problem("mirror-no-ranges", host=host)
    if not piece.length:
        yield problem("mirror-no-length", host=host, path=path)
    if piece.stalled:
        yield problem("mirror-stalls", host=host, other=_last_host(piece, host))
    elif piece.cut:
        yield problem("mirror-breaks-off", host=host, other=_last_host(piece, host))
    if piece.rate is not None and piece.rate < SLOW and not piece.digest and not piece.begins:
        yield problem("mirror-slow", host=host, rate=_kilo(piece.rate))


def _of_bytes(host: str, repo: str, path: str, bad: Bad, at_mirror: bool) -> Iterator[Problem]:
    """What it means that no bytes came."""
    if isinstance(bad, Trouble) and bad.kind in {"redirect", "proxy"}:
        yield _of_trouble(bad.host if bad.kind == "proxy" else host, bad)
    elif not at_mirror:
        if isinstance(bad, Refused) and bad.page and bad.status < 400:
            yield problem("mirror-page", host=host)
        else:
            reason = bad.reason or bad.kind if isinstance(bad, Trouble) else f"status {bad.status}"
            yield problem("mirror-bytes-blocked", host=host, other=bad.host, reason=reason)
    elif isinstance(bad, Refused) and bad.status in _MISSING:
        yield problem("mirror-lacks-file", host=host, repo=repo, path=path)
    else:
        yield _of_bad(host, repo, bad)


def _of_flow(host: str, repo: str, flow: Flow) -> Iterator[Problem]:
    if flow.stalled:
        yield problem("mirror-stalls", host=host, other=host)
    elif flow.bad is not None:
        yield from _of_bytes(host, repo, "", flow.bad, flow.at_mirror)
    if flow.expired:
        yield problem("mirror-expires", host=host)
    elif flow.cuts:
        yield problem("mirror-breaks-off", host=host, other=host)
    if flow.burst is not None and flow.rate is not None:
        yield problem(
            "mirror-throttled",
            host=host,
            bytes=f"{flow.burst_bytes / 1e6:.1f}",
            burst=_kilo(flow.burst),
            rate=_kilo(flow.rate),
        )
    elif flow.rate is not None and flow.rate < SLOW and not flow.stalled:
        yield problem("mirror-slow", host=host, rate=_kilo(flow.rate))


def _of_presence(host: str, repo: str, seen: Seen, reference: Reference) -> Iterator[Problem]:
    if seen.missing:
        whole = len(reference.files)
        yield problem(
            "mirror-lacks-files",
            host=host,
            repo=repo,
            count=len(seen.missing),
            files=whole,
            path=seen.missing[0],
        )
    large = max((file.size for file in reference.files), default=0)
    no_xet = seen.head is not None and seen.head.bad is None and not seen.head.xet_hash
    if large > PLAIN_LIMIT and no_xet:
        yield problem("mirror-too-large", host=host, repo=repo)


# --- what follows -----------------------------------------------------------------------------------


def piece_right(piece: Piece, right: Right) -> bool | None:
    """Whether the bytes of the big file are those that they must be; None: nobody knows, or none came."""
    if piece.digest and right.piece:
        return piece.digest.startswith(right.piece)
    if piece.begins and right.opening:
        return piece.begins == right.opening
    return None


def _intact(seen: Seen, reference: Reference, right: Right) -> bool | None:
    """Wrong as soon as anything is wrong; right where something was compared and nothing is wrong."""
    told = []
    if seen.small is not None:
        told.append(seen.small.right)
    if seen.piece is not None:
        piece = seen.piece
        big = reference.big
        other_size = big is not None and piece.size is not None and piece.size != big.size
        told.append(False if piece.pointer or piece.error or other_size else piece_right(piece, right))
    known = [each for each in told if each is not None]
    return all(known) if known else None


def _behind(asked: Asked | None, reference: Reference) -> bool | None:
    """None: it or everybody else did not say."""
    if asked is None or not asked.commit or not reference.trusted:
        return None
    return asked.commit != reference.commit


def _last_host(piece: Piece, host: str) -> str:
    return piece.hosts[-1] if piece.hosts else host


def _kilo(rate: float) -> int:
    return round(rate / 1000)
