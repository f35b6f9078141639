"""The examples of docs/scale.md, run: by xargs, as a task of a Slurm array, and by Dask on two workers, one of which is lost."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import ROOT
from tests.publishing import write

pytestmark = pytest.mark.slow

EXAMPLES = dict(
    re.findall(r"<!-- 试过：(\w+) -->\n```\w+\n(.*?)```", (ROOT / "docs" / "scale.md").read_text("utf-8"), re.DOTALL)
)

ZWGK = """#!/bin/sh
# the first call loses the process that made it
mkdir "{folder}/lost" 2>/dev/null && {lose}
exec "{python}" -m pipeline "$@"
"""


@pytest.fixture
def offices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three bureaus, of which the last must not be built, and `zwgk` on the PATH."""
    monkeypatch.chdir(tmp_path)
    for name in ("甲局", "乙局", "丙局"):
        write(2023, f"{name}做好政务公开工作。", f"{name}/content")
    secret = Path("丙局/content/2023/plan.md")
    secret.write_text(secret.read_text("utf-8").replace("---\n", "---\n密级: 机密\n", 1), "utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return tmp_path


def _install(folder: Path, lose: str = ":") -> None:
    program = folder / "bin" / "zwgk"
    program.parent.mkdir()
    program.write_text(ZWGK.format(folder=folder, lose=lose, python=sys.executable), "utf-8")
    program.chmod(0o755)


def _built(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).parts[0] for path in folder.glob("*/成品/2023/plan.pdf"))


def test_xargs_builds_each_and_tells_that_one_failed(offices: Path) -> None:
    _install(offices)
    done = subprocess.run(["sh", "-c", EXAMPLES["xargs"]], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert _built(offices) == ["乙局", "甲局"]


def test_a_task_of_a_slurm_array_builds_its_own(offices: Path) -> None:
    _install(offices)
    Path("目录.txt").write_text("甲局/content\n乙局/content\n丙局/content\n", "utf-8")
    Path("zwgk.sh").write_text(EXAMPLES["slurm"], "utf-8")
    subprocess.run(["sh", "zwgk.sh"], check=True, capture_output=True, env={**os.environ, "SLURM_ARRAY_TASK_ID": "2"})
    assert _built(offices) == ["乙局"]


def test_dask_builds_what_a_lost_worker_left_and_gathers_all(offices: Path) -> None:
    _install(offices, lose="kill -KILL $PPID")
    Path("many.py").write_text(EXAMPLES["dask"].replace("os.cpu_count()", "2"), "utf-8")
    command = [sys.executable, "-W", "error", "many.py", "甲局/content", "丙局/content"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "共 2 个目录，1 个要看" in done.stdout, done.stderr
    assert done.returncode == 1
    assert Path("lost").is_dir()
    assert "Restarting worker" in done.stderr
    assert "甲局/content：已完成" in done.stdout
    assert _built(offices) == ["甲局"]
