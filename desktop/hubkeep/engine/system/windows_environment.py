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

    _ENVIRONMENT: Final = "Environment"
    _RECORD: Final = r"Software\Hubkeep\EnvironmentBefore"
    _WRITE: Final = winreg.KEY_READ | winreg.KEY_WRITE

    def variables() -> dict[str, str]:
        """The user's variables as they are written, not expanded."""
        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _ENVIRONMENT) as key:
            return {name: str(value) for name, (value, _) in _values(key).items()}
        return {}

    def set_variables(wanted: Mapping[str, str]) -> None:
        """Sets the user's variables; what they were is recorded, once, for `take_back`. Raises `Failure`."""
        try:
            with (
                winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, _ENVIRONMENT, 0, _WRITE) as key,
                winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, _RECORD, 0, _WRITE) as record,
            ):
                present, recorded = _values(key), _values(record)
                for name, value in wanted.items():
                    if name not in recorded:
                        before, kind = present.get(name, (None, winreg.REG_NONE))
                        winreg.SetValueEx(record, name, 0, kind, before)
                    winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)
        except OSError as error:
            raise from_os_error(error, rf"HKEY_CURRENT_USER\{_ENVIRONMENT}") from error
        _announce()

    def take_back() -> None:
        """Makes the variables what the record says and forgets the record. Raises `Failure`."""
        try:
            with (
                winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, _ENVIRONMENT, 0, _WRITE) as key,
                winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, _RECORD, 0, _WRITE) as record,
            ):
                for name, (value, kind) in _values(record).items():
                    if kind == winreg.REG_NONE:
                        with contextlib.suppress(FileNotFoundError):
                            winreg.DeleteValue(key, name)
                    else:
                        winreg.SetValueEx(key, name, 0, kind, value)
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, _RECORD)
        except OSError as error:
            raise from_os_error(error, rf"HKEY_CURRENT_USER\{_ENVIRONMENT}") from error
        _announce()

    def _values(key: winreg.HKEYType) -> dict[str, tuple[Any, int]]:
        """Name to value and kind."""
        count = winreg.QueryInfoKey(key)[1]
        listed = [winreg.EnumValue(key, index) for index in range(count)]
        return {name: (value, kind) for name, value, kind in listed}

    def _announce() -> None:
        """Tells running programs (the desktop, above all) that the environment changed."""
        broadcast, setting_change, abort_if_hung = 0xFFFF, 0x001A, 0x0002
        ctypes.windll.user32.SendMessageTimeoutW(
            broadcast, setting_change, 0, _ENVIRONMENT, abort_if_hung, 5000, None
        )
