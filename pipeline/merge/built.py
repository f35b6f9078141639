"""The state that the last build was made of, read off its plan.docx: the content as it was then."""

from pathlib import Path

from pipeline.assemble.cache import digest_content, read_record
from pipeline.errors import Unreadable
from pipeline.merge.edited import edited_blocks
from pipeline.merge.model import State
from pipeline.merge.states import Printed, Printing, print_state
from pipeline.merge.structure import all_edits
from pipeline.merge.verify import verified
from pipeline.parse import parse
from pipeline.readers.load import read_document
from pipeline.storage import sha256

BUILT = "上次生成"
"""The name of the state that a build was made of, and of the 稿本 that keeps it."""

_DOCUMENT = "plan.docx"


def built_state(present: State, folder: Path) -> State | None:
    """Return the content as the last build in the folder prints it; None if it is the present one or the file was edited.

    What the present content has other than the built file is taken back in it, as edits of a
    reader are written into it. What is printed nowhere (notes, keys) is as it is at present.
    """
    record = read_record(folder)
    if record is None or record.inputs.get("内容") == digest_content(present.sources):
        return None
    try:
        content = (folder / _DOCUMENT).read_bytes()
        if sha256(content) != record.outputs.get(_DOCUMENT):
            return None
        document = read_document(_DOCUMENT, content)
    except (OSError, Unreadable):
        return None
    printed = Printed(present, Printing.DOCUMENT, print_state(present, Printing.DOCUMENT))
    edits = all_edits(printed, edited_blocks(document, printed.titles), _DOCUMENT)
    placed = [edit for edit in edits if edit.reason is None and edit.changes]
    sources = verified(present.sources, placed).sources
    return State(present.root, BUILT, sources, parse(sources).plan)
