from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.ownership import OwnedForeignKey, OwnedModel, SameOwner, owner_and_id
from expenses.activity.models import Activity
from expenses.constraints import NotFarAhead
from expenses.querysets import RecordQuerySet
from expenses.validators import (
    DAYS_AHEAD,
    FIRST_DATE,
    MAX_AMOUNT,
    NOTES_MAX_LENGTH,
    validate_date,
    validate_line,
    validate_lines,
)
from expenses.wallets.models import Wallet


class Transfer(OwnedModel):
    """Money moved from one wallet to another: `from_amount` left the one, `to_amount` reached the other.

    Each is positive and in the currency of its own wallet; where that is the same, so are the amounts.
    """

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
    from_wallet = OwnedForeignKey(Wallet, related_name="transfers_out")
    to_wallet = OwnedForeignKey(Wallet, related_name="transfers_in")
    from_amount = models.DecimalField(max_digits=15, decimal_places=4)
    to_amount = models.DecimalField(max_digits=15, decimal_places=4)
    description = models.CharField(max_length=255, blank=True, validators=[validate_line])
    notes = models.TextField(blank=True, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    is_cleared_out = models.BooleanField("cleared where it left", default=False)
    is_cleared_in = models.BooleanField("cleared where it arrived", default=False)
    is_sample = models.BooleanField(default=False, editable=False)
    submission_id = models.UUIDField(null=True, editable=False)
    imported_in = OwnedForeignKey(Activity, null=True, editable=False, related_name="imported_transfers")
    deleted_in = OwnedForeignKey(Activity, null=True, editable=False, related_name="deleted_transfers")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RecordQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-date", "-id"]
        permissions = [("import_transfer", "Can import transfers"), ("export_transfer", "Can export transfers")]
        constraints = [
            owner_and_id("expenses_transfer"),
            SameOwner(field="from_wallet", name="expenses_transfer_from_wallet_same_owner"),
            SameOwner(field="to_wallet", name="expenses_transfer_to_wallet_same_owner"),
            SameOwner(field="imported_in", name="expenses_transfer_imported_in_same_owner"),
            SameOwner(field="deleted_in", name="expenses_transfer_deleted_in_same_owner"),
            models.UniqueConstraint(
                fields=["owner", "submission_id"],
                condition=Q(submission_id__isnull=False),
                name="expenses_transfer_submitted_once",
            ),
            models.CheckConstraint(
                condition=~Q(from_wallet=F("to_wallet")),
                name="expenses_transfer_two_wallets",
                violation_error_message="Choose two different wallets.",
            ),
            models.CheckConstraint(
                condition=Q(from_amount__gt=0, from_amount__lte=MAX_AMOUNT, to_amount__gt=0, to_amount__lte=MAX_AMOUNT),
                name="expenses_transfer_amounts",
            ),
            models.CheckConstraint(condition=Q(date__gte=FIRST_DATE), name="expenses_transfer_first_date"),
            NotFarAhead(days=DAYS_AHEAD + 2, name="expenses_transfer_not_far_ahead"),
        ]
        indexes = [
            models.Index(
                F("owner"), F("deleted_in"), F("date").desc(), F("id").desc(), name="expenses_transfer_by_day"
            ),
            models.Index(
                fields=["owner", "deleted_in", "from_wallet", "date", "id", "from_amount"], name="expenses_transfer_out"
            ),
            models.Index(
                fields=["owner", "deleted_in", "to_wallet", "date", "id", "to_amount"], name="expenses_transfer_in"
            ),
            models.Index(
                fields=["owner", "imported_in"],
                condition=Q(imported_in__isnull=False),
                name="expenses_transfer_imported",
            ),
        ]

    def __str__(self) -> str:
        return self.description or "Transfer"

    def get_absolute_url(self) -> str:
        return reverse("expenses:transfer-detail", args=[self.pk])
