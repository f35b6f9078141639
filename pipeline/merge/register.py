"""The register of merged files (`merged.yaml`): from which state a file with these bytes was made, so that it is merged once."""

from pathlib import Path

from pipeline.findings import Diagnostics
from pipeline.parse.yaml_reader import dump_yaml, list_items, read_record, read_yaml
from pipeline.source import file_from_bytes

REGISTER = "merged.yaml"
_FILE, _DIGEST, _STATE = "文件", "摘要", "底稿"
_INTRODUCTION = "# 并入过的文件（zwgk merge --apply 登记），再并一次时按同一底稿比对。\n"


def registered_state(root: Path, year: int, digest: str) -> str | None:
    """Return the name of the state that a merged file with that digest was made from; None for a file not merged yet."""
    path = root / str(year) / REGISTER
    if not path.is_file():
        return None
    diagnostics = Diagnostics()
    node = read_yaml(file_from_bytes(f"{year}/{REGISTER}", path.read_bytes()), diagnostics)
    if node is None:
        return None
    for entry in list_items(node, diagnostics):
        record = read_record(entry, (_FILE, _DIGEST, _STATE), diagnostics)
        if record.text(_DIGEST).value == digest:
            return record.text(_STATE).value
    return None


def register_entry(before: str, name: str, digest: str, state: str) -> str:
    """Return the register's text with one more file."""
    return (before or _INTRODUCTION) + dump_yaml([{_FILE: name, _DIGEST: digest, _STATE: state}])
