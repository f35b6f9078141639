"""Finished files as another program finds them: words, tables, properties and geometry, read by libraries that did not write them.

`docx`, `pdf`, `xlsx` and `html` read one kind of file each; `text` gives the words of
any of them with the place where they stand. Measuring, scanning, verifying and
importing read through this room; of ours it knows only `standard` and `faults`.
"""

from pipeline.errors import ZwgkError


class Unreadable(ZwgkError):
    """A file that is damaged, locked, or not what its name says; the words are Chinese, for whoever brought it."""
