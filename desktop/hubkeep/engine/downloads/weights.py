"""What the files of a model repo are, by their names alone. Pure."""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

Format = Literal[
    "",
    "safetensors",
    "pytorch",
    "flax",
    "tensorflow",
    "rust",
    "gguf",
    "onnx",
    "openvino",
    "coreml",
    "tflite",
    "metal",
    "original",
    "single-file",
    "training",
    "media",
    "other",
]
"""`""`: needed with whatever weights; `single-file`: all of a pipeline in one file, beside its parts;
`training`: the state of a training run; `other`: large, and of no known use."""

NATIVE: Final[tuple[Format, ...]] = ("safetensors", "pytorch", "flax", "tensorflow", "rust")
"""Formats that the same libraries load, the best first; in the same folders, one instead of another."""

_ENDINGS: Final[dict[str, Format]] = {
    ".safetensors": "safetensors",
    ".bin": "pytorch",
    ".pt": "pytorch",
    ".pth": "pytorch",
    ".ckpt": "pytorch",
    ".msgpack": "flax",
    ".h5": "tensorflow",
    ".pb": "tensorflow",
    ".ot": "rust",
    ".gguf": "gguf",
    ".onnx": "onnx",
    ".onnx_data": "onnx",
    ".onnx.data": "onnx",
    ".mlmodel": "coreml",
    ".tflite": "tflite",
}
_FOLDERS: Final[dict[str, Format]] = {
    "onnx": "onnx",
    "openvino": "openvino",
    "coreml": "coreml",
    "flax": "flax",
    "tf": "tensorflow",
    "tensorflow": "tensorflow",
    "original": "original",
    "metal": "metal",
    "tflite": "tflite",
}
_TRAINING: Final = re.compile(
    r"(^|/)((checkpoint-|global_step)\d+/|runs/"
    r"|(optimizer|scheduler|rng_state\w*|scaler|training_args|trainer_state)\.(bin|pt|pth|json)$)"
)
_CONSOLIDATED: Final = re.compile(r"(^|/)consolidated[.\-_\w]*\.(safetensors|pth|pt)$")
_TF_CHECKPOINT: Final = re.compile(r"\.ckpt\.(index|meta|data-\d+-of-\d+)$|(^|/)variables/variables\.")
_TEXT: Final = re.compile(
    r"\.(jsonl?|txt|md|rst|model|vocab|bpe|tokens|codes|py|ya?ml|xml|toml|cfg|ini|jinja|tiktoken|spm|template"
    r"|license|gitattributes|gitignore)$"
)
_MEDIA: Final = re.compile(r"\.(png|jpe?g|gif|webp|svg|mp4|webm|mov|avi|mp3|wav|flac|ogg|pdf|heic)$")
_SMALL: Final = 8 << 20
"""Bytes up to which a file that is no weights is taken along whatever it is."""
_SMALL_MEDIA: Final = 256 << 10
_SHARD: Final = re.compile(r"[-_.](\d{3,5})-of-(\d{3,5})")
_INDEX: Final = re.compile(r"\.index(?:\.[\w-]+)?\.json$")
_VARIANT: Final = re.compile(r"\.(fp16|fp32|bf16|fp8|int8|int4|non_ema|ema)(?=\.|-\d|$)", re.IGNORECASE)


class Part(Struct, frozen=True):
    """A file, and what it is part of."""

    path: str
    size: int
    format: Format
    folder: str
    twin: str = ""
    """The same in one folder for files that hold the same weights in other formats or variants."""
    variant: str = ""
    """`fp16`, … where the name says so."""
    sharded: bool = False


