"""What is pasted somewhere gives exactly the endpoint, whatever signs it holds; run where it would be run."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hubkeep.engine.mirrors.snippets import WRITERS, snippets
from hubkeep.engine.problems import Failure
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

ENDPOINTS = (
    "https://hf-mirror.com",
    "http://192.168.1.5:8090",
    "http://[fd00::1]:8090/hf",
    "https://mirror.example/it's/$HOME/$(touch no)/%25/$$",
    "https://mirror.example/!a;b&c/(d)[e]*,~=+'\"\\`x` y",
)
HOSTILE = (
    *ENDPOINTS,
    "",
    "-n",
    "$HOME ${HOME} $(echo no) `echo no` $$ $",
    """it's "so", ‘so’ ‚so‛ “so”""",
    "C:\\new\\table\\",
    "!! ; & | > < * ? ~ # % %% %h = [a] {b,c} (d)",
    "模型 \u2028 é : - ? *",
)
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30)


def texts(name: str) -> list[str]:
    return [WRITERS[name](value) for value in HOSTILE]  # type: ignore[index]


def printed(command: list[str], script: str, folder: Path) -> list[str]:
    """What a script prints, each text ended by a NUL."""
    path = folder / "script"
    path.write_text(script, encoding="utf-8")
    environ = {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    run = subprocess.run(
        [*command, str(path)], env=environ, cwd=folder, capture_output=True, check=True, timeout=60
    )
    assert run.stderr == b""
    return run.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh", "fish"])
def test_a_shell(shell: str, tmp_path: Path) -> None:
    name = "fish" if shell == "fish" else "bash"
    show = "printenv -0 HF_ENDPOINT\n"
    assert printed([shell], "".join(text + show for text in texts(name)), tmp_path) == list(HOSTILE)


def test_an_interactive_bash_which_knows_a_history(tmp_path: Path) -> None:
    script = "set -H\n" + "".join(f"{text}printenv -0 HF_ENDPOINT\n" for text in texts("bash"))
    run = subprocess.run(
        ["bash", "--norc", "-i"], input=script.encode(), capture_output=True, check=True, cwd=tmp_path
    )
    assert run.stdout.decode().split("\0")[:-1] == list(HOSTILE)


def test_python_and_the_real_client(tmp_path: Path) -> None:
    show = "print(os.environ['HF_ENDPOINT'], end='\\0')\n"
    assert printed([sys.executable], "".join(text + show for text in texts("python")), tmp_path) == list(
        HOSTILE
    )
    (text,) = (each.text for each in snippets(ENDPOINTS[0] + "/a'b") if each.name == "python")
    use = "from huggingface_hub import constants\nprint(constants.ENDPOINT, end='\\0')\n"
    assert printed([sys.executable], text + use, tmp_path) == [f"{ENDPOINTS[0]}/a'b"]
    assert "before the first import of huggingface_hub" in text


@given(value=TEXTS)
def test_python_with_any_text(value: str) -> None:
    module = ast.parse(WRITERS["python"](value))
    (assignment,) = (node for node in module.body if isinstance(node, ast.Assign))
    assert ast.literal_eval(assignment.value) == value


def test_docker_on_the_command_line(tmp_path: Path) -> None:
    """With a `docker` that says what it was told."""
    (tmp_path / "docker").write_text('#!/bin/sh\nprintf "%s\\0" "$@"\n')
    (tmp_path / "docker").chmod(0o755)
    lines = "".join(text.partition("\n")[0] + "\n" for text in texts("docker"))
    words = printed(["sh"], lines, tmp_path)
    assert words[2::4] == [f"HF_ENDPOINT={value}" for value in HOSTILE]
    assert set(words[3::4]) == {"IMAGE"}


def in_a_dockerfile(line: str) -> str:
    """The value of an ENV line: in double quotes a backslash makes a quote, a dollar or a backslash plain,
    and a dollar that is not plain begins a variable."""
    match = re.fullmatch(r'ENV HF_ENDPOINT="((?:[^"\\$]|\\["\\$])*)"', line)
    assert match, line
    return re.sub(r'\\(["\\$])', r"\1", match[1])


@given(value=st.one_of(TEXTS, st.sampled_from(HOSTILE)))
def test_a_dockerfile(value: str) -> None:
    last = WRITERS["docker"](value).removesuffix("\n").rpartition("\n")[2]
    assert in_a_dockerfile(last) == value


@given(value=st.one_of(TEXTS, st.sampled_from(HOSTILE)))
def test_compose(value: str) -> None:
    read = YAML(typ="safe").load(WRITERS["compose"](value))
    interpolated = read["services"]["YOUR_SERVICE"]["environment"]["HF_ENDPOINT"]
    assert not re.sub(r"\$\$", "", interpolated).count("$")
    assert interpolated.replace("$$", "$") == value


@given(value=st.one_of(TEXTS, st.sampled_from(HOSTILE)))
def test_powershell(value: str) -> None:
    """Between single quotes only a quote means something, of which it knows five, and two are one."""
    quote = "['‘’‚‛]"
    inside = rf"'((?:[^'‘’‚‛]|({quote}){quote})*)'"
    first, _, last = WRITERS["powershell"](value).removesuffix("\n").split("\n")
    for line, pattern in (
        (first, rf"\$env:HF_ENDPOINT = {inside}"),
        (last, rf"\[Environment\]::SetEnvironmentVariable\('HF_ENDPOINT', {inside}, 'User'\)"),
    ):
        match = re.fullmatch(pattern, line)
        assert match, line
        assert re.sub(rf"({quote}){quote}", r"\1", match[1]) == value


def as_nobody(command: list[str]) -> list[str]:
    """`command` as an ordinary user: a session of systemd has nothing to do with root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", *command]


def test_systemd_itself_reads_it() -> None:
    """`--test` loads a unit, and says what it holds."""
    drop_in = "".join(
        text.replace("HF_ENDPOINT", f"V{number}") for number, text in enumerate(texts("systemd"))
    )
    with tempfile.TemporaryDirectory(prefix="hubkeep-tests-") as folder:
        unit = Path(folder, "try.service")
        # Before the system's own units, which the rest of a session stands on.
        unit.write_text(f"[Service]\nExecStart=/bin/true\n{drop_in}", encoding="utf-8")
        if os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
        run = subprocess.run(
            as_nobody(["/lib/systemd/systemd", "--user", "--test", "--unit=try.service"]),
            env={"XDG_RUNTIME_DIR": folder, "HOME": folder, "SYSTEMD_UNIT_PATH": f"{folder}:"},
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    seen = dict(re.findall(r"^\s*Environment: (V\d+)=(.*)$", run.stdout, re.MULTILINE))
    assert seen == {f"V{number}": value for number, value in enumerate(HOSTILE)}
    assert "try.service:" not in run.stderr


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_there_is_one_for_each_kind_of_the_endpoint_as_it_is_kept(endpoint: str) -> None:
    found = snippets(endpoint + "/")
    assert [each.name for each in found] == list(WRITERS)
    (compose,) = (each.text for each in found if each.name == "compose")
    kept = YAML(typ="safe").load(compose)["services"]["YOUR_SERVICE"]["environment"]["HF_ENDPOINT"]
    assert kept.startswith(endpoint[:20])
    assert not re.search(r"[\"\\` ]|/$", kept)
    assert all(each.text.endswith("\n") and "container itself" not in each.text for each in found)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8090", "http://localhost:8090", "http://[::1]:8090"])
def test_a_container_is_not_this_machine(endpoint: str) -> None:
    warned = [each.name for each in snippets(endpoint) if "container itself" in each.text]
    assert warned == ["docker", "compose"]
    for each in snippets(endpoint):
        if each.name in warned:
            assert each.text.startswith("# ")
            assert WRITERS[each.name](endpoint) in each.text


@pytest.mark.parametrize("endpoint", ["", "https://ada:secret@host", "https://host?a=b", "a b", "x\ny"])
def test_what_is_no_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(Failure) as caught:
        snippets(endpoint)
    assert "secret" not in str(caught.value)
