"""What can be done with a download in each state. Pure."""

from __future__ import annotations

from typing import Literal

from ...link.messages import DownloadView

Action = Literal[
    "pause", "resume", "cancel", "retry", "dismiss", "licence", "free-space", "copy-details", "library"
]

SPACE_CODES = frozenset({"download-space", "download-disk-full", "disk-full", "quota-full"})
"""Problems that end with less in the cache."""

FIRST: tuple[Action, ...] = ("pause", "resume", "library", "dismiss")
"""Those that stand in a card's first line; the others beside its sentence, where it has one."""


def offered(view: DownloadView) -> tuple[Action, ...]:
    """The actions of a card's own buttons, in their order. Cancelling is in the menu: it is asked about."""
    if view.state == "queued" and view.retry_in is not None:
        return ("retry", "pause")
    if view.state in {"running", "queued"}:
        return ("pause",)
    if view.state == "paused":
        return ("resume", *_about_problem(view))
    if view.state == "done":
        return ("dismiss",) if view.local_dir else ("library", "dismiss")
    if view.state == "cancelled":
        return ("retry", "dismiss")
    licence: tuple[Action, ...] = ("licence",) if openable(view.link) else ()
    return (*licence, "retry", *_about_problem(view), "dismiss")


def _about_problem(view: DownloadView) -> tuple[Action, ...]:
    if view.problem is None:
        return ()
    # What is deleted from the cache gives a plain folder elsewhere no room.
    helps = view.problem.code in SPACE_CODES and not view.local_dir
    return ("free-space", "copy-details") if helps else ("copy-details",)


def allowed(view: DownloadView) -> frozenset[str]:
    """Every `ControlJob` action that makes sense now."""
    return {
        "running": frozenset({"pause", "cancel"}),
        "queued": frozenset({"pause", "cancel"} | ({"retry"} if view.retry_in is not None else set())),
        "paused": frozenset({"resume", "cancel"}),
        "failed": frozenset({"retry", "dismiss"}),
        "cancelled": frozenset({"retry", "dismiss"}),
        "done": frozenset({"dismiss"}),
    }[view.state]


def openable(link: str) -> bool:
    """Whether a page may be opened in a browser: what an engine passes on came from the network."""
    return link.startswith(("https://", "http://"))
