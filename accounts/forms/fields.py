from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField

from accounts.identifiers import normalize_email
from accounts.models import User


class PersonNameField(UsernameField):
    """A username as it is stored."""

    def to_python(self, value: Any) -> str:
        return User.normalize_username(super().to_python(value) or "")


class EmailAddressField(forms.EmailField):
    """An address as it is stored."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "email"}

    def to_python(self, value: Any) -> str:
        return normalize_email(super().to_python(value) or "")
