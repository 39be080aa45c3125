"""`hubkeep get` and `hubkeep repair` as a script sees them: what they print, write and fetch."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.desk import MIB, Arrived, Desk, digest, is_here, sent, source_digest, weights
from tests.hub import faults
from tests.hub.client import environment, hf
from tests.hub.content import About, Kind, Repo
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.models import Models
from tests.hub.server import Hub
from tests.waiting import wait_until

SIZE = 12 * MIB + 321


@pytest.fixture
def repo(hub: Hub, tmp_path: Path) -> Repo:
    return hub.add(
        "org/name",
        {
            "model.safetensors": weights(tmp_path / "weights", SIZE),
            "config.json": b"{}\n",
            "deep/er/still/vocab.txt": b"words\n" * 5000,
            "original/params.json": b"[1]\n",
            "empty.txt": b"",
            "with space & 100%.txt": b"odd\n",
        },
    )


@pytest.fixture
def desk(tmp_path: Path, hub: Hub) -> Desk:
    return Desk(tmp_path / "desk", hub)


def asked_for_files(hub: Hub) -> int:
    return len([each for each in hub.log.requests() if each.route in (Route.RESOLVE, Route.BYTES)])


# --- what it prints -----------------------------------------------------------------------------


def test_what_it_prints(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    data = desk.got("org/name")
    total = sum(entry.size for entry in repo.head.files.values())
    assert data["repo"] == "org/name"
    assert data["commit"] == repo.head.id
    assert data["path"] == str(desk.repo_folder(repo) / "snapshots" / repo.head.id)
    assert sorted((each["path"], each["bytes"], each["blob"]) for each in data["files"]) == sorted(
        (path, entry.size, entry.etag) for path, entry in repo.head.files.items()
    )
    assert (data["bytes"], data["downloaded"], data["reused"]) == (total, total, 0)
    assert data["seconds"] > 0
    assert data["sources"] == {hub.endpoint: total}
    assert arrived(hub, desk, repo)
    assert (desk.repo_folder(repo) / "refs" / "main").read_text() == repo.head.id

    hub.log.clear()
    again = desk.got("org/name")
    assert (again["downloaded"], again["reused"], again["sources"]) == (0, total, {})
    assert asked_for_files(hub) == 0

    ran = desk.run("get", "org/name")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == data["path"]


def test_what_makes_no_sense_is_usage(desk: Desk) -> None:
    for arguments in (
        ["get"],
        ["get", "org/name", "--limit-rate", "fast"],
        ["get", "a/b", "--connections", "0"],
    ):
        ran = desk.run(*arguments)
        assert (ran.status, ran.out, len(ran.problems)) == (2, "", 1), ran


def test_a_dry_run_writes_nothing(hub: Hub, desk: Desk, repo: Repo) -> None:
    total = sum(entry.size for entry in repo.head.files.values())
    data = desk.got("org/name", "--dry-run")
    assert (data["commit"], data["bytes"], data["downloaded"], data["reused"]) == (
        repo.head.id,
        total,
        total,
        0,
    )
    assert not desk.cache.exists()
    assert asked_for_files(hub) == 0
    desk.got("org/name", "config.json", "model.safetensors")
    again = desk.got("org/name", "--dry-run")
    assert (again["downloaded"], again["reused"]) == (total - SIZE - 3, SIZE + 3)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--include", "*.json"], {"config.json", "original/params.json"}),
        (["--include", "*.json", "--exclude", "original/*"], {"config.json"}),
        (["--exclude", "*.safetensors", "--exclude", "deep/*", "--exclude", "e*"],
         {"config.json", "original/params.json", "with space & 100%.txt"}),
        (["deep/er/still/vocab.txt", "with space & 100%.txt"],
         {"deep/er/still/vocab.txt", "with space & 100%.txt"}),
    ],
    ids=["include", "both", "exclude", "files"],
)  # fmt: skip
def test_some_files_of_a_repo(
    hub: Hub, desk: Desk, repo: Repo, arguments: list[str], expected: set[str], arrived: Arrived
) -> None:
    data = desk.got("org/name", *arguments)
    assert {each["path"] for each in data["files"]} == expected
    assert arrived(hub, desk, repo, paths=expected)
    assert {each.file for each in hub.log.requests(Route.RESOLVE)} == expected
    hub.log.clear()
    desk.got("org/name")
    assert arrived(hub, desk, repo)
    assert not expected & {each.file for each in hub.log.requests(Route.RESOLVE)}


def test_a_revision_by_branch_tag_commit_and_ref(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    first = repo.head
    repo.tag("v1.0")
    second = repo.commit({"config.json": b"[2]"})
    third = repo.commit({"config.json": b"[3]"}, branch="next")
    repo.ref("refs/pr/7", first)
    for revision, commit in (("v1.0", first), (second.id, second), ("next", third), ("refs/pr/7", first)):
        data = desk.got(f"org/name@{revision}")
        assert data["commit"] == commit.id
        assert arrived(hub, desk, repo, commit, revision=revision)
    assert desk.got("org/name", "--revision", "v1.0")["downloaded"] == 0
    refs = desk.repo_folder(repo) / "refs"
    named = {
        each.relative_to(refs).as_posix(): each.read_text() for each in refs.rglob("*") if each.is_file()
    }
    assert {name: named.get(name) for name in ("v1.0", "next", "refs/pr/7")} == {
        "v1.0": first.id,
        "next": third.id,
        "refs/pr/7": first.id,
    }
    # What the revisions share was fetched once.
    assert sent(hub, "model.safetensors") == SIZE


def test_a_branch_that_moves_brings_what_changed(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    first = repo.head
    desk.got("org/name")
    second = repo.commit({"config.json": b"[2]"})
    assert desk.got("org/name")["downloaded"] == 3
    assert arrived(hub, desk, repo, first)
    assert arrived(hub, desk, repo, second)
    assert (desk.repo_folder(repo) / "refs" / "main").read_text() == second.id


def test_datasets_spaces_and_kernels(hub: Hub, desk: Desk, models: Models, arrived: Arrived) -> None:
    for example in (models.dataset, models.space, models.kernel):
        repo = example.put(hub)
        data = desk.got(f"{repo.kind.value}/{repo.id}")
        assert data["repo"] == f"{repo.kind.value}/{repo.id}"
        assert arrived(hub, desk, repo)


def test_a_pasted_address(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    desk.got(f"{hub.endpoint}/org/name")
    assert arrived(hub, desk, repo)
    data = desk.got(f"{hub.endpoint}/org/name/blob/main/config.json")
    assert [each["path"] for each in data["files"]] == ["config.json"]


def test_the_globs_of_a_pasted_command_count(hub: Hub, desk: Desk, repo: Repo) -> None:
    data = desk.got('hf download org/name --include "*.json" --exclude "original/*"')
    assert [each["path"] for each in data["files"]] == ["config.json"]


def test_a_repo_in_xet_storage_comes_by_http(hub: Hub, desk: Desk, tmp_path: Path, arrived: Arrived) -> None:
    repo = hub.add(
        "org/xet", {"model.safetensors": weights(tmp_path / "xet", SIZE), "a.json": b"{}"}, xet=True
    )
    desk.got("org/xet")
    assert arrived(hub, desk, repo)
    assert not hub.log.requests(Route.XET_TOKEN)


def test_hundreds_of_small_files(hub: Hub, desk: Desk, soaking: bool, arrived: Arrived) -> None:
    """Thousands: `make soak`."""
    number = 5000 if soaking else 300
    files = {f"a/{n % 7}/b/{n:05}.txt": b"%d\n" % n * (n % 50) for n in range(number)}
    repo = hub.add("org/many", files, kind=Kind.DATASET)
    desk.got("dataset/org/many")
    assert arrived(hub, desk, repo)
    # The listing says all: nobody asks about single files, and none is asked for twice.
    asked = [each for each in hub.log.requests(Route.RESOLVE) if each.method == "HEAD"]
    assert not asked
    assert len(hub.log.requests(Route.RESOLVE_CACHE)) <= len(
        {entry.etag for entry in repo.head.files.values()}
    )


def test_endpoints_are_asked_in_their_order(hub: Hub, desk: Desk, repo: Repo, arrived: Arrived) -> None:
    """The command line's go before the environment's."""
    with hub.mirror() as mirror:
        desk.got("org/name", sources=[mirror])
        assert arrived(hub, desk, repo)
        assert not hub.log.requests()
        assert sent(mirror) >= SIZE


def test_the_rate_is_kept(hub: Hub, desk: Desk, tmp_path: Path, arrived: Arrived) -> None:
    size = 24 * MIB
    repo = hub.add("org/big", {"model.safetensors": weights(tmp_path / "big", size)})
    began = time.monotonic()
    seconds = desk.got("org/big", "--limit-rate", "8M")["seconds"]
    assert seconds <= time.monotonic() - began
    assert arrived(hub, desk, repo)
    assert 0.9 * 8 * MIB < size / seconds < 1.1 * 8 * MIB


# --- a plain folder -----------------------------------------------------------------------------


def test_a_plain_folder(hub: Hub, desk: Desk, repo: Repo, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    data = desk.got("org/name", "--local-dir", folder)
    assert data["path"] == str(folder)
    for path, entry in repo.head.files.items():
        assert not (folder / path).is_symlink()
        assert digest(folder / path) == source_digest(entry)
    found = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    assert {path for path in found if not path.startswith(".cache/")} == set(repo.head.files)
    hub.log.clear()
    assert desk.got("org/name", "--local-dir", folder)["downloaded"] == 0
    arguments = ["download", "org/name", "--local-dir", str(folder)]
    hf(hub, desk.user, arguments)
    assert asked_for_files(hub) == 0 or not hub.log.sent(Route.BYTES)
    hf(hub, desk.user, ["cache", "verify", "org/name", "--local-dir", str(folder), "--fail-on-missing-files"])

    # A file that the user changed is his; the next run brings what the repo has.
    (folder / "config.json").write_text("mine")
    assert desk.got("org/name", "--local-dir", folder)["downloaded"] == 3
    assert (folder / "config.json").read_bytes() == b"{}\n"


def test_a_plain_folder_takes_what_the_cache_has(hub: Hub, desk: Desk, repo: Repo, tmp_path: Path) -> None:
    desk.got("org/name")
    hub.log.clear()
    free = os.statvfs(tmp_path)
    desk.got("org/name", "--local-dir", tmp_path / "plain")
    assert asked_for_files(hub) == 0
    after = os.statvfs(tmp_path)
    assert digest(tmp_path / "plain" / "model.safetensors") == repo.head.files["model.safetensors"].sha256
    blob = desk.repo_folder(repo) / "blobs" / repo.head.files["model.safetensors"].etag
    plain = (tmp_path / "plain" / "model.safetensors").stat()
    shared = plain.st_ino == blob.stat().st_ino
    assert shared or (free.f_bavail - after.f_bavail) * free.f_frsize < SIZE // 2


def test_a_plain_folder_goes_on_after_a_kill(hub: Hub, desk: Desk, repo: Repo, tmp_path: Path) -> None:
    hub.faults.set(faults.Slow(together=12 * MIB))
    process = desk.begin("org/name", "--local-dir", tmp_path / "plain")
    wait_until(lambda: sent(hub) > 8 * MIB)
    process.kill()
    process.communicate()
    assert not (tmp_path / "plain" / "model.safetensors").exists()
    hub.faults.clear()
    desk.got("org/name", "--local-dir", tmp_path / "plain")
    assert digest(tmp_path / "plain" / "model.safetensors") == repo.head.files["model.safetensors"].sha256
    assert sent(hub, "model.safetensors") - SIZE < 4 * MIB


# --- refusals -----------------------------------------------------------------------------------


def allowed(desk: Desk, hub: Hub, token: str) -> None:
    """The user is logged in, and this hub may know."""
    desk.home.mkdir(exist_ok=True)
    (desk.home / "settings.json").write_text(json.dumps({"token_endpoints": [hub.endpoint]}))
    desk.extra["HF_TOKEN"] = token


def refusal(desk: Desk, *arguments: str) -> tuple[str, str]:
    """The code and the one line."""
    ran = desk.get(*arguments)
    (line,) = ran.problems
    assert ran.status == 1
    return ran.data["error"]["code"], line


def test_each_refusal_has_its_sentence(hub: Hub, desk: Desk, repo: Repo) -> None:
    hub.content.token("hf_right", "ada")
    hub.content.token("hf_other", "bob")
    ada = frozenset({"ada"})
    hub.add("org/private", {"a.json": b"{}"}, about=About(private=True, readers=ada))
    gated = hub.add(
        "org/gated", {"a.json": b"{}", "m.bin": b"m" * 9000}, about=About(gated="auto", readers=ada)
    )
    hub.add("org/closed", {"a.json": b"{}"}, about=About(disabled=True))
    page = f"{hub.endpoint}/org/gated"

    code, _ = refusal(desk, "org/nothing")
    assert code == "hub-not-found-or-private"
    code, _ = refusal(desk, "org/private")
    assert code == "hub-not-found-or-private"
    code, line = refusal(desk, "org/gated")
    assert (code, page in line) == ("hub-gated-login", True)
    code, line = refusal(desk, "org/name@nowhere")
    assert (code, "nowhere" in line) == ("hub-revision-not-found", True)
    code, _ = refusal(desk, "org/closed")
    assert code == "hub-disabled"
    code, _ = refusal(desk, "org/name", "--include", "*.gguf")
    assert code == "download-nothing-chosen"
    code, _ = refusal(desk, "org/name", "no-such-file.json")
    assert code in ("not-in-repo", "download-nothing-chosen")

    allowed(desk, hub, "hf_revoked")
    code, _ = refusal(desk, "org/name")
    assert code == "hub-token-refused"
    allowed(desk, hub, "hf_other")
    code, _ = refusal(desk, "org/private")
    assert code == "hub-not-found-to-login"
    code, line = refusal(desk, "org/gated")
    assert (code, page in line) == ("hub-gated-terms", True)
    allowed(desk, hub, "hf_right")
    desk.got("org/gated")
    assert is_here(desk, gated)
    desk.got("org/private")


def test_the_token_goes_nowhere_else(hub: Hub, desk: Desk, tmp_path: Path) -> None:
    """Neither to a mirror, nor to the CDN, nor to any file; nor does a signed URL."""
    token = "hf_ThisMustNotLeak"
    hub.content.token(token, "ada")
    about = About(gated="auto", readers=frozenset({"ada"}))
    size = 24 * MIB
    files = {"model.safetensors": weights(tmp_path / "weights", size), "config.json": b"{}"}
    repo = hub.add("org/gated", files, about=about)
    allowed(desk, hub, token)
    with hub.mirror() as mirror:
        hub.faults.set(faults.Slow(together=16 * MIB))
        process = desk.begin("org/gated", sources=[mirror, hub])
        wait_until(lambda: sent(hub) > 8 * MIB)
        assert token.encode() not in Path(f"/proc/{process.pid}/cmdline").read_bytes()
        process.kill()
        said = process.communicate()
        assert not any(token.encode() in each for each in said)
        assert any(token.encode() in each.encode() for each in hub.log.tokens())
        assert kept_secret(desk, token)
        hub.faults.set(Fault(faults.Refuse(403), route=Route.BYTES))
        ran = desk.get("org/gated", sources=[mirror, hub])
        assert ran.status == 1
        assert token not in ran.out + ran.err
        assert "X-Amz" not in ran.out + ran.err
        hub.faults.clear()
        data = desk.got("org/gated", sources=[mirror, hub])
        assert is_here(desk, repo)
        assert set(data["sources"]) == {hub.endpoint}
        assert mirror.log.requests()
        assert not mirror.log.tokens()
    assert {each.host for each in hub.log.now() if each.authorization} == {"hub"}
    assert kept_secret(desk, token)


def kept_secret(desk: Desk, token: str) -> bool:
    """Whether no file of Hubkeep's or of the cache holds the token or a signed URL."""
    looked = 0
    for folder in (desk.home, desk.cache):
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_size < 8 * MIB:
                data = path.read_bytes()
                looked += 1
                assert token.encode() not in data, path
                assert not re.search(rb"X-Amz-Signature|xet-bridge", data), path
    return looked > 3


