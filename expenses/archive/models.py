from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.ownership import OwnedModel, owner_and_id


class ArchiveImport(OwnedModel):
    """An archive on its way into an empty ledger, all of it or nothing."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being taken in"
        DONE = "done", "Taken in"
        REFUSED = "refused", "Refused"
        FAILED = "failed", "Failed"

    OPEN = (Status.WAITING, Status.RUNNING, Status.FAILED)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False, db_index=False
    )
    file_name = models.CharField(max_length=255)
    content = models.BinaryField(null=True, editable=False, help_text="The file, until it is done with.")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    claimed_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=500, blank=True)
    counts = models.JSONField(default=dict, help_text="The number of rows that were taken in, by file.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            owner_and_id("expenses_archiveimport"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "running", "failed"], content__isnull=False)
                | Q(status__in=["done", "refused"], content__isnull=True),
                name="expenses_archiveimport_status",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("expenses:archive-import", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def record_count(self) -> int:
        return sum(self.counts.get(name, 0) for name in ("expenses.csv", "income.csv", "transfers.csv"))
