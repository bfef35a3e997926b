from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.models import Transfer, Wallet
from expenses.money import round_money
from expenses.names import name_key
from expenses.owned_resource import OwnedResource, Row, TextWidget
from expenses.resources import AmountWidget, DayWidget
from expenses.transfers.entry import SAME_WALLET
from expenses.wallets.choices import wallets_of


class TransferResource(OwnedResource):
    """The live transfers of many people, their wallets by name. The wallets must be there already."""

    date = Field("date", "date", widget=DayWidget())
    from_wallet = Field("from_name", "from_wallet", widget=TextWidget(), readonly=True)
    to_wallet = Field("to_name", "to_wallet", widget=TextWidget(), readonly=True)
    from_amount = Field("from_amount", "from_amount", widget=AmountWidget())
    to_amount = Field("to_amount", "to_amount", widget=AmountWidget())
    description = Field("description", "description", widget=PlainTextWidget())
    notes = Field("notes", "notes", widget=PlainTextWidget())

    class Meta(OwnedResource.Meta):
        model = Transfer
        fields = (
            "id",
            "owner",
            "date",
            "from_wallet",
            "to_wallet",
            "from_amount",
            "to_amount",
            "description",
            "notes",
        )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.wallets: dict[int, dict[str, Wallet]] = {}

    def get_queryset(self) -> QuerySet[Transfer]:
        live = Transfer.objects.filter(deleted_in__isnull=True)
        return live.select_related("owner", "from_wallet", "to_wallet")

    def filter_export(self, queryset: QuerySet[Transfer], **kwargs: Any) -> QuerySet[Transfer]:
        return queryset.select_related("owner", "from_wallet", "to_wallet")

    # Out

    def dehydrate_from_wallet(self, transfer: Transfer) -> str:
        return TextWidget().render(transfer.from_wallet.name)

    def dehydrate_to_wallet(self, transfer: Transfer) -> str:
        return TextWidget().render(transfer.to_wallet.name)

    def dehydrate_from_amount(self, transfer: Transfer) -> Any:
        return round_money(transfer.from_amount, transfer.from_wallet.currency)

    def dehydrate_to_amount(self, transfer: Transfer) -> Any:
        return round_money(transfer.to_amount, transfer.to_wallet.currency)

    # In

    def after_init_instance(self, instance: Transfer, new: bool, row: Row, **kwargs: Any) -> None:
        instance.from_name = "" if new else instance.from_wallet.name  # type: ignore[attr-defined]
        instance.to_name = "" if new else instance.to_wallet.name  # type: ignore[attr-defined]

    def steps(self) -> tuple[Callable[..., None], ...]:
        return (self._import_wallets,)

    def _import_wallets(self, instance: Transfer, row: Row, **kwargs: Any) -> None:
        for end in ("from", "to"):
            if f"{end}_wallet" in row:
                name = TextWidget().clean(row[f"{end}_wallet"])
                setattr(instance, f"{end}_wallet", self._find(instance.owner, name, f"{end}_wallet"))
                setattr(instance, f"{end}_name", name)
        if not (instance.from_wallet_id and instance.to_wallet_id):
            raise ValidationError({"from_wallet": "Say from which wallet to which, in from_wallet and to_wallet."})
        if instance.from_wallet_id == instance.to_wallet_id:
            raise ValidationError({"to_wallet": SAME_WALLET})
        self._check_amounts(instance)

    def _check_amounts(self, instance: Transfer) -> None:
        """Take what left for what arrived where the wallets have one currency, and refuse two amounts there."""
        if instance.from_wallet.currency != instance.to_wallet.currency:
            return
        instance.to_amount = getattr(instance, "to_amount", None) or instance.from_amount
        if instance.to_amount != instance.from_amount:
            raise ValidationError({"to_amount": "Between wallets of one currency, as much arrives as has left."})

    def _find(self, owner: User, name: str, column: str) -> Wallet:
        if owner.pk not in self.wallets:
            self.wallets[owner.pk] = {name_key(wallet.name): wallet for wallet in wallets_of(owner).values()}
        if name_key(name) not in self.wallets[owner.pk]:
            raise ValidationError({column: f"{owner} has no wallet “{name}”. Make it first."})
        return self.wallets[owner.pk][name_key(name)]

    def before_save_instance(self, instance: Transfer, row: Row, **kwargs: Any) -> None:
        if instance._state.adding and kwargs.get("user") != instance.owner:
            instance.created_by = kwargs.get("user")
