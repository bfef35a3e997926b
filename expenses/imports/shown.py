"""What the pages of a statement say, in words."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from babel.numbers import format_decimal
from django.utils import timezone

from accounts.models import User
from expenses.activity.models import Activity
from expenses.categories.tree import CategoryTree
from expenses.imports.becoming import Becoming, Meant
from expenses.imports.models import StatementEntry, StatementImport
from expenses.money import format_money
from expenses.wallets.models import Wallet

READ_A_SECOND = 2_500_000
"""Bytes."""
WRITTEN_A_SECOND = 10_000
"""Rows."""


@dataclass(frozen=True)
class ShownRow:
    """A row with the path of its category and why it has it, and the record that it resembles, where that is there."""

    entry: StatementEntry
    category: str
    resembled: Any | None
    resembled_category: str = ""
    meant: Meant = Meant()
    reason: str = ""


def shown_rows(
    entries: list[StatementEntry],
    resembled: dict[tuple[str, int], Any],
    tree: CategoryTree,
    currency: str,
    user: User,
    reasons: dict[int, str],
) -> list[ShownRow]:
    shown = []
    meant = Becoming(entries, currency, tree, user).all(entries, resembled)
    for entry in entries:
        known = resembled.get((entry.resembles_kind, entry.resembles_id or 0))
        theirs = _path(getattr(known, "category_id", None), tree)
        new = f"{entry.category_path.replace(':', ': ')} (new)" if entry.category_path else ""
        said = _path(entry.category_id, tree) or new
        shown.append(ShownRow(entry, said, known, theirs, meant[entry.pk], reasons.get(entry.pk, "")))
    return shown


def _path(category_id: int | None, tree: CategoryTree) -> str:
    return tree.by_id[category_id].path if category_id in tree.by_id else ""


def gaps_of(source: StatementImport, wallet: Wallet | None, user: User) -> list[str]:
    """Return a sentence for each account and currency of the file that does not add up."""
    if wallet is None:
        return []
    sentences = []
    for gap in source.remarks.get("sums", {}).get("gaps", []):
        opening, closing, missing = (
            format_money(Decimal(gap[name]), wallet.currency, user.locale) for name in ("opening", "closing", "missing")
        )
        sentences.append(
            f"This statement does not add up: it opens with {opening} and closes with {closing}, and the rows miss "
            f"that by {missing}. A row may be missing or may not have been read."
        )
    return sentences


def sample_of(source: StatementImport) -> list[tuple[datetime.date, str, Decimal]]:
    """Return day, text and amount of the first rows of a file, by which a person knows the account."""
    return [
        (datetime.date.fromisoformat(row["date"]), row["description"], Decimal(row["amount"]))
        for row in source.remarks["sample"]
    ]


class Progress(NamedTuple):
    """How far a step is: `value` of `most`, in words `text`."""

    value: int
    most: int
    text: str


def progress_of(source: StatementImport, user: User) -> Progress:
    """Return how far a running step is.

    A check says so itself. Reading and writing are each one piece of work, whose progress is reckoned from the time
    since it was taken on, by what a slow machine does in a second.
    """
    match source.status:
        case StatementImport.Status.READING:
            done = _reckoned(source, READ_A_SECOND, source.size_bytes)
            said = [format_decimal(round(size / 1e6, 1), locale=user.locale) for size in (done, source.size_bytes)]
            return Progress(done, source.size_bytes, f"About {said[0]} of {said[1]} MB")
        case StatementImport.Status.APPLYING:
            done = _reckoned(source, WRITTEN_A_SECOND, source.rows_checked)
            return Progress(
                done, source.rows_checked, f"About {_number(done, user)} of {_rows(source.rows_checked, user)}"
            )
        case _:
            text = f"{_number(source.rows_checked, user)} of {_rows(source.rows_expected, user)}"
            return Progress(source.rows_checked, source.rows_expected, text)


def _reckoned(source: StatementImport, a_second: int, whole: int) -> int:
    """Return what should be done by now, never quite all of it."""
    started = source.claimed_at or timezone.now()
    return min(int((timezone.now() - started).total_seconds() * a_second), whole * 19 // 20)


def result_sentences(source: StatementImport, user: User) -> list[str]:
    """Return what an import has done, the most important first."""
    seconds = source.seconds or 0
    time = "less than a second" if seconds < 1 else f"{seconds:.0f} second{'s' if round(seconds) != 1 else ''}"
    written = f"{_rows(source.written_count, user)} imported in {time}."
    sentences = [written if source.written_count else "Nothing was new, so nothing was written."]
    if source.left_out_count:
        sentences.append(f"{_rows(source.left_out_count, user)} skipped: already there, or as you chose.")
    if source.wrong_count:
        sentences.append(f"{_rows(source.wrong_count, user)} failed.")
    return sentences


def activity_of(source: StatementImport) -> Activity | None:
    """Return what to undo of an import; None where it wrote nothing, or nothing is left of it."""
    return Activity.objects.filter(owner_id=source.owner_id, pk=source.activity_id or 0).first()


def _rows(count: int, user: User) -> str:
    return f"{_number(count, user)} row{'s' if count != 1 else ''}"


def _number(count: int, user: User) -> str:
    return str(format_decimal(count, locale=user.locale))
