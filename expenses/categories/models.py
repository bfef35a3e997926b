from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedModel, SameOwner, owner_and_id
from expenses.categories.choices import Color
from expenses.categories.querysets import CategoryQuerySet
from expenses.categories.validators import PATH_SEPARATOR, validate_category_name

NAME_TAKEN = "There is a category of this name already. Choose another name, or merge the two."


class Category(OwnedModel):
    """What money was spent on, or came from. A category may stand below another one of the same person."""

    class Kind(models.TextChoices):
        EXPENSE = "expense", "Expenses"
        INCOME = "income", "Income"

    kind = models.CharField("for", max_length=10, choices=Kind, default=Kind.EXPENSE)
    name = models.CharField(max_length=80, validators=[validate_category_name])
    description = models.CharField(max_length=255, blank=True)
    color = models.CharField("colour", max_length=10, choices=Color, default=Color.SLATE)
    icon = models.CharField(max_length=30, default="tag", validators=[RegexValidator(r"^[a-z0-9-]+\Z")])
    parent = OwnedForeignKey("self", null=True, blank=True, related_name="children")
    is_archived = models.BooleanField(
        "archived", default=False, help_text="Kept with its records, but no longer offered for new ones."
    )
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        permissions = [("import_category", "Can import categories"), ("export_category", "Can export categories")]
        constraints = [
            owner_and_id("expenses_category"),
            SameOwner(field="parent", name="expenses_category_parent_same_owner"),
            models.UniqueConstraint(
                F("owner"),
                F("parent"),
                Lower("name"),
                condition=Q(parent__isnull=False),
                name="expenses_category_unique_child",
                violation_error_message=NAME_TAKEN,
            ),
            models.UniqueConstraint(
                F("owner"),
                F("kind"),
                Lower("name"),
                condition=Q(parent__isnull=True),
                name="expenses_category_unique_root",
                violation_error_message=NAME_TAKEN,
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name__contains=PATH_SEPARATOR), name="expenses_category_name"
            ),
            models.CheckConstraint(condition=Q(kind__in=["expense", "income"]), name="expenses_category_kind"),
            models.CheckConstraint(condition=Q(color__in=Color.values), name="expenses_category_color"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="expenses_category_not_its_own_parent"
            ),
        ]
        indexes = [models.Index(fields=["owner", "parent"], name="expenses_category_parent")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("expenses:category-update", args=[self.pk])
