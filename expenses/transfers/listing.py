"""A page of a person's transfers, newest first, by day."""

import datetime
from itertools import groupby

from expenses.models import Transfer
from expenses.paging import Column, Order, page_after, read_date, read_whole_number
from expenses.transfers.filters import TransferFilter

PAGE_ROWS = 50
NEWEST_FIRST = Order(
    (Column("date", read_date, is_descending=True), Column("id", read_whole_number, is_descending=True)),
    constant=("deleted_in_id",),
)


def transfers_page(asked: TransferFilter, after: str) -> tuple[list[tuple[datetime.date, list[Transfer]]], str]:
    """Return the transfers that are asked for by day with their wallets, and the address of the next page, or "".

    Raises KeyInvalid for a wrong `after`.
    """
    rows = asked.rows().select_related("from_wallet", "to_wallet")
    page = page_after(rows, NEWEST_FIRST, after, size=PAGE_ROWS)
    days = [(day, list(group)) for day, group in groupby(page.rows, key=lambda row: row.date)]
    return days, asked.url("list", after=page.next_key) if page.next_key else ""
