from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.identifiers import normalize_username
from accounts.preferences import Theme, Weekday, validate_currency, validate_locale, validate_time_zone
from accounts.querysets import EMAIL_TAKEN, USERNAME_TAKEN, PeopleManager
from accounts.sign_in_log import FailedSignIn, SignIn
from accounts.validators import validate_plain_line

__all__ = ["FailedSignIn", "SignIn", "User"]

TAKEN = {USERNAME_TAKEN: "username", EMAIL_TAKEN: "email"}


class User(AbstractUser):
    """A person who signs in, and how they want numbers, days and pages shown."""

    username = models.CharField(
        max_length=150,
        unique=True,
        help_text="Letters, digits and . + - _ only.",
        validators=[RegexValidator(r"^[\w.+-]+\Z", "Use letters, digits and . + - _ only.")],
        error_messages={"unique": USERNAME_TAKEN},
    )
    first_name = models.CharField(max_length=150, blank=True, validators=[validate_plain_line])
    last_name = models.CharField(max_length=150, blank=True, validators=[validate_plain_line])
    email = models.EmailField("e-mail", blank=True)
    unconfirmed_email = models.EmailField(
        "unconfirmed e-mail",
        blank=True,
        editable=False,
        help_text="The address that takes the place of the e-mail once its owner follows the link sent to it.",
    )
    home_currency = models.CharField(max_length=3, default="EUR", validators=[validate_currency])
    locale = models.CharField(max_length=20, default="en_IE", validators=[validate_locale])
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    first_day_of_week = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)

    objects = PeopleManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"
        permissions = [("export_user", "Can export people")]
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="accounts_user_unique_username", violation_error_message=USERNAME_TAKEN
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="accounts_user_unique_email",
                violation_error_message=EMAIL_TAKEN,
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="accounts_user_theme"),
            models.CheckConstraint(condition=Q(first_day_of_week__lte=6), name="accounts_user_first_day_of_week"),
        ]

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return normalize_username(username) if isinstance(username, str) else username

    def validate_unique(self, exclude: Iterable[str] | None = None) -> None:
        """Leave it to the constraints, which do not tell upper from lower case."""

    def validate_constraints(self, exclude: Iterable[str] | None = None) -> None:
        """Raise ValidationError with each sentence beside the field that it is about."""
        try:
            super().validate_constraints(exclude=exclude)  # type: ignore[arg-type]
        except ValidationError as error:
            beside = defaultdict(list)
            for message in error.messages:
                beside[TAKEN.get(message, NON_FIELD_ERRORS)].append(message)
            raise ValidationError(beside) from error
