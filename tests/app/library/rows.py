"""Rows as a disk full of models has them, hostile ones among them."""

from __future__ import annotations

import random
from typing import Any, Final

from hubkeep.link.messages import ModelFacts, RepoRow, problem

NOW: Final = 1_800_000_000.0
DAY: Final = 86400.0
GB: Final = 10**9

HOSTILE: Final = (
    "evil/<b>bold</b><img src=x>",
    "evil/line\nbreak\x07bell\x1b[31m",
    "evil/abc\u202egnp.exe",
    "שלום/עולם",
    "evil/" + "long-" * 60,
    "evil/&amp; 100% {braces} %n",
)


def row(
    name: str = "Qwen/Qwen3-32B", size: float = 65.5, *, read: float | None = 0, **values: Any
) -> RepoRow:
    """A repo of `size` GB, last read `read` days ago."""
    kind = values.pop("type", "model")
    bytes = int(size * GB)
    values = {
        "key": f"{kind}s--{name.replace('/', '--')}",
        "bytes": bytes,
        "frees": bytes,
        "files": 12,
        "revisions": 1,
        "refs": ("main",),
        "last_access": None if read is None else NOW - read * DAY,
        "last_modified": NOW - 300 * DAY,
        **values,
    }
    return RepoRow(type=kind, name=name, **values)


def weights(summary: str, parameters: float | None = None, **values: Any) -> ModelFacts:
    """Facts with that summary and that many billions of parameters."""
    return ModelFacts(
        summary=summary,
        parameters=None if parameters is None else int(parameters * 10**9),
        library=values.pop("library", "transformers"),
        **values,
    )


def workstation() -> list[RepoRow]:
    """A dozen and some repos, in every state there is."""
    return [
        row(
            "meta-llama/Llama-3.1-70B-Instruct",
            141.1,
            read=121,
            facts=weights(
                "BF16 · 70.6B",
                70.6,
                architecture="LlamaForCausalLM",
                kind="text-generation",
                dtype="BF16",
                formats=("safetensors",),
                context=131072,
                licence="llama3.1",
                tags=("facebook", "llama-3", "conversational"),
            ),
        ),
        row(
            "mistralai/Mixtral-8x7B-v0.1",
            93.4,
            read=64,
            state="archived",
            facts=weights("BF16 · 46.7B", 46.7, dtype="BF16", formats=("safetensors",)),
        ),
        row(
            "Qwen/Qwen3-32B",
            65.5,
            read=0,
            facts=weights(
                "BF16 · 32.8B",
                32.8,
                architecture="Qwen3ForCausalLM",
                kind="text-generation",
                dtype="BF16",
                formats=("safetensors",),
                context=40960,
                licence="apache-2.0",
            ),
        ),
        row("google/gemma-3-27b-it", 54.9, read=9, facts=weights("BF16 · 27.4B", 27.4)),
        row(
            "laion/clap-audio-10k",
            48.2,
            read=200,
            type="dataset",
            facts=ModelFacts(summary="dataset · parquet", formats=("parquet",)),
        ),
        row(
            "black-forest-labs/FLUX.1-dev",
            33.7,
            read=5,
            frees=int(29.2 * GB),
            revisions=2,
            detached=1,
            files=29,
            facts=weights(
                "BF16 · 11.9B + 4.8B",
                16.9,
                library="diffusers",
                architecture="FluxPipeline",
                kind="text-to-image",
                dtype="BF16",
                formats=("safetensors",),
                licence="flux-1-dev-non-commercial-license",
            ),
        ),
        row("deepseek-ai/DeepSeek-V2-Lite", 31.4, read=2, facts=weights("BF16 · 15.7B", 15.7)),
        row(
            "unsloth/Qwen3-8B-GGUF",
            13.4,
            read=12,
            facts=weights(
                "GGUF · Q4_K_M, Q8_0",
                8.2,
                library="gguf",
                formats=("gguf",),
                quantisation="Q4_K_M",
                variants=("Q4_K_M", "Q8_0"),
                base_model="Qwen/Qwen3-8B",
            ),
        ),
        row("zai-org/GLM-TTS", 6.2, read=22, facts=weights("FP32 · 1.5B", 1.5)),
        row("openai/whisper-large-v3", 6.17, read=152, facts=weights("FP16 · 1.5B", 1.54)),
        row(
            "bigcode/starcoder2-15b",
            12.8,
            read=33,
            state="incomplete",
            problems=(problem("no-snapshot"),),
        ),
        row(
            "deepinsight/inswapper-128",
            0.554,
            read=158,
            state="broken",
            problems=(problem("dangling", count=1, path="inswapper_128.onnx"),),
            facts=weights("ONNX · 138M", 0.138, library="onnx", formats=("onnx",)),
        ),
        row("sentence-transformers/all-MiniLM-L6-v2", 0.091, read=0, facts=weights("FP32 · 22.7M", 0.0227)),
        row(
            "stabilityai/stable-diffusion-xl-base-1.0",
            13.9,
            read=71,
            state="archive-offline",
            problems=(problem("archive-offline", count=9, path="/media/me/vault"),),
        ),
        row("kernels-community/flash-attn", 0.84, read=3, type="kernel"),
        row("gradio/chat-demo", 0.002, read=40, type="space"),
        RepoRow(
            key="old-backup.tar",
            type="other",
            name="old-backup.tar",
            bytes=int(2.6 * GB),
            frees=int(2.6 * GB),
            state="foreign",
            problems=(problem("foreign-file", path="old-backup.tar"),),
        ),
    ]


def hostile() -> list[RepoRow]:
    """Repos whose names would break a careless window."""
    return [row(name, 0.5, key=f"models--evil--{number}") for number, name in enumerate(HOSTILE)]


def many(count: int, seed: int = 7) -> list[RepoRow]:
    """`count` repos with sizes as uneven as real ones."""
    dice = random.Random(seed)
    summaries = [weights("BF16 · 7B", 7), weights("GGUF · Q4_K_M", 8), weights("FP32 · 335M", 0.335), None]
    rows = []
    for number in range(count):
        rows.append(
            row(
                f"org-{dice.randrange(count // 20 + 1)}/model-{dice.randrange(10**6)}-{number}",
                dice.paretovariate(0.9) * 0.05,
                read=None if dice.random() < 0.1 else dice.random() * 400,
                facts=dice.choice(summaries),
                type=dice.choice(["model", "model", "model", "dataset"]),
            )
        )
    return rows
