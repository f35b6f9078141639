"""The checker (校对): a plan becomes findings, rule by rule.

`registry` says what a rule is, `rules` has them by subject, `run` runs them, `session`
checks a whole year. Each rule has a page in `manual`, which `check --explain` prints.
"""
