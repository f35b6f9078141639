"""The Word files: the office's template and its repair, WordprocessingML, the plan, and tracked changes."""
