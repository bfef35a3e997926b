"""What templates say of a kind of record, expense or income."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from expenses.listing import RecordRow
from expenses.record_kinds import RecordKind

register = template.Library()

URL, NAME = "\ue000", "\ue001"
"""Characters that stand for the address and the name of a row. No description has one: it is said last."""


@register.filter
def counted(count: int, kind: RecordKind) -> str:
    """Return "1 expense" or "12 incomes": {{ total.count|counted:kind }}."""
    return kind.counted(count)


@register.simple_tag
def entry_menu(row: RecordRow, next_query: str, can_be_split: bool) -> SafeString:
    """Return the menu of a row: {% entry_menu row next_query can_be_split %}."""
    menu = _menu(next_query, can_be_split, row.is_back)
    return SafeString(menu.replace(URL, row.url).replace(NAME, escape(row.description)))


@lru_cache(maxsize=256)
def _menu(next_query: str, can_be_split: bool, is_back: bool) -> str:
    """Return the menu with places for what differs from row to row: a page has fifty of them."""
    said = {"next_query": next_query, "can_be_split": can_be_split, "is_back": is_back, "url": URL, "name": NAME}
    return render_to_string("expenses/_entry_menu.html", said)


@register.simple_tag
def record_url(kind: RecordKind, page: str, *args: Any) -> str:
    """Return the address of a page of this kind: {% record_url kind "detail" record.pk %}."""
    return kind.address(page, *args)
