"""Numbers and times as a person of the chosen language reads them. Sizes are decimal, as disks are sold."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale

from .translated import Translated

NBSP = "\u00a0"

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_DAY_IN_MINUTES = 1440


def size(number: float) -> str:
    """Bytes with three significant digits and a unit: `65.5 GB`."""
    value, unit = float(max(number, 0)), 0
    # 999.5 would be written 1000 in the smaller unit.
    while value >= (999.5 if unit else 1000) and unit < len(_UNITS) - 1:
        value /= 1000
        unit += 1
    digits = 0 if unit == 0 else max(0, 3 - len(str(int(value))) - (1 if _rounds_up(value) else 0))
    return f"{QLocale().toString(value, 'f', digits)}{NBSP}{_UNITS[unit]}"


def _rounds_up(value: float) -> bool:
    """Whether rounding to three digits gives `value` one more digit before the point: 9.996, 99.96."""
    return value < 999.5 and len(str(int(value))) < len(str(int(float(f"{value:.3g}"))))


def rate(number: float) -> str:
    """Bytes a second: `86.0 MB/s`."""
    return f"{size(number)}/s"


def count(number: int) -> str:
    """A whole number with the language's grouping: `10,000`."""
    return QLocale().toString(number)


def moment(timestamp: float | None) -> str:
    """Date and time, in the language's short form; a dash for None."""
    if timestamp is None:
        return "–"
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(timestamp)), QLocale.FormatType.ShortFormat)


class Formatting(Translated):
    """What takes words of a language. Its methods are functions of this module, below."""

    def ago(self, timestamp: float | None, now: float) -> str:
        """How long ago, to the day and coarser with age: `today`, `5 days ago`; a dash for None."""
        if timestamp is None:
            return "–"
        days = max(0, _day(now) - _day(timestamp))
        if days == 0:
            return self.tr("today")
        if days == 1:
            return self.tr("yesterday")
        if days < 14:
            return self.tr("%n day(s) ago", "", days)
        if days < 60:
            return self.tr("%n week(s) ago", "", days // 7)
        if days < 730:
            return self.tr("%n month(s) ago", "", min(round(days / 30.44), 23))
        return self.tr("%n year(s) ago", "", int(days / 365.25))

    def duration(self, seconds: float) -> str:
        """A time span to its two greatest parts: `45 s`, `12 min`, `1 h 5 min`, `2 d 3 h`."""
        whole = max(0, round(seconds))
        if whole < 60:
            return self.tr("{n} s").format(n=whole)
        # Each unit is rounded before it is compared: 59 min 59 s are an hour.
        minutes = round(whole / 60)
        if minutes < 60:
            return self.tr("{n} min").format(n=minutes)
        if minutes < _DAY_IN_MINUTES:
            hours, rest = divmod(minutes, 60)
            text = self.tr("{h} h {min} min").format(h=hours, min=rest)
            return text if rest else self.tr("{n} h").format(n=hours)
        days, rest = divmod(round(minutes / 60), 24)
        text = self.tr("{d} d {h} h").format(d=days, h=rest)
        return text if rest else self.tr("{n} d").format(n=days)


def _day(timestamp: float) -> int:
    """The number of the local calendar day that holds `timestamp`."""
    return int(QDateTime.fromSecsSinceEpoch(int(timestamp)).date().toJulianDay())


ago = Formatting().ago
duration = Formatting().duration
