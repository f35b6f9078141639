"""The JSON Schema (draft 2020-12) of plan.json, made from the types of `pipeline.render.data.public_model`.

Only the types that occur there are supported. `pipeline.tools.make_schema` writes it to docs/.
"""

import json
import re
import types
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from inspect import cleandoc
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pipeline.render.data.exports import SCHEMA
from pipeline.render.data.public_model import FORMAT, PublicPlan

Schema = dict[str, Any]


def schema() -> Schema:
    """The schema of plan.json."""
    definitions: dict[str, Schema] = {}
    whole = _record(PublicPlan, definitions)
    named = {"$schema": {"const": SCHEMA, "title": "本数据的模式"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT}（公开数据）",
        **whole,
        "properties": {**named, **whole["properties"]},
        "required": [*named, *whole["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def _record(kind: type, definitions: dict[str, Schema]) -> Schema:
    """A dataclass as an object: each field is required, and there are no others."""
    hints = get_type_hints(kind, include_extras=True)
    assert is_dataclass(kind)
    return {
        "description": _description(kind),
        "type": "object",
        "properties": {field.name: _of(hints[field.name], definitions) for field in fields(kind)},
        "required": [field.name for field in fields(kind)],
        "additionalProperties": False,
    }


def _of(kind: Any, definitions: dict[str, Schema]) -> Schema:
    """The schema of one type; dataclasses and enums are defined once, under their names. Raises TypeError for other types."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return {"title": inner[1], **_of(inner[0], definitions)}
    if origin is Literal:
        return {"const": inner[0]} if len(inner) == 1 else {"enum": list(inner)}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0], definitions)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(option, definitions) for option in inner]}
    if kind is types.NoneType:
        return {"type": "null"}
    if kind is str:
        return {"type": "string"}
    if kind is int:
        return {"type": "integer", "minimum": 1}
    if kind is date:
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if not isinstance(kind, type) or not (is_dataclass(kind) or issubclass(kind, Enum)):
        raise TypeError(f"no schema for {kind}")
    name = kind.__name__.removeprefix("Public")
    if name not in definitions:
        definitions[name] = {}
        if issubclass(kind, Enum):
            definitions[name] = {"description": _description(kind), "enum": [member.value for member in kind]}
        else:
            definitions[name] = _record(kind, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _description(kind: type) -> str:
    """The docstring, each of its paragraphs on one line."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", cleandoc(kind.__doc__ or ""))


def schema_json() -> bytes:
    """The schema as a file, in UTF-8."""
    return (json.dumps(schema(), ensure_ascii=False, indent=2) + "\n").encode()
