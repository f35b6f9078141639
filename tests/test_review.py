"""The words under review: what a change is worth, proven on plans changed on purpose."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, strategies as st

from pipeline.check.run import run_rules
from pipeline.cli.messages.review import describe_change
from pipeline.model import (
    Assignment,
    Deadline,
    Head,
    Item,
    ItemTitle,
    Layout,
    LeadSentenceFont,
    Link,
    Mark,
    Note,
    NoteContent,
    Notice,
    Numbering,
    Orientation,
    Paragraph,
    Part,
    Plan,
    Role,
    Section,
    StatedDate,
    Steps,
    Strong,
    Table,
    Task,
    TaskTable,
    Unit,
    UnitTerm,
)
from pipeline.parse import parse
from pipeline.parse.deadline import read_deadline
from pipeline.publish.policy.normalize import (
    digest,
    punctuation_free_digest,
    safe_fixes,
    squeeze_blanks,
    strip_punctuation,
)
from pipeline.publish.policy.review_diff import Change, ChangeKind, Grade, diff_units, max_grade
from pipeline.publish.policy.review_units import reviewed_units, signed_units
from pipeline.render.compose import compose
from pipeline.render.print_model import Line, text_of
from pipeline.source import SourceText, sources_from_files
from tests.strategies import YEAR, plans

pytestmark = pytest.mark.slow

HAN = "公开政务信息目录标准服务办理依法及时做好推进年度工作会计财监"


def since(old: Plan, new: Plan) -> tuple[Change, ...]:
    return diff_units(reviewed_units(old), reviewed_units(new))


def at(words: str, offset: int, before: int = 1) -> str:
    return words[max(offset - before, 0) : offset]


# --- changing a plan on purpose ------------------------------------------------------


def with_items(plan: Plan, change: Callable[[Item], Item | None]) -> Plan:
    """The plan with every item as `change` makes it; None takes it out."""

    def of(parts: Iterable[Part]) -> tuple[Part, ...]:
        found: list[Part] = []
        for part in parts:
            match part:
                case Item():
                    fresh = change(part)
                    if fresh is not None:
                        children = tuple(child for child in of(part.children) if isinstance(child, Item))
                        found.append(replace(fresh, children=children))
                case Section():
                    found.append(replace(part, parts=of(part.parts)))
                case _:
                    found.append(part)
        return tuple(found)

    return replace(plan, parts=of(plan.parts))


def with_one(plan: Plan, identity: str, change: Callable[[Item], Item]) -> Plan:
    return with_items(plan, lambda item: change(item) if item.id == identity else item)


def with_first_paragraph(item: Item, task: int, change: Callable[[Paragraph], Paragraph]) -> Item:
    """The item with the paragraph that begins one of its tasks changed."""
    tasks = list(item.tasks)
    first, *others = tasks[task].blocks
    assert isinstance(first, Paragraph)
    tasks[task] = replace(tasks[task], blocks=(change(first), *others))
    return replace(item, tasks=tuple(tasks))


def inserted(paragraph: Paragraph, offset: int, more: str) -> Paragraph:
    """The paragraph with more characters at the offset, its marks on the words they were on."""
    words = paragraph.text.value

    def moved(mark: Mark) -> Mark:
        start = mark.start + (len(more) if mark.start >= offset else 0)
        return replace(mark, start=start, stop=mark.stop + (len(more) if mark.stop > offset else 0))

    return replace(
        paragraph,
        text=SourceText(words[:offset] + more + words[offset:]),
        marks=tuple(map(moved, paragraph.marks)),
        notes=(),
    )


@st.composite
def chosen(draw: st.DrawFn) -> tuple[Plan, Item, int]:
    """A plan, one of its items and one of that item's tasks."""
    plan = draw(plans())
    items = list(plan.items())
    assume(items)
    item = draw(st.sampled_from(items))
    return plan, item, draw(st.integers(0, len(item.tasks) - 1))


