"""Files that nobody has imported do not stay for ever."""

import datetime

from django.db import transaction
from django.utils import timezone

from expenses.spreadsheets.checking import rows_of
from expenses.spreadsheets.models import PreviewPage, SpreadsheetImport

KEPT_FOR = datetime.timedelta(days=1)
Status = SpreadsheetImport.Status


def expire(import_id: int, *, owner_id: int) -> bool:
    """Drop the file and the preview of an import that was not imported in time; say whether there was one."""
    over = timezone.now() - KEPT_FOR
    with transaction.atomic():
        source = rows_of(import_id, owner_id).filter(created_at__lte=over, status__in=SpreadsheetImport.OPEN)
        dropped = source.exclude(status=Status.APPLYING).update(
            status=Status.EXPIRED, content=None, finished_at=timezone.now()
        )
        if dropped:
            PreviewPage.objects.filter(owner_id=owner_id, source_id=import_id).delete()
    return bool(dropped)
