"""Remarks for the import report: what was completed, carried down, read in one of several ways, or is odd."""

from dataclasses import field

from pipeline.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know about a place of a document; `where` is empty for the document as a whole."""

    text: str
    where: str = ""


@dataclass(slots=True)
class Remarks:
    """Collects remarks in the order in which they are made; the one way remarks leave the readings."""

    remarks: list[Remark] = field(default_factory=list)

    def add(self, *remarks: Remark) -> None:
        """Add remarks."""
        self.remarks += remarks
