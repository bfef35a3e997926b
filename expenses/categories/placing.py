"""Where in the tree a category may stand: below another one, not below itself, under a name that is free there."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from expenses.activity.log import Edit, log, snapshot
from expenses.activity.models import Activity
from expenses.categories.models import NAME_TAKEN, Category
from expenses.categories.tree import CategoryTree, Node
from expenses.categories.validators import MAX_LEVELS
from expenses.locks import check_seen, lock_ledger
from expenses.names import name_key

TOO_DEEP = f"Categories go {MAX_LEVELS} levels deep. Choose a parent further up."


def check_place(tree: CategoryTree, *, category_id: int | None, name: str, parent_id: int | None) -> None:
    """Raise ValidationError, keyed by field, unless the category may stand below `parent_id` under `name`.

    `category_id` is None for a new category, `parent_id` for a place at the top.
    """
    moved = tree.by_id.get(category_id or 0)
    if parent_id is not None and parent_id not in tree.by_id:
        raise ValidationError({"parent": "This parent is gone. Choose another one."})
    if parent_id is not None and parent_id in tree.ids_below(category_id or 0):
        raise ValidationError({"parent": "A category cannot stand below itself. Choose another parent."})
    if depth_below(tree, parent_id) + (moved.levels if moved else 1) > MAX_LEVELS:
        raise ValidationError({"parent": TOO_DEEP})
    taken = find_named(tree.children_of(parent_id), name)
    if taken is not None and taken.pk != category_id:
        raise ValidationError({"name": NAME_TAKEN})


def depth_below(tree: CategoryTree, parent_id: int | None) -> int:
    """Return the depth of what stands directly below the category, 0 for the top."""
    return 0 if parent_id is None else tree.by_id[parent_id].depth + 1


def find_named(nodes: list[Node], name: str) -> Node | None:
    """Return the one of `nodes` that is called `name`, without regard to case."""
    key = name_key(name)
    return next((node for node in nodes if name_key(node.category.name) == key), None)


def save_category(
    category: Category, *, owner: User, actor: User | None = None, seen: datetime.datetime | None = None
) -> Activity:
    """Write a new or changed category of `owner` and return what to undo.

    Raises ValidationError, keyed by field, where its place is not free, and ChangedMeanwhile where it is not as it was
    `seen`.

    Two such changes at the same time wait for each other: together they could make a circle or a name twice.
    """
    with transaction.atomic():
        lock_ledger(owner)
        tree = CategoryTree.of(owner, Category.Kind(category.kind))
        if category.pk in tree.by_id:
            check_seen(tree.by_id[category.pk].category, seen)
        check_place(tree, category_id=category.pk, name=category.name, parent_id=category.parent_id)
        known = tree.by_id.get(category.pk or 0)
        before = snapshot(known.category) if known else None
        try:
            with transaction.atomic():
                category.save()
        except IntegrityError as error:
            # The database may think names equal that Python tells apart.
            raise ValidationError({"name": NAME_TAKEN}) from error
        kind, verb = (Activity.Kind.EDIT, "Changed") if known else (Activity.Kind.ADD, "Added")
        edit = Edit("category", category.pk, before, snapshot(category))
        words = f"{verb} the category {category.name}"
        return log(kind, words, owner=owner, actor=actor or owner, edits=[edit])
