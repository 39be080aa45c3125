"""Jobs as a person reads them: what it is, how far, what came of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ...link.messages import JobResult, JobView, Progress
from ..formatting import NBSP, count, duration, rate, size

DOT = f"{NBSP}· "


def title(job: JobView) -> str:
    """What the job does, and to what."""
    subject, n = job.subject, job.count
    if job.kind == "verify":
        if subject:
            return QCoreApplication.translate("Jobs", "Verify {subject}").format(subject=subject)
        if n:
            return QCoreApplication.translate("Jobs", "Verify %n repo(s)", "", n)
        return QCoreApplication.translate("Jobs", "Verify the whole cache")
    if job.kind == "remove":
        if subject:
            return QCoreApplication.translate("Jobs", "Delete {subject}").format(subject=subject)
        return QCoreApplication.translate("Jobs", "Delete %n item(s)", "", n)
    if job.kind == "prune":
        return QCoreApplication.translate("Jobs", "Clean up the cache")
    if job.kind == "join":
        return QCoreApplication.translate("Jobs", "Join duplicate files")
    if job.kind == "relocate":
        if subject:
            return QCoreApplication.translate("Jobs", "Move the cache to {subject}").format(subject=subject)
        return QCoreApplication.translate("Jobs", "Move the cache")
    if job.kind == "undo":
        if subject:
            return QCoreApplication.translate("Jobs", "Put back {subject}").format(subject=subject)
        return QCoreApplication.translate("Jobs", "Put back what was deleted")
    # An engine newer than the window does more than the window has words for.
    return f"{job.kind} {subject}".strip()


def state(job: JobView) -> str:
    """The state in a word, or how far it is in percent."""
    if job.state == "queued":
        return QCoreApplication.translate("Jobs", "waiting")
    if job.state == "paused":
        return QCoreApplication.translate("Jobs", "paused")
    if job.state == "done":
        return QCoreApplication.translate("Jobs", "done")
    if job.state == "failed":
        return QCoreApplication.translate("Jobs", "failed")
    if job.state == "cancelled":
        return QCoreApplication.translate("Jobs", "cancelled")
    return percent(job.progress) or QCoreApplication.translate("Jobs", "running")


def percent(progress: Progress) -> str:
    """How far in percent; empty while that is not known."""
    if progress.total <= 0:
        return ""
    # 100 % is for what is done.
    return f"{min(99, progress.done * 100 // progress.total)}%"


def pace(job: JobView) -> str:
    """How much of how much, how fast, how long still: what of it is known."""
    progress = job.progress
    parts = []
    in_bytes = progress.unit == "bytes"
    if progress.total > 0 and in_bytes:
        parts.append(
            QCoreApplication.translate("Jobs", "{done} of {total}").format(
                done=size(progress.done), total=size(progress.total)
            )
        )
    elif progress.total > 0:
        parts.append(
            QCoreApplication.translate("Jobs", "{done} of %n file(s)", "", progress.total).format(
                done=count(progress.done)
            )
        )
    if job.state == "running":
        if job.rate and in_bytes:
            parts.append(rate(job.rate))
        if job.eta is not None:
            parts.append(QCoreApplication.translate("Jobs", "{time} left").format(time=duration(job.eta)))
    return DOT.join(parts)


def outcome(job: JobView, result: JobResult) -> str:
    """What a finished job brought, in a sentence."""
    if result.verify is not None:
        found = result.verify
        if found.corrupt or found.missing:
            sentence = QCoreApplication.translate(
                "Jobs", "{corrupt} corrupt and {missing} missing of %n file(s).", "", found.files
            ).format(corrupt=count(len(found.corrupt)), missing=count(len(found.missing)))
        else:
            sentence = QCoreApplication.translate(
                "Jobs", "%n file(s) intact, {size} read.", "", found.ok
            ).format(size=size(found.bytes))
        if found.unnamed:
            sentence += " " + QCoreApplication.translate(
                "Jobs",
                "%n file(s) could not be checked: nothing on disk says what they should be.",
                "",
                found.unnamed,
            )
        return sentence
    if result.removal is not None:
        freed = size(result.removal.frees)
        if job.kind == "undo":
            return QCoreApplication.translate("Jobs", "{size} are back in place.").format(size=freed)
        if result.removal.undoable:
            return QCoreApplication.translate(
                "Jobs", "{size} moved to the trash; emptying it frees the space."
            ).format(size=freed)
        return QCoreApplication.translate("Jobs", "{size} freed.").format(size=freed)
    if result.join is not None:
        saved = size(result.join.saves)
        if result.join.joined:
            return QCoreApplication.translate(
                "Jobs", "%n duplicate(s) joined, {size} saved.", "", result.join.joined
            ).format(size=saved)
        if not result.join.found:
            return QCoreApplication.translate("Jobs", "No duplicates found.")
        return QCoreApplication.translate(
            "Jobs", "%n duplicate(s) found; joining them saves {size}.", "", len(result.join.found)
        ).format(size=saved)
    if result.relocate is not None:
        return QCoreApplication.translate("Jobs", "{size} moved to {target}.").format(
            size=size(result.relocate.bytes), target=result.relocate.target
        )
    return ""
