"""Why rows have the categories they are proposed in, and how sure that is, for those that are looked at."""

from collections.abc import Sequence

from accounts.models import User
from expenses.categorising.suggesting import Source, Suggester, Suggestion
from expenses.imports.models import StatementEntry
from expenses.rules.matching import Facts

LEARNED_TO_LOOK = 2_000
"""So many records are learned while a page is made, however long the history is."""
SAID = {Source.PAST: "As you chose before, {} % sure", Source.VOCABULARY: "By its words, {} % sure"}
RULE = "Your rule says so"


def reasons_for(entries: Sequence[StatementEntry], user: User, wallet_id: int | None) -> dict[int, str]:
    """Return by id why rows have their category; nothing of those that the file or the person gave theirs."""
    rows = [entry for entry in entries if entry.category_id is not None and entry.amount is not None]
    if not rows:
        return {}
    suggester = Suggester(user, LEARNED_TO_LOOK)
    found = {entry.pk: _reason(entry, suggester.suggest(_facts(entry, wallet_id))) for entry in rows}
    return {pk: reason for pk, reason in found.items() if reason}


def _facts(entry: StatementEntry, wallet_id: int | None) -> Facts:
    return Facts(entry.kind, entry.text or entry.description, abs(entry.amount or 0), wallet_id, entry.notes)  # type: ignore[arg-type]


def _reason(entry: StatementEntry, found: Suggestion) -> str:
    if found.category_id != entry.category_id:
        return ""
    return RULE if found.source == Source.RULE else SAID[found.source].format(min(99, int(found.sureness * 100)))
