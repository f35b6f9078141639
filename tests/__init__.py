"""Helpers that tests share have their assertions shown in full, as those of tests are."""

import pytest

pytest.register_assert_rewrite("tests.case_files", "tests.browsing", "tests.diff_cases", "tests.layout_oracle")