def words_of(item: Item, task: int) -> str:
    first = item.tasks[task].blocks[0]
    assert isinstance(first, Paragraph)
    return first.text.value


# --- nothing -------------------------------------------------------------------------


@given(plans(), st.data())
def test_names_notes_looks_and_days_touch_no_review(plan: Plan, data: st.DataObject) -> None:
    head = replace(
        plan.head,
        issued=StatedDate(SourceText("2024年4月1日"), date(2024, 4, 1)),
        doc_number=SourceText("宝财〔2024〕8号"),
        printed=StatedDate(SourceText("2024年4月2日"), date(2024, 4, 2)),
        stage=SourceText("送审稿"),
        expected=StatedDate(SourceText("2024年4月1日"), date(2024, 4, 1)),
        annex_orientation=data.draw(st.sampled_from(list(Orientation))),
        layout=data.draw(st.sampled_from(list(Layout))),
        lead_sentence_font=data.draw(st.sampled_from(list(LeadSentenceFont))),
        watermark=True,
        embed_data=False,
    )
    other = with_items(
        replace(plan, head=head, roster=(Unit(SourceText("会计科")),)),
        lambda item: replace(
            item,
            id=f"别名{item.id}",
            title=SourceText(f"又名{item.title}"),
            lineage=(SourceText("2023/旧名"),),
            notes=(*item.notes, Note(SourceText("待核：日期"))),
        ),
    )
    assert since(plan, other) == ()
    assert digest(reviewed_units(plan)) == digest(reviewed_units(other))


@given(chosen(), st.sampled_from([" ", "\u3000", "  ", "\u00a0", "\u200b"]), st.data())
def test_blanks_touch_no_review(case: tuple[Plan, Item, int], blank: str, data: st.DataObject) -> None:
    plan, item, task = case
    words = words_of(item, task)
    offset = data.draw(st.integers(0, len(words)))
    around = words[max(offset - 1, 0) : offset], words[offset : offset + 1]
    assume(not all(side.isascii() and side.isalnum() for side in around))
    other = with_one(plan, item.id, lambda it: with_first_paragraph(it, task, lambda one: inserted(one, offset, blank)))
    assert since(plan, other) == ()


@given(plans())
def test_what_is_written_and_read_again_is_the_same(plan: Plan) -> None:
    from pipeline.parse.serialize import write

    again = parse(sources_from_files(YEAR, write(plan))).plan
    assert digest(signed_units(again)) == digest(signed_units(plan))


# --- a 复核 ---------------------------------------------------------------------------


@given(chosen(), st.sampled_from("，、；：。！？“”《》（）…—"), st.data())
def test_a_mark_among_han_asks_for_no_more_than_a_second_look(
    case: tuple[Plan, Item, int], mark: str, data: st.DataObject
) -> None:
    plan, item, task = case
    words = words_of(item, task)
    offsets = [offset for offset in range(len(words)) if at(words, offset) in HAN and words[offset : offset + 1] in HAN]
    assume(offsets)
    offset = data.draw(st.sampled_from(offsets))
    other = with_one(plan, item.id, lambda it: with_first_paragraph(it, task, lambda one: inserted(one, offset, mark)))
    (change,) = since(plan, other)
    assert (change.grade, change.kind) == (Grade.LIGHT, ChangeKind.WORDS)
    assert change.new is not None
    assert change.new.key == f"事项/{item.id}"


ALIKE = {"，": ",", "；": ";", "“": '"', "（": "(", "2": "２", "a": "ａ", "A": "Ａ", "%": "％", "目": "⽬", "工": "⼯"}


@given(chosen(), st.sampled_from(sorted(ALIKE)), st.data())
def test_another_form_of_the_same_character_is_light(
    case: tuple[Plan, Item, int], char: str, data: st.DataObject
) -> None:
    plan, item, task = case
    offset = data.draw(st.integers(0, len(words_of(item, task))))

    def holding(more: str) -> Plan:
        return with_one(
            plan, item.id, lambda it: with_first_paragraph(it, task, lambda one: inserted(one, offset, more))
        )

    (change,) = since(holding(char), holding(ALIKE[char]))
    assert change.grade is Grade.LIGHT


