"""`hubkeep token`: which login goes where. A token is read from stdin or a hidden prompt, never from an
argument, which every program on the machine could read."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final

from ..engine.engine import Engine
from ..engine.problems import printable
from ..options import Options
from .answer import Answer
from .services import surroundings

if TYPE_CHECKING:
    from ..engine.hub.tokens import Tokens

_LONGEST: Final = 1 << 14
_WHENCE: Final = {
    "keyring": "the keyring",
    "environment": "HF_TOKEN",
    "huggingface_hub": "hf auth login",
    "file": "a file",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions behind `hubkeep token`; without one it lists."""
    actions = parser.add_subparsers(metavar="ACTION")
    actions.add_parser("ls", help="list logins and whom they are sent to").set_defaults(run=ls)
    for name, run, text in (
        ("set", keep, "keep a token for URL in the system's keyring; read from stdin or a prompt"),
        ("forget", forget, "take the token for URL out of the keyring"),
        ("allow", allow, "let URL, a mirror, be sent the token of huggingface.co"),
        ("forbid", forbid, "do not let it any more"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        action.add_argument("url", metavar="URL")
        action.set_defaults(run=run)


def ls(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    from ..engine.downloads.logins import list_tokens

    tokens = _tokens(engine, options)
    views = list_tokens(engine.mirrors.order(), tokens)
    data = {
        "tokens": [{"endpoint": view.endpoint, "kept": view.kept, "allowed": view.allowed} for view in views],
        "allowed": list(engine.settings.token_endpoints),
        "keyring": tokens.keyring_works(),
    }
    width = max((len(view.endpoint) for view in views), default=0)
    lines = [
        f"{printable(view.endpoint):{width}}  {'sent' if view.allowed else 'not sent':8}  "
        f"from {_WHENCE[view.kept]}"
        for view in views
    ]
    return Answer(data, lines or ["No login. “hf auth login” or “hubkeep token set https://huggingface.co”."])


def keep(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    from ..engine.downloads.logins import keep_token
    from ..engine.net.address import endpoint_of

    checked = endpoint_of(arguments.url)  # a person should not type a token for nothing
    tokens = _tokens(engine, options)
    endpoint = keep_token(tokens, checked, _read_token(checked))
    sent = any(each.endpoint == endpoint and each.sent for each in tokens.listed())
    line = f"The keyring keeps a token for {printable(endpoint)}."
    if not sent:
        line += (
            f" It travels in clear there; “hubkeep token allow {printable(endpoint)}” sends it all the same."
        )
    return Answer({"endpoint": endpoint, "kept": "keyring", "allowed": sent}, [line])


def forget(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    from ..engine.downloads.logins import forget_token

    endpoint = forget_token(_tokens(engine, options), arguments.url)
    return Answer({"endpoint": endpoint}, [f"Forgot the token for {printable(endpoint)}."])


def allow(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    return _permit(engine, arguments.url, allowed=True)


def forbid(engine: Engine, arguments: argparse.Namespace, options: Options) -> Answer:
    return _permit(engine, arguments.url, allowed=False)


def _permit(engine: Engine, url: str, *, allowed: bool) -> Answer:
    from ..engine.downloads.logins import allow_token
    from ..engine.net.address import endpoint_of

    settings = engine.write_settings(allow_token(engine.settings, url, allowed))
    endpoint = endpoint_of(url)
    verb = "is sent" if allowed else "is no longer sent"
    return Answer(
        {"endpoint": endpoint, "allowed": allowed, "all": list(settings.token_endpoints)},
        [f"{printable(endpoint)} {verb} your token."],
    )


def _tokens(engine: Engine, options: Options) -> Tokens:
    from ..engine.hub.outward import LOGINS
    from ..engine.hub.tokens import Tokens

    at = surroundings(options)
    return Tokens(at.environ, at.user_home, lambda: engine.settings.token_endpoints, at.home / LOGINS)


def _read_token(endpoint: str) -> str:
    """From a prompt that shows nothing where there is a terminal, else the first line of stdin."""
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass(f"Token for {printable(endpoint)} (not shown): ", stream=sys.stderr)
    return sys.stdin.readline(_LONGEST).strip()
