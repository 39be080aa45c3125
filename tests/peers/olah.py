"""olah, a mirror program of other people's, in front of a hub.

It lives in a virtual environment of its own beside that of the tests, for its dependencies and theirs
can't be installed together; `make olah` sets that up.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.hub.client import environment
from tests.hub.server import Hub
from tests.peers.ports import answers, free_port
from tests.peers.tied import Tied

HOME = Path(sys.prefix).with_name(Path(sys.prefix).name + "-olah")
"""The virtual environment."""
_ATTEMPTS = 5
_PATIENCE = 60.0
"""Seconds to start; it imports much."""


class Olah:
    """A running olah on 127.0.0.1 that keeps what passes through it, as long as it runs.

    `remember`: seconds that it takes an answer about a repo for true without asking again.
    """

    def __init__(self, hub: Hub, *, remember: int = 0) -> None:
        program = HOME / "bin" / "olah-cli"
        assert program.exists(), f"{program} is missing: run make olah"
        self._folder = Path(tempfile.mkdtemp(prefix="hubkeep-olah-"))
        try:
            for attempt in range(1, _ATTEMPTS + 1):
                self.port = free_port()
                config = self._folder / "olah.toml"
                config.write_text(_config(hub, self.port, self._folder, remember), "utf-8")
                command = [program, "-c", config, "--log-path", self._folder / "logs"]
                self._tied = Tied(command, self._folder, env=environment(hub, self._folder))
                if self._comes_up():
                    break
                self._tied.close()
                assert "address already in use" in self.words(), self.words()
                assert attempt < _ATTEMPTS, self.words()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    @property
    def endpoint(self) -> str:
        """What `HF_ENDPOINT` is to be."""
        return f"http://127.0.0.1:{self.port}"

    def words(self) -> str:
        """What it has said."""
        return self._tied.words()

    def close(self) -> None:
        """End it; its folder goes with it."""
        self._tied.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _comes_up(self) -> bool:
        deadline = time.monotonic() + _PATIENCE
        try:
            while self._tied.running:
                if "Uvicorn running on" in self.words() and answers(self.port):
                    return True
                assert time.monotonic() < deadline, f"olah does not answer: {self.words()}"
                time.sleep(0.02)
        except BaseException:
            self._tied.close()
            raise
        return False


def _config(hub: Hub, port: int, folder: Path, remember: int) -> str:
    """Its hub, its CDN, and itself."""
    return f"""
[basic]
host = "127.0.0.1"
port = {port}
repos-path = "{folder}/repos"
metadata-cache-ttl = {remember}
hf-scheme = "http"
hf-netloc = "127.0.0.1:{hub.port}"
hf-lfs-netloc = "localhost:{hub.port}"
mirror-scheme = "http"
mirror-netloc = "127.0.0.1:{port}"
mirror-lfs-netloc = "127.0.0.1:{port}"
mirrors-path = []

[accessibility]
offline = false
"""
