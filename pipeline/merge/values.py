"""Values edited where they are printed: owners and deadlines, the 成文日期, cells of an item's head."""

from collections.abc import Iterator

from pipeline.merge.context import Context
from pipeline.merge.edited import EditedText
from pipeline.merge.fact_edits import fact_edits
from pipeline.merge.facts import edited_facts, read_note, stated_facts
from pipeline.merge.model import EditKind, FileChange, MergeEdit, Unplaced
from pipeline.merge.placing import replaced
from pipeline.merge.printed import PrintedText
from pipeline.merge.statements import added_to_head, head_end
from pipeline.merge.words import Replacement, tracked
from pipeline.render.print_model import ItemCell, PrintedDate, StatedFacts
from pipeline.text.dates import parse_day


def split_note(context: Context, edited: EditedText, printed: str) -> tuple[EditedText, str]:
    """The words of an edited paragraph, and the bracket note at its end, which may no longer read as one."""
    note = read_note(edited.text, context.state.plan.year)
    if note is not None:
        kept = list(range(note.start))
        if note.full_stop:
            kept.append(edited.text.rindex("。"))
        return edited.keep(kept), edited.text[note.start :].rstrip("。 \u3000")
    bare = edited.text.rstrip("。 \u3000")
    start = max(bare.rfind("（"), bare.rfind("("))
    if start >= 0 and bare.endswith(("）", ")")) and any(key in bare[start:] for key in printed[1:5].split("：")):
        return edited.slice(0, start), bare[start:]
    return edited, ""


def stated_edits(
    context: Context, origin: StatedFacts, printed: str, text: str, edited: EditedText
) -> Iterator[MergeEdit]:
    """Yield the edits of the facts that a bracket or a cell states."""
    if printed == text:
        return
    plan = context.state.plan
    before = stated_facts(origin, printed, plan.head, plan.year)
    after = edited_facts(origin, before, text, plan.year)
    tasks = [context.tasks[id(task)] for task in origin.tasks]
    where = tasks[0].item.title.value
    whole = Replacement(0, 0, text, 0, len(edited.text))
    author, date = tracked(edited, whole)
    if after is None:
        kind = EditKind.DEADLINE if not before.units and before.deadline is not None else EditKind.OWNER
        yield context.edit(
            kind, where, printed, text, reason=Unplaced.FACTS_UNREAD, author=author, date=date, spot=edited.where
        )
        return
    found = False
    for edit in fact_edits(before, after, tasks, context.texts, plan):
        found = True
        if not edit.changes and edit.reason is None:
            # the content has it already
            continue
        label = f"{edit.role.value}{plan.head.unit_term.value}" if edit.role is not None else "完成时间"
        if edit.is_whole:
            label = ""
        yield context.edit(
            EditKind.DEADLINE if edit.role is None else EditKind.OWNER,
            where,
            edit.old,
            edit.new,
            changes=edit.changes,
            facts=edit.facts,
            reason=edit.reason,
            author=author,
            date=date,
            spot=edited.where,
            context=label,
            is_summary=len(tasks) > 1,
        )
    if not found:
        # the same facts in other words: they are printed in the form of the program
        yield context.edit(
            EditKind.OWNER, where, printed, text, reason=Unplaced.DERIVED, author=author, date=date, spot=edited.where
        )


def day_edit(context: Context, printed: PrintedText, origin: PrintedDate, edited: EditedText) -> MergeEdit:
    """The edit of the 成文日期."""
    author, date = tracked(edited, Replacement(0, 0, "", 0, len(edited.text)))
    stated = origin.stated.text
    changes: tuple[FileChange, ...] = ()
    new: tuple[str, ...] = ()
    reason = None
    if parse_day(edited.text) is None:
        reason = Unplaced.FACTS_UNREAD
    elif stated.runs and stated:
        changes = replaced(context.texts, stated, 0, len(stated), edited.text)
    else:
        changes = _head_value(context, "成文日期", edited.text)
        new = (edited.text,) if changes else ()
        reason = None if changes else Unplaced.NO_ANCHOR
    return context.edit(
        EditKind.HEAD,
        "成文日期",
        printed.text,
        edited.text,
        changes=changes,
        stated=new,
        reason=reason,
        author=author,
        date=date,
    )


def _head_value(context: Context, key: str, value: str, name: str = "") -> tuple[FileChange, ...]:
    """Return the change that states a key in a file's head, that of plan.md or of the 通知 by default."""
    if not name:
        cover = f"{context.state.plan.year}/notice.md"
        name = cover if cover in context.texts.texts else f"{context.state.plan.year}/plan.md"
    text = context.texts.texts.get(name, "")
    if head_end(text) < 0 and "/items/" not in name:
        return ()
    return (added_to_head(name, text, f"{key}: {value}"),)


def item_cell_edit(context: Context, origin: ItemCell, old: str, new: str, edited: EditedText) -> MergeEdit:
    """Return the edit of a cell with a value of an item's head (名称, 类型, 备注)."""
    author, date = tracked(edited, Replacement(0, 0, "", 0, len(edited.text)))
    item = origin.item
    key = origin.column.role.value
    value = item.values[key]
    name = next((name for name in context.texts.texts if name.endswith(f"/items/{item.id}.md")), "")
    changes: tuple[FileChange, ...] = ()
    stated: tuple[str, ...] = ()
    if value and value.runs:
        changes = replaced(context.texts, value, 0, len(value), new)
    elif name and not value:
        changes = _head_value(context, key, new, name)
        stated = (new,)
    return context.edit(
        EditKind.CELL,
        item.title.value,
        old,
        new,
        changes=changes,
        stated=stated,
        reason=None if changes else Unplaced.NO_ANCHOR,
        author=author,
        date=date,
        context=key,
    )
