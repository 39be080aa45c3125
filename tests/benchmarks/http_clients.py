"""One HTTP client fetching one file by ranges, each on a connection of its own, into a file.

    python http_clients.py CLIENT URL SIZE CONNECTIONS PATH

prints seconds and CPU seconds of the transfer as JSON. Run as a file by a Python that has the client;
each is used as its manual says for speed, and writes where the bytes belong.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

PIECE = 1 << 18


class Parts:
    """What is to be fetched, and where to."""

    def __init__(self, url: str, size: int, connections: int, file: int) -> None:
        self.url = url
        self.file = file
        part = -(-size // connections)
        self.ranges = [(start, min(start + part, size)) for start in range(0, size, part)]

    def by_threads(self, fetch: Callable[[int, int], None]) -> None:
        """Each range in a thread."""
        threads = [threading.Thread(target=fetch, args=each) for each in self.ranges]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def asked(start: int, stop: int) -> dict[str, str]:
    return {"Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "identity"}


def hubkeep(parts: Parts) -> None:
    import socket

    from hubkeep.engine.net.http import Connection

    where = urlsplit(parts.url)

    def fetch(start: int, stop: int) -> None:
        stream = socket.create_connection((where.hostname, where.port))
        connection = Connection(stream, where.netloc)
        connection.send("GET", where.path, list(asked(start, stop).items()))
        response = connection.receive()
        assert response.status == 206
        view = memoryview(bytearray(PIECE))
        while got := response.readinto(view):
            os.pwrite(parts.file, view[:got], start)
            start += got
        assert start == stop
        connection.close()

    parts.by_threads(fetch)


def pycurl(parts: Parts) -> None:
    import pycurl as curl

    def fetch(start: int, stop: int) -> None:
        place = start

        def write(data: bytes) -> None:
            nonlocal place
            os.pwrite(parts.file, data, place)
            place += len(data)

        handle = curl.Curl()
        handle.setopt(curl.URL, parts.url)
        handle.setopt(curl.RANGE, f"{start}-{stop - 1}")
        handle.setopt(curl.BUFFERSIZE, 1 << 19)
        handle.setopt(curl.NOSIGNAL, 1)
        handle.setopt(curl.WRITEFUNCTION, write)
        handle.perform()
        assert handle.getinfo(curl.RESPONSE_CODE) == 206
        handle.close()
        assert place == stop

    parts.by_threads(fetch)


def httpx2(parts: Parts) -> None:
    import httpx2 as httpx

    with httpx.Client(timeout=60, limits=httpx.Limits(max_connections=None)) as client:

        def fetch(start: int, stop: int) -> None:
            with client.stream("GET", parts.url, headers=asked(start, stop)) as response:
                assert response.status_code == 206
                for data in response.iter_raw():
                    os.pwrite(parts.file, data, start)
                    start += len(data)
            assert start == stop

        parts.by_threads(fetch)


def aiohttp(parts: Parts) -> None:
    import asyncio

    import aiohttp as http

    async def fetch(session: http.ClientSession, start: int, stop: int) -> None:
        async with session.get(parts.url, headers=asked(start, stop)) as response:
            assert response.status == 206
            async for data in response.content.iter_any():
                os.pwrite(parts.file, data, start)
                start += len(data)
        assert start == stop

    async def everything() -> None:
        async with http.ClientSession(read_bufsize=PIECE) as session:
            await asyncio.gather(*(fetch(session, *each) for each in parts.ranges))

    asyncio.run(everything())


def niquests(parts: Parts) -> None:
    import niquests as requests

    def fetch(start: int, stop: int) -> None:
        with requests.Session() as session:
            response = session.get(parts.url, headers=asked(start, stop), stream=True)
            assert response.status_code == 206
            for data in response.iter_raw(PIECE):
                os.pwrite(parts.file, data, start)
                start += len(data)
        assert start == stop

    parts.by_threads(fetch)


CLIENTS = {each.__name__: each for each in (hubkeep, pycurl, httpx2, aiohttp, niquests)}


def main() -> None:
    name, url, size, connections, path = sys.argv[1:]
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    os.truncate(file, int(size))
    client = CLIENTS[name]
    # Imports and first use are not what is measured.
    client(Parts(url, 1 << 16, 1, file))
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    client(Parts(url, int(size), int(connections), file))
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": after.ru_maxrss << 10}))


if __name__ == "__main__":
    main()
