"""Measures finished files against GB/T 9704-2012 and GB/T 33476.2-2016; `registry` lists the clauses, `measure` runs them.

What a document does not have (版记, 附件 …) is not measured; what only Word or
WPS can show is on the check-list in docs/standard.md.
"""
