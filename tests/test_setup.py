"""Setting up: once, from nothing, with exactly what the lock files name, and from no host they would name."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.builders import ROOT

LOCKS = {name: ROOT / ".locks" / f"{name}.txt" for name in ("run", "dev")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
NODE = "tests/node_modules/unpacked"
NPM = json.loads((ROOT / "tests" / "package.json").read_text("utf-8"))


def canonical(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, str]:
    """Package and version of every requirement of a lock file."""
    lines = LOCKS[lock].read_text("utf-8").splitlines()
    return dict(line.split(" ")[0].split("==") for line in lines if re.match(r"[A-Za-z0-9]", line))


def wanted(requirements: Iterable[str]) -> dict[str, str]:
    """Package and the rest (extras, version) of requirements as pyproject.toml writes them."""
    pairs = (re.fullmatch(r"([\w.-]+)(.*)", one) for one in requirements)
    return {canonical(pair[1]): pair[2] for pair in pairs if pair}


# --- lock files --------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_exact_and_has_digests(lock: str) -> None:
    words = LOCKS[lock].read_text("utf-8")
    requirements = re.split(r"\n(?=[A-Za-z0-9])", "\n" + re.sub(r"(?m)^\s*#.*\n", "", words))[1:]
    assert requirements
    for one in requirements:
        assert re.fullmatch(r"[a-z0-9-]+==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+\s*", one), one[:60]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_host_and_no_place_of_a_machine(lock: str) -> None:
    words = LOCKS[lock].read_text("utf-8")
    for foreign in ("://", "index-url", "find-links", "trusted-host", " @ ", "file:/", "/home", "/tmp", "/root"):  # noqa: S108
        assert foreign not in words


def test_the_tests_run_with_the_versions_that_make_the_documents() -> None:
    assert locked("run").items() <= locked("dev").items()


def test_the_lock_files_hold_what_the_project_asks_for() -> None:
    extras = PROJECT["optional-dependencies"]
    for lock, asked in {
        "run": [*PROJECT["dependencies"], *extras["build"]],
        "dev": [*PROJECT["dependencies"], *extras["build"], *extras["dev"]],
    }.items():
        have = locked(lock)
        for name, version in wanted(asked).items():
            assert name in have
            if version.startswith("=="):
                assert have[name] == version.removeprefix("==")


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    extras = PROJECT["optional-dependencies"]
    for name in wanted([*PROJECT["dependencies"], *extras["build"], *extras["dev"]]):
        assert f"`{name}" in reasons, name


def test_what_npm_brings_for_the_tests_is_exact_has_digests_and_names_no_host() -> None:
    words = (ROOT / "tests" / "package-lock.json").read_text("utf-8")
    packages = json.loads(words)["packages"]
    asked = packages.pop("")
    assert {name: asked[name] for name in NPM if name.endswith("ependencies")} == {
        name: NPM[name] for name in NPM if name.endswith("ependencies")
    }
    for name, version in (NPM["devDependencies"] | NPM["optionalDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


def test_every_package_of_npm_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for name in NPM["devDependencies"] | NPM["optionalDependencies"]:
        assert f"`{name}`" in reasons, name


# --- make --------------------------------------------------------------------


def make(*words: str, folder: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    call = ["make", "--no-print-directory", *words]
    return subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new",), "写上年度：make new YEAR=2024"),
        (("new", "YEAR="), "写上年度：make new YEAR=2024"),
        (("diff", "A=2023"), "写上两个年度或稿本：make diff A=2023 B=2024"),
    ],
)
def test_what_a_command_lacks_is_said_as_make_wants_it(words: tuple[str, ...], said: str) -> None:
    # what is set up is taken as set up
    done = make("--old-file=setup", *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_year_may_be_named_in_small_letters() -> None:
    done = make("--dry-run", "--old-file=setup", "build", "year=2023")
    assert done.stdout.splitlines()[-1].split() == [".venv/bin/zwgk", "build", "2023"]


def test_help_lists_every_command_and_is_what_make_alone_says() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony
    listed = re.findall(r"^  make ([\w-]+) +\S", make("help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())
    assert make().stdout == make("help").stdout


def test_every_command_that_needs_it_sets_up_first() -> None:
    rules = dict(re.findall(r"^([a-z-]+):([^#\n]*)##", MAKEFILE, re.MULTILINE))
    needs_nothing = {"help", "clean", "setup"}
    for target, needs in rules.items():
        if target not in needs_nothing:
            assert re.search(r"\bsetup\b|\$\((RUN|DEV)\)", needs), target


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """A copy of the project's set-up with all of it done: the stamps are there, newer than what they come from."""
    npm = ("tests/package.json", "tests/package-lock.json", "tests/.npmrc")
    for name in ("Makefile", "pyproject.toml", ".locks", ".ci", "pipeline/fonts", *npm):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        else:
            shutil.copy2(ROOT / name, tmp_path / name)
    ages = (".cache/system", ".cache/system-test", ".venv/run", ".venv/dev", ".cache/fonts/unpacked", NODE)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        os.utime(path, (0, 0))
    for age, name in enumerate(ages, start=1):
        stamp = tmp_path / name
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
        os.utime(stamp, (age, age))
    return tmp_path


