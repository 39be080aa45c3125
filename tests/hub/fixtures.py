"""A pytest plugin: `hub`, `models` and `hf_home`; beside them the function `hf`, the real client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.client import ClientFailed, hf
from tests.hub.models import Models, build
from tests.hub.server import Hub

__all__ = ["ClientFailed", "hf", "hf_home", "hub", "models"]


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A running hub with nothing in it."""
    with Hub() as running:
        yield running


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    """The example repos; put those that are needed on the hub: `models.gguf.put(hub)`."""
    return build(tmp_path_factory.mktemp("models"))


@pytest.fixture
def hf_home(tmp_path: Path) -> Path:
    """A home for the real client; its cache is the folder `hub` in it."""
    home = tmp_path / "hf-home"
    home.mkdir()
    return home
