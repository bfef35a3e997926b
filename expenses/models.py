from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedPart, SameOwner, owner_and_id
from expenses.activity.models import Activity, Change
from expenses.archive.models import ArchiveImport
from expenses.budgets.models import Budget, BudgetChange
from expenses.categories.models import Category
from expenses.counting import CountedAs
from expenses.exchange.models import OwnCurrency, OwnRate, RateUpdate, ReferenceRate, Revaluation
from expenses.goals.models import Goal, GoalContribution
from expenses.imports.models import KnownStatement, StatementEntry, StatementImport, StatementLine
from expenses.income.models import Income, IncomeTag
from expenses.querysets import ExpenseQuerySet
from expenses.records import Record, meta_list, record_permissions
from expenses.recurring.models import CalendarFeed, DeclinedOffer, Occurrence, RecurringPayment, RecurringTag
from expenses.rules.models import Rule, RuleRun, RuleTag
from expenses.search.models import SavedSearch
from expenses.splits.models import Portion
from expenses.spreadsheets.models import PreviewPage, SpreadsheetImport
from expenses.tags.models import Tag
from expenses.transfers.models import Transfer
from expenses.wallets.models import Reconciliation, Wallet

__all__ = [
    "Activity",
    "ArchiveImport",
    "Budget",
    "BudgetChange",
    "CalendarFeed",
    "Category",
    "Change",
    "DeclinedOffer",
    "Expense",
    "ExpenseTag",
    "Goal",
    "GoalContribution",
    "Income",
    "IncomeTag",
    "KnownStatement",
    "Occurrence",
    "OwnCurrency",
    "OwnRate",
    "Portion",
    "PreviewPage",
    "RateUpdate",
    "Reconciliation",
    "RecurringPayment",
    "RecurringTag",
    "ReferenceRate",
    "Revaluation",
    "Rule",
    "RuleRun",
    "RuleTag",
    "SavedSearch",
    "SpreadsheetImport",
    "StatementEntry",
    "StatementImport",
    "StatementLine",
    "Tag",
    "Transfer",
    "Wallet",
]

FEWEST_MONTHS, MOST_MONTHS = 2, 120
"""Over how many months a payment may be spread."""


class Expense(Record):
    """Money that was spent: a positive amount in the currency it was paid in. A refund is negative.

    `counted_on` is the day on which it counts in reports: its own, or that of the expense it refunds. A split or
    spread payment has `portions`, and `counted_as` says on which basis those count instead of the payment itself.
    """

    tags = models.ManyToManyField(Tag, through="ExpenseTag", related_name="expenses", blank=True)
    refund_of = OwnedForeignKey("self", null=True, blank=True, related_name="refunds")
    is_counted_with_original = models.BooleanField(
        default=False, help_text="A refund that counts on the day of the expense it refunds, not on its own."
    )
    spread_over = models.PositiveSmallIntegerField(
        "months",
        null=True,
        blank=True,
        validators=[MinValueValidator(FEWEST_MONTHS), MaxValueValidator(MOST_MONTHS)],
        help_text="Over how many months it counts, where reports show payments as spread.",
    )
    spread_from = models.DateField(
        null=True, blank=True, help_text="The day on which the first of these months counts."
    )
    counted_on = models.DateField(editable=False)
    counted_as = models.PositiveSmallIntegerField(choices=CountedAs, default=CountedAs.BOTH, editable=False)

    objects = ExpenseQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Record.Meta):
        permissions = record_permissions("expense", "expenses")
        constraints = meta_list(
            Record,
            "constraints",
            SameOwner(field="refund_of", name="expenses_expense_refund_of_same_owner"),
            models.CheckConstraint(
                condition=Q(refund_of__isnull=True) | Q(amount__lt=0), name="expenses_expense_refund_is_negative"
            ),
            models.CheckConstraint(
                condition=Q(counted_on=F("date")) | Q(is_counted_with_original=True, refund_of__isnull=False),
                name="expenses_expense_counted_on",
            ),
            models.CheckConstraint(
                condition=Q(spread_over__isnull=True, spread_from__isnull=True, counted_as__in=[0, 3])
                | Q(spread_over__gte=FEWEST_MONTHS, spread_over__lte=MOST_MONTHS, spread_from__isnull=False)
                & Q(counted_as__in=[0, 1]),
                name="expenses_expense_counted_as",
            ),
            models.CheckConstraint(
                condition=Q(counted_as__gt=0) | Q(category__isnull=True), name="expenses_expense_split_category"
            ),
        )
        indexes = meta_list(
            Record,
            "indexes",
            # Sums by period and category are read from this index alone.
            models.Index(
                fields=["owner", "deleted_in", "counted_on", "category", "home_amount", "counted_as"],
                name="expenses_expense_sums",
            ),
            models.Index(
                fields=["owner", "refund_of"], condition=Q(refund_of__isnull=False), name="expenses_expense_refunds"
            ),
            # The few whose portions count on some basis.
            models.Index(
                fields=["owner", "deleted_in", "counted_on", "counted_as"],
                condition=Q(counted_as__lt=3),
                name="expenses_expense_in_portions",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("expenses:expense-detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; what does not count with another expense counts on its own day."""
        if not self.is_counted_with_original:
            self.counted_on = self.date
        super().save(*args, **kwargs)

    @property
    def is_split(self) -> bool:
        return self.counted_as == CountedAs.NEITHER


class ExpenseTag(OwnedPart):
    """A tag on an expense. It goes when either of them goes, and the database sees to it."""

    expense = OwnedForeignKey(Expense)
    tag = OwnedForeignKey(Tag)

    class Meta:
        constraints = [
            owner_and_id("expenses_expensetag"),
            SameOwner(field="expense", name="expenses_expensetag_expense_same_owner", cascade=True),
            SameOwner(field="tag", name="expenses_expensetag_tag_same_owner", cascade=True),
            models.UniqueConstraint(fields=["owner", "expense", "tag"], name="expenses_expensetag_unique"),
        ]
        indexes = [models.Index(fields=["owner", "tag", "expense"], name="expenses_expensetag_by_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.expense_id}"
