"""Programs that write committed files: the JSON Schema and the list of rules."""
