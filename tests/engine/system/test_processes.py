"""What programs started by us get to see, and how we step back for others."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hubkeep.engine.system.processes import outside_environment

BUNDLE = "/opt/hubkeep/_internal"


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ({"PATH": "/bin", "HOME": "/root"}, {"PATH": "/bin", "HOME": "/root"}),
        ({"LD_LIBRARY_PATH": BUNDLE, "LD_LIBRARY_PATH_ORIG": "/cuda/lib"}, {"LD_LIBRARY_PATH": "/cuda/lib"}),
        ({"LD_LIBRARY_PATH": BUNDLE}, {}),
        ({"LD_LIBRARY_PATH": BUNDLE, "LD_LIBRARY_PATH_ORIG": ""}, {}),
        ({"LD_LIBRARY_PATH": f"/a:{BUNDLE}/lib:{BUNDLE}s"}, {"LD_LIBRARY_PATH": f"/a:{BUNDLE}s"}),
        ({"_MEIPASS2": "x", "_PYI_ARCHIVE_FILE": "y", "_PYI_PARENT_PROCESS_LEVEL": "1"}, {}),
        ({"QT_PLUGIN_PATH": f"{BUNDLE}/PySide6/plugins", "QML2_IMPORT_PATH": f"{BUNDLE}/qml:/usr/qml"},
         {"QML2_IMPORT_PATH": "/usr/qml"}),
        ({"QT_PLUGIN_PATH": "/usr/lib/qt", "QT_SCALE_FACTOR": "2"},
         {"QT_PLUGIN_PATH": "/usr/lib/qt", "QT_SCALE_FACTOR": "2"}),
    ],
)  # fmt: skip
def test_nothing_of_the_bundle_gets_out(inside: dict[str, str], outside: dict[str, str]) -> None:
    given = dict(inside)
    assert outside_environment(given, BUNDLE) == outside
    assert given == inside


def test_without_a_bundle_all_stays_as_it_is() -> None:
    environ = {"LD_LIBRARY_PATH": "/cuda/lib", "QT_PLUGIN_PATH": "/usr/lib/qt"}
    assert outside_environment(environ) == environ


LOWER = """
import os, psutil
from hubkeep.engine.system.processes import lower_priority
lower_priority()
first = os.nice(0)
lower_priority()
print(first, os.nice(0), psutil.Process().ionice().value)
"""


def test_others_go_first() -> None:
    run = subprocess.run([sys.executable, "-c", LOWER], capture_output=True, text=True, check=True)
    nice = max(5, os.nice(0))
    assert run.stdout.split() == [str(nice), str(nice), "7"]