def part_of(path: str, size: int, *, pipeline: bool) -> Part:
    """What a file is; `pipeline` where the repo is one of diffusers, with its models in folders."""
    folder, _, name = path.rpartition("/")
    lower = path.lower()
    kind = _format(lower, size)
    if pipeline and not folder and kind in {"safetensors", "pytorch"}:
        kind = "single-file"
    if kind not in NATIVE:
        return Part(path, size, kind, folder)
    stem = _INDEX.sub(lambda match: match[0].removesuffix(".json").replace(".index", ""), name.lower())
    variant = _VARIANT.search(stem)
    stem = _VARIANT.sub("", stem)
    sharded = bool(_SHARD.search(stem) or _INDEX.search(name.lower()))
    stem = _SHARD.sub("", stem)
    for ending in _ENDINGS:
        stem = stem.removesuffix(ending)
    for prefix in ("pytorch_", "tf_", "flax_", "rust_"):
        stem = stem.removeprefix(prefix)
    stem = stem.replace("diffusion_flax_", "diffusion_pytorch_")
    return Part(path, size, kind, folder, stem, variant[1].lower() if variant else "", sharded)


def _format(path: str, size: int) -> Format:
    name = path.rsplit("/", 1)[-1]
    if _TRAINING.search(path):
        return "training"
    for folder in path.split("/")[:-1]:
        if folder in _FOLDERS:
            return _FOLDERS[folder]
        if folder.endswith((".mlpackage", ".mlmodelc")):
            return "coreml"
    if _CONSOLIDATED.search(path):
        return "original"
    if name.startswith("openvino_"):
        return "openvino"
    if _TF_CHECKPOINT.search(path):
        return "tensorflow"
    if _INDEX.search(name):
        for ending in (".safetensors", ".bin", ".h5", ".msgpack"):
            if ending in name:
                return _ENDINGS[ending]
    for ending, kind in _ENDINGS.items():
        if name.endswith(ending):
            return kind
    if _MEDIA.search(name):
        return "" if size <= _SMALL_MEDIA else "media"
    return "" if size <= _SMALL or _TEXT.search(name) else "other"


# --- GGUF -----------------------------------------------------------------------------------------------

_QUANT: Final = re.compile(
    r"(?<![a-z0-9])((?:ud-)?(?:iq[1-4]_[a-z]{1,3}|q[1-8]_k(?:_[a-z]{1,2})?|q[1-8]_[01](?:_\d_\d|_l)?|tq[12]_0"
    r"|mxfp4(?:_moe)?|nvfp4|bf16|fp?16|fp?32|q8))(?![a-z0-9])"
)
_PARTS: Final = re.compile(r"[-_.](\d{3,5})-of-(\d{3,5})$")
_PROJECTOR: Final = re.compile(r"(^|[-_.])mmproj([-_.]|$)")


class Quantised(Struct, frozen=True):
    """A GGUF file: which model in the repo it is of, and how that is quantised."""

    model: str
    """The rest of the name; the same for all quantisations of a model."""
    quant: str
    """As llama.cpp writes it: `Q4_K_M`; empty where the name tells nothing."""
    label: str
    """The name, without which part of a file it is."""
    projector: bool
    """Whether it is the eyes of a model, which every quantisation needs."""


def quantised(path: str) -> Quantised:
    """What the name of a GGUF file tells, or that of its folder."""
    folder, _, name = path.rpartition("/")
    label = _PARTS.sub("", re.sub(r"\.gguf$", "", name, flags=re.IGNORECASE))
    stem, folder = label.lower(), folder.lower()
    found = list(_QUANT.finditer(stem))
    model = stem[: found[-1].start()] + stem[found[-1].end() :] if found else stem
    quant = found[-1][1] if found else ""
    if not quant:
        above = list(_QUANT.finditer(folder.rsplit("/", 1)[-1]))
        quant = above[-1][1] if above else ""
    quant = quant.upper()
    if quant in {"FP16", "FP32"}:
        quant = quant.replace("FP", "F")
    return Quantised(model.strip("-_."), quant, label, _PROJECTOR.search(stem) is not None)


# --- ONNX -----------------------------------------------------------------------------------------------

_ONNX_KIND: Final = re.compile(
    r"_(fp16|int8|uint8|q4|q4f16|q8|bnb4|quantized|q?u?int8_\w+|o[1-4])(?=\.onnx)", re.IGNORECASE
)


def onnx_original(path: str) -> str:
    """The file that a quantised or optimised ONNX file was made from; itself where it is the original."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{_ONNX_KIND.sub('', name)}"
