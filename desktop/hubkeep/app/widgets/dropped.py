"""What was dropped, as text."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

URIS = "text/uri-list"


def dropped_text(data: QMimeData) -> str:
    """The first address, or the text; empty where there is neither. Read as it came: a `QUrl` writes what it
    takes for a host in small letters, and in hf://Qwen/… that is half of a name."""
    lines = bytes(data.data(URIS).data()).decode("utf-8", "replace").splitlines()
    uri = next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")
    return uri or data.text()
