"""Which of the files that PyInstaller collects for Qt belong into the bundle.

`excludes=` does not reach what Qt's plugins pull in: so plugins are chosen by name, and libraries are kept
where something that is kept needs them.
"""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import PurePath

from PyInstaller.depend.bindepend import get_imports

Entry = tuple[str, str, str]
"""As in PyInstaller's tables: the path inside the bundle, the path it comes from, its kind."""

PLUGINS = (
    "platforms/*xcb.*",
    "platforms/*wayland.*",
    "platforms/*offscreen.*",
    "platforms/*windows.*",
    "platforms/*cocoa.*",
    "platformthemes/*xdgdesktopportal.*",
    "platforminputcontexts/*compose*",
    "platforminputcontexts/*ibus*",
    "wayland-shell-integration/*xdg-shell.*",
    "wayland-decoration-client/*",
    "iconengines/*svg*",
    "imageformats/*svg.*",
    "imageformats/*jpeg.*",
    "styles/*",
)
"""What shows a window on each system, writes Chinese into it, and reads our pictures."""

TRANSLATIONS = ("qtbase_zh_CN.qm",)
"""Qt's own sentences, as on the buttons of its dialogs."""


OF_THE_SYSTEM = (
    "libX11.so.*",
    "libX11-xcb.so.*",
    "libexpat.so.*",
    "libfontconfig.so.*",
    "libfreetype.so.*",
    "libgcc_s.so.*",
    "libpng16.so.*",
    "libstdc++.so.*",
    "libz.so.*",
)
"""Libraries that every Linux desktop has, and that must fit the rest of it: its drivers, its fonts."""


SERVICES = ("s3", "sts", "sso", "sso-oidc", "signin")
"""Of the hundreds of services that botocore describes: buckets, and what gives keys for them."""


def wanted(path: str) -> bool:
    """Whether a file collected for `path` in the bundle may stay."""
    parts = PurePath(path).parts
    if any(fnmatch(parts[-1], pattern) for pattern in OF_THE_SYSTEM):
        return False
    if parts[:2] == ("botocore", "data") and len(parts) > 3:
        return parts[2] in SERVICES and not parts[-1].startswith("examples-")
    if "PySide6" not in parts and "plugins" not in parts:
        return True
    if "plugins" in parts:
        name = "/".join(parts[parts.index("plugins") + 1 :])
        return any(fnmatch(name, pattern) for pattern in PLUGINS)
    if "translations" in parts:
        return parts[-1] in TRANSLATIONS
    return "qml" not in parts and not path.endswith((".pyi", ".typed", "_metatypes.json"))


def reachable(entries: list[Entry]) -> list[Entry]:
    """`entries` without the shared libraries that no other of them needs."""
    by_name = {PurePath(entry[0]).name: entry for entry in entries}
    kept: dict[str, Entry] = {}
    to_see = [entry for entry in entries if not _only_a_library(entry)]
    while to_see:
        entry = to_see.pop()
        if entry[0] in kept:
            continue
        kept[entry[0]] = entry
        if entry[2] in ("BINARY", "EXTENSION"):
            needs = {PurePath(name).name for name, _ in get_imports(entry[1])}
            to_see += [by_name[name] for name in needs if name in by_name]
    return [entry for entry in entries if entry[0] in kept]


def linked(entries: list[Entry], kept: list[Entry]) -> list[Entry]:
    """`entries` without the symbolic links to files that are not among `kept`."""
    names = {entry[0] for entry in kept}
    return [
        entry
        for entry in entries
        if entry[2] != "SYMLINK" or str(PurePath(entry[0]).parent / entry[1]) in names
    ]


def _only_a_library(entry: Entry) -> bool:
    """Whether `entry` is there for others to link with: no module, no plugin."""
    path = PurePath(entry[0])
    loaded_by_name = "plugins" in path.parts or path.name.startswith("libpython")
    return entry[2] == "BINARY" and ".so." in path.name and not loaded_by_name
