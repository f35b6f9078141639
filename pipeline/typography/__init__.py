"""Typography without a renderer: the measures of GB/T 9704 and 33476, the widths of text, where lines and titles break."""
