"""What is looked up, and what is searched for."""

from __future__ import annotations

import pytest
from hubkeep.app.downloads.addresses import LONGEST, address_in, has_scheme, typed
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("hf://Qwen/Qwen3-32B", "hf://Qwen/Qwen3-32B"),
        (
            "  https://huggingface.co/Qwen/Qwen3-32B/tree/main \n",
            "https://huggingface.co/Qwen/Qwen3-32B/tree/main",
        ),
        ("<https://hf-mirror.com/a/b>", "https://hf-mirror.com/a/b"),
        ("see https://huggingface.co/a/b.", "https://huggingface.co/a/b"),
        ("看 https://huggingface.co/a/b。", "https://huggingface.co/a/b"),
        ("git clone https://huggingface.co/a/b", "https://huggingface.co/a/b"),
        ("Qwen/Qwen3-32B", "Qwen/Qwen3-32B"),
        ("Qwen/Qwen3-32B@v1.0", "Qwen/Qwen3-32B@v1.0"),
        ("Qwen/Qwen3-32B/", "Qwen/Qwen3-32B"),
        ("gpt2@main", "gpt2@main"),
        ("dataset/rajpurkar/squad", "dataset/rajpurkar/squad"),
        ("datasets/rajpurkar/squad", "datasets/rajpurkar/squad"),
        ("huggingface.co/a/b/blob/main/x.gguf", "huggingface.co/a/b/blob/main/x.gguf"),
        ("hf download a/b --include '*.gguf'", "a/b"),
        ("hf download --quiet a/b", "a/b"),
        ("HF_ENDPOINT=x huggingface-cli download --repo-type dataset \\\n a/b", "a/b"),
        ("hf download --revision=v1 'a/b'", "a/b"),
        ("ollama run hf.co/a/b:Q4_K_M", "hf.co/a/b:Q4_K_M"),
        ("hf download", ""),
        ('AutoModel.from_pretrained("a/b")', "a/b"),
        ("“a b”", ""),
        ("qwen", ""),
        ("qwen 32b awq", ""),
        ("qwen/ 32b", ""),
        ("", ""),
        ("/etc/passwd", ""),
        ("x" * (LONGEST + 1) + "/y", ""),
    ],
)
def test_the_address_in_a_text(text: str, address: str) -> None:
    assert address_in(text) == address


@given(st.text())
def test_an_address_is_one_word_whatever_the_text(text: str) -> None:
    assert len(address_in(text).split()) <= 1


@pytest.mark.parametrize("text", ["hf:/", "hf://a", "HTTPS://x", " http://"])
def test_a_scheme_is_seen_while_it_is_typed(text: str) -> None:
    assert has_scheme(text)


def test_words_have_no_scheme() -> None:
    assert not has_scheme("hf transfer")
    assert not has_scheme("org/name")


def test_the_type_stands_before_a_repo_once() -> None:
    assert typed("a/b", "model") == "a/b"
    assert typed("a/b", "dataset") == "dataset/a/b"
    assert typed("dataset/a/b", "dataset") == "dataset/a/b"
