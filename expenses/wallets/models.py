from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower, Upper
from django.db.models.lookups import Exact
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedModel, SameOwner, owner_and_id
from accounts.preferences import validate_currency_or_own
from expenses.categories.choices import Color
from expenses.validators import MAX_AMOUNT, validate_line

NAME_TAKEN = "You have a wallet of this name already. Choose another name."


class Wallet(OwnedModel):
    """A place where a person's money is. Its balance is the opening balance and all that came and went since."""

    class Kind(models.TextChoices):
        BANK = "bank", "Bank account"
        CARD = "card", "Credit card"
        CASH = "cash", "Cash"
        SAVINGS = "savings", "Savings"

    name = models.CharField(max_length=80, validators=[validate_line])
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BANK)
    currency = models.CharField(max_length=3, validators=[validate_currency_or_own])
    opening_balance = models.DecimalField(
        max_digits=15,
        decimal_places=4,
        default=0,
        help_text="What was in it before its first record; negative where money was owed.",
    )
    color = models.CharField("colour", max_length=10, choices=Color, default=Color.SLATE)
    is_default = models.BooleanField("default", default=False, help_text="Proposed for the first record.")
    is_for_spending = models.BooleanField(
        "safe to spend counts it",
        null=True,
        blank=True,
        help_text="Unknown: as wallets of its kind, all but savings.",
    )
    is_archived = models.BooleanField(
        "archived", default=False, help_text="Kept with its records, but no longer offered for new ones."
    )
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        permissions = [("import_wallet", "Can import wallets"), ("export_wallet", "Can export wallets")]
        constraints = [
            owner_and_id("expenses_wallet"),
            models.UniqueConstraint(
                F("owner"), Lower("name"), name="expenses_wallet_unique", violation_error_message=NAME_TAKEN
            ),
            models.UniqueConstraint(fields=["owner"], condition=Q(is_default=True), name="expenses_wallet_one_default"),
            models.CheckConstraint(condition=~Q(name=""), name="expenses_wallet_name"),
            models.CheckConstraint(
                condition=Q(kind__in=["bank", "card", "cash", "savings"]), name="expenses_wallet_kind"
            ),
            models.CheckConstraint(
                condition=Q(currency=Upper("currency")) & Q(Exact(Length("currency"), 3)),
                name="expenses_wallet_currency",
            ),
            models.CheckConstraint(
                condition=Q(opening_balance__gte=-MAX_AMOUNT, opening_balance__lte=MAX_AMOUNT),
                name="expenses_wallet_opening_balance",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_archived=False), name="expenses_wallet_default_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("expenses:wallet-detail", args=[self.pk])

    @property
    def is_spendable(self) -> bool:
        """Say whether what is in it may be spent from day to day: as its owner says, else as its kind is used."""
        return self.kind != self.Kind.SAVINGS if self.is_for_spending is None else self.is_for_spending


class Reconciliation(OwnedModel):
    """A wallet compared with a statement: every record up to `ends_on` that stands on it is ticked."""

    wallet = OwnedForeignKey(Wallet, related_name="reconciliations")
    ends_on = models.DateField("last day", help_text="The last day of the statement.")
    closing_balance = models.DecimalField(
        max_digits=15,
        decimal_places=4,
        help_text="The balance that the statement closes with, in the wallet's currency.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="When the difference was zero, and it was closed."
    )

    class Meta:
        ordering = ["-ends_on", "-id"]
        constraints = [
            owner_and_id("expenses_reconciliation"),
            SameOwner(field="wallet", name="expenses_reconciliation_wallet_same_owner", cascade=True),
            models.UniqueConstraint(
                fields=["owner", "wallet"],
                condition=Q(finished_at__isnull=True),
                name="expenses_reconciliation_one_open",
                violation_error_message="This wallet is being reconciled already. Finish that first, or give it up.",
            ),
        ]
        indexes = [models.Index(fields=["owner", "wallet", "ends_on"], name="expenses_reconciliation_wallet")]

    def __str__(self) -> str:
        return f"{self.wallet_id} up to {self.ends_on}"
