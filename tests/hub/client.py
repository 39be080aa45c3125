"""The real huggingface_hub against a hub, in a process of its own: it reads its environment once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.hub.server import Hub


class ClientFailed(AssertionError):
    """The client ended with a status that was not expected; the message holds what it said."""


def environment(hub: Hub | str, hf_home: Path) -> dict[str, str]:
    """The variables for a client that knows nothing but this hub (or endpoint) and keeps all in `hf_home`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HF_", "HUGGING", "XDG_", "TRANSFORMERS_")) and "proxy" not in name.lower()
    }
    return kept | {
        "HOME": str(hf_home),
        "USERPROFILE": str(hf_home),
        "HF_HOME": str(hf_home),
        "HF_ENDPOINT": hub if isinstance(hub, str) else hub.endpoint,
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
    }


def hf(
    hub: Hub | str,
    hf_home: Path,
    code_or_args: str | Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    status: int | None = 0,
    timeout: float = 60.0,
) -> subprocess.CompletedProcess[str]:
    """Run Python code, or the `hf` command with arguments, as a user of `hub` would.

    `env` is added to the environment, such as `{"HF_HUB_DISABLE_XET": "1"}`. The cache is
    `hf_home/hub`. Raises `ClientFailed` where the exit status is not `status` (None: any will do).
    """
    if isinstance(code_or_args, str):
        command = [sys.executable, "-c", code_or_args]
    else:
        program = "import sys; from huggingface_hub.cli.hf import main; sys.exit(main())"
        command = [sys.executable, "-c", program, *code_or_args]
    hf_home = hf_home.absolute()
    hf_home.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(
        command,
        env=environment(hub, hf_home) | dict(env or {}),
        cwd=hf_home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
    )
    if status is not None and run.returncode != status:
        raise ClientFailed(f"status {run.returncode}, not {status}\n{run.stdout}\n{run.stderr}")
    return run
