"""What a row of a statement is proposed to become: by the person's rules, the file's own names, then their past."""

from collections.abc import Hashable
from decimal import Decimal
from typing import NamedTuple

from accounts.models import User
from expenses.categorising.learning import Amounts, Look, look_of
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


class _Plan:
    """What is proposed for rows that differ by their amounts alone; `settled` where these make no difference."""

    __slots__ = ("amounts", "by_look", "proposal", "settled")

    def __init__(self, proposal: Proposal, *, settled: bool, amounts: Amounts) -> None:
        self.proposal, self.settled, self.amounts = proposal, settled, amounts
        self.by_look: dict[Look, Proposal] = {}


class Proposer:
    """Proposes for many rows; the rules, the names and the past of `owner` are read once, in eight queries.

    What was proposed once is proposed again for whatever rules, names and past cannot tell from it.
    """

    def __init__(self, owner: User, wallet_id: int) -> None:
        self.wallet_id = wallet_id
        self.suggester = Suggester(owner)
        self.names = FileNames(owner)
        self._needs_amount, self._needs_notes = (each in self.suggester.rules.needs for each in ("amount", "notes"))
        self._plans: dict[Hashable, _Plan] = {}

    def propose(
        self, kind: str, description: str, amount: Decimal, notes: str = "", path: str = "", tags: tuple[str, ...] = ()
    ) -> Proposal:
        """Return the proposal for one row; `amount` has no sign, `path` is the category that the file names, or "".

        A rule decides first, then what the file names. What it names and the person has not got yet yields to their
        past, not to the vocabulary.
        """
        key = kind, description, path, tags, notes if self._needs_notes else "", amount if self._needs_amount else None
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(Facts(kind, description, amount, self.wallet_id, notes), path, tags)
        if plan.settled:
            return plan.proposal
        look = look_of(amount, plan.amounts)
        if look not in plan.by_look:
            facts = Facts(kind, description, amount, self.wallet_id, notes)
            plan.by_look[look] = self._by_habit(facts, path, plan.proposal)
        return plan.by_look[look]

    def _plan(self, facts: Facts, path: str, tags: tuple[str, ...]) -> _Plan:
        """Return what rules and the file's names say."""
        outcome = self.suggester.rules.outcome(facts)
        category = outcome.category_id or (self.names.category(facts.kind, path) if path else None)
        ids, new = self.names.tags(tags) if tags else ([], [])
        tag_ids = tuple(dict.fromkeys((*outcome.tag_ids, *ids)))
        proposal = Proposal(category, tag_ids, outcome.description or facts.description, "", tuple(new))
        settled = category is not None
        return _Plan(proposal, settled=settled, amounts=None if settled else self._amounts_of(facts))

    def _amounts_of(self, facts: Facts) -> Amounts:
        return self.suggester.amounts_of(facts.kind, facts.description)

    def _by_habit(self, facts: Facts, path: str, proposal: Proposal) -> Proposal:
        """Return a proposal with the category of the past, or the one to be made that the file names."""
        habit = self.suggester.by_habit(facts)
        new_path = self.names.new_path(facts.kind, path) if path and habit.source != Source.PAST else ""
        return proposal._replace(category_id=None if new_path else habit.category_id, new_path=new_path)
