import datetime
from typing import Any, Self

from django.db.models import F

from accounts.ownership import OwnedQuerySet


class ImportQuerySet(OwnedQuerySet):
    def without_content(self) -> Self:
        """Leave the file itself in the database: only reading it needs it."""
        return self.defer("content")

    def claim(self, status: str, *, among: tuple[str, ...], now: datetime.datetime, **values: Any) -> bool:
        """Take the one import of this queryset to `status` if it is in one of `among`; say whether it was.

        Of two who try at once, one is told no. Each claim is an attempt with a number of its own: a run that was
        overtaken by a later one finds that its number is no longer the last.
        """
        changes = {"status": status, "attempt": F("attempt") + 1, "claimed_at": now, **values}
        return self.filter(status__in=among).update(**changes) == 1
