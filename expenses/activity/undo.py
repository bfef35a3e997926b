"""Take back what an activity did, as far as nobody has changed it since; taking that back does it once more."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.ownership import OwnedForeignKey, OwnedModel
from expenses.activity.alike import (
    CHANGES_AT_ONCE,
    Key,
    alike,
    decode,
    is_move,
    read_changes,
    reverse_fields,
    reverse_links,
    reverse_moves,
)
from expenses.activity.log import Edit, add_changes, add_rows, log, snapshot
from expenses.activity.models import Activity, Change
from expenses.activity.purging import DELETABLE, KEPT_FOR
from expenses.activity.putting_back import (
    ATTACHED,
    LINKS,
    differs,
    is_pointed_to,
    live_rows,
    model_of,
    put_back,
    set_tags,
    values,
)
from expenses.activity.taking_out import let_go
from expenses.activity.tasks import purge_deletion
from expenses.exchange.undoing import revalue_after
from expenses.locks import lock_ledger
from expenses.models import Category, Expense, Income, Portion, StatementLine, Tag, Transfer
from expenses.recurring.due import look_ahead

A_MOMENT = datetime.timedelta(seconds=1)
"""A record that was never changed has its two times from one moment, not always from one clock."""

__all__ = ["LINKS", "Undone", "model_of", "undo"]


@dataclass
class Undone:
    """What came of it: how many records are as they were, and those that were changed since and are left alone."""

    count: int = 0
    kept: list[Change] = field(default_factory=list)
    activity: Activity | None = None


def undo(activity_id: int, *, owner: User, actor: User, overwrite: bool = False, is_trial: bool = False) -> Undone:
    """Undo an activity of `owner`, unless that was done before; with `overwrite` also what was changed since.

    An activity of which nothing could be undone stays open, so that the person can decide to overwrite. A trial undoes
    nothing where something was changed since: it only returns what that is.
    """
    with transaction.atomic():
        lock_ledger(owner)
        activity = Activity.objects.for_user(owner).filter(pk=activity_id, undone_at__isnull=True).first()
        if activity is None:
            return Undone()
        done = _Reversal(activity, owner, actor, overwrite=overwrite).run()
        if is_trial and done.kept:
            transaction.set_rollback(True)
        return done


class _Reversal:
    """One walk back through what an activity did, in the reverse order. What it does is logged as it goes."""

    def __init__(self, activity: Activity, owner: User, actor: User, *, overwrite: bool) -> None:
        self.activity, self.owner, self.overwrite = activity, owner, overwrite
        words = f"Undid: {activity}"
        self.log = log(Activity.Kind.RESTORE, words, owner=owner, actor=actor)
        self.result = Undone()
        self.has_deleted = False
        self.in_use: set[int] = set()
        self.kinds: set[str] = set()
        self.targets: dict[type[models.Model], set[int]] = {}

    def run(self) -> Undone:
        self._take_out_imported()
        self._bring_back_deleted()
        self._walk_back()
        done = self.result
        if done.count:
            Activity.objects.for_user(self.owner).filter(pk=self.activity.pk).update(undone_at=timezone.now())
            self.log.row_count = done.count
            self.log.save(update_fields=["row_count"])
            done.activity = self.log
            if "ownrate" in self.kinds:
                revalue_after(self.log, self.owner)
            if self.kinds & {"recurringpayment", "occurrence"}:
                look_ahead(self.owner)
        else:
            self.log.delete()
        if self.has_deleted:
            over = timezone.now() + KEPT_FOR
            purge_deletion.using(run_after=over).enqueue(owner_id=self.owner.pk, activity_id=self.log.pk)
        return done

    # Whole sets of records

    def _bring_back_deleted(self) -> None:
        Portion.objects.filter(owner=self.owner, deleted_in=self.activity).update(deleted_in=None)
        for model in DELETABLE:
            kind = model._meta.model_name or ""
            rows = model.objects.deleted_by(self.owner).filter(deleted_in=self.activity)
            rows = rows.exclude(pk__in=self._replaced_by_kept(kind))
            if self.activity.kind == Activity.Kind.IMPORT and kind != "transfer":
                # What another import brought, and was undone since, went with that one.
                undone = Activity.objects.for_user(self.owner).filter(undone_at__isnull=False)
                rows = rows.exclude(imported_in__in=undone.values("pk"))
            ids = list(rows.values_list("pk", flat=True))
            rows.update(deleted_in=None)
            self.result.count += add_rows(
                self.log, ((kind, pk, '{"deleted": true}', '{"deleted": false}') for pk in ids)
            )

    def _replaced_by_kept(self, kind: str) -> list[int]:
        """Return the expenses or incomes whose place was taken by transfers that stay."""
        kept = [change.record_id for change in self.result.kept if change.record_kind == "transfer"]
        lines = StatementLine.objects.for_user(self.owner).filter(transfer_id__in=kept, replaced_id__isnull=False)
        side = {"expense": lines.filter(amount__lt=0), "income": lines.filter(amount__gt=0)}.get(kind)
        return [] if side is None or not kept else [pk or 0 for pk in side.values_list("replaced_id", flat=True)]

    def _take_out_imported(self) -> None:
        """Delete what an import added; a record that was edited since stays, unless it is to be overwritten."""
        for model in DELETABLE:
            rows = model.objects.for_user(self.owner).filter(imported_in=self.activity)
            if not self.overwrite:
                rows = self._keep_edited(rows, model._meta.model_name or "")
            self.result.count += self._delete_softly(rows)
        if self.activity.kind == Activity.Kind.IMPORT:
            self._take_out_transfers()

    def _take_out_transfers(self) -> None:
        """Keep the transfers that took the place of what an import added, unless they are to be overwritten."""
        mine = {"owner": self.owner, "imported_in": self.activity, "deleted_in__isnull": False}
        lines = StatementLine.objects.for_user(self.owner).filter(transfer__deleted_in__isnull=True)
        expenses = Q(amount__lt=0, replaced_id__in=Expense._base_manager.filter(**mine).values("pk"))
        incomes = Q(amount__gt=0, replaced_id__in=Income._base_manager.filter(**mine).values("pk"))
        moved = [pk or 0 for pk in lines.filter(expenses | incomes).values_list("transfer_id", flat=True)]
        if self.overwrite:
            rows = Transfer.objects.for_user(self.owner).filter(pk__in=moved)
            self.result.count += self._delete_softly(rows)
        else:
            self.result.kept += [self._change(("transfer", None, None), pk) for pk in moved]

    def _keep_edited(self, rows: Any, kind: str) -> Any:
        edited = Change.objects.for_user(self.owner).filter(record_kind=kind).exclude(activity=self.activity)
        # What only went into the bin and came back says what it said.
        edited = edited.exclude(before__has_key="deleted")
        is_edited = Q(pk__in=edited.values("record_id"))
        if self.activity.created_at <= timezone.now() - KEPT_FOR:
            # The log has forgotten what was changed; the records have not forgotten that they were.
            is_edited |= Q(updated_at__gt=F("created_at") + A_MOMENT)
        kept = list(rows.filter(is_edited).values_list("pk", flat=True))
        self.result.kept += [self._change((kind, None, None), pk) for pk in kept]
        return rows.exclude(pk__in=kept) if kept else rows

    def _change(self, key: Key, record_id: int, pk: int | None = None) -> Change:
        before, after = decode(key)
        return Change(
            pk=pk,
            owner=self.owner,
            activity=self.activity,
            record_kind=key[0],
            record_id=record_id,
            before=before,
            after=after,
        )

    def _delete_softly(self, rows: Any) -> int:
        if rows.model is Expense:
            Portion.objects.for_user(self.owner).filter(expense__in=rows.values("pk")).update(deleted_in=self.log)
        count: int = rows.update(deleted_in=self.log)
        self.has_deleted = self.has_deleted or bool(count)
        return count

    # Changes that are alike

    def _walk_back(self) -> None:
        """Go through the changes from the last one to the first; those that are alike wait for each other."""
        waiting: dict[Key, list[int]] = defaultdict(list)
        removals: list[Change] = []
        for pk, record_id, key in read_changes(self.activity):
            self.kinds.add(key[0])
            if key in waiting or alike(key) or is_move(*decode(key)):
                waiting[key].append(record_id)
                if len(waiting) > CHANGES_AT_ONCE:
                    self._flush(waiting)
                continue
            self._flush(waiting)
            change = self._change(key, record_id, pk)
            if change.before is None:
                removals.append(change)
            else:
                self._reverse(change)
        self._flush(waiting)
        # What goes, goes last: nothing may point to it any more.
        for change in removals:
            self._reverse(change)

    def _flush(self, waiting: dict[Key, list[int]]) -> None:
        moves: dict[str, dict[int, Key]] = defaultdict(dict)
        for key, ids in waiting.items():
            if alike(key) is None:
                moves[key[0]].update(dict.fromkeys(ids, key))
                continue
            for start in range(0, len(ids), CHANGES_AT_ONCE):
                self._reverse_alike(key, ids[start : start + CHANGES_AT_ONCE])
        for kind, keys in moves.items():
            self._reverse_moves(kind, keys)
        waiting.clear()

    def _reverse_alike(self, key: Key, ids: list[int]) -> None:
        group = alike(key)
        if group is None:
            return
        if group.is_deletion:
            # What this activity deleted is back by now; what it brought back is deleted again.
            rows = live_rows(model_of(group.kind), self.owner).filter(pk__in=ids)
            self.result.count += self._delete_softly(rows) if group.before["deleted"] else 0
            return
        if self._is_lost(group.kind, group.before):
            done = []
        elif group.is_link:
            done = reverse_links(group, ids, owner=self.owner, log=self.log)
        else:
            done = reverse_fields(group, ids, owner=self.owner, overwrite=self.overwrite, log=self.log)
        self._count(done, dict.fromkeys(ids, key))

    def _reverse_moves(self, kind: str, keys: dict[int, Key]) -> None:
        sides = {pk: decode(key) for pk, key in keys.items()}
        moves = {
            pk: (before, after)
            for pk, (before, after) in sides.items()
            if before is not None and after is not None and not self._is_lost(kind, before)
        }
        done = reverse_moves(kind, moves, owner=self.owner, overwrite=self.overwrite, log=self.log)
        self._count(done, keys)

    def _count(self, done: list[int], keys: Mapping[int, Key]) -> None:
        self.result.count += len(done)
        self.result.kept += [self._change(keys[pk], pk) for pk in keys.keys() - set(done)]

    # Record by record

    def _reverse(self, change: Change) -> None:
        """Reverse one change; what it cannot reverse, or must not, is kept."""
        try:
            with transaction.atomic():
                edit = self._restored(change)
        except (IntegrityError, ValidationError, models.ProtectedError):
            edit = None
        if edit is not None:
            add_changes(self.log, [edit])
            self.result.count += not self._is_by_the_way(change)
        elif change.pk not in self.in_use:
            self.result.kept.append(change)

    def _is_by_the_way(self, change: Change) -> bool:
        """Say whether an import made it for its records: a category or a tag. Rates come by themselves."""
        is_import = self.activity.kind == Activity.Kind.IMPORT and change.before is None
        return is_import and change.record_kind != "ownrate"

    def _restored(self, change: Change) -> Edit | None:
        model = model_of(change.record_kind)
        record = live_rows(model, self.owner).filter(pk=change.record_id).first()
        if change.before is None:
            return None if record is None else self._remove(change, record)
        if self._is_lost(change.record_kind, change.before):
            return None
        if change.after is None:
            return self._recreate(change, model) if record is None else None
        return None if record is None else self._rewrite(change, record)

    def _remove(self, change: Change, record: OwnedModel) -> Edit | None:
        """Take away what was added: records softly, others for good where nothing points to them."""
        now = snapshot(record)
        if not self.overwrite and differs(now, change.after or {}):
            return None
        if isinstance(record, DELETABLE):
            self._delete_softly(type(record).objects.for_user(self.owner).filter(pk=record.pk))
            return Edit(change.record_kind, change.record_id, {"deleted": False}, {"deleted": True})
        if is_pointed_to(record) and not (self._is_by_the_way(change) and let_go(record, self.log)):
            self._note_use(change)
            return None
        record.delete()
        return Edit(change.record_kind, change.record_id, now, None)

    def _note_use(self, change: Change) -> None:
        """Leave a category that others have come to use without a word: nobody has changed it."""
        if self._is_by_the_way(change):
            self.in_use.add(change.pk)

    def _recreate(self, change: Change, model: Any) -> Edit:
        fields = {name: value for name, value in (change.before or {}).items() if name not in ATTACHED}
        record = model(pk=change.record_id, owner=self.owner, **values(model, fields))
        record.save(force_insert=True)
        if change.record_kind in LINKS:
            set_tags(record, change.record_kind, (change.before or {}).get("tags", ()))
        return Edit(change.record_kind, record.pk, None, snapshot(record))

    def _rewrite(self, change: Change, record: OwnedModel) -> Edit | None:
        now = snapshot(record)
        if not self.overwrite and differs(now, change.after or {}):
            return None
        put_back(record, change.record_kind, change.before or {})
        return Edit(change.record_kind, record.pk, now, snapshot(record))

    # What is pointed to

    def _is_lost(self, kind: str, before: Mapping[str, Any]) -> bool:
        """Say whether what a record pointed to is gone for good, so that it cannot point there again."""
        named: list[tuple[type[models.Model], Any]] = self._pointers(kind, before)
        if "tag" in before:
            named = [(Tag, before["tag"])]
        named += [(Category, part["category_id"]) for part in before.get("portions") or ()]
        return any(pk is not None and pk not in self._known(model) for model, pk in named)

    @staticmethod
    def _pointers(kind: str, before: Mapping[str, Any]) -> list[tuple[type[models.Model], Any]]:
        fields = (one for one in model_of(kind)._meta.concrete_fields if isinstance(one, OwnedForeignKey))
        return [(one.related_model, before[one.attname]) for one in fields if one.attname in before and is_kept(one)]

    def _known(self, model: type[models.Model]) -> set[int]:
        """Return the ids that may be pointed to, those included that come back with this activity."""
        if model not in self.targets:
            mine = {"owner_id": self.owner.pk}
            coming = Change.objects.filter(
                **mine, activity=self.activity, record_kind=model._meta.model_name, after__isnull=True
            )
            there = model._base_manager.filter(**mine).order_by().values_list("pk", flat=True)
            self.targets[model] = {*there, *coming.values_list("record_id", flat=True)}
        return self.targets[model]


def is_kept(field: OwnedForeignKey) -> bool:
    """Say whether undo writes this pointer at all: it says itself what it deletes."""
    return field.attname != "deleted_in_id"
