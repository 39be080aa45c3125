"""Everything that can be wrong, said once: a code, parameters, and the sentence a person reads.

A `Problem` travels over the link and lies in the index; the command line prints its sentence, the
window translates the same sentence (context "Problem" of the translations). A `Failure` is a
problem that ends an action.

Every sentence says what happened and why, and ends with what to do next where there is something
to do. Parameters are put in with `str.format`, so no parameter may hold markup.
"""

from __future__ import annotations

import errno
from typing import Final

from msgspec import Struct

Parameter = str | int


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code from `SENTENCES` and the values its sentence needs."""

    code: str
    params: dict[str, Parameter] = {}

    def sentence(self) -> str:
        """The English sentence; one line, whatever the parameters hold."""
        return fill(SENTENCES[self.code], self.params)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params.items()))))


def problem(code: str, **params: Parameter) -> Problem:
    """A `Problem`; the code must be one of `SENTENCES`."""
    if code not in SENTENCES:
        raise KeyError(code)
    return Problem(code=code, params=params)


def fill(sentence: str, params: dict[str, Parameter]) -> str:
    """`sentence` with `params` put in, control characters made visible: names can be hostile."""
    return sentence.format(**{name: printable(str(value)) for name, value in params.items()})


def printable(text: str) -> str:
    """`text` on one line: control characters and lone surrogates are written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


class Failure(Exception):
    """An action ended; `problem` says why. `refused` where nothing was done because it is unsafe."""

    def __init__(self, code: str, *, refused: bool = False, **params: Parameter) -> None:
        self.problem = problem(code, **params)
        self.refused = refused
        super().__init__(self.problem.sentence())


def from_os_error(error: OSError, path: str) -> Failure:
    """The failure that says in words what the system answered for `path`."""
    code = _ERRNO_CODES.get(error.errno or 0, "os-error")
    reason = error.strerror or type(error).__name__
    return Failure(code, path=path, reason=reason) if code == "os-error" else Failure(code, path=path)


_ERRNO_CODES: Final = {
    errno.ENOENT: "path-missing",
    errno.EACCES: "no-permission",
    errno.EPERM: "no-permission",
    errno.EROFS: "read-only-volume",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "quota-full",
}

SENTENCES: Final[dict[str, str]] = {
    # The system's answers
    "os-error": "{path}: {reason}.",
    "path-missing": "{path} is not there any more. Refresh and try again.",
    "no-permission": "{path}: permission denied. Check who owns it, or run Hubkeep as that user.",
    "read-only-volume": "{path} is on a volume mounted read-only. Remount it writable and try again.",
    "disk-full": "{path}: the disk is full. Free some space and try again; nothing was lost.",
    "quota-full": "{path}: your disk quota is used up. Free some space and try again; nothing was lost.",
}
"""Code to sentence. Each room's sentences stand together."""
