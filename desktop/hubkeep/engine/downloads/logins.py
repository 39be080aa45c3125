"""Logins as the user sees and changes them; never a token on the way out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..hub.tokens import Tokens
from ..hub.urls import OFFICIAL
from ..net.address import endpoint_of
from ..problems import Failure
from ..state.settings import Settings
from .values import TokenView


def list_tokens(endpoints: Sequence[str], tokens: Tokens) -> tuple[TokenView, ...]:
    """Every login, and with it those of `endpoints`, which are asked, that it is not sent to: allowing them
    would send it."""
    logins = tokens.listed()
    views = [TokenView(endpoint=each.endpoint, kept=each.kept, allowed=each.sent) for each in logins]
    known = {each.endpoint for each in logins}
    general = next((each for each in logins if each.endpoint == OFFICIAL and each.sent), None)
    if general is not None:
        views += [
            TokenView(endpoint=endpoint, kept=general.kept, allowed=False)
            for endpoint in endpoints
            if endpoint not in known
        ]
    return tuple(views)


def keep_token(tokens: Tokens, endpoint: str, token: str) -> str:
    """Keeps a token for an endpoint as it was typed; the endpoint as it is kept. Raises `Failure`."""
    checked = endpoint_of(endpoint)
    tokens.keep(checked, token)
    return checked


def forget_token(tokens: Tokens, endpoint: str) -> str:
    """Forgets the token kept for an endpoint. Raises `Failure` where none is."""
    checked = endpoint_of(endpoint)
    tokens.forget(checked)
    return checked


def allow_token(settings: Settings, endpoint: str, allowed: bool) -> Settings:
    """The settings in which `endpoint` may, or may not, be sent the user's token. Raises `Failure`."""
    checked = endpoint_of(endpoint)
    if checked == OFFICIAL:
        if allowed:
            return settings
        raise Failure("hub-token-official", refused=True)
    others = tuple(each for each in settings.token_endpoints if each != checked)
    return msgspec.structs.replace(settings, token_endpoints=(*others, checked) if allowed else others)
