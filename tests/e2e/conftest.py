"""What the tests of real processes share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.e2e.desk import Arrived, has_arrived
from tests.hub.resident import Resident


@pytest.fixture
def soaking(pytestconfig: pytest.Config) -> bool:
    """Whether this is `make soak`, which takes its time."""
    return bool(pytestconfig.getoption("--hypothesis-profile") == "soak")


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resident]:
    """The real huggingface_hub, loaded once for all tests."""
    with Resident(tmp_path_factory.mktemp("client")) as running:
        yield running


@pytest.fixture
def arrived(client: Resident) -> Arrived:
    """`arrived(hub, desk, repo, …)`: all is there, and the real client agrees. Asked after each download."""
    return partial(has_arrived, client)
