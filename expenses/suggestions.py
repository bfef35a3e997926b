"""What a person usually means: descriptions from their history with the category, currency and tags these have."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.names import name_key
from expenses.querysets import RecordQuerySet
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.text_search import text_condition

NEWEST_LOOKED_AT = 5_000
MATCHES_LOOKED_AT = 300
OFFERED = 8


@dataclass(frozen=True)
class Suggestion:
    """A description, and what most of its records have: a category, a currency, the tags of the latest one."""

    description: str
    category_id: int | None
    category: str
    currency: str
    tags: list[str] = field(default_factory=list)

    def for_browser(self) -> dict[str, Any]:
        """Return the suggestion as JSON has it: ids as texts."""
        return {**asdict(self), "category_id": str(self.category_id or "")}


@dataclass
class _Usual:
    description: str
    latest_id: int
    count: int = 0
    categories: Counter[int | None] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)


def suggest_descriptions(text: str, kind: RecordKind = EXPENSE, *, user: User, tree: CategoryTree) -> list[Suggestion]:
    """Return what `text` may become, the likeliest first: what begins so before what has it inside, then by count.

    Only the newest records are looked at, so that it costs the same with a hundred thousand of them.
    """
    usual = _usual_of(text, kind, user)
    key = name_key(text)
    usual.sort(key=lambda each: (not name_key(each.description).startswith(key), -each.count))
    chosen = usual[:OFFERED]
    tags = _tags_of([each.latest_id for each in chosen], kind, user)
    return [_suggestion(each, tree, tags.get(each.latest_id, [])) for each in chosen]


def _usual_of(text: str, kind: RecordKind, user: User) -> list[_Usual]:
    matches = _newest(kind, user).filter(text_condition(text, "description")).newest_first()
    rows = matches.values_list("id", "description", "category_id", "currency")
    found: dict[str, _Usual] = {}
    for pk, description, category_id, currency in rows[:MATCHES_LOOKED_AT]:
        each = found.setdefault(name_key(description), _Usual(description, pk))
        each.count += 1
        each.categories[category_id] += 1
        each.currencies[currency] += 1
    return list(found.values())


def _newest(kind: RecordKind, user: User) -> RecordQuerySet:
    """Return the newest records, from the last of them on: a bound that the index can be searched by."""
    everything: RecordQuerySet = kind.model.objects.for_user(user)
    last = everything.newest_first().values_list("date", "id")[NEWEST_LOOKED_AT - 1 : NEWEST_LOOKED_AT].first()
    if last is None:
        return everything
    date, pk = last
    return everything.filter(Q(date__gt=date) | Q(date=date, pk__gte=pk), date__gte=date)


def _tags_of(ids: list[int], kind: RecordKind, user: User) -> dict[int, list[str]]:
    key = f"{kind.name}_id"
    links = kind.links.objects.for_user(user).filter(**{f"{key}__in": ids}).order_by("tag__name")
    tags: dict[int, list[str]] = {}
    for record_id, name in links.values_list(key, "tag__name"):
        tags.setdefault(record_id, []).append(name)
    return tags


def _suggestion(usual: _Usual, tree: CategoryTree, tags: list[str]) -> Suggestion:
    (category_id, _), *_ = usual.categories.most_common(1)
    (currency, _), *_ = usual.currencies.most_common(1)
    node = tree.by_id.get(category_id or 0)
    return Suggestion(usual.description, node.pk if node else None, node.path if node else "", currency, tags)
