"""Tags by their names: each name once, without regard to case."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.locks import lock_ledger
from expenses.names import name_key, tidy_name
from expenses.tags.models import TAG_TAKEN, Tag, validate_tag_name


def save_tag(tag: Tag, *, owner: User, actor: User | None = None) -> Activity:
    """Write a new or renamed tag of `owner` and return what to undo.

    Raises ValidationError, keyed by field, where its name is taken.
    """
    with transaction.atomic():
        lock_ledger(owner)
        check_name(tag.name, owner=owner, tag_id=tag.pk)
        known = Tag.objects.for_user(owner).filter(pk=tag.pk).first() if tag.pk else None
        try:
            with transaction.atomic():
                tag.save()
        except IntegrityError as error:
            # The database may think names equal that Python tells apart.
            raise ValidationError({"name": TAG_TAKEN}) from error
        kind, verb = (Activity.Kind.EDIT, "Renamed") if known else (Activity.Kind.ADD, "Added")
        edit = Edit("tag", tag.pk, snapshot(known) if known else None, snapshot(tag))
        return log(kind, f"{verb} the tag #{tag.name}", owner=owner, actor=actor or owner, edits=[edit])


def check_name(name: str, *, owner: User, tag_id: int | None) -> None:
    """Raise ValidationError where another tag of `owner` is called `name`."""
    if ids_by_name(owner).get(name_key(name), tag_id) != tag_id:
        raise ValidationError({"name": TAG_TAKEN})


def ids_by_name(owner: User) -> dict[str, int]:
    """Return the id of each tag by its `name_key`."""
    rows = Tag.objects.for_user(owner).order_by().values_list("name", "pk")
    return {name_key(name): pk for name, pk in rows}


def split_names(text: str) -> list[str]:
    """Return the names in a list written with commas, each once; raise ValidationError where one cannot be a tag's."""
    names = {name_key(part): tidy_name(part) for part in text.split(",") if tidy_name(part)}
    for name in names.values():
        validate_tag_name(name)
        if len(name) > TAG_LENGTH:
            raise ValidationError(f"A tag has at most {TAG_LENGTH} characters.")
    return list(names.values())


def ensure_tags(names: Iterable[str], *, owner: User, is_sample: bool = False) -> dict[str, int]:
    """Return the id of each tag of `owner` by its `name_key`; make those that are missing, in one statement."""
    wanted = {name_key(name): tidy_name(name) for name in names}
    with transaction.atomic():
        lock_ledger(owner)
        known = ids_by_name(owner)
        missing = {key: name for key, name in wanted.items() if key not in known}
        made = Tag.objects.bulk_create(Tag(owner=owner, name=name, is_sample=is_sample) for name in missing.values())
        known.update((key, tag.pk) for key, tag in zip(missing, made, strict=True))
    return {key: known[key] for key in wanted}


TAG_LENGTH: int = Tag._meta.get_field("name").max_length or 0
