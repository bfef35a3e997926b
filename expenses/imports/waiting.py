"""Statements that wait beside each other: rows of one that are the other half of rows of another."""

from collections.abc import Mapping
from decimal import Decimal

from expenses.imports.models import StatementEntry, StatementImport
from expenses.wallets.choices import wallets_of
from expenses.wallets.models import Wallet

ROWS_AT_ONCE = 500
TOLD = (
    "kind", "other_wallet_id", "is_skipped", "category_id", "category_path", "tag_ids", "tag_names", "original_amount",
    "original_currency", "remark",
)  # fmt: skip


def tell_other_halves(amounts: Mapping[int, Decimal], wallet: Wallet) -> None:
    """Make transfers with `wallet` of rows of other statements; `amounts` are what it moves, by the ids of those rows.

    Rows whose statement is not being looked at any more stay as they are.
    """
    if not amounts:
        return
    owner = wallet.owner
    currencies = {pk: each.currency for pk, each in wallets_of(owner).items()}
    checked = StatementEntry.objects.filter(
        owner_id=owner.pk, pk__in=list(amounts), source__status=StatementImport.Status.CHECKED
    )
    wallet_ids = dict(checked.values_list("pk", "source__wallet_id"))
    rows = list(checked)
    for row in rows:
        row.kind, row.other_wallet_id, row.is_skipped, row.remark = StatementEntry.Kind.TRANSFER, wallet.pk, False, ""
        row.category_id, row.category_path, row.tag_ids, row.tag_names = None, "", [], None
        if row.amount is not None and currencies.get(wallet_ids[row.pk] or 0) != wallet.currency:
            row.original_amount = abs(amounts[row.pk]).copy_sign(row.amount)
            row.original_currency = wallet.currency
    StatementEntry.objects.filter(owner_id=owner.pk).bulk_update(rows, TOLD, batch_size=ROWS_AT_ONCE)
