"""Records that staff delete for good: what booked them stays booked, so that it is not booked again."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from expenses.recurring.following import let_go


class BookedRecordAdmin:
    """The staff's pages of a kind of record that recurring payments book."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        let_go(type(obj)._base_manager.filter(owner_id=obj.owner_id, pk=obj.pk), owner_id=obj.owner_id)
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for owner_id in set(queryset.order_by().values_list("owner_id", flat=True)):
            let_go(queryset.filter(owner_id=owner_id), owner_id=owner_id)
        super().delete_queryset(request, queryset)  # type: ignore[misc]
