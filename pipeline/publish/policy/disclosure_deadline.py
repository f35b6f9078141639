"""The limit for publication (主动公开期限): twenty working days from 签发, by the calendar of holidays."""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from pipeline.publish.policy.policy import ReviewStatus
from pipeline.text.dates import format_day

LIMIT_DAYS = 20
"""Working days within which what is to be public becomes public (政府信息公开条例, 第二十六条)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day for publication, and the years whose holidays were not known and were taken by weekends alone."""

    last: date
    estimated: tuple[int, ...] = ()

    def said(self, today: date, live: date | None = None) -> str:
        """The limit in words, beside the day it is or the day of publication."""
        how = "".join(f"；{year}年节假日安排未公布，按周末估算" for year in self.estimated)
        words = f"主动公开期限：{format_day(self.last)}（签发之日起20个工作日，条例第二十六条{how}）"
        if live is not None:
            late = (live - self.last).days
            return f"{words}；{format_day(live)}已发布" + (f"，晚了 {late} 天" if late > 0 else "，在期限之内")
        left = (self.last - today).days
        if left < 0:
            return f"{words}；今天 {format_day(today)}，已过 {-left} 天"
        return f"{words}；今天 {format_day(today)}，" + (f"还有 {left} 天" if left else "是最后一天")


def limit_of(state: ReviewStatus, today: date) -> str:
    """The limit in words, for the 签发 that the publication followed or is to follow; empty while nothing is signed.

    Of several it is the one registered last, which is the 定稿, whatever their days.
    """
    live = state.registers.published_on
    signed = [one.day for one in state.registers.signings if live is None or one.day <= live]
    return limit(signed[-1]).said(today, live) if signed else ""


def limit(signed: date, days: int = LIMIT_DAYS) -> Limit:
    """The last of `days` working days after the day of 签发, that day itself not counted."""
    day = signed
    estimated: dict[int, None] = {}
    while days:
        day += timedelta(days=1)
        try:
            works = chinese_calendar.is_workday(day)
        except NotImplementedError:
            # the year's holidays lie outside the calendar
            estimated[day.year] = None
            works = day.weekday() < 5
        days -= works
    return Limit(day, tuple(estimated))
