"""What the Archive page calls things: tiers, archives, plans, policies, in the language of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...link.messages import (
    ArchivePlan,
    ArchiveView,
    Finding,
    KeptRepo,
    KnownArchive,
    Moving,
    Policy,
    Tier,
)
from ..formatting import NBSP, ago, size
from ..library.words import plain
from ..problems import sentence
from ..translated import Translated

DOT: Final = f"{NBSP}· "
BUCKET: Final = "s3://"
TIER_TONES: Final[dict[Tier, str]] = {
    "archived": "archive",
    "partly": "archive",
    "offline": "warn",
    "frozen": "accent",
    "bucket": "archive",
    "orphan": "muted",
}
"""The token that a tier's pill is drawn in."""
MOST: Final = 12


def name(archive: KnownArchive) -> str:
    """What an archive is called: its name, else where it is."""
    return plain(archive.name or archive.bucket or archive.path)


def place(archive: KnownArchive) -> str:
    """Where it is."""
    return plain(archive.bucket or archive.path)


def repo_of(key: str) -> str:
    """The repo that a folder of a cache is named after."""
    return plain(key.partition("--")[2].replace("--", "/") or key)


class ArchiveWords(Translated):
    """What takes words of a language. Its methods are functions of this module, below."""

    def named(self, keys: Sequence[str]) -> str:
        """The repos' names, a line each; those beyond a dozen are counted."""
        lines = [repo_of(key) for key in keys[:MOST]]
        if len(keys) > MOST:
            lines.append(self.tr("and %n more", "", len(keys) - MOST))
        return "\n".join(lines)

    def tier(self, tier: Tier) -> str:
        """Where the big files of a repo are, in a word or two."""
        if tier == "archived":
            return self.tr("archived")
        if tier == "partly":
            return self.tr("partly archived")
        if tier == "offline":
            return self.tr("not connected")
        if tier == "frozen":
            return self.tr("frozen")
        if tier == "bucket":
            return self.tr("in a bucket")
        return self.tr("archive only")

    def tier_tip(self, tier: Tier) -> str:
        """What that means for whoever wants to load it."""
        if tier == "archived":
            return self.tr("Programs load it as before, from the other disk.")
        if tier == "partly":
            return self.tr("Some of it is on the other disk, some in the cache. Programs load it as before.")
        if tier == "offline":
            return self.tr("Its disk is not connected. Connect it and it loads again by itself.")
        if tier == "frozen":
            return self.tr("It is compressed. Programs can't load it until it is thawed or restored.")
        if tier == "bucket":
            return self.tr("It is in object storage. Programs can't load it until it is restored.")
        return self.tr("The cache does not know it any more; its files are still in the archive.")

    def summary(self, view: ArchiveView) -> str:
        """How much lies where."""
        if not view.kept:
            return self.tr("Nothing is archived yet")
        parts = [
            self.tr("%n repo(s)", "", len(view.kept)),
            self.tr("{size} archived").format(size=size(sum(kept.bytes for kept in view.kept))),
        ]
        away = [archive for archive in view.archives if not archive.connected and not archive.bucket]
        if away:
            parts.append(self.tr("%n disk(s) not connected", "", len(away)))
        return " · ".join(parts)

    def chosen(self, kept: Sequence[KeptRepo]) -> str:
        """For the status bar: what is selected."""
        if not kept:
            return ""
        total = size(sum(each.bytes for each in kept))
        return " · ".join((self.tr("%n selected", "", len(kept)), total))

    def state(self, archive: KnownArchive) -> str:
        """Whether an archive can be reached."""
        if archive.bucket:
            return self.tr("bucket")
        return self.tr("connected") if archive.connected else self.tr("not connected")

    def holds(self, archive: KnownArchive) -> str:
        """What an archive has."""
        if not archive.repos:
            return self.tr("empty")
        parts = [size(archive.bytes), self.tr("%n repo(s)", "", archive.repos)]
        if archive.frozen:
            parts.append(self.tr("{size} frozen").format(size=size(archive.frozen)))
        return DOT.join(parts)

    def room(self, archive: KnownArchive, now: float) -> str:
        """What is free there; of a disk that is away, since when."""
        if archive.bucket:
            return ""
        if not archive.connected:
            if not archive.seen:
                return ""
            return self.tr("last seen {when}").format(when=ago(archive.seen, now))
        if archive.volume is None:
            return ""
        return self.tr("{free} free of {total}").format(
            free=size(archive.volume.free), total=size(archive.volume.total)
        )

    def finding(self, finding: Finding, archive: str) -> tuple[str, str]:
        """What was found, and the word for putting it right."""
        total, n = size(finding.bytes), len(finding.keys)
        if finding.kind == "moved":
            text = self.tr(
                "{archive} is mounted elsewhere now: links of %n repo(s) lead to its old place.", "", n
            )
            return text.format(archive=archive), self.tr("Relink")
        if finding.kind == "refetched":
            text = self.tr(
                "While {archive} was away, %n repo(s) were fetched again: {size} are stored twice.", "", n
            )
            return text.format(archive=archive, size=total), self.tr("Put right")
        text = self.tr("{archive} holds %n repo(s), {size}, that this cache does not know.", "", n)
        return text.format(archive=archive, size=total), self.tr("Adopt")

    def what_it_does(self, plan: ArchivePlan, where: str) -> str:
        """What archiving would do, in a sentence."""
        text = self.tr("Copies {bytes} to {where} and frees {frees} here.").format(
            bytes=size(plan.bytes), where=where, frees=size(plan.frees)
        )
        here, there = size(plan.free_here + plan.frees), size(max(0, plan.free - plan.bytes))
        if plan.free_here and plan.free:
            after = self.tr("Afterwards {here} are free here, and {there} there.")
        elif plan.free_here:
            after = self.tr("Afterwards {here} are free here.")
        else:
            return text
        return f"{text} {after.format(here=here, there=there)}"

    def stays_behind(self, plan: ArchivePlan) -> str:
        """What does not move, by the plan."""
        stays = sum(moving.stays for moving in plan.moves)
        if not stays:
            return ""
        return self.tr("{size} stay in the cache: small files, and what can't move.").format(size=size(stays))

    def why(self, moving: Moving) -> str:
        """Why not all of a repo moves; empty where it does."""
        return "\n".join(sentence(reason) for reason in moving.reasons)

    def archive_button(self, count: int, total: int) -> str:
        """The verb, with number and size."""
        if not count:
            return self.tr("Archive")
        return self.tr("Archive %n repo(s) ({size})", "", count).format(size=size(total))

    def policy(self, policy: Policy) -> str:
        """What a policy does, in one line."""
        parts = [self.tr("not read for %n day(s)", "", policy.unread_days)]
        if policy.larger_than:
            parts.append(self.tr("larger than {size}").format(size=size(policy.larger_than)))
        if policy.matching:
            parts.append(plain(", ".join(policy.matching)))
        if policy.except_matching:
            parts.append(self.tr("not {names}").format(names=plain(", ".join(policy.except_matching))))
        if policy.only_below_free:
            parts.append(self.tr("only below {size} free").format(size=size(policy.only_below_free)))
        if policy.freeze:
            parts.append(self.tr("frozen there"))
        return DOT.join(parts)


_words = ArchiveWords()
named = _words.named
tier = _words.tier
tier_tip = _words.tier_tip
summary = _words.summary
chosen = _words.chosen
state = _words.state
holds = _words.holds
room = _words.room
finding = _words.finding
what_it_does = _words.what_it_does
stays_behind = _words.stays_behind
why = _words.why
archive_button = _words.archive_button
policy = _words.policy
