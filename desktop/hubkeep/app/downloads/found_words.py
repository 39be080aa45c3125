"""What is said of a repo that a search found."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from ...link.messages import Found
from ..translated import Translated

_WESTERN = ((10**9, "B"), (10**6, "M"), (10**3, "k"))
_CHINESE = ((10**8, "亿"), (10**4, "万"))


def short_count(number: int) -> str:
    """A count to two or three digits, in the language's own steps: `345k`, `1.2M`, `34.5 万`."""
    chinese = QLocale().language() == QLocale.Language.Chinese
    for step, unit in _CHINESE if chinese else _WESTERN:
        # 999,950 would be written 1000k.
        if number >= step * (0.9995 if step > 10**4 else 1):
            value = number / step
            digits = 1 if value < 99.95 and f"{value:.1f}"[-1] != "0" else 0
            return f"{QLocale().toString(value, 'f', digits)}{' ' if chinese else ''}{unit}"
    return QLocale().toString(number)


class FoundWords(Translated):
    """What takes words of a language. Its methods are functions of this module, below."""

    def gated(self) -> str:
        """Said of a repo whose licence has to be accepted first."""
        return self.tr("licence")

    def here(self) -> str:
        """Said of a repo that is in the cache."""
        return self.tr("here")

    def spoken(self, found: Found) -> str:
        """The line as a reader of the screen says it."""
        parts = [found.repo]
        if found.gated:
            parts.append(self.tr("needs an accepted licence"))
        if found.here:
            parts.append(self.tr("in the cache"))
        parts.append(self.tr("%Ln download(s)", "", found.downloads))
        parts.append(self.tr("%Ln like(s)", "", found.likes))
        return ", ".join(parts)


gated = FoundWords().gated
here = FoundWords().here
spoken = FoundWords().spoken
