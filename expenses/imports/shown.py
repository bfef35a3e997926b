"""What the pages of a statement say, in words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from accounts.models import User
from expenses.activity.models import Activity
from expenses.categories.tree import CategoryTree
from expenses.imports.becoming import Becoming, Meant
from expenses.imports.models import StatementEntry, StatementImport
from expenses.money import format_money
from expenses.wallets.models import Wallet


@dataclass(frozen=True)
class ShownRow:
    """A row with the path of its category, and the record that it resembles, with its own, where that is there."""

    entry: StatementEntry
    category: str
    resembled: Any | None
    resembled_category: str = ""
    meant: Meant = Meant()


def shown_rows(
    entries: list[StatementEntry], resembled: dict[tuple[str, int], Any], tree: CategoryTree, currency: str, user: User
) -> list[ShownRow]:
    shown = []
    meant = Becoming(entries, currency, tree, user).all(entries, resembled)
    for entry in entries:
        known = resembled.get((entry.resembles_kind, entry.resembles_id or 0))
        theirs = _path(getattr(known, "category_id", None), tree)
        new = f"{entry.category_path.replace(':', ': ')} (new)" if entry.category_path else ""
        shown.append(ShownRow(entry, _path(entry.category_id, tree) or new, known, theirs, meant[entry.pk]))
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


def progress_text(source: StatementImport, user: User) -> str:
    """Return how far a check is, "" for a step of which nobody can tell."""
    if source.status == StatementImport.Status.READING:
        return ""
    if source.status == StatementImport.Status.APPLYING:
        return "Writing all rows"
    checked, expected = (
        format_decimal(count, locale=user.locale) for count in (source.rows_checked, source.rows_expected)
    )
    return f"{checked} of {expected} rows"


def result_sentences(source: StatementImport, user: User) -> list[str]:
    """Return what an import has done, the most important first."""
    seconds = source.seconds or 0
    time = "less than a second" if seconds < 1 else f"{seconds:.0f} second{'s' if round(seconds) != 1 else ''}"
    sentences = [f"{_rows(source.written_count, user)} imported in {time}."]
    if source.left_out_count:
        sentences.append(f"{_rows(source.left_out_count, user)} skipped: already there, or as you chose.")
    if source.wrong_count:
        sentences.append(f"{_rows(source.wrong_count, user)} failed.")
    return sentences


def activity_of(source: StatementImport) -> Activity | None:
    """Return what to undo of an import; None where it wrote nothing, or nothing is left of it."""
    return Activity.objects.filter(owner_id=source.owner_id, pk=source.activity_id or 0).first()


def _rows(count: int, user: User) -> str:
    return f"{format_decimal(count, locale=user.locale)} row{'s' if count != 1 else ''}"
