"""Which programs run that ask a Hub, and the endpoint each was really given: with the real client and real
processes."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hubkeep.engine.mirrors import recognised
from hubkeep.engine.mirrors.programs import running
from hubkeep.engine.mirrors.recognised import PythonRun
from hubkeep.engine.mirrors.values import RunningProgram
from hubkeep.engine.problems import Failure
from hubkeep.engine.system.command_lines import Start

from tests.hub import faults
from tests.hub.client import environment
from tests.hub.faults import Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.waiting import wait_until

MIRROR = "https://hf-mirror.example"
OTHER = "https://other.example/hf"
WAIT = "\nimport sys\nprint('ready', flush=True)\nsys.stdin.read()\n"
Begin = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Begin]:
    """Starts a command with just these variables, and waits for the line `ready`."""
    with contextlib.ExitStack() as stack:

        def begin(command: list[str], *, ready: bool = True, **variables: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                command,
                env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **variables},
                cwd=tmp_path,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            stack.callback(process.__exit__, None, None, None)
            stack.callback(process.kill)
            # Right after its start a process has no arguments yet, and no environment.
            wait_until(psutil.Process(process.pid).environ)
            if ready:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            return process

        yield begin


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code + WAIT]


def seen(process: subprocess.Popen[str], endpoint: str = MIRROR) -> RunningProgram | None:
    """What is said of one process."""
    return next((each for each in running(endpoint, limit=60) if each.pid == process.pid), None)


def test_the_real_client_and_what_it_was_really_given(begun: Begin) -> None:
    code = "from huggingface_hub import constants\nassert constants.ENDPOINT == sys.argv[1]"
    with_it, with_another, with_none = (
        begun([sys.executable, "-c", f"import sys\n{code}{WAIT}", expected], **variables)
        for expected, variables in (
            (MIRROR, {"HF_ENDPOINT": f"{MIRROR}/"}),
            (OTHER, {"HF_ENDPOINT": OTHER}),
            ("https://huggingface.co", {}),
        )
    )
    found = seen(with_it)
    assert found is not None
    assert (found.endpoint, found.current, found.readable) == (f"{MIRROR}/", True, True)
    assert found.command.startswith("python")
    found = seen(with_another)
    assert found is not None
    assert (found.endpoint, found.current) == (OTHER, False)
    assert found.note is not None
    assert "Start it again" in found.note.sentence()
    found = seen(with_none)
    assert found is not None
    assert (found.endpoint, found.current) == ("", False)
    for official in ("", "https://huggingface.co/"):
        found = seen(with_none, official)
        assert found is not None
        assert found.current


def test_a_download_under_way(begun: Begin, hub: Hub, hf_home: Path) -> None:
    hub.add("org/name", {"model.safetensors": os.urandom(300_000)})
    hub.content.token("xyzsecret", "ada")
    hub.faults.set(Fault(faults.Stall(100_000), route=Route.BYTES))
    program = Path(sys.executable).with_name("hf")
    variables = environment(hub, hf_home) | {"HF_TOKEN": "hf_verysecret"}
    process = begun([str(program), "download", "org/name", "--token", "xyzsecret"], ready=False, **variables)
    wait_until(lambda: any(each.route is Route.BYTES and each.sent for each in hub.log.now()), timeout=30)
    found = seen(process, hub.endpoint)
    assert found is not None
    assert (found.command, found.endpoint, found.current) == (
        "hf download org/name --token ***",
        hub.endpoint,
        True,
    )


def test_what_a_program_changed_for_itself_is_not_seen_and_that_is_said(begun: Begin) -> None:
    process = begun(
        python(f"import os; os.environ['HF_ENDPOINT'] = '{OTHER}'; import huggingface_hub"),
        HF_ENDPOINT=MIRROR,
    )
    found = seen(process)
    assert found is not None
    assert (found.endpoint, found.current) == (MIRROR, True)
    assert found.note is not None
    assert "can change that for itself" in found.note.sentence()


@pytest.mark.parametrize(
    "text",
    [
        "import huggingface_hub",
        "import os, huggingface_hub as hub",
        "def later():\n    from huggingface_hub import snapshot_download\nlater()",
    ],
)
def test_a_script_says_what_it_imports(text: str, tmp_path: Path, begun: Begin) -> None:
    (tmp_path / "train.py").write_text(text + WAIT)
    found = seen(begun([sys.executable, "-u", "train.py", "--lr", "1"], HF_ENDPOINT=MIRROR))
    assert found is not None
    assert found.current
    assert found.command.endswith("-u train.py --lr 1")


def test_a_launcher_says_which_script_it_runs(tmp_path: Path, begun: Begin) -> None:
    (tmp_path / "launch").write_text("import runpy, sys\nrunpy.run_path(sys.argv[2])")
    (tmp_path / "train.py").write_text("import huggingface_hub" + WAIT)
    assert seen(begun([sys.executable, "launch", "--nodes=1", "train.py"])) is not None


def test_a_library_that_is_loaded_says_it(tmp_path: Path, begun: Begin) -> None:
    (tmp_path / "app.py").write_text("import importlib\nimportlib.import_module('tokeni' + 'zers')" + WAIT)
    assert seen(begun([sys.executable, "app.py"])) is not None


def test_a_file_of_a_cache_says_it(tmp_path: Path, begun: Begin) -> None:
    blob = tmp_path / "elsewhere" / "models--org--name" / "blobs" / "abc"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"x" * 5000)
    assert seen(begun(python(f"held = open({str(blob)!r})"))) is not None
    mapped = f"import mmap; file = open({str(blob)!r}, 'rb'); held = mmap.mmap(file.fileno(), 0, access=1)"
    assert seen(begun(python(f"{mapped}; file.close()"))) is not None


def test_a_checkout_says_it(tmp_path: Path, begun: Begin) -> None:
    (tmp_path / "ComfyUI").mkdir()
    (tmp_path / "ComfyUI" / "main.py").write_text(WAIT)
    code = f"import os, sys; os.chdir('ComfyUI'); os.execv({sys.executable!r}, ['python', 'main.py'])"
    assert seen(begun([sys.executable, "-c", code])) is not None


@pytest.mark.parametrize("command", [python("import json"), ["sleep", "60"], ["cat"]])
def test_others_are_not_named(command: list[str], begun: Begin) -> None:
    assert seen(begun(command, ready=command[0] == sys.executable)) is None


def test_we_ourselves_are_not_named(tmp_path: Path, begun: Begin) -> None:
    assert os.getpid() not in {each.pid for each in running(MIRROR)}
    blob = tmp_path / "models--org--name" / "blobs" / "abc"
    blob.parent.mkdir(parents=True)
    blob.touch()
    (tmp_path / "hubkeep.py").write_text(f"held = open({str(blob)!r})" + WAIT)
    for command in (["-m", "hubkeep"], ["hubkeep.py"]):
        process = begun([sys.executable, *command], PYTHONPATH=str(tmp_path))
        assert (seen(process) is None) == (command[0] == "-m")


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], list[str]]:
    """Makes a program of some name, which waits."""

    def make(name: str) -> list[str]:
        shutil.copy("/usr/bin/sleep", tmp_path / name)
        return [str(tmp_path / name), "60"]

    return make


def test_llama_cpp_has_a_variable_of_its_own(begun: Begin, program: Callable[[str], list[str]]) -> None:
    server = program("llama-server")
    found = seen(begun(server, ready=False, HF_ENDPOINT=MIRROR, MODEL_ENDPOINT=OTHER))
    assert found is not None
    assert (found.endpoint, found.current) == (OTHER, False)
    found = seen(begun(server, ready=False, HF_ENDPOINT=MIRROR))
    assert found is not None
    assert found.current


def test_what_does_not_look_at_the_variable_is_said_so(
    begun: Begin, program: Callable[[str], list[str]]
) -> None:
    found = seen(begun(program("ollama"), ready=False, HF_ENDPOINT=MIRROR))
    assert found is not None
    assert (found.endpoint, found.current, found.readable) == ("", False, True)
    assert found.note is not None
    assert "ollama pull hf-mirror.example/org/name" in found.note.sentence()


def test_an_environment_that_is_covered_up_is_said_so(begun: Begin, tmp_path: Path) -> None:
    """A program that writes a new title over where its environment stood leaves nothing there to read."""
    code = "import os, sys; os.execve(sys.executable, [sys.executable, '-c', sys.argv[1]], {})"
    process = begun([sys.executable, "-c", code, "import huggingface_hub" + WAIT], HF_ENDPOINT=MIRROR)
    found = seen(process)
    assert found is not None
    assert (found.readable, found.endpoint, found.current) == (False, "", False)


LOOKING_AS_A_USER = """
import os, sys
from hubkeep.engine.mirrors.programs import running
if os.getuid() == 0:
    os.setresuid(12345, 12345, 12345)
