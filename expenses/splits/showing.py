"""How one payment counts, as its page says it: its parts, its months, what came back, what it refunds."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from expenses.categories.tree import CategoryTree
from expenses.listing import badge
from expenses.models import Expense
from expenses.refunds.following import refunds_of
from expenses.splits.recounting import months_after, parts_of


@dataclass(frozen=True)
class PartLine:
    icon: SafeString
    category: str
    amount: Decimal
    note: str


@dataclass(frozen=True)
class Counting:
    """`refunds` came back of the payment, and `net` is what it cost; `original` is what it refunds itself."""

    parts: list[PartLine]
    refunds: list[Expense]
    net: Decimal
    original: Expense | None
    original_net: Decimal | None
    last_month: datetime.date | None


def counting_of(expense: Expense, tree: CategoryTree) -> Counting:
    """Return how `expense` counts, in one query, one more each for parts and for the expense that it refunds."""
    refunds = list(refunds_of(expense).order_by("date", "id"))
    original = _original(expense)
    months, first_day = expense.spread_over, expense.spread_from
    return Counting(
        parts=[_line(part.category_id, part.amount, part.note, tree) for part in parts_of(expense)],
        refunds=refunds,
        net=_net(expense, refunds),
        original=original,
        original_net=_net(original, refunds_of(original)) if original else None,
        last_month=months_after(first_day, months - 1) if months and first_day else None,
    )


def _original(expense: Expense) -> Expense | None:
    if expense.refund_of_id is None:
        return None
    own = Expense.objects.filter(owner_id=expense.owner_id, deleted_in__isnull=True)
    return own.filter(pk=expense.refund_of_id).first()


def _net(expense: Expense, refunds: Iterable[Expense]) -> Decimal:
    return expense.amount + sum((refund.amount for refund in refunds), Decimal(0))


def _line(category_id: int | None, amount: Decimal, note: str, tree: CategoryTree) -> PartLine:
    node = tree.by_id.get(category_id or 0)
    icon = badge(node.category.icon, node.category.color) if node else badge("question-circle", "")
    return PartLine(icon, node.path if node else "No category", amount, note)
