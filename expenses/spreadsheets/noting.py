"""What an import does, in the activity log: one activity for all of it, and a change for each row it wrote over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from expenses.activity.log import Edit, Snapshot, count_changes, log, snapshot_many
from expenses.activity.models import Activity
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
