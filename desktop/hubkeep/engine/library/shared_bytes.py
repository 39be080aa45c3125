"""Who shares bytes with whom: hard links and payloads of the shared store over a whole cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from .summary import Tie, is_let_go


@dataclass
class SharedBytes:
    """Knows for every tied unit which repos hold it. Follows the scans: `take` and `drop`."""

    _holders: dict[str, dict[str, Tie]] = field(default_factory=dict)
    """Unit key to repo folder to its tie."""
    _units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Repo folder to its unit keys."""

    def take(self, folder: str, ties: Iterable[Tie]) -> set[str]:
        """Replaces what `folder` holds. Returns the other folders whose `frees` may be different now."""
        touched = self.drop(folder)
        ties = tuple(ties)
        for tie in ties:
            holders = self._holders.setdefault(tie.key, {})
            touched.update(holders)
            holders[folder] = tie
        if ties:
            self._units[folder] = tuple(tie.key for tie in ties)
        touched.discard(folder)
        return touched

    def drop(self, folder: str) -> set[str]:
        """Forgets `folder`. Returns the folders it shared with."""
        touched: set[str] = set()
        for key in self._units.pop(folder, ()):
            holders = self._holders[key]
            holders.pop(folder, None)
            touched.update(holders)
            if not holders:
                del self._holders[key]
        touched.discard(folder)
        return touched

    def kept(self, folder: str) -> int:
        """Bytes of `folder` that stay when it alone is deleted."""
        return sum(
            self._holders[key][folder].size
            for key in self._units.get(folder, ())
            if not self._freed(key, {folder})
        )

    def doubly_counted(self) -> int:
        """What the sum of all repos' bytes counts more than once."""
        total = 0
        for holders in self._holders.values():
            if len(holders) > 1:
                total += next(iter(holders.values())).size * (len(holders) - 1)
        return total

    def users(self, key: str) -> Mapping[str, Tie]:
        """The repos that hold one unit."""
        return self._holders.get(key, {})

    def store_used(self) -> set[str]:
        """The Xet hashes of the shared store that any repo uses."""
        return {tie.payload for holders in self._holders.values() for tie in holders.values() if tie.payload}

    def _freed(self, key: str, going: Set[str]) -> bool:
        holders = self._holders[key]
        # An inode with a name outside the cache (a local_dir copy joined by hard link) stays alive.
        return all(folder in going for folder in holders) and is_let_go(holders.values())
