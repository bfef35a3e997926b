"""What came to each goal day by day: from the wallet that it grows with, or by contributions."""

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.models import User
from expenses.goals.models import Goal, GoalContribution
from expenses.models import Wallet
from expenses.periods import Calendar, Month
from expenses.totals import STORED_STEP
from expenses.wallets.flows import FLOWS, SIGNED, Flow

MOST_MONTHS = 24


@dataclass(frozen=True)
class Step:
    """A month of a goal: what came to it, negative where it became less, and what there was at its end."""

    month: Month
    change: Decimal
    saved: Decimal


class Growth:
    """What there was for a goal on any day, told without adding it up again."""

    def __init__(self, changes: Iterable[tuple[datetime.date, Decimal]] = (), opening: Decimal = Decimal(0)) -> None:
        """Take changes in any order, several of a day among them, and what there was before all of them."""
        ordered = sorted(changes, key=itemgetter(0))
        self.days = [day for day, _ in ordered]
        self.sums = list(accumulate((amount for _, amount in ordered), initial=opening))

    def before(self, day: datetime.date) -> Decimal:
        """Return what there was as `day` began."""
        return self.sums[bisect_left(self.days, day)].quantize(STORED_STEP)

    def on(self, day: datetime.date) -> Decimal:
        """Return what there was at the end of `day`."""
        return self.before(day + datetime.timedelta(days=1))

    def steps(self, first: datetime.date, today: datetime.date, calendar: Calendar) -> list[Step]:
        """Return the months from that of `first`, or of the first change where that is earlier, to that of today.

        The latest stands last; there are no more than MOST_MONTHS.
        """
        first = min([first, *self.days[:1]])
        months = calendar.between(min(first, today), today)[-MOST_MONTHS:]
        ends = [min(month.end, today + datetime.timedelta(days=1)) for month in months]
        return [
            Step(month, self.before(end) - self.before(month.start), self.before(end))
            for month, end in zip(months, ends, strict=True)
        ]


def read_growth(user: User, goals: Sequence[Goal], wallets: dict[int, Wallet]) -> dict[int, Growth]:
    """Return the growth of each goal by its id, in two queries at most; `wallets` has those that goals grow with."""
    by_wallet = _of_wallets(user, wallets)
    contributed = _of_contributions(user, [goal.pk for goal in goals if goal.wallet_id is None])
    return {
        goal.pk: Growth(by_wallet[goal.wallet_id], wallets[goal.wallet_id].opening_balance)
        if goal.wallet_id
        else Growth(contributed[goal.pk])
        for goal in goals
    }


def _of_contributions(user: User, ids: Sequence[int]) -> dict[int, list[tuple[datetime.date, Decimal]]]:
    if not ids:
        return defaultdict(list)
    rows = GoalContribution.objects.for_user(user).filter(goal__in=ids).order_by()
    return _by_key(rows.values_list("goal", "date").annotate(Sum("amount")))


def _of_wallets(user: User, ids: Iterable[int]) -> dict[int, list[tuple[datetime.date, Decimal]]]:
    known = list(ids)
    if not known:
        return defaultdict(list)
    parts = [_moved(user, flow, known) for flow in FLOWS]
    return _by_key(parts[0].union(*parts[1:], all=True))


def _moved(user: User, flow: Flow, ids: list[int]) -> "QuerySet[Any, Any]":
    rows = flow.rows(user).filter(**{f"{flow.wallet}__in": ids})
    return rows.values_list(flow.wallet, "date").annotate(moved=Sum(flow.moved, output_field=SIGNED))


def _by_key(rows: Iterable[Any]) -> dict[int, list[tuple[datetime.date, Decimal]]]:
    found: dict[int, list[tuple[datetime.date, Decimal]]] = defaultdict(list)
    for key, day, amount in rows:
        found[key].append((day, Decimal(amount).quantize(STORED_STEP)))
    return found
