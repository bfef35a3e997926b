from collections.abc import Callable

import pytest

from accounts.models import User
from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths
from expenses.categories.tree import CategoryTree, path_key


@pytest.fixture
def make_tree(db: None) -> Callable[..., Callable[[str], Category]]:
    """Return a function that makes categories by path, and returns one that finds them: `make_tree(alice, "A:B")`."""

    def make(owner: User, *paths: str) -> Callable[[str], Category]:
        ids = ensure_paths(paths, owner=owner)
        return lambda path: Category.objects.for_user(owner).get(pk=ids[path_key(path)])

    return make


@pytest.fixture
def paths_of() -> Callable[[User], list[str]]:
    """Return a function that lists the paths of all categories of a person, in the order in which they are shown."""
    return lambda owner: [node.path for node in CategoryTree.of(owner)]
