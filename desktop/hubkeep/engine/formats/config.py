"""What a model's configuration says: architecture, type, quantisation, how long a text may be.

The rules follow what the libraries that load these files do with them; a rule stands beside the
reason where it is not plain. Nothing here raises for a strange value: see `Document`.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from hubkeep.engine.formats.document import LARGEST_NUMBER, Document
from hubkeep.engine.problems import Problem

DTYPE_NAMES: Final[dict[str, str]] = {
    "float64": "FP64", "double": "FP64", "float32": "FP32", "float": "FP32", "float16": "FP16",
    "half": "FP16", "bfloat16": "BF16", "float8_e4m3fn": "FP8", "float8_e5m2": "FP8", "int8": "INT8",
}  # fmt: skip

_CONTEXT_KEYS: Final = (
    "max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len", "seq_length", "n_ctx",
    "max_target_positions",
)  # fmt: skip
_TEXT_PARTS: Final = (
    "text_config",
    "llm_config",
    "language_config",
    "thinker_config",
    "decoder",
    "text_encoder",
)
_NO_LIMIT: Final = 1_000_000_000
"""Tokenizers without a limit carry a number around 10^30; nothing real comes near this."""

_OFFSET_POSITIONS: Final = frozenset(
    {"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer"}
)
"""These keep two positions for themselves, so that 514 in the file are 512 for a text."""

_ROPE_ALREADY_IN: Final = frozenset({"default", "llama3", "longrope", "su", "mrope", "proportional"})
"""Kinds of rope scaling whose reach is already in `max_position_embeddings`."""


class Quantisation(Struct, frozen=True):
    """`method` as the file spells it, `name` as people say it ("AWQ 4-bit"), bits of a weight.

    `group` is how many weights share a scale, where the file says so.
    """

    method: str
    name: str
    bits: int | None = None
    group: int | None = None


class ModelConfig(Struct, frozen=True, omit_defaults=True):
    """config.json; `context` in tokens, None where it does not say."""

    architectures: tuple[str, ...] = ()
    model_type: str | None = None
    dtype: str | None = None
    quantisation: Quantisation | None = None
    context: int | None = None
    sees: bool = False
    hears: bool = False
    problems: tuple[Problem, ...] = ()


class Pipeline(Struct, frozen=True):
    """model_index.json of a diffusers pipeline: its class, and each component's library and class."""

    class_name: str | None
    components: dict[str, tuple[str | None, str | None]]
    problems: tuple[Problem, ...] = ()


class Adapter(Struct, frozen=True):
    """adapter_config.json: the kind ("LORA"), the model it is for, the rank, the task."""

    kind: str | None
    base_model: str | None
    rank: int | None
    task: str | None
    problems: tuple[Problem, ...] = ()


def model_config(document: Document) -> ModelConfig:
    """What a config.json says."""
    text_part = _text_part(document)
    dtype = _dtype(document) or (text_part and _dtype(text_part))
    return ModelConfig(
        architectures=document.texts("architectures") or _one(document.text("architecture")),
        model_type=document.text("model_type"),
        dtype=dtype or None,
        quantisation=quantisation(document) or (quantisation(text_part) if text_part else None),
        context=_context(document) or (_context(text_part) if text_part else None),
        sees="vision_config" in document,
        hears="audio_config" in document,
        problems=tuple(document.problems),
    )


def tokenizer_limit(document: Document) -> int | None:
    """`model_max_length` of a tokenizer_config.json; None where it sets no limit."""
    limit = dict(document.pairs()).get("model_max_length")
    if isinstance(limit, int | float) and not isinstance(limit, bool) and limit >= _NO_LIMIT:
        return None
    return document.number("model_max_length")


def pipeline(document: Document) -> Pipeline:
    """What a model_index.json says; a component that is null is one the pipeline does without."""
    components: dict[str, tuple[str | None, str | None]] = {}
    for key, value in document.pairs():
        if key.startswith("_") or not isinstance(value, list) or len(value) != 2:
            continue
        library, name = (item if isinstance(item, str) else None for item in value)
        if library is not None or name is not None:
            components[key] = (library, name)
    return Pipeline(document.text("_class_name"), components, tuple(document.problems))


def module_paths(value: object) -> tuple[str, ...]:
    """The folders that a sentence-transformers modules.json lists; empty where it is nonsense."""
    if not isinstance(value, list):
        return ()
    paths = (item.get("path") for item in value[:64] if isinstance(item, dict))
    return tuple(path for path in paths if isinstance(path, str))


def adapter(document: Document) -> Adapter:
    """What an adapter_config.json says."""
    return Adapter(
        kind=document.text("peft_type"),
        base_model=document.text("base_model_name_or_path"),
        rank=document.number("r"),
        task=document.text("task_type"),
        problems=tuple(document.problems),
    )


def quantisation(document: Document) -> Quantisation | None:
    """The quantisation a config.json carries, in any of the shapes in use; None without one."""
    part = document.inner("quantization_config") or document.inner("compression_config")
    if part is not None:
        return quantisation_of(part)
    # MLX writes its own key, without naming a method.
    part = document.inner("quantization")
    bits = part.number("bits") if part is not None else None
    if part is None or bits is None or bits > 16:
        return None
    return Quantisation("mlx", f"MLX {bits}-bit", bits, part.number("group_size"))


