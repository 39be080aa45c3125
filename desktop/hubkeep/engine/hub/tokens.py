"""Who is sent the user's token, and which one.

A token goes to the endpoint it was kept for. The one that huggingface_hub uses (the environment, its
login) and the one kept for huggingface.co go to huggingface.co, and to the endpoints that the user
allowed. Nobody else is sent any: no mirror by itself, no host that an endpoint redirects to.

A mirror of a room's own may want a name and a password instead. They are kept in the same place, as
`name:password`: a token has no colon (RFC 6750), so the two can't be taken for one another.
"""

from __future__ import annotations

import base64
import os
import re
import threading
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final, Literal, Protocol
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from ..cache.environment import hf_home
from ..net.address import Origin, split_url
from ..net.http import Header
from ..problems import Failure, from_os_error
from .keyring_access import NoKeyring, SystemKeyring
from .urls import OFFICIAL

Kept = Literal["keyring", "environment", "huggingface_hub"]

_TOKEN: Final = re.compile(r"[!-~]{1,8192}")
"""Printable ASCII without spaces: nothing that could end a header, or begin another one."""
_LOGIN: Final = re.compile(r"[^\x00-\x1f\x7f:]{1,255}:[^\x00-\x1f\x7f]{1,255}")
"""Name and password."""
_VARIABLES: Final = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_TRUE: Final = frozenset({"1", "ON", "YES", "TRUE"})
"""As huggingface_hub reads its switches."""
_LARGEST_FILE: Final = 1 << 16
_FRESH_SECONDS: Final = 30.0
"""What the keyring said is true for so long; another Hubkeep may change it."""


class Keyring(Protocol):
    """`SystemKeyring`. All but `works` raise `NoKeyring`."""

    def works(self) -> bool: ...

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, secret: str) -> None: ...

    def drop(self, name: str) -> None: ...


class Login(Struct, frozen=True, kw_only=True):
    """That there is a token for an endpoint; never the token itself."""

    endpoint: str
    kept: Kept
    sent: bool
    """Whether it is sent there."""


class _Read(Struct, frozen=True):
    secret: str | None
    at: float

    def __repr__(self) -> str:
        return "_Read()"


