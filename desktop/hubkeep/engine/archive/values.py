"""The archive as values: plans, archives, what lies in them, and results. They travel over the link.

Sizes are bytes, times seconds since the epoch (UTC).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..cache.refusal import InUse
from ..problems import Problem
from ..system.volumes import Volume

Tier = Literal["archived", "partly", "offline", "frozen", "bucket", "orphan"]
"""Where the big blobs of a repo are: behind links that work, some of them only, behind links whose archive
is not connected, compressed, in a bucket, or in an archive alone, without a link in the cache."""


class Stored(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A repo of the cache as a policy looks at it."""

    key: str
    repo: str
    bytes: int
    """In the cache itself."""
    last_access: float | None = None
    trust: str = "coarse"
    """How far `last_access` can be believed: good, coarse, none."""


class Moving(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a plan does with one repo."""

    key: str
    repo: str
    bytes: int
    """To be copied."""
    frees: int
    """Given back on the cache's volume: less than `bytes` where something else holds a file."""
    files: int = 0
    stays: int = 0
    """Bytes that stay in the cache: small files, and what can't move."""
    reasons: tuple[Problem, ...] = ()
    """Why not all of it moves, or none."""


class ArchivePlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an order would do. Nothing is done where there are `problems`."""

    to: str
    moves: tuple[Moving, ...] = ()
    bytes: int = 0
    frees: int = 0
    free: int = 0
    """On the volume it goes to."""
    free_here: int = 0
    """On the cache's volume."""
    same_volume: bool = False
    in_use: tuple[InUse, ...] = ()
    problems: tuple[Problem, ...] = ()


class ArchiveResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was done."""

    moved: int = 0
    frees: int = 0
    repos: tuple[str, ...] = ()
    archive: str = ""
    files: int = 0
    commit: str = ""
    """Of an export or an import."""
    failed: int = 0
    """Files of a folder that were not taken since they are not what they should be."""
    problems: tuple[Problem, ...] = ()
    """Why, and what else there is to say; the failed ones first."""


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that a person may want to have put right."""

    kind: Literal["moved", "refetched", "orphan"]
    """Links lead to where the archive was mounted before; a blob was fetched again over its link; the
    archive has a repo that the cache does not know."""
    archive: str
    """Its folder now."""
    keys: tuple[str, ...] = ()
    bytes: int = 0
    sentence: Problem | None = None


class KnownArchive(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An archive that this home has met."""

    id: str
    path: str
    """Where it was last."""
    name: str = ""
    connected: bool = True
    bucket: str = ""
    """`s3://bucket/prefix`; empty for a folder."""
    bytes: int = 0
    repos: int = 0
    frozen: int = 0
    """Bytes of frozen blobs, as they lie there."""
    volume: Volume | None = None
    seen: float = 0
    """When it was connected last; 0 where it is now."""
    problems: tuple[Problem, ...] = ()
    """What can't be read of it."""


class KeptRepo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A repo of which at least something lies in an archive."""

    key: str
    repo: str
    tier: Tier
    archive: str
    """The id."""
    bytes: int = 0
    """Plain."""
    takes: int = 0
    """On the archive's volume: less where frozen."""
    last_access: float | None = None


class Policy(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which repos move by themselves, or are offered to."""

    name: str
    to: str
    """The archive's folder, or `s3://bucket/prefix`."""
    unread_days: int = 90
    larger_than: int = 0
    only_below_free: int = 0
    """Only while the cache's volume has less free than this, and no more than it takes; 0: always."""
    matching: tuple[str, ...] = ()
    """Patterns of repo names; empty: all."""
    except_matching: tuple[str, ...] = ()
    freeze: bool = False
    enabled: bool = True
    cache: str = ""
    """The only one that it is for; empty: whichever is looked at."""


class ArchiveView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that the Archive page shows, beside a plan."""

    archives: tuple[KnownArchive, ...] = ()
    kept: tuple[KeptRepo, ...] = ()
    findings: tuple[Finding, ...] = ()
    policies: tuple[Policy, ...] = ()
    pinned: tuple[str, ...] = ()
    """Keys of repos that no policy moves."""
    volume: Volume | None = None
    """Of the cache."""
