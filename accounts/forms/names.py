from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError

from accounts.identifiers import normalize_email
from accounts.models import User
from accounts.querysets import EMAIL_TAKEN


class NewUsernameField(UsernameField):
    """A username as it is stored."""

    def to_python(self, value: Any) -> str:
        return User.normalize_username(super().to_python(value) or "")


class NewEmailField(forms.EmailField):
    """An address as it is stored, that nobody has yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return normalize_email(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if User.objects.with_email(value).exists():
            raise ValidationError(EMAIL_TAKEN)
