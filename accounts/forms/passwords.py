from typing import Any

from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm, SetPasswordMixin
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.forms.fields import EmailAddressField
from accounts.lockout import is_own_password
from accounts.models import User

PASSWORD_HELP = "At least 8 characters; not only digits, not a common password, not your own name."  # noqa: S105

LETTERS, LETTERS_WINDOW_SECONDS = 3, 15 * 60


class NewPasswordMixin(SetPasswordMixin):
    """Ask for a new password twice, and write no other column than that of the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields  # type: ignore[attr-defined]
        fields["new_password1"].help_text = PASSWORD_HELP
        fields["new_password2"].label = "New password again"
        fields["new_password2"].help_text = ""

    def set_password_and_save(
        self,
        user: User,
        password_field_name: str = "new_password1",  # noqa: S107
        commit: bool = True,
    ) -> User:
        user.set_password(self.cleaned_data[password_field_name])  # type: ignore[attr-defined]
        user.save(update_fields=["password"])
        return user


class ResetPasswordForm(NewPasswordMixin, SetPasswordForm):
    """A new password for somebody who came by the link in a letter."""


class ChangePasswordForm(NewPasswordMixin, PasswordChangeForm):
    """A new password for somebody who knows the old one."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["old_password"].label = "Current password"

    def clean_old_password(self) -> str:
        password = self.cleaned_data["old_password"]
        if not is_own_password(self.request, password):
            raise ValidationError("This is not your current password.", code="password_incorrect")
        return password


class AskForResetForm(PasswordResetForm):
    """The address that the link to a new password goes to."""

    email = EmailAddressField(label="E-mail address", max_length=254)

    def get_users(self, email: str) -> list[User]:
        """Return who has the address; people who never had a password, such as imported ones, get their first so."""
        people = User.objects.with_email(email).filter(is_active=True)
        return [person for person in people if may_have_letter(person)]


def may_have_letter(person: User) -> bool:
    """Say whether the person gets one more letter now: a stranger must not fill their mailbox by asking again."""
    key = f"accounts.reset_letters:{person.pk}"
    sent = cache.get(key, 0)
    if sent < LETTERS:
        cache.set(key, sent + 1, LETTERS_WINDOW_SECONDS)
    return sent < LETTERS
