"""Rules written, put in order, switched and removed. Each can be undone."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.locks import check_seen, lock_ledger
from expenses.names import name_key
from expenses.rules.models import NAME_TAKEN, Rule, RuleTag
from expenses.tags.naming import ensure_tags

MOST_RULES = 500
TOO_MANY = f"You can have {MOST_RULES} rules. Delete one that you do not need any more."
KIND = "rule"


def save_rule(
    rule: Rule, tags: Sequence[str], *, owner: User, actor: User, seen: datetime.datetime | None = None
) -> Activity:
    """Write a new or changed rule of `owner` that adds the tags of these names; return what to undo.

    A new rule is asked last. Raises ValidationError, keyed by field where it is about one, and ChangedMeanwhile where
    it is not as it was `seen`.
    """
    with transaction.atomic():
        lock_ledger(owner)
        known = Rule.objects.for_user(owner).filter(pk=rule.pk).first() if rule.pk else None
        if known:
            check_seen(known, seen)
        before = snapshot(known) if known else None
        check_name(rule.name, owner=owner, rule_id=rule.pk)
        if known is None:
            rule.position = next_position(owner)
        else:
            rule.position, rule.is_active = known.position, known.is_active
        _write(rule)
        _set_tags(rule, list(ensure_tags(tags, owner=owner).values()))
        kind, verb = (Activity.Kind.EDIT, "Changed") if known else (Activity.Kind.ADD, "Added")
        edit = Edit(KIND, rule.pk, before, snapshot(rule))
        return log(kind, f"{verb} the rule “{rule.name}”", owner=owner, actor=actor, edits=[edit])


def _write(rule: Rule) -> None:
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        # The database may think names equal that Python tells apart.
        raise ValidationError({"name": NAME_TAKEN}) from error


def _set_tags(rule: Rule, tag_ids: list[int]) -> None:
    links = RuleTag.objects.for_user(rule.owner).filter(rule=rule)
    links.exclude(tag__in=tag_ids).delete()
    kept = set(links.values_list("tag_id", flat=True))
    RuleTag.objects.bulk_create(RuleTag(owner=rule.owner, rule=rule, tag_id=pk) for pk in tag_ids if pk not in kept)


def next_position(owner: User) -> int:
    """Return the place behind all rules of `owner`, which nobody else is given meanwhile.

    Raises ValidationError where there are too many, and RuntimeError outside the transaction that writes the rule.
    """
    lock_ledger(owner)
    positions = list(Rule.objects.for_user(owner).order_by().values_list("position", flat=True))
    if len(positions) >= MOST_RULES:
        raise ValidationError(TOO_MANY)
    return max(positions, default=0) + 1


def check_name(name: str, *, owner: User, rule_id: int | None) -> None:
    """Raise ValidationError where another rule of `owner` is called `name`."""
    rows = Rule.objects.for_user(owner).order_by().values_list("name", "pk")
    if {name_key(other): pk for other, pk in rows}.get(name_key(name), rule_id) != rule_id:
        raise ValidationError({"name": NAME_TAKEN})


def delete_rule(rule: Rule, *, owner: User, actor: User) -> Activity:
    """Delete a rule and return what to undo; what it has written into records stays."""
    with transaction.atomic():
        lock_ledger(owner)
        edit = Edit(KIND, rule.pk, snapshot(rule), None)
        words = f"Deleted the rule “{rule.name}”"
        activity = log(Activity.Kind.DELETE, words, owner=owner, actor=actor, edits=[edit])
        rule.delete()
        return activity


def switch_rule(rule: Rule, *, is_active: bool, owner: User, actor: User) -> Activity:
    """Use the rule for what comes, or not; return what to undo."""
    with transaction.atomic():
        lock_ledger(owner)
        rows = Rule.objects.for_user(owner).filter(pk=rule.pk)
        edits = [Edit(KIND, rule.pk, {"is_active": was}, {"is_active": is_active})
                 for was in rows.values_list("is_active", flat=True)]  # fmt: skip
        rows.update(is_active=is_active)
        words = f"Switched the rule “{rule.name}” {'on' if is_active else 'off'}"
        return log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)


def move_rule(rule: Rule, steps: int, *, owner: User, actor: User) -> Activity | None:
    """Put a rule `steps` places down, or up where it is negative; return what to undo, None where it cannot move."""
    with transaction.atomic():
        lock_ledger(owner)
        before = dict(Rule.objects.for_user(owner).order_by("position", "pk").values_list("pk", "position"))
        order = list(before)
        if rule.pk not in before:
            return None
        place = order.index(rule.pk)
        order.insert(min(max(place + steps, 0), len(order)), order.pop(place))
        if order == list(before):
            return None
        edits = [Edit(KIND, pk, {"position": before[pk]}, {"position": at}) for at, pk in enumerate(order, 1)]
        for edit in edits:
            if edit.after and not edit.is_nothing:
                Rule.objects.for_user(owner).filter(pk=edit.record_id).update(**edit.after)
        words = f"Moved the rule “{rule.name}” {'down' if steps > 0 else 'up'}"
        return log(Activity.Kind.EDIT, words, owner=owner, actor=actor, edits=edits)
