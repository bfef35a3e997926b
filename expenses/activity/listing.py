"""A page of the log, the latest first, by day, narrowed to a kind of deed or to who did it."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.ownership import OwnedQuerySet
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR
from expenses.paging import Column, Order, page_after, read_whole_number

PAGE_ROWS = 50
LATEST_FIRST = Order((Column("id", read_whole_number, is_descending=True),))


class Choice(NamedTuple):
    """One chip by which the log is narrowed."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Narrowing:
    """What of the log is shown: a kind of deed, or "", and who did it, or None for everybody."""

    kind: str = ""
    actor_id: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Narrowing":
        """Read it from an address; what means nothing narrows nothing."""
        kind, actor = query.get("kind", ""), query.get("by", "")
        is_key = actor.isascii() and actor.isdecimal() and len(actor) < 19
        return cls(kind if kind in Activity.Kind.values else "", int(actor) if is_key else None)

    def url(self, **more: str) -> str:
        said = {"kind": self.kind, "by": str(self.actor_id or ""), **more}
        return reverse("expenses:activity-list", query={name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Chips:
    """By what the log can be narrowed, as far as there is a choice; what it is narrowed to is always among them."""

    kinds: list[Choice]
    actors: list[Choice]

    @classmethod
    def of(cls, owner: User, narrowing: Narrowing) -> "Chips":
        found = list(
            _recent(owner).order_by("actor__username").values_list("kind", "actor_id", "actor__username").distinct()
        )
        kinds = {narrowing.kind, *(kind for kind, _, _ in found)} - {""}
        people = {pk: "You" if pk == owner.pk else name for _, pk, name in found if pk is not None}
        labels = {kind: label for kind, label in Activity.Kind.choices if kind in kinds}
        of_kinds = [Choice(label, narrowing.url(kind=kind), kind == narrowing.kind) for kind, label in labels.items()]
        of_people = [Choice(name, narrowing.url(by=str(pk)), pk == narrowing.actor_id) for pk, name in people.items()]
        return cls(
            [Choice("Everything", narrowing.url(kind=""), not narrowing.kind), *of_kinds] if of_kinds[1:] else [],
            [Choice("Everybody", narrowing.url(by=""), narrowing.actor_id is None), *of_people]
            if of_people[1:]
            else [],
        )


@dataclass(frozen=True)
class LogPage:
    """Activities by the day on which they were done, in the time zone of the person, and the next page, or ""."""

    days: list[tuple[datetime.date, list[Activity]]]
    next_url: str


def activities_page(owner: User, narrowing: Narrowing, after: str) -> LogPage:
    """Return what was done in the last 30 days; raise KeyInvalid for a wrong `after`."""
    rows = _recent(owner).select_related("actor")
    if narrowing.kind:
        rows = rows.filter(kind=narrowing.kind)
    if narrowing.actor_id is not None:
        rows = rows.filter(actor=narrowing.actor_id)
    page = page_after(rows, LATEST_FIRST, after, size=PAGE_ROWS)
    days = [(day, list(group)) for day, group in groupby(page.rows, key=_day)]
    return LogPage(days, narrowing.url(after=page.next_key) if page.next_key else "")


def _recent(owner: User) -> OwnedQuerySet:
    rows: OwnedQuerySet = Activity.objects.for_user(owner).filter(created_at__gt=timezone.now() - KEPT_FOR)
    return rows


def _day(activity: Activity) -> datetime.date:
    return timezone.localtime(activity.created_at).date()
