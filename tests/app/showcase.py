"""A library to look at: what a workstation's cache could hold, put on stage for pictures and tests."""

from __future__ import annotations

import time
from typing import Final

from hubkeep.link.messages import (
    Describe,
    DescribeDownload,
    EnvironmentEdit,
    FetchRates,
    FetchResult,
    FileEntry,
    JobResult,
    JobView,
    ModelFacts,
    Nothing,
    OpenCache,
    PlanLine,
    PlanPrune,
    PlanRelocation,
    PlanRemoval,
    Progress,
    PruneItem,
    PrunePlan,
    ReadSettings,
    Reclaimable,
    Refresh,
    RelocatePlan,
    RemovalPlan,
    RemovalResult,
    RepoDetail,
    RepoRow,
    Revision,
    Settings,
    Totals,
    VerifyResult,
    Volume,
    WriteSettings,
    problem,
)

from tests.app import archive_showcase, downloads_showcase, mirrors_showcase
from tests.app.stage import StagedLink

GB: Final = 1_000_000_000
DAY: Final = 86_400
CACHE: Final = "/home/me/.cache/huggingface/hub"

_MODELS: Final = [
    # name, GB, GB shared, days since read, dtype, billions of parameters, kind, licence, context
    ("meta-llama/Llama-3.1-70B-Instruct", 141.1, 0, 122, "BF16", 70.6, "text-generation", "llama3.1", 131072),
    ("Qwen/Qwen3-32B", 65.5, 0, 0, "BF16", 32.8, "text-generation", "apache-2.0", 40960),
    (
        "mistralai/Mixtral-8x7B-Instruct-v0.1",
        93.4,
        0,
        201,
        "BF16",
        46.7,
        "text-generation",
        "apache-2.0",
        32768,
    ),
    ("google/gemma-3-27b-it", 54.9, 0, 16, "BF16", 27.4, "image-text-to-text", "gemma", 131072),
    ("black-forest-labs/FLUX.1-dev", 33.7, 4.5, 5, "BF16", 11.9, "text-to-image", "other", None),
    ("deepseek-ai/DeepSeek-V2-Lite", 31.4, 0, 2, "BF16", 15.7, "text-generation", "other", 163840),
    ("Qwen/Qwen2.5-VL-7B-Instruct", 16.6, 0, 9, "BF16", 8.3, "image-text-to-text", "apache-2.0", 128000),
    ("openai/whisper-large-v3", 6.2, 0, 150, "FP16", 1.54, "automatic-speech-recognition", "mit", 448),
    (
        "stabilityai/stable-diffusion-xl-base-1.0",
        13.9,
        4.5,
        88,
        "FP16",
        3.5,
        "text-to-image",
        "openrail++",
        None,
    ),
    ("BAAI/bge-m3", 2.3, 0, 1, "FP32", 0.568, "sentence-similarity", "mit", 8192),
    ("facebook/sam-vit-huge", 2.6, 0, 340, "FP32", 0.641, "mask-generation", "apache-2.0", None),
    (
        "sentence-transformers/all-MiniLM-L6-v2",
        0.091,
        0,
        0,
        "FP32",
        0.0227,
        "sentence-similarity",
        "apache-2.0",
        256,
    ),
]


