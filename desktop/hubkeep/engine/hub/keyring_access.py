"""The system's keyring, or none: never a file in clear, never a wait without end.

A keyring may ask the person to unlock it, in a window that nobody sees, and its service may hang. So it
is asked in a thread that can be left behind; until that one returns, there is no keyring.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar

_SERVICE: Final = "hubkeep"
_READ_SECONDS: Final = 3.0
_WRITE_SECONDS: Final = 30.0
"""A person who keeps a login may have to unlock the keyring first."""
_NOT_KEYRINGS: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.")
"""Modules of backends that keep nothing, or that keep it in a file: in clear, or asking for a password on
a terminal that is not there."""

_Value = TypeVar("_Value")


class NoKeyring(Exception):
    """There is no keyring, or it does not answer. Holds nothing that a keyring said."""


class Backend(Protocol):
    """What is asked of a backend of the package `keyring`."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class SystemKeyring:
    """Secrets by name, in the keyring of whoever is logged in to this machine."""

    def __init__(self, *, read_seconds: float = _READ_SECONDS, write_seconds: float = _WRITE_SECONDS) -> None:
        self._read_seconds = read_seconds
        self._write_seconds = write_seconds
        self._asking = threading.Lock()
        self._left_behind: threading.Thread | None = None

    def works(self) -> bool:
        """Whether a secret could be kept, be it that the keyring must be unlocked for that."""

        def look(backend: Backend) -> None:
            if not _is_locked(backend):
                backend.get_password(_SERVICE, "nothing")

        try:
            self._ask(look, self._read_seconds)
        except NoKeyring:
            return False
        return True

    def get(self, name: str) -> str | None:
        """Never asks the person for anything. Raises `NoKeyring`, also where the keyring is locked."""

        def read(backend: Backend) -> str | None:
            if _is_locked(backend):
                raise NoKeyring
            return backend.get_password(_SERVICE, name)

        return self._ask(read, self._read_seconds)

    def put(self, name: str, secret: str) -> None:
        """Keeps a secret, and reads it back; a locked keyring asks to be unlocked. Raises `NoKeyring`."""

        def keep(backend: Backend) -> bool:
            backend.set_password(_SERVICE, name, secret)
            return backend.get_password(_SERVICE, name) == secret

        if not self._ask(keep, self._write_seconds):
            raise NoKeyring

    def drop(self, name: str) -> None:
        """Forgets a secret, where there is one. Raises `NoKeyring`."""

        def forget(backend: Backend) -> None:
            if backend.get_password(_SERVICE, name) is not None:
                backend.delete_password(_SERVICE, name)

        self._ask(forget, self._write_seconds)

    def _ask(self, question: Callable[[Backend], _Value], seconds: float) -> _Value:
        with self._asking:
            if self._left_behind is not None and self._left_behind.is_alive():
                raise NoKeyring
            answer = _Answer(question)
            thread = threading.Thread(target=answer.find, name="keyring", daemon=True)
            thread.start()
            thread.join(seconds)
            if thread.is_alive():
                self._left_behind = thread
                raise NoKeyring
            self._left_behind = None
        return answer.value()


class _Answer(Generic[_Value]):
    """What the keyring said, found in a thread of its own."""

    def __init__(self, question: Callable[[Backend], _Value]) -> None:
        self._question = question
        self._found: list[_Value] = []

    def find(self) -> None:
        try:
            backend = _backend()
            if backend is not None:
                self._found.append(self._question(backend))
        except Exception:  # noqa: BLE001 - a backend raises what it likes; whatever it is, there is no keyring
            pass

    def value(self) -> _Value:
        if not self._found:
            raise NoKeyring
        return self._found[0]


def _backend() -> Backend | None:
    import keyring

    return fit(keyring.get_keyring())


def fit(backend: Backend) -> Backend | None:
    """`backend`, where it is a keyring; of a chain of several the first that is."""
    # Asked as a whole, a chain would go on from a locked keyring to a file in clear.
    chained: list[Backend] | None = getattr(backend, "backends", None)
    if chained is not None:
        return next((found for each in chained if (found := fit(each)) is not None), None)
    return None if type(backend).__module__.startswith(_NOT_KEYRINGS) else backend


def _is_locked(backend: Backend) -> bool:
    """Whether the keyring would open a window and ask for its password, where that can be told."""
    if type(backend).__module__ != "keyring.backends.SecretService":
        return False
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as bus:
        try:
            collection = secretstorage.collection.get_collection_by_alias(bus, "default")
        except secretstorage.ItemNotFoundException:
            return True  # to make one asks for a password too
        return bool(collection.is_locked())
