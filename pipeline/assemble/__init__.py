"""From one content root and year to its output files: templates, checked years, outputs, their cache, the leak scan."""
