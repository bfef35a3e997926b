from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedModel, OwnedPart, SameOwner, owner_and_id
from expenses.spreadsheets.querysets import ImportQuerySet
from expenses.transfers.models import Transfer
from expenses.wallets.models import Wallet

TEXT_LENGTH = 255


class StatementImport(OwnedModel):
    """One account of a bank's file on its way into a wallet: matched, checked, then written all at once or not at all.

    The wallet and the activity are no foreign keys: either may go, and the import stays as what was done.
    """

    class Status(models.TextChoices):
        READING = "reading", "Being read"
        MATCHING = "matching", "To be matched"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Ready to import"
        APPLYING = "applying", "Being imported"
        APPLIED = "applied", "Imported"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Cannot be read"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Expired"

    RUNNING = (Status.READING, Status.CHECKING, Status.APPLYING)
    OPEN = (Status.READING, Status.MATCHING, Status.CHECKING, Status.CHECKED, Status.APPLYING, Status.FAILED)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False, db_index=False
    )
    wallet_id = models.BigIntegerField("wallet", null=True, editable=False)
    file_name = models.CharField(max_length=255)
    size_bytes = models.PositiveIntegerField()
    content = models.BinaryField(null=True, editable=False, help_text="The file, compressed, until it is done with.")
    format = models.CharField(max_length=20)
    part = models.PositiveIntegerField(default=0, help_text="Which statement of a file that holds several, from 0.")
    account = models.CharField(max_length=255, blank=True, help_text="Which account of the file, as the bank names it.")
    mapping = models.JSONField(null=True, help_text="What the columns of a table hold.")
    remarks = models.JSONField(default=dict, help_text="What the file leaves open, holds and adds up to.")
    status = models.CharField(max_length=10, choices=Status, default=Status.MATCHING)
    attempt = models.PositiveIntegerField(default=0, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    rows_expected = models.PositiveIntegerField(default=0)
    rows_checked = models.PositiveIntegerField(default=0)
    written_count = models.PositiveIntegerField(default=0)
    left_out_count = models.PositiveIntegerField(default=0)
    wrong_count = models.PositiveIntegerField(default=0)
    first_date = models.DateField(null=True)
    last_date = models.DateField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    seconds = models.FloatField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    activity_id = models.BigIntegerField(null=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            owner_and_id("expenses_statementimport"),
            models.CheckConstraint(
                condition=Q(
                    status__in=["reading", "matching", "checking", "checked", "applying", "failed"],
                    content__isnull=False,
                )
                | Q(status__in=["applied", "refused", "cancelled", "expired"], content__isnull=True),
                name="expenses_statementimport_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.account}" if self.account else self.file_name

    def get_absolute_url(self) -> str:
        return reverse("expenses:statement-detail", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.status in self.RUNNING


class StatementEntry(OwnedPart):
    """A row of a statement as it was checked, and what the person wants of it. It lasts until all are written.

    `amount` is in the wallet's currency, money out negative, empty where the row is wrong. `text` is what the bank
    wrote. Categories, tags, wallets and what it resembles are looked up again when it is written or shown.

    What was paid in another currency is kept beside it, signed alike; where `is_converted`, the file says that alone,
    and `amount` is what it is worth. Of a transfer, `resembles_id` is the other half that stands in the ledger as an
    expense or income; of a refund, `refund_of_id` or `refund_of_position`, in this statement, is what it gives back.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "New"
        ALIKE = "alike", "Looks alike"
        DUPLICATE = "duplicate", "Already there"
        WRONG = "wrong", "Wrong"

    class Kind(models.TextChoices):
        EXPENSE = "expense", "Expense"
        INCOME = "income", "Income"
        TRANSFER = "transfer", "Transfer"

    source = OwnedForeignKey(StatementImport, related_name="entries")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    is_skipped = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=Kind)
    date = models.DateField(null=True)
    amount = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    description = models.CharField(max_length=TEXT_LENGTH)
    notes = models.TextField(blank=True)
    category_id = models.BigIntegerField(null=True)
    tag_ids = models.JSONField(default=list)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True)
    bank_id = models.CharField(max_length=TEXT_LENGTH, blank=True)
    resembles_kind = models.CharField(max_length=10, blank=True)
    resembles_id = models.BigIntegerField(null=True)
    other_wallet_id = models.BigIntegerField(null=True)
    original_amount = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    original_currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    is_converted = models.BooleanField(default=False, db_default=False)
    refund_of_id = models.BigIntegerField(null=True)
    refund_of_position = models.PositiveIntegerField(null=True)
    category_path = models.CharField(
        max_length=TEXT_LENGTH, blank=True, default="", db_default="", help_text="To be made."
    )
    tag_names = models.JSONField(null=True, help_text="Tags to be made.")
    parts = models.JSONField(null=True, help_text="Of a split: category, its path, amount and note of each part.")
    remark = models.CharField(max_length=500, blank=True, default="", db_default="")
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "statement entries"
        constraints = [
            owner_and_id("expenses_statemententry"),
            SameOwner(field="source", name="expenses_statemententry_source_same_owner", cascade=True),
            models.CheckConstraint(
                condition=Q(outcome="wrong") | Q(date__isnull=False, amount__isnull=False),
                name="expenses_statemententry_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["owner", "source", "outcome", "position"], name="expenses_statemententry_page")]

    def __str__(self) -> str:
        return self.description

    @property
    def needs_wallet(self) -> bool:
        """Say whether it is a transfer whose other wallet is not known."""
        return self.kind == self.Kind.TRANSFER and self.other_wallet_id is None


class StatementLine(OwnedPart):
    """What the bank said of a record: by it the same line is known again, whatever became of the record's own text.

    `amount` is in the wallet's currency, or in `currency` where the bank said another one. `replaced_id` is the expense
    or income, by the sign, whose place a transfer took; undoing the import brings that back.
    """

    wallet = OwnedForeignKey(Wallet, related_name="+")
    expense = OwnedForeignKey("expenses.Expense", null=True, related_name="+")
    income = OwnedForeignKey("expenses.Income", null=True, related_name="+")
    transfer = OwnedForeignKey(Transfer, null=True, related_name="+")
    format = models.CharField(max_length=20)
    date = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=4, help_text="Money out is negative.")
    currency = models.CharField(
        max_length=3, blank=True, default="", db_default="", help_text="Empty: that of the wallet."
    )
    text = models.CharField(max_length=TEXT_LENGTH, blank=True)
    bank_id = models.CharField(max_length=TEXT_LENGTH, blank=True)
    replaced_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            owner_and_id("expenses_statementline"),
            SameOwner(field="wallet", name="expenses_statementline_wallet_same_owner", cascade=True),
            SameOwner(field="expense", name="expenses_statementline_expense_same_owner", cascade=True),
            SameOwner(field="income", name="expenses_statementline_income_same_owner", cascade=True),
            SameOwner(field="transfer", name="expenses_statementline_transfer_same_owner", cascade=True),
            models.CheckConstraint(
                condition=Q(expense__isnull=False, income__isnull=True, transfer__isnull=True)
                | Q(expense__isnull=True, income__isnull=False, transfer__isnull=True)
                | Q(expense__isnull=True, income__isnull=True, transfer__isnull=False),
                name="expenses_statementline_one_record",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "wallet", "date"], name="expenses_statementline_day"),
            models.Index(
                fields=["owner", "expense"], condition=Q(expense__isnull=False), name="expenses_statementline_expense"
            ),
            models.Index(
                fields=["owner", "income"], condition=Q(income__isnull=False), name="expenses_statementline_income"
            ),
            models.Index(
                fields=["owner", "transfer"], condition=Q(transfer__isnull=False), name="expenses_statementline_moved"
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.bank_id


class KnownStatement(OwnedPart):
    """What a person has said of statements that look like one before: the wallet, and how to read its columns."""

    key = models.CharField(max_length=80, help_text="The account, or the names of the columns, as a digest.")
    wallet = OwnedForeignKey(Wallet, related_name="+")
    mapping = models.JSONField(null=True)

    class Meta:
        constraints = [
            owner_and_id("expenses_knownstatement"),
            SameOwner(field="wallet", name="expenses_knownstatement_wallet_same_owner", cascade=True),
            models.UniqueConstraint(fields=["owner", "key"], name="expenses_knownstatement_unique"),
        ]
        indexes = [models.Index(fields=["owner", "wallet"], name="expenses_knownstatement_wallet")]

    def __str__(self) -> str:
        return self.key
