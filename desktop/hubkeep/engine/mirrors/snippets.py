"""The lines that give one program, container or service an endpoint. Pure.

Each kind has its own rules for what a sign in a value means; a mirror's path may hold most of them.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Final, get_args

from ..net.address import endpoint_of, split_url
from .values import Snippet, SnippetName

_VARIABLE: Final = "HF_ENDPOINT"
_LOOPBACK: Final = """\
# In a container, this address is the container itself. Write the name or address of this machine,
# or let the container use its network (--network host).
"""


def snippets(endpoint: str) -> tuple[Snippet, ...]:
    """One for each kind. Raises `Failure` for what is no endpoint, or holds a login."""
    checked = endpoint_of(endpoint)
    origin, _ = split_url(checked)
    return tuple(
        Snippet(name=name, text=_warned(name, WRITERS[name](checked), origin.is_loopback))
        for name in get_args(SnippetName)
    )


def _warned(name: SnippetName, text: str, loopback: bool) -> str:
    return _LOOPBACK + text if loopback and name in ("docker", "compose") else text


def _bash(value: str) -> str:
    return f"export {_VARIABLE}={shlex.quote(value)}\n"


def _fish(value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {_VARIABLE} '{quoted}'\n"


def _powershell(value: str) -> str:
    # It takes typographic quotes for quotes as well.
    quoted = re.sub(r"(['\u2018\u2019\u201a\u201b])", r"\1\1", value)
    return (
        f"$env:{_VARIABLE} = '{quoted}'\n"
        "# For every program that is started from now on, not only by this window:\n"
        f"[Environment]::SetEnvironmentVariable('{_VARIABLE}', '{quoted}', 'User')\n"
    )


def _docker(value: str) -> str:
    quoted = re.sub(r'(["\\$])', r"\\\1", value)
    return (
        f"docker run -e {_VARIABLE}={shlex.quote(value)} IMAGE\n"
        "\n"
        "# Or in a Dockerfile:\n"
        f'ENV {_VARIABLE}="{quoted}"\n'
    )


def _compose(value: str) -> str:
    # Compose puts variables in before it reads YAML, and `$$` is a `$` to it.
    plain = re.sub(r'(["\\])', r"\\\1", value.replace("$", "$$"))
    quoted = re.sub(r"[^\x20-\x7e]", lambda sign: f"\\U{ord(sign[0]):08x}", plain)
    return f'services:\n  YOUR_SERVICE:\n    environment:\n      {_VARIABLE}: "{quoted}"\n'


def _systemd(value: str) -> str:
    quoted = re.sub(r'(["\\])', r"\\\1", value.replace("%", "%%"))
    return (
        "# Paste into: systemctl edit YOUR_SERVICE (or systemctl --user edit), then restart the service.\n"
        "[Service]\n"
        f'Environment="{_VARIABLE}={quoted}"\n'
    )


def _python(value: str) -> str:
    return (
        "import os\n"
        "\n"
        "# Must stand before the first import of huggingface_hub, and of all that imports it, such as\n"
        "# transformers, diffusers and datasets: it reads the variable once, when it is imported.\n"
        f'os.environ["{_VARIABLE}"] = {value!r}\n'
    )


WRITERS: Final[Mapping[SnippetName, Callable[[str], str]]] = {
    "bash": _bash,
    "fish": _fish,
    "powershell": _powershell,
    "docker": _docker,
    "compose": _compose,
    "systemd": _systemd,
    "python": _python,
}
"""From a value to the lines; right for any text on one line."""
