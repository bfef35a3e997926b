"""A page of a person's transfers, newest first, by day."""

import datetime
from itertools import groupby

from django.urls import reverse

from accounts.models import User
from expenses.models import Transfer
from expenses.paging import Column, Order, page_after, read_date, read_whole_number

PAGE_ROWS = 50
NEWEST_FIRST = Order(
    (Column("date", read_date, is_descending=True), Column("id", read_whole_number, is_descending=True)),
    constant=("deleted_in_id",),
)


def transfers_page(user: User, after: str) -> tuple[list[tuple[datetime.date, list[Transfer]]], str]:
    """Return transfers by day with their wallets, and the address of the next page, "" on the last one.

    Raises KeyInvalid for a wrong `after`.
    """
    rows = Transfer.objects.for_user(user).select_related("from_wallet", "to_wallet")
    page = page_after(rows, NEWEST_FIRST, after, size=PAGE_ROWS)
    days = [(day, list(group)) for day, group in groupby(page.rows, key=lambda row: row.date)]
    next_url = reverse("expenses:transfer-list", query={"after": page.next_key}) if page.next_key else ""
    return days, next_url
