"""What a row of a statement means beside an expense or income: a transfer between own wallets, or a refund."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple, TypeVar

from accounts.models import User
from expenses.exchange.rates import RateBook
from expenses.imports.columns import Columns
from expenses.imports.converting import original_of
from expenses.imports.elsewhere import OtherAccounts, Period, around, halves_elsewhere, open_sides, spent_before
from expenses.imports.formats.statement import RowKind, StatementRow
from expenses.imports.matching import Found
from expenses.imports.models import StatementEntry
from expenses.imports.pairing import MOST_DAYS, Half, Moving, Side, Sum, is_near, pair, sides_of
from expenses.imports.proposing import Proposal
from expenses.imports.returning import Asked, CameIn, Spent, refunded, says_refund
from expenses.money import format_money
from expenses.wallets.choices import wallets_of
from expenses.wallets.models import Wallet

EXPENSE, INCOME, TRANSFER = (kind.value for kind in StatementEntry.Kind)
OF_ANYBODY = frozenset({"ofx", "camt", "mt940"})
"""Formats of banks, in which the other account may be anybody's; elsewhere a transfer is one between own wallets."""
MAY_BE_REFUND = frozenset({RowKind.UNKNOWN, RowKind.REFUND})
LONGEST_WAY = datetime.timedelta(days=MOST_DAYS)
NEAR_DAYS = 2
"""How far the halves of a transfer lie apart that only the rate of the day tells to belong together."""
NO_WALLET = "The file calls this a transfer{}. Choose the other wallet, or say what else it is."
OTHER_AMOUNT = "The transfer in your ledger says {}. If the statement is right, change it there."


Dated = TypeVar("Dated", Half, Side)


class Meaning(NamedTuple):
    """What a row is. `resembles` names the transfer that it is, or the other half that it becomes a transfer with.

    A refund names the expense of the ledger, or the place in this statement of what it gives back. `waiting_id` is the
    row of another statement that is the other half, `original` the amount there where that is in another currency.
    """

    kind: str
    is_there: bool = False
    resembles_kind: str = ""
    resembles_id: int | None = None
    other_wallet_id: int | None = None
    refund_of_id: int | None = None
    refund_of_place: int | None = None
    category_id: int | None = None
    is_skipped: bool = False
    remark: str = ""
    waiting_id: int | None = None
    original: Sum | None = None


