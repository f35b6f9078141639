"""A full disk, files that cannot be read: what was shown stays whole, it is said what went wrong, and the next call succeeds."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import zwgk
from tests.builders import ROOT
from tests.publishing import PACKAGE, everything, shown, write

pytestmark = pytest.mark.slow


UNREADABLE = Path("/proc/self/mem")
"""A regular file that opens and cannot be read, for root either (EIO)."""


def publish() -> Result:
    return CliRunner().invoke(zwgk, ["publish"])


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with one year that was published."""
    folder = tmp_path_factory.mktemp("before")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("ZWGK_FONTS", raising=False)
        write(2024, "做好公开。")
        assert publish().exit_code == 0
    return folder


@pytest.fixture(autouse=True)
def _working(before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That folder, copied for one test."""
    shutil.copytree(before, tmp_path / "here", symlinks=True)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("ZWGK_FONTS", raising=False)


# --- a full disk ----------------------------------------------------------------------


@contextmanager
def full_disk(path: Path, room: float) -> Iterator[None]:
    """The folder on a disk of its own that is full but for so much of what lies there; only root may have one."""
    path.rename("moved")
    path.mkdir()
    call = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(path)]
    if subprocess.run(call, capture_output=True, check=False).returncode:
        pytest.skip("no disk of its own to be had here; the limit below stands for it")
    try:
        shutil.copytree("moved", path, symlinks=True, dirs_exist_ok=True)
        lying = sum(one.stat().st_blocks * 512 for one in path.rglob("*") if not one.is_symlink())
        (path / ".filler").write_bytes(bytes(shutil.disk_usage(path).free - int(lying * room)))
        yield
    finally:
        subprocess.run(["umount", path], check=True)


@pytest.mark.parametrize(
    ("folder", "room"), [("build", 0), ("build", 0.3), ("build/releases", 0.5)], ids=["at once", "documents", "site"]
)
def test_on_a_full_disk_the_old_site_stands_and_the_next_call_succeeds(folder: str, room: float) -> None:
    site, package = shown(), everything(PACKAGE)
    write(2024, "抓好公开。")
    with full_disk(Path(folder), room):
        refused = publish()
        assert refused.exit_code == 3, refused.output
        assert "没有做成：磁盘满了" in refused.stderr
        assert shown() == site
        found = everything(PACKAGE)
        assert found == package or (folder != "build" and is_new(found) and found.keys() == package.keys())
        Path(folder, ".filler").unlink()
        assert publish().exit_code == 0
        assert "抓好公开。" in shown()["2024/index.html"].decode()
        assert is_new(everything(PACKAGE))
        assert sorted(path.name for path in Path("build").iterdir()) == [".lock", "2024", "releases", "site"]
        assert [path.name for path in Path("build/releases").iterdir() if path.name.startswith(".")] == []


def is_new(package: dict[str, bytes | str]) -> bool:
    page = package["2-正文.html"]
    return isinstance(page, bytes) and "抓好公开。" in page.decode()


@pytest.mark.parametrize("largest", [4_000, 40_000])
def test_where_no_large_file_may_be_written_the_old_site_stands(largest: int) -> None:
    before = everything(Path("build"))
    write(2024, "抓好公开。")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, limits[1]))
    try:
        refused = publish()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.exit_code == 3, refused.output
    assert "文件大小超过了系统的限制" in refused.stderr
    after = {name: content for name, content in everything(Path("build")).items() if not name.startswith(".making/")}
    assert after == before
    assert publish().exit_code == 0
    assert "抓好公开。" in shown()["2024/index.html"].decode()
    assert not Path("build/.making").exists()


# --- files that cannot be read --------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["content/2024/items/甲.md", "content/site.yaml", "content/2024/issued.yaml", "templates/page.html"]
)
def test_where_a_file_cannot_be_read_nothing_changes(name: str) -> None:
    before = everything(Path("build"))
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(UNREADABLE)
    refused = publish()
    assert refused.exit_code == 3, refused.output
    assert "没有做成：读写出错" in refused.stderr
    assert everything(Path("build")) == before


@pytest.mark.parametrize("name", ["2024/plan.pdf", "2024/发布包/1-录入单.html", "site/2024/index.html"])
def test_an_output_that_cannot_be_read_is_made_anew(name: str) -> None:
    site, package = shown(), everything(PACKAGE)
    path = Path("build", name)
    path.unlink()
    path.symlink_to(UNREADABLE)
    done = publish()
    assert done.exit_code == 0, done.output
    assert shown() == site
    assert everything(PACKAGE) == package


def test_a_file_nobody_may_open_is_named() -> None:
    path = Path("content/2024/items/甲.md")
    path.chmod(0)
    # root may open all, unless that is taken away
    meek = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    refused = subprocess.run(
        [*meek, sys.executable, "-m", "pipeline", "check"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 3, refused.stderr
    assert refused.stderr.startswith(f"没有做成：{path}：没有权限")


# --- what is tracked ------------------------------------------------------------------


def test_publishing_the_sample_changes_no_tracked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")

    def git(*words: str) -> str:
        call = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "core.quotepath=off", *words]
        return subprocess.run(call, capture_output=True, text=True, check=True).stdout

    tracked = subprocess.run(
        ["git", "ls-files", "-z", "content", "templates", "build", ".gitignore"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, tracked):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, name)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "as it is shipped")
    assert publish().exit_code == 0
    assert git("status", "--porcelain") == ""
    assert Path("build/2023/发布包/1-录入单.html").is_file()


# --- what lies in build/ is believed by nobody ------------------------------------------

DEEP = b"[" * 100_000


def test_words_forged_into_the_outputs_and_their_record_go_nowhere() -> None:
    folder = Path("build/2024")
    record = json.loads((folder / ".inputs.json").read_text("utf-8"))
    for name in ("fragment.html", "plan.json"):
        forged = (folder / name).read_bytes().replace("做好公开".encode(), "不许公开".encode())
        assert forged != (folder / name).read_bytes()
        (folder / name).write_bytes(forged)
        record["outputs"][name] = sha256(forged).hexdigest()
    (folder / ".inputs.json").write_text(json.dumps(record), "utf-8")
    Path("build/site").resolve().with_name("site.json").write_bytes(DEEP)
    done = publish()
    assert done.exit_code == 0, done.output
    said = {path.name: path.read_bytes() for path in Path("build").rglob("*") if path.is_file()}
    assert [name for name, content in said.items() if "不许公开".encode() in content] == []
    assert "做好公开".encode() in said["2-正文.html"]


def test_a_record_nested_without_end_and_a_link_to_itself_are_made_anew() -> None:
    Path("build/2024/.inputs.json").write_bytes(DEEP)
    Path("build/site").unlink()
    Path("build/site").symlink_to("site", target_is_directory=True)
    done = publish()
    assert done.exit_code == 0, done.output
    assert "2024/index.html" in shown()


def test_outputs_are_in_no_folder_of_the_site() -> None:
    before = everything(Path("build"))
    for name in ("site", "releases", ".making"):
        refused = CliRunner().invoke(zwgk, ["-C", "content", "-C", name, "build"])
        assert refused.exit_code == 2
        assert f"内容目录不能叫“{name}”" in refused.stderr
    assert everything(Path("build")) == before


@pytest.mark.parametrize("content", [DEEP, "基线".encode("gbk"), b'{"a": 1}', b'[{"code": []}]'])
def test_a_baseline_that_is_none_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_bytes(content)
    refused = CliRunner().invoke(zwgk, ["check", "--baseline", str(tmp_path / "baseline.json")])
    assert refused.exit_code == 2
    assert "--baseline 不是" in refused.stderr
