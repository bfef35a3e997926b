from typing import Any

from django import forms
from django.contrib import admin

from accounts.admin.read_only import OwnedLogAdmin
from expenses.exchange.choices import grouped_choices
from expenses.money import format_money
from expenses.name_field import NameField
from expenses.owned_admin import OwnedAdmin, OwnedAdminForm
from expenses.wallets.models import Reconciliation, Wallet
from expenses.wallets.resources import WalletResource
from expenses.wallets.saving import check_currency, check_name, goal_of, has_records, plans_for, rules_for


class WalletAdminForm(OwnedAdminForm):
    name = NameField(max_length=80)
    currency = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = grouped_choices(  # type: ignore[attr-defined]
            self.owner, [self.owner.home_currency, self.instance.currency]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "name" in cleaned:
            check_name(cleaned["name"], owner=self.owner, wallet_id=self.instance.pk)
        if "currency" in cleaned and self.instance.pk:
            before = Wallet.objects.for_user(self.owner).get(pk=self.instance.pk)
            before.owner = self.owner
            check_currency(Wallet(owner=self.owner, currency=cleaned["currency"]), before)
        return cleaned


@admin.register(Wallet)
class WalletAdmin(OwnedAdmin):
    """Wallets. One with records cannot go; it is archived."""

    form = WalletAdminForm
    resource_classes = [WalletResource]
    fields = (
        "owner_name",
        "name",
        "kind",
        "currency",
        "opening_balance",
        "color",
        "is_for_spending",
        "is_default",
        "is_archived",
    )
    list_display = ("name", "kind", "currency", "owner_name", "is_default", "is_archived", "is_sample")
    list_filter = ("kind", "is_archived", "is_sample")
    search_fields = ("name", "owner__username")
    ordering = ("owner", "name")

    def has_delete_permission(self, request, obj=None):
        is_used = obj is not None and (
            has_records(obj, deleted_too=True) or rules_for(obj) or goal_of(obj) or plans_for(obj)
        )
        return not is_used and super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """Leave out the deletion of many: those with records stay."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@admin.register(Reconciliation)
class ReconciliationAdmin(OwnedLogAdmin):
    """What was compared with which statement. People do this; staff look at it."""

    list_display = ("ends_on", "wallet", "balance", "owner", "finished_at")
    list_select_related = ("owner", "wallet")
    search_fields = ("wallet__name", "owner__username")
    ordering = ("-id",)

    @admin.display(description="closing balance")
    def balance(self, reconciliation):
        return format_money(reconciliation.closing_balance, reconciliation.wallet.currency, "en")
