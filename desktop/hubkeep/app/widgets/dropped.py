"""What was dropped, as text."""

from __future__ import annotations

from PySide6.QtCore import QMimeData


def dropped_text(data: QMimeData) -> str:
    """The text, or the first address where there is no text; empty where there is neither. The text comes
    first, since a `QUrl` writes what it takes for a host in small letters: in hf://Qwen/… half of a name."""
    if data.hasFormat("text/plain"):
        return data.text()
    return next((url.toString() for url in data.urls()), "")
