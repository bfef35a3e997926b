from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.ownership import OwnedForeignKey, OwnedModel, OwnedPart, SameOwner, owner_and_id

KINDS = ["add", "edit", "delete", "bulk", "merge", "import", "transfer", "rule", "reconcile", "restore"]

ICONS = {
    "add": "plus",
    "edit": "pencil",
    "delete": "trash3",
    "bulk": "list-check",
    "merge": "intersect",
    "import": "upload",
    "transfer": "arrow-left-right",
    "rule": "lightning-charge",
    "reconcile": "check-circle",
    "restore": "arrow-counterclockwise",
}


class Activity(OwnedModel):
    """One deed in a ledger, which says what it did and can be undone, such as a deletion of some expenses."""

    class Kind(models.TextChoices):
        ADD = "add", "Added"
        EDIT = "edit", "Changed"
        DELETE = "delete", "Deleted"
        BULK = "bulk", "Changed together"
        MERGE = "merge", "Merged"
        IMPORT = "import", "Imported"
        TRANSFER = "transfer", "Transferred"
        RULE = "rule", "Changed by a rule"
        RECONCILE = "reconcile", "Reconciled"
        RESTORE = "restore", "Restored"

    kind = models.CharField(max_length=20, choices=Kind)
    summary = models.CharField(max_length=255, blank=True, help_text="What it did, in one sentence for its owner.")
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
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="expenses_activity_kind"),
        ]
        indexes = [models.Index(fields=["owner", "created_at"], name="expenses_activity_created")]

    def __str__(self) -> str:
        return self.summary or f"{self.get_kind_display()} {self.row_count}"

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


class Change(OwnedPart):
    """What an activity changed of one record: the fields that differ, from what to what.

    `before` is null where the record was added, `after` where it was removed for good.
    """

    activity = OwnedForeignKey(Activity, related_name="changes")
    record_kind = models.CharField(max_length=20, help_text="The name of its model, such as “expense”.")
    record_id = models.BigIntegerField()
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["id"]
        constraints = [
            owner_and_id("expenses_change"),
            SameOwner(field="activity", name="expenses_change_activity_same_owner", cascade=True),
        ]
        indexes = [
            models.Index(fields=["owner", "record_kind", "record_id", "id"], name="expenses_change_record"),
            models.Index(fields=["owner", "activity", "id"], name="expenses_change_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}"
