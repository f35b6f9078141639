"""The import report (导入报告, content/YEAR/import-report.md): what was read, where it went, what was completed, what was left."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.ingest.account import Use
from pipeline.ingest.recognize import Family, Imported
from pipeline.ingest.unit_lists import describe
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import AsideKind, ChangeKind, Document, Paragraph

REPORT = "import-report.md"
"""The name of the report in the year's folder; no verb reads it."""

_UNITS_PROPOSED = "名册 units.yaml 里没有的名称，写在它的“待核科室”（合称的在“待核统称”）下面；是本单位科室的移到“科室”下面，是别名的改成名册里的："
_UNITS_UNKNOWN = "名册 units.yaml 里没有的名称，没有能写进去，是新科室就加进名册，是别名就改成名册里的："


def report_text(imported: Imported, *, proposes_units: bool) -> str:
    """Return the report of an import; `proposes_units` says whether its units were written to units.yaml."""
    sections = (
        ("来源", _sources(imported)),
        ("字数", _counts(imported)),
        (
            "请核对：正文和附表不一致",
            [
                f"“{disagreement.item}”{disagreement.text}（{disagreement.where}）"
                for disagreement in imported.disagreements
            ],
        ),
        ("没有放进去的文字", _left(imported)),
        (
            "补上的、沿用的、改动的",
            [*(_at(remark.text, remark.where) for remark in imported.remarks), *imported.findings],
        ),
        ("责任的原文和读法", _notes(imported)),
        ("科室", _units(imported, proposes_units=proposes_units)),
        ("只留一处的、网页上的、文件里登记的文字", _set_aside(imported)),
        ("页眉、批注、修订等不在正文里的文字", _asides(imported.documents)),
    )
    blocks = [f"# {imported.plan.year}年度计划的导入报告"]
    number = 0
    for heading, lines in sections:
        if lines:
            number += 1
            blocks += [f"## {number}. {heading}", "\n".join(f"- {_line(line)}" for line in lines)]
    return "\n\n".join(blocks) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _at(text: str, where: str) -> str:
    return f"{text}（{where}）" if where else text


def _sources(imported: Imported) -> list[str]:
    lines = [
        f"{document.name}：{document.kind.value}" + (f"，{document.pages} 页" if document.pages else "")
        for document in imported.documents
    ]
    items = sum(1 for _ in imported.plan.items())
    tasks = sum(len(item.tasks) for item in imported.plan.items())
    lines.append(f"读作：{imported.family.value}；事项 {items} 个，任务 {tasks} 项，附表 {imported.rows} 行")
    if imported.family is Family.OTHER_TABLES:
        lines.append("这不是按任务写明责任和时限的计划，表格照原样放在附件里，没有拆成事项")
    if imported.family is Family.LIST:
        lines.append(
            "这是文件、项目的清单，不是按任务写明责任和时限的计划，照原样放在正文里，没有拆成事项；序号按位置重新排"
        )
    if imported.family is Family.PROSE_AND_TABLE:
        lines.append("正文没有写责任和时限，事项由表格的各行而来；印出时正文也列这些事项")
    if imported.kept_rows:
        lines.append(f"附表 {imported.kept_rows} 行没有并入事项，照原样放在附件里，它的责任和时限不在任务里")
    if imported.family is Family.TABLE:
        lines.append("原件只有一张表，事项和责任都由它的各行而来；印出时正文也列这些事项")
    return lines


def _counts(imported: Imported) -> list[str]:
    account = imported.account
    lines = [f"读入 {account.read} 字（空格不计），放进内容 {account.placed} 字"]
    lines += [f"{use.value}：{account.count(use)} 字" for use in Use if account.count(use) or use is Use.LEFT]
    return lines


def _notes(imported: Imported) -> list[str]:
    """The owner notes whose wording the plan prints otherwise, with what they were read as; equal ones are one line."""
    places: dict[str, dict[str, None]] = {}
    for note, where in imported.notes:
        if note.is_verbal or note.rest:
            reading = f"“{note.whole.value}”读作 {describe(note.assignments) or '（没有）'}"
            places.setdefault(reading, {})[where] = None
    return [_at(reading, "、".join(filter(None, where))) for reading, where in places.items()]


def _left(imported: Imported) -> list[str]:
    return [
        f"“{leftover.text}”（{leftover.where}）" for leftover in imported.account.leftovers if leftover.use is Use.LEFT
    ]


def _set_aside(imported: Imported) -> list[str]:
    """The characters that were used for something else than the words of the content, a line for each use."""
    lines = []
    for use in (Use.REPLACED, Use.METADATA, Use.CHROME):
        texts = [
            f"“{leftover.text}”（{leftover.where}）" for leftover in imported.account.leftovers if leftover.use is use
        ]
        lines += [f"{use.value}：{'、'.join(texts)}"] if texts else []
    return lines


def _asides(documents: Iterable[Document]) -> list[str]:
    """What is apart from the running text: a line for each kind, each change and comment with its paragraph."""
    lines: list[str] = []
    for document in documents:
        texts: dict[str, list[str]] = {}
        changed = {
            (change.deleted.strip(), paragraph.where)
            for paragraph in document.paragraphs()
            for change in paragraph.changes
        }
        unsaid = 0
        for aside in document.asides:
            if aside.kind is AsideKind.PROPERTY and not _SAYING.search(aside.where.removeprefix("属性 ")):
                unsaid += 1
                continue
            # a deletion of the running text is listed with its paragraph below
            if not aside.text.strip() or (
                aside.kind is AsideKind.DELETED and (aside.text.strip(), aside.where) in changed
            ):
                continue
            texts.setdefault(aside.kind.value, []).append(f"“{aside.text}”（{aside.where}）")
        lines += [f"{kind}：{'、'.join(places)}" for kind, places in texts.items()]
        lines += [f"另有软件记下的文件属性 {unsaid} 项（字数、版本、模板等），不逐个列出"] if unsaid else []
        for paragraph in document.paragraphs():
            lines += _changes(paragraph)
            lines += [f"批注：“{comment.text}”（{paragraph.where}）" for comment in paragraph.comments]
    return lines


_SAYING = lazy_pattern(
    r"(?i)title|author|creator|organi[sz]ation|publisher|company|manager|subject|keyword|description|comment|category"
    r"|自定义|标题|source|[\u4e00-\u9fff]"
)
"""What names a property that says something of the document rather than of the program that wrote it."""


def _changes(paragraph: Paragraph) -> Iterator[str]:
    """Yield the tracked changes of a paragraph, which is read as accepted."""
    for change in paragraph.changes:
        if change.deleted.strip():
            yield f"修订中删去的文字，按已接受读：“{change.deleted}”（{paragraph.where}）"
    inserted = [
        f"“{paragraph.text[change.start : change.stop]}”"
        for change in paragraph.changes
        if change.kind is not ChangeKind.DELETED
    ]
    if inserted:
        yield f"修订中插入的文字，按已接受读：{'、'.join(inserted)}（{paragraph.where}）"


def _units(imported: Imported, *, proposes_units: bool) -> Sequence[str]:
    if not imported.new_units:
        return ()
    names = "、".join(unit.name.value for unit in imported.new_units)
    return (f"{_UNITS_PROPOSED if proposes_units else _UNITS_UNKNOWN}{names}",)
