"""Backends for the real package `keyring`. Their priority is below that of having none, so that they are
taken by those alone who set them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend


class Memory(KeyringBackend):
    """A keyring that works."""

    priority = -1.0

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}
        self.reads = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.reads += 1
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


class Broken(Memory):
    """A keyring whose service is gone; what it says of that must not be shown."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError(f"no service for {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"can't keep {password}")


class Forgetful(Memory):
    """A keyring that takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Hanging(Memory):
    """A keyring that waits for a person who never comes, until `open` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.open.wait()
        return super().get_password(service, username)


class InClear(Memory):
    """A file, as the package `keyrings.alt` offers it."""


InClear.__module__ = "keyrings.alt.file"


class Chain(Memory):
    """Several in a row, as `keyring.backends.chainer` is."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = list(backends)


@contextmanager
def using(backend: KeyringBackend) -> Iterator[None]:
    """`backend` is the system's keyring."""
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield
    finally:
        keyring.set_keyring(before)
