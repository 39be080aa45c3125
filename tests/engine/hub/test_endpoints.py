"""Which endpoints a download asks, in which order."""

from __future__ import annotations

import pytest
from hubkeep.engine.hub.endpoints import endpoints_of
from hubkeep.engine.hub.urls import OFFICIAL
from hubkeep.engine.problems import Failure

FROM_ENVIRONMENT = {"HF_ENDPOINT": "http://10.0.0.9:8090/"}


@pytest.mark.parametrize(
    ("ordered", "asked", "chosen", "environ", "expected"),
    [
        (["https://a.example"], ["https://b.example"], ["https://c.example"], FROM_ENVIRONMENT,
         ["https://a.example"]),
        ([], ["https://b.example"], ["https://c.example"], FROM_ENVIRONMENT, ["https://b.example"]),
        ([], [], ["https://c.example", "https://d.example"], FROM_ENVIRONMENT,
         ["https://c.example", "https://d.example"]),
        ([], [], [], FROM_ENVIRONMENT, ["http://10.0.0.9:8090"]),
        ([], [], [], {"HF_ENDPOINT": ""}, [OFFICIAL]),
        ([], [], [], {}, [OFFICIAL]),
    ],
    ids=["the order's", "the command line's", "the settings'", "the environment's", "empty", "none"],
)  # fmt: skip
def test_who_says_more_is_heard(
    ordered: list[str], asked: list[str], chosen: list[str], environ: dict[str, str], expected: list[str]
) -> None:
    assert endpoints_of(ordered, asked, chosen, environ) == tuple(expected)


def test_each_is_asked_once_however_it_is_written() -> None:
    written = ["HF-mirror.com/", "https://hf-mirror.com", " https://huggingface.co:443 ", "", "hf-mirror.com"]
    assert endpoints_of((), (), written, {}) == ("https://hf-mirror.com", "https://huggingface.co")


def test_lines_left_empty_are_no_choice() -> None:
    assert endpoints_of((), (), ("", " "), FROM_ENVIRONMENT) == ("http://10.0.0.9:8090",)


def test_one_that_cannot_be_used_is_refused_wherever_it_comes_from() -> None:
    for ordered, chosen, environ in (
        (("http://mirror.example",), (), {}),
        ((), ("https://a.example", "http://mirror.example"), {}),
        ((), (), {"HF_ENDPOINT": "http://mirror.example"}),
    ):
        with pytest.raises(Failure) as told:
            endpoints_of(ordered, (), chosen, environ)
        assert told.value.problem.code == "endpoint-plain"
