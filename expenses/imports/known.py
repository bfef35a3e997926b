"""What a person has said of a statement, kept for the next ones of that account or with those columns."""

from typing import Any

from django.db import transaction

from accounts.models import User
from expenses.imports.models import KnownStatement, StatementImport

OF_EACH_FILE = ("header_line", "first_line", "year")


def remember(source: StatementImport, *, wallet_id: int, mapping: dict[str, Any] | None) -> None:
    """Keep the wallet and the columns for the next statement that looks like this one."""
    keys, owner_id = keys_of(source), source.owner_id
    rows = [KnownStatement(owner_id=owner_id, key=key, wallet_id=wallet_id, mapping=mapping) for key in keys]
    with transaction.atomic():
        KnownStatement.objects.filter(owner_id=owner_id, key__in=keys).delete()
        KnownStatement.objects.bulk_create(rows, ignore_conflicts=True)


def keys_of(source: StatementImport) -> list[str]:
    """Return by what such a statement is known, the surest first."""
    keys: list[str] = source.remarks.get("keys", [])
    return keys


def recall(source: StatementImport, owner: User) -> tuple[int | None, dict[str, Any] | None]:
    """Return the wallet and the columns that were said of such a statement, None where nothing was.

    A bank writes the files of all its accounts alike: of a file that names its account, the columns tell no wallet.
    """
    keys = keys_of(source)
    known = {row.key: row for row in KnownStatement.objects.for_user(owner).filter(key__in=keys)}
    found = next((known[key] for key in keys if key in known), None)
    if found is None:
        return None, source.mapping
    wallet_id = found.wallet_id if found.key == keys[0] else None
    return wallet_id, _columns(found.mapping, source.mapping)


def _columns(said: dict[str, Any] | None, guessed: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the columns as they were said, on the lines where this file has them, in the currency that it names."""
    if not said or not guessed or len(said["roles"]) != len(guessed["roles"]):
        return guessed
    own = {name: guessed[name] for name in OF_EACH_FILE}
    return {**said, **own, "currency": guessed["currency"] or said["currency"]}
