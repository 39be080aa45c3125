"""A hub cache of any number of repos, laid out as huggingface_hub does, with tiny blobs.

12 files in 2 revisions a repo: 24 blobs, 24 links, one nested folder a revision. 10,000 repos are
about 700,000 inodes, the shape of the figures in docs/benchmarks.md.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
    "README.md",
    "model-00001-of-00002.safetensors",
    "model-00002-of-00002.safetensors",
    "model.safetensors.index.json",
    "onnx/model.onnx",
)


def build(cache: Path, repos: int) -> int:
    """Lays out `repos` repos under `cache`; the number of inodes made. Skips repos that stand."""
    inodes = 0
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
    for number in range(repos):
        root = str(cache / f"models--org-{number % 97}--model-{number:05}")
        if os.path.exists(f"{root}/refs/main"):
            continue
        for folder in ("", "/blobs", "/refs", "/snapshots", "/.no_exist"):
            os.mkdir(root + folder)
        inodes += 5
        commit = ""
        for revision in range(2):
            commit = hashlib.sha1(f"{number}-{revision}".encode()).hexdigest()
            snapshot = f"{root}/snapshots/{commit}"
            no_exist = f"{root}/.no_exist/{commit}"
            os.mkdir(snapshot)
            os.mkdir(f"{snapshot}/onnx")
            os.mkdir(no_exist)
            inodes += 3
            for missing in ("added_tokens.json", "chat_template.jinja"):
                os.close(os.open(f"{no_exist}/{missing}", os.O_CREAT))
                inodes += 1
            for name in FILES:
                content = f"{number} {revision} {name}".encode()
                large = name.endswith((".safetensors", ".onnx"))
                git = hashlib.sha1(b"blob %d\0" % len(content) + content)
                digest = (hashlib.sha256(content) if large else git).hexdigest()
                fd = os.open(f"{root}/blobs/{digest}", os.O_CREAT | os.O_WRONLY, 0o644)
                os.write(fd, content)
                os.close(fd)
                up = "../../.." if "/" in name else "../.."
                os.symlink(f"{up}/blobs/{digest}", f"{snapshot}/{name}")
                inodes += 2
        Path(f"{root}/refs/main").write_text(commit)
        inodes += 1
    return inodes
