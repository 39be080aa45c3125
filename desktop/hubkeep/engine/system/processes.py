"""What a process of ours owes others: a clean environment for the programs it starts, and good manners."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from typing import Final

import psutil

_LIBRARY_PATHS: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")
_BUNDLE_PREFIXES: Final = ("_MEI", "_PYI", "_PYINSTALLER")
_QT_PATHS: Final = (
    "QT_PLUGIN_PATH",
    "QT_QPA_PLATFORM_PLUGIN_PATH",
    "QML_IMPORT_PATH",
    "QML2_IMPORT_PATH",
    "QTWEBENGINEPROCESS_PATH",
)


def outside_environment(environ: Mapping[str, str], bundle: str = "") -> dict[str, str]:
    """`environ` as a program that is not part of ours should get it.

    The library path is what it was before the bundle's starter put its own folder there (it keeps
    the former one under `..._ORIG`), and nothing points into the folder `bundle` any more ("": the
    one this process runs from, if any).
    """
    bundle = bundle or str(getattr(sys, "_MEIPASS", ""))
    cleaned = {
        name: value for name, value in environ.items() if not name.upper().startswith(_BUNDLE_PREFIXES)
    }
    for name in _LIBRARY_PATHS:
        former = cleaned.pop(f"{name}_ORIG", None)
        if former:
            cleaned[name] = former
        elif former is not None or bundle:
            _keep_outside(cleaned, name, bundle)
    for name in _QT_PATHS:
        _keep_outside(cleaned, name, bundle)
    return cleaned


def _keep_outside(environ: dict[str, str], name: str, bundle: str) -> None:
    """Takes the entries of a path variable that lie in `bundle` out, and an empty variable with them."""
    if name not in environ or not bundle:
        return
    kept = [entry for entry in environ[name].split(os.pathsep) if not _inside(entry, bundle)]
    if any(kept):
        environ[name] = os.pathsep.join(kept)
    else:
        del environ[name]


def _inside(entry: str, bundle: str) -> bool:
    entry, bundle = os.path.normpath(entry), os.path.normpath(bundle)
    return entry == bundle or entry.startswith(bundle + os.sep)


def lower_priority() -> None:
    """Lets others go first at processor and disk, for work nobody waits for. Never fails.

    Only ever lower: a process that is nicer already stays so.
    """
    process = psutil.Process()
    with contextlib.suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(max(5, int(process.nice())))
    with contextlib.suppress(psutil.Error, OSError):
        if sys.platform == "linux":
            process.ionice(psutil.IOPRIO_CLASS_BE, 7)
        elif sys.platform == "win32":
            process.ionice(psutil.IOPRIO_LOW)
