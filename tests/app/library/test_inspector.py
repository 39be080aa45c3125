"""The inspector: what a repo is, its revisions and files, and answers that come too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubkeep.link.messages import (
    Describe,
    FileEntry,
    ModelFacts,
    RepoDetail,
    RepoRow,
    Reveal,
    Revision,
    Target,
    problem,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTabBar

from tests.app.library.rows import GB, row, weights, workstation
from tests.waiting import wait_until

if TYPE_CHECKING:
    from hubkeep.app.library.files_tree import FilesTree
    from hubkeep.app.library.page import LibraryPage

    from tests.app.stage import StagedLink

FLUX = "models--black-forest-labs--FLUX.1-dev"
SDXL = "models--stabilityai--stable-diffusion-xl-base-1.0"
MAIN, OLD = "3" * 40, "0" * 40


def detail(found: RepoRow, files: int = 3) -> RepoDetail:
    entries = (
        FileEntry(path="config.json", bytes=1200, blob="1" * 40),
        FileEntry(path="unet/model.safetensors", bytes=23 * GB, blob="a" * 64, state="missing"),
        *(FileEntry(path=f"data/part-{n:05}.parquet", bytes=10, blob=f"{n:040}") for n in range(files)),
    )
    return RepoDetail(
        row=found,
        path=f"/cache/{found.key}",
        revisions=(
            Revision(
                commit=MAIN,
                refs=("main",),
                bytes=33 * GB,
                frees=29 * GB,
                path=f"/cache/{found.key}/snapshots/{MAIN}",
                files=entries,
            ),
            Revision(
                commit=OLD,
                bytes=33 * GB,
                frees=15_000,
                path=f"/cache/{found.key}/snapshots/{OLD}",
                files=entries[:1],
            ),
        ),
        partials=(FileEntry(path="9f2c.incomplete", bytes=GB, state="incomplete"),),
        orphans=(FileEntry(path="77ab", bytes=GB),),
    )


def show(page: LibraryPage, link: StagedLink, key: str = FLUX, files: int = 3) -> FilesTree:
    def answer(request: Describe) -> RepoDetail:
        found = page.model.row(request.key)
        assert found is not None
        return detail(found, files)

    link.answers[Describe] = answer
    page.table.select_keys([key], key)
    wait_until(lambda: page.inspector.detail is not None)
    return page.inspector.files


def texts(tree: FilesTree) -> list[str]:
    tops = [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]
    return [item.text(0) for item in tops if item is not None]


def test_the_row_s_own_data_is_there_at_once(page: LibraryPage) -> None:
    page.table.select_keys([FLUX], FLUX)
    inspector = page.inspector
    assert inspector.detail is None
    assert page.findChild(QLabel, "inspectorOrg").text() == "black-forest-labs/"
    assert page.findChild(QLabel, "inspectorName").text() == "FLUX.1-dev"
    assert inspector.figure("size") == "33.7\u00a0GB"
    assert inspector.figure("frees") == "29.2\u00a0GB 4.50\u00a0GB shared"
    assert inspector.figure("read") == "≈\u00a05 day(s) ago"
    assert inspector.figure("revisions").startswith("2 1 detached")
    assert inspector.figure("architecture") == "FluxPipeline"
    assert inspector.figure("parameters") == "16.9B"
    assert inspector.figure("licence") == "flux-1-dev-non-commercial-license"


def test_what_is_told_later_is_added(page: LibraryPage, link: StagedLink) -> None:
    show(page, link)
    assert page.findChild(QLabel, "inspectorPath").text() == f"/cache/{FLUX}"


def test_an_answer_for_another_repo_is_dropped(page: LibraryPage, link: StagedLink) -> None:
    page.table.select_keys([FLUX], FLUX)
    wait_until(lambda: link.asked and link.asked[-1] == Describe(FLUX))
    late = link._last
    page.table.select_keys([SDXL], SDXL)
    found = page.model.row(FLUX)
    assert found is not None
    link.answer(late, detail(found))
    assert page.inspector.detail is None


def test_problems_are_said_with_their_next_step(page: LibraryPage) -> None:
    key = "models--deepinsight--inswapper-128"
    page.table.select_keys([key], key)
    assert any("Repair the repo" in remark for remark in page.inspector.remarks())
    page.table.select_keys([FLUX], FLUX)
    assert page.inspector.remarks() == []


def test_a_foreign_thing_is_shown_with_its_reason(page: LibraryPage) -> None:
    page.table.select_keys(["old-backup.tar"], "old-backup.tar")
    assert any("does not belong" in remark for remark in page.inspector.remarks())
    assert not page.actions_.verify.isEnabled()
    assert not page.actions_.remove.isEnabled(), "what is not the Hub's is left alone"


def test_several_are_summed_up(page: LibraryPage) -> None:
    page.table.select_keys([FLUX, SDXL], FLUX)
    assert page.inspector.figure("size") == "47.6\u00a0GB"
    assert "or more" in page.inspector.figure("frees")
    assert page.findChild(QLabel, "inspectorName").text().startswith("2 repo")
    assert len(page.inspector.remarks()) == 1


def test_nothing_selected_shows_the_whole(page: LibraryPage) -> None:
    page.table.clearSelection()
    wait_until(lambda: page.inspector.overview.figure("model") != "")
    assert page.inspector.overview.isVisible()
    assert page.inspector.overview.figure("dataset").startswith("48.2")
    assert page.inspector.overview.figure("disk").startswith("525")


def test_revisions_and_leftovers_are_a_tree(page: LibraryPage, link: StagedLink) -> None:
    tree = show(page, link)
    assert texts(tree) == [
        f"main · {MAIN[:8]}",
        f"detached · {OLD[:8]}",
        "Broken-off downloads",
        "Bytes that no revision uses",
    ]
    main = tree.topLevelItem(0)
    assert main is not None
    assert main.isExpanded()
    assert [main.child(n).text(0) for n in range(main.childCount())] == ["data", "unet", "config.json"]
    unet = main.child(1)
    unet.setExpanded(True)
    assert unet.child(0).text(1) == "missing"


def test_a_folder_of_many_files_comes_in_portions(page: LibraryPage, link: StagedLink) -> None:
    from hubkeep.app.library.files_tree import AT_ONCE

    tree = show(page, link, files=1000)
    main = tree.topLevelItem(0)
    assert main is not None
    data = main.child(0)
    data.setExpanded(True)
    assert data.childCount() == AT_ONCE + 1
    assert data.child(AT_ONCE).text(0).startswith("700 more")
    tree.itemActivated.emit(data.child(AT_ONCE), 0)
    assert data.childCount() == 2 * AT_ONCE + 1
    assert data.child(AT_ONCE).text(0) == f"part-{AT_ONCE:05}.parquet"


def test_deleting_a_file_and_a_revision(page: LibraryPage, link: StagedLink) -> None:
    tree = show(page, link)
    page.findChild(QTabBar, "inspectorTabs").setCurrentIndex(1)
    wanted: list[tuple[Target, ...]] = []
    tree.remove_wanted.disconnect()
    tree.remove_wanted.connect(wanted.append)
    main = tree.topLevelItem(0)
    old = tree.topLevelItem(1)
    assert main is not None
    assert old is not None
    main.child(2).setSelected(True)
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    tree.clearSelection()
    old.setSelected(True)
    tree.remove_action.trigger()
    tree.clearSelection()
    main.child(0).setSelected(True)
    tree.remove_action.trigger()
    assert wanted == [(Target(FLUX, MAIN, "config.json"),), (Target(FLUX, OLD),)]


def test_paths_of_files(page: LibraryPage, link: StagedLink) -> None:
    tree = show(page, link)
    main = tree.topLevelItem(0)
    assert main is not None
    main.child(1).setExpanded(True)
    main.child(1).child(0).setSelected(True)
    path = f"/cache/{FLUX}/snapshots/{MAIN}/unet/model.safetensors"
    tree.copy_action.trigger()
    assert QGuiApplication.clipboard().text() == path
    tree.reveal_action.trigger()
    assert link.asked[-1] == Reveal(path)


def test_rows_that_change_are_shown_as_they_are_now(page: LibraryPage, link: StagedLink) -> None:
    page.table.select_keys([FLUX], FLUX)
    facts = weights(
        "FP8 · 11.9B", 11.9, dtype="F8_E4M3", problems=(problem("formats-not-json", path="config.json"),)
    )
    link.rows([row("black-forest-labs/FLUX.1-dev", 12.1, facts=facts)])
    wait_until(lambda: page.inspector.figure("size") == "12.1\u00a0GB")
    assert page.inspector.figure("dtype") == "F8_E4M3"
    assert any("not valid JSON" in remark for remark in page.inspector.remarks())


def test_a_repo_of_which_nothing_is_known_shows_no_empty_lines(page: LibraryPage, link: StagedLink) -> None:
    link.rows([row("a/plain", 1, facts=None), row("a/bare", 1, facts=ModelFacts())], reset=True)
    for key in ("models--a--plain", "models--a--bare"):
        page.table.select_keys([key], key)
        assert page.inspector.figure("architecture") == ""
        assert not page.findChild(QLabel, "value-architecture").isVisible()


def test_the_lines_that_load_it_fit_what_it_is() -> None:
    from hubkeep.app.library.snippets import load_lines

    found = {each.name: load_lines(each) for each in workstation()}
    assert found["Qwen/Qwen3-32B"] == (
        "from transformers import AutoModelForCausalLM\n\n"
        'model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen3-32B")'
    )
    assert found["laion/clap-audio-10k"].endswith('dataset = load_dataset("laion/clap-audio-10k")')
    assert found["kernels-community/flash-attn"].endswith(
        'kernel = get_kernel("kernels-community/flash-attn")'
    )
    assert 'snapshot_download("gradio/chat-demo", repo_type="space")' in found["gradio/chat-demo"]
    assert 'filename="*Q4_K_M*.gguf"' in found["unsloth/Qwen3-8B-GGUF"]
    assert found["old-backup.tar"] == ""
    pinned = load_lines(row("a/b", 1, refs=("refs/pr/1",), facts=weights("", library="diffusers")))
    assert pinned.endswith('DiffusionPipeline.from_pretrained("a/b", revision="refs/pr/1")')
    for text in found.values():
        compile(text, "<lines>", "exec")


def test_hostile_names_stay_inside_the_quotes() -> None:
    from hubkeep.app.library.snippets import load_lines

    for name in ('a/"); import os; ("', "a/b\nimport os", "a/\\"):
        compiled = load_lines(row(name, 1, facts=weights("", library="transformers")))
        assert compiled.count("\n") == 2
        compile(compiled, "<lines>", "exec")
