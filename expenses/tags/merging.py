"""Make one tag of two."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from expenses.locks import lock_ledger
from expenses.models import ExpenseTag, Tag

GONE = "One of the two tags is gone already. Choose another one."


def merge_tags(source_id: int, target_id: int, *, owner: User) -> None:
    """Put the tag `target_id` on every expense of `owner` that has `source_id`, and delete the latter.

    Raises ValidationError where the two are the same, or one of them is gone.
    """
    if source_id == target_id:
        raise ValidationError("A tag cannot be merged into itself. Choose another one.")
    with transaction.atomic():
        lock_ledger(owner)
        both = Tag.objects.for_user(owner).filter(pk__in=[source_id, target_id])
        if len(both.select_for_update()) != 2:
            raise ValidationError(GONE)
        links = ExpenseTag.objects.for_user(owner)
        has_both = links.filter(tag=target_id, expense=OuterRef("expense"))
        links.filter(~Exists(has_both), tag=source_id).update(tag=target_id)
        both.filter(pk=source_id).delete()
