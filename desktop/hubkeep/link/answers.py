"""What the engine says to each request."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ..engine.archive.service import Archives
from ..engine.archive.values import ArchiveResult
from ..engine.archive.works import ARCHIVE_KINDS
from ..engine.downloads.values import DownloadResult, RepairResult
from ..engine.engine import Engine
from ..engine.library.values import JoinResult, RelocateResult, RemovalResult, VerifyResult
from ..engine.mirrors.service import Mirrors
from ..engine.mirrors.values import BenchResult
from .messages import (
    AddMirror,
    AllowToken,
    ApplyEndpoint,
    ArrangeDownloads,
    CheckRoomMirror,
    ControlDownloads,
    ControlFiles,
    ControlJob,
    Describe,
    DescribeDownload,
    DraftRoomMirror,
    ExportedMirrors,
    ExportMirrors,
    FetchHistory,
    FetchRates,
    FetchReached,
    FetchResult,
    ImportMirrors,
    JobResult,
    JobStarted,
    KeepBucketKeys,
    KeepToken,
    LimitDownload,
    ListArchives,
    ListMirrors,
    ListSnippets,
    ListTokens,
    LookUp,
    Nothing,
    OpenCache,
    PlanArchive,
    PlanEndpoint,
    PlanPolicy,
    PlanPrune,
    PlanRelocation,
    PlanRemoval,
    PlanRestore,
    ReadSettings,
    Refresh,
    RemoveMirror,
    Request,
    Reveal,
    RevealArchive,
    Search,
    SetPinned,
    SetPolicies,
    Snippets,
    StartJob,
    Tokens,
    UseMirror,
    WriteRoomMirror,
    WriteSettings,
)


def answer(engine: Engine, request: Request) -> Any:
    """What the engine says to one request. Raises `Failure`, OSError."""
    match request:
        case OpenCache():
            engine.open_cache(request.path)
        case Refresh():
            engine.refresh()
        case Describe():
            return engine.describe(request.key)
        case PlanRemoval():
            return engine.plan_removal(request.targets)
        case PlanPrune():
            return engine.plan_prune()
        case PlanRelocation():
            return engine.plan_relocation(request.target, environment=request.environment)
        case StartJob():
            return JobStarted(engine.start(request.order))
        case ControlJob():
            engine.control(request.id, request.action)
        case FetchResult():
            return _result(request.id, *engine.result(request.id))
        case Search():
            return engine.search(request.text, request.type, request.limit)
        case LookUp():
            return engine.look_up(request.text, request.revision)
        case DescribeDownload():
            return engine.download_detail(request.id)
        case ArrangeDownloads():
            engine.arrange_downloads(request.ids)
        case ControlFiles():
            engine.control_files(request.id, request.paths, request.action)
        case ControlDownloads():
            engine.control_downloads(request.action)
        case LimitDownload():
            engine.limit_download(request.id, request.rate, request.connections)
        case FetchRates():
            return engine.rates()
        case ListTokens():
            return Tokens(*engine.tokens())
        case KeepToken():
            engine.keep_token(request.endpoint, request.token)
        case AllowToken():
            engine.allow_token(request.endpoint, request.allowed)
        case Reveal():
            engine.reveal(request.path)
        case ReadSettings():
            return engine.settings
        case WriteSettings():
            return engine.write_settings(request.settings)
        case (
            ListArchives()
            | PlanArchive()
            | PlanRestore()
            | PlanPolicy()
            | SetPolicies()
            | SetPinned()
            | KeepBucketKeys()
            | RevealArchive()
        ):
            return _of_archives(engine.archives, request)
        case _:
            return _of_mirrors(engine.mirrors, request)
    return Nothing()


def _of_archives(archives: Archives, request: Request) -> Any:
    match request:
        case ListArchives():
            return archives.view()
        case PlanArchive():
            return archives.plan(request.keys, request.to)
        case PlanRestore():
            return archives.plan_restore(request.keys)
        case PlanPolicy():
            return archives.plan_policy(request.policy)
        case SetPolicies():
            archives.set_policies(request.policies)
        case SetPinned():
            archives.set_pinned(request.keys, pinned=request.pinned)
        case KeepBucketKeys():
            archives.keep_bucket_keys(request.bucket, request.key_id, request.secret)
        case RevealArchive():
            archives.reveal(request.id)
    return Nothing()


def _of_mirrors(mirrors: Mirrors, request: Request) -> Any:
    match request:
        case ListMirrors():
            return mirrors.view()
        case AddMirror():
            mirrors.add(request.entry)
        case RemoveMirror():
            mirrors.remove(request.url)
        case ImportMirrors():
            mirrors.import_text(request.text)
        case ExportMirrors():
            return ExportedMirrors(mirrors.export_text())
        case UseMirror():
            mirrors.use(request.what)
        case FetchHistory():
            return mirrors.history(request.days)
        case PlanEndpoint():
            return mirrors.plan_endpoint(request.endpoint)
        case ApplyEndpoint():
            mirrors.apply_endpoint(request.export)
        case ListSnippets():
            return Snippets(mirrors.snippets(request.endpoint))
        case FetchReached():
            return mirrors.reached()
        case DraftRoomMirror():
            return mirrors.draft_room(request.mirror, request.password)
        case WriteRoomMirror():
            return mirrors.write_room(request.mirror, request.password, request.into)
        case CheckRoomMirror():
            return mirrors.check_room(request.folder)
    return Nothing()


_RESULTS: Final[dict[str, tuple[str, type[Any]]]] = {
    "verify": ("verify", VerifyResult),
    "remove": ("removal", RemovalResult),
    "prune": ("removal", RemovalResult),
    "undo": ("removal", RemovalResult),
    "empty-trash": ("removal", RemovalResult),
    "join": ("join", JoinResult),
    "relocate": ("relocate", RelocateResult),
    "download": ("download", DownloadResult),
    "repair": ("repair", RepairResult),
    "bench": ("bench", BenchResult),
    **dict.fromkeys(ARCHIVE_KINDS, ("archive", ArchiveResult)),
}


def _result(job: int, kind: str, data: bytes) -> JobResult:
    name, shape = _RESULTS[kind]
    return JobResult(id=job, **{name: msgspec.json.decode(data, type=shape)})
