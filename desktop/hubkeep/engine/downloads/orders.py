"""What the queue can be asked to do: the parameters of its jobs."""

from __future__ import annotations

from msgspec import Struct


class Download(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="download"):
    """Fetch a repo's files at one commit into the cache, or into a plain folder."""

    cache: str = ""
    """Empty: the current cache."""
    repo: str
    """As the command line writes it: `org/name`, `dataset/org/name`, …"""
    revision: str = ""
    """A branch, tag, `refs/pr/1` or commit; empty: `main`."""
    commit: str = ""
    """What `revision` was when it was chosen; empty: it is looked up when the job runs first, and stays."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Globs as huggingface_hub understands them."""
    files: tuple[str, ...] = ()
    """Paths picked by hand; empty: all that `include` and `exclude` leave."""
    local_dir: str = ""
    """A folder to put the files into, by their own names; empty: the cache."""
    endpoints: tuple[str, ...] = ()
    """In order of preference; empty: the saved choice, then the environment, then huggingface.co."""
    limit_rate: int = 0
    """Bytes a second for this download; 0: only the general limit."""
    connections: int = 0
    """At most so many to each source; 0: as many as pay."""
    at_once: bool = False
    """Asked for by somebody who waits: neither hours nor the number of downloads hold it back."""


class Repair(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="repair"):
    """Find what is corrupt or missing in a cached repo, and fetch just that."""

    cache: str = ""
    repo: str
    endpoints: tuple[str, ...] = ()
    limit_rate: int = 0
    at_once: bool = False


DownloadsOrder = Download | Repair
