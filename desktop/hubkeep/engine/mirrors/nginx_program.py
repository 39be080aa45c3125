"""The nginx of this machine, and what its configuration needs to know of the machine."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from ..net.trust import named_file, system_bundle
from ..system.processes import outside_environment
from .nginx_config import Here

NAMED: Final = "nginx"
_PLACES: Final = ("/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin", "/opt/homebrew/bin")
"""Where an ordinary user's PATH does not lead."""
_RESOLV_CONF: Final = Path("/etc/resolv.conf")
_PATIENCE: Final = 20.0
_FAR_AWAY: Final = ("2001:4860:4860::8888", 53)
"""Any address on the Internet; nothing is sent there."""
_MOST_RESOLVERS: Final = 3
_SAID: Final = 2000
"""Characters of nginx's words that are passed on."""
_MODULES: Final = ("http_slice", "http_ssl", "http_sub")


class Nginx(Struct, frozen=True, kw_only=True):
    """An installed nginx."""

    program: str
    version: tuple[int, ...]
    """As far as it says."""
    lacking: tuple[str, ...]
    """Modules that a mirror needs and it was built without."""


def find_nginx(environ: Mapping[str, str]) -> Nginx | None:
    """The one that `PATH` leads to, or one in the usual places; None: there is none that runs."""
    path = os.pathsep.join((environ.get("PATH", ""), *_PLACES))
    program = shutil.which(NAMED, path=path)
    if program is None:
        return None
    try:
        _, words = _said([program, "-V"], environ)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return described(os.path.abspath(program), words)


def described(program: str, words: str) -> Nginx:
    """What `nginx -V` says."""
    found = re.search(r"nginx/(\d+(?:\.\d+)*)", words)
    version = tuple(int(part) for part in found[1].split(".")) if found else ()
    without = {name for name in _MODULES if f"--without-{name}_module" in words}
    lacking = tuple(name for name in _MODULES if f"--with-{name}_module" not in words or name in without)
    return Nginx(program=program, version=version, lacking=lacking)


def takes(nginx: Nginx, folder: Path, environ: Mapping[str, str]) -> tuple[bool, str]:
    """Whether `nginx -t` takes `folder/nginx.conf`, and what it says where it does not."""
    command = [nginx.program, "-t", "-q", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    try:
        status, words = _said(command, environ)
    except subprocess.TimeoutExpired:
        return False, f"no answer within {_PATIENCE:.0f} s"
    except OSError as error:
        return False, error.strerror or type(error).__name__
    # It complains of its own log first, which an ordinary user may not write to.
    told = [line for line in words.splitlines() if "could not open error log file" not in line]
    return status == 0, "\n".join(told)[-_SAID:]


def look_around(environ: Mapping[str, str], nginx: Nginx | None) -> Here:
    """What a configuration for this machine needs to know."""
    with contextlib.suppress(OSError):
        text = _RESOLV_CONF.read_text("utf-8", "replace")
        return _here(environ, nginx, name_servers(text))
    return _here(environ, nginx, ())


def name_servers(text: str) -> tuple[str, ...]:
    """Of a `resolv.conf`; those that can only be reached through one network card are left out, for nginx has
    no way to say through which."""
    named = re.findall(r"^\s*nameserver\s+(\S+)", text, re.MULTILINE)
    return tuple(dict.fromkeys(each for each in named if "%" not in each))[:_MOST_RESOLVERS]


def _here(environ: Mapping[str, str], nginx: Nginx | None, resolvers: tuple[str, ...]) -> Here:
    return Here(
        resolvers=resolvers,
        ipv6=_reaches_ipv6(),
        ca_file=named_file(environ) or system_bundle(),
        root=sys.platform != "win32" and os.geteuid() == 0,
        name=socket.gethostname() or "localhost",
        version=nginx.version if nginx else (),
    )


def _reaches_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as stream:
            stream.connect(_FAR_AWAY)
    except OSError:
        return False
    return True


def _said(command: list[str], environ: Mapping[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        command,
        env=outside_environment(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PATIENCE,
        check=False,
    )
    return done.returncode, (done.stderr + done.stdout).decode("utf-8", "replace")
