from django.db import models
from django.db.models import Q

from accounts.ownership import OwnedForeignKey, OwnedPart, SameOwner, owner_and_id
from expenses.activity.models import Activity
from expenses.categories.models import Category
from expenses.counting import CountedAs
from expenses.querysets import PortionQuerySet
from expenses.validators import MAX_AMOUNT, validate_line


class Portion(OwnedPart):
    """A part of an expense that counts by itself: in a category, on a day.

    The portions of a split that count as paid add up to the expense, in its currency and at home; so do those of an
    expense that is spread and that count as spread.
    """

    expense = OwnedForeignKey("Expense", related_name="portions")
    position = models.PositiveSmallIntegerField(help_text="Its place among the portions, from 0.")
    category = OwnedForeignKey(Category, null=True, blank=True, related_name="portions")
    amount = models.DecimalField(max_digits=15, decimal_places=4, help_text="In the currency of the expense.")
    home_amount = models.DecimalField(max_digits=15, decimal_places=4, null=True, editable=False)
    description = models.CharField(max_length=255, blank=True, validators=[validate_line])
    counted_on = models.DateField()
    counted_as = models.PositiveSmallIntegerField(choices=CountedAs)
    deleted_in = OwnedForeignKey(Activity, null=True, editable=False, related_name="deleted_portions")

    objects = PortionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["expense_id", "counted_as", "position"]
        constraints = [
            owner_and_id("expenses_portion"),
            SameOwner(field="expense", name="expenses_portion_expense_same_owner", cascade=True),
            SameOwner(field="category", name="expenses_portion_category_same_owner"),
            SameOwner(field="deleted_in", name="expenses_portion_deleted_in_same_owner"),
            models.UniqueConstraint(
                fields=["owner", "expense", "counted_as", "position"], name="expenses_portion_unique"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=-MAX_AMOUNT, amount__lte=MAX_AMOUNT), name="expenses_portion_amount"
            ),
            models.CheckConstraint(condition=Q(counted_as__in=[1, 2, 3]), name="expenses_portion_counted_as"),
        ]
        indexes = [
            # Sums by period and category are read from this index alone.
            models.Index(
                fields=["owner", "deleted_in", "counted_on", "category", "home_amount", "counted_as"],
                name="expenses_portion_sums",
            ),
            models.Index(fields=["owner", "category", "expense"], name="expenses_portion_category"),
        ]

    def __str__(self) -> str:
        return self.description or f"Portion {self.position + 1}"
