"""What a hub could offer: repos found, files to choose from."""

from __future__ import annotations

from typing import Final

from hubkeep.link.messages import Found, Offer, OfferedFile, Preset

GB: Final = 10**9
COMMIT: Final = "4f1c2e8a9b3d5c7e1f20a4b6c8d0e2f4a6b8c0d2"

FOUND: Final = (
    Found(repo="Qwen/Qwen3-32B", downloads=1_203_450, likes=842, task="text-generation", here=True),
    Found(repo="Qwen/Qwen3-32B-AWQ", downloads=345_120, likes=96, task="text-generation"),
    Found(repo="Qwen/Qwen3-8B", downloads=2_403_450, likes=1042, task="text-generation"),
    Found(repo="meta-llama/Llama-3.1-8B-Instruct", downloads=9_876_543, likes=12_040, gated=True),
    Found(
        repo="an-organisation-of-a-long-name/a-model-of-a-name-that-is-longer-still-Instruct-GGUF",
        downloads=12,
        likes=0,
        gated=True,
        here=True,
    ),
)


def _files() -> tuple[OfferedFile, ...]:
    small = ("README.md", "LICENSE", "config.json", "generation_config.json", "tokenizer.json")
    shards = [f"model-{part:05d}-of-00009.safetensors" for part in range(1, 10)]
    old = [f"pytorch_model-{part:05d}-of-00009.bin" for part in range(1, 10)]
    return (
        *(OfferedFile(path=name, size=12_000, here=name == "config.json") for name in small),
        *(OfferedFile(path=name, size=3_900_000_000, here=place < 2) for place, name in enumerate(shards)),
        *(OfferedFile(path=name, size=3_900_000_000) for name in old),
        OfferedFile(path="figures/benchmarks/table.png", size=240_000),
        OfferedFile(path="figures/logo.png", size=40_000),
        OfferedFile(path="onnx/model.onnx", size=2_000_000),
    )


def _preset(name: str, files: tuple[OfferedFile, ...], *, recommended: bool = False) -> Preset:
    return Preset(
        name=name,
        files=tuple(file.path for file in files),
        bytes=sum(file.size for file in files),
        to_fetch=sum(file.size for file in files if not file.here),
        recommended=recommended,
    )


_MODEL: Final = _files()
_TENSORS: Final = tuple(file for file in _MODEL if not file.path.endswith((".bin", ".onnx", ".png")))
OFFER: Final = Offer(
    repo="Qwen/Qwen3-32B",
    revision="main",
    commit=COMMIT,
    endpoint="https://hf-mirror.com",
    last_modified="2025-06-01T10:00:00Z",
    revisions=("v1.0", "refs/pr/12"),
    files=_MODEL,
    presets=(
        _preset("safetensors", _TENSORS, recommended=True),
        _preset("pytorch", tuple(file for file in _MODEL if file.path.endswith((".bin", ".json")))),
        _preset("all", _MODEL),
    ),
    free=186 * GB,
)

_QUANTISATIONS: Final = (
    "Q2_K",
    "Q3_K_M",
    "IQ4_XS",
    "Q4_0",
    "Q4_K_S",
    "Q4_K_M",
    "Q5_K_M",
    "Q6_K",
    "Q8_0",
    "F16",
)
_GGUFS: Final = tuple(
    OfferedFile(path=f"Llama-3.1-8B-Instruct-{name}.gguf", size=3_200_000_000 + 950_000_000 * place)
    for place, name in enumerate(_QUANTISATIONS)
)
GGUF: Final = Offer(
    repo="meta-llama/Llama-3.1-8B-Instruct-GGUF",
    revision="main",
    commit=COMMIT,
    endpoint="https://huggingface.co",
    gated=True,
    files=(OfferedFile(path="README.md", size=9000), *_GGUFS),
    presets=(
        *(
            _preset(name, (file,), recommended=name == "Q4_K_M")
            for name, file in zip(_QUANTISATIONS, _GGUFS, strict=True)
        ),
        _preset("all", (OfferedFile(path="README.md", size=9000), *_GGUFS)),
    ),
    free=6 * GB,
)
"""Gated, in twelve sizes, the recommended one too large for the disk."""
