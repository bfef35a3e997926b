"""One change to many expenses at once: whole statements that name the owner, noted so that they can be undone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from expenses.activity.log import Edit, log
from expenses.activity.models import Activity
from expenses.categories.models import Category
from expenses.categories.tree import CategoryTree
from expenses.counting import CountedAs
from expenses.entry import CATEGORY_GONE
from expenses.locks import lock_ledger
from expenses.messages import expenses_in_words
from expenses.models import Expense, ExpenseTag
from expenses.names import name_key
from expenses.querysets import ExpenseQuerySet
from expenses.splits.recounting import follow_category
from expenses.tags.naming import ensure_tags, ids_by_name

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class BulkChange:
    """How many expenses were met, and what to undo; None where none of them was changed."""

    count: int
    activity: Activity | None


def categorise(rows: ExpenseQuerySet, category_id: int | None, *, owner: User, actor: User) -> BulkChange:
    """Give the expenses another category, or none; raise ValidationError where the category is gone.

    A split payment is passed over: its parts have categories of their own.
    """
    with transaction.atomic():
        lock_ledger(owner)
        if category_id is not None and not Category.objects.for_user(owner).filter(pk=category_id).exists():
            raise ValidationError(CATEGORY_GONE)
        met = _own(rows, owner).exclude(counted_as=CountedAs.NEITHER)
        before = list(met.values_list("pk", "category_id"))
        ids = [pk for pk, _ in before]
        _update(owner, ids, category_id=category_id)
        for chunk in _chunks(ids):
            follow_category(chunk, owner=owner)
        path = CategoryTree.of(owner).path(category_id) if category_id else "no category"
        edits = [_edit(pk, "category_id", was, category_id) for pk, was in before if was != category_id]
        return _log(f"Gave {expenses_in_words(len(ids))} the category {path}", len(ids), edits, owner, actor)


def add_tags(rows: ExpenseQuerySet, names: list[str], *, owner: User, actor: User) -> BulkChange:
    """Put the tags on the expenses that lack them; tags that there are not yet are made."""
    with transaction.atomic():
        lock_ledger(owner)
        ids = list(_own(rows, owner).values_list("pk", flat=True))
        tag_ids = list(ensure_tags(names, owner=owner).values()) if ids else []
        missing = [pair for chunk in _chunks(ids) for pair in _without(chunk, tag_ids, owner)]
        ExpenseTag.objects.bulk_create(
            (ExpenseTag(owner=owner, expense_id=pk, tag_id=tag_id) for pk, tag_id in missing), batch_size=ROWS_AT_ONCE
        )
        _update(owner, ids)
        edits = [_edit(pk, "tag", None, tag_id) for pk, tag_id in missing]
        return _log(f"Added {_named(names)} to {expenses_in_words(len(ids))}", len(ids), edits, owner, actor)


def remove_tags(rows: ExpenseQuerySet, names: list[str], *, owner: User, actor: User) -> BulkChange:
    """Take the tags off the expenses that have them; names of no tag are passed over."""
    with transaction.atomic():
        lock_ledger(owner)
        known = ids_by_name(owner)
        tag_ids = [known[key] for key in map(name_key, names) if key in known]
        # Asked for before: afterwards a list that is narrowed to the tag no longer holds them.
        ids = list(_own(rows, owner).values_list("pk", flat=True))
        gone = []
        for chunk in _chunks(ids):
            links = ExpenseTag.objects.for_user(owner).filter(tag_id__in=tag_ids, expense_id__in=chunk)
            gone += list(links.values_list("expense_id", "tag_id"))
            links.delete()
        _update(owner, ids)
        edits = [_edit(pk, "tag", tag_id, None) for pk, tag_id in gone]
        return _log(f"Took {_named(names)} off {expenses_in_words(len(ids))}", len(ids), edits, owner, actor)


def _own(rows: ExpenseQuerySet, owner: User) -> ExpenseQuerySet:
    return rows.for_user(owner).order_by()


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE))


def _update(owner: User, ids: list[int], **fields: int | None) -> None:
    for chunk in _chunks(ids):
        Expense.objects.for_user(owner).filter(pk__in=chunk).update(**fields, updated_at=timezone.now())


def _without(ids: list[int], tag_ids: list[int], owner: User) -> list[tuple[int, int]]:
    """Return (expense, tag) of the links that are not there yet."""
    links = ExpenseTag.objects.for_user(owner).filter(expense_id__in=ids, tag_id__in=tag_ids)
    present = set(links.values_list("expense_id", "tag_id"))
    return [(pk, tag_id) for pk in ids for tag_id in tag_ids if (pk, tag_id) not in present]


def _edit(pk: int, name: str, before: int | None, after: int | None) -> Edit:
    return Edit("expense", pk, {name: before}, {name: after})


def _named(names: list[str]) -> str:
    return ", ".join(f"#{name}" for name in names)


def _log(words: str, count: int, edits: list[Edit], owner: User, actor: User) -> BulkChange:
    if not edits:
        return BulkChange(count, None)
    return BulkChange(count, log(Activity.Kind.BULK, words, owner=owner, actor=actor, edits=edits))
