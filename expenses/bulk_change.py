"""One change to many records at once: whole statements that name the owner, noted so that they can be undone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from expenses.activity.log import Edit, log
from expenses.activity.models import Activity
from expenses.bulk_insert import insert_rows
from expenses.categories.models import Category
from expenses.categories.tree import CategoryTree
from expenses.entry import CATEGORY_GONE
from expenses.locks import lock_ledger
from expenses.names import name_key
from expenses.querysets import RecordQuerySet
from expenses.record_kinds import RecordKind, kind_of
from expenses.splits.recounting import follow_category
from expenses.tags.naming import ensure_tags, ids_by_name

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class BulkChange:
    """How many records were met, and what to undo; None where none of them was changed."""

    count: int
    activity: Activity | None


def categorise(rows: RecordQuerySet, category_id: int | None, *, owner: User, actor: User) -> BulkChange:
    """Give the records another category, or none; raise ValidationError where the category is gone.

    A split payment is passed over: its parts have categories of their own.
    """
    kind = kind_of(rows.model)
    with transaction.atomic():
        lock_ledger(owner)
        own = Category.objects.for_user(owner).filter(kind=kind.category_kind)
        if category_id is not None and not own.filter(pk=category_id).exists():
            raise ValidationError(CATEGORY_GONE)
        met = _own(rows, owner).filter(kind.counts_whole)
        before = list(met.values_list("pk", "category_id"))
        ids = [pk for pk, _ in before]
        _update(kind, owner, ids, category_id=category_id)
        if kind.can_be_split:
            for chunk in _chunks(ids):
                follow_category(chunk, owner=owner)
        path = CategoryTree.of(owner, kind.category_kind).path(category_id) if category_id else "no category"
        edits = [_edit(kind, pk, "category_id", was, category_id) for pk, was in before if was != category_id]
        return _log(f"Gave {kind.counted(len(ids))} the category {path}", len(ids), edits, owner, actor)


def add_tags(rows: RecordQuerySet, names: list[str], *, owner: User, actor: User) -> BulkChange:
    """Put the tags on the records that lack them; tags that there are not yet are made."""
    kind = kind_of(rows.model)
    with transaction.atomic():
        lock_ledger(owner)
        ids = list(_own(rows, owner).values_list("pk", flat=True))
        tag_ids = list(ensure_tags(names, owner=owner).values()) if ids else []
        missing = [pair for chunk in _chunks(ids) for pair in _without(chunk, kind, tag_ids, owner)]
        with connection.cursor() as cursor:
            columns = (f"{kind.name}_id", "tag_id")
            insert_rows(cursor, kind.links._meta.db_table, columns, missing, {"owner_id": owner.pk})
        _update(kind, owner, ids)
        edits = [_edit(kind, pk, "tag", None, tag_id) for pk, tag_id in missing]
        return _log(f"Added {_named(names)} to {kind.counted(len(ids))}", len(ids), edits, owner, actor)


def remove_tags(rows: RecordQuerySet, names: list[str], *, owner: User, actor: User) -> BulkChange:
    """Take the tags off the records that have them; names of no tag are passed over."""
    kind = kind_of(rows.model)
    with transaction.atomic():
        lock_ledger(owner)
        known = ids_by_name(owner)
        tag_ids = [known[key] for key in map(name_key, names) if key in known]
        # Asked for before: afterwards a list that is narrowed to the tag no longer holds them.
        ids = list(_own(rows, owner).values_list("pk", flat=True))
        gone = []
        for chunk in _chunks(ids):
            links = kind.links.objects.for_user(owner).filter(tag_id__in=tag_ids, **{f"{kind.name}_id__in": chunk})
            gone += list(links.values_list(f"{kind.name}_id", "tag_id"))
            links.delete()
        _update(kind, owner, ids)
        edits = [_edit(kind, pk, "tag", tag_id, None) for pk, tag_id in gone]
        return _log(f"Took {_named(names)} off {kind.counted(len(ids))}", len(ids), edits, owner, actor)


def _own(rows: RecordQuerySet, owner: User) -> RecordQuerySet:
    return rows.for_user(owner).order_by()


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE))


def _update(kind: RecordKind, owner: User, ids: list[int], **fields: int | None) -> None:
    for chunk in _chunks(ids):
        kind.model.objects.for_user(owner).filter(pk__in=chunk).update(**fields, updated_at=timezone.now())


def _without(ids: list[int], kind: RecordKind, tag_ids: list[int], owner: User) -> list[tuple[int, int]]:
    """Return (record, tag) of the links that are not there yet."""
    links = kind.links.objects.for_user(owner).filter(tag_id__in=tag_ids, **{f"{kind.name}_id__in": ids})
    present = set(links.values_list(f"{kind.name}_id", "tag_id"))
    return [(pk, tag_id) for pk in ids for tag_id in tag_ids if (pk, tag_id) not in present]


def _edit(kind: RecordKind, pk: int, name: str, before: int | None, after: int | None) -> Edit:
    return Edit(kind.name, pk, {name: before}, {name: after})


def _named(names: list[str]) -> str:
    return ", ".join(f"#{name}" for name in names)


def _log(words: str, count: int, edits: list[Edit], owner: User, actor: User) -> BulkChange:
    if not edits:
        return BulkChange(count, None)
    return BulkChange(count, log(Activity.Kind.BULK, words, owner=owner, actor=actor, edits=edits))
