"""A repo and its files in the words of the API."""

from __future__ import annotations

import functools
import json
import math
import re
from datetime import datetime
from typing import Any

from tests.hub.content import Commit, Entry, Kind, Repo
from tests.hub.sources import OnDisk

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_READ_LIMIT = 25_000_000
"""Bytes of a header or card that are looked at."""


def moment(time: datetime) -> str:
    """As the API writes times."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def describe_file(entry: Entry, xet: bool) -> dict[str, Any]:
    """A file as a line of a tree."""
    line: dict[str, Any] = {"type": "file", "oid": entry.oid, "size": entry.size}
    if entry.lfs:
        line["lfs"] = {"oid": entry.sha256, "size": entry.size, "pointerSize": len(entry.pointer)}
        if entry.xet_hash and xet:
            line["xetHash"] = entry.xet_hash
    line["path"] = entry.path
    return line


def describe_folder(commit: Commit, path: str) -> dict[str, Any]:
    """A folder as a line of a tree."""
    return {"type": "directory", "oid": commit.folders[path], "size": 0, "path": path}


def describe_change(commit: Commit, path: str) -> dict[str, Any]:
    """What is added to a line of a tree where details are asked for."""
    change = commit.last_change(path)
    details: dict[str, Any] = {
        "lastCommit": {"id": change.id, "title": change.title, "date": moment(change.date)},
    }
    if path in commit.files:
        details["securityFileStatus"] = {
            "status": "safe",
            "avScan": {"status": "safe", "message": None},
            "pickleImportScan": {"status": "unscanned", "pickleImports": []},
        }
    return details


def describe_repo(repo: Repo, commit: Commit, *, blobs: bool, full: bool = True) -> dict[str, Any]:
    """A repo at a commit. `blobs` adds sizes and hashes to its files; without `full` it is a search hit."""
    card = card_of(commit)
    tags = [str(tag) for tag in card.get("tags") or []]
    tags += [f"license:{card['license']}"] if card.get("license") else []
    info: dict[str, Any] = {
        "_id": commit.history()[-1].id[:24],
        "id": repo.id,
        "author": repo.author,
        "sha": commit.id,
        "private": repo.about.private,
        "gated": repo.about.gated or False,
        "disabled": repo.about.disabled,
        "downloads": repo.about.downloads,
        "likes": repo.about.likes,
        "tags": tags,
        "createdAt": moment(commit.history()[-1].date),
        "lastModified": moment(commit.date),
    }
    if repo.kind is Kind.MODEL:
        info["modelId"] = repo.id
        for key in ("pipeline_tag", "library_name"):
            if card.get(key):
                info[key] = card[key]
    if repo.kind is Kind.SPACE:
        info["sdk"] = repo.about.sdk or card.get("sdk", "static")
        info["subdomain"] = repo.id.replace("/", "-").lower()
    if not full:
        return info
    info["siblings"] = [_sibling(entry, blobs) for entry in commit.files.values()]
    info["cardData"] = card or None
    info["usedStorage"] = sum({e.etag: e.size for c in repo.commits() for e in c.files.values()}.values())
    if repo.kind is Kind.MODEL:
        info["spaces"] = []
        config = _json(commit.files.get("config.json"))
        info["config"] = {key: config[key] for key in ("architectures", "model_type") if key in config}
        if parameters := parameters_of(commit):
            info["safetensors"] = {"parameters": parameters, "total": sum(parameters.values())}
        if gguf := _gguf_of(commit):
            info["gguf"] = gguf
    if repo.kind is Kind.SPACE:
        info["models"], info["datasets"] = [], []
        info["runtime"] = {"stage": "RUNNING", "hardware": {"current": "cpu-basic", "requested": None}}
    return info


def describe_commit(commit: Commit, formatted: bool) -> dict[str, Any]:
    """A commit as a line of the history."""
    line: dict[str, Any] = {
        "id": commit.id,
        "title": commit.title,
        "message": commit.message,
        "authors": [{"user": commit.author, "avatar": ""}],
        "date": moment(commit.date),
    }
    if formatted:
        line["formatted"] = {"title": commit.title, "message": commit.message}
    return line


def card_of(commit: Commit) -> dict[str, Any]:
    """The YAML block at the top of README.md; empty where there is none or it makes no sense."""
    entry = commit.files.get("README.md")
    return dict(_card(entry)) if entry else {}


def parameters_of(commit: Commit) -> dict[str, int]:
    """Parameters by data type, over the safetensors files at the root."""
    found: dict[str, int] = {}
    for path, entry in commit.files.items():
        if "/" in path or not path.endswith(".safetensors"):
            continue
        for name, tensor in safetensors_header(entry).items():
            if name != "__metadata__":
                count = math.prod(tensor["shape"])
                found[tensor["dtype"]] = found.get(tensor["dtype"], 0) + count
    return found


@functools.lru_cache(maxsize=256)
def safetensors_header(entry: Entry) -> dict[str, Any]:
    """The header of a safetensors file; empty where it is none."""
    with entry.source.open() as file:
        length = int.from_bytes(file.read(8), "little")
        if not 0 < length <= min(entry.size - 8, _READ_LIMIT):
            return {}
        try:
            header = json.loads(file.read(length))
        except ValueError:
            return {}
    return header if isinstance(header, dict) else {}


def _sibling(entry: Entry, blobs: bool) -> dict[str, Any]:
    line: dict[str, Any] = {"rfilename": entry.path}
    if blobs:
        line |= {"size": entry.size, "blobId": entry.oid}
        if entry.lfs:
            line["lfs"] = {"sha256": entry.sha256, "size": entry.size, "pointerSize": len(entry.pointer)}
    return line


@functools.lru_cache(maxsize=256)
def _card(entry: Entry) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    with entry.source.open() as file:
        text = file.read(_READ_LIMIT).decode("utf-8", "replace")
    matched = _FRONT_MATTER.match(text)
    if not matched:
        return {}
    try:
        card = YAML(typ="safe", pure=True).load(matched[1])
    except YAMLError:
        return {}
    return card if isinstance(card, dict) else {}


@functools.lru_cache(maxsize=256)
def _json_file(entry: Entry) -> dict[str, Any]:
    with entry.source.open() as file:
        try:
            value = json.loads(file.read(_READ_LIMIT))
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _json(entry: Entry | None) -> dict[str, Any]:
    return _json_file(entry) if entry else {}


def _gguf_of(commit: Commit) -> dict[str, Any]:
    entry = next((each for path, each in commit.files.items() if path.endswith(".gguf")), None)
    return _gguf(entry) if entry else {}


@functools.lru_cache(maxsize=256)
def _gguf(entry: Entry) -> dict[str, Any]:
    """What a GGUF file says of itself; empty for one that lies in memory or makes no sense."""
    if not isinstance(entry.source, OnDisk):
        return {}
    from gguf import GGUFReader

    try:
        reader = GGUFReader(entry.source.path)
    except (ValueError, OSError):
        return {}
    architecture = reader.fields["general.architecture"].contents()
    said = {"total": sum(int(tensor.n_elements) for tensor in reader.tensors), "architecture": architecture}
    if context := reader.fields.get(f"{architecture}.context_length"):
        said["context_length"] = context.contents()
    return said
