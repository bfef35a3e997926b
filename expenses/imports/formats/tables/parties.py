"""Who stands on either side of a row: the own wallet, someone else, or another own wallet."""

from collections import Counter
from collections.abc import Sequence

from expenses.imports.formats.presets.preset import Preset
from expenses.imports.formats.statement import RowKind, StatementRow


def with_parties(rows: Sequence[StatementRow], preset: Preset) -> Sequence[StatementRow]:
    """Return the rows with wallets and payees where they belong, and transfers told as such."""
    match preset.sides:
        case "from-to":
            rows = [_from_to(row) for row in rows]
        case "own-other":
            rows = [row if row.kind is RowKind.TRANSFER else _paid(row, row.account, row.other_account) for row in rows]
        case "people":
            rows = _people(rows)
    if preset.is_other_what_arrived:
        rows = [_arrived(row) for row in rows]
    if preset.is_transfer_in_category:
        rows = [_to_category(row) if row.kind is RowKind.TRANSFER else row for row in rows]
    if preset.transfer:
        rows = [_as_transfer(row, preset.transfer) for row in rows]
    return [row if row.description else row._replace(description=row.counterparty or row.category) for row in rows]


def _paid(row: StatementRow, wallet: str, counterparty: str) -> StatementRow:
    return row._replace(account=wallet, counterparty=counterparty, other_account="")


def _from_to(row: StatementRow) -> StatementRow:
    """Return a row whose money came from `account` and went to `other_account`, one of which is no wallet."""
    if row.kind is RowKind.TRANSFER:
        return row
    if row.amount < 0:
        return _paid(row, row.account, row.other_account)
    return _paid(row, row.other_account, row.account)


def _people(rows: Sequence[StatementRow]) -> list[StatementRow]:
    """Return the rows with the other person as the counterparty: the owner of the file is who is named most."""
    names = Counter(name for row in rows for name in (row.account, row.other_account) if name)
    owner = names.most_common(1)[0][0] if names else ""
    return [_paid(row, "", row.account if row.other_account == owner else row.other_account) for row in rows]


def _arrived(row: StatementRow) -> StatementRow:
    """Return money that came in as what arrived, with what was sent beside it."""
    if row.amount < 0 or row.original_amount is None:
        return row
    sent, sent_in = row.amount, row.currency
    return row._replace(
        amount=abs(row.original_amount), currency=row.original_currency, original_amount=sent, original_currency=sent_in
    )


def _to_category(row: StatementRow) -> StatementRow:
    return row._replace(other_account=row.category, category="")


def _as_transfer(row: StatementRow, starts: tuple[str, ...]) -> StatementRow:
    """Return a row whose payee or category is another wallet as the transfer it is."""
    for start in starts:
        if row.counterparty.startswith(start):
            return row._replace(kind=RowKind.TRANSFER, other_account=row.counterparty.removeprefix(start).strip())
        if row.category.startswith(start):
            other = row.category.removeprefix(start).strip(" '")
            return row._replace(kind=RowKind.TRANSFER, other_account=other, category="")
    return row
