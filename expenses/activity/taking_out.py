"""Categories and tags that an import made, taken away again where nothing else has come to use them."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from accounts.ownership import OwnedModel
from expenses.activity.log import Snapshot, add_rows
from expenses.activity.models import Activity
from expenses.activity.putting_back import LINKS
from expenses.models import (
    Budget,
    Category,
    Expense,
    Income,
    Portion,
    RecurringPayment,
    RecurringTag,
    Rule,
    RuleTag,
    Tag,
)

KEPT_IN: dict[str, Any] = {"expense": Expense, "income": Income, "portion": Portion}
"""The rows that name a category, as the log calls them."""


def let_go(record: OwnedModel, log: Activity) -> bool:
    """Take a category or tag off what `log` has deleted, and say so there; return whether nothing names it any more.

    Nothing is changed where something else names it, be it in the bin.
    """
    if isinstance(record, Category):
        return _let_go_category(record, log)
    return isinstance(record, Tag) and _let_go_tag(record, log)


def _let_go_category(category: Category, log: Activity) -> bool:
    named = {"owner_id": log.owner_id, "category": category}
    uses = {kind: model._base_manager.filter(**named) for kind, model in KEPT_IN.items()}
    below = Category.objects.filter(owner_id=log.owner_id, parent=category)
    is_planned = any(model.objects.filter(**named).exists() for model in (Budget, RecurringPayment, Rule))
    if is_planned or below.exists() or any(rows.exclude(deleted_in=log).exists() for rows in uses.values()):
        return False
    for kind, rows in uses.items():
        _note(log, kind, rows, "pk", {"category_id": category.pk}, {"category_id": None})
        rows.update(category=None)
    return True


def _let_go_tag(tag: Tag, log: Activity) -> bool:
    named = {"owner_id": log.owner_id, "tag": tag}
    uses = {kind: through.objects.filter(**named) for kind, (through, _) in LINKS.items() if kind in KEPT_IN}
    if any(model.objects.filter(**named).exists() for model in (Budget, RecurringTag, RuleTag)):
        return False
    if any(links.exclude(Q(**{f"{kind}__deleted_in": log})).exists() for kind, links in uses.items()):
        return False
    for kind, links in uses.items():
        _note(log, kind, links, f"{kind}_id", {"tag": tag.pk}, {"tag": None})
        links.delete()
    return True


def _note(log: Activity, kind: str, rows: QuerySet, key: str, before: Snapshot, after: Snapshot) -> None:
    add_rows(log, _rows(rows.order_by().values_list(key, flat=True), kind, before, after))


def _rows(ids: QuerySet, kind: str, before: Snapshot, after: Snapshot) -> Iterator[tuple[str, int, str, str]]:
    was, became = json.dumps(before), json.dumps(after)
    return ((kind, pk, was, became) for pk in ids)
