from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction

from accounts.currencies import currency_choices
from accounts.forms.fields import PersonNameField
from accounts.hooks import call_hooks
from accounts.models import User
from accounts.preferences import MonthStart, locale_choices, time_zone_choices

WEEKS = [(1, "week"), (2, "second week"), (3, "third week"), (4, "fourth week")]


class ChangedFieldsForm(forms.ModelForm):
    """Write the changed columns alone, so that two open tabs do not undo each other."""

    def save(self, commit: bool = True) -> Any:
        self.instance.save(update_fields=self.changed_data)
        return self.instance


class ProfileForm(ChangedFieldsForm):
    class Meta:
        model = User
        fields = ("username", "first_name", "last_name")
        field_classes = {"username": PersonNameField}
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }


class OfferedPreferences(forms.ModelForm):
    """Choices for what is kept as a code. One that is no longer offered stays as long as nobody changes it."""

    home_currency = forms.ChoiceField(help_text="Totals are in this currency. Every expense keeps its own.")
    locale = forms.ChoiceField(label="Numbers and dates as in")
    time_zone = forms.ChoiceField(help_text="Says which day it is for you.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("home_currency", currency_choices())
        self.offer("locale", locale_choices())
        self.offer("time_zone", time_zone_choices())

    def offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields.get(name)
        if not isinstance(field, forms.ChoiceField):
            return  # staff who may not change it get no field
        field.choices = choices
        current = getattr(self.instance, name)
        if not field.valid_value(current):
            field.choices = [(current, current), *choices]


class PreferencesForm(OfferedPreferences, ChangedFieldsForm):
    """How numbers, days and pages are shown, and when months begin."""

    month_start_day = forms.IntegerField(
        label="On day",
        min_value=1,
        max_value=31,
        required=False,
        help_text="1 to 31. A month that is shorter begins on its last day.",
    )
    month_start_weeks = forms.TypedChoiceField(label="Every", choices=WEEKS, coerce=int, required=False)

    class Meta:
        model = User
        fields = (
            "home_currency",
            "locale",
            "time_zone",
            "first_day_of_week",
            "theme",
            "month_start",
            "month_start_day",
            "month_start_weeks",
            "month_start_date",
            "year_start_month",
        )
        widgets = {"month_start_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_month_start_day(self) -> int:
        return self._answer_if_asked("month_start_day", MonthStart.DAY, "Say on which day, 1 to 31.")

    def clean_month_start_weeks(self) -> int:
        return self._answer_if_asked("month_start_weeks", MonthStart.WEEKS, "Say every how many weeks.")

    def _answer_if_asked(self, name: str, kind: MonthStart, missing: str) -> int:
        """Return what was typed, or what is kept where another kind of month is chosen and this is not asked."""
        typed = self.cleaned_data[name]
        if not typed and self.cleaned_data.get("month_start") == kind:
            raise forms.ValidationError(missing)
        kept: int = typed or self.initial[name]
        return kept

    def save(self, commit: bool = True) -> User:
        with transaction.atomic():
            super().save()
            if "home_currency" in self.changed_data:
                call_hooks(settings.HOME_CURRENCY_HOOKS, self.instance)
        return self.instance
