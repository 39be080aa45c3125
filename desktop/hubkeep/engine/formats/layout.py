"""What the names of a repo's files tell: formats, and which files together are one set of weights."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from hubkeep.engine.formats.files import ModelFile

_SHARD: Final = re.compile(r"(?P<stem>.*?)[-_.]?(?P<number>\d{1,9})-of-(?P<total>\d{1,9})(?P<rest>.*)")
_VARIANT: Final = re.compile(r"\.(fp16|bf16|fp32|fp8|int8|ema|non_ema|no_ema)(?=\.|-|$)")
_MOST_SHARDS: Final = 10_000

_BY_EXTENSION: Final[dict[str, str]] = {
    "safetensors": "safetensors", "gguf": "gguf", "onnx": "onnx", "pt": "pickle", "pth": "pickle",
    "ckpt": "pickle", "pkl": "pickle", "pickle": "pickle", "joblib": "pickle", "h5": "tensorflow",
    "keras": "keras", "msgpack": "flax", "tflite": "tflite", "mlmodel": "coreml", "nemo": "nemo",
    "npz": "numpy", "ot": "rust", "llamafile": "llamafile", "engine": "tensorrt", "plan": "tensorrt",
    "pte": "executorch", "litertlm": "litert", "task": "mediapipe", "ggml": "ggml", "pdparams": "paddle",
    "pdiparams": "paddle",
}  # fmt: skip
_PICKLED_BIN: Final = re.compile(r"(diffusion_)?pytorch_(model|lora)|adapter_model|consolidated|pytorch_")
_NO_WEIGHTS: Final = re.compile(
    r"(training_args|trainer_state|optimizer|scheduler|scaler|rng_state|random_states|imatrix)\b.*|imatrix.*|.*_states\.pt"
)

_DATA_BY_EXTENSION: Final[dict[str, str]] = {
    "parquet": "parquet", "arrow": "arrow", "csv": "csv", "tsv": "csv", "json": "json", "jsonl": "json",
    "ndjson": "json", "txt": "text", "tar": "webdataset", "zip": "zip", "h5": "hdf5", "hdf5": "hdf5",
    "npz": "numpy", "npy": "numpy", "lance": "lance", "db": "sqlite", "sqlite": "sqlite", "pdf": "pdf",
    "xml": "xml", "pt": "pickle", "pkl": "pickle",
    **dict.fromkeys(("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "gif"), "image"),
    **dict.fromkeys(("wav", "mp3", "flac", "ogg", "opus", "m4a"), "audio"),
    **dict.fromkeys(("mp4", "avi", "mkv", "webm", "mov"), "video"),
}  # fmt: skip
_PACKINGS: Final = frozenset({"gz", "zst", "xz", "bz2"})

_GGUF_QUANTISATION: Final = re.compile(
    r"(?:^|[-._])(UD-)?(IQ\d_[A-Z]+|TQ\d_0|MXFP4(?:_MOE)?|NVFP4|Q\d_K(?:_[A-Z]{1,2})?|Q\d_\d|BF16|FP16|F16|F32)(?=[-._]|$)",
    re.IGNORECASE,
)
_ONNX_PRECISION: Final = re.compile(
    r"_(fp16|bf16|quantized|int8|uint8|q8|q4|q4f16|bnb4|int4|fp8)$", re.IGNORECASE
)
_ORDER: Final = ("safetensors", "gguf", "onnx", "ctranslate2", "pickle")
_SMALL_SHARE: Final = 0.1


class WeightGroup(Struct, frozen=True):
    """Files that are one set of weights: a single file, or the parts of one.

    `stem` is the name without part numbers, variant and extension; `total` how many parts there
    should be, as the names tell.
    """

    folder: str
    stem: str
    variant: str
    files: tuple[ModelFile, ...]
    total: int

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def missing(self) -> int:
        """Parts that are named by the others, yet not here."""
        return max(0, self.total - len(self.files))


def extension(file: ModelFile) -> str:
    """The name's ending in lower case, without a compression's own ending."""
    parts = file.name.lower().split(".")
    while len(parts) > 2 and parts[-1] in _PACKINGS:
        parts.pop()
    return parts[-1] if len(parts) > 1 else ""


def weight_format(file: ModelFile, siblings: Iterable[str]) -> str | None:
    """The format of a file of weights by its name; "bin" where the name does not tell, None for no weights.

    `siblings` are the names in the file's folder.
    """
    name = file.name.lower()
    if _NO_WEIGHTS.fullmatch(name):
        return None
    if name == "saved_model.pb":
        return "tensorflow"
    if "openvino" in name and name.endswith((".xml", ".bin")):
        return "openvino"
    if ".mlpackage/" in file.path.lower():
        return "coreml"
    if not name.endswith(".bin"):
        return _BY_EXTENSION.get(extension(file))
    if _PICKLED_BIN.match(name):
        return "pickle"
    if name.startswith("ggml-"):
        return "ggml"
    if name == "model.bin" and any("vocabulary" in sibling for sibling in siblings):
        return "ctranslate2"
    return "bin"


def weight_groups(files: Iterable[ModelFile]) -> list[WeightGroup]:
    """The sets of weights that `files`, all of one format, make up."""
    members: dict[tuple[str, str, str, int], dict[int, ModelFile]] = {}
    for file in files:
        stem = file.name.rpartition(".")[0]
        variant = _VARIANT.search(stem)
        if variant is not None:
            stem = stem[: variant.start()] + stem[variant.end() :]
        number, total = 1, 1
        shard = _SHARD.fullmatch(stem)
        if shard is not None and 0 < int(shard["total"]) <= _MOST_SHARDS:
            stem = shard["stem"] + shard["rest"]
            number, total = int(shard["number"]), int(shard["total"])
        key = (file.folder, stem, variant[1] if variant else "", total)
        members.setdefault(key, {})[number] = file
    return [
        WeightGroup(folder, stem, variant, tuple(file for _, file in sorted(parts.items())), total)
        for (folder, stem, variant, total), parts in sorted(members.items())
    ]


def main_groups(groups: Sequence[WeightGroup], folders: Sequence[str]) -> list[WeightGroup]:
    """The set of weights that loads by default, one for each of `folders`.

    Where none of them holds any, the largest set anywhere is the main one.
    """
    chosen = [
        min(inside, key=_preference)
        for folder in dict.fromkeys(folders)
        if (inside := [group for group in groups if group.folder == folder])
    ]
    return chosen or sorted(groups, key=lambda group: (-group.size, group.folder, _preference(group)))[:1]


def _preference(group: WeightGroup) -> tuple[int, bool, int, str]:
    """Smaller is loaded first: the usual names, no variant, the larger, the name."""
    usual = {"model": 0, "diffusion_pytorch_model": 0, "adapter_model": 1, "consolidated": 3}
    return usual.get(group.stem, 2), bool(group.variant), -group.size, group.stem


def main_format(sizes: dict[str, int]) -> str | None:
    """The format a repo is about: the best readable one that is no mere addition; `sizes` in bytes."""
    largest = max(sizes.values(), default=0)
    worth = [name for name, size in sizes.items() if size >= largest * _SMALL_SHARE]
    known = [name for name in _ORDER if name in worth]
    return known[0] if known else max(sizes, key=lambda name: (sizes[name], name), default=None)


def gguf_quantisation(stem: str) -> str | None:
    """The quantisation that a GGUF file's name tells ("Q4_K_M"); None where it tells none."""
    found = _GGUF_QUANTISATION.findall(stem)
    return found[-1][1].upper().replace("FP16", "F16") if found else None


