"""What the tests of real processes share."""

from __future__ import annotations

import pytest


@pytest.fixture
def soaking(pytestconfig: pytest.Config) -> bool:
    """Whether this is `make soak`, which takes its time."""
    return bool(pytestconfig.getoption("--hypothesis-profile") == "soak")