@given(chosen())
def test_emphasis_is_light(case: tuple[Plan, Item, int]) -> None:
    plan, item, task = case
    words = words_of(item, task)
    here = with_one(plan, item.id, lambda it: with_first_paragraph(it, task, lambda one: replace(one, marks=())))
    other = with_one(
        plan,
        item.id,
        lambda it: with_first_paragraph(it, task, lambda one: replace(one, marks=(Strong(0, len(words)),))),
    )
    assert max_grade(since(here, other)) is Grade.LIGHT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("做好公开，推进公开。", "做好公开、推进公开。"),
        ("做好公开，推进公开。", "做好公开,推进公开"),
        ("“双随机、一公开”", "双随机、一公开"),
        ("《2023年要点》", "《2023 年要点》 "),
        ("区府办〔2023〕8号", "区府办[2023]8号"),
        ("2023年07月05日前", "2023年7月5日前"),
        ("二○二三年", "二〇二三年"),
        ("每周5*8小时", "每周5×8小时"),
        ("Ａ类２０项", "A类20项"),
        ("⼯作⻓期", "工作长期"),
        ("上午9：00", "上午9:00"),
        ("3～5项", "3-5项"),
        ("100㎡", "100m2"),
        ("公开<br>服务", "公开服务"),
        ("公开&nbsp;服务", "公开服务"),
        ("……", "…"),
        ("办公室、会计科负责", "办公室，会计科负责"),
        ("Open Data", "OpenData"),
    ],
)
def test_what_safe_fixes_and_marks_change_is_light(old: str, new: str) -> None:
    assert strip_punctuation(old) == strip_punctuation(new)


# --- reviewed again -----------------------------------------------------------------------


@given(chosen(), st.sampled_from(f"{HAN}7bZ"), st.data())
def test_one_more_character_is_reviewed_again(case: tuple[Plan, Item, int], char: str, data: st.DataObject) -> None:
    plan, item, task = case
    offset = data.draw(st.integers(0, len(words_of(item, task))))
    other = with_one(plan, item.id, lambda it: with_first_paragraph(it, task, lambda one: inserted(one, offset, char)))
    (change,) = since(plan, other)
    assert change.grade is Grade.AGAIN
    assert change.new is not None
    assert change.new.key == f"事项/{item.id}"


@given(chosen(), st.data())
def test_one_character_less_is_reviewed_again(case: tuple[Plan, Item, int], data: st.DataObject) -> None:
    plan, item, task = case
    words = words_of(item, task)
    counted = [offset for offset, char in enumerate(words) if char.isalnum()]
    assume(len(counted) > 1)
    offset = data.draw(st.sampled_from(counted))

    def shorter(one: Paragraph) -> Paragraph:
        return replace(one, text=SourceText(words[:offset] + words[offset + 1 :]), marks=())

    here = with_one(plan, item.id, lambda it: with_first_paragraph(it, task, lambda one: replace(one, marks=())))
    other = with_one(plan, item.id, lambda it: with_first_paragraph(it, task, shorter))
    assert max_grade(since(here, other)) is Grade.AGAIN


