"""The sentence for a refusal or a notice: its template with the values in it.

A template is one of `str.format`. `{zwgk}` is the command to type; `{name:text}` is the
text when the value is there (not None, not False, not empty), and nothing otherwise.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from pipeline.check.report.terminal import format_finding
from pipeline.cli.messages import (
    build,
    consult,
    draft,
    ingest,
    merge,
    progress,
    publish,
    report,
    review,
    sealed,
    verify,
)
from pipeline.cli.messages.command import CommandLine
from pipeline.dataclass import dataclass
from pipeline.findings import Finding
from pipeline.model import Note
from pipeline.notices import Event, Notice
from pipeline.publish.policy.disclosure_deadline import DeadlineStatus
from pipeline.publish.policy.review_diff import Change
from pipeline.publish.registers.model import Review
from pipeline.publish.sealed.model import Extra
from pipeline.publish.status import YearRefusals
from pipeline.refusals import Reason, Refusal
from pipeline.source import Place
from pipeline.text.dates import format_day, format_hour

REFUSALS: Mapping[Reason, str] = {
    **consult.REFUSALS,
    **draft.REFUSALS,
    **ingest.REFUSALS,
    **merge.REFUSALS,
    **progress.REFUSALS,
    **report.REFUSALS,
    **publish.REFUSALS,
    **review.REFUSALS,
    **verify.REFUSALS,
}
NOTICES: Mapping[Event, str] = {**build.NOTICES, **draft.NOTICES, **publish.NOTICES, **review.NOTICES}


def sentence(message: Refusal | Notice, command: CommandLine) -> str:
    """The message as a clerk reads it; its commands are for the content root that its value `root` names."""
    root = message.values.get("root")
    if isinstance(root, Path):
        command = command.for_root(root)
    template = REFUSALS[message.reason] if isinstance(message, Refusal) else NOTICES[message.event]
    values = {name: _Value(_shown(value, command), bool(value)) for name, value in message.values.items()}
    return template.format(zwgk=command, **values)


def publication_lines(message: Refusal | Notice | YearRefusals, command: CommandLine) -> Iterator[str]:
    """One message of a publication, line by line: why a year is not published, with the changes or todos that show it."""
    match message:
        case YearRefusals():
            command = command.for_root(message.root)
            shown = message.content.sources.shown(str(message.content.plan.year))
            redact = message.content.redactor.redact
            lines: dict[str, None] = {}
            for refusal in message.refusals:
                between = "：" if refusal.reason is Reason.CLASSIFIED else " "
                lines[redact(f"{shown}{between}{sentence(refusal, command)}")] = None
                # what two refusals name is shown once
                lines.update(dict.fromkeys(_details(refusal, redact)))
            yield from lines
        case Refusal():
            yield from _details(message)
            yield sentence(message, command)
        case Notice():
            yield sentence(message, command)


def _details(refusal: Refusal, redact: Callable[[str], str] = str) -> Iterator[str]:
    """The lines that show what a refusal names: each change, open todo (待核) or leak."""
    for name in ("changes", "todos", "findings"):
        members = refusal.values.get(name, ())
        assert isinstance(members, tuple), "what is shown line by line is a tuple"
        for member in members:
            match member:
                case Change():
                    yield from review.describe_change(member, redact)
                case Note():
                    place = member.text.place()
                    yield redact(f"  {place.path}:{place.line}:{place.column} {member.text}")
                case Finding():
                    yield format_finding(member, None)


@dataclass(frozen=True, slots=True)
class _Value:
    """A value in a template: as it is shown, or with a text behind the colon, that text if there is a value."""

    shown: str
    is_there: bool

    def __format__(self, text: str) -> str:
        if not text:
            return self.shown
        return text if self.is_there else ""


def _shown(value: object, command: CommandLine) -> str:
    match value:
        case Refusal():
            return sentence(value, command)
        case datetime():
            return format_hour(value)
        case date():
            return format_day(value)
        case Path():
            return value.as_posix()
        case Place():
            return f"{value.path}:{value.line}"
        case Review():
            return review.describe_review(value)
        case DeadlineStatus():
            return review.describe_deadline(value)
        case _ if isinstance(value, Extra):
            return sealed.describe_extra(value)
        case (Change(), *_):
            return review.summarize_changes(change for change in value if isinstance(change, Change))
        case (Finding(), *_):
            findings = (finding for finding in value if isinstance(finding, Finding))
            return "".join(f"\n  {_shown(f.place, command)}：{f.message}；{f.hint}" for f in findings)
        case (Refusal(), *_):
            return "，".join(_shown(member, command) for member in value)
        case tuple():
            return "、".join(_shown(member, command) for member in value) or "没有"
        case Enum():
            return str(value.value)
        case _:
            return str(value)
