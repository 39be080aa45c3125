"""The header of a GGUF file: its key/values and its tensors.

The format, version 2 and 3: magic, version, two counts, typed key/values, then one record a tensor,
all in one byte order, which version 3 leaves to the writer. Vocabularies of several megabytes stand
in the middle, so long arrays are gone past and only their length is kept.
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from typing import Final

from msgspec import Struct

from hubkeep.engine.formats.files import Source
from hubkeep.engine.problems import Failure

Scalar = int | float | bool | str
Value = Scalar | tuple[Scalar, ...]

_MOST_PAIRS: Final = 1 << 16
_MOST_TENSORS: Final = 1 << 18
_LONGEST_KEY: Final = 1 << 16
_LONGEST_KEPT_STRING: Final = 1 << 18
_LONGEST_STRING: Final = 1 << 26
_LONGEST_KEPT_ARRAY: Final = 1 << 11
_DEEPEST_ARRAY: Final = 4
_MOST_ELEMENTS: Final = 1 << 24
_COST_OF_INNER_ARRAY: Final = 256
_MOST_DIMENSIONS: Final = 8
_SHORTEST_PAIR: Final = 8 + 4 + 1
_SHORTEST_TENSOR: Final = 8 + 4 + 4 + 8

_STRING: Final = 8
_ARRAY: Final = 9
_SCALARS: Final[dict[int, str]] = {
    0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
}  # fmt: skip

BLOCKS: Final[dict[int, tuple[str, int, int]]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 30: ("BF16", 1, 2), 28: ("F64", 1, 8),
    24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8),
    2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22), 7: ("Q5_1", 32, 24),
    8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 40),
    10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    29: ("IQ1_M", 256, 56), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66),
    39: ("MXFP4", 32, 17), 40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
}  # fmt: skip
"""Tensor type to its name, the elements of one block and the bytes of one block."""

FILE_TYPES: Final[dict[int, str]] = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M",
    18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S",
    25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M",
    32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4", 39: "NVFP4", 40: "Q1_0",
}  # fmt: skip
"""`general.file_type` to the name people know the quantisation by."""

_GUESSED: Final = 1024  # a flag on the file type: the writer was not told, it guessed


class GgufTensor(Struct, frozen=True, gc=False):
    """One tensor: `dims` fastest first, as the file has them; `offset` from the start of the data."""

    type_number: int
    dims: tuple[int, ...]
    offset: int

    @property
    def type(self) -> str | None:
        """The type's name ("Q4_K"); None where it is newer than this table."""
        block = BLOCKS.get(self.type_number)
        return block[0] if block else None

    @property
    def elements(self) -> int:
        return math.prod(self.dims)

    @property
    def nbytes(self) -> int | None:
        """Bytes in the file; None for an unknown type."""
        block = BLOCKS.get(self.type_number)
        return None if block is None else self.elements // block[1] * block[2]


class GgufHeader(Struct, frozen=True):
    """Key/values, the lengths of the arrays that were gone past, tensors, where the data begins."""

    version: int
    big_endian: bool
    values: dict[str, Value]
    array_lengths: dict[str, int]
    tensors: dict[str, GgufTensor]
    data_start: int

    def text(self, key: str) -> str | None:
        """The string at `key`; None where it is missing, empty or something else."""
        value = self.values.get(key)
        return value or None if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """The whole number at `key`; None where it is missing or something else."""
        value = self.values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def architecture(self) -> str | None:
        return self.text("general.architecture")

    @property
    def context_length(self) -> int | None:
        return self.number(f"{self.architecture}.context_length")

    @property
    def block_count(self) -> int | None:
        return self.number(f"{self.architecture}.block_count")

    def parameters(self) -> int:
        """Logical parameters: the elements of all tensors in this file."""
        return sum(tensor.elements for tensor in self.tensors.values())

    def quantisation(self) -> str | None:
        """ "Q4_K_M", "Q8_0", "F16"…: what the writer says, else the type that fills most bytes."""
        said = self.number("general.file_type")
        if said is not None and said & ~_GUESSED in FILE_TYPES:
            return FILE_TYPES[said & ~_GUESSED]
        filled: Counter[str] = Counter()
        for tensor in self.tensors.values():
            if tensor.type is not None:
                filled[tensor.type] += tensor.nbytes or 0
        return filled.most_common(1)[0][0] if filled else None


def read_header(source: Source) -> GgufHeader:
    """The header; Failure where the file is none, is damaged, or ends before its tensors do."""
    if source.size < 24:
        raise (
            source.cut_short() if source.size < 4 or source.read(4) == b"GGUF" else source.not_format("GGUF")
        )
    if source.read(4) != b"GGUF":
        raise source.not_format("GGUF")
    version_bytes = source.read(4)
    version = int.from_bytes(version_bytes, "little")
    big_endian = version & 0xFFFF == 0
    if big_endian:
        version = int.from_bytes(version_bytes, "big")
    if version not in (2, 3):
        raise Failure("formats-unsupported", path=source.path, format="GGUF", version=version)
    return _Walk(source, ">" if big_endian else "<").header(version)


