"""Takes a person away with everything that is theirs."""

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from accounts.models import User
from accounts.ownership import OwnedModel


def owned_models() -> list[type[OwnedModel]]:
    return [model for model in apps.get_models() if issubclass(model, OwnedModel)]


def count_owned_rows(person: User) -> dict[type[Model], int]:
    """Return how many rows the person has in each table that holds any."""
    counts = {model: model._base_manager.filter(owner_id=person.pk).count() for model in owned_models()}
    return {model: count for model, count in counts.items() if count}


def remove_person(person: User) -> None:
    """Delete the person and all their rows, in one statement a table: a ledger may have a million of them."""
    with transaction.atomic():
        for model in owned_models():
            rows = model._base_manager.filter(owner_id=person.pk)
            rows._raw_delete(rows.db)
        person.delete()
