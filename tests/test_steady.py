"""Same content, templates, fonts and versions give the same bytes: at any hour, in any zone, language, folder, hash order.

The whole way is gone, by the command line, in processes of their own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.assemble.cache import RECORD
from tests.builders import ROOT

pytestmark = pytest.mark.slow


HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}

ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "SOURCE_DATE_EPOCH": "86400",
    "LC_ALL": "C",
    "LANG": "de_DE.ISO-8859-1",
    "LANGUAGE": "de",
    "COLUMNS": "20",
    "PYTHONHASHSEED": "4242",
}
"""Another time zone and day, another language without UTF-8, another width, another order of hashes."""


def published(working: Path, environment: Mapping[str, str]) -> dict[str, bytes]:
    """Every file that publishing 2023 makes in a working folder; the record of what it was made from is none of them."""
    shutil.copytree(ROOT / "content", working / "content")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "publish", "2023"],
        cwd=working,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    build = working / "build"
    made = (path for path in build.rglob("*") if path.is_file() and path.name != RECORD)
    return {path.relative_to(build).as_posix(): path.read_bytes() for path in made}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return published(tmp_path_factory.mktemp("here"), HERE)


def test_there_is_something_to_compare(here: dict[str, bytes]) -> None:
    names = {name.split("/")[-1] for name in here}
    assert names >= {"plan.docx", "plan.pdf", "index.html"}
    assert all(here[name] for name in here if not name.endswith(".lock"))


def test_the_bytes_are_the_same_elsewhere(here: dict[str, bytes], tmp_path: Path) -> None:
    working = tmp_path / "另一处" / "a b"
    working.mkdir(parents=True)
    there = published(working, {**HERE, **ELSEWHERE})
    assert there.keys() == here.keys()
    assert [name for name in here if here[name] != there[name]] == []
