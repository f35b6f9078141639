"""Sources become the plan and what was found in them; content never raises here."""

from dataclasses import dataclass

from pipeline.findings import Finding, ordered
from pipeline.model import Plan, Site, Unit
from pipeline.parse.plan import read_plan
from pipeline.parse.records import read_roster, read_site
from pipeline.source import Sources


@dataclass(frozen=True, slots=True)
class Reading:
    """One year as it was read: the plan, what belongs to the portal, and everything found, sorted by place."""

    plan: Plan
    site: Site
    findings: tuple[Finding, ...]


def parse(sources: Sources) -> Reading:
    """The plan that the sources make, whatever state they are in."""
    findings: list[Finding] = []
    roster: tuple[Unit, ...] = ()
    units = sources.get("units.yaml")
    if units is not None:
        roster = read_roster(units, findings)
    site_source = sources.get("site.yaml")
    site = read_site(site_source, findings) if site_source is not None else Site()
    plan, found = read_plan(sources, roster)
    return Reading(plan, site, ordered((*findings, *found)))
