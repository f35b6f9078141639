"""The proofreader (校对): the plan becomes findings, rule by rule.

Every rule is a module of `rules` named for the fault it finds. Its docstring is
its manual page: `代码 · 名称`, then 查什么, 为什么, 依据, 错, 对.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from pipeline.check import rules
from pipeline.check.context import (
    CheckContext,
    Word,
    build_context,
)
from pipeline.findings import (
    Finding,
    Severity,
    ordered,
)
from pipeline.model import Plan


class Rule(Protocol):
    """One rule: its manual page, its code, how grave its gravest finding is, and what it finds in a proof."""

    __doc__: str | None
    CODE: str
    LEVEL: Severity

    def find(self, proof: CheckContext, /) -> Iterator[Finding]:
        """Everything the rule finds, in any order."""
        ...


RULES: tuple[Rule, ...] = (
    # 结构
    rules.listed_twice,
    rules.left_open,
    rules.typed_number,
    rules.invisible_character,
    rules.empty_section,
    rules.spreadsheet_formula,
    rules.annex_columns,
    rules.crowded_annex,
    # 期限
    rules.unreadable_deadline,
    rules.impossible_date,
    rules.outside_year,
    rules.past_deadline,
    rules.deadline_in_two_forms,
    rules.deadline_contradicted,
    rules.dated_step,
    rules.within_the_year,
    rules.vague_deadline,
    rules.missing_deadline,
    rules.printed_nowhere,
    rules.odd_issue_date,
    # 责任
    rules.unknown_unit,
    rules.unit_not_valid,
    rules.missing_owner,
    rules.unit_twice,
    rules.several_leads,
    rules.collective_lead,
    rules.collective_only,
    rules.unit_under_two_names,
    rules.support_alone,
    # 数字与文号
    rules.number_brackets,
    rules.number_form,
    rules.padded_date,
    rules.han_year,
    rules.short_year,
    rules.full_width_digits,
    rules.skipped_count,
    # 标点
    rules.half_width_marks,
    rules.blanks,
    rules.straight_quotes,
    rules.doubled_marks,
    rules.unpaired_marks,
    rules.nested_quotes,
    rules.mark_at_bracket,
    rules.no_full_stop,
    rules.ellipsis_and_dash,
    rules.heading_mark,
    rules.odd_marks,
    # 用语
    rules.misspelt_word,
    rules.cut_off_date,
    rules.account_character,
    rules.grave_wording,
    rules.near_phrase,
    rules.doubled_word,
    rules.office_word,
    rules.placeholder,
    rules.traditional_character,
    rules.long_summary,
    # 一致
    rules.wrong_year,
    rules.repeated_clause,
    rules.repeated_sentence,
    rules.similar_items,
    rules.unchanged_opening,
    rules.annex_name,
    rules.missing_annex,
    rules.wrong_total,
    rules.cited_in_two_forms,
    rules.term_in_two_forms,
    rules.mixed_nouns,
    rules.unquoted_term,
    rules.cited_year,
    rules.organ_name,
    rules.other_year,
    rules.set_by_head,
    rules.empty_annex,
    rules.row_under_group,
    # 保密
    rules.state_secret,
    rules.id_number,
    rules.mobile_number,
    rules.bank_card,
    rules.email_address,
    rules.chat_account,
    rules.inner_address,
    rules.contact_name,
    rules.home_address,
    rules.guarded_words,
    rules.confirm_before_publishing,
)
"""Every rule, in the order of its subject; a code is never used again, also after its rule is gone."""


def check(plan: Plan, words: Sequence[Word] = (), previous: Plan | None = None) -> tuple[Finding, ...]:
    """Everything the rules find in the plan, by place; `words` is the office's list, `previous` last year's plan."""
    proof = build_context(plan, words, previous)
    return ordered(finding for rule in RULES for finding in _told(rule.find(proof)))


MOST = 20
"""More findings of one rule than this in one line are said as one: nobody reads them one by one."""


def _told(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one rule, very many in one line as one that carries all fixes."""
    by_line: dict[tuple[str, int], list[Finding]] = {}
    for finding in ordered(findings):
        by_line.setdefault((finding.place.path, finding.place.line), []).append(finding)
    for several in by_line.values():
        if len(several) <= MOST:
            yield from several
            continue
        first, last = several[0], several[-1]
        yield replace(
            first,
            # what may not be repeated is covered from the first to the last
            place=first.place.to(last.place) if first.redact else first.place,
            message=f"{first.message}（这一行共 {len(several)} 处）",
            edits=tuple(edit for one in several for edit in one.edits),
        )


def title(rule: Rule) -> str:
    """The rule's name: the first line of its manual page behind the code."""
    return (rule.__doc__ or "").partition("\n")[0].partition(" · ")[2]


NAMES: dict[str, str] = {rule.CODE: title(rule) for rule in RULES} | {"P079": "没有用上的核实"}
"""Every code that `check` gives out, with its name."""
