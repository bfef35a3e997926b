from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Upper
from django.db.models.lookups import Exact
from django.urls import reverse

from accounts.currencies import OWN_CODE
from accounts.ownership import OwnedModel, owner_and_id
from accounts.preferences import validate_currency, validate_currency_or_own
from expenses.exchange.validators import validate_rate, validate_rate_date
from expenses.validators import FIRST_DATE, validate_line

CODE_WORDS = "Two letters and the number of decimals, 0 to 4, such as PT0."
RATE_KNOWN = "You have a rate of these two currencies from this day on. Change that one."


def is_code(field: str) -> Q:
    """Return the condition that `field` holds three characters, none of them a small letter."""
    return Q(**{field: Upper(field)}) & Q(Exact(Length(field), 3))


class ReferenceRate(models.Model):
    """How much of a currency one euro was worth on a day, as a central bank published it. It belongs to nobody."""

    currency = models.CharField(max_length=3, validators=[validate_currency])
    date = models.DateField()
    per_euro = models.DecimalField(
        "for one euro", max_digits=15, decimal_places=8, help_text="How much of the currency one euro is worth."
    )
    source = models.CharField(max_length=20, default="ECB")

    class Meta:
        ordering = ["-date", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "date"], name="expenses_referencerate_unique"),
            models.CheckConstraint(condition=Q(per_euro__gt=0), name="expenses_referencerate_positive"),
        ]

    def __str__(self) -> str:
        return f"1 EUR = {self.per_euro.normalize():f} {self.currency}, {self.date}"


class RateUpdate(models.Model):
    """When the rates of a source were last asked for, what came of it, and when they are asked for again."""

    source = models.CharField(max_length=20, unique=True)
    next_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    newest_on = models.DateField("newest day", null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.source


class OwnRate(OwnedModel):
    """A rate that a person gives: one `currency` is worth `rate` of `other`, from `date` on.

    It holds to `last_day`, or without one until the next rate of the same two currencies.
    """

    currency = models.CharField(max_length=3, validators=[validate_currency_or_own])
    other = models.CharField("is worth in", max_length=3, validators=[validate_currency_or_own])
    rate = models.DecimalField(max_digits=20, decimal_places=10, validators=[validate_rate])
    date = models.DateField("counts from", validators=[validate_rate_date])
    last_day = models.DateField(
        null=True, blank=True, validators=[validate_rate_date], help_text="Empty: until your next rate of the two."
    )
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["currency", "other", "-date"]
        permissions = [("import_ownrate", "Can import own rates"), ("export_ownrate", "Can export own rates")]
        constraints = [
            owner_and_id("expenses_ownrate"),
            models.UniqueConstraint(
                fields=["owner", "currency", "other", "date"],
                name="expenses_ownrate_unique",
                violation_error_message=RATE_KNOWN,
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="expenses_ownrate_positive"),
            models.CheckConstraint(condition=~Q(currency=F("other")), name="expenses_ownrate_two_currencies"),
            models.CheckConstraint(condition=is_code("currency"), name="expenses_ownrate_currency"),
            models.CheckConstraint(condition=is_code("other"), name="expenses_ownrate_other"),
            models.CheckConstraint(condition=Q(date__gte=FIRST_DATE), name="expenses_ownrate_first_date"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("date")), name="expenses_ownrate_days"
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate.normalize():f} {self.other} from {self.date}"

    def get_absolute_url(self) -> str:
        return reverse("expenses:ownrate-update", args=[self.pk])

    def clean(self) -> None:
        if self.currency and self.currency == self.other:
            raise ValidationError({"other": "Choose two different currencies."})
        if self.date and self.last_day and self.last_day < self.date:
            raise ValidationError({"last_day": "The last day is not before the first one."})


class OwnCurrency(OwnedModel):
    """Something a person counts that is no currency of a country: points, coins, hours. Its code tells its decimals."""

    code = models.CharField(
        max_length=3, validators=[RegexValidator(rf"\A{OWN_CODE.pattern}\Z", CODE_WORDS)], help_text=CODE_WORDS
    )
    name = models.CharField(max_length=60, validators=[validate_line])

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "own currencies"
        permissions = [
            ("import_owncurrency", "Can import own currencies"),
            ("export_owncurrency", "Can export own currencies"),
        ]
        constraints = [
            owner_and_id("expenses_owncurrency"),
            models.UniqueConstraint(
                fields=["owner", "code"],
                name="expenses_owncurrency_unique",
                violation_error_message="You have a currency of this code already. Choose other letters.",
            ),
            models.CheckConstraint(condition=is_code("code"), name="expenses_owncurrency_code"),
            models.CheckConstraint(condition=~Q(name=""), name="expenses_owncurrency_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def get_absolute_url(self) -> str:
        return reverse("expenses:owncurrency-update", args=[self.pk])


class Revaluation(OwnedModel):
    """A ledger whose records from `since` on are worked out anew at home, batch by batch; one that stopped goes on.

    `kind` and `last_id` say how far it is: all records of the kinds before, and of this one up to that id.
    """

    since = models.DateField(null=True, help_text="The first day; empty: all of them.")
    kind = models.CharField(max_length=10, default="expense")
    last_id = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            owner_and_id("expenses_revaluation"),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(finished_at__isnull=True), name="expenses_revaluation_one_open"
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="expenses_revaluation_done"),
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"

    @property
    def percent(self) -> int:
        """Return how much is done, of 100."""
        return int(Decimal(100) * self.done / self.total) if self.total else 100
