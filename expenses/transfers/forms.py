import datetime
import uuid
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from expenses.exchange.valuation import value_in
from expenses.fields import DayField, LineField, LinesField, read_amount
from expenses.forms.seen import SeenField
from expenses.models import Transfer, Wallet
from expenses.money import decimal_mark, format_number, round_money
from expenses.transfers.entry import SAME_WALLET, TransferEntry
from expenses.validators import NOTES_MAX_LENGTH, validate_amount, validate_date, validate_lines
from expenses.wallets.choices import WalletField, wallets_of


class TransferForm(forms.Form):
    """One transfer, new or changed, between wallets of `user`."""

    from_wallet = WalletField(label="From", error_messages={"required": "Choose the wallet that it leaves."})
    to_wallet = WalletField(label="To", error_messages={"required": "Choose the wallet that it reaches."})
    from_amount = forms.CharField(
        max_length=200, label="Amount", error_messages={"required": "Enter an amount, such as 100."}
    )
    to_amount = forms.CharField(
        required=False,
        max_length=200,
        label="Amount that arrives",
        help_text="Only where the wallets have different currencies, in that of the second one.",
    )
    date = DayField(validators=[validate_date], error_messages={"required": "Choose a day."})
    description = LineField(required=False, max_length=255)
    notes = LinesField(required=False, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    submission_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = SeenField()

    def __init__(self, *args: Any, user: User, keep: tuple[int, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.wallets = user, wallets_of(user)
        for name, kept in zip(("from_wallet", "to_wallet"), keep or (None, None), strict=True):
            self.fields[name].offer(self.wallets, keep=kept, empty_label="Choose a wallet")  # type: ignore[attr-defined]
        for name in ("from_amount", "to_amount"):
            self.fields[name].widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
        self.fields["notes"].widget.attrs["rows"] = 3
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        """Read the amounts in the currencies of their wallets."""
        cleaned = super().clean() or self.cleaned_data
        source, target = (self.wallets.get(cleaned.get(name) or 0) for name in ("from_wallet", "to_wallet"))
        if source and target and source.pk == target.pk:
            self.add_error("to_wallet", SAME_WALLET)
        elif source and target and "from_amount" in cleaned:
            try:
                self._read_amounts(cleaned, source, target)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    def _read_amounts(self, cleaned: dict[str, Any], source: Wallet, target: Wallet) -> None:
        cleaned["from_amount"] = left = self._read("from_amount", source.currency)
        if source.currency == target.currency:
            cleaned["to_amount"] = left
        elif cleaned.get("to_amount"):
            cleaned["to_amount"] = self._read("to_amount", target.currency)
        else:
            cleaned["to_amount"] = at_rate(left, source.currency, target.currency, self.user, cleaned.get("date"))

    def _read(self, name: str, currency: str) -> Decimal:
        try:
            amount = read_amount(self.cleaned_data[name], currency=currency, mark=decimal_mark(self.user.locale))
            validate_amount(amount, currency)
            if amount < 0:
                raise ValidationError("Enter it without a minus, or swap the wallets.")
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
        return amount

    @property
    def entry(self) -> TransferEntry:
        """Return what a valid form says."""
        said = self.cleaned_data
        names = ("date", "from_amount", "to_amount", "description", "notes")
        ids = {"from_wallet_id": said["from_wallet"], "to_wallet_id": said["to_wallet"]}
        return TransferEntry(**ids, **{name: said[name] for name in names})


def at_rate(amount: Decimal, currency: str, other: str, owner: User, day: datetime.date | None) -> Decimal:
    """Return `amount` in another currency at the rate of `day`; raise ValidationError, keyed by field, without one."""
    worth = value_in(amount, currency, other, owner, day) if day else None
    rounded = None if worth is None else round_money(worth, other)
    if not rounded:
        words = f"No rate from {currency} to {other} is known. Enter how much arrives, in {other}."
        raise ValidationError({"to_amount": words})
    return rounded


def initial_of(transfer: Transfer, wallets: dict[int, Wallet], locale: str) -> dict[str, Any]:
    """Return what the form says of a transfer."""
    source, target = wallets[transfer.from_wallet_id], wallets[transfer.to_wallet_id]
    arrived = format_number(transfer.to_amount, target.currency, locale)
    return {
        "date": transfer.date,
        "from_wallet": source.pk,
        "to_wallet": target.pk,
        "from_amount": format_number(transfer.from_amount, source.currency, locale),
        "to_amount": "" if source.currency == target.currency else arrived,
        "description": transfer.description,
        "notes": transfer.notes,
        "seen": transfer.updated_at.isoformat(),
    }


def new_initial(today: datetime.date, from_wallet: str) -> dict[str, Any]:
    return {"date": today, "from_wallet": from_wallet, "submission_id": uuid.uuid4()}


def differences(transfer: Transfer, form: TransferForm) -> list[tuple[str, str, str]]:
    """Return (label, what is saved, what the form says) for each field in which they differ."""
    saved = initial_of(transfer, form.wallets, form.user.locale)
    shown = ("date", "from_wallet", "to_wallet", "from_amount", "to_amount", "description", "notes")
    typed = {name: form.data.get(name, "") for name in shown}
    for values in (saved, typed):
        for name in ("from_wallet", "to_wallet"):
            wallet = form.wallets.get(int(values[name])) if str(values[name]).isdecimal() else None
            values[name] = wallet.name if wallet else ""
    return [
        (str(form[name].label), str(saved[name]), str(typed[name]))
        for name in shown
        if str(saved[name]) != str(typed[name])
    ]
