"""Which expenses a row of money in may give back, to choose from."""

import datetime
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import User
from expenses.imports.models import StatementEntry
from expenses.imports.returning import LONGEST, merchant
from expenses.models import Expense
from expenses.money import format_money
from expenses.wallets.models import Wallet

MOST_OFFERED = 20
MOST_LOOKED_AT = 300
NONE = ("", "No expense in particular")

Choice = tuple[str, str]


def refund_value(entry: StatementEntry) -> str:
    """Return what a form says of the expense that a row gives back: its id, or its place in the statement."""
    if entry.refund_of_id is not None:
        return f"expense:{entry.refund_of_id}"
    return f"row:{entry.refund_of_position}" if entry.refund_of_position is not None else ""


def refund_of(value: str) -> dict[str, int | None]:
    """Return what a row keeps of a chosen `refund_value`."""
    name, _, number = value.partition(":")
    chosen = int(number) if number else None
    return {
        "refund_of_id": chosen if name == "expense" else None,
        "refund_of_position": chosen if name == "row" else None,
    }


def refund_choices(entry: StatementEntry, wallet: Wallet, user: User) -> list[Choice]:
    """Return the expenses that are large enough and not long before, those of the same merchant first."""
    if entry.amount is None or entry.date is None:
        return [NONE]
    is_abroad = entry.original_amount is not None
    amount = abs(entry.original_amount if entry.original_amount is not None else entry.amount)
    currency = entry.original_currency if is_abroad else wallet.currency
    known = _fitting(user, currency, amount, entry.date)
    name = set(merchant(entry.text))
    ranked = sorted(known[:MOST_LOOKED_AT], key=lambda row: (-len(name & set(merchant(row.description))), -row.pk))
    choices = [(f"expense:{row.pk}", _label(row.date, row.description, row.amount, currency, user)) for row in ranked]
    chosen = [choice for choice in _chosen(entry, wallet, user) if choice[0] not in dict(choices[:MOST_OFFERED])]
    return [NONE, *chosen, *choices[:MOST_OFFERED]]


def _fitting(user: User, currency: str, amount: Decimal, day: datetime.date) -> QuerySet[Expense]:
    rows = Expense.objects.for_user(user).filter(currency=currency, amount__gte=amount)
    return rows.filter(date__range=(max(day, datetime.date.min + LONGEST) - LONGEST, day)).order_by("-date", "-pk")


def _chosen(entry: StatementEntry, wallet: Wallet, user: User) -> list[Choice]:
    """Return what the row gives back as it stands, so that a form never loses it."""
    if entry.refund_of_position is not None:
        rows = StatementEntry.objects.filter(owner_id=user.pk, source_id=entry.source_id)
        row = rows.filter(position=entry.refund_of_position, amount__lt=0).first()
        found = [(row.date, row.description, -(row.amount or 0))] if row and row.date else []
    else:
        expense = Expense.objects.for_user(user).filter(pk=entry.refund_of_id or 0).first()
        found = [(expense.date, expense.description, expense.amount)] if expense else []
    return [
        (refund_value(entry), _label(day, text, Decimal(amount), wallet.currency, user)) for day, text, amount in found
    ]


def _label(day: datetime.date, text: str, amount: Decimal, currency: str, user: User) -> str:
    return f"{day.isoformat()} · {text[:60]} · {format_money(amount, currency, user.locale)}"
