"""Logins as the user sees and changes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hubkeep.engine.downloads.logins import allow_token, forget_token, keep_token, list_tokens
from hubkeep.engine.downloads.values import TokenView
from hubkeep.engine.hub.tokens import Tokens
from hubkeep.engine.problems import Failure
from hubkeep.engine.state.settings import Settings

from tests.engine.hub.keyrings import Memory, using

OFFICIAL = "https://huggingface.co"
MIRROR = "https://hf-mirror.com"
LAN = "http://nas.local:8090"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def safe() -> Iterator[Memory]:
    backend = Memory()
    with using(backend):
        yield backend


def view(endpoint: str, kept: str, allowed: bool) -> TokenView:
    return TokenView(endpoint=endpoint, kept=kept, allowed=allowed)  # type: ignore[arg-type]


def listed(settings: Settings, environ: dict[str, str]) -> tuple[TokenView, ...]:
    return list_tokens(
        settings.endpoints,
        Tokens(environ, Path("/nowhere"), lambda: settings.token_endpoints, Path("logins.json")),
    )


def test_a_chosen_mirror_is_shown_with_the_token_that_it_is_not_sent(safe: Memory) -> None:
    settings = Settings(endpoints=(MIRROR, LAN, OFFICIAL))
    assert listed(settings, {}) == ()
    official, mirror = view(OFFICIAL, "environment", True), view(MIRROR, "environment", False)
    environ = {"HF_TOKEN": "hf_env"}
    assert listed(settings, environ) == (official, mirror, view(LAN, "environment", False))
    settings = allow_token(settings, LAN, True)
    assert listed(settings, environ) == (official, view(LAN, "environment", True), mirror)
    settings = allow_token(settings, f"{LAN}/", False)
    assert listed(settings, environ) == (official, mirror, view(LAN, "environment", False))


def test_an_endpoint_is_kept_as_it_is_written_properly(safe: Memory) -> None:
    tokens = Tokens({}, Path("/nowhere"), lambda: (), Path("logins.json"))
    assert keep_token(tokens, " HF-mirror.com/ ", "hf_own\n") == MIRROR
    assert list_tokens((), tokens) == (view(MIRROR, "keyring", True),)
    assert allow_token(Settings(), "HF-mirror.com", True).token_endpoints == (MIRROR,)
    assert forget_token(tokens, "hf-mirror.com:443") == MIRROR
    assert list_tokens((), tokens) == ()


def test_allowing_is_for_others_than_the_official_endpoint(safe: Memory) -> None:
    settings = Settings(token_endpoints=(MIRROR,))
    assert allow_token(settings, OFFICIAL, True) is settings
    assert allow_token(settings, MIRROR, True) == settings
    with pytest.raises(Failure) as caught:
        allow_token(settings, "huggingface.co", False)
    assert caught.value.problem.code == "hub-token-official"


@pytest.mark.parametrize(
    "endpoint", ["", "http://mirror.example", "https://me:word@mirror.example", "ftp://x"]
)
def test_what_can_not_be_an_endpoint_gets_no_token(safe: Memory, endpoint: str) -> None:
    tokens = Tokens({}, Path("/nowhere"), lambda: (), Path("logins.json"))
    for refused in (
        lambda: keep_token(tokens, endpoint, "hf_own"),
        lambda: forget_token(tokens, endpoint),
        lambda: allow_token(Settings(), endpoint, True),
    ):
        with pytest.raises(Failure) as caught:
            refused()
        assert caught.value.problem.code.startswith("endpoint-")
    assert safe.held == {}
