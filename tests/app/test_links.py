"""The repo that a link names."""

from __future__ import annotations

import pytest
from hubkeep.app.links import repo_named_by


@pytest.mark.parametrize(
    ("link", "repo"),
    [
        ("hf://Qwen/Qwen3-32B", "Qwen/Qwen3-32B"),
        ("hf://Qwen/Qwen3-32B@main", "Qwen/Qwen3-32B"),
        ("hf://datasets/rajpurkar/squad", "rajpurkar/squad"),
        ("hf://gpt2", "gpt2"),
        ("https://huggingface.co/Qwen/Qwen3-32B/tree/main", "Qwen/Qwen3-32B"),
        ("https://huggingface.co/datasets/rajpurkar/squad?row=1#top", "rajpurkar/squad"),
        ("http://mirror.local:8080/Qwen/Qwen3-32B", "Qwen/Qwen3-32B"),
        ("https://huggingface.co/a%2Fb/c", ""),
        ("https://huggingface.co/", ""),
        ("hf://", ""),
        ("http://[broken", ""),
        ("hf://a/b%0ac", ""),
        ("hf://" + "a" * 300, ""),
    ],
)
def test_the_repo_of_a_link(link: str, repo: str) -> None:
    assert repo_named_by(link) == repo
