"""Drafting: next year's plan from this year's, the first plan of an office, and items added and removed.

Everything here returns values or the text of files; `pipeline.draft.files` writes them.
"""
