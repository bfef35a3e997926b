import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.activity.models import Activity
from expenses.budgets.choices import Rhythm
from expenses.budgets.limits import worth_at_home
from expenses.budgets.models import Budget
from expenses.budgets.overview import EVERYTHING
from expenses.budgets.rhythm import period_of
from expenses.budgets.saving import save_budget
from expenses.budgets.thresholds import USUAL, parse_thresholds, write_thresholds
from expenses.categories.tree import CategoryTree
from expenses.fields import AmountField, DayField
from expenses.models import Tag
from expenses.money import decimal_mark, format_number, round_money
from expenses.name_field import NameField
from expenses.names import sort_key
from expenses.periods import Calendar
from expenses.validators import FIRST_DATE, MAX_AMOUNT, validate_date

ALL = "all"
THING_GONE = "This is not there any more. Choose another one."


class LimitField(AmountField):
    """What a budget has: an amount in the home currency of `user`, nought or more. Cleans to a Decimal or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def belong_to(self, user: User) -> None:
        self.currency, self.mark = user.home_currency, decimal_mark(user.locale)
        self.label = f"{self.label or 'Amount'} in {user.home_currency}"

    def clean(self, value: Any) -> Decimal | None:
        amount = super().clean(value)
        if amount is None:
            return None
        if amount < 0:
            raise ValidationError("Enter an amount without a minus.")
        if amount > MAX_AMOUNT:
            raise ValidationError("This amount is too large. The largest is 99,999,999,999.9999.")
        if amount != round_money(amount, self.currency):
            digits = currency_digits(self.currency)
            raise ValidationError(f"{self.currency} has {digits or 'no'} decimals. Enter an amount with no more.")
        return amount


class BudgetForm(forms.ModelForm):
    """Make or change a budget of `user`; what it is for is one choice of everything, their categories and tags."""

    thing = forms.ChoiceField(label="For", error_messages={"invalid_choice": THING_GONE})
    amount = LimitField()
    rhythm = forms.ChoiceField(label="How often", choices=Rhythm)
    applies = forms.ChoiceField(
        label="Another amount holds",
        required=False,
        choices=[("now", "from this period on"), ("always", "in all periods, those that are over too")],
        widget=forms.RadioSelect,
        initial="now",
    )
    carries_left = forms.BooleanField(required=False, label="What is left goes into the next period")
    carries_overspent = forms.BooleanField(required=False, label="What was overspent comes off the next period")
    starts_on = DayField(label="Counts from", help_text="The first period is the one with this day in it.")
    thresholds = forms.CharField(
        required=False,
        max_length=40,
        label="Say so at",
        initial=USUAL,
        help_text="Per cent of what there is, such as 80, 100. Empty: never.",
    )
    name = NameField(required=False, max_length=60, label="Name", help_text="Empty: it is called like what it is for.")

    class Meta:
        model = Budget
        fields = [
            "amount",
            "rhythm",
            "carries_left",
            "carries_overspent",
            "starts_on",
            "thresholds",
            "name",
            "is_archived",
        ]

    field_order = [
        "thing",
        "amount",
        "rhythm",
        "applies",
        "carries_left",
        "carries_overspent",
        "starts_on",
        "thresholds",
    ]

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today, self.instance.owner = user, today, user
        self.tree = CategoryTree.of(user)
        self.fields["amount"].belong_to(user)  # type: ignore[attr-defined]
        self.fields["thing"].choices = self._things()  # type: ignore[attr-defined]
        for name in ["is_archived"] if not self.instance.pk else []:
            del self.fields[name]
        if not self._has_past():
            del self.fields["applies"]
        self.initial = {**self._said(), **self.initial} if not self.instance.pk else {**self.initial, **self._said()}

    def _things(self) -> Any:
        rows = Tag.objects.for_user(self.user).order_by().values_list("pk", "name")
        tags = [(f"t{pk}", f"#{name}") for pk, name in sorted(rows, key=lambda row: sort_key(row[1]))]
        categories = [(f"c{pk}", path) for pk, path in self.tree.choices(keep=self.instance.category_id)]
        groups = [("Categories, with all below them", categories), ("Tags", tags)]
        return normalize_choices([(ALL, EVERYTHING), *(group for group in groups if group[1])])

    def _has_past(self) -> bool:
        """Say whether periods of the budget are over, which can keep their amount when it changes."""
        if not self.instance.pk:
            return False
        now = period_of(self.instance.rhythm, self.today, Calendar.of(self.user))
        return self.instance.starts_on < now.start

    def _said(self) -> dict[str, Any]:
        budget = self.instance
        if not budget.pk:
            return {
                "thing": ALL,
                "rhythm": Rhythm.MONTH,
                "starts_on": Calendar.of(self.user).month_of(self.today).start,
            }
        worth = worth_at_home(self.user, self.today)(budget.amount, budget.currency)
        amount = "" if worth is None else format_number(worth, self.user.home_currency, self.user.locale)
        return {"thing": thing_key(budget), "amount": amount}

    def clean_starts_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["starts_on"]
        validate_date(day, self.today)
        if Calendar.of(self.user).year_of(day).start < FIRST_DATE:
            raise ValidationError("Enter a date from 1901 on.")
        return day

    def clean_thresholds(self) -> str:
        return write_thresholds(parse_thresholds(self.cleaned_data["thresholds"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if thing := cleaned.get("thing"):
            self.instance.category_id = int(thing[1:]) if thing.startswith("c") else None
            self.instance.tag_id = int(thing[1:]) if thing.startswith("t") else None
        return cleaned

    def _post_clean(self) -> None:
        """Write the amount in today's home currency, unless it is what was said in a former one."""
        budget = self.instance
        was = (budget.amount, budget.currency) if budget.pk else None
        super()._post_clean()  # type: ignore[misc]
        if was and "amount" not in self.changed_data:
            budget.amount, budget.currency = was
        else:
            budget.currency = self.user.home_currency

    def save_as(self, actor: User) -> Activity:
        """Write the budget and return what to undo; raise ValidationError where something changed meanwhile."""
        from_now = self.cleaned_data.get("applies", "always") != "always"
        return save_budget(self.instance, owner=self.user, actor=actor, today=self.today, from_now=from_now)


class PeriodAmountForm(forms.Form):
    """Another amount for one period; nothing for the usual one."""

    amount = LimitField(required=False, help_text="Empty: the usual amount.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].belong_to(user)  # type: ignore[attr-defined]


class EverythingForm(forms.Form):
    """What `user` means to spend in a month in all; nothing for no such budget."""

    amount = LimitField(required=False, label="Budget for everything", help_text="Empty: no such budget.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].belong_to(user)  # type: ignore[attr-defined]


class MoveMoneyForm(forms.Form):
    """Move money from one budget to another one of `targets`, (id, name) pairs."""

    amount = LimitField()
    to = forms.TypedChoiceField(label="To", coerce=int, error_messages={"invalid_choice": THING_GONE})

    def __init__(self, *args: Any, user: User, targets: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].belong_to(user)  # type: ignore[attr-defined]
        self.fields["to"].choices = normalize_choices([("", "Choose a budget"), *targets])  # type: ignore[attr-defined]

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount == 0:
            raise ValidationError("Enter how much to move.")
        return amount


def thing_key(budget: Budget) -> str:
    """Return what a budget is for as the form's choice has it: "all", "c5" or "t7"."""
    if budget.category_id is not None:
        return f"c{budget.category_id}"
    return ALL if budget.tag_id is None else f"t{budget.tag_id}"
