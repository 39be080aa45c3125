"""What a refusal means: told apart by what a hub says of it, and each with a next step."""

from __future__ import annotations

import json

import pytest
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.hub.failures import Asked, is_page, licence_page, reason_of, refusal, unreached
from hubkeep.engine.net.failure import FailureKind, NetFailure
from hubkeep.engine.net.http import Headers
from hubkeep.engine.problems import SENTENCES
from hypothesis import given
from hypothesis import strategies as st

REPO = RepoId(RepoType.MODEL, "org/name")
ENDPOINT = "https://huggingface.co"
HTML = b"<!doctype html><title>Sign in</title>"
GATED = "Access to model org/name is restricted. You must have access to it and be authenticated"


def told(
    status: int,
    code: str = "",
    message: str = "",
    *,
    body: bytes = b"",
    token: bool = False,
    endpoint: str = ENDPOINT,
    repo: RepoId | None = REPO,
    **more: str,
) -> tuple[str, dict[str, str | int]]:
    lines = [(name.replace("_", "-"), value) for name, value in more.items()]
    lines += [("X-Error-Code", code)] if code else []
    lines += [("X-Error-Message", message)] if message else []
    asked = Asked(endpoint=endpoint, repo=repo, revision="main", path="a/b", with_token=token)
    found = refusal(status, Headers(lines), body, asked)
    assert found.sentence()
    return found.code, found.params


@pytest.mark.parametrize(
    ("status", "code", "message", "token", "expected"),
    [
        (404, "RepoNotFound", "Repository not found", True, "hub-not-found-to-login"),
        (404, "RepoNotFound", "Repository not found", False, "hub-repo-not-found"),
        (401, "RepoNotFound", "Invalid username or password.", False, "hub-not-found-or-private"),
        (401, "RepoNotFound", "Invalid username or password.", True, "hub-not-found-to-login"),
        (401, "", "Invalid username or password.", False, "hub-not-found-or-private"),
        (401, "", "Invalid credentials in Authorization header", True, "hub-token-refused"),
        (404, "RevisionNotFound", "Invalid rev id: main", False, "hub-revision-not-found"),
        (404, "EntryNotFound", "a/b does not exist", False, "hub-entry-not-found"),
        (401, "GatedRepo", GATED, False, "hub-gated-login"),
        (401, "GatedRepo", GATED, True, "hub-gated-not-passed"),
        (403, "GatedRepo", GATED, True, "hub-gated-terms"),
        (403, "GatedRepo", GATED, False, "hub-gated-login"),
        (403, "", "Access to this resource is disabled.", False, "hub-disabled"),
        (403, "", "Your token lacks the right scope", True, "hub-forbidden"),
        (403, "", "", False, "hub-forbidden"),
        (403, "", "Private repository storage limit reached", True, "hub-quota"),
        (402, "", "", True, "hub-quota"),
        (403, "", "This model is not available in your country.", False, "hub-region"),
        (451, "", "", False, "hub-region"),
        (429, "", "We had to rate limit your IP.", False, "hub-busy"),
        (500, "", "Internal error", False, "hub-failing"),
        (503, "", "", False, "hub-failing"),
        (404, "", "", False, "hub-repo-not-found"),
        (400, "", "Bad request", False, "hub-forbidden"),
        (418, "Teapot", "", False, "hub-forbidden"),
    ],
)
def test_refusals_of_a_repo(status: int, code: str, message: str, token: bool, expected: str) -> None:
    assert told(status, code, message, token=token)[0] == expected


def test_refusals_of_a_search() -> None:
    assert told(401, repo=None)[0] == "hub-no-search"
    assert told(401, repo=None, token=True)[0] == "hub-token-refused"
    # What olah answers to every route that it does not have.
    assert told(401, "RepoNotFound", repo=None, token=True)[0] == "hub-no-search"
    assert told(404, repo=None)[0] == "hub-no-search"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (403, "hub-web-page"),
        (401, "hub-web-page"),
        (302, "hub-web-page"),
        (404, "hub-no-hub"),
        (502, "hub-failing"),
    ],
)
def test_a_page_for_people_is_no_answer_of_a_hub(status: int, expected: str) -> None:
    assert told(status, body=HTML)[0] == expected
    assert told(status, Content_Type="text/html; charset=utf-8")[0] == expected


