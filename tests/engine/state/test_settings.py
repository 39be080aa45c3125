"""What the user chose."""

from __future__ import annotations

from pathlib import Path

import pytest
from hubkeep.engine.problems import Failure
from hubkeep.engine.state.settings import Settings, SettingsFile, read_settings, write_settings


def test_settings_come_back_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "home" / "settings.json"
    assert read_settings(file) == Settings()
    chosen = Settings(caches=("/a", "/b c"), current="/a", stale_days=30)
    write_settings(file, chosen)
    assert read_settings(file) == chosen
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"stale_days": "many"}', b"\xff\xfe", b"[1]"])
def test_a_broken_file_keeps_nobody_out(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    assert read_settings(tmp_path / "settings.json") == Settings()


def test_what_an_older_or_newer_hubkeep_wrote_is_read_as_far_as_it_is_known(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"stale_days": 5, "colour": "green"}')
    assert read_settings(tmp_path / "settings.json") == Settings(stale_days=5)


def test_a_folder_that_takes_no_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(Failure, match="home"):
        write_settings(tmp_path / "home" / "settings.json", Settings())


def test_what_another_process_chose_counts(tmp_path: Path) -> None:
    ours, theirs = SettingsFile(tmp_path / "settings.json"), SettingsFile(tmp_path / "settings.json")
    assert ours.read() == Settings()
    theirs.write(Settings(stale_days=5))
    assert ours.read() == Settings(stale_days=5)
    ours.write(Settings(stale_days=6))
    assert theirs.read() == Settings(stale_days=6)
    (tmp_path / "settings.json").unlink()
    assert ours.read() == Settings()
