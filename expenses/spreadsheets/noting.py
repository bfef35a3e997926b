"""What an import does, in the activity log: one activity for all of it, and a change for each row it wrote over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db.models import Max

from expenses.activity.log import Edit, Snapshot, add_changes, count_changes, log, snapshot, snapshot_many
from expenses.activity.models import Activity
from expenses.models import Category, Tag
from expenses.record_kinds import RecordKind
from expenses.spreadsheets.models import SpreadsheetImport


def begin(source: SpreadsheetImport) -> Activity:
    """Open the activity of an import, inside the transaction that writes its rows."""
    actor = source.created_by or source.owner
    return log(Activity.Kind.IMPORT, f"Imported \u201c{source.file_name}\u201d"[:255], owner=source.owner, actor=actor)


def end(activity: Activity, *, new_count: int) -> int | None:
    """Say how many rows it added, too, and return its id; None, and nothing in the log, where it did nothing."""
    activity.row_count += new_count
    if not activity.row_count:
        activity.delete()
        return None
    activity.save(update_fields=["row_count"])
    return activity.pk


def activity_of(source: SpreadsheetImport) -> Activity | None:
    """Return what to undo of an import; None where it wrote nothing, or nothing is left of it."""
    if source.activity_id is None:
        return None
    return Activity.objects.filter(owner_id=source.owner_id, pk=source.activity_id).first()


@contextmanager
def noting_names(activity: Activity | None) -> Iterator[None]:
    """Note which categories and tags are made meanwhile, parents before what stands below them.

    They are no rows of the file, and not counted among them.
    """
    if activity is None:
        yield
        return
    rows = [model.objects.filter(owner_id=activity.owner_id) for model in (Category, Tag)]
    newest = [of_kind.aggregate(newest=Max("pk"))["newest"] or 0 for of_kind in rows]
    yield
    made = [row for of_kind, pk in zip(rows, newest, strict=True) for row in of_kind.filter(pk__gt=pk).order_by("pk")]
    add_changes(activity, [Edit(row._meta.model_name or "", row.pk, None, snapshot(row)) for row in made])


@contextmanager
def noting_changes(activity: Activity | None, kind: RecordKind, ids: Sequence[int]) -> Iterator[None]:
    """Note what becomes of the records `ids` meanwhile, in a bounded number of queries."""
    if activity is None:
        yield
        return
    before = _snapshots(activity, kind, ids)
    yield
    after = _snapshots(activity, kind, ids)
    count_changes(activity, [Edit(kind.name, pk, before[pk], after[pk]) for pk in sorted(before)])


def _snapshots(activity: Activity, kind: RecordKind, ids: Sequence[int]) -> dict[int, Snapshot]:
    rows = kind.model.objects.filter(owner_id=activity.owner_id, pk__in=ids, deleted_in__isnull=True)
    return snapshot_many(rows.order_by(), owner_id=activity.owner_id)
