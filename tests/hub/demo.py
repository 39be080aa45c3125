"""A cache that looks lived in, filled by the real huggingface_hub from a local hub.

python -m tests.hub.demo DIR            fill a new or empty folder
python -m tests.hub.demo DIR --serve    the same, and serve its repos until Ctrl-C
python -m tests.hub.demo --run          open Hubkeep on a throwaway one; all is gone afterwards

Names are those of well-known repos; their files are much smaller and mean nothing, except for
all-MiniLM-L6-v2, which is real.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hub.client import environment, hf
from tests.hub.content import Kind, Repo
from tests.hub.demo_repos import TOKEN, Demo, second_revisions, shelves
from tests.hub.server import Hub

DAY = 86_400

_FETCH = """
import json, sys
from huggingface_hub import hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError
for wish in json.loads(sys.argv[1]):
    probe = wish.pop("probe")
    snapshot_download(**wish)
    if probe:
        try:
            hf_hub_download(wish["repo_id"], probe, cache_dir=wish["cache_dir"], token=wish["token"])
        except EntryNotFoundError:
            pass
"""
"""What a user's scripts do: whole snapshots, and a look for a file that is not there."""


@dataclass(frozen=True)
class Filled:
    """What `fill` has made."""

    repos: int
    bytes: int
    """Of all files in the cache, each counted once."""


def fill(cache: Path, hub: Hub) -> Filled:
    """Put the demo's repos on the hub, download them to `cache`, and let time and accidents have their way.

    `cache` must be missing or empty. The hub keeps serving the repos, so that downloads can be tried.
    """
    cache = cache.absolute()
    cache.mkdir(parents=True, exist_ok=True)
    folder = hub.content.folder / "demo"
    hub.content.token(TOKEN, "demo")
    demos = shelves(folder)
    repos = {demo.repo_id: demo.put(hub.content) for demo in demos}
    with tempfile.TemporaryDirectory(prefix="hubkeep-demo-home-") as home:
        _download(hub, cache, Path(home), demos)
        # Some repos move on, so that what was downloaded before is left behind without a name.
        renewed = second_revisions(folder, repos)
        _download(hub, cache, Path(home), [demo for demo in demos if demo.repo_id in renewed])
    for demo in demos:
        _age(cache, demo)
    _accidents(cache, repos)
    return Filled(len(demos), _bytes_in(cache))


def _download(hub: Hub, cache: Path, home: Path, demos: Sequence[Demo]) -> None:
    """In a process of its own, as a user's script would."""
    wishes = [_wish(cache, demo, revision) for demo in demos for revision in demo.revisions]
    halves = [wishes[::2], wishes[1::2]]
    failures: list[BaseException] = []

    def run(part: list[dict[str, Any]]) -> None:
        code = f"import sys\nsys.argv = ['fetch', {json.dumps(part)!r}]\n{_FETCH}"
        try:
            hf(hub, home, code, timeout=120)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(part,)) for part in halves if part]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _wish(cache: Path, demo: Demo, revision: str) -> dict[str, Any]:
    return {
        "repo_id": demo.repo_id,
        "repo_type": demo.kind.value,
        "revision": revision,
        "cache_dir": str(cache),
        "allow_patterns": list(demo.wanted) or None,
        "token": TOKEN if demo.gated else False,
        "probe": demo.probed if revision == "main" else "",
    }


def _repo_folder(cache: Path, kind: Kind, repo_id: str) -> Path:
    return cache / f"{kind.plural}--{repo_id.replace('/', '--')}"


def _age(cache: Path, demo: Demo) -> None:
    """As if the files had come some time ago and been read on another day since."""
    now = time.time()
    came, read = now - (demo.last_read + 21) * DAY, now - demo.last_read * DAY
    if demo.last_read == 0:
        return
    for blob in (_repo_folder(cache, demo.kind, demo.repo_id) / "blobs").iterdir():
        os.utime(blob, (read, came))


