"""The messages between a window and an engine.

A line is one JSON object. The client opens with `Hello`, the engine answers `Welcome` (or says in
`Goodbye` why not). After that the client sends `Call`s, each answered by one `Answer` or `Refusal`
with the same id, in any order; the engine sends events of its own accord, as coalesced snapshots.
Paths are the engine's: they may be of another machine.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from msgspec import Raw, Struct, field

from ..engine.archive.orders import (
    Adopt,
    Archive,
    ArchiveOrder,
    ClearOrphans,
    Export,
    Freeze,
    Import,
    Mend,
    Restore,
    Thaw,
)
from ..engine.archive.values import (
    ArchivePlan,
    ArchiveResult,
    ArchiveView,
    Finding,
    KeptRepo,
    KnownArchive,
    Moving,
    Policy,
    Tier,
)
from ..engine.cache.refusal import InUse
from ..engine.downloads.orders import Download, DownloadsOrder, Repair
from ..engine.downloads.values import (
    CELL_HERE,
    CELL_NONE,
    CELL_SOURCES,
    CELLS,
    DownloadDetail,
    DownloadedFile,
    DownloadResult,
    DownloadView,
    FileView,
    Found,
    Offer,
    OfferedFile,
    Preset,
    Rates,
    RepairResult,
    SearchResult,
    SourceView,
    TokenView,
)
from ..engine.formats.model_facts import ModelFacts
from ..engine.jobs.values import FINISHED, JobState, JobView, Progress
from ..engine.library.orders import EmptyTrash, Join, LibraryOrder, Prune, Relocate, Remove, Undo, Verify
from ..engine.library.query import BIGGEST_FIRST, ORDERS, UNKNOWN, Query, SortBy, searchable
from ..engine.library.query import parse as parse_filter
from ..engine.library.values import (
    BadFile,
    Duplicate,
    EnvironmentEdit,
    FileEntry,
    JoinResult,
    PlanLine,
    PruneItem,
    PruneKind,
    PrunePlan,
    Reclaimable,
    RelocatePlan,
    RelocateResult,
    RemovalPlan,
    RemovalResult,
    RepoDetail,
    RepoRow,
    Revision,
    State,
    Target,
    Totals,
    Trust,
    VerifyResult,
)
from ..engine.mirrors.values import (
    Bench,
    BenchResult,
    EndpointExport,
    Entry,
    Grade,
    History,
    LastOrigin,
    Measured,
    MirrorsView,
    MirrorView,
    Point,
    ProgramEdit,
    Reached,
    RoomMirror,
    RoomMirrorCheck,
    RoomMirrorFiles,
    RunningProgram,
    Snippet,
    Stage,
    Standing,
)
from ..engine.problems import SENTENCES, Failure, Parameter, Problem, fill, problem
from ..engine.state.settings import Settings
from ..engine.system.volumes import Volume

__all__ = [
    "ANSWERS",
    "BIGGEST_FIRST",
    "CELLS",
    "CELL_HERE",
    "CELL_NONE",
    "CELL_SOURCES",
    "FINISHED",
    "ORDERS",
    "PROTOCOL",
    "ROWS_PER_EVENT",
    "SENTENCES",
    "UNKNOWN",
    "AddMirror",
    "Adopt",
    "AllowToken",
    "Answer",
    "ApplyEndpoint",
    "Archive",
    "ArchiveChanged",
    "ArchiveOrder",
    "ArchivePlan",
    "ArchiveResult",
    "ArchiveView",
    "ArrangeDownloads",
    "BadFile",
    "Bench",
    "BenchResult",
    "Call",
    "CheckRoomMirror",
    "ClearOrphans",
    "ControlDownloads",
    "ControlFiles",
    "ControlJob",
    "Describe",
    "DescribeDownload",
    "Download",
    "DownloadDetail",
    "DownloadResult",
    "DownloadView",
    "DownloadedFile",
    "DownloadsChanged",
    "DownloadsOrder",
    "DraftRoomMirror",
    "Duplicate",
    "EmptyTrash",
    "EndpointExport",
    "Entry",
    "EnvironmentEdit",
    "Event",
    "Export",
    "ExportMirrors",
    "ExportedMirrors",
    "Failure",
    "FetchHistory",
    "FetchRates",
    "FetchReached",
    "FetchResult",
    "FileEntry",
    "FileView",
    "Finding",
    "Found",
    "Freeze",
    "FromClient",
    "FromEngine",
    "Goodbye",
    "Grade",
    "Hello",
    "History",
    "Import",
    "ImportMirrors",
    "InUse",
    "JobResult",
    "JobStarted",
    "JobState",
    "JobView",
    "JobsChanged",
    "Join",
    "JoinResult",
    "KeepBucketKeys",
    "KeepToken",
    "KeptRepo",
    "KnownArchive",
    "LastOrigin",
    "LibraryOrder",
    "LimitDownload",
    "ListArchives",
    "ListMirrors",
    "ListSnippets",
    "ListTokens",
    "LookUp",
    "Measured",
    "Mend",
    "MirrorView",
    "MirrorsChanged",
    "MirrorsView",
    "ModelFacts",
    "Moving",
    "Nothing",
    "Offer",
    "OfferedFile",
    "OpenCache",
    "Parameter",
    "PlanArchive",
    "PlanEndpoint",
    "PlanLine",
    "PlanPolicy",
    "PlanPrune",
    "PlanRelocation",
    "PlanRemoval",
    "PlanRestore",
    "Point",
    "Policy",
    "Preset",
    "Problem",
    "ProgramEdit",
    "Progress",
    "Prune",
    "PruneItem",
    "PruneKind",
    "PrunePlan",
    "Query",
    "Rates",
    "Reached",
    "ReadSettings",
    "Reclaimable",
    "Refresh",
    "Refusal",
    "Relocate",
    "RelocatePlan",
    "RelocateResult",
    "RemovalPlan",
    "RemovalResult",
    "Remove",
    "RemoveMirror",
    "Repair",
    "RepairResult",
    "RepoDetail",
    "RepoRow",
    "Request",
    "Restore",
    "Reveal",
    "RevealArchive",
    "Revision",
    "RoomMirror",
    "RoomMirrorCheck",
    "RoomMirrorFiles",
    "RowsChanged",
    "RunningProgram",
    "Search",
    "SearchResult",
    "SetPinned",
    "SetPolicies",
    "Settings",
    "Snippet",
    "Snippets",
    "SortBy",
    "SourceView",
    "Stage",
    "Standing",
    "StartJob",
    "State",
    "Target",
    "Thaw",
    "Tier",
    "TokenView",
    "Tokens",
    "Totals",
    "TotalsChanged",
    "Trust",
    "Undo",
    "UseMirror",
    "Verify",
    "VerifyResult",
    "Volume",
    "Welcome",
    "WriteRoomMirror",
    "WriteSettings",
    "fill",
    "parse_filter",
    "problem",
    "searchable",
]
"""With the engine's values: the window knows them from here and imports nothing of the engine's."""

PROTOCOL: Final = 1
"""Raised whenever an older peer would misunderstand a message."""


# --- requests: each names its answer in ANSWERS -------------------------------------------------


class Nothing(Struct, frozen=True):
    """The answer that only says: done."""


class OpenCache(Struct, frozen=True, tag="open-cache"):
    """Make `path` the current cache (empty: the one resolved from environment and settings).
    Its rows follow as `RowsChanged`, beginning with `reset`."""

    path: str = ""


class Refresh(Struct, frozen=True, tag="refresh"):
    """Look at the whole disk again now."""


class Describe(Struct, frozen=True, tag="describe"):
    key: str


class PlanRemoval(Struct, frozen=True, tag="plan-removal"):
    targets: tuple[Target, ...]


class PlanPrune(Struct, frozen=True, tag="plan-prune"):
    pass


class PlanRelocation(Struct, frozen=True, tag="plan-relocation"):
    target: str
    environment: bool = False


class StartJob(Struct, frozen=True, tag="start-job"):
    order: LibraryOrder | DownloadsOrder | ArchiveOrder | Bench


class ControlJob(Struct, frozen=True, tag="control-job"):
    id: int
    action: Literal["cancel", "pause", "resume", "retry", "dismiss"]


class FetchResult(Struct, frozen=True, tag="fetch-result"):
    """The result of a finished job."""

    id: int


class Search(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="search"):
    """Look for repos on the Hub by words."""

    text: str
    # Under another name on the wire, where `type` tells the messages apart.
    type: Literal["model", "dataset", "space", "kernel"] = field(default="model", name="repo_type")
    limit: int = 20


class LookUp(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="look-up"):
    """What a pasted text names (a repo, a Hub or mirror URL, `hf://`), and what it holds."""

    text: str
    revision: str = ""
    """Instead of the one that `text` names."""


class DescribeDownload(Struct, frozen=True, tag="describe-download"):
    """The files of a download."""

    id: int


class ArrangeDownloads(Struct, frozen=True, tag="arrange-downloads"):
    """The queue in a new order: ids of unfinished downloads, the first to run first."""

    ids: tuple[int, ...]


class ControlFiles(Struct, frozen=True, tag="control-files"):
    """Pause or resume files of a download."""

    id: int
    paths: tuple[str, ...]
    action: Literal["pause", "resume"]


class ControlDownloads(Struct, frozen=True, tag="control-downloads"):
    """Pause or resume the whole queue."""

    action: Literal["pause", "resume"]


class LimitDownload(Struct, frozen=True, kw_only=True, tag="limit-download"):
    """Hold an unfinished download to other limits from now on; 0 for none."""

    id: int
    rate: int = 0
    """Bytes a second."""
    connections: int = 0
    """To each source."""


class FetchRates(Struct, frozen=True, tag="fetch-rates"):
    """The last ten minutes of all downloads together."""


class ListTokens(Struct, frozen=True, tag="list-tokens"):
    pass


class KeepToken(Struct, frozen=True, kw_only=True, tag="keep-token"):
    """Keep a token for an endpoint in the keyring and allow it there; empty: forget it."""

    endpoint: str
    token: str

    def __repr__(self) -> str:
        """Without the token: representations end up in logs."""
        return f"KeepToken(endpoint={self.endpoint!r})"


class AllowToken(Struct, frozen=True, kw_only=True, tag="allow-token"):
    """Whether the user's token may be sent to an endpoint."""

    endpoint: str
    allowed: bool


