"""What a person does with a spreadsheet: hand it in, import it, try again, or cancel it.

A small file is worked on at once, a larger one by the background worker. Each step is claimed by a conditional UPDATE,
so a button pressed twice works once.
"""

import datetime
import zlib

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.spreadsheets import applying, checking, expiry, tasks
from expenses.spreadsheets.checking import rows_of
from expenses.spreadsheets.models import PreviewPage, SpreadsheetImport

SMALL_BYTES = 100_000
MOST_OPEN = 20
STALE_AFTER = datetime.timedelta(minutes=2)
Status = SpreadsheetImport.Status


class TooManyOpen(Exception):
    """Somebody has many files waiting. The text is a sentence for them."""


def receive(
    content: bytes, file_name: str, kind: RecordKind = EXPENSE, *, owner: User, actor: User
) -> SpreadsheetImport:
    """Keep a file for import and check it, now or in the background; return the import as it then is."""
    if SpreadsheetImport.objects.for_user(owner).filter(status__in=SpreadsheetImport.OPEN).count() >= MOST_OPEN:
        raise TooManyOpen(f"{MOST_OPEN} files are waiting to be imported. Import or cancel some of them first.")
    source = SpreadsheetImport.objects.create(
        owner=owner,
        created_by=actor if actor != owner else None,
        kind=kind.name,
        file_name=file_name[-255:],
        size_bytes=len(content),
        content=zlib.compress(content, 1),
    )
    over = timezone.now() + expiry.KEPT_FOR
    tasks.expire_spreadsheet.using(run_after=over).enqueue(owner_id=owner.pk, import_id=source.pk)
    start_check(source)
    return load(source.pk, owner)


def load(import_id: int, owner: User) -> SpreadsheetImport:
    """Return an import of `owner` without its content; raise DoesNotExist where they have none of that id."""
    return SpreadsheetImport.objects.for_user(owner).without_content().get(pk=import_id)


def start_check(source: SpreadsheetImport) -> bool:
    """Check an import that waits or has failed; say whether it was there to be checked."""
    return _start(source, Status.CHECKING, among=(Status.WAITING, Status.FAILED))


def start_import(source: SpreadsheetImport) -> bool:
    """Import what was checked, leaving out as many wrong rows as the check has found; say whether this call did it."""
    return _start(source, Status.APPLYING, among=(Status.CHECKED,))


def take_over(source: SpreadsheetImport) -> bool:
    """Start a step again whose worker has not been heard of for STALE_AFTER; say whether that was so."""
    if source.status not in SpreadsheetImport.RUNNING or not is_stale(source):
        return False
    return _start(source, source.status, among=(source.status,), attempt=source.attempt)


def is_stale(source: SpreadsheetImport) -> bool:
    return source.claimed_at is not None and source.claimed_at < timezone.now() - STALE_AFTER


def cancel(source: SpreadsheetImport) -> bool:
    """Drop an import that has not begun to be written; say whether it could be."""
    owner_id, cancellable = source.owner_id, (Status.WAITING, Status.CHECKING, Status.CHECKED, Status.FAILED)
    with transaction.atomic():
        row = rows_of(source.pk, owner_id)
        done = row.claim(
            Status.CANCELLED, among=cancellable, now=timezone.now(), content=None, finished_at=timezone.now()
        )
        if done:
            PreviewPage.objects.filter(owner_id=owner_id, source=source).delete()
    return done


def _start(source: SpreadsheetImport, status: str, *, among: tuple[str, ...], attempt: int | None = None) -> bool:
    row = rows_of(source.pk, source.owner_id)
    if attempt is not None:
        row = row.filter(attempt=attempt)
    if not row.claim(status, among=among, now=timezone.now(), problem=""):
        return False
    claim = rows_of(source.pk, source.owner_id).values_list("attempt", flat=True).get()
    is_check = status == Status.CHECKING
    if source.size_bytes <= SMALL_BYTES:
        step = checking.check if is_check else applying.apply
        step(source.pk, owner_id=source.owner_id, attempt=claim)
    else:
        task = tasks.check_spreadsheet if is_check else tasks.apply_spreadsheet
        task.enqueue(owner_id=source.owner_id, import_id=source.pk, attempt=claim)
    return True
