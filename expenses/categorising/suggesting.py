"""Which categories to propose: the person's rules first, then their past, then the built-in vocabulary."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from accounts.models import User
from expenses.categories.tree import CategoryTree, path_key
from expenses.categories.validators import PATH_SEPARATOR
from expenses.categorising.learning import SURE, Amounts, Example, Past
from expenses.categorising.vocabulary import Hit, vocabulary_of
from expenses.raw_rows import as_text, raw_rows
from expenses.record_kinds import RecordKind, kind_named
from expenses.rules.compiling import ruleset_of
from expenses.rules.matching import Facts, Ruleset

MOST_LEARNED = 20_000
"""From how many of the latest records a person's habits are learned."""


class Source(StrEnum):
    """Where a proposal comes from; NONE where there is none."""

    RULE = "rule"
    PAST = "past"
    VOCABULARY = "vocabulary"
    NONE = ""


class Suggestion(NamedTuple):
    """The category to propose, how sure that is from 0 to 1, and where it comes from.

    `new_path` is the path of a category to be made, "Food:Groceries", where the person has none of that name yet.
    """

    category_id: int | None = None
    new_path: str = ""
    sureness: float = 0.0
    source: Source = Source.NONE


NOTHING = Suggestion()


def suggest_categories(rows: Sequence[Facts], *, user: User) -> list[Suggestion]:
    """Return a proposal for each of `rows`, NOTHING where none is sure enough; at most six queries for all of them.

    The person's own records decide before the vocabulary wherever they say anything of a description, be it unsure.
    """
    suggester = Suggester(user)
    return [suggester.suggest(row) for row in rows]


class Suggester:
    """Proposes for many rows: rules, categories and the past of `user` are read once, when they are first asked.

    `learned_from` is how many of the latest records of a kind their habits are learned from.
    """

    def __init__(self, user: User, learned_from: int = MOST_LEARNED) -> None:
        self.user, self.learned_from = user, learned_from
        self._kinds: dict[str, _KindOfUser] = {}

    @cached_property
    def rules(self) -> Ruleset:
        return ruleset_of(self.user)

    def suggest(self, row: Facts) -> Suggestion:
        """Return what rules say, else what `by_habit` says."""
        category_id = self.rules.outcome(row).category_id
        return Suggestion(category_id, "", 1.0, Source.RULE) if category_id else self.by_habit(row)

    def by_habit(self, row: Facts) -> Suggestion:
        """Return what the person's past says, else the vocabulary."""
        return self._of_kind(row.kind).suggest(row)

    def amounts_of(self, kind: str, description: str) -> Amounts:
        """Return the amounts of what was called alike, which tell `look_of` what of another one `by_habit` goes by."""
        return self._of_kind(kind).past.amounts_of(description)

    def _of_kind(self, name: str) -> "_KindOfUser":
        if name not in self._kinds:
            self._kinds[name] = _KindOfUser(kind_named(name), self.user, self.learned_from)
        return self._kinds[name]


class _KindOfUser:
    """What a person's records of one kind, and words, say of another one."""

    def __init__(self, kind: RecordKind, user: User, learned_from: int) -> None:
        self.tree = CategoryTree.of(user, kind.category_kind)
        self.vocabulary = vocabulary_of(kind.name)
        self.past = Past(examples_of(kind, user, self.tree, learned_from))
        self.by_leaf = _ids_by_leaf(self.tree)
        self._hits: dict[Hit, Suggestion] = {}

    def suggest(self, row: Facts) -> Suggestion:
        guess = self.past.guess(row.description, row.amount, row.wallet_id)
        if guess and guess.sureness >= SURE:
            return Suggestion(guess.category_id, "", guess.sureness, Source.PAST)
        if guess and guess.is_familiar:
            return NOTHING
        hit = self.vocabulary.find(row.description)
        if hit is None:
            return NOTHING
        if hit not in self._hits:
            category_id = self._find(hit.path)
            self._hits[hit] = Suggestion(category_id, "" if category_id else hit.path, hit.sureness, Source.VOCABULARY)
        return self._hits[hit]

    def _find(self, path: str) -> int | None:
        """Return the person's category at `path`, or the only one of the same name elsewhere in their tree."""
        known = self.tree.ids_by_path.get(path_key(path))
        if known is not None and not self.tree.by_id[known].is_archived:
            return known
        return self.by_leaf.get(path_key(path.rpartition(PATH_SEPARATOR)[2]))


def examples_of(kind: RecordKind, user: User, tree: CategoryTree, most: int = MOST_LEARNED) -> list[Example]:
    """Return the latest categorised records of a person, the oldest first, without those in archived categories."""
    rows = kind.model.objects.for_user(user).filter(category__isnull=False).order_by("-date", "-pk")
    columns = ("description", as_text("amount"), "wallet_id", "category_id")
    latest = list(raw_rows(rows.values_list(*columns)[:most]))
    in_use = {node.pk for node in tree if not node.is_archived}
    return [
        Example(description, Decimal(amount), wallet_id, category_id)
        for description, amount, wallet_id, category_id in reversed(latest)
        if category_id in in_use
    ]


def _ids_by_leaf(tree: CategoryTree) -> dict[str, int]:
    """Return the categories in use by their own name alone, those whose name stands once."""
    ids: dict[str, list[int]] = {}
    for node in tree:
        if not node.is_archived:
            ids.setdefault(path_key(node.category.name), []).append(node.pk)
    return {name: pks[0] for name, pks in ids.items() if len(pks) == 1}
