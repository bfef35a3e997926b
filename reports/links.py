"""Addresses of the expenses behind a number."""

from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from expenses.periods import Period
from reports.breakdown import Slice

REMEMBERED = 2048


def expenses_url(period: Period, **parameters: Any) -> str:
    """Return the address of the list of the expenses in `period`, narrowed by more parameters of the list."""
    url = _list_url(period)
    return f"{url}&{urlencode(parameters)}" if parameters else url


def slice_url(piece: Slice, period: Period) -> str:
    """Return the address of the expenses that `piece` sums up; the list shows a category with all below it."""
    return f"{_list_url(period)}&category={piece.category.pk if piece.category else 'none'}"


def expense_url(pk: int) -> str:
    """Return the address of a single expense."""
    return _detail_url().replace("/0/", f"/{pk}/")


# A page links to the list a hundred times.


@lru_cache(REMEMBERED)
def _list_url(period: Period) -> str:
    url = reverse("expenses:expense-list")
    return f"{url}?date_from={period.start.isoformat()}&date_to={period.last_day.isoformat()}"


@cache
def _detail_url() -> str:
    return reverse("expenses:expense-detail", args=[0])
