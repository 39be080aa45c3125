"""`hubkeep` as a script runs it: a process, its exit status, its two outputs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = (sys.executable, "-m", "hubkeep")


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON object on stdout; an AssertionError where there is anything else."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def problems(self) -> list[str]:
        """The lines on stderr, which all name the program."""
        lines = self.err.splitlines()
        assert all(line.startswith("hubkeep: ") for line in lines), self.err
        return lines


class Machine:
    """A user's home with a cache, and the command line in it."""

    def __init__(self, base: Path, *, prefix: Sequence[str] = ()) -> None:
        self.base = base
        self.cache = base / "hub"
        self.home = base / "state"
        self.user = base / "user"
        self.user.mkdir(exist_ok=True)
        self._prefix = list(prefix)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "HOME": str(self.user),
            "XDG_DATA_HOME": str(self.user / "data"),
            "HUBKEEP_HOME": str(self.home),
            "HF_HOME": str(self.user / "hf"),
            "HF_HUB_CACHE": str(self.cache),
        }

    def run(self, *arguments: str | Path, env: dict[str, str | None] | None = None) -> Ran:
        """Runs `hubkeep` with `arguments`; `env` changes variables, None takes one away."""
        environment = self.environment
        for name, value in (env or {}).items():
            environment.pop(name, None)
            if value is not None:
                environment[name] = value
        ran = subprocess.run(
            [*self._prefix, *PROGRAM, *map(str, arguments)],
            env=environment,
            cwd=self.base,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        out, err = ran.stdout.decode("utf-8", "surrogateescape"), ran.stderr.decode()
        assert "Traceback" not in err, err
        return Ran(ran.returncode, out, err)

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """Starts `hubkeep` and does not wait."""
        return subprocess.Popen(
            [*self._prefix, *PROGRAM, *map(str, arguments)],
            env=self.environment,
            cwd=self.base,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