# --- repair -------------------------------------------------------------------------------------


def test_repair_mends_what_is_wrong(hub: Hub, desk: Desk, tmp_path: Path, arrived: Arrived) -> None:
    size = 40 * MIB + 77
    files = {
        "model.safetensors": weights(tmp_path / "weights", size),
        "second.safetensors": weights(tmp_path / "second", 9 * MIB),
        "config.json": b"{}\n",
        "vocab.txt": b"words\n" * 999,
    }
    repo = hub.add("org/big", files)
    desk.got("org/big")
    assert desk.run("repair", "--json", "org/big").data["refetched"] == 0
    blobs = {path: desk.repo_folder(repo) / "blobs" / entry.etag for path, entry in repo.head.files.items()}

    flip(blobs["model.safetensors"], 3 * MIB + 5, 33 * MIB)
    os.truncate(blobs["second.safetensors"], 8 * MIB + 100)
    blobs["vocab.txt"].unlink()
    hub.log.clear()
    ran = desk.run("repair", "--json", "org/big")
    assert (ran.status, ran.err) == (0, ""), ran
    assert set(ran.data["files"]) == {"model.safetensors", "second.safetensors", "vocab.txt"}
    assert ran.data["refetched"] < 5 * MIB
    assert sent(hub) < 5 * MIB
    assert arrived(hub, desk, repo)

    # Without the sums of its pieces all of a file must come again, and does.
    for each in (desk.home / "pieces").iterdir():
        each.unlink()
    flip(blobs["model.safetensors"], 3 * MIB + 5)
    assert desk.run("repair", "--json", "org/big").data["files"] == ["model.safetensors"]
    assert arrived(hub, desk, repo)


