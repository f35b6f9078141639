"""Existing plans of others become content (导入): a document in the neutral form is recognized as a plan and written as Markdown."""