@given(chosen(), st.sampled_from(["added", "dropped", "turned", "joined", "role"]))
def test_an_owner_is_reviewed_again(case: tuple[Plan, Item, int], how: str) -> None:
    plan, item, number = case
    duty, *others = item.tasks[number].assignments
    names = [unit.value for unit in duty.units]
    match how:
        case "added":
            duty = replace(duty, units=(*duty.units, SourceText("新设科")))
        case "dropped":
            assume(len(names) > 1)
            duty = replace(duty, units=duty.units[1:])
        case "turned":
            assume(len(names) > 1)
            duty = replace(duty, units=tuple(reversed(duty.units)))
        case "joined":
            # two units are not one whose name is longer
            assume(len(names) > 1)
            duty = replace(duty, units=(SourceText(names[0] + names[1]), *duty.units[2:]))
        case _:
            role = next(
                role for role in type(duty.role) if role not in {one.role for one in item.tasks[number].assignments}
            )
            duty = replace(duty, role=role)

    def with_owner(it: Item) -> Item:
        tasks = list(it.tasks)
        tasks[number] = replace(tasks[number], assignments=(duty, *others))
        return replace(it, tasks=tuple(tasks))

    (change,) = since(plan, with_one(plan, item.id, with_owner))
    assert change.grade is Grade.AGAIN


KEYS = ("指导单位: 局领导班子", "完成时间: 全年", "配合部门: 会计科、预算科", "责任部门: 财监科", "牵头部门: 办公室")


@given(st.permutations(KEYS), st.permutations(KEYS))
def test_the_order_of_keys_touches_no_review_and_no_paper(one: list[str], other: list[str]) -> None:
    def of(head: str, note: str = "") -> Plan:
        front = "标题: 某局2024年度政务公开工作计划\n发文机关: 某局\n附件: 分解表\n正文括注: 责任和时限"
        plan = f"---\n{front}\n---\n\n## 工作\n\n- [甲](items/甲.md)\n"
        item = f"---\n{head}\n---\n\n做好公开。\n" if head else f"做好公开。{note}\n"
        done = parse(sources_from_files(YEAR, {f"{YEAR}/plan.md": plan, f"{YEAR}/items/甲.md": item}))
        assert not [finding for finding in done.findings if finding.data_loss]
        return done.plan

    first = of("\n".join(one))
    assert since(first, of("\n".join(other))) == ()
    assert since(first, of("", f"（{'；'.join(key.replace(': ', '：') for key in other)}）")) == ()
    (paper,) = (
        text_of(line.spans) for line in compose(first).body if isinstance(line, Line) and "做好" in text_of(line.spans)
    )
    assert paper.endswith(
        "（牵头部门：办公室；责任部门：财监科；配合部门：会计科、预算科；指导部门：局领导班子；完成时间：全年）"
    )


@given(chosen(), st.sampled_from(["全年", "6月底", "3月30日前", "持续推进", ""]))
def test_a_deadline_is_reviewed_again(case: tuple[Plan, Item, int], words: str) -> None:
    plan, item, number = case
    fresh: Deadline = read_deadline(SourceText(words), YEAR)
    assume(fresh.text.value != item.tasks[number].deadline.text.value)

    def with_deadline(it: Item) -> Item:
        tasks = list(it.tasks)
        tasks[number] = replace(tasks[number], deadline=fresh)
        return replace(it, tasks=tuple(tasks))

    (change,) = since(plan, with_one(plan, item.id, with_deadline))
    assert change.grade is Grade.AGAIN


@given(plans(), st.data())
def test_order_is_reviewed_again(plan: Plan, data: st.DataObject) -> None:
    place = next(place for place, part in enumerate(plan.parts) if isinstance(part, Section))
    section = plan.parts[place]
    assert isinstance(section, Section)
    assume(len(section.parts) > 1)
    first = data.draw(st.integers(0, len(section.parts) - 2))
    parts = list(section.parts)
    parts[first], parts[first + 1] = parts[first + 1], parts[first]
    other = replace(plan, parts=(*plan.parts[:place], replace(section, parts=tuple(parts)), *plan.parts[place + 1 :]))
    pieces = reviewed_units(plan), reviewed_units(other)
    assume([piece.lines for piece in pieces[0]] != [piece.lines for piece in pieces[1]])
    found = diff_units(*pieces)
    assert max_grade(found) is Grade.AGAIN
    moved = {part.id for part in parts[first : first + 2] if isinstance(part, Item)}
    children = {child.id for part in section.parts if isinstance(part, Item) for child in part.children}
    keys = {(change.new or change.old).key for change in found if change.new or change.old}  # type: ignore[union-attr]
    assert keys <= {f"事项/{identity}" for identity in moved | children}


