"""HF_ENDPOINT for every shell and session of the user: shown first, given, and taken back exactly.

What is applied is never what the preview says but what would be planned now, and only where the two are
the same: so no text from outside reaches a file, and nothing that changed meanwhile is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ..net.address import endpoint_of
from ..problems import Failure
from ..system.shell_environment import EnvironmentPlan, apply, plan, written
from .values import EndpointExport, ProgramEdit

VARIABLE: Final = "HF_ENDPOINT"
_REGISTRY: Final = "HKEY_CURRENT_USER\\Environment\\"


def plan_export(endpoint: str, user_home: Path, platform: str, environ: Mapping[str, str]) -> EndpointExport:
    """What giving every new shell and session `endpoint` would change; empty: what taking ours back would.

    `platform` is a `sys.platform`; `environ` may say where the user keeps the files of fish, zsh and the
    session. Nothing is changed. Raises `Failure` for what is no endpoint, holds a login, or where a file
    can't be read.
    """
    checked = endpoint_of(endpoint) if endpoint else ""
    return EndpointExport(endpoint=checked, edits=_shown(_plan(checked, user_home, platform, environ)))


def apply_export(export: EndpointExport, user_home: Path, platform: str, environ: Mapping[str, str]) -> None:
    """Does what `plan_export` showed, all or nothing. Raises `Failure`, refused where something has changed
    since."""
    endpoint = endpoint_of(export.endpoint) if export.endpoint else ""
    planned = _plan(endpoint, user_home, platform, environ)
    shown = _shown(planned)
    if shown != export.edits:
        changed = sorted({edit.path for edit in set(shown) ^ set(export.edits)})
        raise Failure("system-changed-meanwhile", path=(changed or [VARIABLE])[0], refused=True)
    apply(planned)


def exported(user_home: Path, platform: str, environ: Mapping[str, str]) -> str:
    """The endpoint that Hubkeep gave the user's shells; empty: none. Raises `Failure`."""
    return written(VARIABLE, user_home, platform, environ)


def _plan(endpoint: str, user_home: Path, platform: str, environ: Mapping[str, str]) -> EnvironmentPlan:
    return plan({VARIABLE: endpoint or None}, user_home, platform, environ)


def _shown(planned: EnvironmentPlan) -> tuple[ProgramEdit, ...]:
    files = (
        ProgramEdit(path=edit.path, before=_text(edit.before), after=_text(edit.after))
        for edit in planned.edits
    )
    variables = (
        ProgramEdit(path=_REGISTRY + edit.name, before=edit.before, after=edit.after)
        for edit in planned.registry
    )
    return (*files, *variables)


def _text(content: str | None) -> str | None:
    """`content` as text that can be sent and shown: bytes that are no UTF-8 as escapes."""
    if content is None:
        return None
    return content.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
