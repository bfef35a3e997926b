"""What an expense and an income share: a day, an amount as paid, its worth at home, and the wallet it touched."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length, Round, StrIndex, Substr, Upper
from django.db.models.lookups import Exact, GreaterThan
from django.utils import timezone

from accounts.currencies import FOUR_DECIMALS, NO_DECIMALS, THREE_DECIMALS
from accounts.ownership import OwnedForeignKey, OwnedModel, SameOwner
from accounts.preferences import validate_currency_or_own
from expenses.activity.models import Activity
from expenses.categories.models import Category
from expenses.constraints import NotFarAhead
from expenses.validators import (
    DAYS_AHEAD,
    FIRST_DATE,
    MAX_AMOUNT,
    NOTES_MAX_LENGTH,
    validate_amount,
    validate_date,
    validate_line,
    validate_lines,
)
from expenses.wallets.models import Wallet

NAME = "%(app_label)s_%(class)s"


def in_codes(codes: frozenset[str]) -> Q:
    """Return the condition that `currency` is one of `codes`.

    A search in one text: SQLite builds a table for every IN list that it checks, at a third of a bulk insert's time.
    """
    return Q(GreaterThan(StrIndex(Value(" ".join(sorted(codes))), F("currency")), 0))


def is_own_with(digits: str) -> Q:
    """Return the condition that `currency` is a person's own with one of these numbers of decimals, such as "01"."""
    return Q(GreaterThan(StrIndex(Value(digits), Substr("currency", 3)), 0))


def has_decimals_of_currency(field: str) -> Q:
    """Return the condition that the amount in `field` has no more decimals than `currency` has."""
    return (
        Q(**{field: Round(field)})
        | (Q(**{field: Round(field, 2)}) & ~in_codes(NO_DECIMALS) & ~is_own_with("01"))
        | (Q(**{field: Round(field, 3)}) & (in_codes(THREE_DECIMALS | FOUR_DECIMALS) | is_own_with("34")))
        | in_codes(FOUR_DECIMALS)
        | is_own_with("4")
        | (Q(**{field: Round(field, 1)}) & is_own_with("1"))
    )


def has_same_sign(field: str, other: str) -> Q:
    """Return the condition that `field` is empty, or on the same side of zero as `other`."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": 0, f"{other}__gt": 0}) | Q(
        **{f"{field}__lt": 0, f"{other}__lt": 0}
    )  # fmt: skip


class Record(OwnedModel):
    """Money that came or went on a day. `amount` is in `currency`, as it was paid."""

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
    amount = models.DecimalField(max_digits=15, decimal_places=4)
    currency = models.CharField(max_length=3, validators=[validate_currency_or_own])
    home_amount = models.DecimalField(
        max_digits=15,
        decimal_places=4,
        null=True,
        editable=False,
        help_text="The amount in the owner's home currency; empty where no rate is known.",
    )
    description = models.CharField(max_length=255, validators=[validate_line])
    category = OwnedForeignKey(Category, null=True, blank=True, related_name="%(class)ss")
    wallet = OwnedForeignKey(Wallet, null=True, blank=True, related_name="%(class)ss")
    wallet_amount = models.DecimalField(
        max_digits=15,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="The amount in the currency of the wallet; empty without a wallet.",
    )
    notes = models.TextField(blank=True, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    is_cleared = models.BooleanField(
        "cleared", default=False, help_text="Seen on a statement of the wallet when it was reconciled."
    )
    is_sample = models.BooleanField(default=False, editable=False)
    submission_id = models.UUIDField(null=True, editable=False)
    imported_in = OwnedForeignKey(Activity, null=True, editable=False, related_name="imported_%(class)ss")
    deleted_in = OwnedForeignKey(Activity, null=True, editable=False, related_name="deleted_%(class)ss")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name=f"{NAME}_owner_and_id"),
            SameOwner(field="category", name=f"{NAME}_category_same_owner"),
            SameOwner(field="wallet", name=f"{NAME}_wallet_same_owner"),
            SameOwner(field="imported_in", name=f"{NAME}_imported_in_same_owner"),
            SameOwner(field="deleted_in", name=f"{NAME}_deleted_in_same_owner"),
            models.UniqueConstraint(
                fields=["owner", "submission_id"],
                condition=Q(submission_id__isnull=False),
                name=f"{NAME}_submitted_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=-MAX_AMOUNT, amount__lte=MAX_AMOUNT) & ~Q(amount=0), name=f"{NAME}_amount"
            ),
            models.CheckConstraint(condition=has_decimals_of_currency("amount"), name=f"{NAME}_decimals"),
            models.CheckConstraint(
                condition=Q(currency=Upper("currency")) & Q(Exact(Length("currency"), 3)), name=f"{NAME}_currency"
            ),
            models.CheckConstraint(
                condition=Q(wallet__isnull=True, wallet_amount__isnull=True)
                | Q(wallet__isnull=False, wallet_amount__isnull=False),
                name=f"{NAME}_wallet_amount",
            ),
            models.CheckConstraint(condition=has_same_sign("wallet_amount", "amount"), name=f"{NAME}_wallet_sign"),
            models.CheckConstraint(condition=~Q(description=""), name=f"{NAME}_description"),
            models.CheckConstraint(condition=Q(date__gte=FIRST_DATE), name=f"{NAME}_first_date"),
            NotFarAhead(days=DAYS_AHEAD + 2, name=f"{NAME}_not_far_ahead"),
        ]
        indexes = [
            # Pages of the list, newest first. `deleted_in` stands in the key because SQLite does not see that the
            # condition of a partial index already covers it.
            models.Index(F("owner"), F("deleted_in"), F("date").desc(), F("id").desc(), name=f"{NAME}_by_day"),
            models.Index(fields=["owner", "deleted_in", "category", "date"], name=f"{NAME}_category"),
            # Pages and balances of a wallet are read from this index alone.
            models.Index(
                fields=["owner", "deleted_in", "wallet", "date", "id", "wallet_amount"],
                condition=Q(wallet__isnull=False),
                name=f"{NAME}_wallet",
            ),
            models.Index(
                fields=["owner", "imported_in"], condition=Q(imported_in__isnull=False), name=f"{NAME}_imported"
            ),
            # "Is there sample data, and where" is asked on each dashboard; few ledgers have any.
            models.Index(
                fields=["owner", "deleted_in", "is_sample"], condition=Q(is_sample=True), name=f"{NAME}_sample"
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def is_split(self) -> bool:
        """Say whether it counts in parts alone, which have the categories."""
        return False

    def clean(self) -> None:
        if self.amount is not None and self.currency:
            validate_amount(self.amount, self.currency)


def record_permissions(name: str, plural: str) -> list[Any]:
    """Return the permissions of the Bookkeeper group for a kind of record."""
    return [(f"import_{name}", f"Can import {plural}"), (f"export_{name}", f"Can export {plural}")]


def meta_list(base: Any, name: str, *added: Any) -> list[Any]:
    """Return the list `name` of the Meta of an abstract model with what a model of its own adds."""
    return [*getattr(base.Meta, name), *added]