@given(chosen())
def test_an_item_more_or_less_is_that_item_alone(case: tuple[Plan, Item, int]) -> None:
    plan, item, _ = case
    assume(not item.children)
    twins = [piece for piece in reviewed_units(plan) if piece.key == f"事项/{item.id}"]
    assume(sum(piece.lines == twins[0].lines for piece in reviewed_units(plan)) == 1)
    less = with_items(plan, lambda it: None if it.id == item.id else it)
    (removed,) = since(plan, less)
    assert (removed.kind, removed.grade) == (ChangeKind.REMOVED, Grade.AGAIN)
    (added,) = since(less, plan)
    assert (added.kind, added.grade) == (ChangeKind.ADDED, Grade.AGAIN)
    assert added.new == removed.old


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("增长1.5个百分点", "增长15个百分点"),
        ("比例3:1", "比例31"),
        ("3、4月", "34月"),
        ("3-5项", "3、5项"),
        ("2023年—2025年", "2023年、2025年"),
        ("增长-5%", "增长5%"),
        ("达到95%", "达到95"),
        ("≥95", "≤95"),
        ("10²", "102"),
        ("12 34", "1234"),
        ("http://a.gov.cn/x-1", "http://a.gov.cn/x1"),
        ("http://a.gov.cn", "http://agov.cn"),
        ("5月底", "五月底"),
        ("全过程公开", "全程公开"),
    ],
)
def test_a_figure_is_more_than_its_digits(old: str, new: str) -> None:
    assert strip_punctuation(old) != strip_punctuation(new)


HEADS: list[dict[str, object]] = [
    {"title": SourceText("另一个标题")},
    {"organ": SourceText("另一个局")},
    {"numbering": Numbering.CONTINUE},
    {"note_content": NoteContent.NOTHING},
    {"unit_term": UnitTerm.UNIT},
    {"item_title": ItemTitle.OWN_LINE},
    {"columns": Head().columns[:3]},
    {"heading_rows": True},
    {"annexes": (TaskTable(SourceText("另一个附件")),)},
    {"summary": SourceText("概述")},
    {"keywords": (SourceText("公开"),)},
    {"basis": (SourceText("要点"),)},
    {"addressee": SourceText("各科室")},
    {"remark": SourceText("此件公开发布")},
    {"copy_to": SourceText("区府办")},
    {"printer": SourceText("办公室")},
]


@pytest.mark.parametrize("stated", HEADS, ids=lambda stated: next(iter(stated)))
def test_what_the_head_prints_or_publishes_is_under_review(stated: dict[str, object]) -> None:
    def plan(head: Head) -> Plan:
        item = Item("甲", SourceText("短标题"), (Task((Paragraph(SourceText("做好公开。")),)),))
        return Plan(YEAR, head, (Section(Paragraph(SourceText("工作")), 1, (item,)),))

    head = Head(SourceText("标题"), SourceText("某局"), numbering=Numbering.RESTART)
    assert max_grade(since(plan(head), plan(replace(head, **stated)))) is Grade.AGAIN  # type: ignore[arg-type]


def one(*blocks: Paragraph | Steps | Table, **stated: object) -> Plan:
    item = Item("甲", SourceText("短标题"), (Task(tuple(blocks), **stated),))  # type: ignore[arg-type]
    return Plan(
        YEAR, Head(SourceText("标题"), SourceText("某局")), (Section(Paragraph(SourceText("工作")), 1, (item,)),)
    )


def test_where_a_link_leads_is_under_review() -> None:
    def linked(target: str) -> Plan:
        return one(Paragraph(SourceText("见网址。"), (Link(1, 3, target),)))

    assert max_grade(since(linked("https://a.gov.cn/1"), linked("https://a.gov.cn/2"))) is Grade.AGAIN
    assert max_grade(since(linked("https://a.gov.cn/1"), one(Paragraph(SourceText("见网址。"))))) is Grade.AGAIN


