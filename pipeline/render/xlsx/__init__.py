"""The annex as a workbook: its cells and its page breaks."""
