"""`tr` for classes that are no `QObject`.

lupdate sees a plural in `self.tr(text, "", n)` only, not in `QCoreApplication.translate`; so sentences
with plurals stand in methods of a class, and this is the class to inherit from.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


class Translated:
    """Sentences in the context of the class's own name; not to be inherited from in chains."""

    def tr(self, text: str, disambiguation: str = "", n: int = -1) -> str:
        """The translation of `text`, in the form that the number `n` asks for."""
        return QCoreApplication.translate(type(self).__name__, text, disambiguation, n)
