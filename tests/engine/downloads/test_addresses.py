"""What people paste, and what it means."""

from __future__ import annotations

import pytest
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.downloads.addresses import Address, Kind, hf_url, parse_address
from hubkeep.engine.problems import Failure
from huggingface_hub.errors import HfUriError
from huggingface_hub.utils._hf_uris import parse_hf_uri
from hypothesis import given
from hypothesis import strategies as st

HF = "https://huggingface.co"
MIRROR = "https://hf-mirror.com"
LOCAL = "http://127.0.0.1:8090/mirror"
KNOWN = (MIRROR, LOCAL)
SHA = "0123456789abcdef0123456789abcdef01234567"


def said(address: Address) -> tuple[str, str, str, Kind, str]:
    return str(address.repo), address.revision, address.path, address.kind, address.endpoint


PLACES: list[tuple[str, tuple[str, str, str, Kind, str]]] = [
    # names
    ("org/name", ("org/name", "", "", "repo", "")),
    ("gpt2", ("gpt2", "", "", "repo", "")),
    ("org/name@v1.0", ("org/name", "v1.0", "", "repo", "")),
    ("org/name@refs/pr/1", ("org/name", "refs/pr/1", "", "repo", "")),
    ("dataset/org/name", ("dataset/org/name", "", "", "repo", "")),
    ("datasets/squad", ("dataset/squad", "", "", "repo", "")),
    ("space/org/name@main", ("space/org/name", "main", "", "repo", "")),
    ("kernel/org/name", ("kernel/org/name", "", "", "repo", "")),
    ("org/name/", ("org/name", "", "", "repo", "")),
    ("org/name/tree/main/onnx", ("org/name", "main", "onnx", "tree", "")),
    ("v1.2/name", ("v1.2/name", "", "", "repo", "")),
    # hf://
    ("hf://org/name", ("org/name", "", "", "repo", "")),
    ("hf://gpt2", ("gpt2", "", "", "repo", "")),
    ("hf://gpt2@main/config.json", ("gpt2", "main", "config.json", "file", "")),
    ("HF://datasets/org/name@v1/data/a b.csv", ("dataset/org/name", "v1", "data/a b.csv", "file", "")),
    (
        "hf://datasets/org/name@refs/convert/parquet/a",
        ("dataset/org/name", "refs/convert/parquet", "a", "file", ""),
    ),
    ("hf://org/name@feature%2Fx/a@1.txt", ("org/name", "feature/x", "a@1.txt", "file", "")),
    ("hf://org/name/", ("org/name", "", "", "repo", "")),
    # pages
    (f"{HF}/org/name", ("org/name", "", "", "repo", HF)),
    (f"{HF}/gpt2", ("gpt2", "", "", "repo", HF)),
    (f"{HF}/gpt2/tree/main", ("gpt2", "main", "", "tree", HF)),
    (f"{HF}/gpt2/blob/main/config.json", ("gpt2", "main", "config.json", "file", HF)),
    ("HTTPS://HuggingFace.co/Org/Name", ("Org/Name", "", "", "repo", HF)),
    ("http://huggingface.co/org/name", ("org/name", "", "", "repo", HF)),
    ("huggingface.co/org/name", ("org/name", "", "", "repo", HF)),
    ("www.huggingface.co/datasets/squad", ("dataset/squad", "", "", "repo", HF)),
    ("hf.co/org/name", ("org/name", "", "", "repo", HF)),
    (f"{HF}/datasets/org/name/viewer/default/train", ("dataset/org/name", "", "", "repo", HF)),
    (f"{HF}/spaces/org/name/discussions/3", ("space/org/name", "", "", "repo", HF)),
    (f"{HF}/kernels/org/name/tree/main/build", ("kernel/org/name", "main", "build", "tree", HF)),
    (f"{HF}/org/name/tree/refs%2Fpr%2F1/sub", ("org/name", "refs/pr/1", "sub", "tree", HF)),
    (f"{HF}/org/name/tree/refs/pr/1/sub", ("org/name", "refs/pr/1", "sub", "tree", HF)),
    (f"{HF}/org/name/commit/{SHA}", ("org/name", SHA, "", "tree", HF)),
    (f"{HF}/org/name/commits/main", ("org/name", "main", "", "tree", HF)),
    (f"{HF}/org/name/resolve/main/a/b%20c.bin?download=true", ("org/name", "main", "a/b c.bin", "file", HF)),
    (f"{HF}/org/name/raw/main/README.md#usage", ("org/name", "main", "README.md", "file", HF)),
    (
        f"{HF}/org/name/blob/main/%E6%A8%A1%E5%9E%8B%EF%BC%88%E4%B8%80%EF%BC%89.md",
        ("org/name", "main", "模型（一）.md", "file", HF),
    ),
    (f"{HF}/org/name/blob/main/模型（一）.md", ("org/name", "main", "模型（一）.md", "file", HF)),
    (f"{HF}/org/name?show_file_info=a%2Fb.gguf", ("org/name", "", "a/b.gguf", "file", HF)),
    (f"{HF}/org/name/tree/main?show_file_info=b.gguf", ("org/name", "main", "b.gguf", "file", HF)),
    (
        f"{HF}/org/name/blob/main/a file with spaces.bin",
        ("org/name", "main", "a file with spaces.bin", "file", HF),
    ),
    (f"{HF}/api/models/org/name/tree/main/sub?recursive=true", ("org/name", "main", "sub", "tree", HF)),
    (f"{HF}/api/datasets/org/name/revision/refs%2Fpr%2F2", ("dataset/org/name", "refs/pr/2", "", "tree", HF)),
    (f"{HF}/api/models/gpt2", ("gpt2", "", "", "repo", HF)),
    (f"{HF}/api/resolve-cache/models/org/name/{SHA}/a/b.json", ("org/name", SHA, "a/b.json", "file", HF)),
    (f"{HF}/org/name.git", ("org/name", "", "", "repo", HF)),
    (f"{HF}/org/name.git/info/refs?service=git-upload-pack", ("org/name", "", "", "repo", HF)),
    ("git@hf.co:datasets/org/name", ("dataset/org/name", "", "", "repo", HF)),
    ("ssh://git@hf.co/org/name.git", ("org/name", "", "", "repo", HF)),
    # mirrors
    (f"{MIRROR}/org/name/tree/main", ("org/name", "main", "", "tree", MIRROR)),
    ("hf-mirror.com/gpt2", ("gpt2", "", "", "repo", MIRROR)),
    (f"{LOCAL}/datasets/org/name/resolve/main/a", ("dataset/org/name", "main", "a", "file", LOCAL)),
    ("127.0.0.1:8090/mirror/org/name", ("org/name", "", "", "repo", LOCAL)),
    (
        "https://mirror.example:8443/org/name/blob/main/x",
        ("org/name", "main", "x", "file", "https://mirror.example:8443"),
    ),
    ("mirror.example/org/name", ("org/name", "", "", "repo", "https://mirror.example")),
    ("http://192.168.1.5:8090/org/name", ("org/name", "", "", "repo", "http://192.168.1.5:8090")),
    ("https://[fd00::1]:8090/org/name", ("org/name", "", "", "repo", "https://[fd00::1]:8090")),
    ("https://me:hf_secretsecret@huggingface.co/org/name", ("org/name", "", "", "repo", HF)),
    # with what stood around it
    ("  org/name\n", ("org/name", "", "", "repo", "")),
    ('"org/name"', ("org/name", "", "", "repo", "")),
    ("“org/name”", ("org/name", "", "", "repo", "")),
    ("「org/name」", ("org/name", "", "", "repo", "")),
    ("\u200borg/name\ufeff", ("org/name", "", "", "repo", "")),
    ("ｏｒｇ／ｎａｍｅ", ("org/name", "", "", "repo", "")),
    ("https：／／huggingface.co／org／name", ("org/name", "", "", "repo", HF)),
    ("\u3000org/name\u3000", ("org/name", "", "", "repo", "")),
    (f"<{HF}/org/name>", ("org/name", "", "", "repo", HF)),
    (f"{HF}/org/name.", ("org/name", "", "", "repo", HF)),
    (f"{HF}/org/name，", ("org/name", "", "", "repo", HF)),
    (f"See {HF}/org/name/tree/main, it is good.", ("org/name", "main", "", "tree", HF)),
    (f"请看（{HF}/org/name）。", ("org/name", "", "", "repo", HF)),
    (f"[the model]({HF}/org/name)", ("org/name", "", "", "repo", HF)),
]


