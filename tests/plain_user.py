"""A command as a user whom permissions bind, also where the tests run as root."""

from __future__ import annotations

import os
from collections.abc import Sequence


def bound(command: Sequence[str]) -> list[str]:
    """`command`, without root's right to overlook permissions."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--", *command]