class Meanings:
    """Looks through all rows of a statement for one wallet, in a bounded number of queries.

    `propose` says what the row at a place would otherwise become; it is asked of few.
    """

    def __init__(self, wallet: Wallet, propose: Callable[[int], Proposal], *, owner: User, origin: str) -> None:
        self.wallet, self.propose, self.owner, self.origin = wallet, propose, owner, origin
        self.wallets = wallets_of(owner)
        self.names = {pk: each.name for pk, each in self.wallets.items()}

    def of(self, columns: Columns, places: Sequence[int], found: Mapping[int, Found]) -> dict[int, Meaning]:
        """Return by place what those rows mean that are no plain expense or income.

        `places` are those of the good rows, and `found` is what some of them are in the ledger.
        """
        self.columns, self.rows, self.found = columns, columns.rows, found
        open_places = [place for place in places if place not in found or not found[place].certain]
        if not open_places:
            return {}
        period = around({columns.days[place] for place in open_places})
        meanings = self._moved(open_places, period)
        left = [place for place in open_places if place not in meanings]
        return meanings | self._given_back(left, period)

    # Transfers

    def _moved(self, places: Sequence[int], period: Period) -> dict[int, Meaning]:
        there = {"wallets": self.wallets, "wallet_id": self.wallet.pk, "owner": self.owner}
        halves, sides = halves_elsewhere(period, **there), open_sides(period, **there)  # type: ignore[arg-type]
        moving = list(self._moving(places, halves, sides))
        meanings = {place: self._known(self.rows[place], side) for place, side in sides_of(moving, sides).items()}
        moving = [row for row in moving if row.place not in meanings and row.place not in self.found]
        paired = pair(moving, halves, self.names)
        meanings |= {place: self._paired(self.rows[place], half) for place, half in paired.items()}
        told = [row for row in moving if row.is_said and row.place not in paired]
        taken = set(paired.values())
        abroad = [half for half in halves if half.currency != self.wallet.currency and half not in taken]
        return meanings | dict(self._told(told, abroad))

    def _moving(self, places: Sequence[int], halves: Sequence[Half], sides: Sequence[Side]) -> Iterator[Moving]:
        """Yield the rows that something elsewhere could belong to, and those that the file calls transfers."""
        accounts = OtherAccounts(self.owner, self.wallets, self.wallet.pk)
        currency = self.wallet.currency
        wanted = {(half.currency, -half.amount) for half in halves} | {(currency, side.amount) for side in sides}
        crossing = _by_day([side for side in sides if side.is_crossing], MOST_DAYS)
        here = _days_by_amount(halves, sides, currency)
        days, amounts = self.columns.days, self.columns.amounts
        for place in places:
            row = self.rows[place]
            is_near_one = amounts[place] in here and _is_any_near(here[amounts[place]], days[place])
            is_here = is_near_one or days[place] in crossing
            if not is_here and not row.other_account and not row.original_currency and row.kind is not RowKind.TRANSFER:
                continue
            other = accounts.find(row.other_account) if row.other_account else None
            is_said = other is not None or (row.kind is RowKind.TRANSFER and self.origin not in OF_ANYBODY)
            is_abroad = bool(row.original_currency) and original_of(row) in wanted
            is_wanted = is_abroad or is_near_one
            if is_said or is_wanted or any(is_near(row.amount, side.amount) for side in crossing.get(row.date, ())):
                yield self._one(place, row, other, is_said=is_said)

    def _one(self, place: int, row: StatementRow, other: int | None, *, is_said: bool) -> Moving:
        text = self.columns.texts[place]
        is_settled = not is_said and (row.kind is not RowKind.UNKNOWN or self._is_categorised(place))
        return Moving(
            place, row.date, row.amount, self.wallet.currency, text, original_of(row), other, is_said, is_settled
        )

    def _is_categorised(self, place: int) -> bool:
        return self.propose(place).category_id is not None

    def _known(self, row: StatementRow, side: Side) -> Meaning:
        """Return that a transfer is there already."""
        is_equal = row.amount == side.amount
        said = format_money(abs(side.amount), self.wallet.currency, self.owner.locale)
        remark = "" if is_equal else OTHER_AMOUNT.format(said)
        return Meaning(
            TRANSFER, True, "transfer", side.transfer_id, side.other_wallet_id, is_skipped=True, remark=remark
        )

    def _told(self, told: Sequence[Moving], abroad: Sequence[Half]) -> Iterator[tuple[int, Meaning]]:
        """Yield what the file calls a transfer though the other half is not there to the cent."""
        near, book = _by_day(abroad, NEAR_DAYS), RateBook(self.owner)
        taken: set[Half] = set()
        for row in told:
            half = next((one for one in near.get(row.date, ()) if one not in taken and _is_worth(row, one, book)), None)
            account = self.rows[row.place].other_account
            if half:
                taken.add(half)
                yield row.place, self._paired(self.rows[row.place], half)
            elif row.wanted:
                yield row.place, Meaning(TRANSFER, other_wallet_id=row.wanted)
            else:
                remark = NO_WALLET.format(f" with “{account[:60]}”" if account else "")
                yield row.place, Meaning(TRANSFER, is_skipped=True, remark=remark)

    def _paired(self, row: StatementRow, half: Half) -> Meaning:
        is_abroad = half.currency != self.wallet.currency
        original = (half.currency, abs(half.amount).copy_sign(row.amount)) if is_abroad else None
        if half.kind == "entry":
            return Meaning(TRANSFER, other_wallet_id=half.wallet_id, waiting_id=half.record_id, original=original)
        return Meaning(TRANSFER, False, half.kind, half.record_id, half.wallet_id, original=original)

    # Refunds

    def _given_back(self, places: Sequence[int], period: Period) -> dict[int, Meaning]:
        amounts, places = self.columns.amounts, [place for place in places if place not in self.found]
        came = [place for place in places if amounts[place] > 0 and self.rows[place].kind in MAY_BE_REFUND]
        if not came:
            return {}
        rows = list(map(self._came_in, came))
        asked = Asked(rows)
        spent = [*spent_before(period, asked, owner=self.owner), *self._spent_here(places, asked)]
        found = refunded(rows, spent)
        return {place: self._refund(each) for place, each in found.items() if self._is_refund(place)}

    def _came_in(self, place: int) -> CameIn:
        row = self.rows[place]
        currency, amount = original_of(row) or (self.wallet.currency, row.amount)
        return CameIn(place, row.date, amount, currency, self.columns.texts[place], row.kind is RowKind.REFUND)

    def _spent_here(self, places: Sequence[int], asked: Asked) -> Iterator[Spent]:
        """Yield what this statement itself says was spent, where money in could give it back."""
        amounts, is_any_foreign = self.columns.amounts, any(map(attrgetter("original_currency"), self.rows))
        if not asked.merchants and not is_any_foreign:
            owed = {-amount for _currency, amount in asked.sums}
            places = [place for place in places if amounts[place] in owed]
        for place in places:
            row = self.rows[place]
            original = original_of(row) if row.original_currency else None
            currency, amount = original or (self.wallet.currency, row.amount)
            text = self.columns.texts[place]
            if row.amount < 0 and asked.may_be(-amount, currency, text):
                yield Spent(row.date, -amount, currency, text, place=place)

    def _is_refund(self, place: int) -> bool:
        """Say whether nothing speaks for income: a category that rules or the past know it by."""
        is_said = self.rows[place].kind is RowKind.REFUND or says_refund(self.columns.texts[place])
        return is_said or not self._is_categorised(place)

    def _refund(self, spent: Spent) -> Meaning:
        category_id = spent.category_id if spent.place is None else self.propose(spent.place).category_id
        return Meaning(EXPENSE, refund_of_id=spent.record_id, refund_of_place=spent.place, category_id=category_id)


def _is_worth(row: Moving, half: Half, book: RateBook) -> bool:
    """Say whether a half in another currency fits by the rate of the day."""
    if row.wanted not in (None, half.wallet_id):
        return False
    worth = book.value(half.amount, half.currency, row.currency, row.date)
    return worth is not None and is_near(-row.amount, worth)


def _days_by_amount(halves: Sequence[Half], sides: Sequence[Side], currency: str) -> dict[Decimal, list[datetime.date]]:
    """Return the days on which something stands elsewhere, by the amount in `currency` of a row that it fits."""
    days: dict[Decimal, list[datetime.date]] = defaultdict(list)
    for half in halves:
        if half.currency == currency:
            days[-half.amount].append(half.date)
    for side in sides:
        days[side.amount].append(side.date)
    return days


def _is_any_near(days: Sequence[datetime.date], day: datetime.date) -> bool:
    return any(abs(other - day) <= LONGEST_WAY for other in days)


def _by_day(ends: Sequence[Dated], span: int) -> dict[datetime.date, list[Dated]]:
    """Return what lies within `span` days of each day on which there is anything near."""
    near: dict[datetime.date, list[Dated]] = defaultdict(list)
    for end in ends:
        for days in range(-span, span + 1):
            near[end.date + datetime.timedelta(days=days)].append(end)
    return near
