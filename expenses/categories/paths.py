"""Categories by their paths, "Food: Groceries": found, or made where there are none, a statement a level."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from expenses.categories.models import Category
from expenses.categories.placing import TOO_DEEP
from expenses.categories.tree import CategoryTree, path_key
from expenses.categories.validators import MAX_LEVELS, PATH_SEPARATOR, validate_category_name
from expenses.locks import lock_ledger
from expenses.names import tidy_name

Looks = dict[str, dict[str, str]]


def split_path(path: str) -> list[str]:
    """Return the names in `path`, the top first; raise ValidationError where one of them cannot be a category's."""
    names = [tidy_name(name) for name in path.split(PATH_SEPARATOR)]
    longest = Category._meta.get_field("name").max_length
    if not all(names):
        raise ValidationError("A category is written with names on both sides of each colon, such as Food:Groceries.")
    if len(names) > MAX_LEVELS:
        raise ValidationError(TOO_DEEP)
    for name in names:
        validate_category_name(name)
        if len(name) > (longest or 0):
            raise ValidationError(f"A category's name has at most {longest} characters.")
    return names


def ensure_paths(
    paths: Iterable[str],
    *,
    owner: User,
    kind: Category.Kind = Category.Kind.EXPENSE,
    looks: Looks | None = None,
    is_sample: bool = False,
) -> dict[str, int]:
    """Return the id of the category of `kind` at each of `paths`, by `path_key`; parents are made first.

    New ones take their fields from `looks`, {path_key: {"icon": "basket2", "color": "green"}}; without an entry there
    they look like their parent. Raises ValidationError for a path that cannot be.
    """
    wanted = {path_key(PATH_SEPARATOR.join(names[:depth])): names[:depth] for names in map(split_path, paths)
              for depth in range(1, len(names) + 1)}  # fmt: skip
    with transaction.atomic():
        lock_ledger(owner)
        tree = CategoryTree.of(owner, kind)
        made_as = {"owner": owner, "kind": kind, "is_sample": is_sample}
        known = {path_key(node.path): node.category for node in tree}
        for level in range(1, MAX_LEVELS + 1):
            missing = {key: names for key, names in wanted.items() if len(names) == level and key not in known}
            made = [_new(key, names, known, looks or {}, made_as) for key, names in missing.items()]
            known.update(zip(missing, Category.objects.bulk_create(made), strict=True))
    return {key: known[key].pk for key in wanted}


def _new(key: str, names: list[str], known: dict[str, Category], looks: Looks, made_as: dict[str, Any]) -> Category:
    parent = known.get(key.rpartition(PATH_SEPARATOR)[0])
    inherited = {"icon": parent.icon, "color": parent.color} if parent else {}
    return Category(name=names[-1], parent=parent, **made_as, **{**inherited, **looks.get(key, {})})
