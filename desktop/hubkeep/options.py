"""The options that window and command line share; they are taken before and after a command."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LINKS: Final = ("hf://", "https://", "http://")
"""How an argument begins that names a repo to show instead of a command."""


class UsageError(Exception):
    """The arguments make no sense; the message is one line for the user, the exit status 2."""


@dataclass(frozen=True)
class Options:
    """What was asked for, whatever the command."""

    home: Path
    """Hubkeep's own state."""
    cache: Path | None = None
    """None: as the settings and the environment say."""
    endpoints: tuple[str, ...] = ()
    """In order of preference; empty: the saved choice, then the environment."""
    json: bool = False
    hidden: bool = False
    link: str = ""
    """A repo to download: `hf://org/name` or a URL."""

    def arguments(self) -> list[str]:
        """The options that an engine started for this window must be given."""
        given = ["--home", str(self.home)]
        if self.cache is not None:
            given += ["--cache", str(self.cache)]
        for endpoint in self.endpoints:
            given += ["--endpoint", endpoint]
        return given


def split(argv: Sequence[str], environment: Mapping[str, str] = os.environ) -> tuple[Options, list[str]]:
    """The shared options in `argv`, and what is left of it in order, a link excepted.

    Everything behind `--` is left as it is. Raises `UsageError` for an option without its value.
    """
    values: dict[str, list[str]] = {"--cache": [], "--home": [], "--endpoint": []}
    switches = {"--json": False, "--hidden": False}
    rest: list[str] = []
    waiting = list(argv)
    while waiting:
        argument = waiting.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
            break
        if argument in switches:
            switches[argument] = True
        elif name in values:
            if not equals:
                if not waiting:
                    raise UsageError(f"{name} needs a value.")
                value = waiting.pop(0)
            if not value:
                raise UsageError(f"{name} needs a value.")
            values[name].append(value)
        else:
            rest.append(argument)
    link = rest.pop() if len(rest) == 1 and rest[0].startswith(LINKS) else ""
    options = Options(
        home=Path(values["--home"][-1]).absolute() if values["--home"] else _home(environment),
        cache=Path(values["--cache"][-1]).absolute() if values["--cache"] else None,
        endpoints=tuple(values["--endpoint"]),
        json=switches["--json"],
        hidden=switches["--hidden"],
        link=link,
    )
    return options, rest


def _home(environment: Mapping[str, str]) -> Path:
    if named := environment.get("HUBKEEP_HOME"):
        return Path(named).absolute()
    from platformdirs import user_data_dir

    return Path(user_data_dir("hubkeep", appauthor=False))
