"""The PDF through WeasyPrint: page breaks, line breaks, justification, structure, postprocessing."""
