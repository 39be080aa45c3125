"""What stands beside a room's mirror: a unit for systemd, how to begin, what to know before. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from ..net.address import address_of
from ..problems import Failure, Problem, problem
from .nginx_config import Wish
from .values import RoomMirror, RoomMirrorFiles


def notes_on(mirror: RoomMirror, wish: Wish) -> tuple[Problem, ...]:
    """What to know of a mirror before it is used, the most important first."""
    listen = address_of(mirror.listen.strip().strip("[]"))
    alone = listen is not None and listen.is_loopback
    plain = not mirror.certificate and not alone
    notes = []
    if alone:
        notes.append(problem("mirror-room-alone", listen=str(listen)))
    elif not mirror.allow and not mirror.user:
        notes.append(problem("mirror-room-open"))
    if not wish.resolvers and not wish.hub.is_local:
        notes.append(problem("mirror-room-no-resolver"))
    if mirror.user:
        notes.append(problem("mirror-room-login", endpoint=wish.endpoint, user=mirror.user))
    if plain:
        notes.append(problem("mirror-room-plain-login" if mirror.user else "mirror-room-plain"))
    notes.append(problem("mirror-room-large"))
    return tuple(notes)


def unit_text(endpoint: str, command: Sequence[str]) -> str:
    """For the user's own systemd. Raises `Failure` where a path can't be written there."""
    words = " ".join(_unit_word(each) for each in command)
    return f"""\
[Unit]
Description=Mirror of models for {endpoint}
Wants=network-online.target
After=network-online.target

[Service]
ExecStart={words}
ExecReload=/bin/kill -HUP $MAINPID
KillSignal=SIGQUIT
TimeoutStopSec=10
Restart=on-failure
RestartSec=5

[Install]
WantedBy=default.target
"""


def how_to_begin(mirror: RoomMirror, files: RoomMirrorFiles, command: Sequence[str], into: Path) -> str:
    """A page that says how the mirror is run and used."""
    unit = into / f"hubkeep-mirror-{mirror.port}.service"
    endpoint, login = files.endpoint, ""
    if mirror.user:
        scheme, _, host = endpoint.partition("://")
        endpoint = f"{scheme}://USER:PASSWORD@{host}"
        login = f"""
Hubkeep keeps the login in the keyring instead; type USER:PASSWORD where it asks for the token:

    hubkeep token set {files.endpoint}
"""
        if scheme == "http":
            login += f"    hubkeep token allow {files.endpoint}\n"
    notes = "".join(f"- {note.sentence()}\n" for note in files.notes)
    return f"""\
A mirror of {mirror.upstream}. It keeps what passes through it in {mirror.folder}.

1. Try it, in a terminal; Ctrl-C ends it:

    {shlex.join(command)}

2. Keep it running, also when nobody is logged in:

    systemctl --user enable --now {shlex.quote(str(unit))}
    loginctl enable-linger

3. Use it, on each machine of the room:

    export HF_ENDPOINT={endpoint}
{login}
To know:

{notes}"""


def _unit_word(text: str) -> str:
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise Failure("mirror-room-unsafe", what=text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
