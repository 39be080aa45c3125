"""A queue to look at: downloads in every state, and the rates that go with them."""

from __future__ import annotations

import math
import random
from typing import Final

from hubkeep.link.messages import (
    CELL_HERE,
    CELL_NONE,
    CELL_SOURCES,
    CELLS,
    DescribeDownload,
    DownloadDetail,
    DownloadsChanged,
    DownloadView,
    FileView,
    Rates,
    SourceView,
    problem,
)

GB: Final = 1_000_000_000
MB: Final = 1_000_000

SOURCES: Final = (
    SourceView(
        endpoint="https://hf-mirror.com",
        host="hf-mirror.com",
        rate=41.2 * MB,
        bytes=round(5.3 * GB),
        connections=6,
    ),
    SourceView(
        endpoint="http://lab-nas.local:8080",
        host="lab-nas.local:8080",
        rate=38 * MB,
        bytes=round(4.2 * GB),
        connections=4,
    ),
    SourceView(
        endpoint="https://huggingface.co",
        host="huggingface.co",
        rate=7.1 * MB,
        bytes=round(1.3 * GB),
        connections=8,
    ),
)


def cells(share: float, weights: tuple[int, ...], *, here: float = 0, count: int = CELLS) -> str:
    """A piece bar that is `share` full, the first `here` of it from before, the rest by `weights`."""
    dice = random.Random(count)
    marks = CELL_SOURCES[: len(weights)]
    edge = share * count * 0.9
    made = []
    for place in range(count):
        if place < here * count:
            made.append(CELL_HERE)
        elif place < edge or dice.random() < 0.12:
            made.append(dice.choices(marks, weights)[0])
        else:
            made.append(CELL_NONE)
    return "".join(made)


def queue(now: float) -> tuple[DownloadView, ...]:
    """Downloads in every state, in the engine's order."""
    return (
        DownloadView(
            id=21,
            repo="Qwen/Qwen3-32B-AWQ",
            revision="main",
            commit="4f1c2e8a5b7d90c3e1f2a4b6c8d0e2f4a6b8c0d2",
            state="running",
            files=14,
            files_done=6,
            total=round(19.3 * GB),
            done=round(11.8 * GB),
            rate=86.3 * MB,
            eta=87,
            sources=SOURCES,
            cells=cells(0.61, (5, 4, 2)),
            note="model-00003-of-00004.safetensors",
        ),
        DownloadView(
            id=22,
            repo="dataset/HuggingFaceFW/fineweb-edu",
            revision="sample-10BT",
            commit="87f09149ef4734204d70ed1d046ddc9ca3f2b8f9",
            state="running",
            files=98,
            files_done=37,
            total=round(27.8 * GB),
            done=round(10.9 * GB),
            reused=round(6.1 * GB),
            rate=11.4 * MB,
            eta=1480,
            sources=(
                SourceView(
                    endpoint="https://hf-mirror.com",
                    host="hf-mirror.com",
                    rate=10.2 * MB,
                    bytes=round(3.9 * GB),
                    connections=4,
                ),
                SourceView(
                    endpoint="http://lab-nas.local:8080",
                    host="lab-nas.local:8080",
                    bytes=round(0.6 * GB),
                    state="barred",
                    problem=problem(
                        "source-lied", host="lab-nas.local:8080", path="sample/000_00037.parquet"
                    ),
                ),
                SourceView(
                    endpoint="https://huggingface.co",
                    host="huggingface.co",
                    rate=1.2 * MB,
                    bytes=round(0.3 * GB),
                    connections=1,
                    state="slow",
                    problem=problem("source-slow", host="huggingface.co"),
                ),
            ),
            cells=cells(0.4, (8, 1, 1), here=0.22),
        ),
        DownloadView(
            id=23,
            repo="openbmb/VoxCPM-1.5",
            revision="main",
            state="queued",
            files=11,
            total=round(2.7 * GB),
        ),
        DownloadView(
            id=25,
            repo="google/gemma-3-27b-it-qat-q4_0-unquantized",
            revision="main",
            commit="9c3d2e8a5b7d90c3e1f2a4b6c8d0e2f4a6b8c0d2",
            state="queued",
            waiting=problem("source-busy", host="hf-mirror.com"),
            retry_in=40,
            limit_rate=20 * MB,
            files=5,
            files_done=2,
            total=round(17.2 * GB),
            done=round(1.9 * GB),
            sources=(
                SourceView(endpoint="https://hf-mirror.com", host="hf-mirror.com", bytes=round(1.9 * GB)),
            ),
            cells=cells(0.11, (1,)),
        ),
        DownloadView(
            id=24,
            repo="black-forest-labs/FLUX.1-Krea-dev",
            revision="main",
            commit="8162a9c7b0a641be8d7c43bbf1d1e3e8b8f2f7f5",
            state="paused",
            problem=problem(
                "download-disk-full",
                path="/home/me/.cache/huggingface/hub",
                needed=round(19.1 * GB),
                missing=round(6.4 * GB),
            ),
            files=28,
            files_done=12,
            total=round(33.7 * GB),
            done=round(14.6 * GB),
            sources=(
                SourceView(endpoint="https://huggingface.co", host="huggingface.co", bytes=round(14.6 * GB)),
            ),
            cells=cells(0.43, (1,)),
        ),
        DownloadView(
            id=20,
            repo="meta-llama/Llama-3.1-8B",
            revision="main",
            state="failed",
            problem=problem(
                "hub-gated-terms",
                repo="meta-llama/Llama-3.1-8B",
                host="huggingface.co",
                url="https://huggingface.co/meta-llama/Llama-3.1-8B",
            ),
            link="https://huggingface.co/meta-llama/Llama-3.1-8B",
            files=9,
            total=round(16.1 * GB),
            finished=now - 70,
        ),
        DownloadView(
            id=19,
            repo="sentence-transformers/all-MiniLM-L6-v2",
            revision="main",
            commit="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
            state="done",
            files=12,
            files_done=12,
            total=91 * MB,
            done=91 * MB,
            finished=now - 400,
        ),
    )


