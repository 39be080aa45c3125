"""Who has files open or mapped, for the dialogs that must leave them alone."""

from __future__ import annotations

from collections.abc import Sequence

from ...link.messages import InUse
from ..translated import Translated
from . import words

MOST = 5


class InUseWords(Translated):
    """Sentences about processes. Its method is a function of this module, below."""

    def in_use_text(self, uses: Sequence[InUse]) -> str:
        """One line a process, with its number, its command and the repo it uses; empty for nobody."""
        by_process: dict[tuple[int, str, str], None] = {}
        for use in uses:
            by_process[(use.pid, use.command, use.repo)] = None
        lines = [
            self.tr("process {pid}, {command}: uses {repo}").format(
                pid=pid, command=words.plain(_short(command)), repo=words.plain(repo)
            )
            for pid, command, repo in list(by_process)[:MOST]
        ]
        if len(by_process) > MOST:
            lines.append(self.tr("and %n more", "", len(by_process) - MOST))
        return "\n".join(lines)


def _short(command: str, most: int = 90) -> str:
    return command if len(command) <= most else command[: most - 1] + "…"


in_use_text = InUseWords().in_use_text
