"""Edits made in Word, WPS or Excel come back into content (合并): found by alignment with the state they were made from."""