class Tokens:
    """The tokens of this user. May be used by several threads."""

    def __init__(
        self,
        environ: Mapping[str, str],
        user_home: Path,
        allowed: Callable[[], Collection[str]],
        index: Path,
        keyring: Keyring | None = None,
    ) -> None:
        """`allowed`: the endpoints beside huggingface.co that may be sent the user's token, as they are
        now. `index`: a file that names the endpoints with a token in the keyring, which can't be listed and
        takes its time to answer. `keyring`: None for the system's."""
        self._index = index
        self._indexed: tuple[int, frozenset[str]] | None = None
        self._environ = environ
        self._user_home = user_home
        self._keyring = keyring or SystemKeyring()
        self._allowed_endpoints = allowed
        self._lock = threading.Lock()
        self._known: dict[str, _Read] = {}

    def header_for(self, url: str) -> Header | None:
        """The login that may be sent to `url`; None where it is not within an endpoint that gets one."""
        try:
            origin, target = split_url(url)
        except ValueError:
            return None
        allowed = self._allowed()
        # The longest endpoint that the URL lies in is the one that is meant.
        for endpoint in sorted(self._endpoints(allowed), key=len, reverse=True):
            if _within(endpoint, origin, target) and _private_enough(endpoint, origin, allowed):
                found = self._token_of(endpoint, allowed)
                if found is not None:
                    return ("Authorization", _credentials(*found))
        return None

    def listed(self) -> tuple[Login, ...]:
        """The endpoints that there is a token for, huggingface.co first."""
        allowed = self._allowed()
        logins = []
        for endpoint in sorted(self._endpoints(allowed), key=lambda each: (each != OFFICIAL, each)):
            found = self._token_of(endpoint, allowed)
            if found is not None:
                origin, _ = split_url(endpoint)
                sent = _private_enough(endpoint, origin, allowed)
                logins.append(Login(endpoint=endpoint, kept=found[0], sent=sent))
            elif endpoint == OFFICIAL and (unused := self._implicit(switched_off=False)) is not None:
                logins.append(Login(endpoint=endpoint, kept=unused[0], sent=False))
        return tuple(logins)

    def keep(self, endpoint: str, token: str) -> None:
        """Keeps a token, or `name:password`, for `endpoint` in the keyring. Raises `Failure` where there is
        none, or where the token can't be one."""
        secret = token.strip()
        if _clean_kept(secret) is None:
            raise Failure("hub-token-malformed")
        try:
            self._keyring.put(endpoint, secret)
            self._write_index({*self._read_index(), endpoint})
        except NoKeyring:
            raise Failure("hub-no-keyring") from None
        finally:
            self._forget_what_is_known()

    def forget(self, endpoint: str) -> None:
        """Takes the token kept for `endpoint` out of the keyring. Raises `Failure` where none is there."""
        try:
            index = self._read_index()
            if endpoint not in index:
                raise Failure("hub-no-token-kept", endpoint=endpoint)
            self._keyring.drop(endpoint)
            self._write_index(index - {endpoint})
        except NoKeyring:
            raise Failure("hub-no-keyring") from None
        finally:
            self._forget_what_is_known()

    def keyring_works(self) -> bool:
        """Whether a token could be kept."""
        return self._keyring.works()

    # --- within ---------------------------------------------------------------------------------

    def _allowed(self) -> frozenset[str]:
        return frozenset(each for each in self._allowed_endpoints() if _is_endpoint(each))

    def _endpoints(self, allowed: frozenset[str]) -> set[str]:
        """All that there could be a token for."""
        return {OFFICIAL, *allowed, *self._read_index()}

    def _token_of(self, endpoint: str, allowed: frozenset[str]) -> tuple[Kept, str] | None:
        """The token for an endpoint, and whence it comes."""
        if (own := self._kept_for(endpoint)) is not None:
            return "keyring", own
        if endpoint != OFFICIAL and endpoint not in allowed:
            return None
        implicit = self._implicit(switched_off=self._switched_off())
        if implicit is not None and implicit[0] == "environment":
            return implicit
        if (general := self._kept_for(OFFICIAL)) is not None:
            return "keyring", general
        return implicit

    def _implicit(self, *, switched_off: bool) -> tuple[Kept, str] | None:
        """The token that huggingface_hub would use."""
        if switched_off:
            return None
        said = next((value for name in _VARIABLES if (value := self._environ.get(name))), "")
        if (token := _clean(said)) is not None:
            return "environment", token
        token = _clean(_read_text(login_file(self._environ, self._user_home)))
        return None if token is None else ("huggingface_hub", token)

    def _switched_off(self) -> bool:
        return self._environ.get("HF_HUB_DISABLE_IMPLICIT_TOKEN", "").upper() in _TRUE

    def _kept_for(self, endpoint: str) -> str | None:
        return _clean_kept(self._remembered(endpoint) or "") if endpoint in self._read_index() else None

    def _remembered(self, name: str) -> str | None:
        """What the keyring holds under `name`, None also where there is no keyring."""
        with self._lock:
            known = self._known.get(name)
            if known is None or time.monotonic() - known.at > _FRESH_SECONDS:
                try:
                    secret = self._keyring.get(name)
                except NoKeyring:
                    secret = None
                known = self._known[name] = _Read(secret, time.monotonic())
            return known.secret

    def _forget_what_is_known(self) -> None:
        with self._lock:
            self._known.clear()

    def _read_index(self) -> frozenset[str]:
        try:
            written = os.stat(self._index).st_mtime_ns
        except OSError:
            return frozenset()
        if self._indexed is None or self._indexed[0] != written:  # asked for each request
            try:
                named = msgspec.json.decode(self._index.read_bytes(), type=list[str])
            except (OSError, msgspec.DecodeError):
                named = []
            self._indexed = written, frozenset(each for each in named if _is_endpoint(each))
        return self._indexed[1]

    def _write_index(self, endpoints: Collection[str]) -> None:
        """Raises `Failure`."""
        try:
            self._index.parent.mkdir(parents=True, exist_ok=True)
            from ..system.atomic import write_atomically  # brings tempfile

            write_atomically(self._index, msgspec.json.encode(sorted(endpoints)))
        except OSError as error:
            raise from_os_error(error, str(self._index)) from error


def login_file(environ: Mapping[str, str], user_home: Path) -> Path:
    """Where huggingface_hub keeps its login."""
    if named := environ.get("HF_TOKEN_PATH"):
        return hf_home({**environ, "HF_HOME": named}, user_home)  # both are expanded in the same way
    return hf_home(environ, user_home) / "token"


def _within(endpoint: str, origin: Origin, target: str) -> bool:
    """Whether a request to `origin` for `target` stays in `endpoint`: its host, its port, its path."""
    at, base = split_url(endpoint)
    if origin != at:
        return False
    base, path = base.rstrip("/"), target.partition("?")[0]
    if not base:
        return True
    # A server may take dots in a path, quoted or not, as the way to a neighbour of the endpoint.
    parts = re.split(r"[/\\]", unquote(path))
    return not {".", ".."} & set(parts) and (path == base or path.startswith(f"{base}/"))


def _private_enough(endpoint: str, origin: Origin, allowed: frozenset[str]) -> bool:
    """Whether nobody on the way reads what is sent, or the user does not mind."""
    return origin.scheme == "https" or origin.is_loopback or endpoint in allowed


def _is_endpoint(text: str) -> bool:
    try:
        split_url(text)
    except ValueError:
        return False
    return True


def _clean(text: str) -> str | None:
    token = text.strip()
    return token if _TOKEN.fullmatch(token) else None


def _clean_kept(text: str) -> str | None:
    """A token, or a name and a password."""
    return text.strip() if _LOGIN.fullmatch(text.strip()) else _clean(text)


def _credentials(kept: Kept, secret: str) -> str:
    """The value of the header that a secret is sent in. What huggingface_hub would use is a token for it,
    whatever it looks like."""
    if kept == "keyring" and _LOGIN.fullmatch(secret):
        return f"Basic {base64.b64encode(secret.encode()).decode()}"
    return f"Bearer {secret}"


def _read_text(file: Path) -> str:
    try:
        with open(file, "rb") as opened:
            return opened.read(_LARGEST_FILE).decode("utf-8", "replace")
    except OSError:
        return ""
