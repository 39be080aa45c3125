"""What an ONNX file holds: initializers, opsets, producer; tensor bytes are gone past, never read.

The file is one protobuf message, `ModelProto`. Only the fields named below are looked at; the field
numbers are those of the published `onnx.proto`. Initializers of subgraphs (If, Loop, beam search) count.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec
from msgspec import Struct

from hubkeep.engine.formats.files import Source

_MOST_FIELDS: Final = 1_000_000
_DEEPEST: Final = 96
_MOST_DIMENSIONS: Final = 64
_LONGEST_NAME: Final = 1 << 16
_SMALL_NODE: Final = 512
"""Bytes; a node this small holds a subgraph only if it is one of the operators made for that."""

_WORTH_A_WALK: Final = (b'"\x02If', b'"\x04Loop', b'"\x04Scan', b'"\x0bMatMulNBits')
"""`op_type` fields as they are encoded: field 4, length, name."""

DTYPES: Final[dict[int, tuple[str, int]]] = {
    1: ("FLOAT", 32), 2: ("UINT8", 8), 3: ("INT8", 8), 4: ("UINT16", 16), 5: ("INT16", 16),
    6: ("INT32", 32), 7: ("INT64", 64), 9: ("BOOL", 8), 10: ("FLOAT16", 16), 11: ("DOUBLE", 64),
    12: ("UINT32", 32), 13: ("UINT64", 64), 14: ("COMPLEX64", 64), 15: ("COMPLEX128", 128),
    16: ("BFLOAT16", 16), 17: ("FLOAT8E4M3FN", 8), 18: ("FLOAT8E4M3FNUZ", 8), 19: ("FLOAT8E5M2", 8),
    20: ("FLOAT8E5M2FNUZ", 8), 21: ("UINT4", 4), 22: ("INT4", 4), 23: ("FLOAT4E2M1", 4),
    24: ("FLOAT8E8M0", 8), 25: ("UINT2", 2), 26: ("INT2", 2), 27: ("FLOAT6E2M3", 6), 28: ("FLOAT6E3M2", 6),
}  # fmt: skip
"""Tensor data type to its name and the bits of one element; strings (8) have no fixed size."""

_STRING: Final = 8
_NO_WEIGHTS: Final = frozenset({7, 8, 9})  # shapes, axes and switches are INT64, STRING and BOOL


class ExternalData(Struct, frozen=True):
    """Where a tensor's bytes lie outside the file; `location` as written, relative to the file's folder."""

    location: str
    offset: int = 0
    length: int | None = None


class OnnxTensor(Struct, frozen=True):
    """One initializer; `raw_bytes` is the length of its raw data inside the file, if it has any."""

    name: str
    dtype_number: int
    dims: tuple[int, ...]
    raw_bytes: int | None = None
    external: ExternalData | None = None

    @property
    def dtype(self) -> str | None:
        """The type's name ("FLOAT"); None where it is newer than this table."""
        if self.dtype_number == _STRING:
            return "STRING"
        known = DTYPES.get(self.dtype_number)
        return known[0] if known else None

    @property
    def elements(self) -> int:
        return math.prod(self.dims)

    @property
    def nbytes(self) -> int | None:
        """Bytes of the tensor, wherever they lie; None where the type does not tell."""
        if self.external is not None and self.external.length is not None:
            return self.external.length
        if self.raw_bytes is not None:
            return self.raw_bytes
        known = DTYPES.get(self.dtype_number)
        return -(-self.elements * known[1] // 8) if known else None


class PackedWeight(Struct, frozen=True):
    """A weight of `rows` times `columns` that an operator unpacks from `bits` an element."""

    weight: str
    companions: tuple[str, ...]
    bits: int
    rows: int
    columns: int


class OnnxModel(Struct, frozen=True):
    """What the file says of itself; opsets map a domain (empty: ONNX's own) to its version."""

    ir_version: int
    producer: str
    producer_version: str
    opsets: dict[str, int]
    tensors: tuple[OnnxTensor, ...]
    packed: tuple[PackedWeight, ...]

    def parameters(self) -> int:
        """Logical parameters: packed weights unpacked, their scales and zero points left out."""
        packed = {weight.weight: weight for weight in self.packed}
        beside = {name for weight in self.packed for name in weight.companions}
        total = sum(weight.rows * weight.columns for weight in packed.values())
        for tensor in self.tensors:
            if (
                tensor.name not in packed
                and tensor.name not in beside
                and tensor.dtype_number not in _NO_WEIGHTS
            ):
                total += tensor.elements
        return total

    def elements_by_dtype(self) -> dict[str, int]:
        """Elements of the initializers that are weights, by dtype, as they are stored."""
        counts: dict[str, int] = {}
        for tensor in self.tensors:
            if tensor.dtype is not None and tensor.dtype_number not in _NO_WEIGHTS:
                counts[tensor.dtype] = counts.get(tensor.dtype, 0) + tensor.elements
        return counts

    def external_locations(self) -> tuple[str, ...]:
        """The files beside this one that hold tensor bytes, each once, as written."""
        return tuple(sorted({tensor.external.location for tensor in self.tensors if tensor.external}))


def read_model(source: Source) -> OnnxModel:
    """What the file holds; Failure where it is no ONNX model, is damaged or ends too early."""
    if source.size == 0:
        raise source.cut_short()
    walk = _Walk(source)
    walk.model()
    if not walk.has_graph or not walk.ir_version:
        raise source.not_format("ONNX")
    return OnnxModel(
        ir_version=walk.ir_version,
        producer=walk.producer,
        producer_version=walk.producer_version,
        opsets=walk.opsets,
        tensors=tuple(walk.tensors),
        packed=tuple(walk.packed),
    )


_VARINT: Final = 0
_FIXED64: Final = 1
_BYTES: Final = 2
_FIXED32: Final = 5


class _Node(msgspec.Struct):
    """What is gathered of one node until its end is reached."""

    operator: str = ""
    inputs: list[str] = []
    numbers: dict[str, int] = {}


class _Attribute(msgspec.Struct):
    node: _Node
    name: str = ""
    number: int | None = None


class _Walk:
    """One pass over the message, with a stack of its own: nesting must not reach Python's."""

    def __init__(self, source: Source) -> None:
        self.ir_version = 0
        self.producer = ""
        self.producer_version = ""
        self.opsets: dict[str, int] = {}
        self.tensors: list[OnnxTensor] = []
        self.packed: list[PackedWeight] = []
        self.has_graph = False
        self._source = source
        self._fields_left = _MOST_FIELDS

    def model(self) -> None:
        source = self._source
        # A frame: where the message ends, and what it is ("model" and "graph" gather into self).
        frames: list[tuple[int, str | _Node | _Attribute]] = [(source.size, "model")]
        while frames:
            end, inside = frames[-1]
            if source.tell() >= end:
                frames.pop()
                self._finish(inside)
                continue
            field, wire = self._tag(end)
            if wire == _VARINT:
                self._number(inside, field, self._varint(end))
            elif wire == _BYTES:
                after = self._after(end, top=len(frames) == 1)
                frame = self._enter(inside, field, after)
                if frame is not None:
                    if len(frames) >= _DEEPEST:
                        raise self._damaged()
                    frames.append((after, frame))
            else:
                self._pass_fixed(wire, end)

    def _enter(
        self, inside: str | _Node | _Attribute, field: int, after: int
    ) -> str | _Node | _Attribute | None:
        """Handles a field of bytes that ends at `after`; the message to walk into, if it is one."""
        source = self._source
        if inside == "model":
            if field == 7:
                self.has_graph = True
                return "graph"
            if field == 2:
                self.producer = self._text(after)
            elif field == 3:
                self.producer_version = self._text(after)
            elif field == 8:
                self._opset(after)
        elif inside == "graph":
            if field == 5:
                self._tensor(after)
            elif field == 1 and self._worth_a_walk(after):
                return _Node()
        elif isinstance(inside, _Node):
            if field == 1:
                inside.inputs.append(self._text(after))
            elif field == 4:
                inside.operator = self._text(after)
            elif field == 5:
                return _Attribute(inside)
        elif isinstance(inside, _Attribute):
            if field == 1:
                inside.name = self._text(after)
            elif field in (6, 11):
                return "graph"
        if source.tell() < after:
            source.skip(after - source.tell())
        return None

    def _number(self, inside: str | _Node | _Attribute, field: int, value: int) -> None:
        if inside == "model" and field == 1:
            self.ir_version = value
        elif isinstance(inside, _Attribute) and field == 3:
            inside.number = value

    def _finish(self, inside: str | _Node | _Attribute) -> None:
        if isinstance(inside, _Attribute) and inside.number is not None:
            inside.node.numbers[inside.name] = inside.number
        if isinstance(inside, _Node) and inside.operator == "MatMulNBits" and len(inside.inputs) > 2:
            rows, columns = inside.numbers.get("N", 0), inside.numbers.get("K", 0)
            bits = inside.numbers.get("bits", 4)
            if 0 < rows < 1 << 40 and 0 < columns < 1 << 40 and 0 < bits <= 16:
                _, weight, *companions = inside.inputs
                self.packed.append(PackedWeight(weight, tuple(companions), bits, rows, columns))

    def _worth_a_walk(self, after: int) -> bool:
        """Whether the node here may hold anything; graphs have tens of thousands of small ones."""
        length = after - self._source.tell()
        if length > _SMALL_NODE:
            return True
        raw = self._source.peek(length)
        return any(mark in raw for mark in _WORTH_A_WALK)

    def _opset(self, end: int) -> None:
        domain, version = "", 0
        while self._source.tell() < end:
            field, wire = self._tag(end)
            if wire == _VARINT:
                value = self._varint(end)
                version = value if field == 2 else version
            elif wire == _BYTES:
                after = self._after(end)
                if field == 1:
                    domain = self._text(after)
                else:
                    self._source.skip(after - self._source.tell())
            else:
                self._pass_fixed(wire, end)
        self.opsets[domain] = version

    def _tensor(self, end: int) -> None:
        source = self._source
        name, dtype, raw_bytes = "", 0, None
        dims: list[int] = []
        outside: dict[str, str] = {}
        is_external = False
        while source.tell() < end:
            field, wire = self._tag(end)
            if wire == _VARINT:
                value = self._varint(end)
                if field == 1:
                    dims.append(value)
                elif field == 2:
                    dtype = value
                elif field == 14:
                    is_external = value == 1
            elif wire == _BYTES:
                after = self._after(end)
                if field == 1:
                    while source.tell() < after:
                        dims.append(self._varint(after))
                        self._check_rank(dims)
                elif field == 8:
                    name = self._text(after)
                elif field == 9:
                    raw_bytes = after - source.tell()
                elif field == 13:
                    key, text = self._pair(after)
                    outside[key] = text
                if source.tell() < after:
                    source.skip(after - source.tell())
            else:
                self._pass_fixed(wire, end)
            self._check_rank(dims)
        if any(size >= 1 << 62 for size in dims):
            raise source.damaged("ONNX", name)
        external = _external(outside) if is_external else None
        if is_external and external is None:
            raise source.damaged("ONNX", name)
        self.tensors.append(OnnxTensor(name, dtype, tuple(dims), raw_bytes, external))

    def _check_rank(self, dims: list[int]) -> None:
        if len(dims) > _MOST_DIMENSIONS:
            raise self._damaged()

    def _pair(self, end: int) -> tuple[str, str]:
        """A StringStringEntryProto."""
        key = text = ""
        while self._source.tell() < end:
            field, wire = self._tag(end)
            if wire == _BYTES:
                after = self._after(end)
                if field == 1:
                    key = self._text(after)
                elif field == 2:
                    text = self._text(after)
                else:
                    self._source.skip(after - self._source.tell())
            elif wire == _VARINT:
                self._varint(end)
            else:
                self._pass_fixed(wire, end)
        return key, text

    def _tag(self, end: int) -> tuple[int, int]:
        self._fields_left -= 1
        if self._fields_left < 0:
            raise self._damaged()
        tag = self._varint(end)
        if tag < 8:
            raise self._damaged()
        return tag >> 3, tag & 7

    def _varint(self, end: int) -> int:
        """An unsigned varint of at most ten bytes, none of them beyond `end`."""
        source = self._source
        value = shift = 0
        while True:
            if source.tell() >= end or shift > 63:
                raise self._damaged()
            byte = source.read(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _after(self, end: int, *, top: bool = False) -> int:
        """Reads a length; where the field of that length ends, which is inside the message around it."""
        length = self._varint(end)
        after = self._source.tell() + length
        if after > end:
            raise self._source.cut_short() if top else self._damaged()
        return after

    def _text(self, after: int) -> str:
        """The string that ends at `after`, cut where it is longer than a name."""
        length = after - self._source.tell()
        text = self._source.read(min(length, _LONGEST_NAME)).decode("utf-8", "replace")
        self._source.skip(after - self._source.tell())
        return text

    def _pass_fixed(self, wire: int, end: int) -> None:
        width = {_FIXED64: 8, _FIXED32: 4}.get(wire)
        if width is None or self._source.tell() + width > end:
            raise self._damaged()
        self._source.skip(width)

    def _damaged(self) -> Exception:
        """Nonsense before the graph was reached means that this never was an ONNX file."""
        if self.has_graph:
            return self._source.damaged("ONNX", str(self._source.tell()))
        return self._source.not_format("ONNX")


def _external(entries: dict[str, str]) -> ExternalData | None:
    """The place the entries name; None where they are nonsense."""
    location, offset, length = entries.get("location"), entries.get("offset", "0"), entries.get("length")
    if not location or not _is_number(offset) or not (length is None or _is_number(length)):
        return None
    return ExternalData(location, int(offset), None if length is None else int(length))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
