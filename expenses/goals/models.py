from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower, Upper
from django.db.models.lookups import Exact
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedModel, OwnedPart, SameOwner, owner_and_id
from accounts.preferences import validate_currency_or_own
from expenses.validators import FIRST_DATE, MAX_AMOUNT, validate_line
from expenses.wallets.models import Wallet

NAME_TAKEN = "You have a goal of this name already. Choose another name."
WALLET_TAKEN = "Another goal grows with this wallet already. Choose another wallet."
TARGET_TOO_SMALL = "Enter a target above 0."


class Goal(OwnedModel):
    """What a person saves for: `target` of `currency`, by `due_on` where they say a day.

    It grows with the balance of `wallet`, whose currency it has, or by contributions. How fast is told from
    `starts_on` on.
    """

    name = models.CharField(max_length=60, validators=[validate_line])
    target = models.DecimalField(max_digits=15, decimal_places=4)
    currency = models.CharField(max_length=3, validators=[validate_currency_or_own])
    starts_on = models.DateField("saving since")
    due_on = models.DateField("by", null=True, blank=True)
    wallet = OwnedForeignKey(Wallet, null=True, blank=True, related_name="goals")
    is_in_wallets = models.BooleanField(
        "what is put aside stays in my wallets",
        default=True,
        help_text="It is then not safe to spend. Only for goals that grow by contributions.",
    )
    is_archived = models.BooleanField("archived", default=False)
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        permissions = [("import_goal", "Can import goals"), ("export_goal", "Can export goals")]
        constraints = [
            owner_and_id("expenses_goal"),
            SameOwner(field="wallet", name="expenses_goal_wallet_same_owner"),
            models.UniqueConstraint(
                F("owner"), Lower("name"), name="expenses_goal_unique", violation_error_message=NAME_TAKEN
            ),
            models.UniqueConstraint(
                fields=["owner", "wallet"],
                condition=Q(is_archived=False, wallet__isnull=False),
                name="expenses_goal_one_of_wallet",
                violation_error_message=WALLET_TAKEN,
            ),
            models.CheckConstraint(condition=~Q(name=""), name="expenses_goal_name"),
            models.CheckConstraint(
                condition=Q(target__gt=0, target__lte=MAX_AMOUNT),
                name="expenses_goal_target",
                violation_error_message=TARGET_TOO_SMALL,
            ),
            models.CheckConstraint(
                condition=Q(currency=Upper("currency")) & Q(Exact(Length("currency"), 3)),
                name="expenses_goal_currency",
            ),
            models.CheckConstraint(condition=Q(starts_on__gte=FIRST_DATE), name="expenses_goal_starts_on"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gt=F("starts_on")),
                name="expenses_goal_due_on",
                violation_error_message="Choose a day after the one on which you begin to save.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("expenses:goal-detail", args=[self.pk])


class GoalContribution(OwnedPart):
    """What was put aside for a goal on a day, in its currency; negative where it was taken back."""

    goal = OwnedForeignKey(Goal, related_name="contributions")
    date = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=4)
    note = models.CharField(max_length=120, blank=True, validators=[validate_line])

    class Meta:
        ordering = ["-date", "-id"]
        permissions = [
            ("import_goalcontribution", "Can import contributions to goals"),
            ("export_goalcontribution", "Can export contributions to goals"),
        ]
        constraints = [
            owner_and_id("expenses_goalcontribution"),
            SameOwner(field="goal", name="expenses_goalcontribution_goal_same_owner", cascade=True),
            models.CheckConstraint(
                condition=~Q(amount=0) & Q(amount__gte=-MAX_AMOUNT, amount__lte=MAX_AMOUNT),
                name="expenses_goalcontribution_amount",
            ),
            models.CheckConstraint(condition=Q(date__gte=FIRST_DATE), name="expenses_goalcontribution_date"),
        ]
        indexes = [models.Index(fields=["owner", "goal", "date"], name="expenses_goalcontribution_day")]

    def __str__(self) -> str:
        return f"{self.date}"
