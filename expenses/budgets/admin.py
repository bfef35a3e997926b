from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError

from expenses.budgets.models import Budget, BudgetChange
from expenses.budgets.resources import BudgetChangeResource, BudgetResource, check_decimals
from expenses.budgets.saving import check_budget
from expenses.name_field import NameField
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm


class BudgetAdminForm(OwnedAdminForm):
    name = NameField(max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("currency"):
            check_decimals(cleaned.get("amount"), cleaned["currency"])
        return cleaned

    def _post_clean(self) -> None:
        """Ask whether there is another budget for the same, once the instance has the new values."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                check_budget(self.instance, owner=self.owner)
            except ValidationError as error:
                self.add_error(None, error)


class BudgetChangeAdminForm(OwnedAdminForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("currency"):
            check_decimals(cleaned.get("amount"), cleaned["currency"])
        return cleaned


@admin.register(Budget)
class BudgetAdmin(OwnedAdmin):
    """Budgets of all people."""

    form = BudgetAdminForm
    resource_classes = [BudgetResource]
    fields = (
        "owner_name",
        "name",
        "category",
        "tag",
        "amount",
        "currency",
        "rhythm",
        "carries_left",
        "carries_overspent",
        "starts_on",
        "thresholds",
        "is_archived",
    )
    list_display = ("id", "name", "category", "tag", "amount", "currency", "rhythm", "is_archived", "owner_name")
    list_display_links = ("id", "name")
    list_filter = ("rhythm", "is_archived")
    list_select_related = ("owner", "category", "tag")
    search_fields = ("name", "category__name", "tag__name", "owner__username")
    autocomplete_fields = ("category", "tag")
    ordering = ("owner", "id")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer categories of expenses alone."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category" and field is not None:
            field.queryset = field.queryset.filter(kind="expense")
        return field


@admin.register(BudgetChange)
class BudgetChangeAdmin(OwnedAdmin):
    """Other amounts of budgets, in one period alone or up to it."""

    form = BudgetChangeAdminForm
    resource_classes = [BudgetChangeResource]
    fields = ("owner_name", "budget", "period_start", "reaches_back", "amount", "currency")
    list_display = ("id", "budget", "period_start", "reaches_back", "amount", "currency", "owner_name")
    list_select_related = ("owner", "budget")
    search_fields = ("budget__name", "owner__username")
    autocomplete_fields = ("budget",)
    ordering = ("owner", "budget", "period_start")
