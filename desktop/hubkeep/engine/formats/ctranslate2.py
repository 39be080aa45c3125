"""The variables of a CTranslate2 model.bin: name, type and shape; their bytes are gone past.

The format, as the published converter writes it: a binary version, the name of the specification and
its revision, a count, then for each variable its name, rank, dimensions, type and size in bytes.
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from typing import Final

from msgspec import Struct

from hubkeep.engine.formats.files import Source
from hubkeep.engine.problems import Failure

_VERSION: Final = 6
_MOST_VARIABLES: Final = 100_000
_MOST_DIMENSIONS: Final = 8
_DTYPES: Final = (("FP32", 4), ("INT8", 1), ("INT16", 2), ("INT32", 4), ("FP16", 2), ("BF16", 2))


class Ct2Variable(Struct, frozen=True):
    """One variable; `dtype` in the words of the summary ("INT8")."""

    dtype: str
    shape: tuple[int, ...]
    nbytes: int

    @property
    def elements(self) -> int:
        return math.prod(self.shape)


class Ct2Model(Struct, frozen=True):
    """The specification's name ("WhisperSpec") and the variables by name."""

    specification: str
    variables: dict[str, Ct2Variable]

    def parameters(self) -> int:
        """Logical parameters: scales of quantised weights and single numbers left out."""
        return sum(
            variable.elements
            for name, variable in self.variables.items()
            if variable.shape and not name.endswith(("_scale", "_zero"))
        )

    def dtype(self) -> str | None:
        """The type that most elements have."""
        counts: Counter[str] = Counter()
        for variable in self.variables.values():
            counts[variable.dtype] += variable.elements
        return counts.most_common(1)[0][0] if counts else None


def looks_like(start: bytes) -> bool:
    """Whether a file that begins with `start` (64 bytes are enough) is a CTranslate2 model."""
    if len(start) < 8:
        return False
    version, length = struct.unpack_from("<IH", start)
    name = start[6 : 6 + length]
    return 0 < version <= 32 and 5 < length <= 58 and name.endswith(b"Spec\0") and name[:-1].isalnum()


def read_model(source: Source) -> Ct2Model:
    """The model's variables; Failure where the file is none, of another version, or cut short."""
    if not looks_like(source.peek(min(source.size, 64))):
        raise source.not_format("CTranslate2")
    version = _number(source, "<I")
    if version != _VERSION:
        raise Failure("formats-unsupported", path=source.path, format="CTranslate2", version=version)
    specification = _text(source)
    _number(source, "<I")
    count = _number(source, "<I")
    if count > _MOST_VARIABLES:
        raise source.damaged("CTranslate2", specification)
    variables: dict[str, Ct2Variable] = {}
    for _ in range(count):
        name = _text(source)
        rank = _number(source, "<B")
        if rank > _MOST_DIMENSIONS:
            raise source.damaged("CTranslate2", name)
        shape = struct.unpack(f"<{rank}I", source.read(4 * rank))
        kind, nbytes = _number(source, "<B"), _number(source, "<I")
        if kind >= len(_DTYPES) or math.prod(shape) * _DTYPES[kind][1] != nbytes:
            raise source.damaged("CTranslate2", name)
        source.skip(nbytes)
        variables[name] = Ct2Variable(_DTYPES[kind][0], shape, nbytes)
    return Ct2Model(specification, variables)


def _number(source: Source, form: str) -> int:
    number: int = struct.unpack(form, source.read(struct.calcsize(form)))[0]
    return number


def _text(source: Source) -> str:
    """A string led by its length, with a zero byte at its end."""
    return source.read(_number(source, "<H")).rstrip(b"\0").decode("utf-8", "replace")
