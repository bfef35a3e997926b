from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.names import name_key
from expenses.owned_resource import FlagWidget, OwnedResource, Row, TextWidget
from expenses.resources import AmountWidget
from expenses.wallets.choices import wallets_of
from expenses.wallets.models import Wallet
from expenses.wallets.saving import check_currency, check_name


def find_wallet_named(owner: User, name: str) -> Wallet | None:
    """Return the wallet of `owner` that is called `name`, or None."""
    return next((wallet for wallet in wallets_of(owner).values() if name_key(wallet.name) == name_key(name)), None)


def read_wallet(owner: User, row: Row, column: str = "wallet") -> Wallet | None:
    """Return the wallet that a cell names, None for an empty one; raise ValidationError where `owner` has no such."""
    name = TextWidget().clean(row.get(column) or "")
    wallet = find_wallet_named(owner, name) if name else None
    if name and wallet is None:
        raise ValidationError({column: f"{owner} has no wallet “{name}”. Make it first."})
    return wallet


class SpendingWidget(FlagWidget):
    """Yes, no, or nothing where the kind of the wallet decides."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:  # type: ignore[override]
        return None if value in (None, "") else super().clean(value, row, **kwargs)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else super().render(value, obj, **kwargs)


class WalletResource(OwnedResource):
    """Wallets. One without an id is the one of its name, or else new."""

    name = Field("name", "name", widget=PlainTextWidget())
    opening_balance = Field("opening_balance", "opening_balance", widget=AmountWidget())
    is_for_spending = Field("is_for_spending", "is_for_spending", widget=SpendingWidget())
    is_default = Field("is_default", "is_default", widget=FlagWidget())
    is_archived = Field("is_archived", "is_archived", widget=FlagWidget())

    class Meta(OwnedResource.Meta):
        model = Wallet
        fields = (
            "id",
            "owner",
            "name",
            "kind",
            "currency",
            "opening_balance",
            "color",
            "is_for_spending",
            "is_default",
            "is_archived",
        )

    def filter_export(self, queryset: QuerySet[Wallet], **kwargs: Any) -> QuerySet[Wallet]:
        return queryset.select_related("owner")

    def find_same(self, owner: User, row: Row) -> Wallet | None:
        return find_wallet_named(owner, self.fields["name"].clean(row)) if "name" in row else None

    def init_instance(self, row: Any = None) -> Wallet:
        wallet: Wallet = super().init_instance(row)
        wallet.currency, wallet.opening_balance = wallet.owner.home_currency, Decimal(0)
        return wallet

    def validate_instance(
        self, instance: Wallet, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        check_name(instance.name, owner=instance.owner, wallet_id=instance.pk)
        before = Wallet.objects.for_user(instance.owner).filter(pk=instance.pk).first() if instance.pk else None
        check_currency(instance, before)
