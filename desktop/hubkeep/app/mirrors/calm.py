"""In which order the cards stand while a probe runs. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ...link.messages import MirrorsView, MirrorView


def arranged(view: MirrorsView, before: Sequence[str]) -> tuple[MirrorView, ...]:
    """As the engine has them; while one measures as they stood `before`: nobody reads cards that jump."""
    if not view.job or not before:
        return view.mirrors
    places = {url: place for place, url in enumerate(before)}
    # Sorting keeps the order of those that were not there.
    return tuple(sorted(view.mirrors, key=lambda each: places.get(each.entry.url, len(places))))