def rows(now: float) -> list[RepoRow]:
    """Repos of every type and in every state."""
    made = [
        RepoRow(
            key="models--" + name.replace("/", "--"),
            type="model",
            name=name,
            bytes=round(size * GB),
            frees=round((size - shared) * GB),
            files=12 + number * 3,
            revisions=1 + (number % 4 == 0),
            detached=int(number % 4 == 0),
            refs=("main",),
            last_access=now - days * DAY - 3600,
            last_modified=now - (days + 30) * DAY,
            facts=ModelFacts(
                summary=f"{dtype} · {parameters:.3g}B"
                if parameters >= 1
                else f"{dtype} · {parameters * 1000:.3g}M",
                kind=kind,
                library="diffusers" if "image" in kind and context is None else "transformers",
                architecture="FluxPipeline"
                if "FLUX" in name
                else "Qwen3ForCausalLM"
                if "Qwen3" in name
                else None,
                formats=("safetensors",),
                parameters=round(parameters * GB),
                dtype=dtype,
                licence=licence,
                context=context,
            ),
        )
        for number, (name, size, shared, days, dtype, parameters, kind, licence, context) in enumerate(
            _MODELS
        )
    ]
    made += [
        RepoRow(
            key="models--deepinsight--inswapper-128",
            type="model",
            name="deepinsight/inswapper-128",
            bytes=554_000_000,
            frees=554_000_000,
            files=1,
            revisions=1,
            refs=("main",),
            last_access=now - 152 * DAY,
            last_modified=now - 400 * DAY,
            state="broken",
            problems=(problem("dangling", count=1, path="inswapper_128.onnx"),),
            facts=ModelFacts(summary="ONNX · FP32", formats=("onnx",), dtype="FP32"),
        ),
        RepoRow(
            key="models--zai-org--GLM-TTS",
            type="model",
            name="zai-org/GLM-TTS",
            bytes=6_200_000_000,
            frees=6_200_000_000,
            files=31,
            revisions=1,
            last_access=now - 21 * DAY,
            last_modified=now - 22 * DAY,
            state="incomplete",
            problems=(problem("broken-off", count=2, bytes=1_310_720_000),),
            facts=ModelFacts(summary="FP32 · 1.5B", kind="text-to-speech", licence="mit"),
        ),
        RepoRow(
            key="models--NousResearch--Hermes-3-Llama-3.1-405B",
            type="model",
            name="NousResearch/Hermes-3-Llama-3.1-405B",
            bytes=2_000_000,
            frees=2_000_000,
            archived=811 * GB,
            files=204,
            revisions=1,
            refs=("main",),
            last_access=now - 210 * DAY,
            last_modified=now - 300 * DAY,
            state="archive-offline",
            problems=(problem("archive-offline", count=191, path="/mnt/vault"),),
            facts=ModelFacts(summary="BF16 · 406B", kind="text-generation", licence="llama3"),
        ),
        RepoRow(
            key="datasets--laion--laion-coco-aesthetic",
            type="dataset",
            name="laion/laion-coco-aesthetic",
            bytes=48_200_000_000,
            frees=48_200_000_000,
            files=385,
            revisions=1,
            refs=("main",),
            last_access=now - 96 * DAY,
            last_modified=now - 120 * DAY,
            facts=ModelFacts(summary="dataset · parquet", formats=("parquet",), licence="cc-by-4.0"),
        ),
        RepoRow(
            key="datasets--HuggingFaceFW--fineweb-edu",
            type="dataset",
            name="HuggingFaceFW/fineweb-edu",
            bytes=27_800_000_000,
            frees=27_800_000_000,
            files=98,
            revisions=3,
            detached=1,
            refs=("main", "sample-10BT"),
            last_access=now - 40 * DAY,
            last_modified=now - 45 * DAY,
            facts=ModelFacts(summary="dataset · parquet", formats=("parquet",), licence="odc-by"),
        ),
        RepoRow(
            key="spaces--gradio--hello_world",
            type="space",
            name="gradio/hello_world",
            bytes=41_000,
            frees=41_000,
            files=4,
            revisions=1,
            refs=("main",),
            last_access=now - 3 * DAY,
            last_modified=now - 3 * DAY,
            facts=ModelFacts(summary="space · gradio", library="gradio"),
        ),
        RepoRow(
            key="kernels--kernels-community--activation",
            type="kernel",
            name="kernels-community/activation",
            bytes=38_000_000,
            frees=38_000_000,
            files=46,
            revisions=1,
            refs=("main",),
            last_access=now - 12 * DAY,
            last_modified=now - 12 * DAY,
            facts=ModelFacts(summary="kernel · 18 variants", library="kernels"),
        ),
        RepoRow(
            key="notes.txt",
            type="other",
            name="notes.txt",
            bytes=812,
            frees=812,
            files=1,
            last_modified=now - 60 * DAY,
            state="foreign",
            problems=(problem("foreign-file", path="notes.txt"),),
        ),
    ]
    return made


