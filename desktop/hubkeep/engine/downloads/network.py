"""Whether there is a network, and whether it costs by volume: what the system says, asked without waiting.

An answer that nobody gives is None; downloads are not held back by what is not known.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import time
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

_PATIENCE: Final = 0.8
"""Seconds for the whole conversation with the system's bus."""
_FAR_AWAY: Final = ((socket.AF_INET, ("192.0.2.1", 9)), (socket.AF_INET6, ("2001:db8::1", 9)))
"""Addresses kept for documentation: what leads there is the way to the internet."""
_NO_WAY: Final = frozenset(
    {
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.EADDRNOTAVAIL,
        errno.EAFNOSUPPORT,
        errno.ENETDOWN,
        errno.ENODEV,
    }
)
_Address = tuple[str, int] | tuple[str, int, int, int]


class NetworkState(Struct, frozen=True):
    """What is known of the network."""

    online: bool | None = None
    """Whether there is a way to the internet; this machine itself is reached without."""
    metered: bool | None = None
    """Whether the system takes the connection for one that costs by volume."""


def look() -> NetworkState:
    """The network as it is now. Sends nothing, and takes less than a second."""
    online = leads_somewhere(_FAR_AWAY)
    return NetworkState(online, _metered() if online is not False else None)


def leads_somewhere(addresses: Sequence[tuple[int, _Address]]) -> bool | None:
    """Whether the system knows a way to one of `addresses` (family, address); None where it won't say."""
    known = True
    for family, address in addresses:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                # Of UDP nothing is sent: the system only looks for the way, its policies included.
                probe.connect(address)
                return True
        except OSError as error:
            known &= error.errno in _NO_WAY
    return False if known else None


if sys.platform == "linux":

    def _metered() -> bool | None:
        """NetworkManager's opinion, its guesses included."""
        try:
            answer = _property_of_network_manager("Metered", time.monotonic() + _PATIENCE)
        except (OSError, RuntimeError, ValueError, LookupError):
            return None  # no bus, or none that talks to us
        return {1: True, 2: False, 3: True, 4: False}.get(answer)

    def _property_of_network_manager(name: str, deadline: float) -> Any:
        """Its value, None where there is no NetworkManager. Raises OSError, RuntimeError, ValueError."""
        from jeepney import (  # type: ignore[import-untyped]
            DBusAddress,
            HeaderFields,
            Message,
            MessageFlag,
            MessageType,
            Parser,
            Properties,
            find_system_bus,
            message_bus,
        )
        from jeepney.io.blocking import prep_socket  # type: ignore[import-untyped]

        manager = DBusAddress(
            "/org/freedesktop/NetworkManager",
            bus_name="org.freedesktop.NetworkManager",
            interface="org.freedesktop.NetworkManager",
        )
        question = Properties(manager).get(name)
        question.header.flags |= MessageFlag.no_auto_start  # nobody is started for our sake

        def left() -> float:
            seconds = deadline - time.monotonic()
            if seconds <= 0:
                raise TimeoutError
            return seconds

        # jeepney's own connection waits for the bus to greet it as long as it takes.
        with contextlib.closing(prep_socket(find_system_bus(), timeout=left())) as bus:
            parser = Parser()
            for serial, message in enumerate((message_bus.Hello(), question), 1):
                bus.settimeout(left())
                bus.sendall(message.serialise(serial))
                reply: Message | None = None
                while reply is None:
                    bus.settimeout(left())
                    received = bus.recv(4096)
                    if not received:
                        raise ConnectionResetError
                    for each in parser.feed(received):
                        if each.header.fields.get(HeaderFields.reply_serial) == serial:
                            reply = each
            if reply is None or reply.header.message_type is not MessageType.method_return:
                return None
            return reply.body[0][1]

elif sys.platform == "win32":

    def _metered() -> bool | None:
        """The cost that Windows' network list puts on the connection."""
        cost = _connection_cost()
        return None if not cost else bool(cost & _COSTS)

    _COSTS: Final = 0x2 | 0x4 | 0x10000 | 0x40000
    """A fixed volume, paid by volume, over the volume, roaming."""

    def _connection_cost() -> int | None:
        """`INetworkCostManager::GetCost`, None where it does not answer."""
        import ctypes
        import uuid
        from ctypes import wintypes

        ole = ctypes.WinDLL("ole32")
        begun = ole.CoInitializeEx(None, 0) in {0, 1}
        manager = ctypes.c_void_p()
        try:
            names = [
                (ctypes.c_ubyte * 16).from_buffer_copy(uuid.UUID(name).bytes_le)
                for name in (
                    "dcb00c01-570f-4a9b-8d69-199fdba5723b",  # NetworkListManager
                    "dcb00008-570f-4a9b-8d69-199fdba5723b",  # INetworkCostManager
                )
            ]
            failed = ole.CoCreateInstance(
                ctypes.byref(names[0]), None, 0x17, ctypes.byref(names[1]), ctypes.byref(manager)
            )
            if failed or not manager:
                return None
            methods = ctypes.cast(
                ctypes.cast(manager, ctypes.POINTER(ctypes.c_void_p))[0], ctypes.POINTER(ctypes.c_void_p)
            )
            cost = wintypes.DWORD()
            get_cost = ctypes.WINFUNCTYPE(
                ctypes.c_long, ctypes.c_void_p, ctypes.POINTER(wintypes.DWORD), ctypes.c_void_p
            )(methods[3])
            release = ctypes.WINFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)(methods[2])
            try:
                return None if get_cost(manager, ctypes.byref(cost), None) else cost.value
            finally:
                release(manager)
        except OSError:
            return None
        finally:
            if begun:
                ole.CoUninitialize()

else:

    def _metered() -> bool | None:
        return None