@pytest.mark.parametrize(("text", "expected"), PLACES, ids=[text for text, _ in PLACES])
def test_one_place(text: str, expected: tuple[str, str, str, Kind, str]) -> None:
    address = parse_address(text, KNOWN)
    assert said(address) == expected
    assert (address.include, address.exclude) == ((), ())


def model(name: str = "org/name", **more: object) -> Address:
    return Address(repo=RepoId(RepoType.MODEL, name), **more)  # type: ignore[arg-type]


def dataset(name: str = "org/name", **more: object) -> Address:
    return Address(repo=RepoId(RepoType.DATASET, name), **more)  # type: ignore[arg-type]


COMMANDS = [
    ("hf download org/name", model()),
    ("$ huggingface-cli download --resume-download org/name --local-dir ./here", model()),
    ("hf download org/name config.json --revision v2", model(revision="v2", path="config.json", kind="file")),
    ("hf download org/name a.json 'b[1].json' art/", model(include=("art/", "a.json", "b[[]1].json"))),
    (
        'huggingface-cli download org/name --include "*.json" "*.txt" --exclude "*.bin" --token hf_secret',
        model(include=("*.json", "*.txt"), exclude=("*.bin",)),
    ),
    ("hf download --include '*.gguf' org/name", model(include=("*.gguf",))),
    ("hf download org/name --repo-type dataset --revision=main", dataset(revision="main")),
    ("huggingface-cli download \\\n  --repo-type dataset \\\n  org/name \\\n  --local-dir x", dataset()),
    ("hf download hf://datasets/org/name", dataset()),
    ("HF_ENDPOINT=https://hf-mirror.com hf download org/name", model(endpoint=MIRROR)),
    (
        "export HF_ENDPOINT=https://hf-mirror.com\nhuggingface-cli download gpt2",
        model("gpt2", endpoint=MIRROR),
    ),
    ("pip install -U huggingface_hub && hf download org/name", model()),
    ("hubkeep get dataset/org/name@v1 --include 'data/*'", dataset(revision="v1", include=("data/*",))),
    ("./hfd.sh org/name --dataset --exclude *.bin", dataset(exclude=("*.bin",))),
    (f"git clone {HF}/org/name", model(endpoint=HF)),
    (f"git lfs install\ngit clone {HF}/org/name here", model(endpoint=HF)),
    (f"GIT_LFS_SKIP_SMUDGE=1 git clone -b v1 {HF}/datasets/org/name", dataset(revision="v1", endpoint=HF)),
    ("git clone git@hf.co:org/name", model(endpoint=HF)),
    ("ollama run hf.co/org/name-GGUF:Q4_K_M", model("org/name-GGUF", endpoint=HF, include=("*Q4_K_M*",))),
    ("llama-server -hf org/name-GGUF:Q8_0", model("org/name-GGUF", endpoint=HF, include=("*Q8_0*",))),
    ('vllm serve "org/name" --port 8000', model()),
    ('model = AutoModel.from_pretrained("org/name", revision="v1")', model(revision="v1")),
    (
        "AutoModel.from_pretrained(\n    pretrained_model_name_or_path='gpt2',\n    device_map=f(1))",
        model("gpt2"),
    ),
    ('load_dataset("org/name", "subset", split="train")', dataset()),
    ('pipe = pipeline("text-generation", model="org/name")', model()),
    ("SentenceTransformer('org/name')", model()),
    (
        'hf_hub_download(repo_id="org/name", filename="a/b.gguf", repo_type="dataset")',
        dataset(path="a/b.gguf", kind="file"),
    ),
    ('Llama.from_pretrained(repo_id="org/name", filename="*q8_0.gguf")', model(include=("*q8_0.gguf",))),
    (
        'snapshot_download("org/name", allow_patterns=["*.json", "a(1).txt"], ignore_patterns="*.h5")',
        model(include=("*.json", "a(1).txt"), exclude=("*.h5",)),
    ),
    (
        '# Load it\nfrom transformers import AutoModel\nm = AutoModel.from_pretrained("org/name")',
        model(),
    ),
]