def flip(path: Path, *places: int) -> None:
    with path.open("r+b") as file:
        for place in places:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 0xFF]))


def test_repair_of_what_is_not_here(desk: Desk) -> None:
    ran = desk.run("repair", "--json", "org/none")
    assert (ran.status, len(ran.problems)) == (1, 1)
    assert ran.data["error"]["code"] == "not-cached"


# --- a real model -------------------------------------------------------------------------------

TRANSFORMERS = Path(sys.prefix).with_name(Path(sys.prefix).name + "-transformers") / "bin" / "python"
"""In an environment of its own; `make transformers` sets that up."""
LOAD = """
import json, torch
from transformers import AutoModel, AutoTokenizer
name = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer, model = AutoTokenizer.from_pretrained(name), AutoModel.from_pretrained(name)
texts = ["A cat sits on the mat.", "A kitten rests on a rug.", "The stock market fell today."]
told = tokenizer(texts, padding=True, return_tensors="pt")
with torch.no_grad():
    states = model(**told).last_hidden_state
mask = told["attention_mask"].unsqueeze(-1)
means = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1))
print(json.dumps((means @ means.T).tolist()))
"""


def test_a_real_model_loads_without_a_network(hub: Hub, desk: Desk, models: Models, arrived: Arrived) -> None:
    repo = models.minilm.put(hub, xet=True)
    with hub.mirror() as one, hub.mirror() as two:
        desk.got(repo.id, sources=[one, two, hub])
    assert arrived(hub, desk, repo)
    offline = environment("http://127.0.0.1:1", desk.user) | {
        "HF_HUB_CACHE": str(desk.cache),
        "HF_HUB_OFFLINE": "1",
    }
    ran = subprocess.run([TRANSFORMERS, "-c", LOAD], env=offline, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    (_, alike, other), *_ = json.loads(ran.stdout.splitlines()[-1])
    assert alike > 0.5 > other  # it means what it says
