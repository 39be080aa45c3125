"""The list of mirrors: what ships with it, what the user adds, and what is never lost of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hubkeep.engine.hub.endpoints import endpoints_of
from hubkeep.engine.mirrors.catalogue import Catalogue, Known, known_as, shipped
from hubkeep.engine.mirrors.typed import endpoints_in
from hubkeep.engine.mirrors.values import Entry
from hubkeep.engine.net.address import endpoint_of, is_official
from hubkeep.engine.problems import SENTENCES, Failure
from hubkeep.engine.state.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.downloads.desk import Desk
from tests.engine.net.gateways import Socks
from tests.engine.net.hosts import Host
from tests.hub.server import Hub

NAS = "http://192.168.1.4:8090"
TUNA = "https://mirrors.tuna.tsinghua.edu.cn/hugging-face"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path)


def own(catalogue: Catalogue) -> list[str]:
    return [each.url for each in catalogue.entries() if each.own]


def code_of(caught: pytest.ExceptionInfo[Failure]) -> str:
    return caught.value.problem.code


# --- what ships ------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", shipped(), ids=lambda known: known.name)
def test_every_entry_that_ships_is_valid(known: Known) -> None:
    for url in (known.url, *known.also):
        assert endpoint_of(url) == url
        assert url.startswith("https://")
    assert known.name == known.name.strip() != ""
    assert re.fullmatch(r"mirror-note-[a-z-]+", known.note)
    assert re.fullmatch(r"20\d\d(-(0[1-9]|1[0-2]))?", known.since)
    sentence = SENTENCES[known.note]
    assert "{" not in sentence
    assert is_official(known.url) or known.since[:4] in sentence
    assert not known.dead or sentence.endswith("Use another mirror.")
    if not known.operator:
        assert "who runs it is not known" in sentence


def test_no_address_ships_twice_and_the_official_one_comes_first() -> None:
    urls = [url for known in shipped() for url in (known.url, *known.also)]
    assert len(urls) == len(set(urls))
    assert is_official(shipped()[0].url)
    assert len({known.note for known in shipped()}) == len(shipped())


def test_every_note_belongs_to_an_entry() -> None:
    assert {known.note for known in shipped()} == {code for code in SENTENCES if "mirror-note-" in code}


def test_what_guides_still_recommend_is_known_to_be_dead(catalogue: Catalogue) -> None:
    (tuna,) = [each for each in catalogue.entries() if each.url == TUNA]
    assert tuna.dead
    assert "2021" in SENTENCES[tuna.note]
    for typed in (
        TUNA,
        "mirrors.tuna.tsinghua.edu.cn/hugging-face-models/",
        "mirrors.bfsu.edu.cn/hugging-face",
    ):
        with pytest.raises(Failure) as caught:
            catalogue.add(Entry(url=typed))
        assert "Use another mirror" in str(caught.value)
    assert catalogue.entry_of(f"{TUNA}-models").dead
    assert catalogue.entry_of("https://other.example") == Entry(url="https://other.example")


def test_what_never_was_a_mirror_is_listed_only_by_who_names_it_and_says_so(catalogue: Catalogue) -> None:
    assert not [each for each in catalogue.entries() if "modelscope" in each.url]
    catalogue.add(Entry(url="www.modelscope.cn/hf-mirror"))
    entry = catalogue.entries()[-1]
    assert (entry.url, entry.own, entry.dead) == ("https://www.modelscope.cn/hf-mirror", True, True)
    assert entry.note == "mirror-note-modelscope"
    assert entry.since


# --- the user's own ----------------------------------------------------------------------------------


def test_an_own_entry_is_kept_changed_and_forgotten(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.add(Entry(url=" HTTP://192.168.1.4:8090/ ", name="  The \n cellar ", operator="us"))
    catalogue.add(Entry(url="mirror.example", tokens="passes"))
    catalogue.add(Entry(url=NAS, name="NAS", note="mirror-note-tuna", dead=True, since="2020"))
    first, second = [each for each in Catalogue(tmp_path).entries() if each.own]
    assert first == Entry(url=NAS, name="NAS", own=True)
    assert second == Entry(url="https://mirror.example", tokens="passes", own=True)

    catalogue.remove(NAS)
    assert own(Catalogue(tmp_path)) == ["https://mirror.example"]
    for url in (NAS, "https://huggingface.co"):
        with pytest.raises(Failure) as caught:
            catalogue.remove(url)
        assert code_of(caught) == "mirror-not-own"


def test_a_name_is_one_line_of_bounded_length(catalogue: Catalogue) -> None:
    catalogue.add(Entry(url=NAS, name="a\x1b[31m\t\u202e b" + "c" * 500))
    name = catalogue.entries()[-1].name
    assert name.startswith("a [31m b")
    assert len(name) == 80


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "endpoint-no-address"),
        ("two words", "endpoint-no-address"),
        ("https://me:secret@mirror.example", "endpoint-login"),
        ("https://mirror.example/?token=secret", "endpoint-query"),
        ("http://mirror.example", "endpoint-plain"),
        ("plain+https://mirror.example", "endpoint-no-address"),
        ("plain+http://me:secret@mirror.example", "endpoint-login"),
        ("https://huggingface.co/", "mirror-known"),
        ("hf.co", "mirror-known"),
        ("HF-Mirror.com:443", "mirror-known"),
    ],
)
def test_an_address_is_checked_as_typed(catalogue: Catalogue, typed: str, code: str) -> None:
    with pytest.raises(Failure) as caught:
        catalogue.add(Entry(url=typed))
    assert code_of(caught) == code
    assert "secret" not in str(caught.value)
    assert own(catalogue) == []


@pytest.mark.parametrize(
    ("page", "endpoint"),
    [
        ("https://huggingface.co/org/name", "https://huggingface.co"),
        ("https://huggingface.co/models", "https://huggingface.co"),
        ("hf.co/gpt2", "https://huggingface.co"),
        ("https://hf-mirror.com/datasets/org/name", "https://hf-mirror.com"),
        ("https://hub.opencsg.com", "https://hub.opencsg.com/hf"),
        ("https://hub.opencsg.com/hf/org/name", "https://hub.opencsg.com/hf"),
        ("https://mirror.example/org/name/tree/main", "https://mirror.example"),
        ("https://mirror.example/gpt2/resolve/main/config.json", "https://mirror.example"),
        ("https://mirror.example/hf/org/name/blob/main/a/b", "https://mirror.example/hf"),
        ("https://mirror.example/datasets/org/name", "https://mirror.example"),
        ("https://mirror.example/hf/api/models/org/name", "https://mirror.example/hf"),
    ],
)
def test_a_page_is_told_from_an_endpoint_and_the_endpoint_is_named(
    catalogue: Catalogue, page: str, endpoint: str
) -> None:
    with pytest.raises(Failure) as caught:
        catalogue.add(Entry(url=page))
    assert code_of(caught) == "mirror-address-page"
    assert caught.value.problem.params["endpoint"] == endpoint


@pytest.mark.parametrize(
    "url",
    [
        "https://mirror.example/hf",
        "https://jfrog.example/artifactory/api/huggingfaceml/team",
        "http://nas/models",
        "http://nas/datasets/hf",
        "http://nas/tree",
        "https://hf-mirror.com.example",
        "https://hf-mirror.com:8443",
    ],
)
def test_an_endpoint_may_have_a_path(catalogue: Catalogue, url: str) -> None:
    catalogue.add(Entry(url=url))
    assert own(catalogue) == [url]


# --- insisting -----------------------------------------------------------------------------------------


def test_one_insists_in_writing_and_downloads_follow(catalogue: Catalogue) -> None:
    plain = "http://mirror.example"
    with pytest.raises(Failure, match=re.escape("plain+http://mirror.example:81/hf")):
        catalogue.add(Entry(url=f"{plain}:81/hf"))
    catalogue.add(Entry(url="PLAIN+http://Mirror.example:80/"))
    assert catalogue.entries()[-1] == Entry(url=plain, insist=True, own=True)
    assert catalogue.insisted() == {plain}
    for ordered, environ in (((plain,), {}), ((), {"HF_ENDPOINT": plain})):
        assert endpoints_of(ordered, (), (), environ, catalogue.insisted()) == (plain,)

    catalogue.remove(plain)
    assert catalogue.insisted() == frozenset()
    catalogue.add(Entry(url=plain, insist=True))  # what the window asks for with a tick
    assert catalogue.insisted() == {plain}


def test_a_download_comes_from_a_mirror_that_was_insisted_on(tmp_path: Path) -> None:
    plain = "http://mirror.example"
    with Hub() as hub:
        hub.add("org/name", {"config.json": b"{}"})
        way = Socks(leads_to=("127.0.0.1", hub.port))
        with Host(way) as proxy:
            settings = Settings(proxy=f"socks5h://127.0.0.1:{proxy.port}")
            with Desk(tmp_path, settings=settings, env={"HF_TOKEN": "hf_secret"}) as desk:
                with pytest.raises(Failure) as caught:
                    desk.start("org/name", endpoints=(plain,))
                assert code_of(caught) == "endpoint-plain"
                Catalogue(desk.home).add(Entry(url="plain+http://mirror.example"))
                assert desk.get("org/name", endpoints=(plain,)).sources == {plain: 2}
        assert (3, "mirror.example", 80) in way.asked
        assert hub.log.requests()
        assert not hub.log.tokens()


def test_there_is_nothing_to_insist_on_at_home_or_with_encryption(catalogue: Catalogue) -> None:
    catalogue.add(Entry(url="plain+http://nas:8090"))
    catalogue.add(Entry(url="https://mirror.example", insist=True))
    assert own(catalogue) == ["http://nas:8090", "https://mirror.example"]
    assert catalogue.insisted() == frozenset()


# --- import and export ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://a.example\n\n  b.example/hf  \nnas:8090\n",
         ["https://a.example", "b.example/hf", "nas:8090"]),
        ("# mine\n- https://a.example\n* b.example,\n1. https://c.example;\n",
         ["https://a.example", "b.example", "https://c.example"]),
        ("export HF_ENDPOINT=https://a.example", ["https://a.example"]),
        ("$ HF_ENDPOINT='https://a.example' hf download gpt2", ["https://a.example"]),
        ("set -gx HF_ENDPOINT https://a.example", ["https://a.example"]),
        ("setx HF_ENDPOINT \"https://a.example\"", ["https://a.example"]),
        ("set HF_ENDPOINT=https://a.example\r\n", ["https://a.example"]),
        ("$env:HF_ENDPOINT = \"https://a.example\"", ["https://a.example"]),
        ("ENV HF_ENDPOINT https://a.example", ["https://a.example"]),
        ("      HF_ENDPOINT: \"https://a.example\"", ["https://a.example"]),
        ("      - HF_ENDPOINT=a.example", ["a.example"]),
        ("Environment=\"HF_ENDPOINT=https://a.example\"", ["https://a.example"]),
        ("os.environ[\"HF_ENDPOINT\"] = \"https://a.example\"", ["https://a.example"]),
        ("os.environ.setdefault('HF_ENDPOINT', 'https://a.example')", ["https://a.example"]),
        ("[Environment]::SetEnvironmentVariable('HF_ENDPOINT','https://a.example','User')", ["https://a.example"]),
        ("export HF_ENDPOINT=\"${HF_ENDPOINT:-https://a.example}\"", ["https://a.example"]),
        ("export HF_ENDPOINT=$MIRROR\nunset HF_ENDPOINT\necho $HF_ENDPOINT", []),
        ("设置 HF_ENDPOINT 为 https://a.example，然后重试。", ["https://a.example"]),
        ("Set HF_ENDPOINT to whatever you like.", []),
        ("| A | https://a.example |\n[B](https://b.example)", ["https://a.example", "https://b.example"]),
        ("http://[fd00::1]:8090\nplain+http://a.example", ["http://[fd00::1]:8090", "plain+http://a.example"]),
        ("https://a.example\nhttps://a.example", ["https://a.example"]),
        ("just words\nand\nmore", []),
    ],
)  # fmt: skip
def test_what_people_have_to_paste(text: str, found: list[str]) -> None:
    assert list(endpoints_in(text)) == found


@given(st.text(max_size=200))
def test_any_text_can_be_pasted(text: str) -> None:
    for found in endpoints_in(f"{text}\nHF_ENDPOINT={text}\nhttps://{text}"):
        assert found
        assert not any(letter.isspace() for letter in found)


def test_only_what_is_new_is_added(catalogue: Catalogue, tmp_path: Path) -> None:
    text = (
        f"export HF_ENDPOINT=https://hf-mirror.com/\nHF_ENDPOINT={TUNA}\nhttps://a.example\n{NAS}\nA.example"
    )
    assert catalogue.import_text(text) == 2
    assert own(Catalogue(tmp_path)) == ["https://a.example", NAS]
    assert catalogue.import_text(text) == 0
    with pytest.raises(Failure) as caught:
        catalogue.import_text(f"export HF_ENDPOINT={TUNA}")
    assert code_of(caught) == "mirror-note-tuna"


def test_an_import_is_done_as_a_whole_or_not_at_all(catalogue: Catalogue) -> None:
    for text, code in (
        ("https://a.example\nhttps://me:secret@b.example", "endpoint-login"),
        ("https://a.example\nhttp://b.example", "endpoint-plain"),
        ("https://a.example\nhttps://huggingface.co/org/name", "mirror-address-page"),
        ("no address here", "mirror-import-empty"),
        ("", "mirror-import-empty"),
        ('{"version": 1, "mirrors": []}', "mirror-import-empty"),
        ('{"version": 1}', "mirror-import-damaged"),
        ('{"version": 1, "mirrors": [{"url": "https://a.example"}, {"name": "b"}]}', "mirror-import-damaged"),
        ("[1, 2", "mirror-import-damaged"),
        ("\n".join(f"https://{n}.example" for n in range(501)), "mirror-too-many"),
    ):
        with pytest.raises(Failure) as caught:
            catalogue.import_text(text)
        assert code_of(caught) == code
        assert "secret" not in str(caught.value)
    assert own(catalogue) == []


def test_what_is_exported_comes_in_elsewhere(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.add(Entry(url=NAS, name="机房", operator="us"))
    catalogue.add(Entry(url="plain+http://mirror.example", tokens="own"))
    elsewhere = Catalogue(tmp_path / "elsewhere")
    assert elsewhere.import_text("\ufeff" + catalogue.export_text()) == 2
    assert elsewhere.entries() == catalogue.entries()
    assert Catalogue(tmp_path / "nobody's").export_text().count("url") == 0


def test_a_list_from_elsewhere_can_not_claim_what_is_known(catalogue: Catalogue) -> None:
    entry = {"url": "https://a.example", "note": "mirror-note-official", "since": "2026", "dead": True}
    assert catalogue.import_text(json.dumps({"version": 1, "mirrors": [entry]})) == 1
    assert catalogue.entries()[-1] == Entry(url="https://a.example", own=True)


# --- the file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="cut short"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"\0" * len(data), id="zeroes"),
        pytest.param(lambda data: data.replace(b'"version": 1', b'"version": 2'), id="newer"),
    ],
)
def test_a_damaged_file_is_moved_aside_and_never_lost(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    for aside in ("mirrors.json.broken", "mirrors.json.broken-2"):
        catalogue = Catalogue(tmp_path)
        catalogue.add(Entry(url=NAS))
        file = tmp_path / "mirrors.json"
        broken = damage(file.read_bytes())
        file.write_bytes(broken)
        assert own(catalogue) == []
        assert (tmp_path / aside).read_bytes() == broken
        catalogue.add(Entry(url="https://a.example"))
        assert own(Catalogue(tmp_path)) == ["https://a.example"]


def test_one_entry_that_makes_no_sense_costs_no_other(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    catalogue.import_text(f"https://a.example\n{NAS}\nhttps://b.example")
    file = tmp_path / "mirrors.json"
    edited = file.read_text().replace(NAS, "http://two words")
    file.write_text(edited)
    assert own(catalogue) == ["https://a.example", "https://b.example"]
    assert (tmp_path / "mirrors.json.broken").read_text() == edited
    assert own(Catalogue(tmp_path)) == ["https://a.example", "https://b.example"]
    assert not (tmp_path / "mirrors.json.broken-2").exists()


def test_a_file_that_cannot_be_read_is_a_sentence_and_stays(tmp_path: Path) -> None:
    (tmp_path / "mirrors.json").mkdir()
    with pytest.raises(Failure) as caught:
        Catalogue(tmp_path).entries()
    assert str(tmp_path) in str(caught.value)
    assert (tmp_path / "mirrors.json").is_dir()


ADD = """
import sys
from pathlib import Path
from hubkeep.engine.mirrors.catalogue import Catalogue
from hubkeep.engine.mirrors.values import Entry
catalogue = Catalogue(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(12):
    catalogue.add(Entry(url=f"https://{sys.argv[2]}{number}.example"))
"""


def test_several_processes_add_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    adding = [
        subprocess.Popen([sys.executable, "-c", ADD, str(tmp_path), name], stdin=subprocess.PIPE, text=True)
        for name in ("a", "b", "c")
    ]
    for process in adding:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in adding:
        process.communicate(timeout=60)
        assert process.returncode == 0
    expected = {f"https://{name}{number}.example" for name in "abc" for number in range(12)}
    assert set(own(catalogue)) == expected
    assert not list(tmp_path.glob("*.broken*"))
    assert not list(tmp_path.glob(".*.tmp"))


def test_the_list_is_read_again_only_when_it_changed(catalogue: Catalogue, tmp_path: Path) -> None:
    Catalogue(tmp_path).add(Entry(url=NAS))
    assert own(catalogue) == [NAS]
    Catalogue(tmp_path).remove(NAS)
    assert own(catalogue) == []
    assert known_as(NAS) is None
