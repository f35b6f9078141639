"""政务公开工作计划: written once as Markdown, issued as Word, PDF, table and page."""
