"""Find the categories, tags and wallets that a search names, among those of one person."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from accounts.currencies import is_own_code, known_currencies
from accounts.models import User
from expenses.categories.tree import CategoryTree, path_key
from expenses.categories.validators import PATH_SEPARATOR
from expenses.models import Tag
from expenses.names import name_key
from expenses.search.grammar import AllOf, AnyOf, Condition, InCurrency, Named, Not, SearchError, Span
from expenses.search.vocabulary import closest, written
from expenses.wallets.models import Wallet


class Names:
    """What a person calls their things. Each kind is one query, asked when a search first names one of it."""

    def __init__(
        self,
        user: User,
        *,
        tree: CategoryTree | None = None,
        tags: dict[int, str] | None = None,
        wallets: dict[int, str] | None = None,
    ) -> None:
        """Take what the caller has loaded already; without a tree, the categories of both kinds of record count."""
        self.user = user
        self._tree, self._tags, self._wallets = tree, tags, wallets

    @cached_property
    def tree(self) -> CategoryTree:
        return CategoryTree.of(self.user, None) if self._tree is None else self._tree

    @cached_property
    def tags(self) -> dict[int, str]:
        if self._tags is not None:
            return self._tags
        return dict(Tag.objects.for_user(self.user).order_by("name", "id").values_list("id", "name"))

    @cached_property
    def wallets(self) -> dict[int, str]:
        if self._wallets is not None:
            return self._wallets
        return dict(Wallet.objects.for_user(self.user).order_by("name", "id").values_list("id", "name"))

    def resolve(self, condition: Condition, query: str) -> Condition:
        """Return the condition with ids in place of names; raise SearchError for a name that nothing bears."""
        match condition:
            case Named(or_none=False):
                return replace(condition, ids=self._ids(condition, query))
            case InCurrency(code, span):
                self._check_currency(code, span, query)
            case Not(part):
                return Not(self.resolve(part, query))
            case AllOf(parts):
                return AllOf(tuple(self.resolve(part, query) for part in parts))
            case AnyOf(parts):
                return AnyOf(tuple(self.resolve(part, query) for part in parts))
        return condition

    def called(self, kind: str) -> list[str]:
        """Return how things of a kind are called, "Food: Fast food" for a category below another one."""
        paths: dict[str, Callable[[], list[str]]] = {
            "category": lambda: [node.path for node in self.tree],
            "tag": lambda: list(self.tags.values()),
            "wallet": lambda: list(self.wallets.values()),
        }
        return paths[kind]()

    def _ids(self, named: Named, query: str) -> frozenset[int]:
        found = self._categories(named.name) if named.kind == "category" else self._others(named)
        if found:
            return found
        known = {name_key(name): name for path in self.called(named.kind) for name in (path, _last(path, named.kind))}
        key = name_key(named.name)
        begun = next((name for name in known if key and name.startswith(key)), "")
        meant = known.get(begun or closest(key, list(known)), "")
        message = f"You have no {named.kind} “{named.name[:60]}”."
        raise SearchError(
            f"{message} Did you mean {meant}?" if meant else message,
            query=query,
            start=named.span.start,
            end=named.span.end,
            fix=written(meant) if meant else "",
        )

    def _categories(self, name: str) -> frozenset[int]:
        """Return what is called so, by its name or the end of its path, with all below."""
        found = _named_so(name, self.tree)
        if not found and self._tree is not None:
            # A list of expenses may be asked for a category of income: it has nothing of it, and that is no mistake.
            found = _named_so(name, CategoryTree.of(self.user, None))
        return found

    def _others(self, named: Named) -> frozenset[int]:
        key = name_key(named.name)
        things = self.tags if named.kind == "tag" else self.wallets
        return frozenset(pk for pk, name in things.items() if name_key(name) == key)

    def _check_currency(self, code: str, span: Span, query: str) -> None:
        if code in known_currencies() or is_own_code(code):
            return
        message = f"“{code[:20]}” is no currency. Write its three letters, such as EUR."
        raise SearchError(message, query=query, start=span.start, end=span.end)


def _named_so(name: str, tree: CategoryTree) -> frozenset[int]:
    key = path_key(name)
    found = [pk for path, pk in tree.ids_by_path.items() if path == key or path.endswith(PATH_SEPARATOR + key)]
    return frozenset(below for pk in found for below in tree.ids_below(pk))


def _last(path: str, kind: str) -> str:
    """Return the last name of a category's path; other names have a colon for its own sake."""
    return path.rpartition(PATH_SEPARATOR)[2].strip() if kind == "category" else path
