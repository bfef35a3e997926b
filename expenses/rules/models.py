from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.ownership import OwnedForeignKey, OwnedModel, OwnedPart, SameOwner, owner_and_id
from expenses.categories.models import Category
from expenses.rules.choices import Kind, LookIn, Match
from expenses.tags.models import Tag
from expenses.validators import MAX_AMOUNT, validate_line, validate_lines
from expenses.wallets.models import Wallet

NAME_TAKEN = "You have a rule of this name already. Choose another one."
LONGEST_TEXTS = 2_000


class Rule(OwnedModel):
    """What to write into records that fit: each condition that is said must hold, and one must be said.

    `texts` has one text a line, of which one must be found. Amounts are those of records as they were paid, without
    their sign. Rules are asked in the order of `position`, and of their ids where that is equal.
    """

    name = models.CharField(max_length=60, validators=[validate_line])
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField("active", default=True, help_text="Used for what is imported.")
    kind = models.CharField("for", max_length=10, choices=Kind, default=Kind.BOTH, blank=True)
    look_in = models.CharField("look in", max_length=12, choices=LookIn, default=LookIn.DESCRIPTION)
    match = models.CharField("which", max_length=10, choices=Match, default=Match.CONTAINS)
    texts = models.TextField("texts", blank=True, max_length=LONGEST_TEXTS, validators=[validate_lines])
    least_amount = models.DecimalField(
        max_digits=15, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    most_amount = models.DecimalField(
        max_digits=15, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    wallet = OwnedForeignKey(Wallet, null=True, blank=True, related_name="rules")
    category = OwnedForeignKey(Category, null=True, blank=True, related_name="rules")
    new_description = models.CharField("description", max_length=255, blank=True)
    tags = models.ManyToManyField(Tag, through="RuleTag", related_name="rules", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "id"]
        permissions = [("import_rule", "Can import rules"), ("export_rule", "Can export rules")]
        constraints = [
            owner_and_id("expenses_rule"),
            SameOwner(field="wallet", name="expenses_rule_wallet_same_owner"),
            SameOwner(field="category", name="expenses_rule_category_same_owner"),
            models.UniqueConstraint(
                F("owner"), Lower("name"), name="expenses_rule_unique", violation_error_message=NAME_TAKEN
            ),
            models.CheckConstraint(condition=~Q(name=""), name="expenses_rule_name"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="expenses_rule_kind"),
            models.CheckConstraint(condition=Q(look_in__in=LookIn.values), name="expenses_rule_look_in"),
            models.CheckConstraint(condition=Q(match__in=Match.values), name="expenses_rule_match"),
            models.CheckConstraint(
                condition=(Q(least_amount__isnull=True) | Q(least_amount__gte=0, least_amount__lte=MAX_AMOUNT))
                & (Q(most_amount__isnull=True) | Q(most_amount__gte=0, most_amount__lte=MAX_AMOUNT)),
                name="expenses_rule_amounts",
            ),
            models.CheckConstraint(
                condition=~Q(texts="")
                | Q(wallet__isnull=False)
                | Q(least_amount__isnull=False)
                | Q(most_amount__isnull=False),
                name="expenses_rule_asks_something",
            ),
        ]
        indexes = [models.Index(fields=["owner", "position"], name="expenses_rule_position")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("expenses:rule-detail", args=[self.pk])


class RuleTag(OwnedPart):
    """A tag that a rule puts on records. It goes when either of them goes, and the database sees to it."""

    rule = OwnedForeignKey(Rule)
    tag = OwnedForeignKey(Tag)

    class Meta:
        constraints = [
            owner_and_id("expenses_ruletag"),
            SameOwner(field="rule", name="expenses_ruletag_rule_same_owner", cascade=True),
            SameOwner(field="tag", name="expenses_ruletag_tag_same_owner", cascade=True),
            models.UniqueConstraint(fields=["owner", "rule", "tag"], name="expenses_ruletag_unique"),
        ]
        indexes = [models.Index(fields=["owner", "tag", "rule"], name="expenses_ruletag_by_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} by {self.rule_id}"


class RuleRun(OwnedPart):
    """A rule that is run on many records, batch by batch; one that stopped goes on.

    `after` names the last record that was changed, newest first. What was changed is one activity, so that it can be
    undone, also while it runs: then it stops.
    """

    rule = OwnedForeignKey(Rule, related_name="runs")
    only_uncategorised = models.BooleanField(default=False)
    after = models.CharField(max_length=60, blank=True)
    total = models.PositiveIntegerField(null=True, help_text="How many records change; empty: not counted yet.")
    expenses_done = models.PositiveIntegerField(default=0)
    income_done = models.PositiveIntegerField(default=0)
    activity_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            owner_and_id("expenses_rulerun"),
            SameOwner(field="rule", name="expenses_rulerun_rule_same_owner", cascade=True),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(finished_at__isnull=True), name="expenses_rulerun_one_open"
            ),
        ]
        indexes = [models.Index(fields=["owner", "rule"], name="expenses_rulerun_rule")]

    def __str__(self) -> str:
        return f"{self.done:,} of {self.total:,}" if self.total else f"{self.done:,}"

    @property
    def done(self) -> int:
        """Return how many records are changed."""
        return self.expenses_done + self.income_done
