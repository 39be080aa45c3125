"""The queue as everyone sees it, and what may be chosen for it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..jobs.values import JobState
from ..problems import Problem

SourceState = Literal["ok", "slow", "waiting", "barred", "unreachable"]
FileState = Literal["waiting", "fetching", "checking", "done", "here", "paused", "failed"]

CELLS = 140
"""The piece bar has at most so many cells; a small download has fewer."""
CELL_NONE = "."
CELL_HERE = "="
"""Here before this download began, or fetched by an earlier run from a source that is not known."""
CELL_SOURCES = "0123456789abcdefghijklmnopqrstuvwxyz"
"""A cell fetched from `sources[i]` is `CELL_SOURCES[i]`."""


class SourceView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An endpoint that a download takes bytes from."""

    endpoint: str
    """`https://hf-mirror.com`; bytes count for the endpoint, whatever host sent them in the end."""
    host: str = ""
    """The endpoint's host, with its port where that is not the usual one."""
    rate: float = 0
    """Bytes a second, over the last two seconds."""
    bytes: int = 0
    """Good bytes that came from it."""
    connections: int = 0
    state: SourceState = "ok"
    problem: Problem | None = None
    """Why it is not `ok`."""


class DownloadView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A snapshot of one download (or repair), in the order of the queue."""

    id: int
    """The job's."""
    kind: Literal["download", "repair"] = "download"
    repo: str
    revision: str = ""
    """What was asked for: `main`."""
    commit: str = ""
    """Empty until it is known."""
    cache: str = ""
    local_dir: str = ""
    state: JobState = "queued"
    waiting: Problem | None = None
    """Why a queued or running download does not move just now: a slot, the hours, the network, a retry."""
    retry_in: int | None = None
    """Whole seconds until one that was put off is tried again, by the engine's own clock."""
    limit_rate: int = 0
    connections: int = 0
    """What this download is held to, beside the general limits; 0 for none."""
    problem: Problem | None = None
    """Why it failed, or is paused by itself (a full disk)."""
    files: int = 0
    files_done: int = 0
    files_failed: int = 0
    total: int = 0
    """Bytes of all chosen files; 0 while not known."""
    done: int = 0
    """Of these, what is here now: fetched, or here before."""
    reused: int = 0
    """Of `done`, what was here before this download began."""
    rate: float | None = None
    eta: float | None = None
    sources: tuple[SourceView, ...] = ()
    cells: str = ""
    """The piece bar: each cell one of `CELL_NONE`, `CELL_HERE`, `CELL_SOURCES`."""
    note: str = ""
    """The file it is at."""
    link: str = ""
    """A page that helps with the problem, such as the licence to accept."""
    finished: float | None = None


class QueueView(Struct, frozen=True, kw_only=True):
    """The queue: unfinished downloads in the order they run, then the last finished ones, newest first."""

    downloads: tuple[DownloadView, ...] = ()
    rate: float = 0
    """Bytes a second, all together, over the last two seconds."""
    paused: bool = False
    """Whether the whole queue is paused."""
    waiting: Problem | None = None
    """Why nothing moves, where that holds for all: the hours, no network, a metered one."""


class FileView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of a download."""

    path: str
    size: int = 0
    done: int = 0
    state: FileState = "waiting"
    problem: Problem | None = None


class DownloadDetail(Struct, frozen=True, kw_only=True):
    """The files of a download, by path."""

    id: int
    files: tuple[FileView, ...] = ()


class Rates(Struct, frozen=True, kw_only=True):
    """What all downloads together fetched, second by second, newest last; at most ten minutes."""

    ended: float
    """When the last second ended, in seconds since 1970."""
    rates: tuple[float, ...] = ()
    """Bytes a second."""


class OfferedFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that could be fetched."""

    path: str
    size: int
    here: bool = False
    """Whether its bytes are in the cache already."""


class Preset(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sensible choice of files."""

    name: str
    """`all`, `recommended`, `safetensors`, `gguf`, `onnx`, `pytorch`, …, or a GGUF quantisation: `Q4_K_M`."""
    files: tuple[str, ...]
    bytes: int = 0
    to_fetch: int = 0
    """Of these, what is not here yet."""
    recommended: bool = False


class Offer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a repo holds at one commit, and what of it one would fetch."""

    repo: str
    revision: str
    commit: str
    endpoint: str
    """Who answered."""
    gated: bool = False
    private: bool = False
    path: str = ""
    """The file or folder that the pasted address named."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Globs of a pasted command."""
    last_modified: str = ""
    revisions: tuple[str, ...] = ()
    """Other branches and tags."""
    files: tuple[OfferedFile, ...] = ()
    presets: tuple[Preset, ...] = ()
    """At least `all`; exactly one is `recommended`."""
    free: int = 0
    """Bytes free on the cache's volume."""


class Found(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A repo that a search found."""

    repo: str
    downloads: int = 0
    likes: int = 0
    last_modified: str = ""
    task: str = ""
    gated: bool = False
    here: bool = False


class SearchResult(Struct, frozen=True, kw_only=True):
    found: tuple[Found, ...] = ()
    endpoint: str = ""


class DownloadResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a download brought."""

    repo: str
    commit: str
    path: str
    """The snapshot, or the plain folder."""
    files: tuple[DownloadedFile, ...] = ()
    bytes: int = 0
    """Of all chosen files."""
    downloaded: int = 0
    """Bytes fetched over the network by this job, those of the runs before a kill included."""
    reused: int = 0
    """Bytes that were here before."""
    seconds: float = 0
    sources: dict[str, int] = {}
    """Endpoint to good bytes."""


class DownloadedFile(Struct, frozen=True, kw_only=True):
    path: str
    bytes: int
    blob: str


class RepairResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    repo: str
    refetched: int = 0
    """Bytes fetched again."""
    checked: int = 0
    """Bytes hashed."""
    files: tuple[str, ...] = ()
    """Paths that were mended."""


class TokenView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A login, never the token itself."""

    endpoint: str
    kept: Literal["keyring", "file", "environment", "huggingface_hub"]
    allowed: bool = False
    """Whether the token is sent to `endpoint`."""
