"""A NetworkManager for tests, on the bus that the environment names: python network_manager.py METERED

METERED is the number that it answers with, or `mute`: then it never answers. Says “ready” on stdout.
"""

from __future__ import annotations

import sys

from jeepney import (
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.NetworkManager"


def main(metered: str) -> None:
    bus = open_dbus_connection(bus="SYSTEM")
    bus.send_and_get_reply(message_bus.RequestName(NAME), timeout=5)
    print("ready", flush=True)
    while True:
        call = bus.receive()
        if call.header.message_type is not MessageType.method_call or metered == "mute":
            continue
        fields = call.header.fields
        asked = (fields.get(HeaderFields.path), fields.get(HeaderFields.member), *call.body)
        if asked == ("/org/freedesktop/NetworkManager", "Get", NAME, "Metered"):
            bus.send(new_method_return(call, "v", (("u", int(metered)),)))
        else:
            bus.send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod"))


if __name__ == "__main__":
    main(sys.argv[1])
