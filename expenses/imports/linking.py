"""What stands beside a record that was written: the parts of a split, the expense that a refund gives back."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from accounts.models import User
from expenses.bulk_insert import NewRecord
from expenses.counting import CountedAs
from expenses.models import Expense, Portion
from expenses.splits.recounting import Part, in_proportion, portions_of

ROWS_AT_ONCE = 500


class Written(NamedTuple):
    """An expense that was just written: its id, what it says, its parts, and the id of what it gives back."""

    pk: int
    record: NewRecord
    parts: Sequence[Part] = ()
    refund_of_id: int | None = None


def link(written: Sequence[Written], *, owner: User) -> None:
    """Write parts and links to refunded expenses, inside the transaction that wrote the records.

    A link to what is gone, or in another currency, or later, is left out. The refund of a split expense is split alike.
    """
    special = [each for each in written if each.parts or each.refund_of_id]
    for start in range(0, len(special), ROWS_AT_ONCE):
        some = special[start : start + ROWS_AT_ONCE]
        originals = _originals(some, owner)
        refunds = [each for each in some if _can_refund(each, originals.get(each.refund_of_id or 0))]
        Expense.objects.for_user(owner).bulk_update(
            [_refund(each, originals[each.refund_of_id or 0], owner) for each in refunds], ["refund_of", "category"]
        )
        shares = _shares(refunds, originals, owner)
        alike = {each.pk: shares.get(each.refund_of_id or 0, ()) for each in refunds}
        _split(some, {each.pk: each.parts or alike.get(each.pk, ()) for each in some}, owner)


def _originals(written: Sequence[Written], owner: User) -> dict[int, Expense]:
    ids = {each.refund_of_id for each in written if each.refund_of_id}
    return {row.pk: row for row in Expense.objects.for_user(owner).filter(pk__in=ids, amount__gt=0)}


def _can_refund(written: Written, original: Expense | None) -> bool:
    if original is None or Decimal(written.record.amount) > 0:
        return False
    return original.currency == written.record.currency and original.date <= written.record.date


def _refund(written: Written, original: Expense, owner: User) -> Expense:
    """Return the refund with what is written of it: it is in the category of its original, unless it has its own."""
    category_id = written.record.category_id or original.category_id
    return Expense(pk=written.pk, owner=owner, refund_of=original, category_id=category_id)


def _shares(refunds: Sequence[Written], originals: Mapping[int, Expense], owner: User) -> dict[int, list[Part]]:
    """Return the parts of the refunded expenses that are split, by their ids."""
    split = {originals[each.refund_of_id or 0].pk for each in refunds if originals[each.refund_of_id or 0].is_split}
    rows = Portion.objects.for_user(owner).filter(expense_id__in=split, counted_as__in=(CountedAs.PAID, CountedAs.BOTH))
    shares: dict[int, list[Part]] = {}
    said = rows.order_by("position").values_list("expense_id", "category_id", "amount", "description")
    for pk, category_id, amount, note in said:
        shares.setdefault(pk, []).append(Part(category_id, amount, note))
    return shares


def _split(written: Sequence[Written], parts: Mapping[int, Sequence[Part]], owner: User) -> None:
    split = [each for each in written if parts[each.pk]]
    ids = [each.pk for each in split]
    Expense.objects.for_user(owner).filter(pk__in=ids).update(counted_as=CountedAs.NEITHER, category=None)
    Portion.objects.bulk_create(portion for each in split for portion in _portions(each, parts[each.pk], owner))


def _portions(written: Written, parts: Sequence[Part], owner: User) -> Iterator[Portion]:
    record = written.record
    worth = None if record.home_amount is None else Decimal(record.home_amount)
    expense = Expense(
        pk=written.pk, owner=owner, date=record.date, counted_on=record.date, amount=Decimal(record.amount),
        currency=record.currency, home_amount=worth,
    )  # fmt: skip
    exact = in_proportion(parts, expense.amount, expense.currency)
    yield from portions_of(expense, [part for part in exact if part.amount])
