"""One change of a person's ledger at a time, where a rule spans several rows."""

import datetime
from typing import Protocol

from django.db import connection

from accounts.models import User


class ChangedMeanwhile(Exception):
    """Somebody else has changed the record since it was shown."""


class Dated(Protocol):
    updated_at: datetime.datetime


def lock_ledger(user: User) -> None:
    """Wait until no other transaction holds this person's lock, and hold it to the end of this one.

    It keeps two changes apart that are right each alone and wrong together, such as two categories that are put
    below each other. On SQLite a transaction is alone from its start. Raises outside `transaction.atomic`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock_ledger runs inside transaction.atomic().")
    # No key: adding rows that point to the person goes on meanwhile.
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))


def check_seen(record: Dated, seen: datetime.datetime | None) -> None:
    """Raise ChangedMeanwhile unless the record, read under the lock, is as it was `seen`; None asks nothing."""
    if seen is not None and record.updated_at != seen:
        raise ChangedMeanwhile
