"""Which endpoints a download asks, in which order. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from ..net.address import endpoint_of
from .urls import OFFICIAL


def endpoints_of(
    ordered: Sequence[str],
    asked: Sequence[str],
    chosen: Sequence[str],
    environ: Mapping[str, str],
    insisted: Container[str] = (),
) -> tuple[str, ...]:
    """The order's own; else those of the command line, the settings, `HF_ENDPOINT`, or the official one.
    Each once, as `endpoint_of` writes it. `insisted`: those that the user wants even without encryption.
    Raises `Failure` for one that can't be used."""
    named: Iterable[str] = ordered or asked or chosen
    found = list(dict.fromkeys(endpoint_of(text, insisted) for text in named if text.strip()))
    if not found:
        found = [endpoint_of(environ.get("HF_ENDPOINT") or OFFICIAL, insisted)]
    return tuple(found)
