"""Write into the activity log what a deed did: one sentence, and for each record from what to what."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from accounts.models import User
from accounts.ownership import OwnedModel
from expenses.activity.models import Activity
from expenses.bulk_insert import insert_rows

Snapshot = dict[str, Any]

NOT_KEPT = frozenset({"id", "owner_id", "created_by_id", "created_at", "updated_at", "submission_id", "next_on"})
"""What no deed changes, what says nothing about the record itself, or is worked out."""

CHANGE_COLUMNS = ("record_kind", "record_id", "before", "after")
ChangeRow = tuple[str, int, str | None, str | None]
"""The values of CHANGE_COLUMNS, the two sides as JSON."""

_encode = json.JSONEncoder().encode


@dataclass(frozen=True)
class Edit:
    """What became of one record, named by its model: `before` is None where it was added, `after` where it went."""

    record_kind: str
    record_id: int
    before: Snapshot | None
    after: Snapshot | None

    @property
    def is_nothing(self) -> bool:
        return self.before == self.after


def log(
    kind: Activity.Kind, summary: str, *, owner: User, actor: User, edits: Iterable[Edit] = (), row_count: int = 0
) -> Activity:
    """Write one activity with what it did to each record, inside the transaction that did it.

    Only the fields that differ are kept of a record that was changed. `row_count` is said by whoever gives no edits.
    """
    activity = Activity.objects.create(owner=owner, actor=actor, kind=kind, summary=summary[:255], row_count=row_count)
    count = add_changes(activity, edits)
    if count:
        activity.row_count = count
        activity.save(update_fields=["row_count"])
    return activity


def add_changes(activity: Activity, edits: Iterable[Edit]) -> int:
    """Write what `activity` did to some records more; return how many it changed."""
    return add_rows(activity, (_row(edit) for edit in edits if not edit.is_nothing))


def add_rows(activity: Activity, rows: Iterable[ChangeRow]) -> int:
    """Write changes of `activity` as they stand in the log; return how many."""
    kept = list(rows)
    if kept:
        with connection.cursor() as cursor:
            constants: dict[str, int | str | None] = {"owner_id": activity.owner_id, "activity_id": activity.pk}
            insert_rows(cursor, "expenses_change", CHANGE_COLUMNS, kept, constants)
    return len(kept)


def _row(edit: Edit) -> ChangeRow:
    before, after = edit.before, edit.after
    if before is not None and after is not None:
        differing = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        before, after = ({name: side.get(name) for name in differing} for side in (before, after))
    return edit.record_kind, edit.record_id, _text(before), _text(after)


def _text(side: Snapshot | None) -> str | None:
    return None if side is None else _encode(side)


def count_changes(activity: Activity, edits: Iterable[Edit]) -> None:
    """Write what `activity` did to some records more, and count them among its own."""
    added = add_changes(activity, edits)
    if added:
        activity.row_count += added
        activity.save(update_fields=["row_count"])


def snapshot(record: OwnedModel) -> Snapshot:
    """Return what undo restores of a record, as JSON holds it: its fields, the ids of its tags, its portions.

    Amounts are texts without superfluous zeros, days and moments are ISO 8601. It takes a query for the tags and one
    for the portions of a record that can have them.
    """
    return {**_fields(record), **dict(_attached(record))}


def snapshot_many(rows: models.QuerySet, *, owner_id: int) -> dict[int, Snapshot]:
    """Return by id what `snapshot` says of each record of a kind, in three queries for all of them."""
    records = list(rows)
    key = f"{rows.model._meta.model_name}_id"
    links = rows.model.tags.through.objects.filter(owner_id=owner_id, **{f"{key}__in": [row.pk for row in records]})
    tags: dict[int, list[int]] = defaultdict(list)
    for pk, tag_id in links.values_list(key, "tag_id").order_by("tag_id"):
        tags[pk].append(tag_id)
    kept = {row.pk: {**_fields(row), "tags": tags[row.pk]} for row in records}
    if not hasattr(rows.model, "portions"):
        return kept
    counted = [row.pk for row in records if row.counted_as < 3]
    portions: dict[int, list[Snapshot]] = defaultdict(list)
    of_them = rows.model.portions.rel.related_model.objects.filter(owner_id=owner_id, expense__in=counted)
    for portion in of_them.order_by("counted_as", "position"):
        portions[portion.expense_id].append(_portion(portion))
    return {pk: {**fields, "portions": portions[pk]} for pk, fields in kept.items()}


def _fields(record: models.Model) -> Snapshot:
    return {
        field.attname: to_json(getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if field.attname not in NOT_KEPT
    }


def _attached(record: OwnedModel) -> Iterator[tuple[str, Any]]:
    if hasattr(record, "tags"):
        through = record.tags.through
        model: Any = type(record)
        name = model.tags.field.m2m_field_name()
        links = through.objects.filter(owner_id=record.owner_id, **{name: record.pk})
        yield "tags", sorted(links.values_list("tag_id", flat=True))
    if hasattr(record, "portions"):
        rows = record.portions.filter(owner_id=record.owner_id).order_by("counted_as", "position")
        yield "portions", [_portion(row) for row in rows] if getattr(record, "counted_as", 3) < 3 else []


def _portion(row: models.Model) -> Snapshot:
    left_out = NOT_KEPT | {"expense_id", "deleted_in_id"}
    return {
        field.attname: to_json(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in left_out
    }


def to_json(value: Any) -> Any:
    """Return `value` as it comes back from a JSON column, so that it can be compared with what was kept."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
