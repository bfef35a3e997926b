"""How long it takes to write an import.

All rows are written in one transaction, so nobody outside of it can see how far it is. What can be said is how long
it took this machine before.
"""

from accounts.models import User
from expenses.spreadsheets.models import SpreadsheetImport

CAUTIOUS_ROWS_A_SECOND = 10_000
"""What a small machine manages; half a laptop's rate, and less."""

TELLING_SECONDS = 1
"""A shorter import says more about opening a file than about writing rows."""


def expected_seconds(source: SpreadsheetImport, user: User) -> float:
    """Return how many seconds an import of `user` will take, by the last one of theirs that took long enough."""
    return source.rows_checked / (_measured_rate(user) or CAUTIOUS_ROWS_A_SECOND)


def _measured_rate(user: User) -> float | None:
    """Return the rows a second of the last import, None where there is none to go by."""
    done = SpreadsheetImport.objects.for_user(user).filter(status=SpreadsheetImport.Status.APPLIED)
    last = done.filter(seconds__gte=TELLING_SECONDS).order_by("-id").values_list("rows_checked", "seconds").first()
    return last[0] / last[1] if last and last[1] else None
