"""One record as the log kept it: what may be put back of it, and how its parts, tags and refunds follow."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts.models import User
from accounts.ownership import OwnedModel, OwnedQuerySet
from expenses.activity.log import Snapshot, to_json
from expenses.counting import CountedAs
from expenses.exchange.undoing import check_code_stays, is_counted_in
from expenses.exchange.valuation import value_at_home
from expenses.models import Expense, ExpenseTag, Income, IncomeTag, Portion, RecurringTag, RuleTag
from expenses.records import Record
from expenses.recurring.following import check_alone
from expenses.refunds.following import check_change, follow
from expenses.splits.recounting import Part, in_proportion, recount

ATTACHED = frozenset({"tags", "portions"})
FOLLOWING = frozenset({"home_amount", "counted_on"})
"""What follows from other fields and from rates, and may change by itself."""

LINKS: dict[str, tuple[Any, str]] = {
    "expense": (ExpenseTag, "expense"),
    "income": (IncomeTag, "income"),
    "rule": (RuleTag, "rule"),
    "recurringpayment": (RecurringTag, "recurring"),
}


def model_of(kind: str) -> Any:
    """Return the model that the log calls `kind`."""
    return apps.get_model("expenses", kind)


def live_rows(model: Any, owner: User) -> OwnedQuerySet:
    """Return the rows of `owner` that are not deleted."""
    rows: OwnedQuerySet = model._default_manager.for_user(owner)
    return rows


def is_pointed_to(record: OwnedModel) -> bool:
    """Say whether another row names this one; the tags that it has itself go with it."""
    if is_counted_in(record):
        return True
    own = [field.remote_field.through for field in record._meta.many_to_many]
    pointers = (relation for relation in record._meta.related_objects if not relation.many_to_many)
    relations = [relation for relation in pointers if relation.related_model not in own]
    return any(
        relation.related_model._base_manager.filter(
            owner_id=record.owner_id, **{relation.field.name: record.pk}
        ).exists()
        for relation in relations
    )


def values(model: type[models.Model], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a snapshot as a record has them, by attribute."""
    fields = {one.attname: one for one in model._meta.concrete_fields}
    return {
        name: fields[name].to_python(value)
        for name, value in kept.items()
        if name in fields and name != "deleted_in_id"
    }


def touched(model: type[models.Model]) -> dict[str, Any]:
    """Return what tells others that a record was changed."""
    has = {one.name for one in model._meta.concrete_fields}
    return {"updated_at": timezone.now()} if "updated_at" in has else {}


def differs(now: Snapshot, after: Mapping[str, Any]) -> bool:
    """Say whether a record does not say any more what `after` says, but for what follows from other fields."""
    return any(
        stated(name, to_json(now.get(name))) != stated(name, value)
        for name, value in after.items()
        if name not in FOLLOWING
    )


def stated(name: str, value: Any) -> Any:
    """Return what a person has said of a value: of portions, not what they are worth and when they count."""
    if name != "portions":
        return value
    return [{key: said for key, said in portion.items() if key not in FOLLOWING} for portion in value or ()]


def put_back(record: OwnedModel, kind: str, before: Snapshot) -> None:
    """Write `before` over the fields of a record of the log's `kind`, and let all follow that goes by them.

    Raises ValidationError where its refunds, what it refunds, or what is counted in it, forbid that.
    """
    check_code_stays(record, before)
    check_alone(record, before)
    for name, value in values(type(record), before).items():
        setattr(record, name, value)
    if isinstance(record, Expense | Income):
        _follow_amount(record)
    if isinstance(record, Expense):
        kept = to_parts(before["portions"]) if "portions" in before else None
        # Its amount may be another one since.
        parts = None if kept is None else in_proportion(kept, record.amount, record.currency)
        _recount(record, parts)
    else:
        record.save()
    if "tags" in before:
        set_tags(record, kind, before["tags"])


def _follow_amount(record: Record) -> None:
    """Value the record anew: rates, the home currency and the wallet may have changed since."""
    record.home_amount = value_at_home(record.amount, record.currency, record.owner, record.date)
    if record.wallet is None:
        record.wallet_amount = None
    elif record.wallet.currency == record.currency:
        record.wallet_amount = record.amount


def _recount(expense: Expense, parts: list[Part] | None) -> None:
    check_change(expense)
    if expense.refund_of_id is None or not expense.is_counted_with_original:
        expense.counted_on = expense.date
    if parts is not None:
        # `recount` looks at how it counts now, which was put back already.
        Portion.objects.filter(owner_id=expense.owner_id, expense=expense).delete()
    recount(expense, parts)
    follow(expense)


def to_parts(portions: Iterable[Snapshot]) -> list[Part]:
    """Return into what a payment was split, from its portions in the log; nothing where it was spread alone."""
    rows = [Portion(**values(Portion, portion)) for portion in portions if portion["counted_as"] != CountedAs.SPREAD]
    return [Part(row.category_id, Decimal(row.amount), row.description) for row in rows]


def set_tags(record: OwnedModel, kind: str, tag_ids: Iterable[int]) -> None:
    """Give the record exactly these tags, as far as they are still there."""
    through, name = LINKS[kind]
    links = through.objects.filter(owner_id=record.owner_id, **{name: record.pk})
    links.delete()
    known = apps.get_model("expenses", "tag").objects.filter(owner_id=record.owner_id, pk__in=list(tag_ids))
    made = [
        through(owner_id=record.owner_id, **{f"{name}_id": record.pk}, tag_id=pk)
        for pk in known.values_list("pk", flat=True)
    ]
    through.objects.bulk_create(made)
