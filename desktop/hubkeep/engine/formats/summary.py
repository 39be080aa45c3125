"""The few words that stand for a repo in a table: "BF16 · 32.8B", "GGUF · Q4_K_M, Q8_0"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_BETWEEN: Final = " · "
_MOST_LISTED: Final = 4
_UNITS: Final = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K"))

DTYPE_WORDS: Final[dict[str, str]] = {
    "F64": "FP64", "F32": "FP32", "F16": "FP16", "BF16": "BF16", "F8_E4M3": "FP8", "F8_E5M2": "FP8",
    "F8_E4M3FNUZ": "FP8", "F8_E5M2FNUZ": "FP8", "F8_E8M0": "FP8", "F4": "FP4", "I8": "INT8", "U8": "INT8",
    "DOUBLE": "FP64", "FLOAT": "FP32", "FLOAT16": "FP16", "BFLOAT16": "BF16", "INT8": "INT8", "UINT8": "INT8",
    "FLOAT8E4M3FN": "FP8", "FLOAT8E5M2": "FP8", "INT4": "INT4", "UINT4": "INT4", "INT2": "INT2",
    "UINT2": "INT2", "FLOAT4E2M1": "FP4",
}  # fmt: skip
"""How safetensors and ONNX spell a type, to how people do."""

FORMAT_WORDS: Final[dict[str, str]] = {
    "onnx": "ONNX", "gguf": "GGUF", "ctranslate2": "CTranslate2", "tensorflow": "TensorFlow", "flax": "Flax",
    "keras": "Keras", "tflite": "TFLite", "coreml": "Core ML", "openvino": "OpenVINO", "nemo": "NeMo",
    "numpy": "NumPy", "rust": "Rust", "tensorrt": "TensorRT", "executorch": "ExecuTorch", "paddle": "Paddle",
    "litert": "LiteRT", "mediapipe": "MediaPipe",
}  # fmt: skip


def join(*parts: str | None) -> str:
    """The parts that are there, one behind the other."""
    return _BETWEEN.join(part for part in parts if part)


def count(number: int | None) -> str | None:
    """A number of parameters in three digits or fewer: "32.8B", "7B", "335M"; None stays None."""
    if number is None or not 1 <= number < 10**18:
        return None
    for index, (unit, letter) in enumerate(_UNITS):
        if number < unit:
            continue
        value = number / unit
        if round(value) >= 1000 and index:
            return f"1{_UNITS[index - 1][1]}"
        return (f"{value:.0f}" if value >= 99.95 else f"{value:.1f}".removesuffix(".0")) + letter
    return str(number)


def listed(words: Sequence[str]) -> str:
    """The words with commas; the rest counted where they are many."""
    shown = ", ".join(words[:_MOST_LISTED])
    return shown if len(words) <= _MOST_LISTED else f"{shown} +{len(words) - _MOST_LISTED}"
