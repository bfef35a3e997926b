"""Addresses of the expenses or income behind a number."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from expenses.periods import Month, Period, Year
from reports.breakdown import Slice

REMEMBERED = 2048

_search: ContextVar[str] = ContextVar("search", default="")
"""The search that the report being written is narrowed to: every number leads to what it sums, a hundred times a page.
"""


@contextmanager
def searching(text: str) -> Iterator[None]:
    """Narrow the lists that are linked to meanwhile to a search as well, "" for none."""
    token = _search.set(text)
    try:
        yield
    finally:
        _search.reset(token)


def expenses_url(period: Period, **parameters: Any) -> str:
    """Return the address of the list of the expenses in `period`, narrowed by more parameters of the list."""
    url = _list_url(period, search=_search.get())
    return f"{url}&{urlencode(parameters)}" if parameters else url


def income_url(period: Period, **parameters: Any) -> str:
    """Return the address of the list of the income in `period`, narrowed by more parameters of the list."""
    url = _list_url(period, "expenses:income-list", _search.get())
    return f"{url}&{urlencode(parameters)}" if parameters else url


def slice_url(piece: Slice, period: Period) -> str:
    """Return the address of the expenses that `piece` sums up; the list shows a category with all below it."""
    return f"{_list_url(period, search=_search.get())}&category={piece.category.pk if piece.category else 'none'}"


def expense_url(pk: int) -> str:
    """Return the address of a single expense."""
    return _detail_url().replace("/0/", f"/{pk}/")


def month_url(month: Month) -> str:
    """Return the address of the report on a month: by its name, or by its first day where it has none."""
    day = month.named or month.start
    name, parts = ("reports:month", 2) if month.named else ("reports:pay-period", 3)
    return reverse(name, args=(day.year, day.month, day.day)[:parts])


def year_url(year: Year) -> str:
    return reverse("reports:year", args=[year.first.year])


# A page links to the list a hundred times.


@lru_cache(REMEMBERED)
def _list_url(period: Period, name: str = "expenses:expense-list", search: str = "") -> str:
    url = f"{reverse(name)}?date_from={period.start.isoformat()}&date_to={period.last_day.isoformat()}"
    return f"{url}&{urlencode({'q': search})}" if search else url


@cache
def _detail_url() -> str:
    return reverse("expenses:expense-detail", args=[0])
