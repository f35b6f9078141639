"""The last day for publication (主动公开期限): twenty working days after sign-off, by the calendar of public holidays."""

from datetime import date, timedelta

import chinese_calendar

from pipeline.dataclass import dataclass
from pipeline.publish.policy.policy import ReviewStatus

WORKING_DAYS = 20
"""Working days within which what is to be public becomes public (政府信息公开条例, 第二十六条)."""


@dataclass(frozen=True, slots=True)
class DisclosureDeadline:
    """The last day for publication, and the years whose holidays are not known yet: there only weekends were left out."""

    last: date
    estimated_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineStatus:
    """A deadline compared with today, or with the day of publication once there is one."""

    deadline: DisclosureDeadline
    today: date
    published: date | None = None

    @property
    def days_left(self) -> int:
        """Days from today, or from publication, to the deadline; negative when it was missed."""
        return (self.deadline.last - (self.published or self.today)).days


def deadline_status(state: ReviewStatus, today: date) -> DeadlineStatus | None:
    """The deadline that follows from the sign-off before publication; None while nothing is signed off.

    Of several sign-offs the one registered last counts: it is the final text (定稿), whatever their days.
    """
    published = state.registers.published_on
    days = [signing.day for signing in state.registers.signings if published is None or signing.day <= published]
    return DeadlineStatus(disclosure_deadline(days[-1]), today, published) if days else None


def disclosure_deadline(signed: date, working_days: int = WORKING_DAYS) -> DisclosureDeadline:
    """The last of the working days after the day of sign-off, that day itself not counted."""
    day = signed
    estimated: dict[int, None] = {}
    while working_days:
        day += timedelta(days=1)
        try:
            is_workday = chinese_calendar.is_workday(day)
        except NotImplementedError:
            # the year's holidays lie outside the calendar
            estimated[day.year] = None
            is_workday = day.weekday() < 5
        working_days -= is_workday
    return DisclosureDeadline(day, tuple(estimated))
