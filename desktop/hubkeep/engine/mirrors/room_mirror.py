"""A caching mirror for a room, run by nginx: what it needs, written into a folder, and checked there.

The folder holds `nginx.conf`, the passwords, a unit for systemd and a page on how to begin; the bytes lie in
the folder that the mirror names. Nothing is started, and nothing that Hubkeep did not write is replaced.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ..problems import Failure, Problem, from_os_error, problem
from ..system.atomic import write_atomically
from ..system.volumes import free_bytes
from .nginx_config import MARKER, PASSWORDS, PRIVATE, Here, checked, config_text
from .nginx_program import Nginx, find_nginx, look_around, takes
from .password_hash import password_line
from .room_words import how_to_begin, notes_on, unit_text
from .values import RoomMirror, RoomMirrorCheck, RoomMirrorFiles

CONFIG: Final = "nginx.conf"
HOW_TO: Final = "README.txt"
_OLDEST: Final = (1, 11, 8)
_FOLDERS: Final = (PRIVATE, "tmp")
_SAYS_WHERE_SINCE: Final = (1, 19, 5)
"""Since then nginx can be told where to complain before it has read its configuration."""
_PID: Final = re.compile(r'^pid "(.*)/nginx\.pid";$', re.MULTILINE)
_OWN_FILES: Final = re.compile(
    r'("(?:unix:)?)((?:[^"\\]|\\.)*)(/(?:nginx\.pid|error\.log|bytes|answers|tmp/\w+|private/\w+\.sock)")'
)
_ENDPOINT: Final = re.compile(r"^# .*HF_ENDPOINT=(\S+)$", re.MULTILINE)
_SIZE: Final = re.compile(r"keys_zone=bytes:\S+ max_size=(\d+)")
_USER: Final = re.compile(r"(?!#)[^\x00-\x1f\x7f:]{1,255}")
_PASSWORD: Final = re.compile(r"[^\x00-\x1f\x7f]{1,255}")
_PROXIES: Final = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


def draft(mirror: RoomMirror, password: str) -> RoomMirrorFiles:
    """What nginx on this machine needs for `mirror`. Raises `Failure` for what can't be."""
    return _drafted(mirror, password, look_around(os.environ, find_nginx(os.environ)))


def write(mirror: RoomMirror, password: str, into: Path) -> RoomMirrorFiles:
    """Writes what `draft` says into a folder, which is made where it lacks, and makes the mirror's own.

    Raises `Failure`: where something can't be written, and before anything is written where a file of
    somebody else's is in the way.
    """
    nginx = find_nginx(os.environ)
    here = look_around(os.environ, nginx)
    files = _drafted(mirror, password, here)
    into = Path(os.path.abspath(into))
    folder = checked(mirror, here).folder
    unit, how_to = _words(mirror, files, folder, into, nginx)
    unit_name = f"hubkeep-mirror-{mirror.port}.service"
    texts = {PASSWORDS: files.passwords, unit_name: unit, HOW_TO: how_to, CONFIG: files.config}
    try:
        into.mkdir(parents=True, exist_ok=True)
        for name in texts:
            _refuse_foreign(into / name)
        # Who can enter the private folder needs no login; nginx would let all enter what it makes.
        for name in _FOLDERS:
            Path(folder, name).mkdir(mode=0o700, parents=True, exist_ok=True)
            Path(folder, name).chmod(0o700)
        for name, text in texts.items():
            if text:
                # The configuration has the secret in it that the next page of a listing is asked for with.
                write_atomically(into / name, text.encode(), mode=0o600)
            else:
                with contextlib.suppress(FileNotFoundError):
                    (into / name).unlink()
    except OSError as error:
        raise from_os_error(error, str(error.filename or into)) from error
    return files


def check(
    folder: Path,
    trial: Callable[[str], tuple[Problem, ...]] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
) -> RoomMirrorCheck:
    """Whether the nginx here takes what was written into `folder`, and what there is to know before it runs.

    `trial` is given the mirror's endpoint and says what it finds when it uses it. Raises `Failure` where the
    folder holds no mirror of ours.
    """
    environ = os.environ if environ is None else environ
    config = folder / CONFIG
    try:
        text = config.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure("mirror-room-none", path=str(folder)) from error
    if not text.startswith(MARKER):
        raise Failure("mirror-room-none", path=str(folder))
    nginx = find_nginx(environ)
    if nginx is None:
        return RoomMirrorCheck(ok=False, problems=(problem("mirror-room-no-nginx"),))
    problems = [*_too_little(nginx), *_around(text, environ)]
    if _too_little(nginx):
        return RoomMirrorCheck(ok=False, problems=tuple(problems))
    good, said = _taken(nginx, folder, text, environ)
    if not good:
        refused = problem("mirror-room-refused", version=_dotted(nginx))
        return RoomMirrorCheck(ok=False, said=said, problems=(refused, *problems))
    endpoint = _ENDPOINT.search(text)
    found = trial(endpoint[1]) if trial is not None and endpoint else ()
    return RoomMirrorCheck(ok=True, problems=(*found, *problems))


