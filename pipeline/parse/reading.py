"""Read one year: the plan, the office's records, and everything that is wrong with them. Content never raises here."""

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Finding, ordered
from pipeline.model import Plan, Site
from pipeline.parse.acknowledgements import ACKNOWLEDGED, AcknowledgementEntry, read_acknowledged
from pipeline.parse.plan import read_plan
from pipeline.parse.site import read_site
from pipeline.parse.units import read_roster
from pipeline.parse.word_list import ListedWord, read_words
from pipeline.source import Sources


@dataclass(frozen=True, slots=True)
class Reading:
    """One year as it was read: the plan, site.yaml, the findings sorted by place, and the office's lists."""

    plan: Plan
    site: Site
    findings: tuple[Finding, ...]
    word_list: tuple[ListedWord, ...] = ()
    acknowledged: tuple[AcknowledgementEntry, ...] = ()


def parse(sources: Sources) -> Reading:
    """Return the year that the sources make, whatever state they are in."""
    diagnostics = Diagnostics()
    units, site, word_file = (sources.get(name) for name in ("units.yaml", "site.yaml", "words.yaml"))
    register = sources.get(f"{sources.year}/{ACKNOWLEDGED}")
    roster = read_roster(units, diagnostics) if units is not None else ()
    plan = read_plan(sources, roster, diagnostics)
    stated = read_site(site, diagnostics) if site is not None else Site()
    listed = read_words(word_file, diagnostics) if word_file is not None else ()
    acknowledged = read_acknowledged(register, diagnostics) if register is not None else ()
    return Reading(plan, stated, ordered(diagnostics.findings), listed, acknowledged)
