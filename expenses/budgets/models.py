from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedModel, OwnedPart, SameOwner, owner_and_id
from accounts.preferences import validate_currency
from expenses.budgets.choices import Rhythm
from expenses.budgets.thresholds import USUAL, parse_thresholds, validate_thresholds
from expenses.categories.models import Category
from expenses.tags.models import Tag
from expenses.validators import FIRST_DATE, MAX_AMOUNT, validate_line

CHANGED_ALREADY = "This period of the budget is changed already."


class Budget(OwnedModel):
    """What a person means to spend in each period: in a category with all below it, under a tag, or in all.

    What is left of a period, and what was overspent, goes into the next one where the person wants that, counted from
    the period that `starts_on` lies in. Where nothing is said of one period or of the past, `amount` holds.
    """

    name = models.CharField(max_length=60, blank=True, validators=[validate_line])
    category = OwnedForeignKey(Category, null=True, blank=True, related_name="budgets")
    tag = OwnedForeignKey(Tag, null=True, blank=True, related_name="budgets")
    amount = models.DecimalField(
        max_digits=15, decimal_places=4, validators=[MinValueValidator(0), MaxValueValidator(MAX_AMOUNT)]
    )
    currency = models.CharField(
        max_length=3,
        validators=[validate_currency],
        help_text="The home currency of the owner when they said the amount.",
    )
    rhythm = models.CharField("how often", max_length=10, choices=Rhythm, default=Rhythm.MONTH)
    carries_left = models.BooleanField("what is left goes into the next period", default=False)
    carries_overspent = models.BooleanField("what was overspent comes off the next period", default=False)
    starts_on = models.DateField("counts from")
    thresholds = models.CharField(
        "say so at",
        max_length=40,
        blank=True,
        default=USUAL,
        validators=[validate_thresholds],
        help_text="Per cent of what there is, such as 80, 100. Empty: never.",
    )
    is_archived = models.BooleanField("archived", default=False, help_text="Kept, but no longer counted.")
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        permissions = [("import_budget", "Can import budgets"), ("export_budget", "Can export budgets")]
        constraints = [
            owner_and_id("expenses_budget"),
            SameOwner(field="category", name="expenses_budget_category_same_owner", cascade=True),
            SameOwner(field="tag", name="expenses_budget_tag_same_owner", cascade=True),
            models.CheckConstraint(
                condition=Q(category__isnull=True) | Q(tag__isnull=True),
                name="expenses_budget_one_thing",
                violation_error_message="A budget is for a category or for a tag, not for both.",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0, amount__lte=MAX_AMOUNT), name="expenses_budget_amount"),
            models.CheckConstraint(condition=~Q(currency=""), name="expenses_budget_currency"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="expenses_budget_rhythm"),
            models.CheckConstraint(condition=Q(starts_on__gte=FIRST_DATE), name="expenses_budget_starts_on"),
        ]
        indexes = [
            models.Index(fields=["owner", "category"], name="expenses_budget_category"),
            models.Index(fields=["owner", "tag"], name="expenses_budget_tag"),
        ]

    def __str__(self) -> str:
        return self.name or f"Budget for {Rhythm(self.rhythm).label.lower()}"

    def get_absolute_url(self) -> str:
        return reverse("expenses:budget-detail", args=[self.pk])

    @property
    def percents(self) -> tuple[int, ...]:
        """Return at which per cent of it the person wants to be told, the lowest first."""
        return parse_thresholds(self.thresholds)

    @property
    def is_overall(self) -> bool:
        return self.category_id is None and self.tag_id is None


class BudgetChange(OwnedPart):
    """Another amount of a budget: in the period of the day `period_start` alone, or in that one and all before it.

    The latter keeps what held until then when the amount of a budget is changed for what comes.
    """

    budget = OwnedForeignKey(Budget, related_name="period_changes")
    period_start = models.DateField()
    reaches_back = models.BooleanField("in all periods before too", default=False)
    amount = models.DecimalField(
        max_digits=15, decimal_places=4, validators=[MinValueValidator(0), MaxValueValidator(MAX_AMOUNT)]
    )
    currency = models.CharField(max_length=3, validators=[validate_currency])

    class Meta:
        ordering = ["period_start", "id"]
        permissions = [
            ("import_budgetchange", "Can import changes of budgets"),
            ("export_budgetchange", "Can export changes of budgets"),
        ]
        constraints = [
            owner_and_id("expenses_budgetchange"),
            SameOwner(field="budget", name="expenses_budgetchange_budget_same_owner", cascade=True),
            models.UniqueConstraint(
                F("owner"),
                F("budget"),
                F("period_start"),
                F("reaches_back"),
                name="expenses_budgetchange_unique",
                violation_error_message=CHANGED_ALREADY,
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=MAX_AMOUNT), name="expenses_budgetchange_amount"
            ),
            models.CheckConstraint(condition=~Q(currency=""), name="expenses_budgetchange_currency"),
            models.CheckConstraint(condition=Q(period_start__gte=FIRST_DATE), name="expenses_budgetchange_start"),
        ]

    def __str__(self) -> str:
        return f"From {self.period_start}" if not self.reaches_back else f"Until {self.period_start}"