def totals(of: list[RepoRow], now: float) -> Totals:
    """The figures that fit the rows."""
    stale = [row for row in of if row.last_access is not None and row.last_access < now - 90 * DAY]
    return Totals(
        cache=CACHE,
        bytes=sum(row.bytes for row in of) - round(4.5 * GB),
        repos=sum(row.type != "other" for row in of),
        stale_bytes=sum(row.bytes for row in stale),
        trust="coarse",
        reclaimable=(
            Reclaimable(kind="detached", bytes=9_400_000_000, items=4),
            Reclaimable(kind="partial", bytes=1_310_720_000, items=2),
            Reclaimable(kind="orphan", bytes=620_000_000, items=3),
            Reclaimable(kind="xet", bytes=30_000_000_000, items=1204),
        ),
        volume=Volume("/home", "nvme0n1p2", "ext4", 2_000 * GB, 186 * GB, False, "coarse"),
        trashed=2_600_000_000,
        phase="ready",
    )


def detail(row: RepoRow) -> RepoDetail:
    """A repo looked into: its revisions and some files."""
    commit, old = "3de623fc3c33e44ffbe2bad470d0f45bccf2eb21", "0ef5fff789c832c5c7f4e127f94c8b54bbcced44"
    big = row.bytes * 7 // 10
    files = (
        FileEntry(path="README.md", bytes=14_200, blob="7" * 40),
        FileEntry(path="config.json", bytes=1_204, blob="1" * 40),
        FileEntry(
            path="model-00001-of-00002.safetensors",
            bytes=big,
            blob="a" * 64,
            state="missing" if row.state == "broken" else "ok",
        ),
        FileEntry(path="model-00002-of-00002.safetensors", bytes=row.bytes - big, blob="b" * 64),
        FileEntry(path="tokenizer.json", bytes=11_400_000, blob="c" * 64),
    )
    revisions = [
        Revision(
            commit=commit,
            refs=row.refs,
            bytes=row.bytes,
            frees=row.frees,
            last_modified=row.last_modified,
            path=f"{CACHE}/{row.key}/snapshots/{commit}",
            files=files,
        )
    ]
    if row.detached:
        revisions.append(
            Revision(
                commit=old,
                bytes=row.bytes,
                frees=15_000,
                last_modified=(row.last_modified or 0) - 40 * DAY,
                path=f"{CACHE}/{row.key}/snapshots/{old}",
                files=files[:2],
            )
        )
    return RepoDetail(row=row, path=f"{CACHE}/{row.key}", revisions=tuple(revisions))


def jobs(now: float) -> tuple[JobView, ...]:
    """Jobs in every state."""
    return (
        JobView(
            id=6,
            kind="verify",
            cache=CACHE,
            progress=Progress(done=212 * GB, total=571 * GB, note="mistralai/Mixtral-8x7B-Instruct-v0.1"),
            state="running",
            rate=1.14 * GB,
            eta=315,
            created=now - 190,
        ),
        JobView(id=5, kind="prune", cache=CACHE, state="queued", created=now - 60),
        JobView(
            id=4,
            kind="remove",
            subject="facebook/sam-vit-huge",
            count=1,
            cache=CACHE,
            state="done",
            undoable=True,
            created=now - 300,
            finished=now - 299,
        ),
        JobView(
            id=3, kind="verify", subject="Qwen/Qwen3-32B", count=1, cache=CACHE, state="done", finished=now
        ),
        JobView(
            id=2,
            kind="relocate",
            subject="/mnt/vault/hub",
            cache=CACHE,
            state="failed",
            problem=problem("disk-full", path="/mnt/vault"),
        ),
    )


