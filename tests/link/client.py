"""A client of a real `hubkeep engine`, for tests: what it says, with the time of each line."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hubkeep.link.messages import FromEngine, Request
from hubkeep.link.protocol import ClientProtocol

from tests.waiting import wait_until

Message = FromEngine | tuple[int, Any]


class Client:
    """Starts an engine on a home and talks to it. Used as a context manager; leaves nothing behind."""

    def __init__(self, home: Path, *options: str, program: Sequence[str] = ()) -> None:
        command = [*(program or (sys.executable, "-m", "hubkeep")), "--home", str(home), *options, "engine"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.protocol = ClientProtocol()
        self.lines: list[tuple[float, bytes]] = []
        self.messages: list[tuple[float, Message]] = []
        self.errors = b""
        self.strange: list[Exception] = []
        self._threads = [threading.Thread(target=self._read), threading.Thread(target=self._read_errors)]

    def __enter__(self) -> Client:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.close()
        finally:
            self.process.kill()
            self.process.wait()
            for thread in self._threads:
                thread.join()
            assert self.process.stdout is not None
            assert self.process.stderr is not None
            self.process.stdout.close()
            self.process.stderr.close()

    def close(self, timeout: float = 10.0) -> int:
        """Closes the engine's stdin; its exit status."""
        assert self.process.stdin is not None
        if not self.process.stdin.closed:
            self.process.stdin.close()
        return self.process.wait(timeout)

    def send(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def greet(self) -> None:
        """Hello, and waits for the welcome."""
        self.send(self.protocol.hello())
        wait_until(lambda: self.messages, 20, what="a welcome")

    def ask(self, request: Request, timeout: float = 20.0) -> Any:
        """The answer to a request, or its `Refusal`."""
        number, line = self.protocol.call(request)
        self.send(line)
        found: list[Any] = []

        def answered() -> bool:
            for _, message in list(self.messages):
                if isinstance(message, tuple) and message[0] == number:
                    found.append(message[1])
                elif getattr(message, "id", None) == number:
                    found.append(message)
            return bool(found)

        wait_until(answered, timeout, what=f"an answer to {request}")
        return found[0]

    def of(self, kind: type[Any]) -> list[tuple[float, Any]]:
        """All messages of a kind, with the time they came."""
        return [(at, message) for at, message in list(self.messages) if isinstance(message, kind)]

    def wait_for(self, condition: Callable[[], object], timeout: float = 20.0) -> None:
        wait_until(condition, timeout)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            now = time.monotonic()
            self.lines.append((now, line))
            try:
                self.messages.append((now, self.protocol.receive(line)))
            except Exception as error:  # noqa: BLE001 - shown by the test that looks
                self.strange.append(error)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self.errors = self.process.stderr.read()