def rates(now: float) -> Rates:
    """Ten minutes of a line that is shared with others."""
    dice = random.Random(7)
    made = []
    for second in range(600):
        wave = 74 + 15 * math.sin(second / 90) + 8 * math.sin(second / 23 + 1)
        begun = min(1.0, second / 40)
        hole = 0.25 if 330 < second < 352 else 1.0
        made.append(max(0.0, wave * begun * hole + dice.gauss(0, 2.2)) * MB)
    return Rates(ended=now, rates=tuple(made))


def changed(now: float) -> DownloadsChanged:
    """What the engine would say of this queue."""
    return DownloadsChanged(downloads=queue(now), rate=97.7 * MB)


def files(request: DescribeDownload) -> DownloadDetail:
    """The files of a download."""
    parts = tuple(
        FileView(path=f"model-0000{place}-of-00004.safetensors", size=round(4.8 * GB), done=done, state=state)
        for place, (done, state) in enumerate(
            (
                (round(4.8 * GB), "done"),
                (round(4.8 * GB), "checking"),
                (round(2.2 * GB), "fetching"),
                (0, "waiting"),
            ),
            1,
        )
    )
    return DownloadDetail(
        id=request.id,
        files=(
            FileView(path="README.md", size=14_200, done=14_200, state="done"),
            FileView(path="config.json", size=1_204, done=1_204, state="here"),
            FileView(path="generation_config.json", size=239, done=239, state="here"),
            *parts,
            FileView(path="original/consolidated.pth", size=round(1.2 * GB), done=MB * 320, state="paused"),
            FileView(
                path="tokenizer.json",
                size=11_400_000,
                state="failed",
                problem=problem("file-nowhere", path="tokenizer.json"),
            ),
        ),
    )


def data() -> set[str]:
    """What this puts on the window in every language: names and addresses."""
    shown = queue(0)
    names = {view.repo for view in shown} | {part for view in shown for part in view.repo.split("/")}
    names |= {view.revision for view in shown} | {view.commit[:7] for view in shown}
    names |= {source.host for view in shown for source in view.sources}
    # The search for English takes `local:8080` for a filter.
    names |= {host.partition(".")[0] for host in names if ":" in host}
    return {name for name in names if name}