def set_stage(now: float | None = None) -> StagedLink:
    """A link that answers everything a window asks; `raise_curtain` sends what an engine would of itself."""
    now = time.time() if now is None else now
    shown = {row.key: row for row in rows(now)}

    def plan_removal(request: PlanRemoval) -> RemovalPlan:
        chosen = [shown[target.key] for target in request.targets]
        lines = tuple(
            PlanLine(
                target=target,
                repo=row.name,
                bytes=row.bytes,
                frees=row.frees,
                kept=row.bytes - row.frees,
                kept_by=("stabilityai/stable-diffusion-xl-base-1.0",) if row.frees < row.bytes else (),
            )
            for target, row in zip(request.targets, chosen, strict=True)
        )
        return RemovalPlan(
            frees=sum(row.frees for row in chosen),
            bytes=sum(row.bytes for row in chosen),
            repos=len(chosen),
            revisions=sum(row.revisions for row in chosen),
            files=sum(row.files for row in chosen),
            lines=lines,
        )

    prune = PrunePlan(
        frees=41_330_720_000,
        items=(
            PruneItem(kind="xet", path="/home/me/.cache/huggingface/xet", bytes=30 * GB),
            PruneItem(
                kind="detached",
                path=f"{CACHE}/models--black-forest-labs--FLUX.1-dev/snapshots/0ef5fff789c8",
                bytes=9_400_000_000,
                repo="black-forest-labs/FLUX.1-dev",
            ),
            PruneItem(
                kind="partial",
                path=f"{CACHE}/models--zai-org--GLM-TTS/blobs/9f2c.incomplete",
                bytes=1_310_720_000,
                repo="zai-org/GLM-TTS",
            ),
            PruneItem(
                kind="orphan",
                path=f"{CACHE}/models--BAAI--bge-m3/blobs/77ab",
                bytes=620_000_000,
                repo="BAAI/bge-m3",
            ),
            PruneItem(
                kind="lock",
                path=f"{CACHE}/.locks/models--BAAI--bge-m3/77ab.lock",
                bytes=0,
                repo="BAAI/bge-m3",
            ),
        ),
    )
    relocation = RelocatePlan(
        source=CACHE,
        target="/mnt/vault/hub",
        bytes=571 * GB,
        files=1_204,
        free=3_100 * GB,
        environment=(
            EnvironmentEdit(path="/home/me/.profile", added='export HF_HUB_CACHE="/mnt/vault/hub"'),
        ),
    )

    def result(request: FetchResult) -> JobResult:
        if request.id == 3:
            return JobResult(id=3, verify=VerifyResult(files=31, bytes=round(65.5 * GB), ok=31))
        return JobResult(
            id=request.id,
            removal=RemovalResult(frees=2_600_000_000, trashed=2_600_000_000, repos=1, undoable=True),
        )

    return StagedLink(
        {
            ReadSettings: Settings(caches=("/mnt/vault/hub",)),
            WriteSettings: lambda request: request.settings,
            OpenCache: Nothing(),
            Refresh: Nothing(),
            Describe: lambda request: detail(shown[request.key]),
            PlanRemoval: plan_removal,
            PlanPrune: prune,
            PlanRelocation: relocation,
            FetchResult: result,
            FetchRates: lambda request: downloads_showcase.rates(time.time()),
            DescribeDownload: downloads_showcase.files,
            **mirrors_showcase.answers(now),
            **archive_showcase.answers(now),
        }
    )


def raise_curtain(link: StagedLink, now: float | None = None) -> None:
    """Send rows, totals, jobs and downloads."""
    now = time.time() if now is None else now
    shown = rows(now)
    link.cache = CACHE
    link.rows(shown, reset=True)
    link.totals_changed.emit(totals(shown, now))
    link.jobs_changed.emit(jobs(now))
    link.downloads_changed.emit(downloads_showcase.changed(now))
    link.archives(archive_showcase.view(now))
