"""Take back what an activity did, as far as nobody has changed it since; taking that back does it once more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.ownership import OwnedModel, OwnedQuerySet
from expenses.activity.log import Edit, Snapshot, add_changes, log, snapshot, to_json
from expenses.activity.models import Activity, Change
from expenses.activity.purging import DELETABLE, KEPT_FOR
from expenses.activity.tasks import purge_deletion
from expenses.exchange.valuation import value_at_home
from expenses.locks import lock_ledger
from expenses.models import Expense, ExpenseTag, Income, IncomeTag, Portion
from expenses.splits.recounting import follow_category

CHANGES_AT_ONCE = 2_000
ATTACHED = frozenset({"tags", "portions"})
WORTH = frozenset({"amount", "currency", "date", "home_amount"})
LINKS: dict[str, tuple[Any, str]] = {"expense": (ExpenseTag, "expense"), "income": (IncomeTag, "income")}


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

    def run(self) -> Undone:
        self._bring_back_deleted()
        self._take_out_imported()
        self._walk_back()
        done = self.result
        if done.count:
            Activity.objects.for_user(self.owner).filter(pk=self.activity.pk).update(undone_at=timezone.now())
            self.log.row_count = done.count
            self.log.save(update_fields=["row_count"])
            done.activity = self.log
        else:
            self.log.delete()
        return done

    # Whole sets of records

    def _bring_back_deleted(self) -> None:
        Portion.objects.filter(owner=self.owner, deleted_in=self.activity).update(deleted_in=None)
        for model in DELETABLE:
            rows = model.objects.deleted_by(self.owner).filter(deleted_in=self.activity)
            ids = list(rows.values_list("pk", flat=True))
            rows.update(deleted_in=None)
            self._note([Edit(model._meta.model_name or "", pk, {"deleted": True}, {"deleted": False}) for pk in ids])

    def _take_out_imported(self) -> None:
        """Delete what an import added; a record that was edited since stays, unless it is to be overwritten."""
        for model in DELETABLE:
            rows = model.objects.for_user(self.owner).filter(imported_in=self.activity)
            if not self.overwrite:
                rows = self._keep_edited(rows, model._meta.model_name or "")
            self.result.count += self._delete_softly(rows)

    def _keep_edited(self, rows: Any, kind: str) -> Any:
        edited = Change.objects.for_user(self.owner).filter(record_kind=kind).exclude(activity=self.activity)
        kept = list(rows.filter(pk__in=edited.values("record_id")).values_list("pk", flat=True))
        self.result.kept += [self._change(kind, pk) for pk in kept]
        return rows.exclude(pk__in=kept) if kept else rows

    def _change(self, kind: str, pk: int) -> Change:
        return Change(owner=self.owner, activity=self.activity, record_kind=kind, record_id=pk)

    def _delete_softly(self, rows: Any) -> int:
        if rows.model is Expense:
            Portion.objects.for_user(self.owner).filter(expense__in=rows.values("pk")).update(deleted_in=self.log)
        count: int = rows.update(deleted_in=self.log)
        if count:
            over = timezone.now() + KEPT_FOR
            purge_deletion.using(run_after=over).enqueue(owner_id=self.owner.pk, activity_id=self.log.pk)
        return count

    # Record by record

    def _walk_back(self) -> None:
        """Go through the changes from the last one to the first; equal ones that follow each other go together."""
        changes = Change.objects.for_user(self.owner).filter(activity=self.activity).order_by("-pk")
        alike: dict[str, list[Change]] = defaultdict(list)
        removals: list[Change] = []
        last = ""
        for change in changes.iterator(chunk_size=CHANGES_AT_ONCE):
            key = f"{change.record_kind} {change.before!r} {change.after!r}"
            if key != last and not self._is_plain(change):
                self._flush(alike)
            if self._is_plain(change):
                alike[key].append(change)
            elif change.before is None:
                removals.append(change)
            else:
                self._reverse(change)
            last = key
        self._flush(alike)
        # What goes, goes last: nothing may point to it any more.
        for change in removals:
            self._reverse(change)

    @staticmethod
    def _is_plain(change: Change) -> bool:
        """Say whether many such changes can be reversed by one UPDATE: no amounts, no links, nothing added or gone."""
        if change.before is None or change.after is None:
            return False
        return not (change.before.keys() & (ATTACHED | WORTH | {"tag"}))

    def _flush(self, alike: dict[str, list[Change]]) -> None:
        for changes in alike.values():
            for start in range(0, len(changes), CHANGES_AT_ONCE):
                self._reverse_plain(changes[start : start + CHANGES_AT_ONCE])
        alike.clear()

    def _reverse_plain(self, changes: list[Change]) -> None:
        kind, before, after = changes[0].record_kind, changes[0].before or {}, changes[0].after or {}
        model = model_of(kind)
        rows = live_rows(model, self.owner).filter(pk__in=[change.record_id for change in changes])
        if "deleted" in before:
            # What this activity deleted is back by now; what it brought back is deleted again.
            self.result.count += self._delete_softly(rows) if before["deleted"] else 0
            return
        unchanged = rows if self.overwrite else rows.filter(**conditions(after))
        ids = set(unchanged.values_list("pk", flat=True))
        try:
            with transaction.atomic():
                live_rows(model, self.owner).filter(pk__in=ids).update(**values(model, before), **touched(model))
                if kind == "expense" and "category_id" in before:
                    follow_category(list(ids), owner=self.owner)
        except IntegrityError:
            ids = set()
        self.result.kept += [change for change in changes if change.record_id not in ids]
        self._note([Edit(kind, pk, after, before) for pk in sorted(ids)])

    def _reverse(self, change: Change) -> None:
        """Reverse one change; what it cannot reverse, or must not, is kept."""
        try:
            with transaction.atomic():
                edit = self._restored(change)
        except (IntegrityError, models.ProtectedError):
            edit = None
        if edit is None:
            self.result.kept.append(change)
        else:
            self._note([edit])

    def _restored(self, change: Change) -> Edit | None:
        model = model_of(change.record_kind)
        record = live_rows(model, self.owner).filter(pk=change.record_id).first()
        if change.before is None:
            return None if record is None else self._remove(change, record)
        if change.after is None:
            return self._recreate(change, model) if record is None else None
        if record is None:
            return None
        return self._relink(change, record) if "tag" in change.before else self._rewrite(change, record)

    def _remove(self, change: Change, record: OwnedModel) -> Edit | None:
        """Take away what was added: records softly, others for good where nothing points to them."""
        now = snapshot(record)
        if not self.overwrite and differs(now, change.after or {}):
            return None
        if isinstance(record, DELETABLE):
            self._delete_softly(type(record).objects.for_user(self.owner).filter(pk=record.pk))
            return Edit(change.record_kind, change.record_id, {"deleted": False}, {"deleted": True})
        if is_pointed_to(record):
            return None
        record.delete()
        return Edit(change.record_kind, change.record_id, now, None)

    def _recreate(self, change: Change, model: Any) -> Edit:
        fields = {name: value for name, value in (change.before or {}).items() if name not in ATTACHED}
        record = model(pk=change.record_id, owner=self.owner, **values(model, fields))
        record.save(force_insert=True)
        return Edit(change.record_kind, record.pk, None, snapshot(record))

    def _rewrite(self, change: Change, record: OwnedModel) -> Edit | None:
        now = snapshot(record)
        if not self.overwrite and differs(now, change.after or {}):
            return None
        before = change.before or {}
        for name, value in values(type(record), before).items():
            setattr(record, name, value)
        if before.keys() & WORTH and isinstance(record, Expense | Income):
            record.home_amount = value_at_home(record.amount, record.currency, self.owner, record.date)
        record.save()
        if "tags" in before:
            set_tags(record, change.record_kind, before["tags"])
        if "portions" in before and isinstance(record, Expense):
            set_portions(record, before["portions"])
        after = snapshot(record)
        return Edit(change.record_kind, record.pk, now, after)

    def _relink(self, change: Change, record: OwnedModel) -> Edit | None:
        """Put one tag on again, or take it off again."""
        through, name = LINKS[change.record_kind]
        before, after = (change.before or {})["tag"], (change.after or {})["tag"]
        links = through.objects.filter(owner_id=self.owner.pk, **{name: record.pk})
        if after is not None and not links.filter(tag_id=after).delete()[0]:
            return None
        if before is not None:
            through.objects.create(owner=self.owner, **{f"{name}_id": record.pk}, tag_id=before)
        return Edit(change.record_kind, record.pk, {"tag": after}, {"tag": before})

    def _note(self, edits: list[Edit]) -> None:
        self.result.count += len(edits)
        add_changes(self.log, edits)


def model_of(kind: str) -> Any:
    """Return the model that the log calls `kind`."""
    return apps.get_model("expenses", kind)


def live_rows(model: Any, owner: User) -> OwnedQuerySet:
    """Return the rows of `owner` that are not deleted."""
    rows: OwnedQuerySet = model._default_manager.for_user(owner)
    return rows


def conditions(after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filter for rows that still say what `after` says."""
    return {
        (f"{name}__isnull" if value is None else name): (True if value is None else value)
        for name, value in after.items()
    }


def is_pointed_to(record: OwnedModel) -> bool:
    """Say whether another row names this one."""
    relations = [relation for relation in record._meta.related_objects if not relation.many_to_many]
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
    """Say whether a record does not say any more what `after` says. What it is worth at home may change by itself."""
    return any(
        to_json(now.get(name)) != value for name, value in after.items() if name not in ("home_amount", "portions")
    )


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


def set_portions(expense: Expense, portions: Iterable[Snapshot]) -> None:
    """Give the expense exactly these portions."""
    Portion.objects.filter(owner_id=expense.owner_id, expense=expense).delete()
    Portion.objects.bulk_create(
        Portion(owner_id=expense.owner_id, expense=expense, **values(Portion, portion)) for portion in portions
    )
