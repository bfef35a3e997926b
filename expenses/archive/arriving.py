"""What a person does with an archive: hand it in, and try again where a worker was stopped.

A small one is taken in at once, a larger one by the background worker. Each run is claimed by a conditional UPDATE, and
ends in the transaction that writes the rows: a run that is killed leaves nothing behind.
"""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.ownership import OwnedQuerySet
from expenses.archive import tasks
from expenses.archive.models import ArchiveImport
from expenses.archive.unpacking import NOT_EMPTY, ArchiveInvalid, is_empty, unpack

SMALL_BYTES = 50_000
STALE_AFTER = datetime.timedelta(minutes=10)
FAILED = "Something went wrong on our side. Nothing was written. Try again."
Status = ArchiveImport.Status


def receive(content: bytes, file_name: str, *, owner: User, actor: User) -> ArchiveImport:
    """Keep an archive and take it in, now or in the background; raise ArchiveInvalid where the ledger is not empty."""
    if not is_empty(owner):
        raise ArchiveInvalid(NOT_EMPTY)
    source = ArchiveImport.objects.create(
        owner=owner, created_by=actor if actor != owner else None, file_name=file_name[-255:], content=content
    )
    start(source, is_small=len(content) <= SMALL_BYTES)
    return load(source.pk, owner)


def load(import_id: int, owner: User) -> ArchiveImport:
    """Return an import of `owner` without its content; raise DoesNotExist where they have none of that id."""
    return ArchiveImport.objects.for_user(owner).defer("content").get(pk=import_id)


def start(source: ArchiveImport, *, is_small: bool = False) -> None:
    if is_small:
        take_in(source.pk, owner_id=source.owner_id)
    else:
        tasks.take_in_archive.enqueue(owner_id=source.owner_id, import_id=source.pk)


def take_in(import_id: int, *, owner_id: int) -> None:
    """Take in an archive that waits, has failed, or was left behind by a worker that is gone."""
    row = ArchiveImport.objects.filter(owner_id=owner_id, pk=import_id)
    over = timezone.now() - STALE_AFTER
    claimable = Q(status__in=(Status.WAITING, Status.FAILED)) | Q(status=Status.RUNNING, claimed_at__lt=over)
    if not row.filter(claimable).update(status=Status.RUNNING, claimed_at=timezone.now(), problem=""):
        return
    try:
        _write(row)
    except ArchiveInvalid as error:
        row.update(status=Status.REFUSED, content=None, problem=str(error)[:500], finished_at=timezone.now())
    except Exception:
        row.update(status=Status.FAILED, problem=FAILED)
        raise


def _write(row: OwnedQuerySet) -> None:
    source = row.select_related("owner").get()
    with transaction.atomic():
        claimed = row.filter(status=Status.RUNNING, claimed_at=source.claimed_at)
        if claimed.update(status=Status.DONE, content=None, finished_at=timezone.now()):
            row.update(counts=unpack(bytes(source.content), owner=source.owner))
