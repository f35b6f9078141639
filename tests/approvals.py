"""Reviews and signing registered, so that a test can publish what it wrote."""

import re
from datetime import date
from pathlib import Path

from pipeline.check.session import check_year
from pipeline.publish.registers import record_review as enter
from pipeline.publish.registers.model import Stage
from pipeline.publish.status import load_status
from pipeline.storage import write_files

DAY = date(2024, 3, 5)


def without_digests(register: str) -> str:
    """A register's text as it was written before its records had a digest (校验), to be changed by hand."""
    return re.sub(" *校验: .*\n", "", register)


def register(root: Path, year: int, correction: str = "") -> None:
    """Register 属性认定, 发布审查 (with the words of a 更正) and 签发 of the present words, as far as they can be."""
    for step in ("属性认定", "发布审查", "签发"):
        stands = load_status(check_year(root, year))
        plan, site, state, findings = stands.content.plan, stands.content.site, stands.review_status, stands.findings
        if step == "签发":
            entry = enter.record_signoff(plan, site, state, findings, day=DAY, evidence="试验")
        else:
            entry = enter.record_review(
                plan,
                site,
                state,
                findings,
                stage=Stage(step),
                evidence="试验",
                day=DAY,
                reviewer_role="保密岗位",
                correction=correction if step == "发布审查" else "",
            )
        write_files(root, entry.files)
