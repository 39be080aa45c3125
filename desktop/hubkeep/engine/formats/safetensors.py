"""The header of a safetensors file: which tensors it holds, of which type, shape and size.

The format: eight bytes of header length (little endian), a JSON object, then the tensors' bytes
without a gap. The rules checked here are those of the format's own reader, so that what passes
here also loads.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from itertools import pairwise
from typing import Final

import msgspec
from msgspec import Struct

from hubkeep.engine.formats.files import Source
from hubkeep.engine.problems import Failure

LARGEST_HEADER: Final = 100_000_000
"""Bytes; the format's own limit."""

LARGEST_INDEX: Final = 32 << 20
"""Bytes; an index of 100,000 tensors is about a third of it."""

_MOST_DIMENSIONS: Final = 64

DTYPE_BITS: Final[dict[str, int]] = {
    "BOOL": 8, "U8": 8, "I8": 8, "U16": 16, "I16": 16, "U32": 32, "I32": 32, "U64": 64, "I64": 64,
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "F16": 16, "BF16": 16, "F32": 32, "F64": 64, "C64": 64,
}  # fmt: skip
"""Bits of one element; a type that is not here is new and its sizes are taken as they stand."""


class TensorEntry(Struct, frozen=True, gc=False):
    """One tensor: `dtype` as the file spells it ("BF16"), `shape`, and where its bytes lie."""

    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]

    @property
    def nbytes(self) -> int:
        return self.data_offsets[1] - self.data_offsets[0]

    @property
    def elements(self) -> int:
        return math.prod(self.shape)


class SafetensorsHeader(Struct, frozen=True):
    """`tensors` by name, the file's own `metadata`, and the header's length in bytes."""

    tensors: dict[str, TensorEntry]
    metadata: dict[str, str]
    header_bytes: int

    def parameters(self) -> dict[str, int]:
        """Number of elements by dtype."""
        counts: Counter[str] = Counter()
        for tensor in self.tensors.values():
            counts[tensor.dtype] += tensor.elements
        return dict(counts)

    def nbytes(self) -> int:
        """Bytes of all tensors together."""
        return sum(tensor.nbytes for tensor in self.tensors.values())


class SafetensorsIndex(Struct, frozen=True):
    """The index of a model in several files: tensor name to file name, and what it says of the whole."""

    weight_map: dict[str, str]
    total_size: int | None = None
    total_parameters: int | None = None

    def shards(self) -> tuple[str, ...]:
        """The file names, each once, sorted; relative to the index's folder."""
        return tuple(sorted(set(self.weight_map.values())))


class _MetadataOnly(Struct):
    metadata: dict[str, str] | None = msgspec.field(default=None, name="__metadata__")


class _Loose(Struct):
    """An entry before it is known to be a tensor: `__metadata__` has strings in these places."""

    dtype: str | None = None
    shape: tuple[int, ...] | str | None = None
    data_offsets: tuple[int, int] | str | None = None


def read_header(source: Source) -> SafetensorsHeader:
    """The header; Failure where the file breaks a rule of the format or ends before its tensors do."""
    if source.size < 8:
        raise source.cut_short()
    length = int.from_bytes(source.read(8), "little")
    if length > LARGEST_HEADER:
        raise source.not_format("safetensors")
    if 8 + length > source.size:
        raise source.cut_short()
    raw = source.read(length)
    if not raw.startswith(b"{"):
        raise source.not_format("safetensors")
    tensors, metadata = _decode(source, raw)
    _check(source, tensors, source.size - 8 - length)
    return SafetensorsHeader(tensors=tensors, metadata=metadata, header_bytes=length)


def read_index(source: Source) -> SafetensorsIndex:
    """A `*.safetensors.index.json`; Failure where it is too large or nonsense."""
    if source.size > LARGEST_INDEX:
        raise Failure("formats-too-large", path=source.path, size=source.size, limit=LARGEST_INDEX)
    raw = source.read(source.size)
    try:
        loose = msgspec.json.decode(raw, type=_LooseIndex)
    except msgspec.ValidationError as error:
        raise source.damaged("JSON", "weight_map") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Failure("formats-not-json", path=source.path) from error
    says = loose.metadata if isinstance(loose.metadata, dict) else {}
    return SafetensorsIndex(
        weight_map=loose.weight_map,
        total_size=_count(says.get("total_size")),
        total_parameters=_count(says.get("total_parameters")),
    )


class _LooseIndex(Struct):
    weight_map: dict[str, str]
    metadata: object = None


def _count(value: object) -> int | None:
    """A positive whole number that fits 63 bits; older indexes write it as a float."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 < value < 1 << 63 else None


def _decode(source: Source, raw: bytes) -> tuple[dict[str, TensorEntry], dict[str, str]]:
    """The JSON as entries; typed decoding keeps 100,000 tensors under a few tenths of a second."""
    try:
        metadata = msgspec.json.decode(raw, type=_MetadataOnly).metadata or {}
        if b'"__metadata__"' in raw:
            tensors = _without_metadata(source, raw)
        else:
            tensors = msgspec.json.decode(raw, type=dict[str, TensorEntry])
    except msgspec.ValidationError as error:
        raise source.damaged("safetensors", str(error)) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise source.not_format("safetensors") from error
    # The decoder keeps the last of two equal keys. Counting is cheap and right but for odd names.
    if raw.count(b'"data_offsets"') > len(tensors):
        _refuse_duplicates(source, raw)
    return tensors, metadata


def _without_metadata(source: Source, raw: bytes) -> dict[str, TensorEntry]:
    loose = msgspec.json.decode(raw, type=dict[str, _Loose])
    loose.pop("__metadata__", None)
    tensors: dict[str, TensorEntry] = {}
    for name, entry in loose.items():
        dtype, shape, offsets = entry.dtype, entry.shape, entry.data_offsets
        if dtype is None or not isinstance(shape, tuple) or not isinstance(offsets, tuple):
            raise source.damaged("safetensors", name)
        tensors[name] = TensorEntry(dtype, shape, offsets)
    return tensors


def _refuse_duplicates(source: Source, raw: bytes) -> None:
    def once(pairs: list[tuple[str, object]]) -> None:
        names = Counter(name for name, _ in pairs)
        twice = next((name for name, times in names.items() if times > 1), None)
        if twice is not None:
            raise source.damaged("safetensors", twice)

    try:
        json.loads(raw, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise source.not_format("safetensors") from error


def _check(source: Source, tensors: dict[str, TensorEntry], room: int) -> None:
    """Every tensor's bytes match its shape; together they fill the rest of the file exactly."""
    for name, tensor in tensors.items():
        begin, end = tensor.data_offsets
        bits = DTYPE_BITS.get(tensor.dtype)
        sane = (
            0 <= begin <= end and len(tensor.shape) <= _MOST_DIMENSIONS and min(tensor.shape, default=0) >= 0
        )
        if not sane or (bits is not None and tensor.elements * bits != tensor.nbytes * 8):
            raise source.damaged("safetensors", name)
    places = sorted((entry.data_offsets, name) for name, entry in tensors.items())
    for ((_, before), _), ((begin, _), name) in pairwise(places):
        if begin != before:
            raise source.damaged("safetensors", name)
    if places and places[0][0][0] != 0:
        raise source.damaged("safetensors", places[0][1])
    filled = places[-1][0][1] if places else 0
    if filled > room:
        raise source.cut_short()
    if filled < room:
        raise Failure("formats-trailing-bytes", path=source.path, extra=room - filled)
