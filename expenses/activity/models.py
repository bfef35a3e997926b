from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.ownership import OwnedModel, owner_and_id


class Activity(OwnedModel):
    """One deed that can be undone, such as a deletion of some expenses."""

    class Kind(models.TextChoices):
        DELETE = "delete", "Deleted"

    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    row_count = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "activities"
        constraints = [
            owner_and_id("expenses_activity"),
            models.CheckConstraint(condition=Q(kind__in=["delete"]), name="expenses_activity_kind"),
        ]
        indexes = [models.Index(fields=["owner", "created_at"], name="expenses_activity_created")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.row_count}"
