"""A person's categories as a tree: loaded in one query, asked many times."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from accounts.models import User
from expenses.categories.models import Category
from expenses.categories.validators import PATH_SEPARATOR


@dataclass
class Node:
    """A category with its place in the tree: `depth` 0 is the top, `path` reads "Food: Groceries"."""

    category: Category
    depth: int = 0
    path: str = ""
    children: list["Node"] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.category.pk

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, parents before children, by name."""
        yield self
        for child in self.children:
            yield from child.walk()


class CategoryTree:
    def __init__(self, categories: Iterable[Category]) -> None:
        self.by_id = {category.pk: Node(category) for category in categories}
        self.roots = self._grow()

    @classmethod
    def of(cls, user: User) -> "CategoryTree":
        return cls(Category.objects.for_user(user).order_by("name", "id"))

    def _grow(self) -> list[Node]:
        roots = []
        for node in self.by_id.values():
            parent = self.by_id.get(node.category.parent_id or 0)
            (parent.children if parent else roots).append(node)
        for root in roots:
            self._place(root, depth=0, prefix="")
        return roots

    def _place(self, node: Node, *, depth: int, prefix: str) -> None:
        node.depth, node.path = depth, prefix + node.category.name
        for child in node.children:
            self._place(child, depth=depth + 1, prefix=f"{node.path}{PATH_SEPARATOR} ")

    def __iter__(self) -> Iterator[Node]:
        for root in self.roots:
            yield from root.walk()

    def path(self, category_id: int) -> str:
        return self.by_id[category_id].path

    def ids_below(self, category_id: int) -> list[int]:
        """Return the ids of the category and of all below it; nothing for an unknown one."""
        node = self.by_id.get(category_id)
        return [below.pk for below in node.walk()] if node else []

    def root_of(self, category_id: int) -> Node:
        """Return the topmost category that this one stands below, or is."""
        node = self.by_id[category_id]
        while (parent := self.by_id.get(node.category.parent_id or 0)) is not None:
            node = parent
        return node

    @cached_property
    def ids_by_path(self) -> dict[str, int]:
        """Return the ids by path in small letters, without blanks around the separator: "food:groceries"."""
        return {path_key(node.path): node.pk for node in self}

    def choices(self, *, keep: int | None = None) -> list[tuple[int, str]]:
        """Return (id, path) of the categories offered for new expenses, and of `keep` even if it is archived."""
        return [(node.pk, node.path) for node in self if not node.category.is_archived or node.pk == keep]


def path_key(path: str) -> str:
    """Return the path as `ids_by_path` has it, whatever its letters' case and blanks: "Food : Groceries"."""
    return PATH_SEPARATOR.join(" ".join(part.split()).casefold() for part in path.split(PATH_SEPARATOR))
