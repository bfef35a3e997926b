"""What a row of a statement is proposed to become: the file's own category, the person's rules, then their past."""

from collections.abc import Sequence
from typing import NamedTuple

from accounts.models import User
from expenses.categories.tree import CategoryTree, path_key
from expenses.imports.matching import words
from expenses.record_kinds import KINDS
from expenses.rules.compiling import ruleset_of
from expenses.rules.matching import Facts

NEWEST_LOOKED_AT = 20_000


class Proposal(NamedTuple):
    """`category_id` is None where nothing is known; `description` is that of a rule, else the bank's."""

    category_id: int | None
    tag_ids: tuple[int, ...]
    description: str


class Proposer:
    """Proposes for many rows; the rules, the categories and the past of `owner` are read once, in six queries."""

    def __init__(self, owner: User, wallet_id: int) -> None:
        self.wallet_id = wallet_id
        self.rules = ruleset_of(owner)
        self.paths = _paths_of(owner)
        self.past = {kind.name: _past_of(kind.model, owner) for kind in KINDS}

    def propose(self, facts: Sequence[Facts], paths: Sequence[str]) -> list[Proposal]:
        """Return one proposal for each row; `paths` are the categories that the file names, "" for none."""
        return [self._one(*row) for row in zip(facts, paths, strict=True)]

    def _one(self, facts: Facts, path: str) -> Proposal:
        outcome = self.rules.outcome(facts)
        category = (
            outcome.category_id
            or (self.paths.get((facts.kind, path_key(path))) if path else None)
            or self.past[facts.kind].get(words(facts.description))
        )
        return Proposal(category, outcome.tag_ids, outcome.description or facts.description)


def _paths_of(owner: User) -> dict[tuple[str, str], int]:
    nodes = CategoryTree.of(owner, None).by_id.values()
    return {(node.category.kind, path_key(node.path)): node.pk for node in nodes if not node.is_archived}


def _past_of(model: type, owner: User) -> dict[tuple[str, ...], int]:
    """Return the category of the newest record of each description."""
    rows = model.objects.for_user(owner).filter(category__isnull=False).newest_first()  # type: ignore[attr-defined]
    newest = rows.values_list("description", "category_id")[:NEWEST_LOOKED_AT]
    past: dict[tuple[str, ...], int] = {}
    for description, category_id in newest:
        if said := words(description):
            past.setdefault(said, category_id)
    return past
