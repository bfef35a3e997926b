from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.ownership import OwnedQuerySet
from expenses.fields import DayField
from expenses.models import Transfer
from expenses.wallets.choices import wallets_of


class TransferFilter(forms.Form):
    """Which transfers of `user` an address asks for: of a wallet, from a day, to a day; nothing asks for all."""

    wallet = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "This wallet is not there any more. Choose another one."},
    )
    date_from = DayField(required=False, label="From")
    date_to = DayField(required=False, label="To")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.wallets = user, wallets_of(user)
        names = [(pk, f"{wallet.name} ({wallet.currency})") for pk, wallet in self.wallets.items()]
        self.fields["wallet"].choices = [("", "All wallets"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if first and last and last < first:
            raise ValidationError({"date_to": "The last day lies before the first. Swap them."})
        return cleaned

    def rows(self) -> OwnedQuerySet:
        """Return the live transfers that a valid form asks for."""
        rows: OwnedQuerySet = Transfer.objects.for_user(self.user)
        said = self.cleaned_data
        if said["wallet"]:
            rows = rows.filter(Q(from_wallet=said["wallet"]) | Q(to_wallet=said["wallet"]))
        if said["date_from"]:
            rows = rows.filter(date__gte=said["date_from"])
        return rows.filter(date__lte=said["date_to"]) if said["date_to"] else rows

    @property
    def query(self) -> dict[str, str]:
        """Return what an address says of it, without what is empty."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def url(self, name: str, **more: str) -> str:
        """Return the address of a page of the transfers that are asked for."""
        return reverse(f"expenses:transfer-{name}", query={**self.query, **more})
