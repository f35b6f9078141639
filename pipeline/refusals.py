"""Why a request was not carried out, as a code and the values that its message names; `cli/messages` has the sentences."""

from collections.abc import Mapping
from enum import StrEnum, auto

from pipeline.dataclass import dataclass


class Reason(StrEnum):
    """Every reason, by a code that does not change."""

    # names of files and folders
    NAME_HAS_CHARACTER = auto()
    NAME_EMPTY = auto()
    NAME_TOO_LONG = auto()
    FOLDER_EXISTS = auto()
    FOLDER_MISSING = auto()

    # a new year's draft
    NO_EARLIER_PLAN = auto()
    NO_PLAN_OF_YEAR = auto()
    SOURCE_YEAR_NOT_EARLIER = auto()
    SOURCE_YEAR_HAS_ERRORS = auto()

    # items added and removed
    PLAN_MISSING = auto()
    PLAN_UNREADABLE = auto()
    TITLE_EMPTY = auto()
    TITLE_UNPRINTABLE = auto()
    TITLE_HAS_CHARACTER = auto()
    ITEM_EXISTS = auto()
    ITEM_NOT_LISTED = auto()
    ITEM_UNKNOWN = auto()
    ITEM_HAS_CHILDREN = auto()
    ITEM_LISTED_TWICE = auto()
    ITEM_NOT_UNDER = auto()
    LIST_MISSING = auto()
    HEADING_AMBIGUOUS = auto()

    # snapshots (稿本) and other versions of a year
    SNAPSHOT_NAME = auto()
    SNAPSHOT_EXISTS = auto()
    SNAPSHOT_EMPTY = auto()
    VERSION_NAME = auto()
    VERSION_UNKNOWN = auto()
    VERSION_WITHOUT_PLAN = auto()
    REVISION_BEGINS_WITH_DASH = auto()
    REVISION_UNKNOWN = auto()
    REVISION_WITHOUT_YEAR = auto()
    GIT_MISSING = auto()

    # a superior's directive (要点)
    DIRECTIVE_UNREADABLE = auto()
    DIRECTIVE_CLASSIFIED = auto()
    DIRECTIVE_WITHOUT_POINTS = auto()

    # progress (台账) to be registered
    RETURNED_UNREADABLE = auto()
    TASK_UNKNOWN = auto()
    TASK_AMBIGUOUS = auto()
    PROGRESS_DAMAGED = auto()
    PROGRESS_CLASSIFIED = auto()
    PROGRESS_UNCHANGED = auto()
    PROGRESS_NOT_A_SHEET = auto()
    PROGRESS_NOTHING_NEW = auto()

    # a report
    ANNUAL_UNREADABLE = auto()

    # what stands at the portal, and what is put away
    NOT_PACKAGED = auto()
    PACKAGE_STALE = auto()
    FETCH_FAILED = auto()
    NOTHING_TO_VERIFY = auto()
    NOT_ON_SITE = auto()
    SAME_NAME_TWICE = auto()

    # opinions (意见) of units on a draft
    OPINIONS_DAMAGED = auto()
    CONSULT_NEEDS_SNAPSHOT = auto()
    CONSULT_STATES_DIFFER = auto()

    # edited files to be merged (并入)
    MERGE_UNREADABLE = auto()
    MERGE_KIND = auto()
    MERGE_CLASSIFIED = auto()
    MERGE_UNRELATED = auto()
    MERGE_NUMBER = auto()
    MERGE_NOT_PLACED = auto()
    MERGE_CONTRADICTS = auto()
    MERGE_ENCODING = auto()
    MERGE_CHANGED = auto()

    # existing documents to be imported (导入)
    IMPORT_UNREADABLE = auto()
    IMPORT_CLASSIFIED = auto()
    IMPORT_OTHER_YEAR = auto()
    IMPORT_STUB = auto()
    IMPORT_EMPTY_TABLE = auto()
    IMPORT_EMPTY = auto()
    IMPORT_TOO_LONG = auto()

    # what makes a plan a draft (草稿)
    STAGE_STATED = auto()
    NOT_DATED = auto()
    TODOS_LEFT = auto()

    # publication
    NOTHING_TO_PUBLISH = auto()
    CLASSIFIED = auto()
    DRAFT = auto()
    ONLY_SAMPLED = auto()
    PAGE_OF_SAMPLE = auto()
    WITHHELD = auto()
    WITHDRAWN_OUTPUTS_LEFT = auto()
    SITE_YEAR_UNVERIFIED = auto()
    LEAKS_FOUND = auto()
    SEALED_EXTRAS = auto()
    SEALED_TO_BE_REPLACED = auto()
    ARCHIVED_FILE_MISSING = auto()
    ARCHIVED_FILE_CHANGED = auto()
    ARCHIVED_FILE_OUTSIDE = auto()
    ERRORS_FOUND = auto()
    DISCLOSURE_UNSTATED = auto()
    NOT_PUBLIC = auto()
    ATTRIBUTE_MISSING = auto()
    ATTRIBUTE_DIFFERS = auto()
    REVIEW_MISSING = auto()
    MARKS_CHANGED = auto()
    REVIEW_STALE = auto()
    SIGNOFF_MISSING = auto()
    SIGNOFF_STALE = auto()
    PUBLISHED_CORRECTION_UNREVIEWED = auto()
    PUBLISHED_BEFORE_TOOL = auto()
    PERHAPS_PUBLISHED_BEFORE_TOOL = auto()

    # a review (审查) to be registered
    EVIDENCE_MISSING = auto()
    DAY_IN_FUTURE = auto()
    REVIEWER_MISSING = auto()
    REVIEWER_IS_A_NAME = auto()
    DISCLOSURE_TO_BE_STATED = auto()
    ATTRIBUTE_COMES_FIRST = auto()
    REVIEW_BEFORE_ATTRIBUTE = auto()
    ATTRIBUTE_IS_NEVER_LIGHT = auto()
    CLASSIFIED_TEXT = auto()
    TEXT_LOST = auto()
    LIGHT_WITHOUT_REVIEW = auto()
    LIGHT_BUT_TEXT_CHANGED = auto()
    LIGHT_BUT_UNCHANGED = auto()
    LIGHT_BEFORE_REVIEW = auto()
    LIGHT_BY_OTHER_ROLE = auto()
    FORM_OF_OTHER_WORDS = auto()
    RELEASE_NEEDS_FULL_REVIEW = auto()
    RELEASE_WITHOUT_REASON = auto()
    RELEASE_UNUSED = auto()
    SECRETS_LEFT_IN_REVIEW = auto()
    CORRECTION_NEEDS_FULL_REVIEW = auto()
    CORRECTION_REPEATED = auto()
    CORRECTION_HAS_SECRETS = auto()
    NOTHING_TO_CORRECT = auto()
    ALREADY_REGISTERED = auto()

    # a sign-off (签发) to be registered
    SIGNOFF_OF_DRAFT = auto()
    SIGNOFF_REGISTER_DAMAGED = auto()
    SECRETS_LEFT_IN_SIGNOFF = auto()
    SIGNOFF_BEFORE_REVIEW = auto()
    ALREADY_SIGNED_OFF = auto()

    # a publication, a correction (更正) or an amendment (改登) to be registered
    SIGNOFF_COMES_FIRST = auto()
    PUBLISHED_BEFORE_SIGNOFF = auto()
    PUBLISHED_IN_FUTURE = auto()
    ALREADY_PUBLISHED = auto()
    PUBLICATION_REGISTER_DAMAGED = auto()
    URL_INCOMPLETE = auto()
    CORRECTED_BEFORE_PUBLISHED = auto()
    CORRECTED_TEXT_UNREVIEWED = auto()
    CORRECTION_UNREVIEWED = auto()
    BEFORE_PREVIOUS_RECORD = auto()
    AFTER_NEXT_RECORD = auto()
    PUBLICATION_COMES_FIRST = auto()
    HOUR_NOT_REGISTERED = auto()
    AMENDMENT_CHANGES_NOTHING = auto()
    AMENDMENT_WITHOUT_EVIDENCE = auto()

    # a publication before the office used this tool, to be registered
    EARLIER_BUT_REGISTERED = auto()
    EARLIER_BUT_WITHHELD = auto()
    EARLIER_WITHOUT_DAY = auto()


@dataclass(frozen=True, slots=True, init=False)
class Refusal:
    """A request that was not carried out, with nothing changed: its reason, and by name the values of the message.

    A value `root` is the content root that the message's commands are for.
    """

    reason: Reason
    values: Mapping[str, object]

    def __init__(self, reason: Reason, **values: object) -> None:
        """Name each value as the placeholder of the reason's message."""
        object.__setattr__(self, "reason", reason)
        object.__setattr__(self, "values", values)