def test_words_do_not_move_between_cells_unseen() -> None:
    def table(*cells: str) -> Plan:
        return one(Table(tuple(Paragraph(SourceText(cell)) for cell in cells), ()))

    assert max_grade(since(table("甲", "乙丙"), table("甲乙", "丙"))) is Grade.AGAIN


def test_a_new_paragraph_is_light_and_a_new_step_is_not() -> None:
    whole = one(Paragraph(SourceText("做好公开。做好服务。")))
    parted = one(Paragraph(SourceText("做好公开。")), Paragraph(SourceText("做好服务。")))
    stepped = one(Steps((Paragraph(SourceText("做好公开。")), Paragraph(SourceText("做好服务。")))))
    assert max_grade(since(whole, parted)) is Grade.LIGHT
    assert max_grade(since(parted, stepped)) is Grade.AGAIN


def test_two_tasks_are_not_one() -> None:
    duties = (Assignment(Role.RESPONSIBLE, (SourceText("甲科"),)),)
    together = Plan(
        YEAR,
        Head(),
        (
            Item(
                "甲", SourceText("题"), (Task((Paragraph(SourceText("一。")), Paragraph(SourceText("二。"))), duties),)
            ),
        ),
    )
    apart = Plan(
        YEAR,
        Head(),
        (
            Item(
                "甲",
                SourceText("题"),
                (Task((Paragraph(SourceText("一。")),)), Task((Paragraph(SourceText("二。")),), duties)),
            ),
        ),
    )
    assert max_grade(since(together, apart)) is Grade.AGAIN


def test_the_notice_is_under_review_and_its_day_under_signature_alone() -> None:
    plain = one(Paragraph(SourceText("做好公开。")))
    head = Head(
        SourceText("通知"),
        SourceText("某局"),
        StatedDate(SourceText("2024年3月1日"), date(2024, 3, 1)),
        doc_number=SourceText("某财〔2024〕1号"),
    )
    noticed = replace(plain, notice=Notice(head, (Paragraph(SourceText("现印发给你们。")),)))
    assert {change.label for change in since(plain, noticed)} == {"通知标题", "通知的发文机关", "通知正文"}
    renumbered = replace(head, doc_number=SourceText("某财〔2024〕2号"))
    later = replace(noticed, notice=Notice(renumbered, (Paragraph(SourceText("现印发给你们。")),)))
    assert since(noticed, later) == ()
    assert [change.label for change in diff_units(signed_units(noticed), signed_units(later))] == ["发文字号"]


# --- the forms -------------------------------------------------------------------------


TWO_TASKS = "做好公示。（责任部门：甲科；完成时间：5月底）\n\n落实要求。（责任部门：乙科、丙科；完成时间：全年）"


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (TWO_TASKS, TWO_TASKS.replace("5月", "6月"), ["（责任：甲科；完成时间：[-5月底-][+6月底+]）"]),
        (TWO_TASKS, TWO_TASKS.replace("、丙科", ""), ["（责任：乙科[-、丙科-]；完成时间：全年）"]),
        (
            TWO_TASKS,
            TWO_TASKS.replace("（责任部门：甲科；完成时间：5月底）", ""),
            ["[-（责任：甲科；完成时间：5月底）-]"],
        ),
        (
            "做好公示。落实要求。",
            "做好公示。（完成时间：5月底）\n\n落实要求。",
            ["[+（责任：甲科；完成时间：5月底）+]"],
        ),
        ("做好公示。落实要求。", "做好公示。\n\n落实要求。", ["做好公示。[+（另起一段）+]落实要求。"]),
        ("做好公示。\n\n落实要求。", "做好公示。落实要求。", ["做好公示。[-（另起一段）-]落实要求。"]),
        ("做好公示。\n\n落实要求。", "开展宣传。", ["[-做好公示。-]", "[-落实要求。-]", "[+开展宣传。+]"]),
        ("1. 一步。\n2. 两步。", "1. 一步。\n2. 两步。\n3. 三步。", ["[+3.三步。+]"]),
    ],
)
def test_changes_of_an_items_notes_and_paragraphs_are_told_line_by_line(old: str, new: str, lines: list[str]) -> None:
    def plan(words: str) -> Plan:
        head = "---\n标题: 某局计划\n发文机关: 某局\n---\n\n- [甲](items/甲.md)\n"
        item = f"---\n责任部门: 甲科\n完成时间: 全年\n---\n\n{words}\n"
        return parse(sources_from_files(YEAR, {f"{YEAR}/plan.md": head, f"{YEAR}/items/甲.md": item})).plan

    (change,) = since(plan(old), plan(new))
    assert describe_change(change)[1:] == tuple(f"    {line}" for line in lines)


