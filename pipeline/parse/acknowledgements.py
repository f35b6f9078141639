"""Read acknowledged.yaml, the register of acknowledged findings (核实登记), and add an entry to it."""

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics
from pipeline.parse import codes
from pipeline.parse.yaml_reader import Node, YamlList, dump_yaml, read_record, read_yaml
from pipeline.source import Place, SourceFile, SourceText

ACKNOWLEDGED = "acknowledged.yaml"
KEYS = ("规则", "事项", "原文", "理由")


@dataclass(frozen=True, slots=True)
class AcknowledgementEntry:
    """One finding that a person has checked and accepts: its rule's code, the item, the quoted text, and why.

    The item is the file's stem (`plan` and `notice` for plan.md and notice.md); an empty quote matches any text.
    """

    code: str
    item: str
    quote: str
    reason: str
    place: Place


def read_acknowledged(source: SourceFile, diagnostics: Diagnostics) -> tuple[AcknowledgementEntry, ...]:
    """Return the entries of the register in their order; one that lacks its rule, item or reason is reported and left out."""
    root = read_yaml(source, diagnostics)
    match root:
        case None | SourceText(value=""):
            return ()
        case YamlList():
            entries = (_entry(node, diagnostics) for node in root.items)
            return tuple(entry for entry in entries if entry is not None)
    diagnostics.add(codes.RECORD_UNREAD.at(source.top, "核实登记应当逐条列出", "每条写作 - 规则: …"))
    return ()


def _entry(node: Node, diagnostics: Diagnostics) -> AcknowledgementEntry | None:
    record = read_record(node, KEYS, diagnostics)
    missing = [key for key in ("规则", "事项", "理由") if not record.text(key)]
    if missing:
        message = f"这一条没有写“{missing[0]}”，不起作用"
        diagnostics.add(codes.RECORD_UNREAD.at(record.place, message, f"写上 {missing[0]}: …"))
        return None
    code, item, quote, reason = (record.text(key) for key in KEYS)
    return AcknowledgementEntry(code.value, item.value, quote.value, reason.value, code.place())


def with_entry(source: SourceFile | None, code: str, item: str, excerpt: str, reason: str) -> str:
    """Return the register's text with one entry added at the end; everything before it stays as it was."""
    record = {"规则": code, "事项": item, "原文": excerpt, "理由": reason}
    entry = dump_yaml([{key: value for key, value in record.items() if value}])
    before = "\n".join(source.lines) if source is not None else ""
    return before + ("\n" if before and not before.endswith("\n") else "") + entry
