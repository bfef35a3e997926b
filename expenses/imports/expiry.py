"""Statements that nobody has imported do not stay for ever."""

from django.db import transaction
from django.utils import timezone

from expenses.imports.models import StatementEntry, StatementImport

Status = StatementImport.Status


def expire(import_id: int, *, owner_id: int) -> bool:
    """Drop the file and the rows of a statement that was not imported in time; say whether there was one."""
    waiting = StatementImport.objects.filter(owner_id=owner_id, pk=import_id, status__in=StatementImport.OPEN)
    with transaction.atomic():
        dropped = waiting.exclude(status=Status.APPLYING).update(
            status=Status.EXPIRED, content=None, finished_at=timezone.now()
        )
        if dropped:
            StatementEntry.objects.filter(owner_id=owner_id, source_id=import_id).delete()
    return bool(dropped)