@pytest.mark.parametrize("target", ["setup", ".venv/dev", ".cache/system-test", NODE])
def test_nothing_is_set_up_twice(done: Path, target: str) -> None:
    assert make("--question", target, folder=done).returncode == 0


@pytest.mark.parametrize(
    ("touched", "target"),
    [
        (".locks/run.txt", "setup"),
        ("pyproject.toml", "setup"),
        ("pipeline/fonts/download.py", "setup"),
        (".locks/run.txt", ".venv/dev"),
        (".locks/dev.txt", ".venv/dev"),
        (".ci/system", ".cache/system-test"),
        ("tests/package-lock.json", NODE),
        ("tests/package.json", NODE),
        ("tests/.npmrc", NODE),
    ],
)
def test_what_changed_is_set_up_anew(done: Path, touched: str, target: str) -> None:
    os.utime(done / touched, (9, 9))
    assert make("--question", target, folder=done).returncode == 1


def test_setup_does_not_run_again_for_what_only_the_tests_need(done: Path) -> None:
    os.utime(done / ".locks" / "dev.txt", (9, 9))
    (done / ".cache" / "system-test").unlink()
    (done / NODE).unlink()
    assert make("--question", "setup", folder=done).returncode == 0


# --- the system --------------------------------------------------------------


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The programs of a machine that has no package installed, and whose user may not install any."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "cat", "dirname"):
        (programs / name).symlink_to(shutil.which(name) or name)
    for name, words in {
        "dpkg-query": "exit 1",
        "id": "echo 1000",
        "sudo": "exit 1",
        "apt-get": "echo ran; exit 9",
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{words}\n")
        (programs / name).chmod(0o755)
    return programs


@pytest.mark.parametrize(
    ("what", "package"),
    [("run", "python3-venv"), ("test", "chromium-headless-shell"), ("test", "npm"), ("test", "default-jre-headless")],
)
def test_who_may_not_install_is_told_the_command(bare: Path, what: str, package: str) -> None:
    call = ["/bin/sh", str(ROOT / ".ci" / "system"), what]
    told = subprocess.run(call, env={"PATH": str(bare)}, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "ran" not in told.stdout
    command = re.search(r"^    sudo apt-get update && sudo (apt-get install .+)$", told.stderr, re.MULTILINE)
    assert command
    assert package in command[1].split()
    assert "请管理员执行" in told.stderr


def test_nothing_on_the_machine_is_ever_removed() -> None:
    words = (ROOT / ".ci" / "system").read_text("utf-8")
    assert "--no-remove" in words
    assert not re.search(r"apt-get\s+(remove|purge|autoremove)", words)


@pytest.mark.parametrize("script", ["run", "system", "python"])
def test_scripts_are_sound_and_can_be_run(script: str) -> None:
    path = ROOT / ".ci" / script
    shell = "bash" if "bash" in path.read_text("utf-8").splitlines()[0] else "sh"
    subprocess.run([shell, "-n", path], check=True)
    assert os.access(path, os.X_OK)


# --- the package -------------------------------------------------------------


def test_the_wheel_holds_the_code_and_the_templates_and_nothing_else(tmp_path: Path) -> None:
    code = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"
    built = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(tmp_path / built.stdout.split()[-1]) as wheel:
        names = wheel.namelist()
        entry = next(name for name in names if name.endswith("entry_points.txt"))
        assert "zwgk = pipeline.cli.main:main" in wheel.read(entry).decode()
    assert "pipeline/fonts/download.py" in names
    templates = [path for path in (ROOT / "templates").iterdir() if path.is_file()]
    assert templates
    assert {f"pipeline/templates/{path.name}" for path in templates} <= set(names)
    assert all(name.startswith(("pipeline/", "zwgk-")) for name in names)
