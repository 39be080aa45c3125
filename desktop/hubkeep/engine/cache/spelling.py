"""Names that are no Unicode, written so that they are.

On Linux a file's name is bytes, on Windows any sequence of 16-bit units; Python hands what does not
decode over as lone surrogates, which neither JSON, MessagePack nor SQLite takes. So inside values a
lone surrogate is a code point of a private plane, and becomes itself again on the way to the disk.
Nothing is lost, and every other name stays as it is.
"""

from __future__ import annotations

import os
import re
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

_SHIFT: Final = 0x100000
_LONE: Final = re.compile("[\ud800-\udfff]")
_SHIFTED: Final = re.compile("[\U0010d800-\U0010dfff]")

_Value = TypeVar("_Value")


def spelled(name: str) -> str:
    """A name from the disk as it stands in values: always valid Unicode."""
    if name.isascii():
        return name
    # A name that really holds such a code point is taken apart, so that reading it back is exact.
    name = _SHIFTED.sub(_taken_apart, name)
    return _LONE.sub(lambda match: chr(ord(match[0]) + _SHIFT), name)


def on_disk(text: str) -> str:
    """The name on the disk that `text` of a value stands for; paths are treated alike."""
    if text.isascii():
        return text
    return _SHIFTED.sub(lambda match: chr(ord(match[0]) - _SHIFT), text)


def spelled_throughout(value: _Value) -> _Value:
    """`value` with every string in it, however deep, `spelled`."""
    return _spelled(value)  # type: ignore[return-value]


def _spelled(value: object) -> object:
    if isinstance(value, str):
        return spelled(value)
    if isinstance(value, tuple):
        return tuple(_spelled(item) for item in value)
    if isinstance(value, dict):
        return {key: _spelled(item) for key, item in value.items()}
    if isinstance(value, Struct):
        names = value.__struct_fields__
        return msgspec.structs.replace(value, **{name: _spelled(getattr(value, name)) for name in names})
    return value


def _taken_apart(match: re.Match[str]) -> str:
    if os.name == "nt":
        units = match[0].encode("utf-16-le")
        return units[:2].decode("utf-16-le", "surrogatepass") + units[2:].decode("utf-16-le", "surrogatepass")
    return match[0].encode().decode("ascii", "surrogateescape")
