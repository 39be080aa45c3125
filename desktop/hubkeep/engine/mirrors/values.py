"""What is known of mirrors, as everyone sees it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..problems import Problem

Grade = Literal["good", "fair", "bad", "unknown"]
"""`good`: it serves; `fair`: it serves, with something to know; `bad`: of no use as it is; `unknown`: not
measured, or measuring ended before anything could be said."""

TokenPolicy = Literal["never", "own", "passes"]
"""What a mirror does with a login: it has no use for one; it wants one of its own; it passes the Hub's on."""

Mode = Literal["auto", "fixed", "environment"]
"""How the endpoint in use was chosen: by measurement; by the user; by `HF_ENDPOINT`, or the official one
where nothing else was said."""

Stage = Literal["idle", "waiting", "reaching", "asking", "receiving", "comparing"]
"""What a probe is about with one mirror."""


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mirror as the catalogue or the user names it; nothing of it was measured."""

    url: str
    """As `endpoint_of` writes it."""
    name: str = ""
    """Empty: its host."""
    operator: str = ""
    """Who runs it; empty: nobody knows."""
    note: str = ""
    """What is known of it, as a code of `NOTES` in the window and `mirror-note-…` in the sentences."""
    since: str = ""
    """When that was last known: `2026-04`."""
    dead: bool = False
    """Whether it is known to have been given up; still measured when asked for."""
    tokens: TokenPolicy = "never"
    own: bool = False
    """Whether the user added it."""
    insist: bool = False
    """Whether the user wants it although it is neither encrypted nor in a network of one's own."""


