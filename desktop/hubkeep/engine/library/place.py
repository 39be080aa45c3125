"""One cache folder with all that belongs to it: what every action of the library starts from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..cache.environment import xet_cache_of
from ..cache.scan import tree_size
from ..cache.spelling import on_disk
from .inventory import Inventory, OnChange
from .values import Reclaimable, RepoRow
from .watch import LibraryWatch


class CachePlace:
    """A cache folder, its inventory and surroundings."""

    def __init__(self, inventory: Inventory, environ: Mapping[str, str], user_home: Path) -> None:
        self.inventory = inventory
        self.root = inventory.root
        self.environ = environ
        self.user_home = user_home
        self._watch: LibraryWatch | None = None

    @property
    def xet(self) -> Path | None:
        """The Xet folder that belongs to this cache, None where there is none to speak of."""
        folder = xet_cache_of(Path(self.root), self.environ, self.user_home)
        return folder if folder is not None and folder.is_dir() else None

    def more_reclaimable(self) -> tuple[Reclaimable, ...]:
        """What can be freed beside the repos: the Xet folder."""
        folder = self.xet
        if folder is None:
            return ()
        size, files, _ = tree_size(str(folder))
        return (Reclaimable(kind="xet", bytes=size, items=files),) if files else ()

    def follow(self, watch: LibraryWatch, on_change: OnChange) -> None:
        """From now on `watch` keeps the inventory true and `on_change` hears of it."""
        self._watch = watch
        self.inventory.listen(on_change, watch.closing)

    def unfollow(self) -> None:
        self._watch = None
        self.inventory.listen(_nobody, _never)

    def changed(self, keys: Sequence[str]) -> None:
        """We changed repos ourselves: have the inventory see it. A hard link made or gone changes no
        folder of the repo, so that `keys` are scanned whatever their folders say."""
        if keys:
            self.inventory.rescan(keys)
        if self._watch is not None:
            self._watch.poke()
        else:
            self.inventory.confirm()

    def close(self) -> None:
        self.inventory.index.close()

    def path(self, relative: str) -> Path:
        """A path of the machine: below the cache's real folder, its name as on the disk."""
        return Path(os.path.realpath(self.root), on_disk(relative))

    def holds(self, path: Path) -> bool:
        """Whether `path` itself lies in the cache, by no link that leads out of it. What `path` may
        point to does not matter."""
        base = os.path.realpath(self.root)
        parent = os.path.realpath(path.parent)
        return parent == base or parent.startswith(base + os.sep)


def _nobody(rows: Sequence[RepoRow], removed: Sequence[str]) -> None:
    pass


def _never() -> bool:
    return False
