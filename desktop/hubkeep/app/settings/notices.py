"""The notices that the licences of what is inside ask for."""

from __future__ import annotations

from importlib.resources import files


def notices() -> str:
    """The text of NOTICE, wherever a checkout, a wheel or a bundle has it; empty where there is none."""
    # Costs more than the rest of the page, and is wanted by few.
    from importlib.metadata import PackageNotFoundError, distribution

    resources = files("hubkeep.resources")
    for place in (resources / "NOTICE", resources / ".." / "NOTICE"):
        if place.is_file():
            return place.read_text("utf-8")
    try:
        return distribution("hubkeep").read_text("licenses/NOTICE") or ""
    except PackageNotFoundError:
        return ""