class Measured(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one probe found of one mirror. Times are seconds, rates bytes a second; None: not found out."""

    url: str
    at: float
    """Unix seconds."""
    repo: str = ""
    """What it was measured with."""
    grade: Grade = "unknown"
    verdict: Problem | None = None
    """The first thing to know, `mirror-good` where all is well. Its code tells the failure modes apart."""
    findings: tuple[Problem, ...] = ()
    """Everything else that was found, the worst first."""
    resolve: float | None = None
    """To look up its name."""
    connect: float | None = None
    tls: float | None = None
    answer: float | None = None
    """From a request to the first byte of the API's answer, on a connection that stands."""
    first_byte: float | None = None
    """From asking for a file to its first byte, all hops included."""
    rate: float | None = None
    """Sustained, of the bytes that the last host sends."""
    burst: float | None = None
    """Before a throttle, where there is one."""
    burst_bytes: int = 0
    """How many bytes came at that rate."""
    hosts: tuple[str, ...] = ()
    """Who was asked on the way to the bytes, the mirror itself first."""
    commit: str = ""
    """What it says that `main` is."""
    behind: bool | None = None
    """Whether that is older than what the official one, or most others, say."""
    behind_by: int | None = None
    """By how many commits; None: it is not behind, or nobody knows."""
    ranges: bool | None = None
    intact: bool | None = None
    """Whether the bytes were right: a small file by its hash, a piece of a big one beside another's."""
    xet: Literal["works", "broken", "absent"] | None = None
    gated: Literal["open", "login", "refused"] | None = None
    """What it says of a repo that wants a login: gives it away, asks for one, or refuses."""
    files: int = 0
    """How many files the repo has, by whoever is trusted."""
    missing: tuple[str, ...] = ()
    """Those that it does not have."""
    requests: int = 0
    failures: int = 0
    """How many of the requests failed."""
    fetched: int = 0
    """Bytes that the probe took from it."""
    seconds: float = 0
    """How long the probe took."""


class Standing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mirror over the last days."""

    tries: int = 0
    failed: int = 0
    rate: float | None = None
    """Median of what was measured."""
    broken_until: float = 0
    """Unix second until which downloads leave it alone after failures; 0: they do not."""


class MirrorView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mirror with all that is known of it: a row of the page."""

    entry: Entry
    official: bool = False
    local: bool = False
    """Whether it is on this machine or in a network of one's own."""
    last: Measured | None = None
    standing: Standing = Standing()
    rank: int = 0
    """Its place in the order that `auto` would use, from 1; 0: it would not be used."""
    why: Problem | None = None
    """Why it has that place, in a sentence."""
    used: bool = False
    """Whether downloads ask it now."""
    first: bool = False
    """Whether they ask it first."""
    token: bool = False
    """Whether it may be sent the user's token."""
    stage: Stage = "idle"
    done: float = 0
    """Of the probe under way, 0 to 1."""
    rate_now: float = 0
    """Of the probe under way."""


class MirrorsView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All mirrors at this moment, the best first; those that were not measured behind them."""

    mirrors: tuple[MirrorView, ...] = ()
    mode: Mode = "environment"
    endpoint: str = ""
    """Who is asked first."""
    order: tuple[str, ...] = ()
    """Who is asked, in this order."""
    repo: str = ""
    """What is measured with by the probe that runs, else what was by the last one."""
    measured: float = 0
    """Unix second of the last probe; 0: never."""
    job: int = 0
    """The probe that runs; 0: none."""
    exported: str = ""
    """What Hubkeep wrote as HF_ENDPOINT for the user's shells; empty: nothing."""


class Point(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One measurement of one mirror, for a chart."""

    at: float
    rate: float | None = None
    grade: Grade = "unknown"
    answer: float | None = None


class History(Struct, frozen=True, kw_only=True):
    """Of all mirrors, by URL; each oldest first."""

    points: dict[str, tuple[Point, ...]] = {}


class Bench(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="bench"):
    """The order of a job: measure mirrors, side by side but for the rates, which are taken in turn."""

    cache: str = ""
    urls: tuple[str, ...] = ()
    """Empty: all of the catalogue and the user's."""
    repo: str = ""
    """What to measure with, `org/name`; empty: a small public one, and a big file of it."""


class BenchResult(Struct, frozen=True, kw_only=True):
    """What such a job brought."""

    mirrors: tuple[Measured, ...] = ()
    """The best first."""
    best: str = ""
    """Empty: none is of use."""


# --- the environment ------------------------------------------------------------------------------


class ProgramEdit(Struct, frozen=True, kw_only=True):
    """A file (or a variable of the Windows user) as it is and as it would be."""

    path: str
    before: str | None
    after: str | None
    """None: it would not be there any more."""


class EndpointExport(Struct, frozen=True, kw_only=True):
    """What has to change so that new shells and sessions have an endpoint, or have ours no more."""

    endpoint: str
    """Empty: ours is taken back."""
    edits: tuple[ProgramEdit, ...] = ()
    """Nothing: all is so already."""


SnippetName = Literal["bash", "fish", "powershell", "docker", "compose", "systemd", "python"]


class Snippet(Struct, frozen=True, kw_only=True):
    """What to paste somewhere."""

    name: SnippetName
    text: str


class RunningProgram(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A process that loads or fetches models, and the endpoint it really has."""

    pid: int
    command: str
    endpoint: str = ""
    """Its HF_ENDPOINT; empty: it has none and asks the official one."""
    readable: bool = True
    """Whether its environment could be read."""
    current: bool = False
    """Whether that is the endpoint in use."""
    note: Problem | None = None
    """What to know before that is believed."""


class LastOrigin(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a download's bytes really came from."""

    repo: str
    at: float
    sources: dict[str, int] = {}
    """Bytes by endpoint."""


class Reached(Struct, frozen=True, kw_only=True):
    """What really uses which endpoint."""

    programs: tuple[RunningProgram, ...] = ()
    last: LastOrigin | None = None


# --- a mirror of one's own -----------------------------------------------------------------------


class RoomMirror(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A caching mirror for a network of one's own, to be run by nginx."""

    upstream: str
    """The endpoint that it asks."""
    listen: str = "127.0.0.1"
    """An address of this machine."""
    port: int = 8090
    server_name: str = ""
    """What others call this machine; empty: its address."""
    folder: str
    """Where the bytes are kept."""
    max_size: int = 500_000_000_000
    """Bytes that it may keep."""
    keep_days: int = 60
    allow: tuple[str, ...] = ()
    """Networks that may ask, `192.168.1.0/24`; empty: all that reach it."""
    user: str = ""
    """With a user, a login is asked for."""
    certificate: str = ""
    key: str = ""
    """PEM files; both or none: https."""
    resolvers: tuple[str, ...] = ()
    """Name servers that it asks, by address; empty: those of this machine."""
    ca_file: str = ""
    """A PEM file with the certificates that it trusts; empty: those of this machine."""


class RoomMirrorFiles(Struct, frozen=True, kw_only=True):
    """What nginx needs for one, and how others use it."""

    endpoint: str
    """What the others set as HF_ENDPOINT."""
    config: str
    """An nginx configuration of its own: `nginx -c`."""
    passwords: str
    """A file for `auth_basic_user_file`; empty: no login."""
    notes: tuple[Problem, ...] = ()
    """What to know of it before it is used."""


class RoomMirrorCheck(Struct, frozen=True, kw_only=True):
    """Whether nginx takes it, and whether it does what it is for."""

    ok: bool
    said: str = ""
    """nginx's own words where it does not."""
    problems: tuple[Problem, ...] = ()
