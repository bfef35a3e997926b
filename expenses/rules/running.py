"""Rules run on the records that are there: whole statements, one entry of the log that undo takes back."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from expenses.activity.log import ChangeRow, add_rows, log
from expenses.activity.models import Activity
from expenses.bulk_insert import insert_rows
from expenses.locks import lock_ledger
from expenses.record_kinds import KINDS, RecordKind
from expenses.rules.compiling import compile_rules
from expenses.rules.differences import Difference, Scan
from expenses.rules.models import Rule
from expenses.splits.recounting import follow_category

ROWS_AT_ONCE = 2_000


def kinds_of(rule: Rule) -> list[RecordKind]:
    """Return the kinds of record that the rule is for."""
    return [kind for kind in KINDS if rule.kind in ("", kind.name)]


def run_rule(rule: Rule, *, owner: User, actor: User, only_uncategorised: bool = False) -> tuple[int, Activity | None]:
    """Write what the rule says into all records of `owner` that fit; return how many changed, and what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        scan = Scan(compile_rules([rule], owner), owner, only_uncategorised)
        found = list(scan.differences(kinds_of(rule)))
        if not found:
            return 0, None
        words = words_of_run(rule, Counter(one.kind for one in found))
        activity = log(Activity.Kind.RULE, words, owner=owner, actor=actor, row_count=len(found))
        write_differences(found, activity)
        return len(found), activity


def words_of_run(rule: Rule, counts: Mapping[RecordKind, int]) -> str:
    """Return what a run has done in words, from how many records of each kind it has changed."""
    counted = " and ".join(kind.counted(counts[kind]) for kind in KINDS if counts[kind])
    return f"Ran the rule “{rule.name}” on {counted}"


def write_differences(found: Sequence[Difference], activity: Activity) -> None:
    """Write what becomes of records, and note it in the activity, which belongs to their owner."""
    for kind in KINDS:
        _write([one for one in found if one.kind is kind], kind, activity.owner)
    add_rows(activity, (row for one in found for row in _changes(one)))


def _write(found: Sequence[Difference], kind: RecordKind, owner: User) -> None:
    by_fields: dict[tuple[int | None, str | None], list[int]] = defaultdict(list)
    for one in found:
        by_fields[one.category_id, one.description].append(one.row.pk)
    for (category_id, description), ids in by_fields.items():
        said = {"category_id": category_id, "description": description}
        fields = {name: value for name, value in said.items() if value is not None}
        for chunk in _chunks(ids):
            _update(kind, owner, chunk, fields)
    links = [(one.row.pk, tag_id) for one in found for tag_id in one.tag_ids]
    with connection.cursor() as cursor:
        columns = (f"{kind.name}_id", "tag_id")
        insert_rows(cursor, kind.links._meta.db_table, columns, links, {"owner_id": owner.pk})


def _update(kind: RecordKind, owner: User, ids: list[int], fields: dict[str, Any]) -> None:
    kind.model.objects.for_user(owner).filter(pk__in=ids).update(**fields, updated_at=timezone.now())
    if kind.can_be_split and "category_id" in fields:
        follow_category(ids, owner=owner)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE))


def _changes(one: Difference) -> Iterator[ChangeRow]:
    """Yield what became of a record, a field and a tag at a time: alike for many, they are undone together."""
    name, row = one.kind.name, one.row
    if one.category_id is not None:
        yield name, row.pk, _text("category_id", row.category_id), _text("category_id", one.category_id)
    if one.description is not None:
        yield name, row.pk, _text("description", row.description), _text("description", one.description)
    for tag_id in one.tag_ids:
        yield name, row.pk, _text("tag", None), _text("tag", tag_id)


@lru_cache(maxsize=4_096)
def _text(field: str, value: int | str | None) -> str:
    """Return one side of a change as the log has it. Most are the same for many records."""
    return json.dumps({field: value})
