"""Which files of a repo are meant. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Protocol, TypeVar

from ..problems import Failure


class Named(Protocol):
    """A file of a repo."""

    @property
    def path(self) -> str: ...


class Sized(Named, Protocol):
    """A file whose bytes are known."""

    @property
    def size(self) -> int: ...
    @property
    def digest(self) -> str: ...


_Named = TypeVar("_Named", bound=Named)
_Sized = TypeVar("_Sized", bound=Sized)


def chosen(
    files: Iterable[_Named],
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    picked: Sequence[str] = (),
) -> tuple[_Named, ...]:
    """The files that the globs leave, by huggingface_hub's rules: `*` also matches `/`, case counts, and
    `folder/` means all in it. Without `include` every file is.

    `picked` are paths of files or folders; only what lies there is left then. Raises `Failure` where one of
    them is none in `files`.
    """
    allowed = [_normal(pattern) for pattern in include]
    refused = [_normal(pattern) for pattern in exclude]
    everything = tuple(files)
    picks = [pick.strip("/") for pick in picked]
    for pick in picks:
        if not any(_lies_at(file.path, pick) for file in everything):
            raise Failure("not-in-repo", path=pick)
    return tuple(
        file
        for file in everything
        if (not picks or any(_lies_at(file.path, pick) for pick in picks))
        and (not allowed or _matches(file.path, allowed))
        and not _matches(file.path, refused)
    )


def to_fetch(files: Iterable[_Sized], here: Callable[[str, int], bool]) -> tuple[_Sized, ...]:
    """The files whose bytes are not here yet, by digest and size; the same bytes only once."""
    known: dict[str, bool] = {}
    left = []
    for file in files:
        if file.digest not in known:
            known[file.digest] = here(file.digest, file.size)
            if not known[file.digest]:
                left.append(file)
    return tuple(left)


def _normal(pattern: str) -> str:
    pattern = pattern.replace("\\", "/")
    return f"{pattern}*" if pattern.endswith("/") else pattern


def _matches(path: str, patterns: Sequence[str]) -> bool:
    path = path.replace("\\", "/")
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def _lies_at(path: str, pick: str) -> bool:
    return path == pick or path.startswith(f"{pick}/")
