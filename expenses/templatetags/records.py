"""What templates say of a kind of record, expense or income."""

from typing import Any

from django import template

from expenses.record_kinds import RecordKind

register = template.Library()


@register.filter
def counted(count: int, kind: RecordKind) -> str:
    """Return "1 expense" or "12 incomes": {{ total.count|counted:kind }}."""
    return kind.counted(count)


@register.simple_tag
def record_url(kind: RecordKind, page: str, *args: Any) -> str:
    """Return the address of a page of this kind: {% record_url kind "detail" record.pk %}."""
    return kind.address(page, *args)