@given(st.text(max_size=40))
def test_any_words_have_their_forms(words: str) -> None:
    assert squeeze_blanks(squeeze_blanks(words)) == squeeze_blanks(words)
    assert strip_punctuation(words) == strip_punctuation(words)
    assert strip_punctuation(squeeze_blanks(words)) == strip_punctuation(words) or any(
        char.isspace() or not char.isprintable() for char in words
    )


@given(plans(), plans())
def test_the_digest_says_whether_anything_changed(one_plan: Plan, other: Plan) -> None:
    same = digest(reviewed_units(one_plan)) == digest(reviewed_units(other))
    assert same == (since(one_plan, other) == ())


@given(chosen(), st.sampled_from(HAN), st.data())
def test_changes_are_told_with_what_was_and_what_is(
    case: tuple[Plan, Item, int], char: str, data: st.DataObject
) -> None:
    plan, item, task = case
    offset = data.draw(st.integers(0, len(words_of(item, task))))
    other = with_one(plan, item.id, lambda it: with_first_paragraph(it, task, lambda one: inserted(one, offset, char)))
    (change,) = since(plan, other)
    first, *lines = describe_change(change)
    assert item.title.value[:10] in first
    assert any(f"[+{char}+]" in line or "[+" in line for line in lines)
    # what is secret is covered, in the title too
    assert set("".join(describe_change(change, lambda words: "＊" * len(words)))) <= set("＊ [-+]")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("布署工作，做好公开。", "部署工作，做好公开。"),
        ("区府办〔2023〕第05号", "区府办〔2023〕5号"),
        ("做好的的工作。", "做好的工作。"),
    ],
)
def test_a_safe_fix_of_the_proofreader_needs_no_more_than_a_second_look(old: str, new: str) -> None:
    before, after = one(Paragraph(SourceText(old))), one(Paragraph(SourceText(new)))
    assert max_grade(since(before, after)) is Grade.AGAIN
    mend = safe_fixes(run_rules, YEAR)
    assert max_grade(diff_units(reviewed_units(before), reviewed_units(after), mend)) is Grade.LIGHT
    other = one(Paragraph(SourceText(f"不{new}")))
    assert max_grade(diff_units(reviewed_units(before), reviewed_units(other), mend)) is Grade.AGAIN


def test_a_changed_mark_leaves_the_letters_digest() -> None:
    (before,) = (
        piece for piece in reviewed_units(one(Paragraph(SourceText("电话：12345，请拨打。")))) if piece.key == "事项/甲"
    )
    (after,) = (
        piece for piece in reviewed_units(one(Paragraph(SourceText("电话:12345。请拨打")))) if piece.key == "事项/甲"
    )
    (other,) = (
        piece for piece in reviewed_units(one(Paragraph(SourceText("电话：12346，请拨打。")))) if piece.key == "事项/甲"
    )
    assert punctuation_free_digest(before) == punctuation_free_digest(after) != punctuation_free_digest(other)
