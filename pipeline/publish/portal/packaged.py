"""What was packaged of a year, read back from the 发布包, the year's outputs and the site's page."""

from pathlib import Path, PurePosixPath

from pipeline.assemble.outputs import PACKAGE
from pipeline.publish.policy.disclosure_deadline import deadline_status
from pipeline.publish.portal.package import ATTACHMENTS
from pipeline.publish.portal.standing import Packaged
from pipeline.publish.site.pages import PAGE
from pipeline.publish.site.release import SITE
from pipeline.publish.status import YearStatus
from pipeline.readers import html
from pipeline.readers.load import read_document
from pipeline.refusals import Reason, Refusal
from pipeline.render.web.page import LABELS
from pipeline.render.web.portal_pages import BODY
from pipeline.storage import read_folder

FRAGMENT = "fragment.html"

COMPARED_LABELS = (
    *(name for name, _ in LABELS),
    *("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description"),
)
"""The labels (网页标签) that the portal has to show; its own address is its own."""


def load_packaged(output_dir: Path, prefix: str, status: YearStatus) -> Packaged | Refusal:
    """Return what was packaged of the year, or why that cannot be told: no 发布包, or one of an earlier text."""
    plan = status.content.plan
    folder = output_dir / prefix / str(plan.year)
    package = read_folder(folder / PACKAGE)
    fragment = folder / FRAGMENT
    if BODY not in package or not fragment.is_file():
        return Refusal(Reason.NOT_PACKAGED, year=plan.year)
    body = fragment.read_bytes()
    # the outputs are made again by any `build`, the 发布包 by `publish` alone
    if body.decode().strip() not in package[BODY].decode():
        return Refusal(Reason.PACKAGE_STALE, year=plan.year)
    page = output_dir / SITE / prefix / str(plan.year) / PAGE
    meta = dict(reversed(html.read(page.read_bytes()).meta)) if page.is_file() else {}
    state = status.review_status
    deadline = deadline_status(state, plan.issued.value) if plan.issued.value is not None else None
    return Packaged(
        plan.name,
        read_document(FRAGMENT, body),
        {name: meta[name] for name in COMPARED_LABELS if meta.get(name)},
        {PurePosixPath(name).name: content for name, content in package.items() if name.startswith(f"{ATTACHMENTS}/")},
        state.registers.public,
        deadline.deadline if deadline is not None else None,
    )
