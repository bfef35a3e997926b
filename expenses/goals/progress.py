"""How far a goal has come, what it needs each month, and when it is reached at the pace so far. No database."""

import datetime
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from accounts.currencies import currency_digits
from expenses.money import round_money
from expenses.periods import Calendar

FULL = 1000
SHORTEST_DAYS = 28
"""Before so many days nothing can be said of a pace: most people put aside once a month."""

FARTHEST_DAYS = 36_525
"""What takes more than a hundred years takes for ever."""


class Verdict(StrEnum):
    REACHED = "reached"
    OVERDUE = "overdue"
    NOT_BEGUN = "not begun"
    TOO_EARLY = "too early"
    STANDING_STILL = "standing still"
    BEHIND = "behind"
    ON_TRACK = "on track"
    UNDATED = "undated"


@dataclass(frozen=True)
class Progress:
    """A goal on the day `today`, in `currency`: what is saved now, was on its first day, and as this month began."""

    target: Decimal
    saved: Decimal
    saved_at_start: Decimal
    saved_before_month: Decimal
    currency: str
    starts_on: datetime.date
    due_on: datetime.date | None
    today: datetime.date
    calendar: Calendar

    @property
    def missing(self) -> Decimal:
        return max(Decimal(0), self.target - self.saved)

    @property
    def is_reached(self) -> bool:
        return self.missing == 0

    @property
    def percent(self) -> int:
        return max(0, int(self.saved * 100 / self.target))

    @property
    def bar_width(self) -> str:
        """Return how much of the bar is full, of 100, as an SVG writes it."""
        return f"{max(0, min(FULL, int(self.saved * FULL / self.target))) / 10:.1f}"

    # What is needed

    @property
    def months_left(self) -> int:
        """Return how many of the person's months there still are to save in, this one and the last one among them.

        Nothing where the goal has no day, or that is over.
        """
        if self.due_on is None or self.due_on < self.today:
            return 0
        place = self.calendar.rule.place
        return place(self.due_on) - place(max(self.today, self.starts_on)) + 1

    @property
    def per_month(self) -> Decimal | None:
        """Return what each month needs from this one on, rounded up; None where the goal has no day.

        Counted from what there was as this month began, so that it stays the same while the month lasts.
        """
        if self.due_on is None:
            return None
        left = max(Decimal(0), self.target - self.saved_before_month)
        unit = Decimal(1).scaleb(-currency_digits(self.currency))
        return (left / max(1, self.months_left)).quantize(unit, rounding=ROUND_CEILING)

    @property
    def put_aside(self) -> Decimal:
        """Return what has come to it this month so far; negative where it has become less."""
        return self.saved - self.saved_before_month

    @property
    def share(self) -> Decimal:
        """Return what this month still needs: nothing before it begins, when it is reached, and without a day."""
        if self.per_month is None or self.starts_on >= self.calendar.month_of(self.today).end:
            return Decimal(0)
        return max(Decimal(0), min(self.missing, self.per_month - self.put_aside))

    # The pace so far

    @property
    def days(self) -> int:
        return (self.today - self.starts_on).days

    @property
    def gained(self) -> Decimal:
        """Return what has come to it since its first day; what there was on that day is no pace."""
        return self.saved - self.saved_at_start

    @property
    def pace(self) -> Decimal:
        """Return what comes to it in a month as long as this one, at the pace so far."""
        days = self.calendar.month_of(self.today).days
        return round_money(self.gained * days / self.days, self.currency) if self.days > 0 else Decimal(0)

    @property
    def reached_on(self) -> datetime.date | None:
        """Return on which day it is reached at the pace so far; None where it is never, or too early to say."""
        if self.is_reached or self.days < SHORTEST_DAYS or self.gained <= 0:
            return None
        days = (self.missing * self.days / self.gained).to_integral_value(rounding=ROUND_CEILING)
        return self.today + datetime.timedelta(days=int(days)) if days <= FARTHEST_DAYS else None

    @property
    def verdict(self) -> Verdict:
        if self.is_reached:
            return Verdict.REACHED
        if self.due_on is not None and self.due_on < self.today:
            return Verdict.OVERDUE
        if self.days < SHORTEST_DAYS:
            return Verdict.NOT_BEGUN if self.days < 0 else Verdict.TOO_EARLY
        if self.reached_on is None:
            return Verdict.STANDING_STILL
        if self.due_on is None:
            return Verdict.UNDATED
        return Verdict.ON_TRACK if self.reached_on <= self.due_on else Verdict.BEHIND

    @property
    def is_behind(self) -> bool:
        """Say whether it will not be reached in time as things are: for a goal with a day alone."""
        late = (Verdict.OVERDUE, Verdict.BEHIND, Verdict.STANDING_STILL)
        return self.due_on is not None and self.verdict in late
