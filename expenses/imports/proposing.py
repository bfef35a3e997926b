"""What a row of a statement is proposed to become: by the person's rules, the file's own names, then their past."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import NamedTuple

from accounts.models import User
from expenses.categorising.suggesting import Source, Suggester
from expenses.imports.naming import FileNames
from expenses.rules.matching import Facts


class Proposal(NamedTuple):
    """`category_id` is None where nothing is known; `description` is that of a rule, else the bank's.

    `new_path` and `new_tags` are what the file names and the person has not got yet.
    """

    category_id: int | None
    tag_ids: tuple[int, ...]
    description: str
    new_path: str = ""
    new_tags: tuple[str, ...] = ()


class Proposer:
    """Proposes for many rows; the rules, the names and the past of `owner` are read once, in eight queries."""

    def __init__(self, owner: User, wallet_id: int) -> None:
        self.wallet_id = wallet_id
        self.suggester = Suggester(owner)
        self.names = FileNames(owner)

    def propose(
        self, facts: Sequence[Facts], paths: Sequence[str], tags: Iterable[tuple[str, ...]] = repeat(())
    ) -> list[Proposal]:
        """Return one proposal for each row; `paths` are the categories that the file names, "" for none."""
        return [self.of_one(*row) for row in zip(facts, paths, tags, strict=False)]

    def of_one(self, facts: Facts, path: str, tags: tuple[str, ...] = ()) -> Proposal:
        """Return the proposal for one row.

        A rule decides first, then what the file names. What it names and the person has not got yet yields to their
        past, not to the vocabulary.
        """
        outcome = self.suggester.rules.outcome(facts)
        category = outcome.category_id or (self.names.category(facts.kind, path) if path else None)
        new_path = ""
        if category is None:
            habit = self.suggester.by_habit(facts)
            new_path = self.names.new_path(facts.kind, path) if path and habit.source != Source.PAST else ""
            category = None if new_path else habit.category_id
        description = outcome.description or facts.description
        if not tags:
            return Proposal(category, outcome.tag_ids, description, new_path)
        ids, new = self.names.tags(tags)
        return Proposal(category, tuple(dict.fromkeys((*outcome.tag_ids, *ids))), description, new_path, tuple(new))
