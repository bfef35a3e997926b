from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField

MAX_LENGTH = 254


class SignInForm(AuthenticationForm):
    """Username or e-mail, and password."""

    remember_me = forms.BooleanField(label="Remember me on this device", required=False)

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "This name and this password do not belong together. Try again, or reset the password.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django's own takes no more than a username is long; an e-mail address may be longer.
        self.fields["username"] = UsernameField(
            label="Username or e-mail", max_length=MAX_LENGTH, widget=forms.TextInput(attrs={"autofocus": True})
        )
