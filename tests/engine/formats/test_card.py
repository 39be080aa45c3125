"""Cards: front matter as people write it, and as they should not."""

from __future__ import annotations

import time

import pytest
from hubkeep.engine.formats.card import LARGEST_CARD, Card, read_card

from .repos import source


def card(front: str, *, prose: str = "# A model\n") -> Card:
    return read_card(source(f"---\n{front}\n---\n{prose}".encode(), "README.md"))


def test_reads_a_card():
    found = card(
        "license: apache-2.0\nlanguage:\n- en\n- no\n"
        "pipeline_tag: text-generation\nlibrary_name: transformers\n"
        "base_model: org/base\ntags: [chat, 'two words', 2024]\nmodel-index:\n- name: x\n  results: []\n"
    )
    assert found == Card(
        license=("apache-2.0",),
        language=("en", "no"),
        pipeline_tag="text-generation",
        library_name="transformers",
        base_model=("org/base",),
        tags=("chat", "two words", "2024"),
    )


def test_the_licence_in_one_line():
    assert card("license: mit").licence() == "mit"
    assert card("license:\n- mit\n- cc-by-4.0").licence() == "mit, cc-by-4.0"
    assert card("license: other\nlicense_name: llama3.1\nlicense_link: LICENSE").licence() == "llama3.1"
    assert card("license: other").licence() == "other"
    assert card("license:").licence() is None


@pytest.mark.parametrize("text", ["", "# A model\n", "----\nlicense: mit\n", " ---\nlicense: mit\n---\n"])
def test_a_readme_without_front_matter(text: str):
    assert read_card(source(text.encode(), "README.md")) == Card()


def test_windows_line_ends_and_a_byte_order_mark():
    text = "\ufeff---\r\nlicense: mit\r\ntags:\r\n- a\r\ndataset_info:\r\n- x: 1\r\nsdk: gradio\r\n---\r\n"
    found = read_card(source(text.encode(), "README.md"))
    assert (found.license, found.tags, found.sdk, found.problems) == (("mit",), ("a",), "gradio", ())


def test_blocks_nobody_asks_for_are_left_out_whole():
    features = "".join(f"  - name: column{i}\n    dtype: string\n" for i in range(20_000))
    started = time.perf_counter()
    found = card(f"dataset_info:\n- config_name: a\n  features:\n{features}\n# a comment\nlicense: mit")
    assert (found.license, found.problems) == (("mit",), ())
    assert time.perf_counter() - started < 2


def test_a_value_of_another_shape_is_a_problem():
    found = card("license: {a: b}\ntags: [a, [b, c], d]\npipeline_tag: text-generation")
    assert found.tags == ("a", "d")
    assert found.pipeline_tag == "text-generation"
    assert [each.params["key"] for each in found.problems] == ["license", "tags"]


def test_aliases_multiply_nothing():
    bomb = "tags: &a [x, x]\n" + "".join(f"base_model: &b{i} [*a, *a, *a, *a, *a]\n" for i in range(50))
    found = card(bomb + "license: mit\n")
    assert (found.tags, found.base_model, found.license) == (("x", "x"), (), ("mit",))


def test_merge_keys_multiply_nothing():
    lines = ["l0: &l0 {a: 1}"] + [
        f"l{i}: &l{i} {{<<: [{', '.join([f'*l{i - 1}'] * 9)}]}}" for i in range(1, 12)
    ]
    started = time.perf_counter()
    assert card("\n".join([*lines, "license: mit"])).license == ("mit",)
    assert time.perf_counter() - started < 2


def test_a_tag_names_no_class():
    assert card('license: !!python/object/apply:os.system ["exit 1"]').license == ("exit 1",)


@pytest.mark.parametrize(
    "front",
    [
        "license: [mit",
        "license: 'mit",
        "- license",
        "just text",
        "a: b: c",
        "\tlicense: mit",
        "license: @mit",
        "tags: " + "[" * 50_000,
        "tags: " + "{" * 50_000,
        "- " * 50_000,
        "? " * 50_000,
        "tags:\n" + "- x\n" * 30_000,
        "title: " + "x" * 300_000,
        "%YAML 9.9",
    ],
    ids=lambda front: repr(front[:16]),
)
def test_what_is_no_yaml_is_one_problem(front: str):
    started = time.perf_counter()
    found = card(front)
    assert [each.code for each in found.problems] == ["formats-not-yaml"]
    assert "README.md" in found.problems[0].sentence()
    assert time.perf_counter() - started < 3


def test_what_stood_before_the_mistake_is_kept():
    found = card("license: mit\ntags: [a\npipeline_tag: x")
    assert (found.license, len(found.problems)) == (("mit",), 1)


def test_control_characters_cost_nothing():
    found = card("title: a\x00\x1b[31mb\nlicense: mit")
    assert (found.license, found.problems) == (("mit",), ())
    assert found.title is not None
    assert found.title.isprintable()


def test_a_huge_readme_is_read_at_its_top():
    assert card("license: mit", prose="x" * (3 * LARGEST_CARD)).license == ("mit",)


def test_long_lists_and_words_are_cut():
    found = card("tags:\n" + "".join(f"- {'t' * 1000}{i}\n" for i in range(200)))
    assert len(found.tags) == 64
    assert len(found.tags[0]) == 200