(found,) = (each for each in running(sys.argv[1], 60) if each.pid == int(sys.argv[2]))
print(found.readable, found.current, repr(found.endpoint), found.note.sentence())
"""


def test_what_may_not_be_read_is_said_so(begun: Begin) -> None:
    closed = "import ctypes, huggingface_hub; assert ctypes.CDLL(None).prctl(4, 0, 0, 0, 0) == 0"
    process = begun(python(closed), HF_ENDPOINT=MIRROR)
    command = [sys.executable, "-c", LOOKING_AS_A_USER, MIRROR, str(process.pid)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("False False '' Its environment can't be read")


def test_nothing_secret_is_told(begun: Begin) -> None:
    process = begun(
        [*python("password = 'secret1'; import huggingface_hub"), "--api-key", "secret2", "hf_secret3"],
        HF_TOKEN="hf_secret4",
        HF_ENDPOINT="https://ada:secret5@hf-mirror.example/?token=secret6",
    )
    found = seen(process)
    assert found is not None
    assert "secret" not in repr(found)
    assert found.command.endswith("-c … --api-key *** hf_***")
    assert found.endpoint == "https://***@hf-mirror.example/?token=***"
    assert not found.current


def test_copies_that_a_program_makes_of_itself_are_one(begun: Begin) -> None:
    fork = "for _ in range(3):\n    if not os.fork():\n        os._exit(len(os.read(0, 1)))"
    code = f"import huggingface_hub, os\n{fork}"
    process = begun(python(code), HF_ENDPOINT=MIRROR)
    family = {process.pid, *(child.pid for child in psutil.Process(process.pid).children())}
    assert len(family) == 4
    try:
        assert [each.pid for each in running(MIRROR, 60) if each.pid in family] == [process.pid]
    finally:
        for child in psutil.Process(process.pid).children():
            child.kill()


def test_a_pipe_in_place_of_a_script_holds_nobody_up(tmp_path: Path, begun: Begin) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "app.py").write_text(WAIT)
    process = begun([sys.executable, "app.py", "pipe.py"])
    assert seen(process) is None


def test_it_ends_in_time_however_many_there_are(begun: Begin) -> None:
    process = begun(python("import huggingface_hub"), HF_ENDPOINT=MIRROR)
    with contextlib.ExitStack() as crowd:
        for _ in range(300):
            one = subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL)
            crowd.callback(one.wait)
            crowd.callback(one.kill)
        best = 60.0
        for _ in range(5):
            begun_at = time.perf_counter()
            found = running(MIRROR)
            best = min(best, time.perf_counter() - begun_at)
        assert process.pid in {each.pid for each in found}
        total = len(psutil.pids())
        assert best < 0.1 * total / 300
        assert running(MIRROR, limit=0) == ()


def test_what_is_no_endpoint_is_refused() -> None:
    with pytest.raises(Failure):
        running("https://ada:secret@host")


# The rules


def start(*arguments: str, name: str = "") -> Start:
    return Start(name or os.path.basename(arguments[0]), arguments)


@pytest.mark.parametrize(
    ("arguments", "name", "known"),
    [
        (("/venv/bin/python", "/venv/bin/hf", "download"), "hf", True),
        (("/venv/bin/python", "/venv/bin/huggingface-cli"), "huggingface-cli", True),
        (("jupyter-lab",), "jupyter-lab", True),
        (("VLLM::EngineCore",), "VLLM::EngineCore", True),
        (("C:\\ollama.exe", "serve"), "ollama.exe", True),
        (("/usr/bin/llama-server", "-hf", "org/name"), "llama-server", True),
        (("bash", "hfd.sh", "org/name"), "bash", True),
        (("bash", "-c", "hf"), "bash", False),
        (("vim", "hf"), "vim", False),
        (("",), "kworker", False),
        ((), "", False),
    ],
)
def test_names(arguments: tuple[str, ...], name: str, known: bool) -> None:
    assert recognised.known_by_name(Start(name, arguments)) is known


@pytest.mark.parametrize(
    ("arguments", "run", "known"),
    [
        (("-m", "vllm.entrypoints.openai.api_server"), "module", True),
        (("-Im", "transformers"), "module", True),
        (("-mipykernel_launcher", "-f", "x"), "module", True),
        (("-m", "http.server"), "module", False),
        (("-X", "dev", "-W", "error", "-c", "x = 1; import transformers.models"), "code", True),
        (("-uc", "print('transformers')"), "code", False),
        (("--check-hash-based-pycs", "never", "a.py"), "script", False),
        (("-Wd", "a.py"), "script", False),
        (("-",), "script", False),
        (("-i",), "nothing", False),
        ((), "nothing", False),
    ],
)
def test_what_python_runs(arguments: tuple[str, ...], run: str, known: bool) -> None:
    found = recognised.python_run(start("/usr/bin/python3.11", *arguments))
    assert found is not None
    assert found.kind == run
    assert recognised.known_by_run(found) is known


def test_what_is_no_python_runs_nothing() -> None:
    for arguments in (("pythonista",), ("bash", "python"), ("",), ()):
        assert recognised.python_run(Start("".join(arguments[:1]), arguments)) is None
    for arguments in (("python", "-m", "hubkeep", "engine"), ("python", "/usr/bin/hubkeep")):
        assert recognised.python_run(start(*arguments)) is None


def test_which_of_the_arguments_may_be_scripts() -> None:
    found = recognised.python_run(start("python", "/bin/torchrun", "--n=2", "a.py", "b.py", "c.py", "d"))
    assert found == PythonRun("script", "/bin/torchrun", ("/bin/torchrun", "a.py", "b.py"))
    found = recognised.python_run(start("python", "-m", "torch.distributed.run", "a.py"))
    assert found == PythonRun("module", "torch.distributed.run", ("a.py",))


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/home/ada/ComfyUI/main.py", True),
        ("D:\\stable-diffusion-webui\\launch.py", True),
        ("/venv/bin/hf", True),
        ("C:\\venv\\Scripts\\jupyter-lab.exe", True),
        ("/home/ada/comfyui.py", False),
        ("/home/ada/main.py", False),
    ],
)
def test_paths_of_scripts(path: str, known: bool) -> None:
    assert recognised.known_by_path(path) is known


def test_names_that_only_begin_alike_are_not_meant() -> None:
    assert not recognised.known_by_text("import transformers_of_current\nfrom timmy import x\n# import vllm")
