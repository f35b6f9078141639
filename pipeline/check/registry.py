"""What a rule is, and the decorators that declare one.

A rule is a function in a file of `rules`, decorated with its code, the severity
of its gravest finding, and its Chinese name. It yields problems; the code and the
severity are added to each when it becomes a finding.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.check.context import CheckContext, Passage
from pipeline.dataclass import dataclass
from pipeline.findings import Edit, Finding, Related, Severity
from pipeline.patterns import Alternatives, lazy_pattern
from pipeline.source import Place, SourceText


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault that a rule found; `severity` is set where it is less grave than the rule's gravest.

    `redact` says that the text at `place` may be repeated in no output.
    """

    place: Place
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    edits: tuple[Edit, ...] = ()
    severity: Severity | None = None
    redact: bool = False


Check = Callable[[CheckContext], Iterable[Problem]]
"""The function of a rule: every problem it sees in a plan, in any order."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `slug` is the name of its function and of its case file."""

    code: str
    severity: Severity
    name: str
    slug: str
    check: Check

    def find(self, context: CheckContext) -> Iterator[Finding]:
        """Yield everything the rule finds in the plan, in any order."""
        return (self.finding(problem) for problem in self.check(context))

    def finding(self, problem: Problem) -> Finding:
        """Return the problem as a finding of this rule."""
        return Finding(
            self.code,
            problem.severity or self.severity,
            problem.place,
            problem.message,
            problem.hint,
            problem.related,
            problem.edits,
            redact=problem.redact,
        )


def rule(code: str, severity: Severity, name: str) -> Callable[[Check], Rule]:
    """Declare the decorated function as a rule. A code is never used again, also after its rule is gone."""
    return lambda check: Rule(code, severity, name, check.__name__, check)


# --- problems --------------------------------------------------------------------------


def problem(
    where: Passage | SourceText,
    start: int,
    stop: int,
    message: str,
    hint: str = "",
    *,
    fix: str | None = None,
    related: tuple[Related, ...] = (),
    severity: Severity | None = None,
) -> Problem:
    """Return a problem with the characters from `start` to `stop`; `fix` is the text that safely replaces them.

    The fix is left out inside quotes, 《》 and addresses, and where the characters
    are not contiguous in the file.
    """
    text = where.text if isinstance(where, Passage) else where
    place = text.place(start, stop)
    edits: tuple[Edit, ...] = ()
    contiguous = place.line == place.end_line and place.end_column - place.column == stop - start
    exempt = isinstance(where, Passage) and where.is_exempt(start, max(stop, start + 1))
    if fix is not None and contiguous and not exempt:
        edits = (Edit(place, fix),)
    return Problem(place, message, hint, related, edits, severity)


def problem_with(
    text: SourceText,
    message: str,
    hint: str = "",
    *,
    fix: str | None = None,
    related: tuple[Related, ...] = (),
    severity: Severity | None = None,
) -> Problem:
    """Return a problem with a whole text."""
    return problem(text, 0, len(text), message, hint, fix=fix, related=related, severity=severity)


def elsewhere(text: SourceText, start: int, stop: int, message: str) -> tuple[Related, ...]:
    """Return another place that a problem refers to; empty for a text that was written in no file."""
    return (Related(text.place(start, stop), message),) if text.runs else ()


def whole_text(text: SourceText, message: str) -> tuple[Related, ...]:
    """Return a whole text as another place that a problem refers to."""
    return elsewhere(text, 0, len(text), message)


def rows_as_place(cells: Sequence[SourceText]) -> tuple[Related, ...]:
    """Return the lines from the first to the last of some cells, one below the other, as another place."""
    written = [cell.place() for cell in cells if cell.runs]
    if not written:
        return ()
    first, last = written[0], written[-1]
    return (Related(Place(first.path, first.line, first.column, last.end_line, last.end_column), "表里的各行"),)


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """A stretch of a passage: where something is stated that is compared with another place."""

    passage: Passage
    start: int
    stop: int

    @property
    def value(self) -> str:
        """The text as a string."""
        return self.passage.value[self.start : self.stop]

    def related(self, message: str) -> tuple[Related, ...]:
        """Return it as another place that a problem refers to."""
        return elsewhere(self.passage.text, self.start, self.stop, message)

    def problem(self, message: str, hint: str, related: tuple[Related, ...] = ()) -> Problem:
        """Return a problem with it."""
        return problem(self.passage, self.start, self.stop, message, hint, related=related)


MAX_REPEATS_SHOWN = 5
"""More problems of one rule than this in one passage are reported as one."""


def collapse_repeats(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems of one rule in one passage; too many become one that gives their number and has all fixes."""
    several = list(problems)
    if len(several) <= MAX_REPEATS_SHOWN:
        yield from several
        return
    first = several[0]
    edits = tuple(edit for problem in several for edit in problem.edits)
    message = f"{first.message}（这一段共 {len(several)} 处）"
    yield Problem(first.place, message, first.hint, (), edits, first.severity)


# --- rules that are a pattern ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """How a match is reported: what is wrong, what to do, and the text of the safe fix where there is one."""

    message: str
    hint: str
    fix: str | None = None


def pattern_rule(
    code: str,
    severity: Severity,
    name: str,
    pattern: str | Alternatives,
    *,
    unless: Callable[[Passage, int, int], bool] | None = None,
    containing: str = "",
    group: str | int = 0,
    collapse: bool = False,
) -> Callable[[Callable[[re.Match[str]], Wording | None]], Rule]:
    """Declare a rule that reports the matches of `pattern` in every passage.

    The decorated function words a match, or returns None to let it pass. A match
    is also let pass when `unless` (a method of Passage) is true of it. The problem
    is with the characters of `group`. `containing` is a text without which a
    passage is not searched; `collapse` reports many matches in a passage as one.
    """
    whole = lazy_pattern(pattern) if isinstance(pattern, str) else pattern

    def declare(word: Callable[[re.Match[str]], Wording | None]) -> Rule:
        def in_passage(passage: Passage, compiled: re.Pattern[str]) -> Iterator[Problem]:
            if containing not in passage.value:
                return
            for match in compiled.finditer(passage.value):
                if unless is not None and unless(passage, *match.span()):
                    continue
                wording = word(match)
                if wording is not None:
                    yield problem(passage, *match.span(group), wording.message, wording.hint, fix=wording.fix)

        def check(context: CheckContext) -> Iterator[Problem]:
            compiled = whole.within(context.text) if isinstance(whole, Alternatives) else whole
            for passage in context.passages:
                problems = in_passage(passage, compiled)
                yield from collapse_repeats(problems) if collapse else problems

        return Rule(code, severity, name, word.__name__, check)

    return declare
