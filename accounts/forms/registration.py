from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm

from accounts.forms.fields import EmailAddressField, PersonNameField
from accounts.forms.passwords import PASSWORD_HELP
from accounts.models import User


class SignUpForm(BaseUserCreationForm):
    """A new person. `time_zone` is filled in by the browser's script: a guess, and never wrong."""

    time_zone = forms.Field(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    class Meta:
        model = User
        fields = ("username", "email")
        field_classes = {"username": PersonNameField, "email": EmailAddressField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = "To sign in with, and to reset a forgotten password."
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["password2"].label = "Password again"
        self.fields["password2"].help_text = ""

    def clean_time_zone(self) -> str:
        return str(self.cleaned_data["time_zone"] or "")
