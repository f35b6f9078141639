"""Edits that were made in Word, WPS or Excel in one of our own files come back into the content."""
