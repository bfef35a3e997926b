from string import ascii_uppercase
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.currencies import MAX_DIGITS, currency_digits
from accounts.models import User
from expenses.exchange.choices import codes_of, grouped_choices
from expenses.exchange.fields import CurrencyField, RateField
from expenses.exchange.keeping import check_code
from expenses.exchange.models import OwnCurrency, OwnRate
from expenses.exchange.sheets import Sheet, SheetRate, WrongLine, read_sheet
from expenses.exchange.validators import validate_rate_date
from expenses.fields import DayField
from expenses.money import decimal_mark
from expenses.name_field import NameField

MOST_BYTES = 2_000_000


class OwnedForm(forms.ModelForm):
    """A form of a row of `user`, which checks the constraints that name the owner too."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.owner = user

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"owner"}  # type: ignore[misc]


class OwnRateForm(OwnedForm):
    """Make or change a rate: one of a currency is worth so much of another, from a day on."""

    currency = CurrencyField(label="One", error_messages={"required": "Choose a currency."})
    rate = RateField(label="Is worth", max_length=30, error_messages={"required": "Enter a rate, such as 1.0845."})
    other = CurrencyField(label="Of", error_messages={"required": "Choose a currency."})
    date = DayField(label="From", validators=[validate_rate_date], error_messages={"required": "Choose a day."})
    last_day = DayField(
        label="To", required=False, validators=[validate_rate_date], help_text="Empty: until your next rate of the two."
    )

    class Meta:
        model = OwnRate
        fields = ["currency", "rate", "other", "date", "last_day", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("currency", "other"):
            field: Any = self.fields[name]
            field.offer(self.user, self.user.home_currency, self.initial.get(name, ""))
        mark = decimal_mark(self.user.locale)
        rate: Any = self.fields["rate"]
        rate.mark = mark
        rate.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
        if self.instance.pk:
            self.initial["rate"] = f"{self.instance.rate.normalize():f}".replace(".", mark)


class OwnCurrencyForm(OwnedForm):
    """Make or change a currency of one's own. Its code is two letters and the number of decimals."""

    name = NameField(max_length=60, error_messages={"required": "Enter a name, such as Air miles."})
    letters = forms.RegexField(
        r"\A[A-Za-z]{2}\Z",
        max_length=2,
        help_text="For its short code, such as PT.",
        error_messages={"invalid": "Enter two letters from A to Z.", "required": "Enter two letters from A to Z."},
    )
    digits = forms.TypedChoiceField(
        label="Decimals", coerce=int, choices=[(digits, str(digits)) for digits in range(MAX_DIGITS + 1)], initial=0
    )

    class Meta:
        model = OwnCurrency
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            code = self.instance.code
            self.initial.update(letters=code[:2], digits=currency_digits(code))
        self.order_fields(["name", "letters", "digits"])

    def clean_letters(self) -> str:
        letters: str = self.cleaned_data["letters"].upper()
        if not set(letters) <= set(ascii_uppercase):
            raise ValidationError("Enter two letters from A to Z.")
        return letters

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "letters" in cleaned and "digits" in cleaned:
            before = OwnCurrency.objects.for_user(self.user).filter(pk=self.instance.pk).first()
            self.instance.code = f"{cleaned['letters']}{cleaned['digits']}"
            try:
                check_code(self.instance, before, self.user)
            except ValidationError as error:
                self.add_error("letters", error)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"code"}

    def add_error(self, field: str | None, error: Any) -> None:
        """Show what is wrong with the code, which the form makes itself, beside its letters."""
        if field is None and isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            error = ValidationError(
                {("letters" if name == "code" else name): errors for name, errors in error.error_dict.items()}
            )
        super().add_error(field, error)


class RateSheetForm(forms.Form):
    """A CSV file of own rates. Cleans to a Sheet; lines with currencies that the person has not are wrong."""

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

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_file(self) -> Sheet:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise ValidationError("This file is larger than 2 MB. Split it into smaller ones.")
        sheet = read_sheet(upload.read())
        field = CurrencyField()
        field.choices = grouped_choices(self.user)
        field.offered = codes_of(grouped_choices(self.user))
        return Sheet(*_known(sheet, field))


def _known(sheet: Sheet, field: CurrencyField) -> tuple[list[SheetRate], list[WrongLine]]:
    """Return the lines whose currencies the person has, and those that are wrong."""
    rates, wrong = [], [*sheet.wrong]
    for rate in sheet.rates:
        unknown = [code for code in (rate.currency, rate.other) if not field.valid_value(code)]
        if unknown:
            wrong.append(WrongLine(rate.line, f"“{unknown[0][:10]}” is not a currency."))
        else:
            rates.append(rate)
    return rates, sorted(wrong)
