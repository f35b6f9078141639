"""What one year's web pages are made from."""

from pipeline.dataclass import dataclass
from pipeline.model import Plan, Published, Site
from pipeline.render.print_model import Document


@dataclass(frozen=True, slots=True)
class Edition:
    """One year's plan as the site shows it: printed, as read, with the site's settings and its publication record.

    `document` is what `compose` makes of `plan`; `published` is None until the year was registered as published.
    """

    document: Document
    plan: Plan
    site: Site
    published: Published | None = None
