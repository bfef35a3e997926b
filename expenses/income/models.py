from django.db import models
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedPart, SameOwner, owner_and_id
from expenses.querysets import RecordQuerySet
from expenses.records import Record, meta_list, record_permissions
from expenses.tags.models import Tag


class Income(Record):
    """Money that came in: a positive amount in the currency it was paid in. What is taken back of it is negative."""

    tags = models.ManyToManyField(Tag, through="IncomeTag", related_name="incomes", blank=True)

    objects = RecordQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Record.Meta):
        verbose_name_plural = "income"
        permissions = record_permissions("income", "income")
        indexes = meta_list(
            Record,
            "indexes",
            # Sums by period and category are read from this index alone.
            models.Index(
                fields=["owner", "deleted_in", "date", "category", "home_amount"], name="expenses_income_sums"
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("expenses:income-detail", args=[self.pk])


class IncomeTag(OwnedPart):
    """A tag on an income. It goes when either of them goes, and the database sees to it."""

    income = OwnedForeignKey(Income)
    tag = OwnedForeignKey(Tag)

    class Meta:
        constraints = [
            owner_and_id("expenses_incometag"),
            SameOwner(field="income", name="expenses_incometag_income_same_owner", cascade=True),
            SameOwner(field="tag", name="expenses_incometag_tag_same_owner", cascade=True),
            models.UniqueConstraint(fields=["owner", "income", "tag"], name="expenses_incometag_unique"),
        ]
        indexes = [models.Index(fields=["owner", "tag", "income"], name="expenses_incometag_by_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.income_id}"
