from typing import Any

from django import forms

from accounts.models import User
from expenses.categories.choices import Color
from expenses.exchange.fields import CurrencyField
from expenses.fields import AmountField, DayField, read_amount
from expenses.forms.seen import SeenField, initial_seen
from expenses.money import decimal_mark, format_number
from expenses.name_field import NameField
from expenses.validators import validate_amount, validate_date
from expenses.wallets.models import Reconciliation, Wallet
from expenses.wallets.saving import check_currency, check_name


class SpendingSelect(forms.NullBooleanSelect):
    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.choices = [("unknown", "As its kind: all but savings"), ("true", "Yes"), ("false", "No")]


class WalletForm(forms.ModelForm):
    """Make or change a wallet of `user`. Its currency stays once it has records."""

    name = NameField(max_length=80)
    currency = CurrencyField(error_messages={"required": "Choose a currency."})
    opening_balance = forms.CharField(
        required=False,
        max_length=200,
        help_text="What was in it before its first record. Negative where money was owed, as on a credit card.",
    )
    color = forms.ChoiceField(label="Colour", choices=Color, initial=Color.SLATE, widget=forms.RadioSelect)

    is_for_spending = forms.NullBooleanField(
        label="“Safe to spend” counts it", widget=SpendingSelect, help_text="Money to spend from day to day."
    )
    seen = SeenField()

    class Meta:
        model = Wallet
        fields = ["name", "kind", "currency", "opening_balance", "color", "is_for_spending", "is_default"]
        labels = {"is_default": "Propose it for the first record"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.owner = user
        self.initial.update(initial_seen(self.instance))
        self.before = Wallet.objects.for_user(user).filter(pk=self.instance.pk).first() if self.instance.pk else None
        self.fields["currency"].offer(user, user.home_currency, self.instance.currency)  # type: ignore[attr-defined]
        self.initial.setdefault("currency", user.home_currency)
        if self.before:
            opening = format_number(self.before.opening_balance, self.before.currency, user.locale)
            self.initial["opening_balance"] = opening
        self.fields["opening_balance"].widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean_opening_balance(self) -> Any:
        text = self.cleaned_data["opening_balance"].strip()
        currency = self.cleaned_data.get("currency") or self.user.home_currency
        if not text:
            return 0
        amount = read_amount(text, currency=currency, mark=decimal_mark(self.user.locale))
        if amount:
            validate_amount(amount, currency)
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "name" in cleaned:
            check_name(cleaned["name"], owner=self.user, wallet_id=self.instance.pk)
        if "currency" in cleaned and self.before:
            check_currency(Wallet(owner=self.user, currency=cleaned["currency"]), self.before)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the rule of one default to `save_wallet`, which takes it from the other wallet."""
        return super()._get_validation_exclusions() | {"is_default"}  # type: ignore[misc]


class ReconcileForm(forms.Form):
    """What a statement of `wallet` says at its end."""

    ends_on = DayField(label="Last day of the statement", validators=[validate_date])
    closing_balance = AmountField(max_length=200, label="Balance at its end")

    def __init__(self, *args: Any, wallet: Wallet, locale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["closing_balance"]
        field.currency, field.mark = wallet.currency, decimal_mark(locale)  # type: ignore[attr-defined]
        field.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
        field.help_text = f"In {wallet.currency}, as the bank writes it. Negative where you owe money."


def initial_of(open_one: Reconciliation | None, wallet: Wallet, locale: str) -> dict[str, Any]:
    """Return what the form says of a comparison that is open."""
    if open_one is None:
        return {}
    balance = format_number(open_one.closing_balance, wallet.currency, locale)
    return {"ends_on": open_one.ends_on, "closing_balance": balance}
