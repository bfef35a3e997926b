"""Tells of budgets that have reached one of the marks which their person set."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from babel.numbers import format_percent

from accounts.models import User
from accounts.notifications.telling import notify, said
from expenses.budgets.crossing import Crossing, crossed
from expenses.budgets.models import Budget
from expenses.money import format_money

KIND = "budget"


def with_budgets(people: Sequence[User]) -> set[int]:
    """Return who of `people` has a budget in use, in one query."""
    in_use = Budget.objects.filter(owner__in=people, is_archived=False)
    return set(in_use.order_by().values_list("owner_id", flat=True).distinct())


def tell_of_budgets(user: User, *, today: datetime.date) -> int:
    """Tell of the highest mark of each budget, unless it or a higher one was told; return how many were new."""
    marks: dict[int, list[Crossing]] = defaultdict(list)
    for crossing in crossed(user, today=today):
        marks[crossing.budget.pk].append(crossing)
    highest = [reached[-1] for reached in marks.values()]
    known = said(user, KIND, [key for crossing in highest for key in _keys_from(crossing)])
    return sum(tell_of_crossing(user, one) for one in highest if known.isdisjoint(_keys_from(one)))


def tell_of_crossing(user: User, crossing: Crossing) -> bool:
    """Tell of one mark and say whether it was new."""
    one, locale = crossing.standing, user.locale
    lines = [
        ("Budget", format_money(one.available, one.currency, locale)),
        ("Spent", format_money(one.spent, one.currency, locale)),
        ("Overspent" if one.is_over else "Left", format_money(abs(one.left), one.currency, locale)),
    ]
    if one.per_day is not None:
        lines.append(("Left per day", format_money(one.per_day, one.currency, locale)))
    told = notify(
        user,
        kind=KIND,
        key=crossing.key,
        title=f"{one.name}: {_how_much(crossing, locale)}",
        body=crossing.words(locale),
        lines=lines,
        url=crossing.budget.get_absolute_url(),
    )
    return told is not None


def _how_much(crossing: Crossing, locale: str) -> str:
    if crossing.standing.is_over:
        return "the budget is overspent"
    return f"{format_percent(crossing.percent / 100, locale=locale)} of the budget are spent"


def _keys_from(crossing: Crossing) -> list[str]:
    """Return the keys of this mark of the budget and of all above it."""
    above = [percent for percent in crossing.budget.percents if percent >= crossing.percent]
    return [Crossing(crossing.standing, percent).key for percent in above]
