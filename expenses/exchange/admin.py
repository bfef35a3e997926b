"""What staff see of rates: those of banks are only read, those of people are kept like the rest of their ledgers."""

from typing import Any

from django.contrib import admin

from accounts.admin.read_only import ReadOnlyAdmin
from expenses.exchange.keeping import is_in_use
from expenses.exchange.models import OwnCurrency, OwnRate, RateUpdate, ReferenceRate, Revaluation
from expenses.exchange.resources import OwnCurrencyResource, OwnRateResource
from expenses.exchange.revaluation import revalue
from expenses.owned_admin import OwnedAdmin


@admin.register(ReferenceRate)
class ReferenceRateAdmin(ReadOnlyAdmin):
    list_display = ("date", "currency", "per_euro", "source")
    list_filter = ("source", "currency")
    search_fields = ("=currency",)
    date_hierarchy = "date"
    show_full_result_count = False


@admin.register(RateUpdate)
class RateUpdateAdmin(ReadOnlyAdmin):
    list_display = ("source", "newest_on", "succeeded_at", "tried_at", "next_at", "problem")


@admin.register(Revaluation)
class RevaluationAdmin(ReadOnlyAdmin):
    list_display = ("owner", "since", "done", "total", "created_at", "touched_at", "finished_at")
    list_select_related = ("owner",)
    search_fields = ("owner__username",)


@admin.register(OwnRate)
class OwnRateAdmin(OwnedAdmin):
    """Rates of people. What they value is worked out anew."""

    resource_classes = [OwnRateResource]
    fields = ("owner_name", "currency", "rate", "other", "date", "last_day", "note")
    list_display = ("date", "currency", "rate", "other", "owner_name", "last_day")
    list_display_links = ("currency",)
    list_filter = ("date",)
    search_fields = ("owner__username", "=currency", "=other", "note")
    ordering = ("-id",)

    def save_model(self, request: Any, obj: OwnRate, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        revalue(obj.owner)

    def delete_model(self, request: Any, obj: OwnRate) -> None:
        super().delete_model(request, obj)
        revalue(obj.owner)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        owners = {rate.owner_id: rate.owner for rate in queryset.select_related("owner")}
        super().delete_queryset(request, queryset)
        for owner in owners.values():
            revalue(owner)


@admin.register(OwnCurrency)
class OwnCurrencyAdmin(OwnedAdmin):
    """Currencies of people. One that anything is counted in keeps its code and stays."""

    resource_classes = [OwnCurrencyResource]
    fields = ("owner_name", "code", "name")
    list_display = ("code", "name", "owner_name")
    list_display_links = ("name",)
    search_fields = ("owner__username", "=code", "name")
    ordering = ("owner", "name")

    def get_readonly_fields(self, request, obj=None):
        """Keep the code: records may be counted in it."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "code") if obj else fixed

    def has_delete_permission(self, request, obj=None):
        is_used = obj is not None and is_in_use(obj.code, obj.owner)
        return not is_used and super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """Leave out the deletion of many: those that records are counted in stay."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}
