"""What is true of a repo: by the official endpoint, else by most mirrors, else by what was known before.

Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from ..cache.names import RepoId
from ..hub.tree import RemoteFile
from . import known
from .receiving import PIECE
from .seen import Asked, Piece, TroubleKind

Trusted = Literal["official", "most", "one", "known", "nobody"]

_SMALLEST: Final = 200
_SMALL: Final = 64 << 10
"""A file up to this size is fetched whole by every mirror."""
_PAGES: Final = (".html", ".htm", ".xhtml")


class Reference(Struct, frozen=True, kw_only=True):
    """What mirrors are compared with."""

    repo: RepoId
    by: Trusted = "nobody"
    commit: str = ""
    """Of `main`; empty: nobody knows."""
    commits: tuple[str, ...] = ()
    """Those before it as well, the newest first, as far as was asked: where somebody is behind."""
    files: tuple[RemoteFile, ...] = ()
    """At that commit."""
    big: RemoteFile | None = None
    small: RemoteFile | None = None
    offset: int = 0
    """Where the piece of the big one begins: the same for all, and another one each time."""
    routes_missing: tuple[str, ...] = ()
    """Of the API, at the official endpoint too."""
    troubles_here: frozenset[TroubleKind] = frozenset()
    """Why nobody outside can be reached, which is no mirror's fault."""

    @property
    def trusted(self) -> bool:
        """Whether a mirror that says otherwise is wrong."""
        return self.by in {"official", "most"}

    def behind_by(self, commit: str) -> int | None:
        """How many commits came after `commit`; None: nobody knows."""
        known = self.commits[:1] == (self.commit,) and commit in self.commits
        return self.commits.index(commit) if known else None


class Right(Struct, frozen=True, kw_only=True):
    """How SHA-256 begins of what is right; empty: nobody knows."""

    piece: str = ""
    opening: str = ""


def reference_of(repo: RepoId, told: Mapping[str, Asked], official: str, draw: float) -> Reference:
    """From what each endpoint said. `draw`, 0 to 1, says where in the big file to look."""
    by, url = _most_trusted(told, official)
    asked = told.get(url)
    commit = asked.commit if asked is not None else ""
    files = asked.files if asked is not None and asked.files is not None else ()
    if not files:
        # Who is trusted may not list; somebody with the same commit does.
        files = next((each.files for each in told.values() if each.commit == commit and each.files), ())
    big = max(files, key=lambda file: (file.size, file.path), default=None)
    if big is None and repo == known.REPO:
        big, by = known.FILE, "known" if by == "nobody" else by
    first = told.get(official)
    return Reference(
        repo=repo,
        by=by,
        commit=commit,
        files=files,
        big=big,
        small=_small_of(files),
        offset=_offset(big.size, draw) if big is not None else 0,
        routes_missing=first.routes_missing if first is not None else (),
    )


def right_of(
    reference: Reference, pieces: Mapping[str, Piece], openings: Mapping[str, str], official: str
) -> Right:
    """What the bytes must be: the official one's, or what was known, or what most of several sent."""
    big = reference.big
    if big is None:
        return Right()
    by_official = pieces.get(official)
    piece = by_official.digest if by_official is not None and not by_official.wrong_range else ""
    piece = piece or known.piece_begins(big.digest, reference.offset)
    if not piece:
        votes = Counter(each.digest for each in pieces.values() if each.digest and not each.wrong_range)
        piece = _majority(votes)
    opening = openings.get(official) or (known.OPENING if big.digest == known.FILE.digest else "")
    return Right(
        piece=piece, opening=opening or _majority(Counter(each for each in openings.values() if each))
    )


def _most_trusted(told: Mapping[str, Asked], official: str) -> tuple[Trusted, str]:
    """Whose word counts, and who that is."""
    asked = told.get(official)
    if asked is not None and asked.commit:
        return "official", official
    answered = {url: each for url, each in told.items() if each.commit}
    if not answered:
        return "nobody", ""
    votes = Counter(each.commit for each in answered.values())
    newest = max(
        answered.items(),
        key=lambda one: (votes[one[1].commit], one[1].last_modified, one[1].files is not None, one[0]),
    )
    most = votes[newest[1].commit]
    return "most" if most > 1 and 2 * most > len(answered) else "one", newest[0]


def _majority(votes: Counter[str]) -> str:
    """What more than half of at least two say."""
    if not votes:
        return ""
    value, count = votes.most_common(1)[0]
    return value if count > 1 and 2 * count > votes.total() else ""


def _small_of(files: tuple[RemoteFile, ...]) -> RemoteFile | None:
    fit = [file for file in files if 0 < file.size <= _SMALL and not file.path.lower().endswith(_PAGES)]
    # Too small a file may by accident be as long as an error's text; one outside of LFS goes another way.
    return min(
        fit,
        key=lambda file: (file.size < _SMALLEST, file.lfs, file.path.startswith("."), file.size, file.path),
        default=None,
    )


def _offset(size: int, draw: float) -> int:
    """A whole MiB, behind the first one where there is more, with a piece and some more behind it."""
    places = (size - PIECE) // known.STEP
    return 0 if places < 1 else known.STEP * (1 + min(int(draw * places), places - 1))
