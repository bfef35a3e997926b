"""Make one tag of two, or take one off everything that has it."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.ownership import OwnedQuerySet
from expenses.activity.log import Edit, count_changes, log, snapshot
from expenses.activity.models import Activity
from expenses.activity.undo import LINKS
from expenses.budgets.following import follow
from expenses.locks import lock_ledger
from expenses.models import Tag

GONE = "One of the two tags is gone already. Choose another one."


def merge_tags(source_id: int, target_id: int, *, owner: User, actor: User | None = None) -> Activity:
    """Put the tag `target_id` on every record of `owner` that has `source_id`, delete the latter; return what to undo.

    Raises ValidationError where the two are the same, or one of them is gone.
    """
    if source_id == target_id:
        raise ValidationError("A tag cannot be merged into itself. Choose another one.")
    with transaction.atomic():
        lock_ledger(owner)
        both = {tag.pk: tag for tag in _own(owner).filter(pk__in=[source_id, target_id]).select_for_update()}
        if len(both) != 2:
            raise ValidationError(GONE)
        words = f"Merged the tag #{both[source_id].name} into #{both[target_id].name}"
        activity = log(Activity.Kind.MERGE, words, owner=owner, actor=actor or owner)
        count_changes(activity, _edits(source_id, target_id, owner))
        count_changes(activity, follow("tag", {source_id: target_id}, owner=owner))
        count_changes(activity, [Edit("tag", source_id, snapshot(both[source_id]), None)])
        for through, name in LINKS.values():
            links = through.objects.for_user(owner)
            has_both = links.filter(tag=target_id, **{name: OuterRef(name)})
            links.filter(~Exists(has_both), tag=source_id).update(tag=target_id)
        _own(owner).filter(pk=source_id).delete()
        return activity


def delete_tag(tag: Tag, *, owner: User, actor: User) -> Activity:
    """Delete a tag; the database takes it off its records. Return what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        activity = log(Activity.Kind.DELETE, f"Deleted the tag #{tag.name}", owner=owner, actor=actor)
        count_changes(activity, _edits(tag.pk, None, owner))
        count_changes(activity, follow("tag", {tag.pk: None}, owner=owner))
        count_changes(activity, [Edit("tag", tag.pk, snapshot(tag), None)])
        tag.delete()
        return activity


def _edits(source_id: int, target_id: int | None, owner: User) -> Iterator[Edit]:
    """Yield, for each record with the tag, that it loses it, or has the other one instead if it had not both."""
    for kind, (through, name) in LINKS.items():
        links = through.objects.for_user(owner).filter(tag=source_id)
        has_both = through.objects.for_user(owner).filter(tag=target_id, **{name: OuterRef(name)})
        for pk, keeps in links.annotate(keeps=Exists(has_both)).values_list(f"{name}_id", "keeps"):
            yield Edit(kind, pk, {"tag": source_id}, {"tag": None if keeps else target_id})


def _own(owner: User) -> OwnedQuerySet:
    return Tag.objects.for_user(owner)
