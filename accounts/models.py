from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.identifiers import normalize_username
from accounts.month_rules import DayOfMonth, EveryWeeks, LastWorkingDay, MonthRule
from accounts.notifications.models import (
    ChannelChoice,
    Delivery,
    DeliveryTimes,
    Notification,
    PushKey,
    PushSubscription,
    Webhook,
)
from accounts.preferences import (
    MOST_WEEKS,
    MonthStart,
    Theme,
    Weekday,
    YearMonth,
    validate_currency,
    validate_locale,
    validate_payday,
    validate_time_zone,
)
from accounts.querysets import EMAIL_TAKEN, USERNAME_TAKEN, PeopleManager
from accounts.schedules.models import Schedule
from accounts.sign_in_log import FailedSignIn, SignIn
from accounts.validators import validate_plain_line

__all__ = [
    "ChannelChoice",
    "Delivery",
    "DeliveryTimes",
    "FailedSignIn",
    "Notification",
    "PushKey",
    "PushSubscription",
    "Schedule",
    "SignIn",
    "User",
    "Webhook",
]

PAYDAY_MISSING = "Say from which payday the weeks are counted."
BESIDE = {USERNAME_TAKEN: "username", EMAIL_TAKEN: "email", PAYDAY_MISSING: "month_start_date"}
"""The field that each sentence of a constraint stands beside."""


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
    month_start = models.CharField(
        "my month begins",
        max_length=16,
        choices=MonthStart,
        default=MonthStart.DAY,
        help_text="On payday, for example.",
    )
    month_start_day = models.PositiveSmallIntegerField(
        "on day",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="1 to 31. A month that is shorter begins on its last day.",
    )
    month_start_weeks = models.PositiveSmallIntegerField(
        "every so many weeks", default=2, validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)]
    )
    month_start_date = models.DateField(
        "counted from", null=True, blank=True, help_text="Any payday, past or to come.", validators=[validate_payday]
    )
    year_start_month = models.PositiveSmallIntegerField(
        "my year begins with", choices=YearMonth, default=YearMonth.JANUARY, help_text="For reports on a whole year."
    )
    unread_notifications = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counted anew with each change, so that no page has to count."
    )

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
            models.CheckConstraint(condition=Q(month_start__in=MonthStart.values), name="accounts_user_month_start"),
            models.CheckConstraint(condition=Q(month_start_day__range=(1, 31)), name="accounts_user_month_start_day"),
            models.CheckConstraint(
                condition=Q(month_start_weeks__range=(1, MOST_WEEKS)), name="accounts_user_month_start_weeks"
            ),
            models.CheckConstraint(
                condition=~Q(month_start=MonthStart.WEEKS) | Q(month_start_date__isnull=False),
                name="accounts_user_month_start_date",
                violation_error_message=PAYDAY_MISSING,
            ),
            models.CheckConstraint(condition=Q(year_start_month__range=(1, 12)), name="accounts_user_year_start_month"),
        ]

    @property
    def month_rule(self) -> MonthRule:
        """Return when this person's months begin."""
        if self.month_start == MonthStart.WEEKS and self.month_start_date:
            return EveryWeeks(self.month_start_weeks, self.month_start_date)
        if self.month_start == MonthStart.LAST_WORKING_DAY:
            return LastWorkingDay()
        return DayOfMonth(self.month_start_day)

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
                beside[BESIDE.get(message, NON_FIELD_ERRORS)].append(message)
            raise ValidationError(beside) from error
