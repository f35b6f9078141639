"""The sentence for a refusal or a notice: its template with the values in it."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.cli.messages import draft
from pipeline.cli.messages.command import CommandLine
from pipeline.notices import Event, Notice
from pipeline.refusals import Reason, Refusal
from pipeline.source import Place

REFUSALS: Mapping[Reason, str] = {**draft.REFUSALS}
NOTICES: Mapping[Event, str] = {**draft.NOTICES}


def sentence(message: Refusal | Notice, command: CommandLine) -> str:
    """The message as a clerk reads it; `{zwgk}` in a template becomes the command."""
    template = REFUSALS[message.reason] if isinstance(message, Refusal) else NOTICES[message.event]
    return template.format(zwgk=command, **{name: _shown(value, command) for name, value in message.values.items()})


def _shown(value: object, command: CommandLine) -> str:
    match value:
        case Refusal():
            return sentence(value, command)
        case Path():
            return value.as_posix()
        case Place():
            return f"{value.path}:{value.line}"
        case tuple():
            return "、".join(_shown(member, command) for member in value) or "没有"
        case _:
            return str(value)
