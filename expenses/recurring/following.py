"""What becomes of recurring payments when something else changes: records that go, and changes that are taken back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from expenses.recurring.models import Occurrence, RecurringPayment

GOES_ON = "What follows it was booked, skipped or changed since."


def let_go(records: QuerySet, *, owner_id: int) -> None:
    """Let occurrences of records that are deleted for good be booked without them: they are not booked again."""
    name = records.model._meta.model_name or ""
    rows = Occurrence.objects.filter(owner_id=owner_id, **{f"{name}__in": records.values("pk")})
    rows.update(**{name: None})


def check_alone(row: Any, before: dict[str, Any]) -> None:
    """Raise ValidationError where one that ended would go on, though what follows it has a history of its own.

    Both together would book the same bill twice.
    """
    if not isinstance(row, RecurringPayment) or "ends_on" not in before:
        return
    following = RecurringPayment.objects.filter(owner_id=row.owner_id, follows=row)
    if Occurrence.objects.filter(owner_id=row.owner_id, recurring__in=following.values("pk")).exists():
        raise ValidationError(GOES_ON)
