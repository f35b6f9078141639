"""Registers of reviews as they grow, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.cli.messages.command import CommandLine
from pipeline.cli.messages.sentences import sentence
from pipeline.findings import Finding, Severity
from pipeline.model import Disclosure, Head, Item, Paragraph, Plan, Section, Site, StatedDate, Task, TaskTable
from pipeline.publish.policy.policy import ReviewStatus, refusals, review_status
from pipeline.publish.registers import record_publication as went_live, record_review as enter
from pipeline.publish.registers.model import Registers, Stage
from pipeline.publish.registers.read import parse
from pipeline.publish.registers.record_review import RegisterEntry, ReleaseRequest
from pipeline.refusals import Reason
from pipeline.source import SourceFile, SourceRange, SourceText, file_from_bytes
from pipeline.text.dates import BEIJING
from tests.strategies import YEAR

DAY = date(2024, 3, 1)


NOW = datetime(2026, 1, 1, tzinfo=BEIJING)


SITE = Site()


SAMPLE = Site(sample=True)


def plan(
    *words: str, title: str = "某局2024年度政务公开工作计划", disclosure: Disclosure | None = Disclosure.PUBLIC
) -> Plan:
    """A plan of one item for each of the words, which stand in files of their own."""
    items = tuple(
        Item(
            name,
            SourceText(f"短{name}"),
            (Task((Paragraph(SourceText(text, (SourceRange(0, f"content/2024/items/{name}.md", 1, 1),))),)),),
        )
        for name, text in zip("甲乙丙丁", words, strict=False)
    )
    head = Head(
        SourceText(title),
        SourceText("某局"),
        StatedDate(SourceText("2024年3月5日"), date(2024, 3, 5)),
        (TaskTable(SourceText("分解表")),),
        disclosure,
    )
    return Plan(YEAR, head, (Section(Paragraph(SourceText("主要工作")), 1, items),))


PLAN = plan("做好公开，推进服务。", "3月底前完成，由办公室负责。")


@dataclass
class Desk:
    """An office's registers as they grow."""

    site: Site = SITE
    files: dict[str, bytes] = field(default_factory=dict)

    def registers(self) -> Registers:
        found: dict[str, SourceFile] = {
            name.partition("/")[2]: file_from_bytes(f"content/{name}", content)
            for name, content in self.files.items()
            if name.endswith(".yaml")
        }
        # the files are named by their year's folder
        years = {int(name[:4]) for name in self.files if name[:4].isdigit()}
        return parse(years.pop() if len(years) == 1 else YEAR, found)

    def state(self, of: Plan) -> ReviewStatus:
        return review_status(of, self.site, self.registers())

    def entered(self, entry: RegisterEntry) -> RegisterEntry:
        assert entry.refusals == (), entry.refusals
        assert entry.notices
        assert not any("批准" in sentence(notice, CommandLine()) for notice in entry.notices)
        self.files |= entry.files
        assert self.registers().findings == ()
        return entry

    def attributed(self, of: Plan, day: date = DAY) -> RegisterEntry:
        return self.entered(self.register(of, stage=Stage.ATTRIBUTE, day=day))

    def reviewed(
        self,
        of: Plan,
        day: date = DAY,
        *,
        light: bool = False,
        release: Sequence[ReleaseRequest] = (),
        correction: str = "",
    ) -> RegisterEntry:
        return self.entered(self.register(of, day=day, light=light, release=release, correction=correction))

    def register(
        self,
        of: Plan,
        findings: Sequence[Finding] = (),
        *,
        stage: Stage = Stage.WORDS,
        basis: str = "某财保审〔2024〕1号",
        day: date = DAY,
        post: str = "保密员",
        light: bool = False,
        release: Sequence[ReleaseRequest] = (),
        correction: str = "",
        today: date | None = None,
    ) -> RegisterEntry:
        return enter.record_review(
            of,
            self.site,
            self.state(of),
            findings,
            stage=stage,
            evidence=basis,
            day=day,
            reviewer_role=post,
            is_light=light,
            release=release,
            correction=correction,
            today=today,
        )

    def signed(self, of: Plan, day: date = date(2024, 3, 5), keep: Mapping[str, bytes] | None = None) -> RegisterEntry:
        return self.entered(self.issue(of, day, keep=keep))

    def issue(
        self,
        of: Plan,
        day: date = date(2024, 3, 5),
        findings: Sequence[Finding] = (),
        *,
        basis: str = "局长签发",
        keep: Mapping[str, bytes] | None = None,
        sealed: bytes | None = None,
        today: date | None = None,
    ) -> RegisterEntry:
        return enter.record_signoff(
            of, self.site, self.state(of), findings, day=day, evidence=basis, keep=keep, sealed=sealed, today=today
        )

    def published(
        self, of: Plan, at: datetime, *, now: datetime = NOW, url: str = "", correction: str = ""
    ) -> RegisterEntry:
        return went_live.record_publication(
            of, self.site, self.state(of), at=at, now=now, url=url, correction=correction
        )

    def mended(
        self,
        *,
        was: datetime | None = None,
        at: datetime | None = None,
        url: str = "",
        basis: str = "",
        now: datetime = NOW,
    ) -> RegisterEntry:
        return went_live.record_amendment(self.state(PLAN), now=now, was=was, at=at, url=url, evidence=basis)

    def reasons(self, of: Plan, findings: Sequence[Finding] = ()) -> list[Reason]:
        return [refusal.reason for refusal in refusals(self.state(of), findings)]


def asked(of: Plan = PLAN, site: Site = SITE) -> Desk:
    """A desk at which the attribute was found right, and nothing else."""
    desk = Desk(site)
    desk.attributed(of)
    return desk


def ready(of: Plan = PLAN, site: Site = SITE) -> Desk:
    desk = Desk(site)
    desk.attributed(of)
    desk.reviewed(of)
    desk.signed(of)
    return desk


NUMBER = "13800138000"


CALLING = plan("做好公开，推进服务。", f"值班电话{NUMBER}，随时接听。")


def found(of: Plan, words: str, code: str = "S003") -> Finding:
    text = next(text for text in of.texts() if words in text.value)
    start = text.value.index(words)
    return Finding(code, Severity.ERROR, text.place(start, start + len(words)), "这里有手机号（11 位）", redact=True)
