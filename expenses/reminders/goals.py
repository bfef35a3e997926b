"""Tells of goals that will not be reached in time as things are: once in each of the person's months."""

import datetime
from collections.abc import Sequence

from babel.dates import format_date

from accounts.models import User
from accounts.notifications.telling import notify, said
from expenses.goals.models import Goal
from expenses.goals.overview import GoalStanding, behind
from expenses.money import format_money
from expenses.periods import Calendar

KIND = "goal"


def with_goals(people: Sequence[User]) -> set[int]:
    """Return who of `people` has a goal in use that can be late, in one query."""
    in_use = Goal.objects.filter(owner__in=people, is_archived=False, due_on__isnull=False)
    return set(in_use.order_by().values_list("owner_id", flat=True).distinct())


def tell_of_goals(user: User, *, today: datetime.date) -> int:
    """Tell of each goal that is behind, unless that was told this month; return how many were new."""
    month = Calendar.of(user).month_of(today).start.isoformat()
    late = {f"goal:{one.goal.pk}:{month}": one for one in behind(user, today=today)}
    known = said(user, KIND, late)
    return sum(_tell(key, one, user) for key, one in late.items() if key not in known)


def _tell(key: str, one: GoalStanding, user: User) -> bool:
    told = notify(
        user,
        kind=KIND,
        key=key,
        title=f"{one.goal.name} has fallen behind",
        body=_what_it_needs(one, user.locale),
        lines=_lines(one, user.locale),
        url=one.goal.get_absolute_url(),
    )
    return told is not None


def _what_it_needs(one: GoalStanding, locale: str) -> str:
    progress = one.progress
    if progress.months_left == 0 or progress.per_month is None:
        return "Its day has passed. Give it another one, or a smaller target."
    needed = format_money(progress.per_month, progress.currency, locale)
    return f"It needs {needed} each month from now on to be reached in time."


def _lines(one: GoalStanding, locale: str) -> list[tuple[str, str]]:
    progress = one.progress
    lines = [
        ("Saved", format_money(progress.saved, progress.currency, locale)),
        ("Target", format_money(progress.target, progress.currency, locale)),
    ]
    if progress.due_on is not None:
        lines.append(("Wanted by", format_date(progress.due_on, "medium", locale=locale)))
    if progress.reached_on is not None:
        lines.append(("Reached at the pace so far", format_date(progress.reached_on, "medium", locale=locale)))
    return lines
