"""Sources become the plan and what was found in them; content never raises here."""

from dataclasses import dataclass

from pipeline.findings import Diagnostics, Finding, ordered
from pipeline.model import (
    Plan,
    Site,
    Unit,
)
from pipeline.parse.acknowledgements import (
    ACKNOWLEDGED,
    AcknowledgementEntry as Acknowledgement,
    read_acknowledged,
)
from pipeline.parse.plan import read_plan
from pipeline.parse.site import read_site
from pipeline.parse.units import read_roster
from pipeline.parse.word_list import Word, read_words
from pipeline.source import Sources


@dataclass(frozen=True, slots=True)
class Reading:
    """One year as it was read: the plan, what belongs to the portal, everything found, sorted by place, and the office's lists."""

    plan: Plan
    site: Site
    findings: tuple[Finding, ...]
    words: tuple[Word, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()


def parse(sources: Sources) -> Reading:
    """The plan that the sources make, whatever state they are in."""
    diagnostics = Diagnostics()
    roster: tuple[Unit, ...] = ()
    units = sources.get("units.yaml")
    if units is not None:
        roster = read_roster(units, diagnostics)
    site_source = sources.get("site.yaml")
    site = read_site(site_source, diagnostics) if site_source is not None else Site()
    words_source = sources.get("words.yaml")
    words = read_words(words_source, diagnostics) if words_source is not None else ()
    register = sources.get(f"{sources.year}/{ACKNOWLEDGED}")
    acknowledged = read_acknowledged(register, diagnostics) if register is not None else ()
    plan, found = read_plan(sources, roster)
    return Reading(plan, site, ordered((*diagnostics.findings, *found)), words, acknowledged)
