from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length, Round, StrIndex, Upper
from django.db.models.lookups import Exact, GreaterThan
from django.urls import reverse
from django.utils import timezone

from accounts.currencies import FOUR_DECIMALS, NO_DECIMALS, THREE_DECIMALS
from accounts.ownership import OwnedForeignKey, OwnedModel, SameOwner, owner_and_id
from accounts.preferences import validate_currency
from expenses.activity.models import Activity
from expenses.categories.models import Category
from expenses.constraints import NotFarAhead
from expenses.querysets import ExpenseQuerySet
from expenses.spreadsheets.models import PreviewPage, SpreadsheetImport
from expenses.tags.models import Tag
from expenses.validators import (
    DAYS_AHEAD,
    FIRST_DATE,
    MAX_AMOUNT,
    NOTES_MAX_LENGTH,
    validate_amount,
    validate_date,
    validate_line,
    validate_lines,
)

__all__ = ["Activity", "Category", "Expense", "ExpenseTag", "PreviewPage", "SpreadsheetImport", "Tag"]


def in_codes(codes: frozenset[str]) -> Q:
    """Return the condition that `currency` is one of `codes`.

    A search in one text: SQLite builds a table for every IN list that it checks, at a third of a bulk insert's time.
    """
    return Q(GreaterThan(StrIndex(Value(" ".join(sorted(codes))), F("currency")), 0))


class Expense(OwnedModel):
    """Money that was spent: a positive amount in the currency it was paid in. A refund is negative."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        db_index=False,
        help_text="Who entered it, where that was not the owner.",
    )
    date = models.DateField(default=timezone.localdate, validators=[validate_date])
    amount = models.DecimalField(max_digits=15, decimal_places=4)
    currency = models.CharField(max_length=3, validators=[validate_currency])
    home_amount = models.DecimalField(
        max_digits=15,
        decimal_places=4,
        null=True,
        editable=False,
        help_text="The amount in the owner's home currency; empty where no rate is known.",
    )
    description = models.CharField(max_length=255, validators=[validate_line])
    category = OwnedForeignKey(Category, null=True, blank=True, related_name="expenses")
    notes = models.TextField(blank=True, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    tags = models.ManyToManyField(Tag, through="ExpenseTag", related_name="expenses", blank=True)
    is_sample = models.BooleanField(default=False, editable=False)
    submission_id = models.UUIDField(null=True, editable=False)
    deleted_in = OwnedForeignKey(Activity, null=True, editable=False, related_name="deleted_expenses")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ExpenseQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-date", "-id"]
        permissions = [("import_expense", "Can import expenses"), ("export_expense", "Can export expenses")]
        constraints = [
            owner_and_id("expenses_expense"),
            SameOwner(field="category", name="expenses_expense_category_same_owner"),
            SameOwner(field="deleted_in", name="expenses_expense_deleted_in_same_owner"),
            models.UniqueConstraint(
                fields=["owner", "submission_id"],
                condition=Q(submission_id__isnull=False),
                name="expenses_expense_submitted_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=-MAX_AMOUNT, amount__lte=MAX_AMOUNT) & ~Q(amount=0),
                name="expenses_expense_amount",
            ),
            models.CheckConstraint(
                condition=Q(amount=Round("amount"))
                | (Q(amount=Round("amount", 2)) & ~in_codes(NO_DECIMALS))
                | (Q(amount=Round("amount", 3)) & in_codes(THREE_DECIMALS | FOUR_DECIMALS))
                | in_codes(FOUR_DECIMALS),
                name="expenses_expense_decimals",
            ),
            models.CheckConstraint(
                condition=Q(currency=Upper("currency")) & Q(Exact(Length("currency"), 3)),
                name="expenses_expense_currency",
            ),
            models.CheckConstraint(condition=~Q(description=""), name="expenses_expense_description"),
            models.CheckConstraint(condition=Q(date__gte=FIRST_DATE), name="expenses_expense_first_date"),
            NotFarAhead(days=DAYS_AHEAD + 2, name="expenses_expense_not_far_ahead"),
        ]
        indexes = [
            # Pages of the list, newest first. `deleted_in` stands in the key because SQLite does not see that the
            # condition of a partial index already covers it.
            models.Index(F("owner"), F("deleted_in"), F("date").desc(), F("id").desc(), name="expenses_expense_by_day"),
            # Sums by period and category are read from this index alone.
            models.Index(
                fields=["owner", "deleted_in", "date", "category", "home_amount"], name="expenses_expense_sums"
            ),
            models.Index(fields=["owner", "deleted_in", "category", "date"], name="expenses_expense_category"),
            # "Is there sample data, and where" is asked on each dashboard; few ledgers have any.
            models.Index(
                fields=["owner", "deleted_in", "is_sample"],
                condition=Q(is_sample=True),
                name="expenses_expense_sample",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("expenses:expense-detail", args=[self.pk])

    def clean(self) -> None:
        if self.amount is not None and self.currency:
            validate_amount(self.amount, self.currency)


class ExpenseTag(OwnedModel):
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
