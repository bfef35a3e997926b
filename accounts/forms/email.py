from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.forms.names import NewEmailField
from accounts.lockout import is_own_password


class ChangeEmailForm(forms.Form):
    """The address to change to, and the password, so that nobody does it at an unlocked screen."""

    email = NewEmailField(label="New e-mail address")
    password = forms.CharField(
        label="Current password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        if not is_own_password(self.request, self.cleaned_data["password"]):
            raise ValidationError("This is not your current password.", code="password_incorrect")
        return ""
