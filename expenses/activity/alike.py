"""Changes that are alike, such as those of a bulk change, taken back by whole statements instead of one by one."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from accounts.models import User
from expenses.activity.log import Snapshot, add_rows, to_json
from expenses.activity.models import Activity, Change
from expenses.activity.putting_back import ATTACHED, LINKS, live_rows, model_of, touched, values
from expenses.bulk_insert import insert_rows
from expenses.models import Wallet
from expenses.splits.recounting import follow_category

CHANGES_AT_ONCE = 5_000
WORTH = frozenset({"amount", "code", "currency", "date", "ends_on", "home_amount", "wallet_id", "wallet_amount"})
"""Fields by which others go: what has them is put back record by record."""

MOVED = frozenset({"wallet_id", "wallet_amount", "is_cleared"})
"""What changes where a record comes into another wallet: alike, but for the amount."""

TEXT = frozenset({"description"})
"""What a rule writes into records, each of which said something else before."""

Key = tuple[str, str | None, str | None]
"""The kind of record, and `before` and `after` as they stand in the log."""


@dataclass(frozen=True)
class Alike:
    """What some records have in common: all of one kind, all from `before` to `after`."""

    kind: str
    before: Snapshot
    after: Snapshot

    @property
    def is_link(self) -> bool:
        """Say whether a tag was put on them or taken off them."""
        return self.before.keys() == {"tag"}

    @property
    def is_deletion(self) -> bool:
        return "deleted" in self.before


def read_changes(activity: Activity) -> Iterator[tuple[int, int, Key]]:
    """Yield (id, record, key) of what an activity changed, the last first, with nothing decoded yet."""
    rows = Change.objects.filter(owner_id=activity.owner_id, activity=activity).order_by("-pk")
    texts = {f"{side}_text": Cast(side, TextField()) for side in ("before", "after")}
    columns = ("pk", "record_id", "record_kind", *texts)
    for pk, record_id, *key in rows.annotate(**texts).values_list(*columns).iterator(chunk_size=CHANGES_AT_ONCE):
        yield pk, record_id, (key[0], key[1], key[2])


def decode(key: Key) -> tuple[Snapshot | None, Snapshot | None]:
    """Return `before` and `after`."""
    before, after = (None if side is None else json.loads(side) for side in key[1:])
    return before, after


def alike(key: Key) -> Alike | None:
    """Return what such changes have in common, None where they are reversed one by one.

    Those are additions, removals, and changes of amounts, days, parts or of all tags. Descriptions are moves.
    """
    before, after = decode(key)
    if before is None or after is None or before.keys() & (ATTACHED | WORTH) or before.keys() == TEXT:
        return None
    return Alike(key[0], before, after)


def reverse_fields(group: Alike, ids: Sequence[int], *, owner: User, overwrite: bool, log: Activity) -> list[int]:
    """Put `before` back on the live records among `ids` that still say `after`; return those records.

    With `overwrite` on all of them. Where the database refuses some, such as a name that is taken by now, the others
    are put back.
    """
    model = model_of(group.kind)
    rows = live_rows(model, owner)
    said = Q() if overwrite else conditions(group.after)
    done = sorted(rows.filter(said, pk__in=ids).order_by().values_list("pk", flat=True))
    if not done:
        return []

    def write() -> None:
        rows.filter(pk__in=done).update(**values(model, group.before), **touched(model))
        if group.kind == "expense" and "category_id" in group.before:
            follow_category(done, owner=owner)
        note(log, group, done)

    if _tried(write):
        return done
    if len(done) == 1:
        return []
    halves = done[: len(done) // 2], done[len(done) // 2 :]
    return [pk for half in halves for pk in reverse_fields(group, half, owner=owner, overwrite=overwrite, log=log)]


def reverse_links(group: Alike, ids: Sequence[int], *, owner: User, log: Activity) -> list[int]:
    """Take the tag off the live records among `ids` that got it, or put it on again; return those records."""
    through, name = LINKS[group.kind]
    gone, back = group.after["tag"], group.before["tag"]
    done = set(live_rows(model_of(group.kind), owner).filter(pk__in=ids).order_by().values_list("pk", flat=True))
    links = through.objects.filter(owner_id=owner.pk, **{f"{name}_id__in": ids})
    if gone is not None:
        with_it = links.filter(tag_id=gone)
        done &= set(with_it.values_list(f"{name}_id", flat=True))
        with_it.filter(**{f"{name}_id__in": done}).delete()
    if back is not None:
        done -= set(links.filter(tag_id=back).values_list(f"{name}_id", flat=True))
        with connection.cursor() as cursor:
            constants: dict[str, int | str | None] = {"owner_id": owner.pk, "tag_id": back}
            insert_rows(cursor, through._meta.db_table, (f"{name}_id",), ((pk,) for pk in sorted(done)), constants)
    note(log, group, sorted(done))
    return sorted(done)


def is_move(before: Snapshot | None, after: Snapshot | None) -> bool:
    """Say whether a record came into another wallet, or out of one, or was described anew, and nothing else."""
    return before is not None and after is not None and (before.keys() <= MOVED or before.keys() == TEXT)


def reverse_moves(
    kind: str, moves: dict[int, tuple[Snapshot, Snapshot]], *, owner: User, overwrite: bool, log: Activity
) -> list[int]:
    """Put live records back into the wallets they were in, or give them their descriptions again.

    `moves` are {id: (before, after)}. Return the records that it was done to.
    """
    model = model_of(kind)
    currencies = dict(Wallet.objects.for_user(owner).order_by().values_list("pk", "currency"))
    done = []
    for record in live_rows(model, owner).filter(pk__in=list(moves)).order_by("pk"):
        before, after = moves[record.pk]
        if not overwrite and any(to_json(getattr(record, name)) != value for name, value in after.items()):
            continue
        for name, value in {**values(model, before), **touched(model)}.items():
            setattr(record, name, value)
        if "wallet_amount" in before and currencies.get(record.wallet_id) == record.currency:
            # Its amount may be another one since.
            record.wallet_amount = record.amount
        done.append(record)

    def write() -> None:
        fields = sorted({*touched(model), *(name for before, _after in moves.values() for name in before)})
        _update_each(model, done, fields)
        add_rows(log, ((kind, record.pk, json.dumps(moves[record.pk][1]), now_says(record)) for record in done))

    def now_says(record: Any) -> str:
        return json.dumps({name: to_json(getattr(record, name)) for name in moves[record.pk][0]})

    return [record.pk for record in done] if _tried(write) else []


def _update_each(model: Any, records: Sequence[Any], names: Sequence[str]) -> None:
    """Write `names` of records that each have values of their own, with one statement prepared for all."""
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    places = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {places} WHERE owner_id = %s AND id = %s"  # noqa: S608  our own names
    rows = (
        [
            *(field.get_db_prep_save(getattr(record, field.attname), connection) for field in fields),
            record.owner_id,
            record.pk,
        ]
        for record in records
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def conditions(after: Snapshot) -> Q:
    """Return the condition of rows that still say what `after` says."""
    return Q(**{f"{name}__isnull" if value is None else name: value is None or value for name, value in after.items()})


def note(log: Activity, group: Alike, ids: Sequence[int]) -> None:
    """Write into the log that the records became what they were."""
    before, after = json.dumps(group.after), json.dumps(group.before)
    add_rows(log, ((group.kind, pk, before, after) for pk in ids))


def _tried(write: Callable[[], Any]) -> bool:
    """Do it, and say whether the database took it."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return False
    return True
