"""A page of a person's own rates, the newest first."""

from django.urls import reverse

from accounts.models import User
from expenses.exchange.models import OwnRate
from expenses.paging import Column, Order, page_after, read_date, read_whole_number

PAGE_ROWS = 50
NEWEST_FIRST = Order(
    (Column("date", read_date, is_descending=True), Column("id", read_whole_number, is_descending=True))
)


def rates_page(user: User, after: str) -> tuple[list[OwnRate], str]:
    """Return rates and the address of the next page, "" on the last one; raise KeyInvalid for a wrong `after`."""
    page = page_after(OwnRate.objects.for_user(user), NEWEST_FIRST, after, size=PAGE_ROWS)
    next_url = reverse("expenses:ownrate-list", query={"after": page.next_key}) if page.next_key else ""
    return page.rows, next_url
