"""What an endpoint says of repos: what the real client reads, and nothing that must not be believed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hubkeep.engine.cache.names import RepoId, RepoType, parse_repo
from hubkeep.engine.hub import api
from hubkeep.engine.hub.api import HubClient, RemoteFile, page_url, resolve_url
from hubkeep.engine.net.client import Client
from hubkeep.engine.net.dialer import Dialer, Pool
from hubkeep.engine.net.http import Header
from hubkeep.engine.net.proxies import Proxies
from hubkeep.engine.net.trust import Trust
from hubkeep.engine.problems import Failure
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.hub.scripted import Said, scripted
from tests.hub.asking import ask
from tests.hub.client import hf
from tests.hub.content import About
from tests.hub.faults import Fault, Hangup, Html, LinkElsewhere, Refuse
from tests.hub.messages import Route
from tests.hub.models import Models
from tests.hub.server import Hub

MODEL = RepoId(RepoType.MODEL, "org/name")
COMMIT = "1" * 40
Connect = Callable[..., HubClient]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """A client of an endpoint, which sends `token` to it."""
    pool = Pool(Dialer(Trust("", {}), Proxies("none", {})))

    def made(endpoint: str, token: str = "") -> HubClient:
        def header_for(url: str) -> Header | None:
            within = token and url.startswith(endpoint)
            return ("Authorization", f"Bearer {token}") if within else None

        return HubClient(Client(pool), endpoint, header_for)

    yield made
    pool.close()


def code(call: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(Failure) as caught:
        call(*arguments)
    assert caught.value.problem.sentence()
    return caught.value.problem.code


# --- as the real client reads it ----------------------------------------------------------------

THEIRS = """
import json
from huggingface_hub import HfApi, RepoFile
api = HfApi()
out = {}
for kind, name in [("model", "hub-tests/tiny-llama"), ("model", "org/xet"), ("model", "gpt2"),
                   ("dataset", "hub-tests/numbered-sentences"), ("space", "hub-tests/echo"),
                   ("kernel", "hub-tests/activation")]:
    info = api.repo_info(name, repo_type=kind, revision="main")
    tree = api.list_repo_tree(name, repo_type=kind, revision=info.sha, recursive=True)
    refs = api.list_repo_refs(name, repo_type=kind) if kind != "kernel" else None
    out[f"{kind}/{name}"] = {
        "sha": info.sha,
        "about": None if kind == "kernel" else [
            bool(info.gated) if hasattr(info, "gated") else False, bool(info.private),
            info.last_modified.strftime("%Y-%m-%dT%H:%M:%S.000Z"), info.tags],
        "files": [
            [each.path, each.size, each.lfs.sha256 if each.lfs else each.blob_id, each.blob_id,
             each.lfs is not None, each.xet_hash or ""]
            for each in tree if isinstance(each, RepoFile)],
        "refs": refs and [[each.name, each.ref, each.target_commit]
                          for each in (*refs.branches, *refs.tags, *refs.converts)],
    }
