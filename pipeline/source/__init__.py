"""Content files: texts with their places, decoding, and reading a content root from the disk."""

from pipeline.source.decode import ENCODINGS, FORMATS, LARGE, MAX_BYTES, SourceFile, file_from_bytes, file_from_text
from pipeline.source.files import (
    RECORDS,
    YEAR_FILES,
    Root,
    RootFiles,
    Sources,
    is_year,
    load_all_text,
    load_office,
    load_root,
    load_year,
    misnamed_years,
    same_name,
    sources_from_files,
    years,
)
from pipeline.source.text import Place, SourceRange, SourceText, join

__all__ = [
    "ENCODINGS",
    "FORMATS",
    "LARGE",
    "MAX_BYTES",
    "RECORDS",
    "YEAR_FILES",
    "Place",
    "Root",
    "RootFiles",
    "SourceFile",
    "SourceRange",
    "SourceText",
    "Sources",
    "file_from_bytes",
    "file_from_text",
    "is_year",
    "join",
    "load_all_text",
    "load_office",
    "load_root",
    "load_year",
    "misnamed_years",
    "same_name",
    "sources_from_files",
    "years",
]