class _Walk:
    """One pass through a header in one byte order."""

    def __init__(self, source: Source, order: str) -> None:
        self._source = source
        self._order = order
        self._u32 = struct.Struct(order + "I")
        self._u64 = struct.Struct(order + "Q")
        self._record_end = struct.Struct(order + "IQ")
        self._scalars = {number: struct.Struct(order + code) for number, code in _SCALARS.items()}
        self._elements_left = _MOST_ELEMENTS

    def header(self, version: int) -> GgufHeader:
        source = self._source
        tensor_count, pair_count = self._long(), self._long()
        if tensor_count > _MOST_TENSORS or pair_count > _MOST_PAIRS:
            raise source.damaged("GGUF", str(source.tell()))
        if pair_count * _SHORTEST_PAIR + tensor_count * _SHORTEST_TENSOR > source.size:
            raise source.cut_short()
        values: dict[str, Value] = {}
        lengths: dict[str, int] = {}
        for _ in range(pair_count):
            key = self._string(_LONGEST_KEY)
            if key is None or key in values or key in lengths:
                raise source.damaged("GGUF", key or str(source.tell()))
            value = self._value(self._int(), key, lengths)
            if value is not None:
                values[key] = value
        tensors = self._tensors(tensor_count)
        alignment = values.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment < 1 or alignment > 1 << 20:
            raise source.damaged("GGUF", "general.alignment")
        header = GgufHeader(
            version=version,
            big_endian=self._order == ">",
            values=values,
            array_lengths=lengths,
            tensors=tensors,
            data_start=-(-source.tell() // alignment) * alignment,
        )
        self._check_places(header)
        return header

    def _tensors(self, count: int) -> dict[str, GgufTensor]:
        source = self._source
        tensors: dict[str, GgufTensor] = {}
        for _ in range(count):
            name = self._string(_LONGEST_KEY)
            if name is None or name in tensors:
                raise source.damaged("GGUF", name or str(source.tell()))
            rank = self._int()
            if rank > _MOST_DIMENSIONS:
                raise source.damaged("GGUF", name)
            dims = struct.unpack(f"{self._order}{rank}Q", source.read(8 * rank))
            type_number, offset = self._record_end.unpack(source.read(self._record_end.size))
            tensors[name] = GgufTensor(type_number, dims, offset)
        return tensors

    def _check_places(self, header: GgufHeader) -> None:
        """Every tensor is made of whole blocks and lies inside the file."""
        room = self._source.size - header.data_start
        for name, tensor in header.tensors.items():
            block = BLOCKS.get(tensor.type_number)
            if block is not None and tensor.dims and tensor.dims[0] % block[1]:
                raise self._source.damaged("GGUF", name)
            if tensor.offset + (tensor.nbytes or 0) > room:
                raise self._source.cut_short()

    def _int(self) -> int:
        number: int = self._u32.unpack(self._source.read(4))[0]
        return number

    def _long(self) -> int:
        number: int = self._u64.unpack(self._source.read(8))[0]
        return number

    def _string(self, longest: int) -> str | None:
        """The string here; None where it was longer than `longest` and gone past."""
        length = self._long()
        if length > _LONGEST_STRING:
            raise self._source.damaged("GGUF", str(self._source.tell()))
        if length > longest:
            self._source.skip(length)
            return None
        return self._source.read(length).decode("utf-8", "replace")

    def _value(self, kind: int, key: str, lengths: dict[str, int]) -> Value | None:
        """The value of type `kind`; None where it is too long to be kept."""
        if kind == _ARRAY:
            return self._array(key, lengths)
        if kind == _STRING:
            return self._string(_LONGEST_KEPT_STRING)
        scalar = self._scalars.get(kind)
        if scalar is None:
            raise self._source.damaged("GGUF", key)
        value: Scalar = scalar.unpack(self._source.read(scalar.size))[0]
        return value

    def _array(self, key: str, lengths: dict[str, int]) -> tuple[Scalar, ...] | None:
        kind, count = self._int(), self._long()
        self._count(count, key)
        scalar = self._scalars.get(kind)
        keep = count <= _LONGEST_KEPT_ARRAY
        if scalar is not None and keep:
            raw = self._source.read(scalar.size * count)
            return struct.unpack(f"{self._order}{count}{_SCALARS[kind]}", raw)
        if kind == _STRING and keep:
            strings = [self._string(_LONGEST_KEPT_STRING) for _ in range(count)]
            return tuple(text or "" for text in strings)
        lengths[key] = count
        self._pass_over(kind, count, key)
        return None

    def _pass_over(self, kind: int, count: int, key: str, depth: int = 1) -> None:
        """Goes past an array's elements; arrays in arrays are legal, though nobody writes them."""
        scalar = self._scalars.get(kind)
        if scalar is not None:
            self._source.skip(scalar.size * count)
        elif kind == _STRING:
            self._source.skip_strings(count, self._u64, _LONGEST_STRING)
        elif kind == _ARRAY and depth < _DEEPEST_ARRAY:
            self._count(count * _COST_OF_INNER_ARRAY, key)
            for _ in range(count):
                inner_kind, inner_count = self._int(), self._long()
                self._count(inner_count, key)
                self._pass_over(inner_kind, inner_count, key, depth + 1)
        else:
            raise self._source.damaged("GGUF", key)

    def _count(self, elements: int, key: str) -> None:
        """Keeps the sum of all arrays' elements within reason, so that no header takes for ever."""
        if elements > self._elements_left:
            raise self._source.damaged("GGUF", key)
        self._elements_left -= elements
