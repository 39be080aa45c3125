"""Which files the shells and sessions of a user read, by where the user keeps them.

What `XDG_CONFIG_HOME` and `ZDOTDIR` say counts beside the usual places, never instead of them: fish, zsh and
the session may have been started with the variable or before it was set, and what was written once is found
again by who does not have it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from . import shell_blocks as blocks
from .shell_blocks import Dialect

_PROFILE: Final = ".profile"
_POSIX_WHERE_THERE: Final = (".bash_profile", ".bash_login", ".bashrc", ".zprofile")
_ZSH: Final = (".zshenv", ".zprofile", ".zshrc", ".zlogin")
_FISH: Final = "fish/conf.d/hubkeep.fish"
_SYSTEMD: Final = "environment.d/60-hubkeep.conf"
_DIALECTS: Final[Mapping[str, Dialect]] = {"hubkeep.fish": blocks.FISH, "60-hubkeep.conf": blocks.SYSTEMD}
"""All other files are of shells like sh."""


class ShellFiles(Struct, frozen=True):
    """Of one user. Nothing of it need be there."""

    home: Path
    configs: tuple[Path, ...]
    """Folders for configuration: the one that was chosen, then the usual one."""
    zsh: Path | None = None
    """Where zsh is told to look instead of `home`."""

    def read(self, platform: str) -> list[Path]:
        """Those that some shell or session of the user reads. `platform`: a `sys.platform`."""
        found = [self.home / _PROFILE]
        found += [path for name in _POSIX_WHERE_THERE if os.path.lexists(path := self.home / name)]
        if platform == "darwin" or any(os.path.lexists(self.home / name) for name in _ZSH):
            found.append(self.home / ".zshenv")
        if self.zsh is not None and self.zsh.is_dir():
            found.append(self.zsh / ".zshenv")
            if os.path.lexists(self.zsh / ".zprofile"):
                found.append(self.zsh / ".zprofile")
        found += [config / _FISH for config in self.configs if (config / "fish").is_dir()]
        if platform == "linux":
            chosen, *usual = self.configs
            found.append(chosen / _SYSTEMD)
            # A session that began without the variable reads the usual place.
            found += [config / _SYSTEMD for config in usual if config.is_dir()]
        return list(dict.fromkeys(found))

    def ever_written(self) -> list[Path]:
        """All that may hold a block of ours, whatever shells there are by now."""
        names = dict.fromkeys((_PROFILE, *_POSIX_WHERE_THERE, *_ZSH))
        found = [self.home / name for name in names]
        found += [self.zsh / name for name in _ZSH] if self.zsh is not None else []
        found += [config / name for config in self.configs for name in (_FISH, _SYSTEMD)]
        return list(dict.fromkeys(found))


def shell_files(home: Path, environ: Mapping[str, str]) -> ShellFiles:
    """By what the environment says. A path that is not absolute counts as none."""
    usual = home / ".config"
    chosen = _folder(environ, "XDG_CONFIG_HOME") or usual
    return ShellFiles(home, tuple(dict.fromkeys((chosen, usual))), _folder(environ, "ZDOTDIR"))


def dialect_of(path: Path) -> Dialect:
    """How a variable is written there."""
    return _DIALECTS.get(path.name, blocks.POSIX)


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(name, "")
    return Path(text) if os.path.isabs(text) else None
