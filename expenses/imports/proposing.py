"""What a row of a statement is proposed to become: by the person's rules, the file's own names, then their past."""

from collections.abc import Hashable
from decimal import Decimal
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
    """Proposes for many rows; the rules, the names and the past of `owner` are read once, in eight queries.

    What was proposed once is proposed again for whatever rules, names and past cannot tell from it.
    """

    def __init__(self, owner: User, wallet_id: int) -> None:
        self.wallet_id = wallet_id
        self.suggester = Suggester(owner)
        self.names = FileNames(owner)
        self._needs = self.suggester.rules.needs
        self._made: dict[Hashable, Proposal] = {}

    def propose(
        self, kind: str, description: str, amount: Decimal, notes: str = "", path: str = "", tags: tuple[str, ...] = ()
    ) -> Proposal:
        """Return the proposal for one row; `amount` has no sign, `path` is the category that the file names, or "".

        A rule decides first, then what the file names. What it names and the person has not got yet yields to their
        past, not to the vocabulary.
        """
        matters = amount if "amount" in self._needs else self.suggester.look(kind, description, amount)
        key = kind, description, matters, path, tags, notes if "notes" in self._needs else ""
        if key not in self._made:
            self._made[key] = self._propose(Facts(kind, description, amount, self.wallet_id, notes), path, tags)
        return self._made[key]

    def _propose(self, facts: Facts, path: str, tags: tuple[str, ...]) -> Proposal:
        outcome = self.suggester.rules.outcome(facts)
        category = outcome.category_id or (self.names.category(facts.kind, path) if path else None)
        new_path = ""
        if category is None:
            habit = self.suggester.by_habit(facts)
            new_path = self.names.new_path(facts.kind, path) if path and habit.source != Source.PAST else ""
            category = None if new_path else habit.category_id
        ids, new = self.names.tags(tags) if tags else ([], [])
        tag_ids = tuple(dict.fromkeys((*outcome.tag_ids, *ids)))
        return Proposal(category, tag_ids, outcome.description or facts.description, new_path, tuple(new))
