"""Sockets and threads: a listener on 127.0.0.1, and a thread for every connection."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections.abc import Callable

Talk = Callable[[socket.socket, int], None]
"""Holds the conversation on a connection (which has a number) and returns at its end."""


class Listener:
    """Accepts connections until closed, and then sees every one of them end."""

    def __init__(self, talk: Talk, closing: threading.Event, port: int = 0) -> None:
        self._talk = talk
        self._closing = closing
        self._socket = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port: int = self._socket.getsockname()[1]
        self._lock = threading.Lock()
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._numbers = itertools.count(1)
        self._thread = threading.Thread(target=self._accept, name=f"hub-{self.port}")
        self._thread.start()

    def close(self) -> None:
        """End every conversation; no thread and no socket is left. `closing` must be set before."""
        # Only a connection wakes a blocking accept on every system.
        with socket.create_connection(("127.0.0.1", self.port)):
            self._thread.join()
        self._socket.close()
        with self._lock:
            left = list(self._connections.items())
            for connection, _ in left:
                _shut(connection)
        for _, thread in left:
            thread.join()

    def _accept(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            if self._closing.is_set():
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = next(self._numbers)
            thread = threading.Thread(
                target=self._hold, args=(connection, number), name=f"hub-{self.port}-{number}"
            )
            with self._lock:
                self._connections[connection] = thread
            thread.start()

    def _hold(self, connection: socket.socket, number: int) -> None:
        try:
            self._talk(connection, number)
        finally:
            with self._lock:
                del self._connections[connection]
                connection.close()


def _shut(connection: socket.socket) -> None:
    """Wake whoever reads from or writes to the connection."""
    with contextlib.suppress(OSError):  # The other side may have been quicker.
        connection.shutdown(socket.SHUT_RDWR)
