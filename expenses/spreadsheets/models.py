from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedModel, SameOwner, owner_and_id
from expenses.categories.models import Category
from expenses.spreadsheets.querysets import ImportQuerySet


class Outcome(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    WRONG = "wrong", "Wrong"


class SpreadsheetImport(OwnedModel):
    """A spreadsheet on its way into the ledger: uploaded, checked, shown, then written all at once or not at all."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Uploaded"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Ready to import"
        APPLYING = "applying", "Being imported"
        APPLIED = "applied", "Imported"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Cannot be read"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Expired"

    RUNNING = (Status.CHECKING, Status.APPLYING)
    OPEN = (Status.WAITING, Status.CHECKING, Status.CHECKED, Status.APPLYING, Status.FAILED)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False, db_index=False
    )
    kind = models.CharField(
        "holds", max_length=10, choices=Category.Kind, default=Category.Kind.EXPENSE, editable=False
    )
    file_name = models.CharField(max_length=255)
    size_bytes = models.PositiveIntegerField()
    content = models.BinaryField(null=True, editable=False, help_text="The file, compressed, until it is done with.")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempt = models.PositiveIntegerField(default=0, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    rows_expected = models.PositiveIntegerField(default=0)
    rows_checked = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    wrong_count = models.PositiveIntegerField(default=0)
    first_date = models.DateField(null=True)
    last_date = models.DateField(null=True)
    remarks = models.JSONField(default=dict, help_text="Columns, new names and notes that the check has found.")
    problem = models.CharField(max_length=500, blank=True)
    seconds = models.FloatField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    # No foreign key: the log forgets what nothing is left to undo of, and the import stays.
    activity_id = models.BigIntegerField(null=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            owner_and_id("expenses_spreadsheetimport"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "checking", "checked", "applying", "failed"], content__isnull=False)
                | Q(status__in=["applied", "refused", "cancelled", "expired"], content__isnull=True),
                name="expenses_spreadsheetimport_status",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("expenses:import-detail", args=[self.pk])

    @property
    def writes_count(self) -> int:
        return self.new_count + self.changed_count

    @property
    def is_running(self) -> bool:
        return self.status in self.RUNNING

    def count(self, outcome: str) -> int:
        return int(getattr(self, f"{outcome}_count"))


class PreviewPage(OwnedModel):
    """Rows of an import with one outcome as they are shown: a page of the preview is one row of the database."""

    source = OwnedForeignKey(SpreadsheetImport, related_name="pages")
    outcome = models.CharField(max_length=10, choices=Outcome)
    number = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [
            owner_and_id("expenses_previewpage"),
            SameOwner(field="source", name="expenses_previewpage_source_same_owner", cascade=True),
            models.UniqueConstraint(
                fields=["owner", "source", "outcome", "number"], name="expenses_previewpage_unique"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="expenses_previewpage_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.number}"
