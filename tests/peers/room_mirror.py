"""A room's mirror as Hubkeep writes it, run by the real nginx for as long as a test lasts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from hubkeep.engine.mirrors.room_mirror import write
from hubkeep.engine.mirrors.values import RoomMirror

from tests.peers.nginx import program
from tests.peers.ports import answers, free_port
from tests.peers.tied import Tied

_ATTEMPTS = 5
_PATIENCE = 10.0


def aged(config: str) -> str:
    """The configuration with a second where it has a minute or a day: what is kept gets old within a test."""
    return re.sub(r"(proxy_cache_valid [\d ]+) (?:60s|1d);", r"\1 1s;", config)


class RunningMirror:
    """A mirror of `upstream` on 127.0.0.1, whose files lie in `into` and whose bytes in `into/kept`.

    Raises an AssertionError with nginx's own words where it does not start.
    """

    def __init__(
        self,
        upstream: str,
        into: Path,
        *,
        password: str = "",
        change: Callable[[str], str] = lambda text: text,
        **wishes: object,
    ) -> None:
        """`wishes`: other values of the `RoomMirror`. `change`: what a test changes in the configuration,
        such as `aged`."""
        self.into = into
        wish = RoomMirror(upstream=upstream, folder=str(into / "kept"), max_size=4 << 30)
        for attempt in range(1, _ATTEMPTS + 1):
            self.wish = msgspec.structs.replace(wish, port=free_port(), **wishes)
            self.files = write(self.wish, password, into)
            (into / "nginx.conf").write_text(change(self.files.config), "utf-8")
            self._tied = self._started()
            if self._comes_up():
                break
            self._tied.close()
            assert "Address already in use" in self.complaints(), self.complaints()
            assert attempt < _ATTEMPTS

    @property
    def port(self) -> int:
        return self.wish.port

    @property
    def endpoint(self) -> str:
        """What `HF_ENDPOINT` is to be, in front of a login."""
        return self.files.endpoint

    def complaints(self) -> str:
        """What nginx said, on its error log or before it had one."""
        log = Path(self.wish.folder, "error.log")
        logged = log.read_text("utf-8", "replace") if log.exists() else ""
        return logged + self._tied.words()

    def kept(self) -> int:
        """Bytes of files that lie in its cache."""
        return sum(
            each.stat().st_size for each in Path(self.wish.folder, "bytes").rglob("*") if each.is_file()
        )

    def close(self) -> None:
        self._tied.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> Tied:
        config, kept = self.into / "nginx.conf", self.wish.folder
        command = [program(), "-p", kept, "-c", str(config), "-e", f"{kept}/error.log"]
        return Tied(command, self.into)

    def _comes_up(self) -> bool:
        deadline = time.monotonic() + _PATIENCE
        try:
            while self._tied.running:
                # The pid file is written once the sockets are open: nobody else's server is taken for ours.
                if Path(self.wish.folder, "nginx.pid").exists() and answers(self.port):
                    return True
                assert time.monotonic() < deadline, f"nginx does not answer: {self.complaints()}"
                time.sleep(0.005)
        except BaseException:
            self._tied.close()
            raise
        return False