def _accidents(cache: Path, repos: Mapping[str, Repo]) -> None:
    """What goes wrong in a cache over the years."""
    # A download that was killed
    entry = repos["nomic-ai/nomic-embed-text-v1.5"].head.files["model.safetensors"]
    folder = _repo_folder(cache, Kind.MODEL, "nomic-ai/nomic-embed-text-v1.5")
    with (
        entry.source.open() as file,
        (folder / "blobs" / f"{entry.etag}.4f1c09ab.incomplete").open("wb") as part,
    ):
        part.write(file.read(entry.size * 2 // 3))
    # A blob that somebody deleted by hand: its link dangles
    entry = repos["microsoft/resnet-50"].head.files["model.safetensors"]
    (_repo_folder(cache, Kind.MODEL, "microsoft/resnet-50") / "blobs" / entry.etag).unlink()
    # A blob that no revision uses any more
    data = random.Random(11).randbytes(6_200_000)
    orphan = _repo_folder(cache, Kind.MODEL, "distilbert/distilbert-base-uncased-finetuned-sst-2-english")
    (orphan / "blobs" / hashlib.sha256(data).hexdigest()).write_bytes(data)
    # A bit that turned on a tired disk
    entry = repos["openai/whisper-tiny"].head.files["model.safetensors"]
    blob = _repo_folder(cache, Kind.MODEL, "openai/whisper-tiny") / "blobs" / entry.etag
    stat = blob.stat()
    with blob.open("r+b") as file:
        file.seek(entry.size // 2)
        file.write(b"\x01")
    os.utime(blob, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _bytes_in(cache: Path) -> int:
    files = [path.lstat() for path in cache.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(each.st_size for each in files)


def _open_hubkeep(hub: Hub, home: Path) -> int:
    """Hubkeep's window on the cache `home`/hub; its exit status."""
    command = [sys.executable, "-m", "hubkeep", "--cache", str(home / "hub"), "--home", str(home / "state")]
    variables = environment(hub, home)
    # The window needs the user's own session: display, input method, theme.
    for name, value in os.environ.items():
        if name in ("HOME", "USERPROFILE") or name.startswith("XDG_"):
            variables[name] = value
    variables.pop("HF_HUB_DISABLE_PROGRESS_BARS")
    with subprocess.Popen(command, env=variables) as window:
        try:
            return window.wait()
        except KeyboardInterrupt:
            # Ctrl-C has reached the window too, a signal to this process alone has not.
            window.terminate()
            with suppress(subprocess.TimeoutExpired):
                window.wait(10)
                return 0
            window.kill()
            return 1


def _run() -> int:
    with tempfile.TemporaryDirectory(prefix="hubkeep-demo-") as folder, Hub() as hub:
        home = Path(folder)
        print("Filling a throwaway cache…", flush=True)
        filled = fill(home / "hub", hub)
        print(f"{filled.repos} repos, {filled.bytes / 1e6:.0f} MB; the hub is {hub.endpoint}", flush=True)
        return _open_hubkeep(hub, home)


def _fill_folder(cache: Path, *, serve: bool) -> int:
    if cache.exists() and any(cache.iterdir()):
        print(f"{cache} is not empty; choose a new folder.", file=sys.stderr)
        return 2
    with Hub() as hub:
        fill(cache, hub)
        print(hub.endpoint, flush=True)
        if serve:
            with suppress(KeyboardInterrupt):
                threading.Event().wait()
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """The program; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.hub.demo")
    parser.add_argument("folder", nargs="?", type=Path, help="a new or empty folder")
    parser.add_argument("--serve", action="store_true", help="keep serving until Ctrl-C")
    parser.add_argument("--run", action="store_true", help="open Hubkeep on a throwaway cache")
    options = parser.parse_args(argv)
    if (options.folder is None) != options.run:
        parser.error("give a folder, or --run")
    # Asked to end in any way, it leaves nothing behind. A shell's background jobs ignore Ctrl-C unless told.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    # hf_xet writes its logs below HF_HOME, which is not to be the user's.
    scratch = tempfile.mkdtemp(prefix="hubkeep-demo-xet-")
    os.environ["HF_HOME"] = scratch
    try:
        return _run() if options.run else _fill_folder(options.folder, serve=options.serve)
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
