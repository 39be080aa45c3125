"""How fast downloads may be at which hour: pure rules."""

from __future__ import annotations

from datetime import time
from typing import Final

from ..state.settings import Settings

_DAY: Final = 24 * 60 * 60


def in_full_hours(now: time, start: str, end: str) -> bool:
    """Whether `now` is at or after `start` and before `end`, both `HH:MM`, over midnight where `end` is
    the earlier. Hours that are empty, equal or no hours at all are the whole day."""
    hours = _hours(start, end)
    if hours is None:
        return True
    first, last = hours
    return (_second(now) - first) % _DAY < (last - first) % _DAY


def limit_now(settings: Settings, now: time) -> int | None:
    """Bytes a second for all downloads together at this local time; 0: no limit, None: they wait."""
    if in_full_hours(now, settings.full_speed_from, settings.full_speed_to):
        return settings.download_rate
    if not settings.other_hours_rate:
        return None
    return min(settings.other_hours_rate, settings.download_rate or settings.other_hours_rate)


def next_change(settings: Settings, now: time) -> float | None:
    """Seconds until the full hours begin or end, more than 0; None where they never do. Where the clock is
    put forward or back meanwhile it comes so much sooner or later."""
    hours = _hours(settings.full_speed_from, settings.full_speed_to)
    if hours is None:
        return None
    return min((moment - _second(now)) % _DAY or _DAY for moment in hours)


def _hours(start: str, end: str) -> tuple[int, int] | None:
    """Both as seconds of the day."""
    try:
        first, last = (_second(time.fromisoformat(each)) for each in (start, end))
    except ValueError:
        return None
    return None if first == last else (int(first), int(last))


def _second(moment: time) -> float:
    return moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
