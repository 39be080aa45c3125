"""Jobs as a person reads them: what it is, how far, what came of it."""

from __future__ import annotations

from ...link.messages import (
    ArchiveResult,
    BenchResult,
    DownloadResult,
    JobResult,
    JobView,
    Progress,
    RemovalResult,
    RepairResult,
    fill,
)
from ..formatting import NBSP, count, duration, rate, size
from ..translated import Translated

DOT = f"{NBSP}· "


def percent(progress: Progress) -> str:
    """How far in percent; empty while that is not known."""
    if progress.total <= 0:
        return ""
    # 100 % is for what is done.
    return f"{min(99, progress.done * 100 // progress.total)}%"


class Jobs(Translated):
    """The sentences. Its methods are functions of this module, below."""

    def title(self, job: JobView) -> str:
        """What the job does, and to what."""
        subject, n = job.subject, job.count
        if job.kind == "verify":
            if subject:
                return self.tr("Verify {subject}").format(subject=subject)
            if n:
                return self.tr("Verify %Ln repo(s)", "", n)
            return self.tr("Verify the whole cache")
        if job.kind == "remove":
            if subject:
                return self.tr("Delete {subject}").format(subject=subject)
            return self.tr("Delete %Ln item(s)", "", n)
        if job.kind == "download":
            return self.tr("Download {subject}").format(subject=subject)
        if job.kind == "repair":
            return self.tr("Repair {subject}").format(subject=subject)
        if job.kind == "bench":
            return self.tr("Measure %Ln mirror(s)", "", n) if n else self.tr("Measure all mirrors")
        if job.kind == "prune":
            return self.tr("Clean up the cache")
        if job.kind == "empty-trash":
            return self.tr("Empty the trash")
        if job.kind == "join":
            return self.tr("Join duplicate files")
        if job.kind == "relocate":
            if subject:
                return self.tr("Move the cache to {subject}").format(subject=subject)
            return self.tr("Move the cache")
        if job.kind == "empty-trash":
            return self.tr("Empty Hubkeep's trash")
        if job.kind == "undo":
            if subject:
                return self.tr("Put back {subject}").format(subject=subject)
            return self.tr("Put back what was deleted")
        # An engine newer than the window does more than the window has words for.
        return self._archive_title(job) or f"{job.kind} {subject}".strip()

    def _archive_title(self, job: JobView) -> str:
        """What a job of the archive does; empty for any other."""
        subject, n = job.subject, job.count
        if job.kind == "archive":
            if subject:
                return self.tr("Archive {subject}").format(subject=subject)
            return self.tr("Archive %Ln repo(s)", "", n)
        if job.kind == "restore":
            if subject:
                return self.tr("Restore {subject}").format(subject=subject)
            return self.tr("Restore %Ln repo(s)", "", n)
        if job.kind == "freeze":
            if subject:
                return self.tr("Freeze {subject}").format(subject=subject)
            return self.tr("Freeze %Ln repo(s)", "", n)
        if job.kind == "thaw":
            if subject:
                return self.tr("Thaw {subject}").format(subject=subject)
            return self.tr("Thaw %Ln repo(s)", "", n)
        if job.kind == "mend-archive":
            return self.tr("Put right what leads to {subject}").format(subject=subject)
        if job.kind == "adopt":
            return self.tr("Adopt what is in {subject}").format(subject=subject)
        if job.kind == "clear-orphans":
            if subject:
                return self.tr("Delete {subject} from its archive").format(subject=subject)
            return self.tr("Delete %Ln repo(s) from their archive", "", n)
        if job.kind == "export":
            return self.tr("Export {subject}").format(subject=subject)
        if job.kind == "import":
            return self.tr("Import {subject}").format(subject=subject)
        return ""

    def state(self, job: JobView) -> str:
        """The state in a word, or how far it is in percent."""
        if job.state == "queued":
            return self.tr("waiting")
        if job.state == "paused":
            return self.tr("paused")
        if job.state == "done":
            return self.tr("done")
        if job.state == "failed":
            return self.tr("failed")
        if job.state == "cancelled":
            return self.tr("cancelled")
        return percent(job.progress) or self.tr("running")

    def pace(self, job: JobView) -> str:
        """How much of how much, how fast, how long still: what of it is known."""
        progress = job.progress
        parts = []
        in_bytes = progress.unit == "bytes"
        if progress.total > 0 and in_bytes:
            parts.append(
                self.tr("{done} of {total}").format(done=size(progress.done), total=size(progress.total))
            )
        elif progress.total > 0 and progress.unit == "mirrors":
            parts.append(
                self.tr("{done} of %Ln mirror(s)", "", progress.total).format(done=count(progress.done))
            )
        elif progress.total > 0:
            parts.append(
                self.tr("{done} of %Ln file(s)", "", progress.total).format(done=count(progress.done))
            )
        if job.state == "running":
            if job.rate and in_bytes:
                parts.append(rate(job.rate))
            if job.eta is not None:
                parts.append(self.tr("{time} left").format(time=duration(job.eta)))
        return DOT.join(parts)

    def waiting(self, job: JobView, why: str) -> str:
        """Why it does not run just now, and when it will be tried again, where that is known."""
        if job.retry_in is None:
            return why
        return f"{why} " + self.tr("Tried again in {time}.").format(time=duration(job.retry_in))

    def outcome(self, job: JobView, result: JobResult) -> str:
        """What a finished job brought, in a sentence."""
        if result.verify is not None:
            found = result.verify
            if found.corrupt or found.missing:
                sentence = self.tr(
                    "{corrupt} corrupt and {missing} missing of %Ln file(s).", "", found.files
                ).format(corrupt=count(len(found.corrupt)), missing=count(len(found.missing)))
            else:
                sentence = self.tr("%Ln file(s) intact, {size} read.", "", found.ok).format(
                    size=size(found.bytes)
                )
            if found.unnamed:
                sentence += " " + self.tr(
                    "%Ln file(s) could not be checked: nothing on disk says what they should be.",
                    "",
                    found.unnamed,
                )
            return sentence
        if result.removal is not None:
            return self._removed(job, result.removal)
        if result.join is not None:
            saved = size(result.join.saves)
            if result.join.joined:
                return self.tr("%Ln duplicate(s) joined, {size} saved.", "", result.join.joined).format(
                    size=saved
                )
            if not result.join.found:
                return self.tr("No duplicates found.")
            return self.tr(
                "%Ln duplicate(s) found; joining them saves {size}.", "", len(result.join.found)
            ).format(size=saved)
        if result.relocate is not None:
            return self.tr("{size} moved to {target}.").format(
                size=size(result.relocate.bytes), target=result.relocate.target
            )
        if result.download is not None:
            return self._downloaded(result.download)
        if result.repair is not None:
            return self._repaired(result.repair)
        if result.bench is not None:
            return self._measured(result.bench)
        if result.archive is not None:
            return self._archived(job, result.archive)
        return ""

    def _archived(self, job: JobView, done: ArchiveResult) -> str:
        """What was moved, and what that gave back."""
        moved, freed = size(done.moved), size(done.frees)
        where = fill("{where}", {"where": done.archive})
        if job.kind == "archive":
            return self.tr("{moved} moved to {where}, {freed} freed.").format(
                moved=moved, where=where, freed=freed
            )
        if job.kind == "restore":
            return self.tr("{moved} are back in the cache.").format(moved=moved)
        if job.kind == "freeze":
            return self.tr("{moved} compressed, {freed} freed.").format(moved=moved, freed=freed)
        if job.kind == "thaw":
            return self.tr("{moved} can be read again.").format(moved=moved)
        if job.kind == "mend-archive":
            return self.tr("Every link leads to {where} again.").format(where=where)
        if job.kind == "adopt":
            return self.tr("%Ln repo(s) of {where} are in the cache now.", "", len(done.repos)).format(
                where=where
            )
        if job.kind == "clear-orphans":
            return self.tr("{freed} freed in {where}.").format(freed=freed, where=where)
        if job.kind == "export":
            return self.tr("%Ln file(s) exported to {where}.", "", done.files).format(where=where)
        return self.tr("%Ln file(s) imported, {moved}.", "", done.files).format(moved=moved)

    def _downloaded(self, done: DownloadResult) -> str:
        """How much came, from how many, how long it took; and what was here before."""
        if not done.downloaded:
            if done.files:
                return self.tr(
                    "Everything was here already: %Ln file(s), {size}.", "", len(done.files)
                ).format(size=size(done.bytes))
            return self.tr("There was nothing to download.")
        # Who sent nothing in the end was no source.
        senders = sum(1 for came in done.sources.values() if came)
        sentence = self.tr("{size} from %Ln source(s) in {time}.", "", senders).format(
            size=size(done.downloaded), time=duration(done.seconds)
        )
        if done.reused:
            sentence += " " + self.tr("{size} were here before.").format(size=size(done.reused))
        return sentence

    def _repaired(self, done: RepairResult) -> str:
        """What was mended, or that nothing had to be."""
        if done.files:
            return self.tr("%Ln file(s) mended, {size} fetched again.", "", len(done.files)).format(
                size=size(done.refetched)
            )
        return self.tr("Nothing had to be mended: {size} checked.").format(size=size(done.checked))

    def _measured(self, done: BenchResult) -> str:
        """How many serve, and who is best."""
        able = sum(1 for one in done.mirrors if one.grade in {"good", "fair"})
        if not able:
            return self.tr("None of %Ln mirror(s) is of use.", "", len(done.mirrors))
        sentence = self.tr("{able} of %Ln mirror(s) of use, best of all {best}.", "", len(done.mirrors))
        return fill(sentence, {"able": count(able), "best": done.best})

    def _removed(self, job: JobView, done: RemovalResult) -> str:
        """What is deleted is gone; what lies in the trash still takes its room."""
        if job.kind == "undo":
            return self.tr("{size} are back in place.").format(size=size(done.frees))
        freed = max(0, done.frees - done.trashed)
        if not done.trashed:
            return self.tr("{size} freed.").format(size=size(freed))
        if not freed:
            sentence = self.tr("{size} moved to the trash; emptying it frees the space.")
            return sentence.format(size=size(done.trashed))
        sentence = self.tr("{size} freed; {more} are in the trash until it is emptied.")
        return sentence.format(size=size(freed), more=size(done.trashed))


title = Jobs().title
state = Jobs().state
pace = Jobs().pace
waiting = Jobs().waiting
outcome = Jobs().outcome
