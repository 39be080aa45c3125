"""The library as values: rows, details, plans and results. They travel over the link as they are.

Sizes are bytes, times seconds since the epoch (UTC).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..cache.refusal import InUse
from ..formats.model_facts import ModelFacts
from ..problems import Problem
from ..system.volumes import Volume

State = Literal[
    "ok",
    "incomplete",
    "broken",
    "archived",
    "partly-archived",
    "archive-offline",
    "frozen",
    "bucket",
    "foreign",
]
"""A repo's state. `frozen`, `bucket`: something of it is archived in a way that no program can read.
`foreign`: something in the cache folder that is no repo of the Hub."""

Trust = Literal["good", "coarse", "none"]
"""How far a last access can be believed: to the read, to the day, or not at all."""


class RepoRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the library: a repo, or a foreign thing in the cache folder."""

    key: str
    """The folder's name in the cache: unique within one cache."""
    type: Literal["model", "dataset", "space", "kernel", "other"]
    name: str
    """`org/name`; the file name for `other`."""
    bytes: int = 0
    """What its files take on disk, each stored byte counted once."""
    frees: int = 0
    """What deleting the repo gives back: `bytes` less what other repos or hard links still use."""
    archived: int = 0
    """Bytes that lie in an archive, connected or not, as they are when they are plain; not part of `bytes`.
    Of what is away they are as far as anything tells."""
    archives: tuple[str, ...] = ()
    """Folders of the archives that its links lead into, connected or not."""
    files: int = 0
    """Distinct file paths over all revisions."""
    revisions: int = 0
    detached: int = 0
    """Revisions that no ref names."""
    refs: tuple[str, ...] = ()
    detached_bytes: int = 0
    """In revisions that no ref names, where the repo has another one that a ref does name."""
    orphan_bytes: int = 0
    """In blobs that no revision uses."""
    partial_bytes: int = 0
    """In downloads that broke off or are under way."""
    content: int = 0
    """A checksum of the main revision's names and blobs: what `facts` were read from."""
    last_access: float | None = None
    last_modified: float | None = None
    state: State = "ok"
    problems: tuple[Problem, ...] = ()
    facts: ModelFacts | None = None
    """None until the files were looked into."""


FileState = Literal[
    "ok", "missing", "archived", "archive-offline", "frozen", "bucket", "outside", "incomplete", "corrupt"
]
"""Where a file's bytes are. `outside`: a link that leaves the cache. `corrupt`: they are not what the
file's name says, by the last verification."""


class FileEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of a revision."""

    path: str
    bytes: int = 0
    blob: str = ""
    """The blob's name; empty for a file that stands in the snapshot itself."""
    state: FileState = "ok"
    verified: float | None = None
    """When these very bytes were last hashed; None where they never were, or changed since."""


class Revision(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One commit of a repo that is cached, whole or in part."""

    commit: str
    refs: tuple[str, ...] = ()
    bytes: int = 0
    frees: int = 0
    """What deleting this revision alone gives back."""
    last_modified: float | None = None
    path: str = ""
    """The snapshot folder."""
    files: tuple[FileEntry, ...] = ()


class RepoDetail(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is known of one repo, for the inspector."""

    row: RepoRow
    path: str
    revisions: tuple[Revision, ...] = ()
    partials: tuple[FileEntry, ...] = ()
    """Downloads that were broken off; `path` is the partial's file name."""
    orphans: tuple[FileEntry, ...] = ()
    """Blobs that no revision uses."""


class Reclaimable(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One kind of thing that could be freed without losing anything a program would load."""

    kind: str
    bytes: int
    items: int


class Totals(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The library in numbers."""

    cache: str
    bytes: int = 0
    """Physical, shared counted once, all rows and the shared store together."""
    repos: int = 0
    stale_bytes: int = 0
    """In repos not read for `stale_days`."""
    stale_days: int = 90
    trust: Trust = "coarse"
    reclaimable: tuple[Reclaimable, ...] = ()
    trashed: int = 0
    """Bytes that Hubkeep moved to the trash: emptying it gives them back."""
    volume: Volume | None = None
    phase: Literal["reading", "confirming", "ready", "missing", "failed"] = "reading"
    """`reading`: rows are still coming. `confirming`: rows are those known before, being checked
    against the disk. `ready`: all rows are true. `missing`: there is no such folder (yet)."""
    problems: tuple[Problem, ...] = ()
    """Of the cache as a whole (unreadable, …)."""


class Target(Struct, frozen=True, omit_defaults=True):
    """Something to remove: a whole repo, one revision of it, or one file of that revision."""

    key: str
    commit: str = ""
    path: str = ""


class PlanLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a plan removes, what that gives back, and why it is not more."""

    target: Target
    repo: str
    bytes: int
    frees: int
    kept: int = 0
    """Bytes that stay because something else uses them."""
    kept_by: tuple[str, ...] = ()
    """Who uses them: other repos, other revisions (`main`), `hard link`."""


class RemovalPlan(Struct, frozen=True, kw_only=True):
    """What a removal would do. `frees` is for all targets together: shared bytes that only the
    targets use are freed too, so it can be more than the sum of the lines."""

    frees: int
    bytes: int
    repos: int
    revisions: int
    files: int
    lines: tuple[PlanLine, ...] = ()
    in_use: tuple[InUse, ...] = ()
    trash: bool = True
    """Whether the volume has a trash: undo is possible."""


PruneKind = Literal["detached", "orphan", "partial", "lock", "no-exist", "xet", "store"]
"""`store`: payloads of the shared store that no repo uses."""


class PruneItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that no program would miss."""

    kind: PruneKind
    path: str
    bytes: int
    repo: str = ""
    why: str = ""


class PrunePlan(Struct, frozen=True, kw_only=True):
    """All that a prune would remove."""

    frees: int
    items: tuple[PruneItem, ...] = ()
    in_use: tuple[InUse, ...] = ()


class Duplicate(Struct, frozen=True, kw_only=True):
    """The same bytes stored more than once on one volume."""

    digest: str
    bytes: int
    paths: tuple[str, ...]
    saves: int


class BadFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that verification found corrupt, missing or unreadable."""

    repo: str
    path: str
    blob: str = ""
    problem: Problem | None = None


class VerifyResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a verification found. `unnamed`: files whose digest nothing on disk tells."""

    files: int = 0
    bytes: int = 0
    ok: int = 0
    corrupt: tuple[BadFile, ...] = ()
    missing: tuple[BadFile, ...] = ()
    unnamed: int = 0


class RemovalResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a removal, prune or undo did."""

    frees: int = 0
    repos: int = 0
    revisions: int = 0
    trashed: int = 0
    """Of `frees`, what lies in the trash and comes back only when that is emptied."""
    undoable: bool = False


class JoinResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What joining duplicates did, or would do (`joined` is 0 for a mere search)."""

    found: tuple[Duplicate, ...] = ()
    saves: int = 0
    joined: int = 0


class EnvironmentEdit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of the user's that would be changed so that every program sees the new place."""

    path: str
    added: str


class RelocatePlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What moving the whole cache would do."""

    source: str
    target: str
    bytes: int
    files: int
    free: int
    same_volume: bool = False
    in_use: tuple[InUse, ...] = ()
    variable: str = "HF_HUB_CACHE"
    """The environment variable that programs need to find it at the new place."""
    environment: tuple[EnvironmentEdit, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What stands in the way; empty where it can be done."""


class RelocateResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A cache that was moved."""

    source: str
    target: str
    bytes: int
    environment_applied: bool = False
