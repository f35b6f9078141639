"""A year's output files: rendered, scanned for leaks, kept while their inputs are unchanged, written whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.assemble import cache
from pipeline.assemble.year import CheckedYear
from pipeline.dataclass import dataclass
from pipeline.findings import Finding
from pipeline.fonts import Faces
from pipeline.notices import Event, Notice
from pipeline.storage import discard_staging, folder_matches, read_folder, replace_folder

PACKAGE = "发布包"
"""The folder among a year's outputs that only publishing makes; it is kept as it is until the next publication."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """A year's outputs by file name, the record of what they were made from, and why they were rendered, if they were."""

    files: Mapping[str, bytes]
    record: cache.Record
    """Its inputs were digested before rendering: a template saved meanwhile makes the next build render again."""
    rebuild_reasons: tuple[Notice, ...] = ()
    """Empty if the files of the last build were kept."""
    leaks: tuple[Finding, ...] = ()
    """Sensitive text in the files that is not in the content; such outputs must not be written."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """That a year has to be rendered: the digests of its inputs, and why what is there cannot be kept."""

    inputs: Mapping[str, str]
    reasons: tuple[Notice, ...]


def kept_outputs(
    year: CheckedYear, folder: Path, folders: Sequence[Path], faces: Faces, *, force: bool = False
) -> Outputs | Rebuild:
    """Return the outputs in the folder if their inputs are unchanged, else why not. Call it inside `storage.locked`."""
    inputs = cache.digest_inputs(year.sources, folders, faces)
    record = cache.read_record(folder)
    reasons = (Notice(Event.BUILD_FORCED),) if force else cache.rebuild_reasons(folder, record, inputs)
    if record is not None and not reasons:
        return Outputs(cache.read_outputs(folder, record), record)
    return Rebuild(inputs, reasons)


def render_outputs(year: CheckedYear, rebuild: Rebuild, folders: Sequence[Path], faces: Faces) -> Outputs:
    """Render the year's outputs and scan them for leaks. Writes nothing."""
    # unchanged outputs need no renderer, and their libraries take long to import
    from pipeline.assemble.leak_scan import leaks
    from pipeline.assemble.renderers import render

    rendered = render(year, folders, faces)
    record = cache.Record(rebuild.inputs, cache.digest_outputs(rendered.files), rendered.pages, year.public.organ)
    return Outputs(rendered.files, record, rebuild.reasons, leaks(rendered.files, year.content.redactor))


def rendered_outputs(year: CheckedYear, folder: Path, folders: Sequence[Path], faces: Faces) -> Outputs:
    """Return the year's outputs rendered from its content, whatever lies in the folder. Writes nothing.

    What goes out is made here: files and record in the folder may have been changed together.
    """
    inputs = cache.digest_inputs(year.sources, folders, faces)
    outputs = render_outputs(year, Rebuild(inputs, ()), folders, faces)
    record = cache.read_record(folder)
    reasons = cache.rebuild_reasons(folder, record, inputs)
    if not reasons and record is not None and record.outputs == outputs.record.outputs:
        return outputs
    return replace(outputs, rebuild_reasons=reasons or (Notice(Event.BUILD_FORCED),))


def replaced_outputs(folder: Path, outputs: Outputs) -> Notice | None:
    """Return what to say if the folder holds another bureau's outputs, which these would replace."""
    present = cache.read_record(folder)
    if present is None or not present.organ or not outputs.record.organ or present.organ == outputs.record.organ:
        return None
    return Notice(Event.OUTPUTS_REPLACED, folder=folder, previous=present.organ, organ=outputs.record.organ)


def write_outputs(folder: Path, outputs: Outputs, package: Mapping[str, bytes] | None = None) -> None:
    """Write a year's outputs with their record, by which the next build can keep them, and the 发布包.

    Without a `package` the one in the folder stays. Call it inside `storage.locked`.
    """
    packed = read_folder(folder / PACKAGE) if package is None else package
    if outputs.rebuild_reasons or not folder_matches(folder / PACKAGE, packed):
        files = {**outputs.files, cache.RECORD: cache.record_file(outputs.record)}
        replace_folder(folder, {**files, **{f"{PACKAGE}/{name}": content for name, content in packed.items()}})
    else:
        discard_staging(folder.parent)
