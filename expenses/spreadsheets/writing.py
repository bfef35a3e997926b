"""Changed records written at once, past the ORM's SQL compiler."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from accounts.models import User
from expenses.bulk_insert import NewRecord
from expenses.record_kinds import EXPENSE, RecordKind

OWN_DAY = "counted_on = CASE WHEN is_counted_with_original THEN counted_on ELSE %s END,"
UPDATE = """
UPDATE {table} SET
    {own_day} date = %s, amount = %s, currency = %s, home_amount = %s, description = %s, category_id = %s, notes = %s,
    wallet_id = %s, wallet_amount = %s, updated_at = %s
WHERE owner_id = %s AND id = %s AND deleted_in_id IS NULL
"""


class ChangedRecord(NamedTuple):
    """What the record `id` shall say from now on. `has_other_tags` tells whether its tags change too."""

    id: int
    after: NewRecord
    has_other_tags: bool


def update_records(rows: Sequence[ChangedRecord], kind: RecordKind = EXPENSE, *, owner: User) -> None:
    """Write `rows` over records of `owner`, inside `transaction.atomic`. Every value must have been validated."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    statement = UPDATE.format(table=kind.model._meta.db_table, own_day=OWN_DAY if kind.can_be_split else "")
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*_values(row.after, kind), now, owner.pk, row.id) for row in rows])
    retagged = {row.id: row.after.tag_ids for row in rows if row.has_other_tags}
    key = f"{kind.name}_id"
    kind.links.objects.for_user(owner).filter(**{f"{key}__in": list(retagged)}).delete()
    kind.links.objects.bulk_create(
        kind.links(owner=owner, tag_id=tag, **{key: pk}) for pk, tags in retagged.items() for tag in tags
    )


def _values(after: NewRecord, kind: RecordKind) -> tuple[Any, ...]:
    day = after.date.isoformat()
    days = (day, day) if kind.can_be_split else (day,)
    return (*days, *after[1:7], after.wallet_id, after.wallet_amount)
