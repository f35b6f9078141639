"""Readers for files: text, tables, properties and geometry, through libraries that did not write them.

`docx`, `pdf`, `xlsx` and `html` read one kind of file each; `extract` returns the text of
any of them with its location. Conformance, the leak scan, the check of signed PDFs and
tracing use them. `load` reads any document into the neutral form of `document`, through
the `…_document` module of its kind; `limits` does so in a child process.
"""
