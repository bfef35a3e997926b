"""By what a payment counts: its portions, written anew in one place whenever anything they follow from changes."""

import calendar
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import OuterRef, Subquery

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.counting import CountedAs
from expenses.models import Expense, Portion
from expenses.querysets import ExpenseQuerySet
from expenses.splits.sharing import share, share_evenly, share_home

PORTIONS_AT_ONCE = 500


@dataclass(frozen=True)
class Part:
    """What a split payment has in one category: `amount` in the currency of the payment, mostly of its sign."""

    category_id: int | None
    amount: Decimal
    note: str = ""


def parts_of(expense: Expense) -> list[Part]:
    """Return the parts of a split payment in their order, nothing of any other."""
    if not expense.is_split:
        return []
    rows = Portion.objects.filter(owner_id=expense.owner_id, expense=expense, counted_as__in=(1, 3))
    values = rows.order_by("position").values_list("category_id", "amount", "description")
    return [Part(*row) for row in values]


def recount(expense: Expense, parts: Sequence[Part] | None = None) -> None:
    """Save the expense, and write its portions anew.

    `parts` sum to its amount; without parts it is not split. Where they are not said, those it has are kept, in
    proportion where its amount is another one now. What is neither split nor spread costs no query more.
    """
    had_portions = expense.pk is not None and expense.counted_as != CountedAs.BOTH
    if parts is None:
        parts = in_proportion(parts_of(expense), expense.amount, expense.currency) if had_portions else []
    expense.counted_as = counted_as(is_split=bool(parts), is_spread=expense.spread_over is not None)
    if parts:
        expense.category = None
    expense.save()
    if had_portions:
        Portion.objects.filter(owner_id=expense.owner_id, expense=expense).delete()
    if expense.counted_as != CountedAs.BOTH:
        Portion.objects.bulk_create(portions_of(expense, parts))


def counted_as(*, is_split: bool, is_spread: bool) -> CountedAs:
    """Return as what a payment itself counts."""
    if is_split:
        return CountedAs.NEITHER
    return CountedAs.PAID if is_spread else CountedAs.BOTH


def in_proportion(parts: Sequence[Part], amount: Decimal, currency: str) -> list[Part]:
    """Return the parts so that they sum to `amount`; unchanged where they do."""
    if not parts or sum(part.amount for part in parts) == amount:
        return [*parts]
    shares = share(amount, [part.amount for part in parts], currency_digits(currency))
    return [Part(part.category_id, each, part.note) for part, each in zip(parts, shares, strict=True)]


def portions_of(expense: Expense, parts: Sequence[Part]) -> list[Portion]:
    """Return the rows, not saved, by which an expense counts that is split into `parts`, or spread, or both."""
    as_paid = list(_as_paid(expense, parts))
    as_spread = list(_as_spread(expense, parts)) if expense.spread_over else []
    digits = currency_digits(expense.owner.home_currency)
    for rows in (as_paid, as_spread):
        if rows:
            worths = share_home(expense.home_amount, [row.amount for row in rows], digits)
            for place, (row, worth) in enumerate(zip(rows, worths, strict=True)):
                row.position, row.home_amount = place, worth
    return as_paid + as_spread


def _as_paid(expense: Expense, parts: Sequence[Part]) -> Iterator[Portion]:
    basis = CountedAs.PAID if expense.spread_over else CountedAs.BOTH
    for part in parts:
        yield _portion(expense, part, part.amount, expense.counted_on, basis)


def _as_spread(expense: Expense, parts: Sequence[Part]) -> Iterator[Portion]:
    months, first_day = expense.spread_over or 1, expense.spread_from or expense.date
    digits = currency_digits(expense.currency)
    for part in parts or [Part(expense.category_id, expense.amount)]:
        for ahead, amount in enumerate(share_evenly(part.amount, months, digits)):
            yield _portion(expense, part, amount, months_after(first_day, ahead), CountedAs.SPREAD)


def _portion(expense: Expense, part: Part, amount: Decimal, day: datetime.date, basis: CountedAs) -> Portion:
    return Portion(
        owner_id=expense.owner_id,
        expense=expense,
        category_id=part.category_id,
        amount=amount,
        description=part.note,
        counted_on=day,
        counted_as=basis,
        deleted_in_id=expense.deleted_in_id,
    )


def months_after(day: datetime.date, count: int) -> datetime.date:
    """Return the same day `count` months later; a day that a shorter month lacks is its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def follow_category(ids: Sequence[int], *, owner: User) -> None:
    """Give the months of spread expenses among `ids` the category that their expense has now, in one statement."""
    expenses = Expense.objects.filter(owner=owner).order_by()
    spread = expenses.filter(pk__in=ids, counted_as=CountedAs.PAID)
    category = expenses.filter(pk=OuterRef("expense_id")).values("category_id")
    Portion.objects.filter(owner=owner, expense__in=spread.values("pk")).update(category=Subquery(category))


def recount_home(owner: User, ids: Sequence[int] | None = None) -> int:
    """Work out anew what the portions of `owner` are worth at home, after their payments; return how many changed.

    Call it inside a transaction, after `home_amount` of the expenses has changed: of those in `ids`, or of any.
    """
    digits = currency_digits(owner.home_currency)
    payments = _in_portions(owner) if ids is None else _in_portions(owner).filter(pk__in=ids)
    worths = dict(payments.values_list("pk", "home_amount"))
    rows = Portion.objects.filter(owner=owner).order_by("expense_id", "counted_as", "position")
    if ids is not None:
        rows = rows.filter(expense_id__in=list(worths))
    changed: list[Portion] = []
    for (expense_id, _), group in groupby(rows.iterator(), key=lambda row: (row.expense_id, row.counted_as)):
        portions = list(group)
        shares = share_home(worths.get(expense_id), [portion.amount for portion in portions], digits)
        for portion, worth in zip(portions, shares, strict=True):
            if portion.home_amount != worth:
                portion.home_amount = worth
                changed.append(portion)
    Portion.objects.filter(owner=owner).bulk_update(changed, ["home_amount"], batch_size=PORTIONS_AT_ONCE)
    return len(changed)


def _in_portions(owner: User) -> ExpenseQuerySet:
    return Expense.objects.filter(owner=owner, counted_as__lt=CountedAs.BOTH).order_by()