def _drafted(mirror: RoomMirror, password: str, here: Here) -> RoomMirrorFiles:
    wish = checked(mirror, here)
    secret = secrets.token_hex(24)
    return RoomMirrorFiles(
        endpoint=wish.endpoint,
        config=config_text(mirror, wish, here, secret),
        passwords=_passwords(mirror.user, password),
        notes=notes_on(mirror, wish),
    )


def _passwords(user: str, password: str) -> str:
    if not user:
        return ""
    if not _USER.fullmatch(user):
        raise Failure("mirror-room-user", user=user)
    if not _PASSWORD.fullmatch(password):
        raise Failure("mirror-room-password")
    return f"{MARKER}\n{password_line(user, password, secrets.token_bytes(16))}\n"


def _words(
    mirror: RoomMirror, files: RoomMirrorFiles, folder: str, into: Path, nginx: Nginx | None
) -> tuple[str, str]:
    """The unit for systemd, and the page on how to begin."""
    program = nginx.program if nginx else "/usr/sbin/nginx"
    command = [program, "-p", folder, "-c", str(into / CONFIG)]
    if nginx is None or nginx.version >= _SAYS_WHERE_SINCE:
        command += ["-e", f"{folder}/error.log"]
    unit = unit_text(files.endpoint, command)
    return f"{MARKER}\n{unit}", f"{MARKER}\n{how_to_begin(mirror, files, command, into)}"


def _refuse_foreign(path: Path) -> None:
    """Raises `Failure` where something lies at `path` that Hubkeep did not write."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(status.st_mode):
        with path.open("rb") as file:
            if file.read(len(MARKER) + 1) == f"{MARKER}\n".encode():
                return
    raise Failure("mirror-room-foreign", refused=True, path=str(path))


def _too_little(nginx: Nginx) -> tuple[Problem, ...]:
    if nginx.version and nginx.version < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        return (problem("mirror-room-old", version=_dotted(nginx), oldest=oldest),)
    if nginx.lacking:
        return (problem("mirror-room-lacks", modules=", ".join(nginx.lacking)),)
    return ()


def _around(text: str, environ: Mapping[str, str]) -> tuple[Problem, ...]:
    """What the machine may make of it."""
    problems = []
    folder, size = _PID.search(text), _SIZE.search(text)
    if folder and size:
        path = Path(_unescaped(folder[1]))
        with contextlib.suppress(OSError):
            free = free_bytes(path)
            if free < int(size[1]) - _bytes_in(path):
                problems.append(problem("mirror-room-space", path=str(path), free=free, wanted=int(size[1])))
    if any(environ.get(name) for name in _PROXIES):
        problems.append(problem("mirror-room-proxy"))
    return tuple(problems)


def _bytes_in(folder: Path) -> int:
    """What is kept already."""
    return sum(
        os.lstat(os.path.join(place, name)).st_size
        for place, _, names in os.walk(folder / "bytes")
        for name in names
    )


def _taken(nginx: Nginx, folder: Path, text: str, environ: Mapping[str, str]) -> tuple[bool, str]:
    """What nginx says of a copy: it opens sockets and makes folders even where it only looks."""
    with tempfile.TemporaryDirectory(prefix="hubkeep-mirror-") as place:
        for name in _FOLDERS:
            Path(place, name).mkdir()
        found = _PID.search(text)
        if found:
            text = _OWN_FILES.sub(
                lambda path: f"{path[1]}{place}{path[3]}" if path[2] == found[1] else path[0], text
            )
        Path(place, CONFIG).write_text(text, "utf-8")
        if (folder / PASSWORDS).is_file():
            shutil.copyfile(folder / PASSWORDS, Path(place, PASSWORDS))
        return takes(nginx, Path(place), environ)


def _dotted(nginx: Nginx) -> str:
    return ".".join(map(str, nginx.version))


def _unescaped(text: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", text)