class Tokens(Struct, frozen=True):
    tokens: tuple[TokenView, ...]
    keyring: bool
    """Whether the engine's machine has a keyring that works."""


class ListMirrors(Struct, frozen=True, tag="list-mirrors"):
    pass


class AddMirror(Struct, frozen=True, tag="add-mirror"):
    """Put an endpoint of the user's own beside the catalogue, or change what is said of it."""

    entry: Entry


class RemoveMirror(Struct, frozen=True, tag="remove-mirror"):
    """Forget an endpoint of the user's own."""

    url: str


class ImportMirrors(Struct, frozen=True, tag="import-mirrors"):
    """Add the entries of a list that was exported somewhere, or of plain lines with URLs."""

    text: str


class ExportMirrors(Struct, frozen=True, tag="export-mirrors"):
    pass


class ExportedMirrors(Struct, frozen=True):
    text: str
    """The user's own entries, as `ImportMirrors` takes them."""


class UseMirror(Struct, frozen=True, tag="use-mirror"):
    """Ask this endpoint first from now on; `auto`: whichever is measured best; `official`: huggingface.co."""

    what: str


class FetchHistory(Struct, frozen=True, tag="fetch-history"):
    """What was measured in the last days."""

    days: int = 14


class PlanEndpoint(Struct, frozen=True, tag="plan-endpoint"):
    """What giving every shell and session an endpoint would change; empty: what taking ours back would."""

    endpoint: str


