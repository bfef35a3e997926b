"""What an archive holds: a CSV file for each kind of record, with a line a row and a column a field."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.formulas import defuse, restore
from accounts.models import User
from accounts.notifications.models import ChannelChoice, DeliveryTimes
from accounts.ownership import OwnedModel
from expenses.models import (
    Budget,
    BudgetChange,
    Category,
    DeclinedOffer,
    Expense,
    ExpenseTag,
    Goal,
    GoalContribution,
    Income,
    IncomeTag,
    KnownStatement,
    Occurrence,
    OwnCurrency,
    OwnRate,
    Portion,
    Reconciliation,
    RecurringPayment,
    RecurringTag,
    Rule,
    RuleTag,
    SavedSearch,
    StatementLine,
    Tag,
    Transfer,
    Wallet,
)

LEFT_OUT = frozenset(
    {
        "owner",
        "created_by",
        "deleted_in",
        "imported_in",
        "letter_on",
        "submission_id",
        "replaced_id",
        "created_at",
        "updated_at",
    }
)
"""What belongs to the installation and not to the ledger, such as the day of the last letter."""

YES, NO = "yes", "no"


@dataclass(frozen=True)
class ArchivedTable:
    """One file of an archive: the rows of `model` that are still there.

    `alive` names, with spaces between, the keys that must not point to what is gone.
    """

    model: type[OwnedModel]
    file_name: str
    alive: str = ""

    @cached_property
    def fields(self) -> list[models.Field]:
        return [field for field in self.model._meta.concrete_fields if field.name not in LEFT_OUT]

    @property
    def header(self) -> list[str]:
        return [field.name for field in self.fields]

    def rows(self, user: User) -> Any:
        rows = self.model._default_manager.for_user(user)
        for key in self.alive.split():
            rows = rows.filter(**{f"{key}__deleted_in__isnull": True})
        return rows.order_by("pk")


TABLES = (
    ArchivedTable(Wallet, "wallets.csv"),
    ArchivedTable(Category, "categories.csv"),
    ArchivedTable(Tag, "tags.csv"),
    ArchivedTable(Expense, "expenses.csv"),
    ArchivedTable(ExpenseTag, "expense_tags.csv", alive="expense"),
    ArchivedTable(Portion, "expense_parts.csv"),
    ArchivedTable(Income, "income.csv"),
    ArchivedTable(IncomeTag, "income_tags.csv", alive="income"),
    ArchivedTable(Transfer, "transfers.csv"),
    ArchivedTable(Reconciliation, "reconciliations.csv"),
    ArchivedTable(SavedSearch, "searches.csv"),
    ArchivedTable(Rule, "rules.csv"),
    ArchivedTable(RuleTag, "rule_tags.csv"),
    ArchivedTable(Budget, "budgets.csv"),
    ArchivedTable(BudgetChange, "budget_changes.csv"),
    ArchivedTable(Goal, "goals.csv"),
    ArchivedTable(GoalContribution, "goal_contributions.csv"),
    ArchivedTable(RecurringPayment, "recurring_payments.csv"),
    ArchivedTable(RecurringTag, "recurring_tags.csv"),
    ArchivedTable(Occurrence, "occurrences.csv"),
    ArchivedTable(DeclinedOffer, "declined_offers.csv"),
    ArchivedTable(StatementLine, "statement_lines.csv", alive="expense income transfer"),
    ArchivedTable(KnownStatement, "known_statements.csv"),
    ArchivedTable(OwnCurrency, "own_currencies.csv"),
    ArchivedTable(OwnRate, "own_rates.csv"),
    ArchivedTable(ChannelChoice, "notification_ways.csv"),
    ArchivedTable(DeliveryTimes, "notification_times.csv"),
)
"""In the order in which they are taken in: what others point to comes first."""

RECORDS = (Wallet, Expense, Income, Transfer, RecurringPayment, OwnRate, OwnCurrency)
"""What an empty ledger has none of. Categories that came with the account do not count."""


def to_cell(value: Any) -> str:
    """Return `value` as a cell holds it: days and moments as ISO 8601, amounts without superfluous zeros."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case Decimal():
            return f"{value.normalize():f}" if value else "0"
        case datetime.datetime() | datetime.date():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, cls=DjangoJSONEncoder)
        case str():
            return defuse(value)
    return str(value)


def from_cell(field: models.Field, cell: str) -> Any:
    """Return what `cell` says of `field`; raise ValueError or ValidationError where it says nothing that can be."""
    if cell == "" and field.null:
        return None
    if isinstance(field, models.ForeignKey) or field.primary_key:
        return int(cell)
    if isinstance(field, models.BooleanField):
        return {YES: True, NO: False}[cell]
    value = json.loads(cell) if isinstance(field, models.JSONField) else restore(cell)
    return field.clean(value, None)


def keys_of(fields: Iterable[models.Field]) -> list[models.ForeignKey]:
    return [field for field in fields if isinstance(field, models.ForeignKey)]
