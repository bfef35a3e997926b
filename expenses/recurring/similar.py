"""A record as the beginning of a recurring payment."""

from typing import Any

from django.http import Http404

from accounts.models import User
from expenses.models import Expense, Income, Transfer
from expenses.money import format_number
from expenses.recurring.choices import Kind

MODELS: dict[str, Any] = {Kind.EXPENSE: Expense, Kind.INCOME: Income, Kind.TRANSFER: Transfer}


def initial_like(kind: str, record_id: int, user: User) -> dict[str, Any]:
    """Return what the form of a recurring payment says that repeats a record each month; raise Http404 without one."""
    record = MODELS[kind].objects.for_user(user).filter(pk=record_id).first()
    if record is None:
        raise Http404("There is no such record.")
    said = {"kind": kind, "description": record.description, "notes": record.notes, "starts_on": record.date}
    if kind == Kind.TRANSFER:
        return said | _of_transfer(record, user)
    through = MODELS[kind].tags.through
    names = through.objects.for_user(user).filter(**{f"{kind}_id": record.pk}).values_list("tag__name", flat=True)
    return said | {
        "amount": format_number(abs(record.amount), record.currency, user.locale),
        "currency": record.currency,
        "wallet": record.wallet_id or "",
        "category": record.category_id or "",
        "tags": ", ".join(sorted(names)),
    }


def _of_transfer(transfer: Transfer, user: User) -> dict[str, Any]:
    return {
        "description": transfer.description or "Transfer",
        "amount": format_number(transfer.from_amount, transfer.from_wallet.currency, user.locale),
        "wallet": transfer.from_wallet_id,
        "to_wallet": transfer.to_wallet_id,
    }
