import logging
from collections.abc import Iterator

from django_tasks import task

from accounts.models import User
from expenses.recurring.booking import book_due
from expenses.recurring.upcoming import today_of

logger = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 500


class BookingFailed(Exception):
    """For some people nothing could be booked; each is in the log, and a next run tries them again."""


@task()
def book_recurring_payments() -> str:
    """Book what has come up since the last run, for everybody on the day that it is where they are."""
    return f"{book_everybody()} booked."


def book_everybody() -> int:
    """Book what has come up for each person by itself; return how many. Raises BookingFailed after the last one."""
    count = seen = failed = 0
    for person in _people():
        seen += 1
        try:
            count += book_due(person, today=today_of(person))
        except Exception:
            logger.exception("The recurring payments of person %s could not be booked.", person.pk)
            failed += 1
    if failed:
        raise BookingFailed(f"The recurring payments of {failed} of {seen} people could not be booked.")
    return count


def _people() -> Iterator[User]:
    """Yield everybody who may sign in, some at a time: no cursor stays open while others are written to."""
    last = 0
    while people := list(User.objects.filter(is_active=True, pk__gt=last).order_by("pk")[:PEOPLE_AT_ONCE]):
        yield from people
        last = people[-1].pk
