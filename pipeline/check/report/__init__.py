"""The report on a year and its formats: terminal, JSON, SARIF 2.1.0, GitHub annotations, and a 校对单 to sign.

Every format is made from one `Report`, which is redacted already: no format can forget it.
"""
