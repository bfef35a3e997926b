"""Addresses of the expenses behind a number."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from expenses.periods import Period
from reports.breakdown import Slice


def expenses_url(period: Period, **parameters: Any) -> str:
    """Return the address of the list of the expenses in `period`, narrowed by more parameters of the list."""
    url = f"{_list_url()}?date_from={period.start.isoformat()}&date_to={period.last_day.isoformat()}"
    return f"{url}&{urlencode(parameters)}" if parameters else url


def slice_url(piece: Slice, period: Period) -> str:
    """Return the address of the expenses that `piece` sums up; the list shows a category with all below it."""
    return expenses_url(period, category=piece.category.pk if piece.category else "none")


@cache
def _list_url() -> str:
    """Return the address of the list; a page links to it a hundred times."""
    return reverse("expenses:expense-list")