def is_gguf_side_file(file: ModelFile) -> bool:
    """Whether a GGUF file only goes with another one: a vision projector, an importance matrix."""
    return "mmproj" in file.name.lower() or "imatrix" in file.name.lower()


def main_onnx(files: Sequence[ModelFile]) -> tuple[ModelFile, bool] | None:
    """The ONNX file to look at, the one of full precision first, and whether it is the whole model."""
    if not files:
        return None
    bases = {_ONNX_PRECISION.sub("", file.path.rpartition(".")[0]) for file in files}

    def preference(file: ModelFile) -> tuple[bool, bool, int, str]:
        stem = file.name.rpartition(".")[0]
        return bool(_ONNX_PRECISION.search(stem)), stem != "model", file.path.count("/"), file.path

    return min(files, key=preference), len(bases) == 1


def data_formats(files: Iterable[ModelFile]) -> tuple[str, ...]:
    """The formats of a data set's files, most bytes first; cards and settings do not count."""
    sizes: Counter[str] = Counter()
    for file in files:
        known = _DATA_BY_EXTENSION.get(extension(file))
        if known is not None and file.name not in (
            "dataset_infos.json",
            "config.json",
            "state.json",
            "dataset_info.json",
        ):
            sizes[known] += file.size
    return tuple(sorted(sizes, key=lambda name: (-sizes[name], name)))


def build_variants(files: Iterable[ModelFile]) -> tuple[str, ...]:
    """The build variants of a kernel: the folders under `build/`."""
    parts = (file.path.split("/") for file in files)
    return tuple(sorted({part[1] for part in parts if len(part) > 2 and part[0] == "build"}))
