"""Mirrors to look at: one for each thing that can be said of one, in every state of a probe."""

from __future__ import annotations

import math
import random
from typing import Any, Final, Literal

from hubkeep.link.messages import (
    CheckRoomMirror,
    DraftRoomMirror,
    EndpointExport,
    Entry,
    ExportedMirrors,
    ExportMirrors,
    FetchHistory,
    FetchReached,
    History,
    LastOrigin,
    ListMirrors,
    ListSnippets,
    Measured,
    MirrorsView,
    MirrorView,
    PlanEndpoint,
    Point,
    Problem,
    ProgramEdit,
    Reached,
    RoomMirrorCheck,
    RoomMirrorFiles,
    RunningProgram,
    Snippet,
    Snippets,
    Standing,
    WriteRoomMirror,
)
from msgspec.structs import replace

MB: Final = 1_000_000
GB: Final = 1_000_000_000
DAY: Final = 86_400
REPO: Final = "Qwen/Qwen3-32B-AWQ"
COMMIT: Final = "4f1c2e8a5b7d90c3e1f2a4b6c8d0e2f4a6b8c0d2"
OFFICIAL: Final = "https://huggingface.co"
MIRROR: Final = "https://hf-mirror.com"
LAB: Final = "http://lab-nas.local:8080"
SUFY: Final = "https://hf-cdn.sufy.com"
TUNA: Final = "https://mirrors.tuna.tsinghua.edu.cn/hugging-face"
GITEE: Final = "https://hf-api.gitee.com"
FAST: Final = "https://aifasthub.com"


def said(code: str, **params: str | int) -> Problem:
    """What an engine says, whether or not it is this one's sentence."""
    return Problem(code=code, params=dict(params))


def measured(url: str, at: float, **values: Any) -> Measured:
    """A probe that went well but for what `values` say."""
    given: dict[str, Any] = {
        "url": url,
        "at": at,
        "repo": REPO,
        "grade": "good",
        "verdict": said("mirror-good", host=url.partition("://")[2]),
        "resolve": 0.004,
        "connect": 0.021,
        "tls": 0.043,
        "answer": 0.086,
        "first_byte": 0.31,
        "commit": COMMIT,
        "behind": False,
        "ranges": True,
        "intact": True,
        "xet": "works",
        "gated": "login",
        "files": 14,
        "requests": 17,
        "fetched": 38 * MB,
        "seconds": 9.4,
    }
    return Measured(**{**given, **values})


def own(url: str, name: str = "", **values: Any) -> Entry:
    """A mirror that the user added."""
    return Entry(url=url, name=name, own=True, **values)


