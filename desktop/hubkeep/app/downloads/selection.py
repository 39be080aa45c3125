"""Which files of a repo are chosen, and the order that says so. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import translate
from typing import Final

from msgspec import Struct

from ...link.messages import Download, Offer, OfferedFile, Preset

_GLOB: Final = re.compile(r"""\"([^"]*)\"|'([^']*)'|([^,\s]+)""")


class Sums(Struct, frozen=True):
    """What a choice of files comes to."""

    files: int = 0
    bytes: int = 0
    to_fetch: int = 0
    """Bytes of those that are not here."""


def sums(files: Iterable[OfferedFile]) -> Sums:
    """What these files come to."""
    count = whole = fetch = 0
    for file in files:
        count += 1
        whole += file.size
        fetch += 0 if file.here else file.size
    return Sums(count, whole, fetch)


def patterns(text: str) -> tuple[str, ...]:
    """The globs in a line, between commas or spaces; quotes hold one together that has some itself."""
    found = (double or single or bare.strip("\"'") for double, single, bare in _GLOB.findall(text))
    return tuple(glob for glob in found if glob)


def written(globs: Sequence[str]) -> str:
    """Globs as a line that `patterns` reads."""
    return " ".join(f'"{glob}"' if re.search(r"[,\s]", glob) else glob for glob in globs)


def matcher(include: Sequence[str], exclude: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is chosen by globs, as huggingface_hub understands them: `*` crosses folders, and a
    folder with its slash means all that lies in it."""
    wanted, unwanted = _any_of(include), _any_of(exclude)

    def matches(path: str) -> bool:
        return (wanted is None or wanted.match(path) is not None) and (
            unwanted is None or unwanted.match(path) is None
        )

    return matches


def _any_of(globs: Sequence[str]) -> re.Pattern[str] | None:
    whole = [f"{glob}*" if glob.endswith("/") else glob for glob in globs]
    return re.compile("|".join(f"(?:{translate(glob)})" for glob in whole)) if whole else None


def first_choice(offer: Offer) -> Preset | None:
    """The preset to begin with."""
    presets = offer.presets
    return next((each for each in presets if each.recommended), presets[0] if presets else None)


def named_by_address(offer: Offer) -> tuple[str, ...]:
    """The paths of the file or folder that the address named; empty where it named the whole repo."""
    path = offer.path.strip("/")
    if not path:
        return ()
    below = path + "/"
    return tuple(file.path for file in offer.files if file.path == path or file.path.startswith(below))


def matching_preset(offer: Offer, chosen: frozenset[str]) -> Preset | None:
    """The preset that is just these files, if there is one."""
    for preset in offer.presets:
        if len(preset.files) == len(chosen) and chosen.issuperset(preset.files):
            return preset
    return None


def order(
    offer: Offer,
    *,
    files: Sequence[str] = (),
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    local_dir: str = "",
    endpoints: Sequence[str] = (),
    limit_rate: int = 0,
    connections: int = 0,
    at_once: bool = False,
) -> Download:
    """The order for a choice: of the commit that was shown, whatever the branch names by then. All files
    of the repo are named by none."""
    whole = len(files) == len(offer.files)
    return Download(
        repo=offer.repo,
        revision=offer.revision,
        commit=offer.commit,
        include=tuple(include),
        exclude=tuple(exclude),
        files=() if whole else tuple(files),
        local_dir=local_dir,
        endpoints=tuple(endpoints),
        limit_rate=limit_rate,
        connections=connections,
        at_once=at_once,
    )
