"""Rule W016 (同音的词): words that were hardly ever seen beside their neighbours, where a word of the same sound often was.

How likely either is is weighed in `characters.py`, with the other slips.
"""

from collections.abc import Iterator

from pipeline.check.context import CheckContext
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.rules.characters import HINT, Slip, likely_slips
from pipeline.findings import Severity, quote


@rule("W016", Severity.INFO, "像是同音的另一个词")
def likely_homophone(context: CheckContext) -> Iterator[Problem]:
    """Words in whose place one of the same sound, in other characters, was often seen; outside quotes.

    A word that the plan has more than once in the same place is no slip.
    """
    for passage, start, stop, guess in likely_slips(context, (Slip.WORD,)):
        written = passage.value[start:stop]
        message = f"“{written}”在这里少见，前后的字之间常见的是同音的{quote(guess.meant)}"
        yield problem(passage, start, stop, message, HINT)
