"""A person's categories as a tree: loaded in one query, asked many times."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from accounts.models import User
from expenses.categories.models import Category
from expenses.categories.validators import PATH_SEPARATOR
from expenses.names import name_key, sort_key


@dataclass
class Node:
    """A category with its place in the tree: `depth` 0 is the top, `path` reads "Food: Groceries".

    It counts as archived when it is itself, or stands below one that is.
    """

    category: Category
    depth: int = 0
    path: str = ""
    is_archived: bool = False
    children: list["Node"] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.category.pk

    @property
    def levels(self) -> int:
        """Return how many levels of categories this node and what stands below it take: 1 without children."""
        return 1 + max((child.levels for child in self.children), default=0)

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, parents before children, by name."""
        yield self
        for child in self.children:
            yield from child.walk()


class CategoryTree:
    def __init__(self, categories: Iterable[Category]) -> None:
        by_name = sorted(categories, key=lambda category: (sort_key(category.name), category.pk))
        self.by_id = {category.pk: Node(category) for category in by_name}
        self.roots = self._grow()

    @classmethod
    def of(cls, user: User, kind: Category.Kind | None = Category.Kind.EXPENSE) -> "CategoryTree":
        """Return the person's categories of a kind of record, or of both for None."""
        rows = Category.objects.for_user(user).order_by()
        return cls(rows.filter(kind=kind) if kind else rows)

    @classmethod
    def around(cls, category_id: int, user: User) -> "CategoryTree":
        """Return the person's categories of the same kind as this one; none where it is not theirs."""
        rows = list(Category.objects.for_user(user).order_by())
        kinds = {row.kind for row in rows if row.pk == category_id}
        return cls(row for row in rows if row.kind in kinds)

    def _grow(self) -> list[Node]:
        roots: list[Node] = []
        for node in self.by_id.values():
            parent = self.by_id.get(node.category.parent_id or 0)
            (parent.children if parent else roots).append(node)
        for root in roots:
            self._place(root, depth=0, prefix="", is_archived=False)
        return roots

    def _place(self, node: Node, *, depth: int, prefix: str, is_archived: bool) -> None:
        node.depth, node.path = depth, prefix + node.category.name
        node.is_archived = is_archived or node.category.is_archived
        for child in node.children:
            self._place(child, depth=depth + 1, prefix=f"{node.path}{PATH_SEPARATOR} ", is_archived=node.is_archived)

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

    def children_of(self, parent_id: int | None) -> list[Node]:
        """Return what stands directly below the category, or at the top for None."""
        return self.roots if parent_id is None else self.by_id[parent_id].children

    @cached_property
    def ids_by_path(self) -> dict[str, int]:
        """Return the ids by path in small letters, without blanks around the separator: "food:groceries"."""
        return {path_key(node.path): node.pk for node in self}

    def choices(self, *, keep: int | None = None) -> list[tuple[int, str]]:
        """Return (id, path) of the categories offered for new records, and of `keep` even if it is archived."""
        return [(node.pk, node.path) for node in self if not node.is_archived or node.pk == keep]


def path_key(path: str) -> str:
    """Return the path as `ids_by_path` has it, whatever its letters' case and blanks: "Food : Groceries"."""
    return PATH_SEPARATOR.join(name_key(part) for part in path.split(PATH_SEPARATOR))
