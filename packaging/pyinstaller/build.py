"""Builds the bundle, dist/hubkeep/; does nothing where the one that is there was built from the same files.

build.py [--dist DIR] [--force]
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCES = ("desktop", "resources", "packaging/pyinstaller", "packaging/licenses", "LICENSE", "NOTICE")
LICENCES = ("LICENSE", "LICENCE", "COPYING", "NOTICE")
STAMP = "built-from"
"""The file beside the bundle that names what it was built from."""


def main() -> int:
    arguments = argparse.ArgumentParser(description="Build the bundle.")
    arguments.add_argument("--dist", type=Path, default=ROOT / "dist", help="where hubkeep/ is to lie")
    arguments.add_argument("--force", action="store_true", help="build, whatever is there")
    options = arguments.parse_args()
    bundle, stamp = options.dist / "hubkeep", options.dist / STAMP
    sources = fingerprint()
    if not options.force and bundle.is_dir() and stamp.is_file() and stamp.read_text() == sources:
        print(f"{bundle} is up to date.")
        return 0
    stamp.unlink(missing_ok=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--distpath", str(options.dist), "--workpath", str(ROOT / "build" / "pyinstaller")]
    subprocess.run([*command, str(HERE / "hubkeep.spec")], cwd=ROOT, check=True)
    add_licences(bundle)
    stamp.write_text(sources)
    size = sum(path.stat().st_size for path in bundle.rglob("*") if not path.is_symlink())
    print(f"{bundle}: {size / 1e6:.0f} MB")
    return 0


def fingerprint() -> str:
    """A hash over everything that the bundle is made of: our files, Python, the packages installed."""
    digest = hashlib.sha256(sys.version.encode())
    for name, version in sorted((each.name, each.version) for each in distributions()):
        digest.update(f"{name} {version}\n".encode())
    for source in SOURCES:
        top = ROOT / source
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def add_licences(bundle: Path) -> None:
    """Put every licence text that the bundle's contents ask for into its folder licenses/."""
    folder = bundle / "licenses"
    shutil.copytree(ROOT / "packaging" / "licenses", folder, dirs_exist_ok=True)
    for name in ("LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, bundle)
    names = sorted({*_needed("hubkeep"), "pyinstaller"})
    versions = [
        f"Python {platform.python_version()}",
        *(f"{name} {distribution(name).version}" for name in names),
    ]
    (folder / "versions.txt").write_text("\n".join(versions) + "\n", encoding="utf-8")
    for name in names:
        for file in distribution(name).files or ():
            if file.suffix != ".py" and file.stem.upper().startswith(LICENCES):
                _put(Path(str(file.locate())), folder / name)
    for python in (
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(f"/usr/share/doc/python{sys.version_info.major}/copyright"),
    ):
        if python.is_file():
            _put(python, folder / "Python")


def _put(file: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    shutil.copy(file, folder)


def _needed(name: str) -> set[str]:
    """The names of the packages that installing `name` brings here, itself left out."""
    found: set[str] = set()
    to_see = [name]
    while to_see:
        for line in distribution(to_see.pop()).requires or ():
            requirement = Requirement(line)
            applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if applies and requirement.name not in found:
                found.add(requirement.name)
                to_see.append(requirement.name)
    return found


if __name__ == "__main__":
    sys.exit(main())
