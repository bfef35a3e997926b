"""Which of the bank's ids can be told rows apart by."""

from collections.abc import Sequence

from expenses.imports.formats.statement import StatementRow


def keep_trusted_ids(rows: Sequence[StatementRow]) -> tuple[StatementRow, ...]:
    """Return the rows, without the ids that the file gives to different rows of one account."""
    ids = [(row.account, row.bank_id) for row in rows if row.bank_id]
    if len(set(ids)) == len(ids):
        return tuple(rows)
    first: dict[tuple[str, str], StatementRow] = {}
    unsafe: set[tuple[str, str]] = set()
    for row in rows:
        if row.bank_id:
            key = (row.account, row.bank_id)
            seen = first.setdefault(key, row)
            if seen is not row and (seen.date, seen.amount) != (row.date, row.amount):
                unsafe.add(key)
    return tuple(row._replace(bank_id="") if (row.account, row.bank_id) in unsafe else row for row in rows)
