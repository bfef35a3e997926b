"""Looks at everybody's ledger for what they should be told, each hour of their day."""

import datetime
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from expenses.reminders.bills import tell_of_bills, with_bills
from expenses.reminders.budgets import tell_of_budgets, with_budgets
from expenses.reminders.goals import tell_of_goals, with_goals
from expenses.reminders.unusual import tell_of_unusual, with_new_expenses

logger = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 500
FIRST_HOUR = 7
"""Nobody is told of a bill at midnight."""

Look = Callable[..., int]
Choice = Callable[[Sequence[User]], set[int]]
"""Who of some people has anything that a look could find: their ids, in a query or two for all of them."""

LOOKS: tuple[Look, ...] = (tell_of_budgets, tell_of_bills, tell_of_goals, tell_of_unusual)
CHOICES: Mapping[Look, Choice] = MappingProxyType(
    {
        tell_of_budgets: with_budgets,
        tell_of_bills: with_bills,
        tell_of_goals: with_goals,
        tell_of_unusual: with_new_expenses,
    }
)


class LookFailed(Exception):
    """Some ledgers could not be looked at; each is in the log, and the next round tries them again."""


def remind_everybody() -> int:
    """Tell everybody what is new in their ledger; return how much. Raises LookFailed after the last one."""
    return go_round(LOOKS)


def go_round(looks: Sequence[Look]) -> int:
    """Look at the ledger of each person who is awake and has anything to find; return how much they were told.

    Raises LookFailed after the last one where some could not be looked at.
    """
    count = seen = failed = 0
    for person, wanted in _people_with_looks(looks):
        seen += 1
        try:
            today = timezone.localdate(timezone=ZoneInfo(person.time_zone))
            count += sum(look(person, today=today) for look in wanted)
        except Exception:
            logger.exception("The ledger of person %s could not be looked at.", person.pk)
            failed += 1
    if failed:
        raise LookFailed(f"The ledgers of {failed} of {seen} people could not be looked at.")
    return count


def people_awake() -> Iterator[list[User]]:
    """Yield everybody who may sign in and for whom the day has begun, some at a time."""
    last, now = 0, timezone.now()
    while people := list(User.objects.filter(is_active=True, pk__gt=last).order_by("pk")[:PEOPLE_AT_ONCE]):
        yield [person for person in people if _hour(person, now) >= FIRST_HOUR]
        last = people[-1].pk


def _people_with_looks(looks: Sequence[Look]) -> Iterator[tuple[User, list[Look]]]:
    """Yield each person with those looks that could find something; a look that chooses nobody is for everybody."""
    for people in people_awake():
        chosen = {look: CHOICES[look](people) for look in looks if look in CHOICES}
        for person in people:
            yield person, [look for look in looks if look not in chosen or person.pk in chosen[look]]


def _hour(person: User, now: datetime.datetime) -> int:
    return now.astimezone(ZoneInfo(person.time_zone)).hour
