"""How the verbs' work grows: CPU seconds of whole processes, medians, as ratios within this one run.

The machine is shared, so absolute figures say little; the ratios to an empty
Python process and between sizes are what may be compared.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import saved

HERE = Path(__file__).resolve().parent.parent
SAMPLE = HERE / "content"
RUNS = 3


def content(folder: Path, times: int) -> Path:
    """The sample with every item so many times, as separate files."""
    root = folder / f"content-{times}"
    shutil.copytree(SAMPLE, root)
    plan = root / "2023" / "plan.md"
    lines = []
    for line in plan.read_text("utf-8").split("\n"):
        lines.append(line)
        if line.startswith("- ["):
            title, name = line[3:].rstrip(")").split("](items/")
            for copy in range(1, times):
                again = f"{name.removesuffix('.md')}{copy}.md"
                shutil.copy(root / "2023" / "items" / name, root / "2023" / "items" / again)
                lines.append(f"- [{title}{copy}](items/{again})")
    plan.write_text("\n".join(lines), "utf-8")
    return root


def cpu(*words: str, folder: Path) -> float:
    """CPU seconds of one run of a command, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=folder, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(*words: str, folder: Path) -> float:
    """The median of a few runs after one that is not counted."""
    cpu(*words, folder=folder)
    return median(cpu(*words, folder=folder) for _ in range(RUNS))


def main() -> None:
    """Print one line a verb and size."""
    os.environ["PYTHONPATH"] = str(HERE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = measured("-c", "pass", folder=folder)
        print(f"空的 Python 进程 {empty:.3f} CPU 秒；以下为它的倍数，括号里是与 ×1 之比")
        for verb in (["check"], ["build"]):
            first = 0.0
            for times in (1, 4, 10):
                root = (
                    content(folder, times)
                    if not (folder / f"content-{times}").exists()
                    else folder / f"content-{times}"
                )
                spent = measured("-m", "pipeline", "-C", str(root), *verb, folder=folder)
                first = first or spent
                print(f"zwgk {verb[0]:8} ×{times:<3} {spent / empty:7.1f} 倍   ({spent / first:.2f})")
        saved.main(SAMPLE, folder)


if __name__ == "__main__":
    main()
