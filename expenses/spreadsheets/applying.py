"""The import itself: all rows of a checked spreadsheet in one transaction, once."""

import time

from django.db import transaction
from django.utils import timezone

from expenses.locks import lock_ledger
from expenses.record_kinds import kind_named
from expenses.spreadsheets import noting
from expenses.spreadsheets.checking import FAILED, check, counts_of, open_table, rows_of
from expenses.spreadsheets.models import Outcome, PreviewPage, SpreadsheetImport
from expenses.spreadsheets.reading import UnreadableFile
from expenses.spreadsheets.resources import SheetResult, resource_of

Status = SpreadsheetImport.Status
CHANGED_MEANWHILE = (
    "The ledger has changed since the check, and more rows are wrong now. Nothing was written. Look again."
)


class _MoreWrongRows(Exception):
    """More rows are wrong than the person has agreed to leave out."""


def apply(import_id: int, *, owner_id: int, attempt: int) -> None:
    """Write the rows of an import that was claimed as `attempt`, unless that claim does not hold any more.

    The end of the claim is written in the same transaction as the rows. A second run waits for it and finds nothing
    left to do; a run that is killed leaves no row behind, and its claim can be taken over.
    """
    claimed = rows_of(import_id, owner_id).filter(status=Status.APPLYING, attempt=attempt)
    source = claimed.select_related("owner").first()
    if source is None:
        return
    try:
        with transaction.atomic():
            if claimed.update(status=Status.APPLIED, content=None):
                _write(source)
    except _MoreWrongRows:
        if claimed.claim(Status.CHECKING, among=(Status.APPLYING,), now=timezone.now(), problem=CHANGED_MEANWHILE):
            check(import_id, owner_id=owner_id, attempt=attempt + 1)
    except UnreadableFile as error:
        claimed.update(status=Status.REFUSED, content=None, problem=str(error), finished_at=timezone.now())
    except Exception:
        claimed.update(status=Status.FAILED, problem=FAILED)
        raise


def _write(source: SpreadsheetImport) -> None:
    started = time.monotonic()
    lock_ledger(source.owner)
    activity = noting.begin(source)
    resource_class = resource_of(kind_named(source.kind))
    resource = resource_class(user=source.owner, actor=source.created_by, activity=activity)
    result: SheetResult = resource.import_data(open_table(source), raise_errors=False)
    if result[Outcome.WRONG] > source.wrong_count:
        raise _MoreWrongRows
    rows_of(source.pk, source.owner_id).update(
        **counts_of(result),
        activity_id=noting.end(activity, new_count=result[Outcome.NEW]),
        problem="",
        finished_at=timezone.now(),
        seconds=time.monotonic() - started,
    )
    pages = PreviewPage.objects.filter(owner_id=source.owner_id, source=source)
    pages.exclude(outcome=Outcome.WRONG).delete()
