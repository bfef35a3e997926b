from decimal import Decimal

from django.db import transaction
from django.db.models import Case, DecimalField, F, Value, When

from accounts.models import User
from expenses.models import Expense
from expenses.splits.recounting import recount_home


def value_at_home(amount: Decimal, currency: str, home_currency: str) -> Decimal | None:
    """Return `amount` in the home currency, or None where no rate is known."""
    return amount if currency == home_currency else None


def revalue_ledger(user: User) -> None:
    """Work out `home_amount` of every expense anew after the home currency of `user` has changed."""
    at_home = Case(
        When(currency=user.home_currency, then=F("amount")), default=Value(None), output_field=DecimalField()
    )
    with transaction.atomic():
        for rows in (Expense.objects.for_user(user), Expense.objects.deleted_by(user)):
            rows.update(home_amount=at_home)
        recount_home(user)
