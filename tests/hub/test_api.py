"""The API as the real client sees it, and the answers by which it tells errors apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hub.asking import ask, follow
from tests.hub.content import About
from tests.hub.fixtures import hf
from tests.hub.messages import Host, Route
from tests.hub.models import Models
from tests.hub.server import Hub

READ = """
import json
from huggingface_hub import HfApi, RepoFile
api = HfApi()
model = api.model_info("hub-tests/tiny-llama", files_metadata=True)
data = "hub-tests/numbered-sentences"
tree = list(api.list_repo_tree(data, repo_type="dataset", recursive=True, expand=True))
refs = api.list_repo_refs("hub-tests/tiny-llama", include_pull_requests=True)
header = api.parse_safetensors_file_metadata("hub-tests/tiny-llama", "model.safetensors")
parts = api.get_safetensors_metadata("hub-tests/tiny-llama-sharded")
at_once = api.get_sharded_safetensors_metadata("hub-tests/tiny-llama-sharded")
print(json.dumps({
    "sha": model.sha, "tags": model.tags, "licence": model.card_data.license,
    "total": model.safetensors.total,
    "sizes": {each.rfilename: each.size for each in model.siblings},
    "lfs": [each.rfilename for each in model.siblings if each.lfs],
    "listed": [each.path for each in tree],
    "files": {each.path: [each.size, each.blob_id, each.last_commit.title]
              for each in tree if isinstance(each, RepoFile)},
    "inner": [each.path for each in api.list_repo_tree(data, "data/archive", repo_type="dataset")],
    "branches": {each.name: each.target_commit for each in refs.branches},
    "refs": sorted(each.ref for each in (*refs.branches, *refs.tags, *refs.pull_requests)),
    "commits": [each.title for each in api.list_repo_commits("hub-tests/tiny-llama")],
    "paths": [each.path for each in api.get_paths_info(
        data, ["data", "README.md", "nope"], repo_type="dataset")],
    "gguf": api.model_info("hub-tests/tiny-llama-GGUF").gguf,
    "space": api.space_info("hub-tests/echo").sdk,
    "kernel": api.repo_info("hub-tests/activation", repo_type="kernel").sha,
    "resolved": api.resolve_revision("hub-tests/tiny-llama", revision="v1.0").resolved,
    "found": [each.id for each in api.list_models(search="tiny", limit=3)],
    "datasets": [each.id for each in api.list_datasets(author="hub-tests")],
    "parameters": header.parameter_count, "in_parts": parts.parameter_count,
    "at_once": at_once.parameter_count,
    "exists": [api.repo_exists("hub-tests/tiny-llama"), api.repo_exists("hub-tests/nothing"),
               api.file_exists("hub-tests/tiny-llama", "config.json"),
               api.file_exists("hub-tests/tiny-llama", "nope.json")],
    "me": api.whoami(token="hf_good")["name"],
}))
"""


def test_the_real_client_reads_everything(hub: Hub, models: Models, hf_home: Path) -> None:
    for example in models.all():
        if example is not models.minilm:
            example.put(hub)
    hub.content.token("hf_good", "ada")
    repo = hub.content.repo("hub-tests/tiny-llama")
    assert repo is not None
    repo.tag("v1.0")
    tagged = repo.head
    repo.ref("refs/pr/1")
    repo.commit({"notes.md": b"later"}, title="Add notes")
    # Three lines a page: every listing needs several.
    hub.settings = replace(hub.settings, page_size=3, expanded_page_size=2)

    said = json.loads(hf(hub, hf_home, READ).stdout)

    assert said["sha"] == repo.head.id
    assert said["sizes"] == {path: entry.size for path, entry in repo.head.files.items()}
    assert said["lfs"] == ["model.safetensors"]
    assert said["licence"] == "apache-2.0"
    assert "license:apache-2.0" in said["tags"]
    data = hub.content.repo("hub-tests/numbered-sentences", "dataset")
    assert data is not None
    dataset = data.head
    assert set(said["listed"]) == {*dataset.files, *dataset.folders} - {""}
    assert said["files"] == {
        path: [entry.size, entry.oid, "Initial commit"] for path, entry in dataset.files.items()
    }
    assert said["inner"] == ["data/archive/all.jsonl"]
    assert said["branches"] == {"main": repo.head.id}
    assert said["refs"] == ["refs/heads/main", "refs/pr/1", "refs/tags/v1.0"]
    assert said["commits"] == ["Add notes", "Initial commit"]
    assert said["paths"] == ["data", "README.md"]
    assert said["gguf"] == {
        "total": said["parameters"]["BF16"],
        "architecture": "llama",
        "context_length": 2048,
    }
    assert said["total"] == said["parameters"]["BF16"]
    assert said["in_parts"] == said["at_once"] == {"F16": said["total"]}
    assert said["space"] == "gradio"
    assert len(said["kernel"]) == 40
    assert said["resolved"] == tagged.id
    assert sorted(said["found"]) == [
        "hub-tests/tiny-llama",
        "hub-tests/tiny-llama-GGUF",
        "hub-tests/tiny-llama-sharded",
    ]
    assert said["datasets"] == ["hub-tests/numbered-sentences"]
    assert said["exists"] == [True, False, True, False]
    assert said["me"] == "ada"
    assert len(hub.log.requests(Route.TREE)) > 3


REFUSED = """
import json, sys
from huggingface_hub import HfApi, hf_hub_download, snapshot_download
def name(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except Exception as error:
        return type(error).__name__
    return "fine"
api = HfApi()
print(json.dumps([
    [name(hf_hub_download, repo, "config.json", token=token),
     name(api.model_info, repo, token=token),
     name(api.auth_check, repo, token=token)]
    for repo in ("org/open", "org/gated", "org/private", "org/missing", "org/disabled")
    for token in (False, "hf_member", "hf_stranger")
] + [
    name(hf_hub_download, "org/open", "nope.json", token=False),
    name(hf_hub_download, "org/open", "config.json", revision="nope", token=False),
    name(api.model_info, "org/open", revision="nope", token=False),
    name(api.model_info, "org/open", token="hf_unknown"),
    name(api.whoami, token="hf_unknown"),
    name(snapshot_download, "org/closed", token=False),
    hf_hub_download("gpt2", "config.json", token=False).split("snapshots")[0][-17:],
]))
"""


def test_the_real_client_tells_errors_apart(hub: Hub, hf_home: Path) -> None:
    members = frozenset({"member"})
    files = {"config.json": b"{}"}
    hub.add("org/open", files)
    hub.add("org/gated", files, about=About(gated="manual", readers=members))
    hub.add("org/closed", files, about=About(gated="auto"))
    hub.add("org/private", files, about=About(private=True, readers=members))
    hub.add("org/disabled", files, about=About(disabled=True))
    hub.add("gpt2", files)
    hub.content.move("gpt2", "openai-community/gpt2")
    hub.content.token("hf_member", "member")
    hub.content.token("hf_stranger", "stranger")

    said = json.loads(hf(hub, hf_home, REFUSED).stdout)

    fine, gone = "fine", "RepositoryNotFoundError"
    assert said[0:3] == [[fine, fine, fine]] * 3
    # The files of a gated repo are closed, what it is stays open; once downloaded a file stays in the cache.
    assert said[3] == ["GatedRepoError", fine, "GatedRepoError"]
    assert said[4] == [fine, fine, fine]
    assert said[5][1:] == [fine, "GatedRepoError"]
    assert said[6] == [gone, gone, gone]
    assert said[7] == [fine, fine, fine]
    assert said[8][1:] == [gone, gone]
    assert said[9:12] == [[gone, gone, gone]] * 3
    assert [each[1:] for each in said[12:15]] == [["DisabledRepoError"] * 2] * 3
    assert said[15:] == [
        "RemoteEntryNotFoundError",
        "RevisionNotFoundError",
        "RevisionNotFoundError",
        "HfHubHTTPError",
        "HfHubHTTPError",
        "GatedRepoError",
        "hub/models--gpt2/",
    ]
    assert hub.log.tokens(Host.CDN) == set()


@pytest.mark.parametrize(
    ("path", "token", "status", "code"),
    [
        ("/org/gated/resolve/main/config.json", "", 401, "GatedRepo"),
        ("/org/gated/resolve/main/config.json", "hf_stranger", 403, "GatedRepo"),
        ("/api/models/org/missing", "", 401, "RepoNotFound"),
        ("/api/models/org/missing", "hf_stranger", 404, "RepoNotFound"),
        ("/api/models/org/missing", "hf_unknown", 401, None),
        ("/api/models/org/gated/revision/nope", "", 404, "RevisionNotFound"),
        ("/api/models/org/gated/tree/main/nope", "", 404, "EntryNotFound"),
        ("/api/nonsense", "", 404, None),
        ("/api/models/org/gated/auth-check/write", "hf_member", 403, None),
    ],
)
def test_refusals_carry_the_hubs_codes(
    hub: Hub, path: str, token: str, status: int, code: str | None
) -> None:
    hub.add("org/gated", {"config.json": b"{}"}, about=About(gated="auto", readers=frozenset({"member"})))
    hub.content.token("hf_member", "member")
    hub.content.token("hf_stranger", "stranger")
    reply = ask(hub, path, headers={"Authorization": f"Bearer {token}"} if token else {})
    assert (reply.status, reply.headers.get("x-error-code")) == (status, code)
    assert reply.headers["x-error-message"]


def test_the_head_of_a_file_says_what_the_client_needs(hub: Hub) -> None:
    repo = hub.add("org/name", {"config.json": b"{}", "model.safetensors": b"weights" * 100})
    commit, files = repo.head.id, repo.head.files

    large = ask(hub, "/org/name/resolve/main/model.safetensors", method="HEAD")
    assert large.status == 302
    assert large.headers["location"].startswith(f"{hub.cdn}/")
    assert large.headers["x-repo-commit"] == commit
    assert large.headers["x-linked-etag"] == f'"{files["model.safetensors"].sha256}"'
    assert large.headers["x-linked-size"] == "700"
    assert large.headers["accept-ranges"] == "bytes"
    assert "x-xet-hash" not in large.headers
    assert large.body == b""

    small = ask(hub, "/org/name/resolve/main/config.json", method="HEAD")
    assert small.status == 307
    assert small.headers["location"].startswith(f"/api/resolve-cache/models/org/name/{commit}/config.json")
    end = follow(hub, "/org/name/resolve/main/config.json", method="HEAD")
    assert end.status == 200
    assert end.headers["etag"] == f'"{files["config.json"].oid}"'
    assert end.headers["content-length"] == "2"
    assert end.headers["x-repo-commit"] == commit

    hub.settings = replace(hub.settings, resolve_cache=False)
    direct = ask(hub, "/org/name/resolve/main/config.json")
    assert (direct.status, direct.body) == (200, b"{}")
    missing = ask(hub, "/org/name/resolve/main/nope", method="HEAD")
    assert (missing.status, missing.headers["x-error-code"]) == (404, "EntryNotFound")
    assert missing.headers["x-repo-commit"] == commit


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop", "says"),
    [
        ("bytes=0-9", 206, 0, 10, "bytes 0-9/1000"),
        ("bytes=990-", 206, 990, 1000, "bytes 990-999/1000"),
        ("bytes=-1", 206, 999, 1000, "bytes 999-999/1000"),
        ("bytes=-5000", 206, 0, 1000, "bytes 0-999/1000"),
        ("bytes=500-99999", 206, 500, 1000, "bytes 500-999/1000"),
        ("bytes=1000-", 416, 0, 0, "bytes */1000"),
        ("bytes=-0", 416, 0, 0, "bytes */1000"),
        ("bytes=9-5", 200, 0, 1000, None),
        ("bytes=0-1,5-6", 200, 0, 1000, None),
        ("lines=0-1", 200, 0, 1000, None),
    ],
)
@pytest.mark.parametrize("path", ["weights.bin", "notes.txt"])
def test_ranges(
    hub: Hub, path: str, asked: str, status: int, start: int, stop: int, says: str | None
) -> None:
    data = bytes(number % 251 for number in range(1000))
    hub.add("org/name", {"weights.bin": data, "notes.txt": data})
    reply = follow(hub, f"/org/name/resolve/main/{path}", headers={"Range": asked})
    assert (reply.status, reply.headers.get("content-range")) == (status, says)
    assert reply.body == data[start:stop]
    assert reply.headers["content-length"] == str(stop - start)


def test_addresses_in_every_spelling(hub: Hub) -> None:
    repo = hub.add("org/name", {"a/b c.txt": b"x", "weights.bin": b"weights"})
    repo.ref("refs/pr/1")
    hub.add("org/data", {"a.csv": b"1,2"}, kind="dataset")
    hub.add("short", {"a.txt": b"short"})
    for path, body in {
        "/org/name/resolve/main/a/b%20c.txt": b"x",
        "/org/name/resolve/refs%2Fpr%2F1/a/b%20c.txt": b"x",
        "/org/name/resolve/refs/pr/1/a/b%20c.txt": b"x",
        f"/org/name/resolve/{repo.head.id}/weights.bin?download=true": b"weights",
        "/org/name/raw/main/weights.bin": repo.head.files["weights.bin"].pointer,
        "/datasets/org/data/resolve/main/a.csv": b"1,2",
        "/short/resolve/main/a.txt": b"short",
    }.items():
        reply = follow(hub, path)
        assert (path, reply.status, reply.body) == (path, 200, body)
    listings = [
        json.loads(ask(hub, f"/api/models/org/name/tree/main{end}?recursive=true").body) for end in ("", "/")
    ]
    assert listings[0] == listings[1]
    assert [line["path"] for line in listings[0]] == ["a", "weights.bin", "a/b c.txt"]
    assert json.loads(ask(hub, "/api/models/org/name/treesize/main/a").body) == {"path": "/a", "size": 1}
    assert json.loads(ask(hub, "/api/models/org/name/tree/main/a%2F").body)[0]["path"] == "a/b c.txt"
    for path in ("/", "/org/name"):
        assert ask(hub, path).headers["content-type"].startswith("text/html")
    for body, kind in ((b"paths=a&paths=nope", "x-www-form-urlencoded"), (b'{"paths":["a"]}', "json")):
        headers = {"Content-Type": f"application/{kind}"}
        reply = ask(hub, "/api/models/org/name/paths-info/main", method="POST", body=body, headers=headers)
        assert [line["path"] for line in json.loads(reply.body)] == ["a"]


def test_a_signed_url_is_good_for_one_file_and_for_a_while(hub: Hub) -> None:
    hub.add("org/name", {"weights.bin": b"weights"})
    hub.settings = replace(hub.settings, url_lifetime=3600)
    path = "/org/name/resolve/main/weights.bin"
    url = ask(hub, path).headers["location"]
    assert url != ask(hub, path).headers["location"]
    assert ask(url).body == b"weights"
    assert ask(url, headers={"Authorization": "Bearer hf_unknown"}).status == 200
    for wrong in (url[:-1] + ("0" if url[-1] != "0" else "1"), url.replace("X-Amz-Until=", "X-Amz-Until=9")):
        reply = ask(wrong)
        assert (reply.status, b"SignatureDoesNotMatch" in reply.body) == (403, True)
    hub.settings = replace(hub.settings, url_lifetime=-1)
    reply = ask(ask(hub, path).headers["location"])
    assert (reply.status, b"Request has expired" in reply.body) == (403, True)
    with Hub() as other:
        assert ask(url.replace(f":{hub.port}", f":{other.port}")).status == 403


def test_text_is_packed_for_those_who_take_it(hub: Hub) -> None:
    hub.add("org/name", {"vocab.txt": b"word\n" * 1000, "weights.bin": b"\0" * 5000})
    gzip = {"Accept-Encoding": "gzip, deflate"}
    packed = follow(hub, "/org/name/resolve/main/vocab.txt", headers=gzip)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-length" not in packed.headers
    assert packed.headers["etag"].startswith('W/"')
    for path, headers in {
        "vocab.txt": {"Accept-Encoding": "identity"},
        "weights.bin": gzip,
    }.items():
        assert (
            "content-encoding" not in follow(hub, f"/org/name/resolve/main/{path}", headers=headers).headers
        )
    part = follow(hub, "/org/name/resolve/main/vocab.txt", headers={**gzip, "Range": "bytes=0-4"})
    assert (part.status, part.body) == (206, b"word\n")
