"""What a person sees of their tags at a glance."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from accounts.ownership import OwnedQuerySet
from expenses.models import Tag
from expenses.names import sort_key
from expenses.record_kinds import KINDS, RecordKind


@dataclass(frozen=True)
class TagRow:
    """A tag, and how many records of each kind have it, without the kinds of which none has."""

    tag: Tag
    counts: tuple[tuple[RecordKind, int], ...]


def tag_rows(user: User) -> list[TagRow]:
    """Return all tags of a person by name, with the numbers of records that have each, in five queries."""
    counts = {kind.name: count_tagged(user, kind) for kind in KINDS}
    tags = sorted(Tag.objects.for_user(user).order_by(), key=lambda tag: (sort_key(tag.name), tag.pk))
    return [TagRow(tag, _filled((kind, counts[kind.name][tag.pk]) for kind in KINDS)) for tag in tags]


def count_tagged(user: User, kind: RecordKind) -> Counter[int]:
    """Return how many records of the list have each tag, by its id.

    All links are counted from their index alone; the few on deleted records are then taken off.
    """
    links = kind.links.objects.for_user(user).order_by()
    deleted = links.filter(**{f"{kind.name}__in": kind.model.objects.deleted_by(user).order_by().values("pk")})
    counts = Counter(_count(links, kind))
    counts.subtract(_count(deleted, kind))
    return counts


def _count(links: OwnedQuerySet, kind: RecordKind) -> dict[int, int]:
    return dict(links.values_list("tag").annotate(Count(kind.name)))


def records_with(user: User, tag: Tag) -> str:
    """Return how many records of the lists have the tag, "3 expenses and 1 income", "" where none has."""
    counts = [(kind, _live_with(user, tag, kind)) for kind in KINDS]
    return " and ".join(kind.counted(count) for kind, count in _filled(counts))


def _live_with(user: User, tag: Tag, kind: RecordKind) -> int:
    count: int = kind.links.objects.for_user(user).filter(tag=tag, **{f"{kind.name}__deleted_in__isnull": True}).count()
    return count


def _filled(counts: Iterable[tuple[RecordKind, int]]) -> tuple[tuple[RecordKind, int], ...]:
    return tuple((kind, count) for kind, count in counts if count)
