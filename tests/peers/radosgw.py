"""Ceph's S3 gateway on a cluster of its own: one monitor, and one store that keeps everything in memory.

All of it is what a cluster of a hundred machines runs; nothing of it is written anew for the tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.peers.ports import answers, free_port
from tests.peers.tied import Tied

_PATIENCE = 30.0
_CONFIG = """
[global]
fsid = {fsid}
mon_host = v2:127.0.0.1:{monitor}/0
public_network = 127.0.0.0/8
ms_bind_ipv6 = false
ms_mon_client_mode = crc
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = {folder}
pid_file = {folder}/$name.pid
log_file = {folder}/$name.log
admin_socket = {folder}/$pid.asok
log_to_stderr = false
err_to_stderr = true
mon_data = {folder}/mon
mon_data_avail_crit = 0
mon_data_avail_warn = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
osd_data = {folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
objecter_tick_interval = 0.2
mon_tick_interval = 1
rgw_data = {folder}
"""


@dataclass(frozen=True)
class Keys:
    """What a user of the gateway signs with."""

    id: str
    secret: str


class Gateway:
    """One of the programs that speak S3 for a cluster; it keeps nothing itself."""

    def __init__(self, config: Path, *options: str) -> None:
        self._config = config
        self._options = options
        self._running: Tied | None = None
        self.port = free_port()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Opens the port, the same one each time."""
        command = [program("radosgw"), "-c", self._config, "-n", "client.admin", "-f"]
        frontend = f"--rgw-frontends=beast endpoint=127.0.0.1:{self.port} tcp_nodelay=1"
        self._running = Tied([*command, frontend, *self._options], self._config.parent)
        deadline = time.monotonic() + _PATIENCE
        while not answers(self.port):
            words = self._running.words()
            assert self._running.running, words
            assert time.monotonic() < deadline, f"radosgw does not answer: {words}"
            time.sleep(0.01)

    def stop(self) -> None:
        """Closes the port and all its connections, at once."""
        if self._running is not None:
            self._running.close()
            self._running = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Radosgw:
    """A cluster with a running gateway. Raises an AssertionError with Ceph's words where none starts."""

    def __init__(self) -> None:
        # A socket's path may have 107 bytes, and a test's own folder has a long name.
        self._folder = Path(tempfile.mkdtemp(prefix="hubkeep-rgw-"))
        self._config = self._folder / "ceph.conf"
        self._running: list[Tied] = []
        self._first = self.gateway()
        try:
            self._begin()
            self.keys = self.user("keeper")
            self._first.start()
        except BaseException:
            self.close()
            raise

    @property
    def endpoint(self) -> str:
        return self._first.endpoint

    def gateway(self, *options: str) -> Gateway:
        """Another way to the same buckets, to be started; `options` are Ceph's."""
        return Gateway(self._config, *options)

    def user(self, name: str) -> Keys:
        """A new user."""
        keys = Keys(f"KEYOF{name.upper()}", uuid.uuid4().hex)
        self._ask(
            "radosgw-admin",
            ["user", "create", f"--uid={name}", f"--display-name={name}"],
            [f"--access-key={keys.id}", f"--secret-key={keys.secret}"],
        )
        return keys

    def allow_at_most(self, name: str, size: int) -> None:
        """From now on all buckets of a user together may hold so many bytes."""
        scope = ["--quota-scope=user", f"--uid={name}"]
        self._ask("radosgw-admin", ["quota", "set", f"--max-size={size}", *scope])
        self._ask("radosgw-admin", ["quota", "enable", *scope])

    def ask(self, *command: str) -> Any:
        """What `radosgw-admin` answers."""
        return json.loads(self._ask("radosgw-admin", command) or "null")

    def close(self) -> None:
        """End it; all that it kept goes with it."""
        self._first.stop()
        while self._running:
            self._running.pop().close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> None:
        cluster, store = str(uuid.uuid4()), str(uuid.uuid4())
        (self._folder / "mon").mkdir()
        (self._folder / "osd").mkdir()
        monitor = free_port()
        self._config.write_text(_CONFIG.format(fsid=cluster, monitor=monitor, folder=self._folder), "utf-8")
        map_file = self._folder / "monmap"
        address = ["--addv", "a", f"[v2:127.0.0.1:{monitor}]"]
        _run([program("monmaptool"), "--create", "--fsid", cluster, map_file], address)
        self._ask("ceph-mon", ["--mkfs", "-i", "a", "--monmap", str(map_file)])
        self._running.append(Tied([program("ceph-mon"), "-i", "a", "-c", self._config, "-f"], self._folder))
        self._ask("ceph", ["osd", "new", store])
        self._ask("ceph-osd", ["-i", "0", "--mkfs", "--osd-uuid", store])
        self._running.append(Tied([program("ceph-osd"), "-i", "0", "-c", self._config, "-f"], self._folder))

    def _ask(self, name: str, *arguments: Sequence[str]) -> str:
        return _run([program(name), "-c", self._config], *arguments)


def _run(command: Sequence[str | Path], *arguments: Sequence[str]) -> str:
    line = [str(part) for part in command] + [part for some in arguments for part in some]
    done = subprocess.run(line, capture_output=True, encoding="utf-8", timeout=_PATIENCE, check=False)
    assert done.returncode == 0, f"{' '.join(line)}: {done.stderr}"
    return done.stdout


def program(name: str) -> str:
    """Where a program of Ceph's lies."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    found = shutil.which(name, path=path)
    assert found, f"{name} is not installed: run make libraries-test"
    return found
