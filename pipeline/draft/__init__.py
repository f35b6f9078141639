"""Drafting: next year from this one, items in and out, kept states of a year, and what changed between two of them.

Everything here gives values or the words of files; `pipeline.draft.files` puts them on the disk.
"""