def mirrors(now: float) -> tuple[MirrorView, ...]:
    """The best first, as the engine has them after a probe four minutes ago."""
    at = now - 240
    return (
        MirrorView(
            entry=Entry(
                url=MIRROR, name="HF-Mirror", note="mirror-note-hf-mirror", since="2026-04", tokens="passes"
            ),
            last=measured(
                MIRROR,
                at,
                rate=41.2 * MB,
                hosts=("hf-mirror.com", "cas-bridge.xethub.hf.co"),
                findings=(said("mirror-search-refused", host="hf-mirror.com", status=401),),
            ),
            standing=Standing(tries=38, failed=1, rate=39.4 * MB),
            rank=1,
            why=said("mirror-rank-best", count=4, rate="41.2 MB/s", ms=310),
            used=True,
            first=True,
        ),
        MirrorView(
            entry=own(LAB),
            local=True,
            last=measured(
                LAB,
                at,
                rate=38 * MB,
                tls=None,
                resolve=0.0004,
                connect=0.0008,
                answer=0.0013,
                first_byte=0.004,
                hosts=("lab-nas.local:8080",),
                xet="absent",
            ),
            standing=Standing(tries=21, rate=37.9 * MB),
            rank=2,
            used=True,
        ),
        MirrorView(
            entry=Entry(url=SUFY, name="Sufy", note="mirror-note-sufy", since="2026"),
            last=measured(
                SUFY,
                at,
                grade="fair",
                verdict=said(
                    "mirror-throttled", host="hf-cdn.sufy.com", bytes="20.0", burst=27_400, rate=3100
                ),
                findings=(
                    said(
                        "mirror-stale", host="hf-cdn.sufy.com", repo=REPO, commit="0ef5fff7", other=COMMIT[:8]
                    ),
                ),
                commit="0ef5fff789c832c5c7f4e127f94c8b54bbcced44",
                behind=True,
                rate=3.1 * MB,
                burst=27.4 * MB,
                burst_bytes=20 * MB,
                answer=0.12,
                first_byte=0.54,
                hosts=("hf-cdn.sufy.com",),
                missing=("model-00004-of-00004.safetensors", "tokenizer.json"),
            ),
            standing=Standing(tries=12, failed=2, rate=3.3 * MB),
            rank=3,
        ),
        MirrorView(
            entry=Entry(
                url=OFFICIAL, name="Hugging Face", note="mirror-note-official", since="2026", tokens="own"
            ),
            official=True,
            last=measured(
                OFFICIAL,
                at,
                grade="fair",
                verdict=said("mirror-slow", host="huggingface.co", rate=200),
                findings=(said("mirror-flaky", host="huggingface.co", failed=3, requests=21),),
                rate=0.2 * MB,
                resolve=0.062,
                connect=0.214,
                tls=0.431,
                answer=0.412,
                first_byte=1.9,
                hosts=("huggingface.co", "cas-bridge.xethub.hf.co"),
                requests=21,
                failures=3,
            ),
            standing=Standing(tries=38, failed=6, rate=0.19 * MB, broken_until=now + 90),
            rank=4,
            used=True,
            token=True,
        ),
        MirrorView(
            entry=Entry(
                url=GITEE, name="Gitee AI", operator="Gitee (OSChina)", note="mirror-note-gitee", tokens="own"
            ),
            last=measured(
                GITEE,
                at,
                grade="bad",
                verdict=said("mirror-lacks-repo", host="hf-api.gitee.com", repo=REPO),
                answer=0.061,
                first_byte=None,
                commit="",
                behind=None,
                intact=None,
                ranges=None,
                xet=None,
                gated=None,
                hosts=("hf-api.gitee.com",),
            ),
            standing=Standing(tries=9, failed=9),
        ),
        MirrorView(
            entry=Entry(
                url=TUNA, name="TUNA", operator="Tsinghua", note="mirror-note-tuna", since="2025", dead=True
            ),
            last=measured(
                TUNA,
                at,
                grade="bad",
                verdict=said("mirror-dead", host="mirrors.tuna.tsinghua.edu.cn", since="2025"),
                findings=(said("mirror-other-api", host="mirrors.tuna.tsinghua.edu.cn"),),
                answer=0.024,
                first_byte=None,
                commit="",
                behind=None,
                intact=None,
                ranges=None,
                xet=None,
                gated=None,
                hosts=("mirrors.tuna.tsinghua.edu.cn",),
            ),
        ),
        MirrorView(entry=Entry(url=FAST, name="AIFastHub", note="mirror-note-aifasthub", since="2026")),
    )


def view(now: float) -> MirrorsView:
    """All of them, measured four minutes ago; the best is used by itself."""
    return MirrorsView(
        mirrors=mirrors(now),
        mode="auto",
        endpoint=MIRROR,
        order=(MIRROR, LAB, SUFY, OFFICIAL),
        repo=REPO,
        measured=now - 240,
        exported=MIRROR,
    )


def unmeasured(now: float) -> MirrorsView:
    """As it is on the first day."""
    known = tuple(
        MirrorView(entry=each.entry, official=each.official, local=each.local)
        for each in mirrors(now)
        if not each.entry.own
    )
    return MirrorsView(mirrors=known, endpoint=OFFICIAL)


def measuring(now: float) -> MirrorsView:
    """In the middle of a probe: each mirror in another of its stages."""
    stages: tuple[tuple[str, float, float], ...] = (
        ("receiving", 0.62, 36.4 * MB),
        ("idle", 0, 0),
        ("waiting", 0, 0),
        ("comparing", 0.93, 0),
        ("asking", 0.31, 0),
        ("reaching", 0.08, 0),
        ("waiting", 0, 0),
    )
    under_way = tuple(
        replace(each, stage=stage, done=done, rate_now=rate)
        for each, (stage, done, rate) in zip(mirrors(now), stages, strict=True)
    )
    return replace(view(now), mirrors=under_way, job=31)


