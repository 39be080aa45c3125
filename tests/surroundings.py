"""A home of its own for a run of the tests, so that nothing touches the user's files or network settings."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

FORGOTTEN = (
    # Where a hub, a token or a proxy of the user's would be found
    "HF_ENDPOINT",
    "HF_TOKEN",
    "HF_TOKEN_PATH",
    "HF_HUB_CACHE",
    "HF_ASSETS_CACHE",
    "HF_XET_CACHE",
    "HF_HUB_OFFLINE",
    "HF_HUB_DISABLE_XET",
    "HF_HUB_DISABLE_SYMLINKS",
    "HF_HUB_DISABLE_SHARED_BLOBS",
    "HUGGING_FACE_HUB_TOKEN",
    "HUGGINGFACE_HUB_CACHE",
    "TRANSFORMERS_CACHE",
    "TRANSFORMERS_OFFLINE",
    *(f"{kind}_proxy" for kind in ("http", "https", "all", "no")),
    *(f"{kind}_PROXY" for kind in ("HTTP", "HTTPS", "ALL", "NO")),
    # Where a window or a notification would appear before the user's eyes
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "QT_QPA_PLATFORMTHEME",
    "QT_STYLE_OVERRIDE",
    "QT_SCALE_FACTOR",
)
"""Variables that a test may set for itself and never inherits."""


def redirect(base: Path, environment: MutableMapping[str, str]) -> None:
    """Point every home that a program may write to below `base`, and make the folders.

    Must come before the first import of a library that reads the environment once, such as
    huggingface_hub.
    """
    for name in FORGOTTEN:
        environment.pop(name, None)
    places = {
        "HOME": base,
        "USERPROFILE": base,
        "XDG_CACHE_HOME": base / ".cache",
        "XDG_CONFIG_HOME": base / ".config",
        "XDG_DATA_HOME": base / ".local" / "share",
        "XDG_STATE_HOME": base / ".local" / "state",
        "XDG_RUNTIME_DIR": base / "runtime",
        "HF_HOME": base / ".cache" / "huggingface",
        "HUBKEEP_HOME": base / ".local" / "share" / "hubkeep",
    }
    for name, place in places.items():
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        environment[name] = str(place)
    environment["HF_HUB_DISABLE_TELEMETRY"] = "1"
    environment["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    environment["LC_ALL"] = "C.UTF-8"
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
