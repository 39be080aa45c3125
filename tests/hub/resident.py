"""The real huggingface_hub in one process that stays: it loads for a second, and answers in milliseconds."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.hub.client import ClientFailed, environment

_PROGRAM = """
import json, sys, traceback
from huggingface_hub import HfApi, scan_cache_dir, snapshot_download
from huggingface_hub.utils import close_session


def look(endpoint, cache, id, type, revision, only):
    cached = scan_cache_dir(cache)
    here = {"repo_id": id, "repo_type": type, "revision": revision, "cache_dir": cache}
    path = snapshot_download(**here, local_files_only=True, endpoint=endpoint, allow_patterns=only)
    verified = HfApi(endpoint=endpoint).verify_repo_checksums(**here)
    return {
        "warnings": [str(each) for each in cached.warnings],
        "files": sorted(
            file.file_path.relative_to(one.snapshot_path).as_posix()
            for repo in cached.repos if (repo.repo_id, repo.repo_type) == (id, type)
            for one in repo.revisions if str(one.snapshot_path) == path for file in one.files
        ),
        "path": path,
        "checked": verified.checked_count,
        "wrong": [str(each) for each in verified.mismatches],
        "missing": sorted(verified.missing_paths),
    }


for line in sys.stdin:
    try:
        said = {"found": look(**json.loads(line))}
    except Exception:
        said = {"failed": traceback.format_exc()}
    finally:
        close_session()
    print(json.dumps(said), flush=True)
"""


class Resident:
    """A client that looks at caches, one after the other, until it is closed.

    `prefix` is put before its command line, for one that is to see what only some processes see;
    `patience` is how many seconds a look may take.
    """

    def __init__(self, hf_home: Path, *, prefix: Sequence[str] = (), patience: float = 60.0) -> None:
        self._patience = patience
        hf_home.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-c", _PROGRAM],
            # Every question names its endpoint; without one nobody is asked.
            env=environment("http://127.0.0.1:1", hf_home),
            cwd=hf_home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def look(
        self,
        endpoint: str,
        cache: Path,
        repo_id: str,
        kind: str,
        revision: str,
        *,
        only: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        """What the client finds of a repo in `cache`, by `scan_cache_dir`, by `snapshot_download` without
        a network (of the patterns `only`), and by what `hf cache verify` does: `warnings`, `files` (paths),
        `path` (the snapshot), `checked` (how many), `wrong`, `missing`. Raises `ClientFailed` with its
        traceback.
        """
        question = {
            "endpoint": endpoint,
            "cache": str(cache),
            "id": repo_id,
            "type": kind,
            "revision": revision,
            "only": only,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._ended_after(self._patience):
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise ClientFailed(f"the client ended with {self._process.wait()} and said nothing")
        said = json.loads(line)
        if "failed" in said:
            raise ClientFailed(said["failed"])
        found = said["found"]
        assert isinstance(found, dict)
        return found

    @contextlib.contextmanager
    def _ended_after(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def close(self) -> None:
        """End it; an AssertionError where it did not end by itself."""
        self._process.communicate(timeout=10)
        assert self._process.returncode == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
