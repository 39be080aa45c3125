"""Every fault does what it says, seen from the socket."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.hub import faults
from tests.hub.asking import Reply, ask, follow
from tests.hub.faults import Effect, Fault
from tests.hub.fixtures import hf
from tests.hub.messages import Host, Route
from tests.hub.pacing import Gate
from tests.hub.server import Hub
from tests.waiting import wait_until

SIZE = 1_000_000
DATA = bytes(number % 251 for number in range(1000)) * (SIZE // 1000)
WEIGHTS = "/org/name/resolve/main/model.safetensors"
CONFIG = "/org/name/resolve/main/config.json"


@pytest.fixture(params=["memory", "disk"])
def stocked(request: pytest.FixtureRequest, hub: Hub, tmp_path: Path) -> Hub:
    """A hub with one repo; its large file lies in memory or on disk, which are sent in different ways."""
    path = tmp_path / "weights"
    path.write_bytes(DATA)
    weights = DATA if request.param == "memory" else path
    hub.add("org/name", {"config.json": b"{}", "README.md": b"# Name", "model.safetensors": weights})
    return hub


def fetch(hub: Hub, **how: object) -> Reply:
    """The large file, or a part of it."""
    return follow(hub, WEIGHTS, **how)


@pytest.mark.parametrize("reset", [False, True])
def test_drop_ends_every_body_after_so_many_bytes(stocked: Hub, reset: bool) -> None:
    stocked.faults.set(faults.Drop(300_000, reset=reset))
    got = b""
    pieces = []
    while len(got) < SIZE:
        reply = fetch(stocked, headers={"Range": f"bytes={len(got)}-"})
        assert reply.status == 206
        assert reply.body
        pieces.append((len(reply.body), reply.broken))
        got += reply.body
    assert got == DATA
    if reset:
        assert pieces[0][1] == "reset"
    else:
        assert pieces == [(300_000, "cut short")] * 3 + [(100_000, "")]
    # What is shorter comes whole.
    assert follow(stocked, CONFIG).body == b"{}"


def test_stall_stops_until_time_is_up_or_the_client_leaves(
    stocked: Hub, wait_until: Callable[..., None]
) -> None:
    stocked.faults.set(faults.Stall(after=400_000, seconds=0.3))
    reply = fetch(stocked)
    assert reply.body == DATA
    assert reply.seconds >= 0.3

    stocked.faults.set(faults.Stall(after=400_000))
    reply = fetch(stocked, timeout=0.6)
    assert (len(reply.body), reply.broken) == (400_000, "timed out")
    wait_until(
        lambda: all(each.done for each in stocked.log.now()), what="the hub noticed that the client left"
    )


def test_a_hub_closes_in_the_middle_of_a_stall() -> None:
    with Hub() as hub:
        hub.add("org/name", {"model.safetensors": DATA})
        hub.faults.set(faults.Stall(after=10))
        replies: list[Reply] = []
        client = threading.Thread(target=lambda: replies.append(fetch(hub)))
        client.start()
        while not any(each.sent == 10 for each in hub.log.now()):
            time.sleep(0.002)
        began = time.monotonic()
    client.join()
    assert time.monotonic() - began < 5
    assert (len(replies[0].body), replies[0].broken) == (10, "cut short")


def test_held_lets_no_more_through_until_it_is_opened(stocked: Hub) -> None:
    gate = Gate(400_000)
    stocked.faults.set(faults.Held(gate))
    with ThreadPoolExecutor(2) as both:
        replies = [both.submit(fetch, stocked) for _ in range(2)]
        wait_until(
            lambda: sum(each.sent for each in stocked.log.now() if each.route is Route.BYTES) == 400_000
        )
        assert not any(each.done() for each in replies)
        gate.open()
        assert [each.result().body == DATA for each in replies] == [True, True]


@pytest.mark.parametrize(
    ("slow", "connections", "rate"),
    [
        (faults.Slow(each=2_000_000), 1, 2_000_000),
        (faults.Slow(each=2_000_000), 2, 4_000_000),
        (faults.Slow(together=2_000_000), 2, 2_000_000),
        (faults.Slow(each=1_500_000, together=2_000_000), 2, 2_000_000),
        (faults.Slow(each=2_000_000, after=600_000), 1, 5_000_000),
    ],
    ids=["one connection", "two connections", "both together", "each and together", "after a burst"],
)
def test_slow_keeps_to_the_rate(stocked: Hub, slow: faults.Slow, connections: int, rate: int) -> None:
    stocked.faults.set(slow)
    bodies: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: bodies.append(fetch(stocked).body)) for _ in range(connections)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    assert bodies == [DATA] * connections
    expected = connections * SIZE / rate
    assert expected * 0.95 < seconds < expected * 3 + 1


def test_delay_comes_before_the_first_byte(stocked: Hub) -> None:
    stocked.faults.set(Fault(faults.Delay(0.2), route=Route.RESOLVE))
    assert ask(stocked, WEIGHTS).first_byte >= 0.2
    ask(stocked, "/api/models/org/name")
    assert [each.faults for each in stocked.log.requests()] == [("Delay",), ()]


@pytest.mark.parametrize("status", [429, 503, 500, 403])
def test_refusals_come_so_often_and_say_when_to_come_back(stocked: Hub, status: int) -> None:
    fault = Fault(faults.Refuse(status, retry_after=7), route=Route.RESOLVE, times=2)
    stocked.faults.set(fault)
    replies = [ask(stocked, CONFIG) for _ in range(4)]
    assert [each.status for each in replies] == [status, status, 307, 307]
    assert replies[0].headers["retry-after"] == "7"
    assert ("ratelimit" in replies[0].headers) == (status == 429)
    assert stocked.faults.happened(fault) == 2
    assert [each.faults for each in stocked.log.requests()] == [("Refuse",), ("Refuse",), (), ()]


def test_a_refusal_may_give_a_date(stocked: Hub) -> None:
    date = "Wed, 21 Oct 2026 07:28:00 GMT"
    stocked.faults.set(faults.Refuse(503, retry_after=date))
    assert ask(stocked, CONFIG).headers["retry-after"] == date


def test_html_comes_instead(stocked: Hub) -> None:
    stocked.faults.set(Fault(faults.Html(), host=Host.CDN))
    reply = fetch(stocked)
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/html")
    assert b"sign in" in reply.body
    assert follow(stocked, CONFIG).body == b"{}"


def test_hangup_gives_no_answer(stocked: Hub) -> None:
    stocked.faults.set(faults.Hangup())
    with pytest.raises(ConnectionError):
        ask(stocked, CONFIG)


def test_range_is_ignored(stocked: Hub) -> None:
    stocked.faults.set(faults.IgnoreRange())
    reply = fetch(stocked, headers={"Range": "bytes=10-19"})
    assert (reply.status, "content-range" in reply.headers) == (200, False)
    assert reply.body == DATA


def test_content_range_is_wrong(stocked: Hub) -> None:
    stocked.faults.set(faults.WrongRange(shift=5))
    reply = fetch(stocked, headers={"Range": "bytes=10-19"})
    assert (reply.status, reply.headers["content-range"]) == (206, f"bytes 15-24/{SIZE}")
    assert reply.body == DATA[10:20]


def test_wrong_bytes_are_where_they_should_be(stocked: Hub) -> None:
    fault = Fault(faults.Corrupt(offset=500_000, length=3))
    stocked.faults.set(fault)
    assert fetch(stocked, headers={"Range": "bytes=0-499999"}).body == DATA[:500_000]
    assert stocked.faults.happened(fault) == 0
    body = fetch(stocked).body
    assert len(body) == SIZE
    assert [place for place in range(SIZE) if body[place] != DATA[place]] == [500_000, 500_001, 500_002]
    part = fetch(stocked, headers={"Range": "bytes=500001-500009"}).body
    assert part == bytes(value ^ 0xFF for value in DATA[500_001:500_003]) + DATA[500_003:500_010]
    assert stocked.faults.happened(fault) == 2
    assert follow(stocked, CONFIG).body == b"{}"


def test_the_pointer_comes_instead_of_the_file(stocked: Hub) -> None:
    stocked.faults.set(faults.Pointer())
    reply = fetch(stocked)
    digest = hashlib.sha256(DATA).hexdigest()
    assert reply.body == b"version https://git-lfs.github.com/spec/v1\noid sha256:%b\nsize %d\n" % (
        digest.encode(),
        SIZE,
    )
    assert reply.headers["content-length"] == str(len(reply.body))
    assert follow(stocked, CONFIG).body == b"{}"


def test_main_is_stale_and_a_commit_is_not(stocked: Hub) -> None:
    repo = stocked.content.repos()[0]
    first = repo.head
    second = repo.commit({"config.json": b"[1]"})
    stocked.faults.set(faults.StaleCommit())
    assert follow(stocked, CONFIG).headers["x-repo-commit"] == first.id
    assert first.id.encode() in ask(stocked, "/api/models/org/name").body
    pinned = follow(stocked, f"/org/name/resolve/{second.id}/config.json")
    assert (pinned.headers["x-repo-commit"], pinned.body) == (second.id, b"[1]")


def test_the_length_is_missing(stocked: Hub) -> None:
    stocked.faults.set(Fault(faults.NoLength(), route=Route.BYTES))
    reply = fetch(stocked)
    assert "content-length" not in reply.headers
    assert reply.headers["transfer-encoding"] == "chunked"
    assert reply.body == DATA
    part = fetch(stocked, headers={"Range": "bytes=5-9"})
    assert (part.status, part.body) == (206, DATA[5:10])


def test_everything_is_packed(stocked: Hub) -> None:
    import gzip

    stocked.faults.set(faults.Gzip())
    reply = fetch(stocked, headers={"Range": "bytes=0-9999", "Accept-Encoding": "identity"})
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["content-length"] == str(len(reply.body))
    assert gzip.decompress(reply.body) == DATA[:10_000]


def test_the_commit_is_missing(stocked: Hub) -> None:
    stocked.faults.set(Fault(faults.NoCommit(), route=Route.RESOLVE_CACHE))
    assert "x-repo-commit" in ask(stocked, CONFIG).headers
    assert "x-repo-commit" not in follow(stocked, CONFIG).headers
    stocked.faults.set(faults.NoCommit())
    assert "x-repo-commit" not in ask(stocked, WEIGHTS).headers


def test_the_etag_is_wrong(stocked: Hub) -> None:
    stocked.faults.set(faults.WrongEtag("abc"))
    assert ask(stocked, WEIGHTS).headers["x-linked-etag"] == '"abc"'
    assert follow(stocked, CONFIG).headers["etag"] == '"abc"'


def test_a_signed_url_expires_in_the_middle(stocked: Hub) -> None:
    stocked.faults.set(Fault(faults.Expire(200_000), times=1))
    url = ask(stocked, WEIGHTS).headers["location"]
    first = ask(url)
    assert (first.status, len(first.body), first.broken) == (200, 200_000, "cut short")
    again = ask(url, headers={"Range": "bytes=200000-"})
    assert (again.status, b"Request has expired" in again.body) == (403, True)
    renewed = fetch(stocked, headers={"Range": "bytes=200000-"})
    assert first.body + renewed.body == DATA


def test_a_signed_url_lives_for_a_moment(hub: Hub, wait_until: Callable[..., None]) -> None:
    hub.add("org/name", {"model.safetensors": DATA})
    hub.faults.set(faults.ShortLived(1))
    url = ask(hub, WEIGHTS).headers["location"]
    assert ask(url).status == 200
    wait_until(lambda: ask(url).status == 403)


def test_xet_is_advertised_and_no_token_is_given(hub: Hub) -> None:
    repo = hub.add("org/name", {"model.safetensors": DATA}, xet=True)
    hub.faults.set(faults.NoXetToken())
    head = ask(hub, WEIGHTS, method="HEAD").headers
    route = f"{hub.endpoint}/api/models/org/name/xet-read-token/{repo.head.id}"
    assert head["x-xet-hash"] == repo.head.files["model.safetensors"].xet_hash
    assert head["link"] == f'<{route}>; rel="xet-auth"'
    assert ask(route).status == 404
    hub.faults.clear()
    assert ask(route).headers["x-xet-cas-url"].startswith("local:///")


def test_files_are_missing(stocked: Hub) -> None:
    stocked.faults.set(Fault(faults.Missing(), path="*.safetensors"))
    reply = ask(stocked, WEIGHTS)
    assert (reply.status, reply.headers["x-error-code"]) == (404, "EntryNotFound")
    assert follow(stocked, CONFIG).body == b"{}"


def test_the_redirect_leads_nowhere(stocked: Hub) -> None:
    stocked.faults.set(faults.DeadHost())
    assert ask(stocked, WEIGHTS).headers["location"].startswith(stocked.dead)
    with pytest.raises(ConnectionRefusedError):
        fetch(stocked)


def test_the_next_page_lies_elsewhere(stocked: Hub) -> None:
    stocked.faults.set(faults.LinkElsewhere("https://origin.example"))
    link = ask(stocked, "/api/models/org/name/tree/main?limit=1").headers["link"]
    assert link.startswith("<https://origin.example/api/models/org/name/tree/main?")


@pytest.mark.parametrize(
    ("fault", "hit"),
    [
        (Fault(faults.Refuse(503)), {"info", "weights", "config"}),
        (Fault(faults.Refuse(503), route=Route.INFO), {"info"}),
        (Fault(faults.Refuse(503), host=Host.CDN), {"weights"}),
        (Fault(faults.Refuse(503), path="*.json"), {"config"}),
        (Fault(faults.Refuse(503), repo="other/*"), set()),
        (Fault(faults.Refuse(503), method="HEAD"), set()),
        (Fault(faults.Refuse(503), times=0), set()),
        (Fault(faults.Refuse(503), route=Route.RESOLVE, skip=1, times=1), {"config"}),
        (Fault(faults.Drop(1)), {"weights", "config"}),
    ],
)
def test_a_fault_concerns_what_it_says(stocked: Hub, fault: Fault, hit: set[str]) -> None:
    stocked.faults.set(fault)
    asked = {"info": "/api/models/org/name", "weights": WEIGHTS, "config": CONFIG}
    replies = {name: follow(stocked, path) for name, path in asked.items()}
    assert {name for name, reply in replies.items() if reply.status == 503 or reply.broken} == hit


def test_faults_are_put_in_force_for_a_while(stocked: Hub) -> None:
    stocked.faults.add(Fault(faults.Delay(0.0)))
    with stocked.faults.during(Fault(faults.Refuse(503))):
        assert ask(stocked, CONFIG).status == 503
    assert ask(stocked, CONFIG).status == 307
    stocked.faults.add(faults.Refuse(500))
    stocked.faults.clear()
    assert ask(stocked, CONFIG).status == 307


def test_the_log_knows_what_was_asked_and_sent(stocked: Hub) -> None:
    stocked.content.token("hf_good", "ada")
    stocked.faults.set(faults.Drop(1000))
    follow(stocked, WEIGHTS, headers={"Authorization": "Bearer hf_good", "Range": "bytes=5-"})
    resolve, fetched = stocked.log.requests()
    assert (resolve.method, resolve.host, resolve.route, resolve.status) == (
        "GET",
        Host.HUB,
        Route.RESOLVE,
        302,
    )
    assert (resolve.repo, resolve.file, resolve.url) == ("org/name", "model.safetensors", WEIGHTS)
    assert resolve.authorization == "Bearer hf_good"
    assert (fetched.host, fetched.route, fetched.status) == (Host.CDN, Route.BYTES, 206)
    assert (fetched.sent, fetched.range, fetched.faults) == (1000, "bytes=5-", ("Drop",))
    assert (fetched.repo, fetched.file, fetched.authorization) == ("org/name", "model.safetensors", None)
    assert fetched.connection != resolve.connection
    assert stocked.log.sent(Route.BYTES) == 1000
    assert stocked.log.tokens() == {"Bearer hf_good"}
    assert stocked.log.tokens(Host.CDN) == set()
    stocked.log.clear()
    assert stocked.log.now() == ()


CLIENT: list[tuple[Effect | Fault, str, str]] = [
    (Fault(faults.Drop(400_000), times=1), "fine", "it tries again after a second"),
    (faults.Corrupt(10), "fine", "the client checks no hash"),
    (faults.NoLength(), "fine", ""),
    (faults.StaleCommit(), "fine", ""),
    (faults.NoCommit(), "LocalEntryNotFoundError", ""),
    (faults.Pointer(), "OSError", ""),
    (faults.Html(), "JSONDecodeError", ""),
    (faults.Missing(), "RemoteEntryNotFoundError", ""),
]


def test_the_real_client_meets_faults(hub: Hub, tmp_path: Path) -> None:
    """Each on a hub of its own, all in one process: how the client takes them is what mirrors must expect."""
    hub.add("org/name", {"model.safetensors": DATA})
    code = """
import json, sys
from huggingface_hub import snapshot_download
said = []
for number, endpoint in enumerate(sys.argv[1:]):
    try:
        snapshot_download("org/name", endpoint=endpoint, cache_dir=f"cache-{number}")
        said.append("fine")
    except Exception as error:
        said.append(type(error).__name__)
print(json.dumps(said))
"""
    import contextlib
    import json

    with contextlib.ExitStack() as stack:
        mirrors = []
        for effect, _, _ in CLIENT:
            mirror = stack.enter_context(hub.mirror())
            mirror.faults.set(effect)
            mirrors.append(mirror.endpoint)
        code = code.replace("sys.argv[1:]", repr(mirrors))
        said = json.loads(hf(hub, tmp_path / "home", code, env={"HF_HUB_DISABLE_XET": "1"}).stdout)
    assert said == [expected for _, expected, _ in CLIENT]