class ApplyEndpoint(Struct, frozen=True, tag="apply-endpoint"):
    """Do what was shown, and nothing where something has changed since."""

    export: EndpointExport


class ListSnippets(Struct, frozen=True, tag="list-snippets"):
    """The lines that give one program or container an endpoint."""

    endpoint: str


class Snippets(Struct, frozen=True):
    snippets: tuple[Snippet, ...]


class FetchReached(Struct, frozen=True, tag="fetch-reached"):
    """Which running programs have which endpoint, and where the last download came from."""


class DraftRoomMirror(Struct, frozen=True, tag="draft-room-mirror"):
    """What nginx would need for a caching mirror; nothing is written."""

    mirror: RoomMirror
    password: str = ""

    def __repr__(self) -> str:
        """Without the password: representations end up in logs."""
        return f"DraftRoomMirror(mirror={self.mirror!r})"


class WriteRoomMirror(Struct, frozen=True, tag="write-room-mirror"):
    """Write that into a folder: `nginx.conf`, the passwords, a unit for systemd, and how to begin."""

    mirror: RoomMirror
    into: str
    password: str = ""

    def __repr__(self) -> str:
        """Without the password: representations end up in logs."""
        return f"WriteRoomMirror(mirror={self.mirror!r}, into={self.into!r})"


