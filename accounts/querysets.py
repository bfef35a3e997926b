from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import UserManager
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.hooks import call_hooks
from accounts.identifiers import normalize_email, sign_in_key

if TYPE_CHECKING:
    from accounts.models import User

USERNAME_TAKEN = "This username is taken. Choose another one."
EMAIL_TAKEN = "This e-mail address is in use. Sign in, or reset the password."


class PeopleManager(UserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return normalize_email(email or "")

    def find_by_login(self, login: str) -> "User | None":
        """Return the person whose username or e-mail is `login`, in any case, or None."""
        return (self.with_email(login) if "@" in login else self.with_username(login)).first()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.with_username(username or "").get()

    def with_username(self, username: str) -> "QuerySet[User]":
        """Return the one person who has the username, in any case, or nobody."""
        return self.alias(key=Lower("username")).filter(key=sign_in_key(username))

    def with_email(self, email: str) -> "QuerySet[User]":
        """Return the one person who has the address, in any case, or nobody."""
        return self.alias(key=Lower("email")).filter(key=sign_in_key(email)).exclude(email="")

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra_fields: Any
    ) -> "User":
        """Make an administrator for `manage.py createsuperuser`; raise ValidationError where the e-mail is taken."""
        if self.with_email(email or "").exists():
            raise ValidationError(EMAIL_TAKEN)
        extra_fields.setdefault("home_currency", settings.DEFAULT_CURRENCY)
        with transaction.atomic(using=self._db):
            person = super().create_superuser(username, email, password, **extra_fields)
            call_hooks(settings.NEW_PERSON_HOOKS, person)
        return person
