from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from accounts.forms.fields import PersonNameField
from accounts.forms.preferences import OfferedPreferences
from accounts.models import User

NO_PASSWORD = "Without one, they choose it themselves by “Forgot the password?”."  # noqa: S105


class AddPersonForm(OfferedPreferences, AdminUserCreationForm):
    """A new person, made by an administrator."""

    usable_password = AdminUserCreationForm.create_usable_password_field(NO_PASSWORD)

    class Meta:
        model = User
        field_classes = {"username": PersonNameField}
        fields = ("username", "email", "home_currency", "locale", "time_zone")


class ChangePersonForm(OfferedPreferences, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User
        field_classes = {"username": PersonNameField}