@pytest.mark.parametrize(("text", "expected"), COMMANDS, ids=[text for text, _ in COMMANDS])
def test_command_lines_and_code(text: str, expected: Address) -> None:
    assert parse_address(text, KNOWN) == expected


NOT_UNDERSTOOD = [
    "",
    " ",
    "/",
    "a b c",
    "some words about/nothing in particular",
    "org/name/extra",
    "../etc/passwd",
    "/home/me/model",
    "~/model",
    "C:\\models\\x",
    "org--x/name",
    "-org/name",
    "org/na..me",
    "模型/名字",
    "org/name@",
    "hf://",
    "hf://datasets",
    "git push",
    "hf upload org/name",
    "ftp://huggingface.co/org/name",
    "https://",
    "https://[::1/org/name",
    "https://huggingface.co:99999/org/name",
    "a" * 100,
    "it's unbalanced",
]


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_names_no_repo(text: str) -> None:
    with pytest.raises(Failure) as failure:
        parse_address(text, KNOWN)
    assert failure.value.problem.code in {"address-not-understood", "hostile-revision"}


@pytest.mark.parametrize(
    "text",
    [
        HF,
        f"{HF}/",
        f"{HF}/models?search=x",
        f"{HF}/docs/hub/index",
        f"{HF}/datasets",
        f"{HF}/buckets/org/name",
        f"{HF}/papers/2401.00001",
        "https://org-name.hf.space",
        "https://cdn-lfs.huggingface.co/repos/aa/bb/cc",
        "https://cas-bridge.xethub.hf.co/xet-bridge-us/abc",
    ],
)
def test_pages_that_are_no_repo(text: str) -> None:
    with pytest.raises(Failure, match="none of a repo"):
        parse_address(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{HF}/org/name/blob/main/%2e%2e/%2e%2e/x", "hostile-path"),
        (f"{HF}/org/name/blob/main/a%00b", "hostile-path"),
        ("hf://org/name@main/../../x", "hostile-path"),
        ("org/name@a..b/../c", "hostile-revision"),
        (f"{HF}/org/name/tree/a%20b/c", "hostile-revision"),
        ("http://mirror.example/org/name", "endpoint-plain"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    with pytest.raises(Failure) as failure:
        parse_address(text, KNOWN)
    assert failure.value.problem.code == code


@pytest.mark.parametrize(
    "text",
    [
        "https://me:pass-word@huggingface.co/models",
        "https://hf_abcdefghij@huggingface.co/docs/x",
        "org name --token hf_abcdefghij",
        "me:pass-word@somewhere else",
    ],
)
def test_no_secret_is_repeated(text: str) -> None:
    with pytest.raises(Failure) as failure:
        parse_address(text)
    assert "pass-word" not in str(failure.value)
    assert "abcdefghij" not in str(failure.value)


words = st.text(alphabet="aZ09_.-", min_size=1, max_size=6).filter(
    lambda word: word[0] not in ".-" and word[-1] not in ".-" and "--" not in word and ".." not in word
)
names = st.one_of(words, st.tuples(words, words).map("/".join)).filter(
    lambda name: not name.endswith(".git") and name not in {"new", "api", "raw"}
)
paths = st.lists(st.text(alphabet="aB1 .-_@#?&=+()%ü模，!", min_size=1, max_size=6), max_size=3).map("/".join)
paths = paths.filter(
    lambda path: path == path.strip("/") and not any(part in {".", ".."} for part in path.split("/"))
)
revisions = st.one_of(
    st.just(""),
    st.sampled_from(
        ["main", "v1.0", "refs/pr/12", "refs/convert/parquet", "feature/x", "50%off", "ü#1", SHA]
    ),
)
repos = st.builds(RepoId, st.sampled_from(list(RepoType)), names)


@given(repos, revisions, paths)
def test_round_trip_of_hf_urls(repo: RepoId, revision: str, path: str) -> None:
    meant = Address(repo=repo, revision=revision, path=path, kind="file" if path else "repo")
    found = parse_address(hf_url(meant))
    if path and not revision and "/" not in repo.name:
        revision = "main"
    assert (found.repo, found.revision, found.path, found.kind) == (repo, revision, path, meant.kind)


@given(repos.filter(lambda repo: "/" in repo.name), revisions, paths.filter(lambda path: "%" not in path))
def test_pages_and_uris_mean_what_they_mean_to_huggingface_hub(
    repo: RepoId, revision: str, path: str
) -> None:
    from huggingface_hub.utils._hf_uris import HfUri

    theirs = HfUri(type=repo.type.value, id=repo.name, revision=revision or None, path_in_repo=path)
    url = theirs.to_url("https://huggingface.co")
    found = parse_address(url)
    again = parse_hf_uri(url)
    assert (found.repo, found.revision, found.path) == (repo, again.revision or "", again.path_in_repo)


@given(st.text(alphabet="aB1/@:.-%?# \n\"'(){}[]\\=，／hf", max_size=40))
def test_it_ends_with_an_address_or_a_sentence(text: str) -> None:
    for tried in (text, f"hf://{text}", f"{HF}/{text}", f"hf download {text}", f'from_pretrained("{text}'):
        try:
            address = parse_address(tried, KNOWN)
        except Failure:
            continue
        assert parse_address(hf_url(address)).repo == address.repo


@given(st.text(alphabet="aB1/@.-", max_size=20))
def test_what_huggingface_hub_takes_for_a_uri_is_the_same_to_us(text: str) -> None:
    try:
        theirs = parse_hf_uri(f"hf://{text}")
    except HfUriError:
        return
    try:
        ours = parse_address(f"hf://{text}")
    except Failure as failure:
        # They don't look at paths before they fetch.
        assert failure.problem.code in {"hostile-path", "hostile-revision"}  # noqa: PT017
    else:
        assert (ours.repo.name, ours.revision) == (theirs.id, theirs.revision or "")
        assert ours.path == theirs.path_in_repo.strip("/")