def failed(now: float, *verdicts: Problem, grade: Literal["bad", "unknown"] = "bad") -> MirrorsView:
    """Nobody serves, by turns for one reason or another."""
    lost = []
    for place, each in enumerate(mirrors(now)):
        told = verdicts[place % len(verdicts)]
        verdict = said(told.code, **{**told.params, "host": each.entry.url.partition("://")[2]})
        last = Measured(url=each.entry.url, at=now - 30, grade=grade, verdict=verdict)
        lost.append(replace(each, rank=0, why=None, last=last, used=each.official, first=each.official))
    whole = replace(view(now), mirrors=tuple(lost), endpoint=OFFICIAL, order=(OFFICIAL,))
    return replace(whole, measured=now - 30, exported="")


def offline(now: float) -> MirrorsView:
    """There is no way out."""
    return failed(now, said("mirror-offline", reason="network is unreachable"), grade="unknown")


def insecure(now: float) -> MirrorsView:
    """No certificate is taken."""
    return failed(now, said("mirror-insecure", reason="certificate is not yet valid"), grade="unknown")


def none_serve(now: float) -> MirrorsView:
    """Some answer, but nobody serves."""
    return failed(
        now,
        said("mirror-bytes-blocked", other="cas-bridge.xethub.hf.co", reason="no answer"),
        said("mirror-busy", seconds=300),
        said("mirror-page"),
        said("mirror-failing", status=502),
        said("mirror-stalls", other="cdn-lfs.huggingface.co"),
    )


def many(now: float, count: int = 30) -> MirrorsView:
    """More than fit, some with long names."""
    dice = random.Random(5)
    made = list(mirrors(now))
    for number in range(count - len(made)):
        url = f"https://mirror-{number}.department-of-computational-linguistics.example-university.edu.cn/hf"
        long = "A mirror whose name was written by somebody with a great deal to say about it"
        made.append(
            MirrorView(
                entry=own(url, long if number % 5 == 0 else ""),
                last=measured(url, now - 240, rate=dice.uniform(0.3, 30) * MB, hosts=(url[8:],)),
                rank=len(made) + 1,
            )
        )
    return replace(view(now), mirrors=tuple(made))


def history(now: float) -> History:
    """Two weeks, a probe or two a day; the lab's machine was away for three days."""
    dice = random.Random(3)
    points: dict[str, list[Point]] = {MIRROR: [], LAB: [], SUFY: [], OFFICIAL: [], TUNA: []}
    for step in range(27):
        at = now - 240 - (26 - step) * 0.5 * DAY
        wave = math.sin(step / 3.1)
        points[MIRROR].append(Point(at=at, rate=(36 + 5 * wave + dice.gauss(0, 1.5)) * MB, grade="good"))
        if not 8 <= step <= 14:
            points[LAB].append(Point(at=at + 4, rate=(38 + dice.gauss(0, 0.4)) * MB, grade="good"))
        sufy = 22 + dice.gauss(0, 2) if step < 17 else 3.2 + dice.gauss(0, 0.3)
        failed = step in {5, 6, 21}
        points[SUFY].append(
            Point(at=at + 8, grade="bad") if failed else Point(at=at + 8, rate=sufy * MB, grade="fair")
        )
        points[OFFICIAL].append(Point(at=at + 12, rate=(0.2 + dice.random() * 0.4) * MB, grade="fair"))
        points[TUNA].append(Point(at=at + 16, grade="bad"))
    return History(points={url: tuple(each) for url, each in points.items()})


# --- the environment, the room ----------------------------------------------------------------------

_PROFILE: Final = "# ~/.profile: executed by the command interpreter for login shells.\numask 022\n"
_OURS: Final = "# >>> hubkeep >>>\nexport HF_ENDPOINT={}\n# <<< hubkeep <<<\n"


