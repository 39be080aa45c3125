"""What came in the place of a file's bytes, and whether a piece is right. Pure."""

from __future__ import annotations

import re
from typing import Final, Literal

from ..hub.failures import is_page
from ..net.http import Headers

Kind = Literal["bytes", "pointer", "page", "error"]

_POINTER: Final = b"version https://git-lfs.github.com/spec/"
_LONGEST_ERROR: Final = 4096
_ERROR: Final = re.compile(
    rb"""\s*(?: \{ \s* "(?:error|message|detail|code|msg)" | <\?xml[^>]*>\s*<Error> | <Error>
    | (?:entry\ |repository\ |page\ )?not\ found | (?:internal|bad\ gateway|forbidden|access\ denied
    | unauthorized|service\ unavailable|error\b|invalid\b) )""",
    re.IGNORECASE | re.VERBOSE,
)
_TEXTS: Final = (".html", ".htm", ".xhtml")


def kind_of(headers: Headers, body: bytes, *, path: str, size: int) -> Kind:
    """What a good status brought for `path`, a file of `size` bytes; `body` is how it begins. What is as long
    as the file is taken for its bytes, whatever it looks like: a file may well hold an error's text."""
    length = headers.get("Content-Length")
    if headers.get("Content-Range") is None and length == str(size):
        return "bytes"
    if body.startswith(_POINTER) and size > len(body):
        return "pointer"
    if is_page(headers, body) and not path.lower().endswith(_TEXTS):
        return "page"
    short = length is not None and length.isdigit() and int(length) <= _LONGEST_ERROR
    if (short or len(body) <= _LONGEST_ERROR) and _ERROR.match(body):
        return "error"
    return "bytes"
