"""Keep a search under a name, change it, let it go. Each can be undone."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.locks import lock_ledger
from expenses.names import name_key, sort_key
from expenses.search.models import NAME_TAKEN, SavedSearch

MOST_SAVED = 50
TOO_MANY = f"You can keep {MOST_SAVED} searches. Delete one that you do not need any more."
KIND = "savedsearch"


def searches_of(owner: User) -> list[SavedSearch]:
    """Return the person's saved searches by name, in one query."""
    rows = SavedSearch.objects.for_user(owner).order_by()
    return sorted(rows, key=lambda search: (sort_key(search.name), search.pk))


def save_search(search: SavedSearch, *, owner: User, actor: User) -> Activity:
    """Write a new or changed search of `owner` and return what to undo.

    Raises ValidationError, keyed by field where it is about one.
    """
    with transaction.atomic():
        lock_ledger(owner)
        known = SavedSearch.objects.for_user(owner).filter(pk=search.pk).first() if search.pk else None
        check_name(search.name, owner=owner, search_id=search.pk)
        if known is None and SavedSearch.objects.for_user(owner).count() >= MOST_SAVED:
            raise ValidationError(TOO_MANY)
        try:
            with transaction.atomic():
                search.save()
        except IntegrityError as error:
            # The database may think names equal that Python tells apart.
            raise ValidationError({"name": NAME_TAKEN}) from error
        kind, verb = (Activity.Kind.EDIT, "Changed") if known else (Activity.Kind.ADD, "Saved")
        edit = Edit(KIND, search.pk, snapshot(known) if known else None, snapshot(search))
        return log(kind, f"{verb} the search {search.name}", owner=owner, actor=actor, edits=[edit])


def check_name(name: str, *, owner: User, search_id: int | None) -> None:
    """Raise ValidationError where another search of `owner` is called `name`."""
    taken = {name_key(search.name): search.pk for search in searches_of(owner)}
    if taken.get(name_key(name), search_id) != search_id:
        raise ValidationError({"name": NAME_TAKEN})


def delete_search(search: SavedSearch, *, owner: User, actor: User) -> Activity:
    """Delete a search and return what to undo; what it finds stays."""
    with transaction.atomic():
        lock_ledger(owner)
        edit = Edit(KIND, search.pk, snapshot(search), None)
        activity = log(
            Activity.Kind.DELETE, f"Deleted the search {search.name}", owner=owner, actor=actor, edits=[edit]
        )
        search.delete()
        return activity
