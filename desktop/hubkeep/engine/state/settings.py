"""What the user chose, kept as JSON in Hubkeep's home."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from ..problems import from_os_error


class Settings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Choices that belong to the engine's machine; the window's own are kept by the window."""

    caches: tuple[str, ...] = ()
    """Cache folders the user added, beside the one that the environment names."""
    current: str = ""
    """The cache that is shown; empty: the one that the environment names."""
    stale_days: int = 90
    """A repo not read for so many days counts as stale."""
    endpoints: tuple[str, ...] = ()
    """Where to fetch from, in order of preference; empty: HF_ENDPOINT, then huggingface.co."""
    mirrors_auto: bool = False
    """Whether the measured mirrors are asked, the best first, in place of `endpoints`."""
    official_in_reserve: bool = False
    """Whether huggingface.co, where `endpoints` names it, is asked only for what the others lack."""
    mirrors_renewed_after: int = 12
    """Hours after which mirrors are measured again by themselves, with `mirrors_auto`; 0: never."""
    token_endpoints: tuple[str, ...] = ()
    """Endpoints beside huggingface.co that may be sent the user's token."""
    proxy: str = ""
    """`http://`, `https://`, `socks5://` or `socks5h://`; empty: the system's; `none`: no proxy."""
    ca_file: str = ""
    """Certificates to trust beside the system's, as a PEM file."""
    downloads_at_once: int = 3
    download_rate: int = 0
    """Bytes a second for all downloads together; 0: no limit."""
    download_connections: int = 0
    """At most so many connections to each source; 0: as many as pay."""
    full_speed_from: str = ""
    full_speed_to: str = ""
    """`HH:MM`, local time: the hours without the limits of the other hours; empty: always."""
    other_hours_rate: int = 0
    """Bytes a second outside of these hours; 0: downloads wait."""
    pause_on_metered: bool = True
    """Whether downloads wait on a connection that costs by volume."""


def read_settings(file: Path) -> Settings:
    """The settings in `file`; the defaults where there is none or it can't be understood."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Settings)
    except (OSError, msgspec.DecodeError):
        # Settings are choices that can be made again: a broken file must not keep the program shut.
        return Settings()


def write_settings(file: Path, settings: Settings) -> None:
    """Writes `settings` aside and renames. Raises `Failure` where the system refuses."""
    aside = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(msgspec.json.format(msgspec.json.encode(settings)))
        aside.replace(file)
    except OSError as error:
        raise from_os_error(error, str(file)) from error


class SettingsFile:
    """The settings of a home as whoever wrote them last, in this process or another. For any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: tuple[tuple[int, ...], Settings] = ((), Settings())

    def read(self) -> Settings:
        """Reads again only where the file is another one."""
        stamp, (known, settings) = self._stamp(), self._known
        if stamp != known:
            settings = read_settings(self._file)
            self._known = stamp, settings
        return settings

    def write(self, settings: Settings) -> None:
        """Raises `Failure`."""
        write_settings(self._file, settings)
        self._known = self._stamp(), settings

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = self._file.stat()
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_ino, found.st_size
