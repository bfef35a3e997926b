"""The first three steps of a new account: what is done is read from the ledger, not remembered."""

from dataclasses import dataclass

from django.db.models import Exists
from django.utils import timezone

from accounts.models import User
from expenses.models import Expense, SpreadsheetImport, StatementImport
from expenses.prepared import WHOEVER, Prepared
from reports.models import Welcome


@dataclass(frozen=True)
class FirstSteps:
    has_recorded: bool
    """An expense of their own stands in the ledger."""
    has_looked_over: bool
    """They have looked over categories and preferences."""
    has_brought: bool
    """A statement or a spreadsheet was imported, or sample data is there."""
    has_sample: bool
    is_dismissed: bool

    @property
    def has_expenses(self) -> bool:
        return self.has_recorded or self.has_sample

    @property
    def is_shown(self) -> bool:
        return not self.is_dismissed and not (self.has_recorded and self.has_looked_over and self.has_brought)

    @property
    def done(self) -> int:
        return self.has_recorded + self.has_looked_over + self.has_brought


SETTLED_COUNT = 100
"""Expenses in a year from which on a person, unless they look at sample data, needs nobody to lead them."""

SETTLED = FirstSteps(has_recorded=True, has_looked_over=True, has_brought=True, has_sample=False, is_dismissed=False)


_SAMPLE = Prepared(lambda: Expense.objects.for_user(WHOEVER).filter(is_sample=True).order_by().values_list("pk")[:1])


def read_first_steps(user: User, *, recorded: int) -> FirstSteps:
    """Return how far the person has come who has `recorded` that many expenses in the last year."""
    if recorded >= SETTLED_COUNT and not _SAMPLE.run(user):
        return SETTLED
    return _read_facts(user)


def _read_facts(user: User) -> FirstSteps:
    """Return how far the person has come by what stands in the database, in one query."""
    expenses = Expense.objects.for_user(user).order_by()
    welcome = Welcome.objects.for_user(user)
    spreadsheets = SpreadsheetImport.objects.for_user(user).filter(status=SpreadsheetImport.Status.APPLIED)
    statements = StatementImport.objects.for_user(user).filter(status=StatementImport.Status.APPLIED)
    facts = (
        Exists(expenses.filter(is_sample=False)),
        Exists(welcome.filter(looked_over_at__isnull=False)),
        Exists(spreadsheets),
        Exists(statements),
        Exists(expenses.filter(is_sample=True)),
        Exists(welcome.filter(dismissed_at__isnull=False)),
    )
    recorded, looked_over, *imported, sample, dismissed = User.objects.filter(pk=user.pk).values_list(*facts).get()
    return FirstSteps(
        has_recorded=recorded,
        has_looked_over=looked_over,
        has_brought=any(imported) or sample,
        has_sample=sample,
        is_dismissed=dismissed,
    )


def mark_looked_over(user: User) -> None:
    Welcome.objects.for_user(user).update_or_create(owner=user, defaults={"looked_over_at": timezone.now()})


def dismiss(user: User) -> None:
    Welcome.objects.for_user(user).update_or_create(owner=user, defaults={"dismissed_at": timezone.now()})
