"""What there is to fetch: searched for, or named by a text that somebody pasted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hubkeep.engine.problems import Failure

from tests.engine.downloads.desk import KIB, Desk
from tests.hub import faults
from tests.hub.content import About, Kind
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.models import Models
from tests.hub.server import Hub

FILES = {
    "model.safetensors": os.urandom(40 * KIB),
    "pytorch_model.bin": os.urandom(40 * KIB),
    "config.json": b"{}\n",
    "sub/notes.txt": b"notes",
}


@pytest.fixture
def desk(hub: Hub, tmp_path: Path) -> Desk:
    return Desk(tmp_path, hub)


def test_whatever_is_pasted_names_the_repo_and_the_place_in_it(hub: Hub, desk: Desk) -> None:
    repo = hub.add("org/name", FILES)
    other = repo.commit({"config.json": b"[2]\n"}, branch="next")
    hub.add("org/data", {"train.jsonl": b"{}\n"}, kind=Kind.DATASET)
    with desk:
        for text, name, revision, commit, path in (
            ("org/name", "org/name", "main", repo.head.id, ""),
            ("  org/name@next ", "org/name", "next", other.id, ""),
            ("hf://org/name", "org/name", "main", repo.head.id, ""),
            (f"{hub.endpoint}/org/name", "org/name", "main", repo.head.id, ""),
            (f"{hub.endpoint}/org/name/tree/next", "org/name", "next", other.id, ""),
            (f"{hub.endpoint}/org/name/tree/main/sub", "org/name", "main", repo.head.id, "sub"),
            ("https://huggingface.co/org/name/blob/main/config.json", "org/name", "main", repo.head.id,
             "config.json"),
            (f"{hub.endpoint}/org/name/resolve/{other.id}/config.json?download=true", "org/name", other.id,
             other.id, "config.json"),
            ("hf download org/name --revision next", "org/name", "next", other.id, ""),
        ):  # fmt: skip
            offer = desk.engine.look_up(text)
            assert (offer.repo, offer.revision, offer.commit, offer.path) == (name, revision, commit, path)
        assert desk.engine.look_up("org/name", "next").commit == other.id
        assert desk.engine.look_up(f"{hub.endpoint}/org/name/tree/next", "main").commit == repo.head.id
        for text in ("hf://datasets/org/data", "dataset/org/data", f"{hub.endpoint}/datasets/org/data"):
            assert desk.engine.look_up(text).repo == "dataset/org/data"


def test_a_mirror_that_nobody_chose_is_asked_for_what_was_pasted_from_it(hub: Hub, desk: Desk) -> None:
    with desk, Hub() as mirror:
        mirror.add("org/only-there", FILES)
        offer = desk.engine.look_up(f"{mirror.endpoint}/org/only-there")
        assert offer.endpoint == mirror.endpoint
        with pytest.raises(Failure):
            desk.engine.look_up("org/only-there")


def test_an_offer_says_all_that_there_is_to_choose(hub: Hub, desk: Desk) -> None:
    repo = hub.add("org/name", FILES, about=About())
    repo.tag("v1.0")
    repo.branch("next")
    with desk:
        offer = desk.engine.look_up("org/name")
        assert {file.path: file.size for file in offer.files} == {
            path: len(content) for path, content in FILES.items()
        }
        assert not any(file.here for file in offer.files)
        assert set(offer.revisions) == {"main", "next", "v1.0"}
        assert (offer.endpoint, offer.gated, offer.private) == (hub.endpoint, False, False)
        assert offer.last_modified.startswith("2024-01-01")
        assert offer.free > 0
        presets = {preset.name: preset for preset in offer.presets}
        (recommended,) = (preset for preset in offer.presets if preset.recommended)
        assert "pytorch_model.bin" not in recommended.files
        assert set(presets["all"].files) == set(FILES)
        for preset in offer.presets:
            assert preset.bytes == preset.to_fetch == sum(len(FILES[path]) for path in preset.files)

        # What is here already is subtracted, the same bytes under another name or revision too.
        desk.get("org/name", include=("model.safetensors",))
        second = repo.commit({"renamed.safetensors": FILES["model.safetensors"], "config.json": b"[2]\n"})
        offer = desk.engine.look_up("org/name")
        assert offer.commit == second.id
        assert {file.path for file in offer.files if file.here} == {
            "model.safetensors",
            "renamed.safetensors",
        }
        everything = next(preset for preset in offer.presets if preset.name == "all")
        assert everything.bytes == sum(map(len, FILES.values())) + 40 * KIB + 1
        assert everything.to_fetch == 40 * KIB + 4 + 5


def test_presets_of_real_layouts_are_offered(hub: Hub, desk: Desk, models: Models) -> None:
    with desk:
        gguf = desk.engine.look_up(models.gguf.put(hub).id)
        assert {"F16", "Q8_0"} <= {preset.name for preset in gguf.presets}
        for example in (models.dataset, models.space, models.kernel):
            repo = example.put(hub)
            offer = desk.engine.look_up(f"{repo.kind.value}/{repo.id}")
            (recommended,) = (preset for preset in offer.presets if preset.recommended)
            assert set(recommended.files) == set(repo.head.files)  # nobody knows what of it would do


def test_a_gated_or_private_repo_says_so(hub: Hub, tmp_path: Path) -> None:
    hub.content.token("hf_reader", "ann")
    readers = frozenset({"ann"})
    hub.add("org/gated", FILES, about=About(gated="manual", readers=readers))
    hub.add("org/private", FILES, about=About(private=True, readers=readers))
    with Desk(tmp_path, hub, env={"HF_TOKEN": "hf_reader"}) as desk:
        desk.engine.allow_token(hub.endpoint, True)
        assert desk.engine.look_up("org/gated").gated
        assert desk.engine.look_up("org/private").private


def test_a_text_that_means_nothing_is_told_so_without_asking_anybody(hub: Hub, desk: Desk) -> None:
    with desk:
        for text in ("", "what is this?", "https://huggingface.co/docs"):
            with pytest.raises(Failure) as told:
                desk.engine.look_up(text)
            assert told.value.problem.code.startswith("address-")
        assert not hub.log.now()
        with pytest.raises(Failure) as told:
            desk.engine.look_up("org/none")
        assert told.value.problem.code == "hub-not-found-or-private"


def test_a_mirror_without_a_list_of_branches_is_good_enough(hub: Hub, desk: Desk) -> None:
    hub.add("org/name", FILES)
    hub.faults.set(Fault(faults.Refuse(404), route=Route.REFS))
    with desk:
        offer = desk.engine.look_up("org/name")
        assert (offer.revisions, len(offer.files)) == ((), 4)


def test_a_search_says_what_is_here_and_is_answered_by_whoever_can(hub: Hub, tmp_path: Path) -> None:
    with hub.mirror() as mirror, Desk(tmp_path, mirror, hub) as desk:
        hub.add("org/tiny-llama", FILES, about=About(downloads=5, likes=2))
        hub.add("org/big-llama", FILES, about=About(downloads=50, gated="auto"))
        hub.add("org/llama-chats", {"a.jsonl": b"{}"}, kind=Kind.DATASET)
        mirror.faults.set(Fault(faults.Refuse(404), route=Route.SEARCH))
        desk.get("org/tiny-llama", include=("config.json",))
        result = desk.engine.search("llama", "model", 20)
        assert result.endpoint == hub.endpoint
        assert [(found.repo, found.downloads, found.gated, found.here) for found in result.found] == [
            ("org/big-llama", 50, True, False),
            ("org/tiny-llama", 5, False, True),
        ]
        datasets = desk.engine.search("llama", "dataset", 20)
        assert [found.repo for found in datasets.found] == ["dataset/org/llama-chats"]
        assert len(desk.engine.search("llama", "model", 1).found) == 1
        assert desk.engine.search("nothing of the kind", "model", 20).found == ()
        hub.faults.set(Fault(faults.Refuse(404), route=Route.SEARCH))
        with pytest.raises(Failure) as told:
            desk.engine.search("llama", "model", 20)
        assert str(mirror.port) in told.value.problem.sentence()  # of the preferred one


@pytest.mark.parametrize(
    ("text", "include", "exclude"),
    [
        (
            'hf download org/name --include "*.safetensors" "sub/*" --exclude "*.bin"',
            ("*.safetensors", "sub/*"),
            ("*.bin",),
        ),
        (
            "huggingface-cli download org/name --exclude '*.bin' --exclude '*.pt'",
            (),
            ("*.bin", "*.pt"),
        ),
        ('snapshot_download("org/name", allow_patterns=["*.json", "*.txt"])', ("*.json", "*.txt"), ()),
        ("hf download org/name config.json sub/notes.txt", ("config.json", "sub/notes.txt"), ()),
        ("org/name", (), ()),
    ],
)
def test_the_globs_of_a_pasted_command_come_with_what_it_names(
    hub: Hub, desk: Desk, text: str, include: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    hub.add("org/name", FILES)
    with desk:
        offer = desk.engine.look_up(text)
    assert (offer.include, offer.exclude) == (include, exclude)
