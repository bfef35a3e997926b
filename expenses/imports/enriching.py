"""What a checked row keeps beside day, amount and text: the other wallet, another currency, a refund, parts, names."""

from typing import Any

from accounts.currencies import currency_digits
from expenses.imports.converting import original_of
from expenses.imports.formats.statement import StatementRow
from expenses.imports.meaning import EXPENSE, TRANSFER, Meaning
from expenses.imports.models import StatementEntry
from expenses.imports.naming import FileNames
from expenses.imports.proposing import Proposal
from expenses.imports.staging import More, NewEntry
from expenses.imports.wording import describe, notes_of, tidy
from expenses.validators import NOTES_MAX_LENGTH

DUPLICATE = StatementEntry.Outcome.DUPLICATE.value
FEWEST_PARTS, MOST_PARTS = 2, 50
LONGEST_NOTE = 255
INCOME_IS_WHOLE = "Income is not split: all of it gets one category, and its parts stand in the notes."
NOT_SPLIT = "This split cannot be kept: all of it gets one category, and its parts stand in the notes."

StoredPart = list[Any]
"""Category or None, path of a category to be made or "", amount as a text signed like the row, note."""


def enrich(
    entry: NewEntry,
    row: StatementRow,
    proposed: Proposal,
    meaning: Meaning | None,
    names: FileNames,
    *,
    remark: str = "",
    is_converted: bool = False,
) -> NewEntry:
    """Return the entry with what its row means, and what the file says beside."""
    if meaning:
        entry, proposed = _as_meant(entry, row, proposed, meaning, names)
        remark = " ".join(filter(None, (meaning.remark, remark)))
    original = original_of(row) if row.original_currency else None
    notes = notes_of(row._replace(original_amount=None), describe(row, entry.text)) if original else entry.notes
    parts = parts_of(row, names) if row.parts and entry.kind == EXPENSE else []
    if row.parts and not parts and entry.kind != TRANSFER:
        entry, notes = _without_parts(entry, row, names, notes)
        said = NOT_SPLIT if entry.kind == EXPENSE else INCOME_IS_WHOLE
        remark = " ".join(filter(None, (remark, said)))
    meant = meaning or Meaning(entry.kind)
    original = meant.original or original
    more = More(
        meant.resembles_kind,
        meant.resembles_id,
        meant.other_wallet_id,
        original[1] if original else None,
        original[0] if original else "",
        is_converted,
        meant.refund_of_id,
        meant.refund_of_place,
        "" if parts else proposed.new_path,
        list(proposed.new_tags) or None,
        parts or None,
        remark[:500],
    )
    return entry._replace(notes=notes, category_id=None if parts else entry.category_id, more=more)


def parts_of(row: StatementRow, names: FileNames) -> list[StoredPart]:
    """Return the parts of a split as they are kept; none where an expense cannot be split like that."""
    digits = currency_digits(row.currency or "") if row.currency else None
    kept = [part for part in row.parts if part.amount]
    if not FEWEST_PARTS <= len(kept) <= MOST_PARTS or sum(part.amount for part in kept) == 0:
        return []
    if digits is not None and any(part.amount != round(part.amount, digits) for part in kept):
        return []
    return [[*_category(part.category, EXPENSE, names), f"{part.amount:f}", tidy(part.notes)[:LONGEST_NOTE]]
            for part in kept]  # fmt: skip


def _category(path: str, kind: str, names: FileNames) -> tuple[int | None, str]:
    known = names.category(kind, path)
    return (known, "") if known else (None, names.new_path(kind, path))


def _as_meant(
    entry: NewEntry, row: StatementRow, proposed: Proposal, meaning: Meaning, names: FileNames
) -> tuple[NewEntry, Proposal]:
    """Return an entry of another kind, with a category of that kind."""
    category_id, new_path = meaning.category_id, ""
    if meaning.kind == EXPENSE and category_id is None:
        category_id, new_path = _category(row.category, EXPENSE, names)
    new_tags = () if meaning.kind == TRANSFER else proposed.new_tags
    entry = entry._replace(
        kind=meaning.kind,
        outcome=DUPLICATE if meaning.is_there else entry.outcome,
        is_skipped=meaning.is_skipped,
        category_id=category_id,
        tag_ids="[]" if meaning.kind == TRANSFER else entry.tag_ids,
        resembles_kind=meaning.resembles_kind or entry.resembles_kind,
        resembles_id=meaning.resembles_id or entry.resembles_id,
    )
    return entry, proposed._replace(new_path=new_path, new_tags=new_tags)


def _without_parts(entry: NewEntry, row: StatementRow, names: FileNames, notes: str) -> tuple[NewEntry, str]:
    """Return a row that stays whole in the category of its largest part, and notes that tell all of them."""
    largest = max(row.parts, key=lambda part: abs(part.amount))
    said = [f"{tidy(part.category or part.notes)} {part.amount:f}".strip() for part in row.parts]
    category_id = entry.category_id or names.category(entry.kind, largest.category)
    return entry._replace(category_id=category_id), "\n".join(filter(None, [notes, *said]))[:NOTES_MAX_LENGTH]