def quantisation_of(part: Document, fallback: str | None = None) -> Quantisation | None:
    """The quantisation that `part` describes; `fallback` is the method where it names none."""
    method = (part.text("quant_method") or _implied_method(part) or fallback or "").lower()
    if not method:
        return None
    if method == "bitsandbytes":
        width = 4 if part.says("load_in_4bit") or part.says("_load_in_4bit") else 8
        return Quantisation(method, f"bitsandbytes {width}-bit", width)
    if method in ("fp8", "fbgemm_fp8"):
        return Quantisation(method, "FP8", 8)
    if method == "mxfp4":
        return Quantisation(method, "MXFP4", 4)
    if method == "compressed-tensors":
        return _compressed(part)
    if method.startswith("modelopt"):
        return _modelopt(method, part)
    if method == "torchao":
        return Quantisation(method, "torchao")
    bits = _bits(part)
    name = _METHOD_NAMES.get(method, method[:40])
    # A group of -1 is one whole row.
    size = dict(part.pairs()).get("group_size")
    group = part.number("group_size") if size != -1 else None
    return Quantisation(method, f"{name} {bits}-bit" if bits else name, bits, group)


_METHOD_NAMES: Final[dict[str, str]] = {
    "gptq": "GPTQ", "awq": "AWQ", "aqlm": "AQLM", "hqq": "HQQ", "eetq": "EETQ", "quanto": "Quanto",
    "higgs": "HIGGS", "vptq": "VPTQ", "exl2": "EXL2", "exl3": "EXL3", "bitnet": "BitNet", "spqr": "SpQR",
    "auto-round": "AutoRound", "quark": "Quark", "quip": "QuIP#",
}  # fmt: skip


def _implied_method(part: Document) -> str | None:
    if part.says("load_in_4bit") or part.says("load_in_8bit"):
        return "bitsandbytes"
    if "config_groups" in part:
        return "compressed-tensors"
    if "quant_algo" in part:
        return "modelopt"
    return None


def _bits(part: Document) -> int | None:
    """Bits of a weight, from 1 to 16, under any of the keys the methods use."""
    for key in ("bits", "w_bit", "wbits", "nbits"):
        if key not in part:
            continue
        # EXL2 writes an average such as 4.25, which is a name and not a width.
        width = part.factor(key)
        if width is not None and width.is_integer() and width <= 16:
            return int(width)
    weights = part.text("weights") if "weights" in part else None
    return {"int2": 2, "int4": 4, "int8": 8, "float8": 8}.get(weights or "")


def _compressed(part: Document) -> Quantisation:
    """compressed-tensors describes groups; the first one names the whole."""
    method = "compressed-tensors"
    groups = part.inner("config_groups")
    first = next((group for _, group in groups.inners()), None) if groups is not None else None
    weights = first.inner("weights") if first is not None else None
    inputs = first.inner("input_activations") if first is not None else None
    bits = weights.number("num_bits") if weights is not None else None
    kind = weights.text("type") if weights is not None else None
    if bits is None or bits > 16:
        return Quantisation(method, method)
    if kind == "float" and bits in (4, 8):
        packed = {"nvfp4-pack-quantized": "NVFP4", "mxfp4-pack-quantized": "MXFP4"}
        name = packed.get(part.text("format") or "", "FP8" if bits == 8 else "FP4")
        return Quantisation(method, name, bits)
    activations = (inputs.number("num_bits") if inputs is not None else None) or 16
    return Quantisation(method, f"W{bits}A{activations}", bits)


def _modelopt(method: str, part: Document) -> Quantisation:
    algorithm = (part.text("quant_algo") or "").upper()
    bits = 4 if "FP4" in algorithm or algorithm.startswith("W4") else 8 if "8" in algorithm else None
    return Quantisation(method, algorithm or "ModelOpt", bits)


def _dtype(document: Document) -> str | None:
    """The type the weights are meant to be loaded as, in the words of the summary."""
    said = (document.text("dtype") if "dtype" in document else document.text("torch_dtype")) or ""
    said = said.removeprefix("torch.")
    return DTYPE_NAMES.get(said) or (said.upper()[:20] if said and said != "auto" else None)


def _context(document: Document) -> int | None:
    """How many tokens a text may have, rope scaling included."""
    length = next((found for key in _CONTEXT_KEYS if (found := document.number(key)) is not None), None)
    model_type = document.text("model_type") or ""
    if length is not None and model_type in _OFFSET_POSITIONS and length > 2:
        length -= 2
    # The newer key holds one entry for each kind of layer in some models: then nothing is scaled here.
    rope = document.inner("rope_scaling") or document.inner("rope_parameters")
    if rope is None or length is None or model_type.startswith("gemma3"):
        return length
    kind = rope.text("rope_type") or rope.text("type") or "default"
    factor = rope.factor("factor") if kind not in _ROPE_ALREADY_IN else None
    if factor is None:
        return length
    if kind == "yarn":
        # YaRN stretches the original reach; writers differ on whether the result is in the file already.
        original = rope.number("original_max_position_embeddings") or length
        return min(max(length, int(original * factor)), LARGEST_NUMBER)
    return min(int(length * factor), LARGEST_NUMBER)


def _text_part(document: Document) -> Document | None:
    """The configuration of the part that reads text, where a model of several parts has one."""
    part = document.inner("text_config")
    if part is not None:
        return part
    # The other keys have plain values in some models: those are not wrong.
    return next((inner for key, inner in document.inners() if key in _TEXT_PARTS), None)


def _one(text: str | None) -> tuple[str, ...]:
    return () if text is None else (text,)
