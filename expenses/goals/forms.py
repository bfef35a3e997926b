import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from expenses.exchange.fields import CurrencyField
from expenses.fields import AmountField, DayField, LineField, read_amount
from expenses.goals.models import Goal, GoalContribution
from expenses.goals.saving import NOTHING_GIVEN, check_contribution, check_goal
from expenses.goals.sheets import Line, read_lines
from expenses.money import decimal_mark, format_number
from expenses.name_field import NameField
from expenses.validators import FIRST_DATE, validate_amount
from expenses.wallets.choices import WalletField, wallets_of

MOST_YEARS = 50
MOST_BYTES = 2_000_000
FAR_AWAY = f"Choose a day at most {MOST_YEARS} years ahead."
NO_WALLET = "What I put aside, entered here"


class GoalForm(forms.ModelForm):
    """Make or change a goal of `user`."""

    name = NameField(max_length=60, label="What for")
    wallet = WalletField(
        required=False,
        label="Grows with",
        help_text="The balance of a wallet, such as savings, or what you enter as put aside.",
    )
    currency = CurrencyField(
        required=False,
        error_messages={"required": "Choose a currency."},
        help_text="Of a goal that grows with a wallet: that of the wallet.",
    )
    target = forms.CharField(max_length=200, label="How much")
    due_on = DayField(required=False, label="By", help_text="Empty: some day.")
    starts_on = DayField(
        label="Saving since", help_text="The pace is counted from here. What there is on this day is a head start."
    )
    is_in_wallets = forms.BooleanField(
        required=False,
        label="What I enter as put aside stays in my wallets",
        help_text="“Safe to spend” then leaves it alone. Switch it off where the money is elsewhere.",
    )

    class Meta:
        model = Goal
        fields = ["name", "wallet", "currency", "target", "due_on", "starts_on", "is_in_wallets"]

    field_order = ["name", "target", "wallet", "currency", "due_on", "starts_on", "is_in_wallets"]

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today, self.instance.owner = user, today, user
        self.wallets = wallets_of(user)
        self.fields["wallet"].offer(self.wallets, keep=self.instance.wallet_id, empty_label=NO_WALLET)  # type: ignore[attr-defined]
        self.fields["currency"].offer(user, user.home_currency, self.instance.currency)  # type: ignore[attr-defined]
        self.fields["target"].widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
        if self.instance.pk:
            self.initial["target"] = format_number(self.instance.target, self.instance.currency, user.locale)
        else:
            self.initial = {"currency": user.home_currency, "starts_on": today, "is_in_wallets": True, **self.initial}

    def clean_wallet(self) -> int | None:
        """Keep the id for `_post_clean`: Django would look for a wallet."""
        wallet_id: int | None = self.cleaned_data["wallet"]
        self.instance.wallet_id = wallet_id
        return wallet_id

    def clean_currency(self) -> str:
        wallet = self.wallets.get(self.instance.wallet_id or 0)
        return wallet.currency if wallet else self.cleaned_data["currency"] or self.user.home_currency

    def clean_starts_on(self) -> datetime.date:
        return _near(self.cleaned_data["starts_on"], self.today)

    def clean_due_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["due_on"]
        return None if day is None else _near(day, self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "target" in cleaned and "currency" in cleaned:
            try:
                cleaned["target"] = self._read_target(cleaned["target"], cleaned["currency"])
            except ValidationError as error:
                self.add_error("target", error)
        start, due = cleaned.get("starts_on"), cleaned.get("due_on")
        if start and due and due <= start:
            self.add_error("due_on", "Choose a day after the one on which you begin to save.")
        return cleaned

    def _read_target(self, text: str, currency: str) -> Decimal:
        """Return the amount in a currency that another field says, be it that of a wallet."""
        amount = read_amount(text, currency=currency, mark=decimal_mark(self.user.locale))
        if amount <= 0:
            raise ValidationError("Enter an amount above 0.")
        validate_amount(amount, currency)
        return amount

    def _post_clean(self) -> None:
        wallet_id = self.cleaned_data.pop("wallet", self.instance.wallet_id)
        super()._post_clean()  # type: ignore[misc]
        self.cleaned_data["wallet"] = wallet_id
        if self.errors:
            return
        try:
            check_goal(self.instance, owner=self.user)
        except ValidationError as error:
            self.add_error(None, error)

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to `check_goal` what compares with other goals, and the wallet, which is one of those offered."""
        return super()._get_validation_exclusions() | {"owner", "wallet"}  # type: ignore[misc]


class ContributionForm(forms.ModelForm):
    """Put something aside for `goal`, or take it back with a minus."""

    amount = AmountField(max_length=200, label="Amount", help_text="With a minus it is taken back.")
    date = DayField(label="Day")
    note = LineField(required=False, max_length=120)

    class Meta:
        model = GoalContribution
        fields = ["amount", "date", "note"]

    def __init__(self, *args: Any, user: User, goal: Goal, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goal, self.today = goal, today
        self.instance.owner, self.instance.goal = user, goal
        field = self.fields["amount"]
        field.currency, field.mark = goal.currency, decimal_mark(user.locale)  # type: ignore[attr-defined]
        field.label = f"Amount in {goal.currency}"
        field.widget.attrs.update({"inputmode": "text", "autocomplete": "off"})
        if self.instance.pk:
            self.initial["amount"] = format_number(self.instance.amount, goal.currency, user.locale)
        else:
            self.initial.setdefault("date", today)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount == 0:
            raise ValidationError(NOTHING_GIVEN)
        return amount

    def clean_date(self) -> datetime.date:
        return _near(self.cleaned_data["date"], self.today)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            check_contribution(self.instance, self.goal, today=self.today)
        except ValidationError as error:
            self.add_error(None, error)


class SheetForm(forms.Form):
    """A CSV file with the columns that are `needed`, and others. Cleans to its lines."""

    file = forms.FileField(
        label="CSV file",
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty.",
            "missing": "No file arrived. Choose it again.",
            "invalid": "No file arrived. Choose it again.",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, needed: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed = needed

    def clean_file(self) -> list[Line]:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise ValidationError("This file is larger than 2 MB. Split it into smaller ones.")
        return read_lines(upload.read(), self.needed)


def _near(day: datetime.date, today: datetime.date) -> datetime.date:
    """Return the day; raise ValidationError unless it lies between 1900 and MOST_YEARS ahead."""
    if day < FIRST_DATE:
        raise ValidationError("Enter a date from 1900 on.")
    if day > today + datetime.timedelta(days=MOST_YEARS * 366):
        raise ValidationError(FAR_AWAY)
    return day
