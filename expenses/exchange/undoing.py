"""What follows when a person's own rates and currencies are put back as they were, or taken away again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from expenses.activity.models import Activity, Change
from expenses.exchange.keeping import CODE_FIXED, is_in_use
from expenses.exchange.models import OwnCurrency, OwnRate
from expenses.exchange.revaluation import revalue


def revalue_after(log: Activity, owner: User) -> None:
    """Have records valued anew from the first day on of which `log` changed an own rate."""
    changes = Change.objects.for_user(owner).filter(activity=log, record_kind="ownrate")
    sides = [side for pair in changes.values_list("before", "after") for side in pair if side]
    if not sides:
        return
    days = [OwnRate._meta.get_field("date").to_python(side["date"]) for side in sides if "date" in side]
    now = OwnRate.objects.for_user(owner).filter(pk__in=changes.values("record_id")).aggregate(models.Min("date"))
    revalue(owner, since=min(filter(None, [*days, now["date__min"]])))


def is_counted_in(row: Any) -> bool:
    """Say whether `row` is a currency that records, wallets or rates are in: none of them names it by a key."""
    return isinstance(row, OwnCurrency) and is_in_use(row.code, row.owner)


def check_code_stays(row: Any, before: dict[str, Any]) -> None:
    """Raise ValidationError where a currency would get back a code that other records than its own are in."""
    if before.get("code", getattr(row, "code", None)) != getattr(row, "code", None) and is_counted_in(row):
        raise ValidationError(CODE_FIXED.format(code=row.code))