def test_a_code_counts_more_than_a_page_around_it() -> None:
    assert told(404, "RepoNotFound", body=HTML)[0] == "hub-repo-not-found"


def test_how_long_to_wait() -> None:
    assert told(429, Retry_After="17")[1]["seconds"] == 17
    assert told(429, RateLimit='"api";r=0;t=211')[1]["seconds"] == 211
    assert told(429)[1]["seconds"] == 0
    date = "Wed, 21 Oct 2015 07:28:"
    assert told(429, Retry_After=f"{date}30 GMT", Date=f"{date}00 GMT")[1]["seconds"] == 30


@pytest.mark.parametrize(
    ("endpoint", "reason", "page"),
    [
        ("https://huggingface.co", "", "https://huggingface.co/org/name"),
        ("https://hf-mirror.com", "", "https://huggingface.co/org/name"),
        ("https://hf-mirror.com", "Visit https://hf-mirror.com/org/name", "https://huggingface.co/org/name"),
        ("https://hf-mirror.com", "Visit https://evil.example/login", "https://huggingface.co/org/name"),
        ("http://127.0.0.1:9", "", "http://127.0.0.1:9/org/name"),
        ("http://127.0.0.1:9", "Visit https://huggingface.co/org/name", "https://huggingface.co/org/name"),
        ("http://127.0.0.1:9", "Visit https://evil.example/huggingface.co", "http://127.0.0.1:9/org/name"),
        ("http://nas.local/hf", "", "https://huggingface.co/org/name"),
    ],
)
def test_where_terms_are_accepted(endpoint: str, reason: str, page: str) -> None:
    assert licence_page(endpoint, REPO, reason) == page
    assert told(403, "GatedRepo", reason, token=True, endpoint=endpoint)[1]["url"] == page


def test_where_the_terms_of_a_dataset_are_accepted() -> None:
    repo = RepoId(RepoType.DATASET, "org/data")
    assert licence_page(ENDPOINT, repo) == "https://huggingface.co/datasets/org/data"


def test_the_reason_of_the_body() -> None:
    assert told(403, body=b'{"error":"No <b>right</b>\\n to it"}')[1]["reason"] == "No b right /b to it"
    assert told(403, body=b'{"error":1}')[1]["reason"] == "no reason given"
    assert told(403, body=b"\xff\xfe")[1]["reason"] == "no reason given"


@given(
    status=st.integers(201, 599).filter(lambda status: not 300 <= status < 400),
    headers=st.dictionaries(
        st.sampled_from(["X-Error-Code", "X-Error-Message", "Retry-After", "RateLimit", "Content-Type"]),
        st.text(max_size=300) | st.sampled_from(["GatedRepo", "RepoNotFound", "text/html", "EntryNotFound"]),
    ),
    body=st.binary(max_size=300) | st.text().map(lambda text: json.dumps({"error": text}).encode()),
    token=st.booleans(),
    repo=st.sampled_from([None, REPO]),
)
def test_whatever_comes_becomes_one_plain_sentence(
    status: int, headers: dict[str, str], body: bytes, token: bool, repo: RepoId | None
) -> None:
    asked = Asked(endpoint=ENDPOINT, repo=repo, revision="main", with_token=token)
    found = refusal(status, Headers(list(headers.items())), body, asked)
    sentence = found.sentence()
    assert found.code.startswith("hub-")
    assert sentence.isprintable()
    assert "<" not in sentence
    assert len(sentence) < 600


@pytest.mark.parametrize(
    "kind", ["name", "refused", "unreachable", "timeout", "tls", "proxy", "closed", "protocol"]
)
def test_connections_that_fail(kind: FailureKind) -> None:
    for reason in ("", "why"):
        found = unreached(NetFailure(kind, "example.com", reason))
        assert found.code in SENTENCES
        assert "example.com" in found.sentence()
        assert "()" not in found.sentence()


def test_what_a_page_is() -> None:
    assert is_page(Headers([("Content-Type", "TEXT/HTML;charset=x")]), b"")
    assert is_page(Headers([]), b"\n  <HTML lang=en>")
    assert not is_page(Headers([("Content-Type", "application/json")]), b'{"a":"<html>"}')
    assert reason_of(Headers([("Content-Type", "text/html")]), b'{"error":"x"}') == ""
