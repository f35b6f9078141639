"""The bureau's own site: its pages, the record of what it shows, and its release by one rename."""
