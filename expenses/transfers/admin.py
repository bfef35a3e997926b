from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError

from expenses.admin_filters import IsDeletedFilter
from expenses.models import Transfer
from expenses.money import format_money
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm
from expenses.recurring.booked_admin import BookedRecordAdmin
from expenses.transfers.resources import TransferResource

KEPT_BY_THE_LEDGER = ("created_by", "created_at", "updated_at", "is_sample", "deleted_in")


class TransferAdminForm(OwnedAdminForm):
    def clean(self) -> dict[str, Any]:
        """Hold that as much arrives as has left, where the wallets have one currency."""
        cleaned = super().clean()
        source, target = cleaned.get("from_wallet"), cleaned.get("to_wallet")
        is_one_currency = source and target and source.currency == target.currency
        if is_one_currency and cleaned.get("from_amount") != cleaned.get("to_amount"):
            raise ValidationError({"to_amount": "Between wallets of one currency, as much arrives as has left."})
        return cleaned


@admin.register(Transfer)
class TransferAdmin(BookedRecordAdmin, OwnedAdmin):
    form = TransferAdminForm
    resource_classes = [TransferResource]
    fields = (
        "owner_name", "date", "from_wallet", "from_amount", "to_wallet", "to_amount", "description", "notes",
        "is_cleared_out", "is_cleared_in",
    )  # fmt: skip
    readonly_fields = ("owner_name", *KEPT_BY_THE_LEDGER)
    list_display = ("date", "__str__", "moved", "from_wallet", "to_wallet", "owner_name", "is_sample")
    list_display_links = ("__str__",)
    list_filter = (IsDeletedFilter, "date", "is_sample")
    list_select_related = ("owner", "from_wallet", "to_wallet")
    search_fields = ("description", "notes", "owner__username")
    autocomplete_fields = ("from_wallet", "to_wallet")
    ordering = ("-id",)

    def get_fields(self, request, obj=None):
        return (*self.fields, *KEPT_BY_THE_LEDGER) if obj else self.fields

    @admin.display(description="amount", ordering="from_amount")
    def moved(self, transfer):
        return format_money(transfer.from_amount, transfer.from_wallet.currency, transfer.owner.locale)

    def save_model(self, request, obj, form, change):
        if not change and request.user != obj.owner:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
