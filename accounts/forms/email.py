from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.forms.fields import EmailAddressField
from accounts.lockout import is_own_password
from accounts.models import User


class ChangeEmailForm(forms.Form):
    """The address to change to, and the password, so that nobody does it at an unlocked screen."""

    email = EmailAddressField(label="New e-mail address", max_length=254)
    password = forms.CharField(
        label="Current password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        holder = User.objects.with_email(email).first()
        if holder == self.request.user:
            raise ValidationError("This is your address already.")
        if holder:
            raise ValidationError("Somebody here uses this address. Choose another one.")
        return email

    def clean_password(self) -> str:
        if not is_own_password(self.request, self.cleaned_data["password"]):
            raise ValidationError("This is not your current password.", code="password_incorrect")
        return ""
