from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.preferences import Theme, Weekday, validate_currency, validate_locale, validate_time_zone
from accounts.querysets import PeopleManager


class User(AbstractUser):
    """A person who signs in, and how they want numbers, days and pages shown."""

    username = models.CharField(
        max_length=150,
        unique=True,
        help_text="Letters, digits and . + - _ only.",
        validators=[RegexValidator(r"^[\w.+-]+\Z", "Use letters, digits and . + - _ only.")],
        error_messages={"unique": "This username is taken. Choose another one."},
    )
    email = models.EmailField("e-mail", blank=True)
    home_currency = models.CharField(max_length=3, default="EUR", validators=[validate_currency])
    locale = models.CharField(max_length=20, default="en_IE", validators=[validate_locale])
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    first_day_of_week = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)

    objects = PeopleManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_unique_username",
                violation_error_message="This username is taken. Choose another one.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="accounts_user_unique_email",
                violation_error_message="This e-mail address is in use. Sign in, or reset the password.",
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="accounts_user_theme"),
            models.CheckConstraint(condition=Q(first_day_of_week__lte=6), name="accounts_user_first_day_of_week"),
        ]
