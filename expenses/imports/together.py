"""Several statements at once: wallets for the accounts of an export, and all that need no look imported."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.models import User
from expenses.imports import steps
from expenses.imports.checking import Outcome
from expenses.imports.entries import WITHOUT_WALLET
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.proposed_wallet import account_name, make_wallets, missing_wallets, new_wallet
from expenses.names import name_key
from expenses.wallets.choices import wallets_of
from expenses.wallets.models import Wallet

Status = StatementImport.Status


@dataclass(frozen=True)
class Standing:
    """What a statement that was checked holds, by how many rows; those of `wrong` are not among the others."""

    counts: Counter[str] = field(default_factory=Counter)
    wanted: int = 0
    undecided: int = 0
    """Transfers whose other wallet nobody knows."""

    @property
    def needs_look(self) -> bool:
        return bool(self.counts[Outcome.ALIKE] or self.counts[Outcome.WRONG] or self.undecided)

    @property
    def skipped(self) -> int:
        return sum(self.counts.values()) - self.counts[Outcome.WRONG] - self.wanted


def standings(sources: Sequence[StatementImport], user: User) -> dict[int, Standing]:
    """Return by id where checked statements stand, in one query."""
    ids = [source.pk for source in sources if source.status == Status.CHECKED]
    if not ids:
        return {}
    rows = StatementEntry.objects.filter(owner_id=user.pk, source_id__in=ids).order_by()
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in ids}
    wanted: Counter[int] = Counter()
    undecided: Counter[int] = Counter()
    said = rows.values("source_id", "outcome", "is_skipped").annotate(
        count=Count("pk"), undecided=Count("pk", filter=WITHOUT_WALLET)
    )
    columns = ("source_id", "outcome", "is_skipped", "count", "undecided")
    for pk, outcome, is_skipped, count, open_ones in said.values_list(*columns):
        counts[pk][outcome] += count
        wanted[pk] += 0 if is_skipped or outcome == Outcome.WRONG else count
        undecided[pk] += open_ones
    return {pk: Standing(counts[pk], wanted[pk], undecided[pk]) for pk in ids}


def ready(sources: Sequence[StatementImport], known: dict[int, Standing]) -> list[StatementImport]:
    """Return the checked statements that have something to import, nothing to decide, and that add up."""
    return [
        source
        for source in sources
        if (standing := known.get(source.pk))
        and standing.wanted
        and not standing.needs_look
        and not source.remarks.get("sums", {}).get("gaps")
        and not source.remarks.get("is_guess")
    ]


def nothing_new(sources: Sequence[StatementImport], known: dict[int, Standing]) -> list[StatementImport]:
    """Return the checked statements of which all is there already."""
    return [
        source
        for source in sources
        if (standing := known.get(source.pk))
        and not (standing.wanted or standing.needs_look)
        and standing.counts[Outcome.DUPLICATE] == standing.skipped
    ]


def without_wallet(sources: Sequence[StatementImport], user: User) -> list[StatementImport]:
    """Return the statements that could go into a wallet of their account's name, and leave nothing else open."""
    named = [
        source
        for source in sources
        if source.status == Status.MATCHING
        and account_name(source.account)
        and not (source.problem or source.remarks["questions"])
        and len(source.remarks["currencies"]) < 2
    ]
    archived = {name_key(wallet.name) for wallet in wallets_of(user).values() if wallet.is_archived} if named else ()
    return [source for source in named if name_key(source.account) not in archived]


def give_wallets(user: User) -> int:
    """Take each such statement into the wallet of its account's name, made where there is none; return how many."""
    sources = without_wallet(open_statements(user), user)
    for source in sources:
        there = wallets_of(user)
        named = [account_name(source.account), *missing_wallets(source, there)]
        taken = {name_key(wallet.name) for wallet in there.values()}
        new = [new_wallet(source, user, name=name) for name in named if name_key(name) not in taken]
        make_wallets(new, owner=user, actor=user)
    by_name = {name_key(wallet.name): wallet for wallet in wallets_of(user).values()}
    return sum(_take(source, by_name[name_key(account_name(source.account))]) for source in sources)


def _take(source: StatementImport, wallet: Wallet) -> bool:
    if not steps.fits_currency(source, wallet):
        return False
    source.refresh_from_db(fields=["status", "mapping"])
    if source.status == Status.MATCHING:
        steps.match(source, wallet_id=wallet.pk, mapping=source.mapping)
    return True


def import_ready(user: User) -> int:
    """Import all statements that need no look, in the order they came; return how many."""
    sources = open_statements(user)
    wanted = ready(sources, standings(sources, user))
    return sum(steps.start_import(source, later=len(wanted) > steps.FEW) for source in reversed(wanted))


def put_away(user: User) -> int:
    """Drop all statements that have nothing new; return how many."""
    sources = open_statements(user)
    return sum(map(steps.cancel, nothing_new(sources, standings(sources, user))))


def open_statements(user: User) -> list[StatementImport]:
    return list(StatementImport.objects.for_user(user).without_content().filter(status__in=StatementImport.OPEN))
