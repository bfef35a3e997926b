"""What a person has said of a statement, kept for the next ones of that account, of files so called, or with those
columns."""

import hashlib
import re
from functools import lru_cache
from typing import Any

from babel.dates import get_month_names
from django.db import transaction

from accounts.models import User
from expenses.imports.models import KnownStatement, StatementImport
from expenses.imports.reading import Part

OF_EACH_FILE = ("header_line", "first_line", "year")
_WORD = re.compile(r"[^\W\d_]+")
_MONTHS_IN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "da", "nb", "fi")


def keys_for(part: Part, file_name: str) -> list[str]:
    """Return by what the next statement of this kind is known, the surest first.

    Where a file does not name its account, its own name tells it, without the numbers and months that change.
    """
    if part.account:
        said = ["account:" + hashlib.sha256(part.account.casefold().encode()).hexdigest()]
    else:
        look = part.signature[:16] or part.statement.format[:16]
        said = [f"file:{look}:{hashlib.sha256(file_pattern(file_name).encode()).hexdigest()[:32]}"]
    return [*said, "table:" + part.signature] if part.signature else said


def file_pattern(name: str) -> str:
    """Return what stays the same in the names of files of one account: "Giro_2026-03 (1).csv" is "giro csv"."""
    return " ".join(word for word in _WORD.findall(name.casefold()) if word not in _months())


@lru_cache(maxsize=1)
def _months() -> frozenset[str]:
    names = (get_month_names(width, locale=code) for code in _MONTHS_IN for width in ("wide", "abbreviated"))
    return frozenset(name.casefold().rstrip(".") for months in names for name in months.values())


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

    A bank writes the files of all its accounts alike: of a file that names its account, the columns tell no wallet, and
    of another only where all files with these columns went into one.
    """
    keys = keys_of(source)
    known = {row.key: row for row in KnownStatement.objects.for_user(owner).filter(key__in=keys)}
    found = next((known[key] for key in keys if key in known), None)
    if found is None:
        return None, source.mapping
    is_sure = found.key == keys[0] or (keys[0].startswith("file:") and _only_wallet(keys[0], owner) == found.wallet_id)
    return found.wallet_id if is_sure else None, _columns(found.mapping, source.mapping)


def _only_wallet(key: str, owner: User) -> int | None:
    """Return the one wallet that all files with the columns of a `file:` key went into."""
    alike = KnownStatement.objects.for_user(owner).filter(key__startswith=key.rpartition(":")[0] + ":")
    wallets = set(alike.values_list("wallet_id", flat=True))
    return wallets.pop() if len(wallets) == 1 else None


def is_told_by_look(source: StatementImport) -> bool:
    """Say whether the file names no account, and its wallet was told by its name or its columns."""
    return bool(not source.account and source.remarks.get("is_recalled"))


def is_told_by_columns(source: StatementImport) -> bool:
    """Say whether no file of such a name was brought before, so that its columns alone told the wallet."""
    said = KnownStatement.objects.for_user(source.owner).filter(key__in=keys_of(source)[:1])
    return is_told_by_look(source) and not said.exists()


def _columns(said: dict[str, Any] | None, guessed: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the columns as they were said, on the lines where this file has them, in the currency that it names."""
    if not said or not guessed or len(said["roles"]) != len(guessed["roles"]):
        return guessed
    own = {name: guessed[name] for name in OF_EACH_FILE}
    return {**said, **own, "currency": guessed["currency"] or said["currency"]}