found = api.list_models(search="tiny", sort="downloads", limit=2)
out["search"] = [[each.id, each.downloads, each.likes] for each in found]
print(json.dumps(out))
"""


def test_the_same_as_the_real_client(hub: Hub, models: Models, hf_home: Path, connect: Connect) -> None:
    for example in models.all():
        if example is not models.minilm:
            example.put(hub)
    llama = hub.content.repo("hub-tests/tiny-llama")
    assert llama is not None
    llama.tag("v1.0")
    llama.ref("refs/convert/parquet")
    llama.ref("refs/pr/1")
    llama.commit({"more/deep/er/ü 名.txt": b"x", "empty.bin": b""}, title="More")
    hub.add("org/xet", {"w.safetensors": b"x" * 5000, "a.txt": b"a"}, xet=True, about=About(gated="auto"))
    hub.add("org/tiny-2", {"a.txt": b"a"}, about=About(downloads=7, likes=3))
    hub.add("openai-community/gpt2", {"config.json": b"{}"})
    hub.content.move("gpt2", "openai-community/gpt2")
    hub.settings = replace(hub.settings, page_size=3)
    theirs = json.loads(hf(hub, hf_home, THEIRS).stdout)
    ours = connect(hub.endpoint)
    for written, said in theirs.items():
        if written == "search":
            continue
        repo = parse_repo(written.removeprefix("model/"))
        assert repo is not None
        info = ours.info(repo)
        assert (info.commit, info.endpoint, info.revision) == (said["sha"], hub.endpoint, "main")
        if said["about"] is not None:
            assert [info.gated, info.private, info.last_modified, list(info.tags)] == said["about"]
        found = [
            [each.path, each.size, each.digest, each.oid, each.lfs, each.xet_hash]
            for each in ours.tree(repo, info.commit)
        ]
        assert found == said["files"], written
        if said["refs"] is not None:
            assert [[each.name, each.ref, each.commit] for each in ours.refs(repo)] == said["refs"]
    assert any(line[5] for line in theirs["model/org/xet"]["files"])
    assert ours.info(RepoId(RepoType.MODEL, "gpt2")).name == "openai-community/gpt2"
    found = ours.search("tiny", limit=2)
    assert [[each.repo.name, each.downloads, each.likes] for each in found] == theirs["search"]
    top = ours.info(found[0].repo)
    assert (found[0].last_modified, found[0].task) == (top.last_modified, top.task)
    assert [str(each.repo) for each in ours.search("numbered", RepoType.DATASET)] == [
        "dataset/hub-tests/numbered-sentences"
    ]
    assert ours.search("nothing of this name") == ()


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)


@given(
    kind=st.sampled_from(list(RepoType)),
    name=st.sampled_from(["org/name", "gpt2", "a.b/c-d_e"]),
    revision=NAMES.filter(lambda text: text != "/"),
    path=NAMES,
)
def test_addresses_as_huggingface_hub_builds_them(
    kind: RepoType, name: str, revision: str, path: str
) -> None:
    from huggingface_hub import hf_hub_url

    endpoint = "https://hub.example/prefix"
    theirs = hf_hub_url(name, path, repo_type=kind.value, revision=revision, endpoint=endpoint)
    repo = RepoId(kind, name)
    assert resolve_url(endpoint, repo, revision, path) == theirs
    assert theirs.startswith(page_url(endpoint, repo) + "/resolve/")


def test_a_revision_with_slashes(hub: Hub, connect: Connect) -> None:
    repo = hub.add("org/name", {"a.txt": b"a"})
    repo.ref("refs/pr/1")
    repo.branch("with/slash and ü")
    repo.commit({"b.txt": b"b"})
    ours = connect(hub.endpoint)
    first = repo.head.parent
    assert first is not None
    for revision in ("refs/pr/1", "with/slash and ü", first.id):
        info = ours.info(MODEL, revision)
        assert (info.commit, info.revision) == (first.id, revision)
    assert [each.path for each in ours.tree(MODEL, first.id)] == ["a.txt"]


# --- mirrors ------------------------------------------------------------------------------------


def test_further_pages_are_asked_of_the_mirror_though_the_origin_is_named(hub: Hub, connect: Connect) -> None:
    hub.add("org/name", {f"{number}.txt": b"x" for number in range(10)})
    hub.settings = replace(hub.settings, page_size=3)
    hub.faults.set(LinkElsewhere("https://origin.invalid"))
    ours = connect(hub.endpoint)
    assert len(ours.tree(MODEL, ours.info(MODEL).commit)) == 10
    assert len(hub.log.requests(Route.TREE)) == 4


@pytest.mark.parametrize("prefix", ["", "/hf", "/artifactory/api/huggingfaceml/hub"])
@pytest.mark.parametrize("leads_to", ["origin", "itself", "path"])
def test_further_pages_below_a_path(prefix: str, leads_to: str, connect: Connect) -> None:
    tree = f"/api/models/org/name/tree/{COMMIT}"

    def answer(path: str) -> Said:
        if path == f"{prefix}{tree}?recursive=true":
            base = {"origin": "https://huggingface.co", "itself": f"{where}{prefix}", "path": prefix}[
                leads_to
            ]
            link = (
                f'<{base}{tree}?first>; rel="first", <{base}{tree}?recursive=true&cursor=a%2Fb>; rel="next"'
            )
            return 200, {"Link": link}, lines("a.txt")
        assert path == f"{prefix}{tree}?recursive=true&cursor=a%2Fb"
        return 200, {"Link": f'<{where}{tree}?x>; rel="prev"'}, lines("b.txt")

    with scripted(answer) as where:
        found = connect(where + prefix).tree(MODEL, COMMIT)
    assert [each.path for each in found] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("otherwise", [404, 307])
def test_a_mirror_that_wants_a_slash_behind_the_tree(otherwise: int, connect: Connect) -> None:
    def answer(path: str) -> Said:
        if f"{COMMIT}/?" in path:
            return 200, {}, lines("a.txt")
        return otherwise, {"Location": path.replace("?", "/?")} if otherwise == 307 else {}, b"{}"

    with scripted(answer) as where:
        assert [each.path for each in connect(where).tree(MODEL, COMMIT)] == ["a.txt"]


@pytest.mark.parametrize("new", [True, False])
@pytest.mark.parametrize("page", ["empty", "same", "more"])
def test_a_listing_without_end_ends(
    new: bool, page: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_MOST_PAGES", 20)
    asked = 0

    def answer(path: str) -> Said:
        nonlocal asked
        asked += 1
        link = f'</api/models/org/name/tree/x?cursor={asked if new else "same"}>; rel="next"'
        said = {"empty": b"[]", "same": lines("a.txt"), "more": lines(f"{asked}.txt")}[page]
        return 200, {"Link": link}, said

    with scripted(answer) as where:
        expected = "hub-nonsense" if page == "more" else "hub-lists-partly"
        assert code(connect(where).tree, MODEL, COMMIT) == expected
    assert asked <= 20


def test_folders_without_end_end(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_MOST_PAGES", 20)

    def answer(path: str) -> Said:
        if "recursive=true" in path:
            return 200, {"Link": f'<{path}>; rel="next"'}, lines("a.txt")
        folder = unquote(path.partition("?")[0].partition(COMMIT)[2]).strip("/")
        return 200, {}, json.dumps([{"type": "directory", "path": f"{folder}/x".lstrip("/")}]).encode()

    with scripted(answer) as where:
        assert code(connect(where).tree, MODEL, COMMIT) == "hub-nonsense"


def test_a_mirror_that_does_not_turn_the_page_is_asked_for_each_folder(hub: Hub, connect: Connect) -> None:
    names = [f"{folder}{number}.txt" for folder in ("", "a/", "a/b c/", "d/#/") for number in range(4)]
    commit = hub.add("org/name", {name: name.encode() for name in names}).head.id
    hub.settings = replace(hub.settings, page_size=8)
    whole = {each.path: each for each in connect(hub.endpoint).tree(MODEL, commit)}
    assert sorted(whole) == sorted(names)

    def answer(path: str) -> Said:
        query = path.partition("?")[2].partition("&")[0]  # all but the place in the listing is passed on
        reply = ask(hub, f"{path.partition('?')[0]}?{query}")
        link = {"Link": reply.headers["link"]} if "link" in reply.headers else {}
        return reply.status, link, reply.body

    with scripted(answer) as mirror:
        assert {each.path: each for each in connect(mirror).tree(MODEL, commit)} == whole
        hub.settings = replace(hub.settings, page_size=3)
        assert code(connect(mirror).tree, MODEL, commit) == "hub-lists-partly"


def test_a_stale_answer_to_an_exact_question(connect: Connect) -> None:
    with scripted(lambda path: (200, {}, json.dumps({"id": "org/name", "sha": "2" * 40}).encode())) as where:
        assert code(connect(where).info, MODEL, COMMIT) == "hub-other-commit"
        assert connect(where).info(MODEL, "main").commit == "2" * 40


def test_what_mirrors_leave_out(connect: Connect) -> None:
    said = {"id": "org/name", "sha": COMMIT, "gated": None, "tags": None, "lastModified": None, "more": [1]}
    with scripted(lambda path: (200, {}, json.dumps(said).encode())) as where:
        info = connect(where).info(MODEL)
    assert (info.commit, info.gated, info.tags, info.last_modified) == (COMMIT, False, (), "")


# --- what must not be believed ------------------------------------------------------------------


def lines(*paths: str, **more: object) -> bytes:
    return json.dumps(
        [{"type": "file", "path": path, "size": 1, "oid": "a" * 40, **more} for path in paths]
    ).encode()


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:\\x",
        "c:x",
        "a\\..\\..\\x",
        "a\0b",
        "",
        ".",
        "a//b",
        "\\\\host\\x",
    ],
)
def test_a_name_that_leads_out(path: str, connect: Connect) -> None:
    with scripted(lambda _: (200, {}, lines("good.txt", path))) as where:
        assert code(connect(where).tree, MODEL, COMMIT) == "hub-unsafe-name"


def test_a_name_that_leads_out_committed_for_real(hub: Hub, connect: Connect) -> None:
    repo = hub.add("org/name", {"a.txt": b"a", "../../evil.txt": b"x"})
    assert code(connect(hub.endpoint).tree, MODEL, repo.head.id) == "hub-unsafe-name"


@pytest.mark.parametrize(
    "line",
    [
        {"oid": "short"},
        {"oid": "A" * 40},
        {"size": -1},
        {"size": 1 << 60},
        {"size": "1"},
        {"lfs": {"oid": "a" * 40, "size": 1}},
        {"lfs": {"size": 1}},
        {"lfs": {"oid": "../" + "a" * 61}},
        {"path": 1},
    ],
)
def test_a_line_that_makes_no_sense(line: dict[str, Any], connect: Connect) -> None:
    body = json.dumps([{"type": "file", "path": "a", "size": 1, "oid": "a" * 40, **line}]).encode()
    with scripted(lambda _: (200, {}, body)) as where:
        assert code(connect(where).tree, MODEL, COMMIT) == "hub-nonsense"


def test_files_that_can_not_be_side_by_side(connect: Connect) -> None:
    twice = json.loads(lines("a", "a"))
    with scripted(lambda _: (200, {}, json.dumps(twice).encode())) as where:
        assert [each.path for each in connect(where).tree(MODEL, COMMIT)] == ["a"]
    twice[1]["oid"] = "b" * 40
    for body in (json.dumps(twice).encode(), lines("a", "a/b"), lines("a/b/c", "a")):
        with scripted(lambda _, body=body: (200, {}, body)) as where:  # type: ignore[misc]
            assert code(connect(where).tree, MODEL, COMMIT) == "hub-nonsense"


def test_the_spellings_of_a_digest(connect: Connect) -> None:
    sha256, xet = "c" * 64, "d" * 64
    for spelled in ({"oid": sha256}, {"oid": f"sha256:{sha256}"}, {"sha256": sha256}):
        body = lines("a", lfs={**spelled, "size": 9}, xetHash=xet)
        with scripted(lambda _, body=body: (200, {}, body)) as where:  # type: ignore[misc]
            assert connect(where).tree(MODEL, COMMIT) == (
                RemoteFile(path="a", size=9, digest=sha256, lfs=True, oid="a" * 40, xet_hash=xet),
            )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'"text"',
        b'{"id": 1}',
        b'{"id": "x"}',
        b'{"id": "x", "sha": "main"}',
        b"\xff\xfe",
        b"7",
    ],
)
def test_json_of_another_api(body: bytes, connect: Connect) -> None:
    with scripted(lambda _: (200, {}, body)) as where:
        ours = connect(where)
        assert code(ours.info, MODEL) == "hub-nonsense"
        for call, arguments in ((ours.refs, (MODEL,)), (ours.tree, (MODEL, COMMIT)), (ours.search, ("x",))):
            if body not in {b"[]", b'{"id": 1}', b'{"id": "x"}', b'{"id": "x", "sha": "main"}'}:
                assert code(call, *arguments) == "hub-nonsense"


def test_a_search_that_finds_what_nobody_could_ask_for(connect: Connect) -> None:
    hits = [{"id": each} for each in ("../x", "org/good", "a/b/c", "dataset/x", "", "org/späce")]
    with scripted(lambda _: (200, {}, json.dumps(hits).encode())) as where:
        assert [each.repo.name for each in connect(where).search("x")] == ["org/good"]


# --- refusals -----------------------------------------------------------------------------------


def test_refusals_of_a_hub(hub: Hub, connect: Connect) -> None:
    members = frozenset({"member"})
    hub.content.token("hf_member", "member")
    hub.content.token("hf_stranger", "stranger")
    files = {"a.txt": b"a"}
    commit = hub.add("org/name", files).head.id
    hub.add("org/private", files, about=About(private=True, readers=members))
    hub.add("org/disabled", files, about=About(disabled=True))
    nobody, member, stranger, unknown = (
        connect(hub.endpoint, token) for token in ("", "hf_member", "hf_stranger", "hf_unknown")
    )
    private, missing = RepoId(RepoType.MODEL, "org/private"), RepoId(RepoType.MODEL, "org/missing")
    assert code(nobody.info, private) == code(nobody.info, missing) == "hub-not-found-or-private"
    assert code(stranger.info, private) == code(stranger.info, missing) == "hub-not-found-to-login"
    assert member.info(private).private
    assert code(unknown.info, MODEL) == "hub-token-refused"
    assert code(nobody.info, MODEL, "nope") == "hub-revision-not-found"
    assert code(nobody.tree, MODEL, "0" * 40) == "hub-revision-not-found"
    assert code(nobody.info, RepoId(RepoType.MODEL, "org/disabled")) == "hub-disabled"
    assert code(nobody.refs, missing) == "hub-not-found-or-private"
    assert nobody.tree(MODEL, commit)


def test_a_gated_repo_says_so_and_who_may_read_it(hub: Hub, connect: Connect) -> None:
    hub.add("org/name", {"a.txt": b"a"}, about=About(gated="manual"))
    info = connect(hub.endpoint).info(MODEL)
    assert info.gated
    message = f"Access to model org/name is restricted. Visit {hub.endpoint}/org/name to ask for access."
    for token, status, expected in (("", 401, "hub-gated-login"), ("hf_x", 403, "hub-gated-terms")):
        hub.faults.set(Fault(Refuse(status, message=message, code="GatedRepo"), route=Route.TREE))
        with pytest.raises(Failure) as caught:
            connect(hub.endpoint, token).tree(MODEL, info.commit)
        problem = caught.value.problem
        assert (problem.code, problem.params["url"]) == (expected, f"{hub.endpoint}/org/name")


def test_why_the_bytes_of_a_file_are_refused(hub: Hub, connect: Connect) -> None:
    hub.content.token("hf_member", "member")
    hub.content.token("hf_stranger", "stranger")
    about = About(gated="manual", readers=frozenset({"member"}))
    commit = hub.add("org/name", {"a.txt": b"a", "w.bin": b"w"}, about=about).head.id
    for path in ("a.txt", "w.bin"):
        for token, expected in (
            ("", "hub-gated-login"),
            ("hf_stranger", "hub-gated-terms"),
            ("hf_member", None),
        ):
            ours = connect(hub.endpoint, token)
            assert ours.tree(MODEL, commit)
            problem = ours.why_refused(MODEL, commit, path)
            assert (problem.code if problem else None) == expected
    missing = connect(hub.endpoint, "hf_member").why_refused(MODEL, commit, "nope")
    assert missing is not None
    assert (missing.code, missing.params["path"]) == ("hub-entry-not-found", "nope")


def test_troubles_of_a_hub(hub: Hub, connect: Connect) -> None:
    hub.add("org/name", {"a.txt": b"a"})
    ours = connect(hub.endpoint)
    for effect, expected in (
        (Html(), "hub-web-page"),
        (Html(403), "hub-web-page"),
        (Refuse(429, retry_after=3600), "hub-busy"),
        (Refuse(451), "hub-region"),
        (Refuse(403, message="Forbidden"), "hub-forbidden"),
    ):
        hub.faults.set(effect)
        assert code(ours.info, MODEL) == expected
    # What is over in a moment is not even noticed.
    hub.faults.set(Fault(Refuse(503, retry_after=0), times=1))
    assert ours.info(MODEL).commit
    hub.faults.set(Fault(Hangup(), times=1))
    assert ours.info(MODEL).commit


def test_nobody_there(connect: Connect) -> None:
    with scripted(lambda _: (200, {}, b"")) as where:
        pass
    assert code(connect(where).info, MODEL) == "source-refused"


def test_the_token_goes_to_the_endpoint_and_no_further(hub: Hub, connect: Connect) -> None:
    hub.content.token("hf_good", "ada")
    hub.add("org/name", {"a.txt": b"a"}, about=About(private=True, readers=frozenset({"ada"})))

    def answer(path: str) -> Said:
        return 307, {"Location": f"{hub.endpoint}{path}"}, b""

    with scripted(answer) as mirror:
        assert code(connect(mirror, "hf_good").info, MODEL) == "hub-not-found-or-private"
        assert [each.authorization for each in hub.log.requests(Route.INFO)] == [None]
    assert connect(hub.endpoint, "hf_good").info(MODEL).private


# --- a hundred thousand files -------------------------------------------------------------------

MANY = """
import sys
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.hub.api import HubClient
from hubkeep.engine.net.client import Client
from hubkeep.engine.net.dialer import Dialer, Pool
from hubkeep.engine.net.proxies import Proxies
from hubkeep.engine.net.trust import Trust
pool = Pool(Dialer(Trust("", {}), Proxies("none", {})))
client = HubClient(Client(pool), sys.argv[1], lambda url: None)
files = client.tree(RepoId(RepoType.DATASET, "org/many"), "1" * 40)
pool.close()
# Not getrusage: its peak begins with that of the process that started this one.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(len(files), int(peak.split()[1]) >> 10)
"""


@pytest.mark.parametrize("a_page", [1000, 100_000])
def test_a_hundred_thousand_files_stay_small(a_page: int) -> None:
    def line(number: int) -> bytes:
        sha256 = f"{number:064x}".encode()
        return (
            b'{"type":"file","oid":"%s","size":1048576,"lfs":{"oid":"%s","size":1048576,"pointerSize":132},'
            b'"xetHash":"%s","path":"data/train/part-%04d/file-%06d.parquet"}'
            % (sha256[-40:], sha256, sha256[::-1], number // 1000, number)
        )

    pages = [
        b"[" + b",".join(line(number) for number in range(start, start + a_page)) + b"]"
        for start in range(0, 100_000, a_page)
    ]

    def answer(path: str) -> Said:
        page = int(path.partition("cursor=")[2] or 0)
        link = {"Link": f'<{path.partition("?")[0]}?recursive=true&cursor={page + 1}>; rel="next"'}
        return 200, link if page + 1 < len(pages) else {}, pages[page]

    with scripted(answer) as where:
        ran = subprocess.run(
            [sys.executable, "-c", MANY, where], capture_output=True, text=True, check=True, timeout=60
        )
    count, mebibytes = map(int, ran.stdout.split())
    assert count == 100_000
    assert mebibytes < 200
