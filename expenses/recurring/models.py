from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedModel, OwnedPart, SameOwner, owner_and_id
from accounts.preferences import validate_currency_or_own
from expenses.categories.models import Category
from expenses.records import has_decimals_of_currency
from expenses.recurring.choices import Kind, Status
from expenses.recurring.rhythm import LONGEST_RULE
from expenses.recurring.validators import validate_rule
from expenses.tags.models import Tag
from expenses.validators import FIRST_DATE, MAX_AMOUNT, NOTES_MAX_LENGTH, validate_line, validate_lines
from expenses.wallets.models import Wallet

MOST_TIMES = 1_000
"""How many instalments one payment may have."""


def is_positive(field: str) -> Q:
    """Return the condition that `field` is empty, or an amount above nought."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": 0, f"{field}__lte": MAX_AMOUNT})


class RecurringPayment(OwnedModel):
    """An expense, an income or a transfer that comes again and again, on the days of `rule` from `starts_on`.

    `amount` is what is expected: positive, in `currency`, within `least_amount` and `most_amount` where it varies.
    A transfer goes from `wallet`, in whose currency it is, to `to_wallet`; `to_amount` arrives there, by the rate of
    the day where it is empty. It ends after `ends_on`, and after `times` payments, of which `times_before` were made
    before `starts_on`. What falls before `books_from` is none of its business: it was paid before it was planned.

    A change of all that follow ends one and makes another, which `follows` it. `next_on` is worked out: nothing is
    open before that day, and nothing at all where it is empty.
    """

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.EXPENSE)
    description = models.CharField(max_length=255, validators=[validate_line])
    amount = models.DecimalField(max_digits=15, decimal_places=4)
    least_amount = models.DecimalField("at least", max_digits=15, decimal_places=4, null=True, blank=True)
    most_amount = models.DecimalField("at most", max_digits=15, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, validators=[validate_currency_or_own])
    to_amount = models.DecimalField("amount that arrives", max_digits=15, decimal_places=4, null=True, blank=True)
    category = OwnedForeignKey(Category, null=True, blank=True, related_name="recurring_payments")
    wallet = OwnedForeignKey(Wallet, null=True, blank=True, related_name="recurring_payments")
    to_wallet = OwnedForeignKey(Wallet, null=True, blank=True, related_name="recurring_payments_in")
    tags = models.ManyToManyField(Tag, through="RecurringTag", related_name="recurring_payments", blank=True)
    notes = models.TextField(blank=True, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    rule = models.CharField(
        "rhythm", max_length=LONGEST_RULE, validators=[validate_rule], help_text="A rule of iCalendar, without an end."
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    times = models.PositiveSmallIntegerField("number of payments", null=True, blank=True)
    times_before = models.PositiveSmallIntegerField("payments before the first day", default=0)
    books_from = models.DateField("booked from")
    books_itself = models.BooleanField("booked without asking", default=False)
    paused_on = models.DateField("paused since", null=True, blank=True)
    follows = OwnedForeignKey("self", null=True, blank=True, editable=False, related_name="followed_by")
    next_on = models.DateField("next", null=True, editable=False)
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        permissions = [
            ("import_recurringpayment", "Can import recurring payments"),
            ("export_recurringpayment", "Can export recurring payments"),
        ]
        constraints = [
            owner_and_id("expenses_recurringpayment"),
            SameOwner(field="category", name="expenses_recurringpayment_category_same_owner"),
            SameOwner(field="wallet", name="expenses_recurringpayment_wallet_same_owner"),
            SameOwner(field="to_wallet", name="expenses_recurringpayment_to_wallet_same_owner"),
            SameOwner(field="follows", name="expenses_recurringpayment_follows_same_owner"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="expenses_recurringpayment_kind"),
            models.CheckConstraint(condition=~Q(description=""), name="expenses_recurringpayment_description"),
            models.CheckConstraint(
                condition=is_positive("amount") & is_positive("to_amount"), name="expenses_recurringpayment_amount"
            ),
            models.CheckConstraint(
                condition=Q(least_amount__isnull=True, most_amount__isnull=True)
                | Q(least_amount__gt=0, least_amount__lte=F("amount"), most_amount__gte=F("amount"))
                & Q(most_amount__lte=MAX_AMOUNT),
                name="expenses_recurringpayment_range",
                violation_error_message="The expected amount lies between the least and the most.",
            ),
            models.CheckConstraint(
                condition=has_decimals_of_currency("amount"), name="expenses_recurringpayment_decimals"
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind=Kind.TRANSFER, wallet__isnull=False, to_wallet__isnull=False, category__isnull=True)
                    & ~Q(wallet=F("to_wallet"))
                )
                | (~Q(kind=Kind.TRANSFER) & Q(to_wallet__isnull=True, to_amount__isnull=True)),
                name="expenses_recurringpayment_wallets",
                violation_error_message="A transfer has two different wallets and no category.",
            ),
            models.CheckConstraint(condition=~Q(rule=""), name="expenses_recurringpayment_rule"),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DATE) & (Q(ends_on__isnull=True) | Q(ends_on__gte=FIRST_DATE)),
                name="expenses_recurringpayment_days",
            ),
            models.CheckConstraint(
                condition=Q(times__isnull=True) | Q(times__gt=F("times_before"), times__lte=MOST_TIMES),
                name="expenses_recurringpayment_times",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "next_on"], condition=Q(next_on__isnull=False), name="expenses_recurring_next"
            ),
            models.Index(fields=["owner", "category"], name="expenses_recurring_category"),
            models.Index(fields=["owner", "wallet"], name="expenses_recurring_wallet"),
            models.Index(fields=["owner", "to_wallet"], name="expenses_recurring_to_wallet"),
            models.Index(fields=["owner", "follows"], name="expenses_recurring_follows"),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("expenses:recurring-detail", args=[self.pk])

    @property
    def is_transfer(self) -> bool:
        return self.kind == Kind.TRANSFER

    @property
    def varies(self) -> bool:
        return self.least_amount is not None


class RecurringTag(OwnedPart):
    """A tag of what a recurring payment books. It goes when either of them goes, and the database sees to it."""

    recurring = OwnedForeignKey(RecurringPayment)
    tag = OwnedForeignKey(Tag)

    class Meta:
        constraints = [
            owner_and_id("expenses_recurringtag"),
            SameOwner(field="recurring", name="expenses_recurringtag_recurring_same_owner", cascade=True),
            SameOwner(field="tag", name="expenses_recurringtag_tag_same_owner", cascade=True),
            models.UniqueConstraint(fields=["owner", "recurring", "tag"], name="expenses_recurringtag_unique"),
        ]
        indexes = [models.Index(fields=["owner", "tag", "recurring"], name="expenses_recurringtag_by_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} by {self.recurring_id}"


class Occurrence(OwnedPart):
    """What became of a recurring payment on `due_on`, a day of its rule: one row a day, so it is booked once.

    A planned one has no row. `date` and `amount` are what was said of this one alone, before it was booked. Of a
    booked one, the record that was made is named as long as it is there.
    """

    recurring = OwnedForeignKey(RecurringPayment, related_name="occurrences")
    due_on = models.DateField("due")
    status = models.CharField(max_length=10, choices=Status)
    date = models.DateField("on another day", null=True, blank=True)
    amount = models.DecimalField("another amount", max_digits=15, decimal_places=4, null=True, blank=True)
    expense = OwnedForeignKey("expenses.Expense", null=True, blank=True, related_name="occurrences")
    income = OwnedForeignKey("expenses.Income", null=True, blank=True, related_name="occurrences")
    transfer = OwnedForeignKey("expenses.Transfer", null=True, blank=True, related_name="occurrences")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due_on", "id"]
        permissions = [
            ("import_occurrence", "Can import occurrences"),
            ("export_occurrence", "Can export occurrences"),
        ]
        constraints = [
            owner_and_id("expenses_occurrence"),
            SameOwner(field="recurring", name="expenses_occurrence_recurring_same_owner", cascade=True),
            SameOwner(field="expense", name="expenses_occurrence_expense_same_owner"),
            SameOwner(field="income", name="expenses_occurrence_income_same_owner"),
            SameOwner(field="transfer", name="expenses_occurrence_transfer_same_owner"),
            models.UniqueConstraint(
                fields=["owner", "recurring", "due_on"],
                name="expenses_occurrence_once",
                violation_error_message="There is an occurrence of this day already.",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="expenses_occurrence_status"),
            models.CheckConstraint(condition=is_positive("amount"), name="expenses_occurrence_amount"),
            models.CheckConstraint(
                condition=~Q(status=Status.CHANGED) | Q(date__isnull=False) | Q(amount__isnull=False),
                name="expenses_occurrence_changed",
            ),
            models.CheckConstraint(
                condition=Q(expense__isnull=True, income__isnull=True, transfer__isnull=True)
                | Q(status=Status.BOOKED)
                & (
                    Q(expense__isnull=False, income__isnull=True, transfer__isnull=True)
                    | Q(expense__isnull=True, income__isnull=False, transfer__isnull=True)
                    | Q(expense__isnull=True, income__isnull=True, transfer__isnull=False)
                ),
                name="expenses_occurrence_record",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "status", "due_on"], name="expenses_occurrence_status_day"),
            models.Index(
                fields=["owner", "expense"], condition=Q(expense__isnull=False), name="expenses_occurrence_expense"
            ),
            models.Index(
                fields=["owner", "income"], condition=Q(income__isnull=False), name="expenses_occurrence_income"
            ),
            models.Index(
                fields=["owner", "transfer"], condition=Q(transfer__isnull=False), name="expenses_occurrence_transfer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.get_status_display()}"


class DeclinedOffer(OwnedModel):
    """What looked recurring and is not: the pattern of the same `key` is offered no more."""

    key = models.CharField(max_length=300)
    description = models.CharField(max_length=255, validators=[validate_line])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        permissions = [
            ("import_declinedoffer", "Can import declined offers"),
            ("export_declinedoffer", "Can export declined offers"),
        ]
        constraints = [
            owner_and_id("expenses_declinedoffer"),
            models.UniqueConstraint(
                fields=["owner", "key"],
                name="expenses_declinedoffer_once",
                violation_error_message="This is declined already.",
            ),
            models.CheckConstraint(condition=~Q(key="") & ~Q(description=""), name="expenses_declinedoffer_says_what"),
        ]

    def __str__(self) -> str:
        return self.description


class CalendarFeed(OwnedModel):
    """That a person's calendar can be read by whoever has its address. Another `nonce` makes another address."""

    nonce = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField("address made at", auto_now_add=True)

    class Meta:
        constraints = [
            owner_and_id("expenses_calendarfeed"),
            models.UniqueConstraint(fields=["owner"], name="expenses_calendarfeed_one"),
            models.CheckConstraint(condition=~Q(nonce=""), name="expenses_calendarfeed_nonce"),
        ]

    def __str__(self) -> str:
        return f"Since {self.created_at:%Y-%m-%d}"
