"""What a row of a statement is proposed to become: by the person's rules, the file's own category, then their past."""

from collections.abc import Sequence
from typing import NamedTuple

from accounts.models import User
from expenses.categories.tree import CategoryTree, path_key
from expenses.categorising.suggesting import Suggester
from expenses.rules.matching import Facts


class Proposal(NamedTuple):
    """`category_id` is None where nothing is known; `description` is that of a rule, else the bank's."""

    category_id: int | None
    tag_ids: tuple[int, ...]
    description: str


class Proposer:
    """Proposes for many rows; the rules, the categories and the past of `owner` are read once, in seven queries."""

    def __init__(self, owner: User, wallet_id: int) -> None:
        self.wallet_id = wallet_id
        self.suggester = Suggester(owner)
        self.paths = _paths_of(owner)

    def propose(self, facts: Sequence[Facts], paths: Sequence[str]) -> list[Proposal]:
        """Return one proposal for each row; `paths` are the categories that the file names, "" for none."""
        return [self._one(*row) for row in zip(facts, paths, strict=True)]

    def _one(self, facts: Facts, path: str) -> Proposal:
        outcome = self.suggester.rules.outcome(facts)
        category = (
            outcome.category_id
            or (self.paths.get((facts.kind, path_key(path))) if path else None)
            or self.suggester.by_habit(facts).category_id
        )
        return Proposal(category, outcome.tag_ids, outcome.description or facts.description)


def _paths_of(owner: User) -> dict[tuple[str, str], int]:
    nodes = CategoryTree.of(owner, None).by_id.values()
    return {(node.category.kind, path_key(node.path)): node.pk for node in nodes if not node.is_archived}
