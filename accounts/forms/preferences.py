from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction

from accounts.currencies import currency_choices
from accounts.forms.fields import PersonNameField
from accounts.hooks import call_hooks
from accounts.models import User
from accounts.preferences import locale_choices, time_zone_choices


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
    """How numbers, days and pages are shown."""

    class Meta:
        model = User
        fields = ("home_currency", "locale", "time_zone", "first_day_of_week", "theme")

    def save(self, commit: bool = True) -> User:
        with transaction.atomic():
            super().save()
            if "home_currency" in self.changed_data:
                call_hooks(settings.HOME_CURRENCY_HOOKS, self.instance)
        return self.instance
