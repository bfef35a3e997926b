"""How a sum grows over a period, step by step, beside how it grew over the period before."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from expenses.money import round_money
from expenses.periods import Period, Year
from reports.comparison import Comparison
from reports.tallies import Days

LONGEST_DAYS = 366
SINGLE_DAYS = 62
WEEK = 7


@dataclass(frozen=True)
class Step:
    """The sum from the start of a period to the end of `days`; None in a period that has no such step (yet).

    `days` and `before_days` are the step in the period and its like in the period before.
    """

    days: Period | None
    amount: Decimal | None
    before_days: Period | None
    before: Decimal | None


@dataclass(frozen=True)
class Pace:
    steps: tuple[Step, ...]
    currency: str


def is_drawn(period: Period) -> bool:
    """Say whether the period is short enough to be walked through: a year at most, which may have 27 fortnights."""
    return isinstance(period, Year) or period.days <= LONGEST_DAYS


def measure_pace(comparison: Comparison, days: Days, currency: str) -> Pace:
    """Return how the sums of `days`, which hold both periods, grow in `currency`; up to today where it runs."""
    now = list(_grow(comparison.period, comparison.so_far, days, currency))
    before = list(_grow(comparison.before, comparison.before, days, currency))
    nothing = [(None, None)] * max(0, len(now) - len(before))
    pairs = zip(now, [*before, *nothing], strict=False)
    steps = [Step(*step, *like) for step, like in pairs]
    steps += [Step(None, None, *like) for like in before[len(now) :]]
    return Pace(tuple(steps), currency)


def split(period: Period) -> list[Period]:
    """Return the steps of a period: months of a year, else days, or weeks where those would be too many."""
    if isinstance(period, Year):
        return list(period.months())
    length = datetime.timedelta(days=1 if period.days <= SINGLE_DAYS else WEEK)
    starts = [period.start + length * place for place in range(-(-period.days // length.days))]
    return [Period(start, min(start + length, period.end)) for start in starts]


def _grow(period: Period, known: Period, days: Days, currency: str) -> Iterator[tuple[Period | None, Decimal | None]]:
    """Yield each step of `period` with the sum up to its end, None once it begins after the `known` days."""
    for step in split(period):
        if step.start >= known.end:
            yield step, None
            continue
        grown = days.within(Period(period.start, min(step.end, known.end)))
        yield step, round_money(grown.sum, currency)
