"""When to ask again. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from .http import Headers

BUSY: Final = frozenset({429, 503})
"""Statuses by which a host asks to come back later."""
FAILING: Final = frozenset({408, 500, 502, 504})
"""Statuses of trouble that may be over in a moment."""
_LIMIT_RESETS: Final = re.compile(r"(?:^|[;,\s])t=([0-9]{1,9})")


def retry_after(headers: Headers) -> float | None:
    """Seconds to wait, None where the host does not say: by a number, by a date measured against the
    host's own clock, or by when its count of requests begins anew (`RateLimit: …;t=12`)."""
    value = (headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    then = date_of(value)
    if then is not None:
        now = date_of(headers.get("Date") or "") or datetime.now(UTC)
        return max((then - now).total_seconds(), 0.0)
    resets = _LIMIT_RESETS.search(headers.get("RateLimit") or "")
    return float(resets[1]) if resets else None


def backoff(attempt: int) -> float:
    """Seconds to wait after the `attempt`th try, from 1 on: 0.5, 1, 2, 4, 8, and no more."""
    return min(8.0, 0.25 * (1 << attempt))


def date_of(text: str) -> datetime | None:
    """A date as HTTP has it; None where it is none."""
    # The module is slow to load, and dates are rare.
    import email.utils

    try:
        found = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