class CheckRoomMirror(Struct, frozen=True, tag="check-room-mirror"):
    """Whether the nginx here takes the configuration in a folder."""

    folder: str


class ListArchives(Struct, frozen=True, tag="list-archives"):
    """All of them, looked at now. `ArchiveChanged` says the same of its own accord."""


class PlanArchive(Struct, frozen=True, tag="plan-archive"):
    """What moving the repos `keys` to the archive at `to`, a folder or `s3://bucket/prefix`, would do."""

    keys: tuple[str, ...]
    to: str


class PlanRestore(Struct, frozen=True, tag="plan-restore"):
    """What bringing the repos `keys` back would do."""

    keys: tuple[str, ...]


class PlanPolicy(Struct, frozen=True, tag="plan-policy"):
    """What a policy would move now, whether it is kept or enabled or not."""

    policy: Policy


class SetPolicies(Struct, frozen=True, tag="set-policies"):
    """Keep these policies in place of those there are."""

    policies: tuple[Policy, ...]


class SetPinned(Struct, frozen=True, tag="set-pinned"):
    """Whether policies leave the repos `keys` where they are."""

    keys: tuple[str, ...]
    pinned: bool


class KeepBucketKeys(Struct, frozen=True, kw_only=True, tag="keep-bucket-keys"):
    """Keep the keys that open a bucket in the keyring; an empty `key_id` forgets them."""

    bucket: str
    """`s3://bucket/prefix`, with `?endpoint=…&region=…` where it is not Amazon's."""
    key_id: str
    secret: str

    def __repr__(self) -> str:
        """Without the secret: representations end up in logs."""
        return f"KeepBucketKeys(bucket={self.bucket!r})"


class RevealArchive(Struct, frozen=True, tag="reveal-archive"):
    """Show the folder of a known archive in the engine machine's file manager."""

    id: str


class Reveal(Struct, frozen=True, tag="reveal"):
    """Show a path of the current cache in the engine machine's file manager."""

    path: str


class ReadSettings(Struct, frozen=True, tag="read-settings"):
    pass


class WriteSettings(Struct, frozen=True, tag="write-settings"):
    settings: Settings


class JobStarted(Struct, frozen=True):
    id: int


class JobResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a job brought; the one field of its kind is set."""

    id: int
    verify: VerifyResult | None = None
    removal: RemovalResult | None = None
    join: JoinResult | None = None
    relocate: RelocateResult | None = None
    download: DownloadResult | None = None
    repair: RepairResult | None = None
    bench: BenchResult | None = None
    archive: ArchiveResult | None = None


Request = (
    OpenCache
    | Refresh
    | Describe
    | PlanRemoval
    | PlanPrune
    | PlanRelocation
    | StartJob
    | ControlJob
    | FetchResult
    | Search
    | LookUp
    | DescribeDownload
    | ArrangeDownloads
    | ControlFiles
    | ControlDownloads
    | LimitDownload
    | FetchRates
    | ListTokens
    | KeepToken
    | AllowToken
    | ListMirrors
    | AddMirror
    | RemoveMirror
    | ImportMirrors
    | ExportMirrors
    | UseMirror
    | FetchHistory
    | PlanEndpoint
    | ApplyEndpoint
    | ListSnippets
    | FetchReached
    | DraftRoomMirror
    | WriteRoomMirror
    | CheckRoomMirror
    | ListArchives
    | PlanArchive
    | PlanRestore
    | PlanPolicy
    | SetPolicies
    | SetPinned
    | KeepBucketKeys
    | RevealArchive
    | Reveal
    | ReadSettings
    | WriteSettings
)

ANSWERS: Final[dict[type, type[Any]]] = {
    OpenCache: Nothing,
    Refresh: Nothing,
    Describe: RepoDetail,
    PlanRemoval: RemovalPlan,
    PlanPrune: PrunePlan,
    PlanRelocation: RelocatePlan,
    StartJob: JobStarted,
    ControlJob: Nothing,
    FetchResult: JobResult,
    Search: SearchResult,
    LookUp: Offer,
    DescribeDownload: DownloadDetail,
    ArrangeDownloads: Nothing,
    ControlFiles: Nothing,
    ControlDownloads: Nothing,
    LimitDownload: Nothing,
    FetchRates: Rates,
    ListTokens: Tokens,
    KeepToken: Nothing,
    AllowToken: Nothing,
    ListMirrors: MirrorsView,
    AddMirror: Nothing,
    RemoveMirror: Nothing,
    ImportMirrors: Nothing,
    ExportMirrors: ExportedMirrors,
    UseMirror: Nothing,
    FetchHistory: History,
    PlanEndpoint: EndpointExport,
    ApplyEndpoint: Nothing,
    ListSnippets: Snippets,
    FetchReached: Reached,
    DraftRoomMirror: RoomMirrorFiles,
    WriteRoomMirror: RoomMirrorFiles,
    CheckRoomMirror: RoomMirrorCheck,
    ListArchives: ArchiveView,
    PlanArchive: ArchivePlan,
    PlanRestore: ArchivePlan,
    PlanPolicy: ArchivePlan,
    SetPolicies: Nothing,
    SetPinned: Nothing,
    KeepBucketKeys: Nothing,
    RevealArchive: Nothing,
    Reveal: Nothing,
    ReadSettings: Settings,
    WriteSettings: Settings,
}


# --- from the client ----------------------------------------------------------------------------


class Hello(Struct, frozen=True, tag="hello"):
    protocol: int
    version: str


class Call(Struct, frozen=True, tag="call"):
    id: int
    request: Request


FromClient = Hello | Call


# --- from the engine ----------------------------------------------------------------------------


class Welcome(Struct, frozen=True, tag="welcome"):
    protocol: int
    version: str
    host: str
    """The machine's name."""
    pid: int
    can_reveal: bool
    """Whether the engine's machine has a screen to show a folder on."""


class Goodbye(Struct, frozen=True, tag="goodbye"):
    """The engine ends, and why."""

    problem: Problem


class Answer(Struct, frozen=True, tag="answer"):
    id: int
    result: Raw
    """JSON of the type that `ANSWERS` names for the request."""


class Refusal(Struct, frozen=True, tag="refusal", omit_defaults=True):
    id: int
    problem: Problem
    refused: bool = False
    """Whether nothing was done because it would be unsafe."""


class RowsChanged(Struct, frozen=True, tag="rows", omit_defaults=True):
    """Rows that are new or different, and keys that are gone. At most `ROWS_PER_EVENT` a message."""

    cache: str
    rows: tuple[RepoRow, ...] = ()
    removed: tuple[str, ...] = ()
    reset: bool = False
    """Forget all rows before taking these."""


class TotalsChanged(Struct, frozen=True, tag="totals"):
    totals: Totals


class JobsChanged(Struct, frozen=True, tag="jobs"):
    """All jobs worth showing, newest first: those under way and the last finished ones."""

    jobs: tuple[JobView, ...]


class DownloadsChanged(Struct, frozen=True, tag="downloads", omit_defaults=True):
    """The queue: unfinished downloads in the order they run, then the last finished ones, newest first.
    Sent four to seven times a second while bytes flow."""

    downloads: tuple[DownloadView, ...] = ()
    rate: float = 0
    """Bytes a second, all together, over the last two seconds."""
    paused: bool = False
    """Whether the whole queue is paused."""
    waiting: Problem | None = None
    """Why nothing moves, where that holds for all: the hours, no network, a metered one."""


class MirrorsChanged(Struct, frozen=True, tag="mirrors"):
    """All mirrors. Sent when something of them is different, a few times a second while a probe runs."""

    view: MirrorsView


class ArchiveChanged(Struct, frozen=True, tag="archives"):
    """All archives and what lies in them. Sent when something of it is different: a disk that came or went
    is seen within seconds."""

    view: ArchiveView


Event = RowsChanged | TotalsChanged | JobsChanged | DownloadsChanged | MirrorsChanged | ArchiveChanged
FromEngine = (
    Welcome
    | Goodbye
    | Answer
    | Refusal
    | RowsChanged
    | TotalsChanged
    | JobsChanged
    | DownloadsChanged
    | MirrorsChanged
    | ArchiveChanged
)

ROWS_PER_EVENT: Final = 200
