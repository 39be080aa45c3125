"""The environment variables of a Windows user, in the registry, with a record of what they were before."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import contextlib
    import ctypes
    import winreg
    from collections.abc import Mapping
    from typing import Any, Final

    from hubkeep.engine.problems import from_os_error
    from hubkeep.engine.system.shell_blocks import Changes
    from hubkeep.engine.system.variable_record import Record, changed

    Entry = tuple[Any, int]
    """A value and its kind."""

    _ENVIRONMENT: Final = "Environment"
    PLACE: Final = rf"HKEY_CURRENT_USER\{_ENVIRONMENT}"
    _BEFORE: Final = r"Software\Hubkeep\EnvironmentBefore"
    _OURS: Final = r"Software\Hubkeep\EnvironmentSet"
    _WRITE: Final = winreg.KEY_READ | winreg.KEY_WRITE

    def plan(changes: Changes) -> list[tuple[str, str | None, str | None]]:
        """Name, value as it is and as it shall be (None: not there), unexpanded, of what `change` will
        change. Raises `Failure`."""
        present = _entries(_ENVIRONMENT)
        writes, _ = changed(present, _record(), _as_entries(changes))
        return [(name, _text(present.get(name)), _text(entry)) for name, entry in writes.items()]

    def ours() -> dict[str, str]:
        """What we set and nobody has changed since. Raises `Failure`."""
        present, record = _entries(_ENVIRONMENT), _record()
        return {
            name: str(present[name][0])
            for name in record.before
            if name in present and record.ours.get(name, present[name]) == present[name]
        }

    def change(changes: Changes) -> None:
        """Sets the user's variables, or takes ours back (None); what they were is recorded, once.
        Raises `Failure`."""
        record = _record()
        writes, kept = changed(_entries(_ENVIRONMENT), record, _as_entries(changes))
        # The record of what is set comes first, that of what is taken back goes last: a kill between
        # the two leaves a value that can still be taken back.
        before = {**record.before, **kept.before}
        _store(_BEFORE, {name: entry or (None, winreg.REG_NONE) for name, entry in before.items()})
        _store(_OURS, kept.ours)
        _store(_ENVIRONMENT, writes)
        _store(_OURS, {name: None for name in record.ours if name not in kept.ours})
        _store(_BEFORE, {name: None for name in before if name not in kept.before})
        _announce()

    def _record() -> Record[Entry]:
        before = {n: None if e[1] == winreg.REG_NONE else e for n, e in _entries(_BEFORE).items()}
        return Record(before, _entries(_OURS))

    def _as_entries(changes: Changes) -> dict[str, Entry | None]:
        return {n.upper(): None if v is None else (v, winreg.REG_SZ) for n, v in changes.items()}

    def _text(entry: Entry | None) -> str | None:
        return None if entry is None else str(entry[0])

    def _entries(key_name: str) -> dict[str, Entry]:
        """Names, in capitals since Windows does not tell them apart, to values and kinds."""
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key_name) as key:
                listed = [winreg.EnumValue(key, index) for index in range(winreg.QueryInfoKey(key)[1])]
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise from_os_error(error, rf"HKEY_CURRENT_USER\{key_name}") from error
        return {name.upper(): (value, kind) for name, value, kind in listed}

    def _store(key_name: str, entries: Mapping[str, Entry | None]) -> None:
        """Writes values, and removes (None) those."""
        try:
            with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, key_name, 0, _WRITE) as key:
                for name, entry in entries.items():
                    if entry is not None:
                        winreg.SetValueEx(key, name, 0, entry[1], entry[0])
                    else:
                        with contextlib.suppress(FileNotFoundError):
                            winreg.DeleteValue(key, name)
        except OSError as error:
            raise from_os_error(error, rf"HKEY_CURRENT_USER\{key_name}") from error

    def _announce() -> None:
        """Tells running programs (the desktop, above all) that the environment changed."""
        broadcast, setting_change, abort_if_hung = 0xFFFF, 0x001A, 0x0002
        ctypes.windll.user32.SendMessageTimeoutW(
            broadcast, setting_change, 0, _ENVIRONMENT, abort_if_hung, 5000, None
        )