def plan(request: PlanEndpoint) -> EndpointExport:
    """The edits of three files; taking back is the same the other way round."""
    profile = _PROFILE + _OURS.format(request.endpoint or MIRROR)
    edits = [
        ("/home/me/.profile", _PROFILE, profile),
        ("/home/me/.config/fish/conf.d/hubkeep.fish", None, f"set -gx HF_ENDPOINT {request.endpoint}\n"),
        ("/home/me/.config/environment.d/hubkeep.conf", None, f"HF_ENDPOINT={request.endpoint}\n"),
    ]
    turned = [(path, after, before) for path, before, after in edits]
    made = edits if request.endpoint else turned
    return EndpointExport(
        endpoint=request.endpoint,
        edits=tuple(ProgramEdit(path=path, before=before, after=after) for path, before, after in made),
    )


def snippets(request: ListSnippets) -> Snippets:
    """A few lines each."""
    url = request.endpoint
    return Snippets(
        (
            Snippet(name="bash", text=f"export HF_ENDPOINT={url}"),
            Snippet(name="fish", text=f"set -gx HF_ENDPOINT {url}"),
            Snippet(name="powershell", text=f'$env:HF_ENDPOINT = "{url}"'),
            Snippet(name="docker", text=f"docker run --env HF_ENDPOINT={url} …"),
            Snippet(name="compose", text=f"environment:\n  HF_ENDPOINT: {url}"),
            Snippet(name="systemd", text=f'[Service]\nEnvironment="HF_ENDPOINT={url}"'),
            Snippet(
                name="python",
                text=f'import os\n\n# Before the first import.\nos.environ["HF_ENDPOINT"] = "{url}"',
            ),
        )
    )


REACHED: Final = Reached(
    programs=(
        RunningProgram(pid=4711, command="python train.py --model Qwen3-32B", endpoint=MIRROR, current=True),
        RunningProgram(pid=3120, command="jupyter-lab --no-browser"),
        RunningProgram(pid=2981, command="vllm serve Qwen/Qwen3-32B-AWQ", endpoint=SUFY),
        RunningProgram(pid=877, command="ollama serve", readable=False),
    ),
    last=LastOrigin(
        repo=REPO, at=0, sources={MIRROR: round(11.2 * GB), LAB: round(8.1 * GB), OFFICIAL: 1204}
    ),
)

ROOM: Final = RoomMirrorFiles(
    endpoint="http://atelier:8090",
    config=(
        "worker_processes auto;\npid /srv/hub-mirror/nginx.pid;\n\nhttp {\n"
        "  proxy_cache_path /srv/hub-mirror/bytes levels=1:2 keys_zone=hub:64m max_size=500g inactive=60d;\n"
        "  server {\n    listen 192.168.1.20:8090;\n    allow 192.168.1.0/24;\n    deny all;\n\n"
        "    location / {\n      proxy_pass https://hf-mirror.com;\n      proxy_cache hub;\n"
        "      slice 16m;\n    }\n  }\n}\n"
    ),
    passwords="",
    notes=(said("mirror-room-plain"),),
)


def answers(now: float) -> dict[type, Any]:
    """What an engine would say to each request of the page."""
    return {
        ListMirrors: view(now),
        FetchHistory: history(now),
        FetchReached: REACHED,
        PlanEndpoint: plan,
        ListSnippets: snippets,
        ExportMirrors: ExportedMirrors(LAB),
        DraftRoomMirror: ROOM,
        WriteRoomMirror: ROOM,
        CheckRoomMirror: RoomMirrorCheck(ok=True),
    }


def data() -> set[str]:
    """What this puts on the window in every language: names and addresses."""
    shown = mirrors(0)
    names = {each.entry.url.partition("://")[2] for each in shown} | {each.entry.operator for each in shown}
    names |= {each.entry.name for each in shown} | {part for name in names for part in name.split("/")}
    names |= {host for each in shown if each.last is not None for host in each.last.hosts}
    names |= {program.command for program in REACHED.programs}
    return {name for name in names if name} | {REPO, COMMIT[:7], "0ef5fff"}
