"""What stands in the ledger beside the wallet of a statement: other halves of transfers, expenses to be given back."""

import datetime
import hashlib
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from django.db.models import Q

from accounts.models import User
from expenses.counting import CountedAs
from expenses.imports.models import KnownStatement, StatementEntry, StatementImport, StatementLine
from expenses.imports.pairing import MOST_DAYS, Half, Side
from expenses.imports.returning import LONGEST, Asked, Spent
from expenses.models import Expense, Income
from expenses.names import name_key
from expenses.raw_rows import as_text, raw_rows
from expenses.transfers.models import Transfer
from expenses.wallets.models import Wallet

Period = tuple[datetime.date, datetime.date]


def around(days: Collection[datetime.date]) -> Period:
    """Return the first and the last day on which the other half of a transfer of `days` may lie."""
    span = datetime.timedelta(days=MOST_DAYS)
    return max(min(days), datetime.date.min + span) - span, min(max(days), datetime.date.max - span) + span


def halves_elsewhere(period: Period, *, wallets: Mapping[int, Wallet], wallet_id: int, owner: User) -> list[Half]:
    """Return what stands in the other ones of all `wallets` of `owner`, or waits to be written there; in four queries.

    What is split, spread or refunded is no half of a transfer, and refunds are none.
    """
    if len(wallets) < 2:
        return []
    spent = Expense.objects.for_user(owner).filter(amount__gt=0, counted_as=CountedAs.BOTH)
    refunds = Expense.objects.for_user(owner).filter(refund_of__isnull=False).values("refund_of")
    halves = []
    for rows, sign, kind in (
        (spent.exclude(pk__in=refunds), -1, "expense"),
        (Income.objects.for_user(owner).filter(amount__gt=0), 1, "income"),
    ):
        rows = rows.filter(date__range=period, wallet__isnull=False).exclude(wallet_id=wallet_id).order_by()
        columns = ("wallet_id", "date", as_text("wallet_amount"), "description", "pk", "category_id")
        for there, date, amount, text, pk, category_id in raw_rows(rows.values_list(*columns)):
            code = wallets[there].currency
            halves.append(Half(there, date, sign * Decimal(amount), code, text, kind, pk, category_id is not None))
    return [*halves, *_waiting(period, wallets, wallet_id, owner)]


def _waiting(period: Period, wallets: Mapping[int, Wallet], wallet_id: int, owner: User) -> Iterator[Half]:
    """Yield the rows of statements of other wallets that were checked and are not written yet."""
    rows = StatementEntry.objects.filter(
        owner_id=owner.pk,
        source__status=StatementImport.Status.CHECKED,
        source__wallet_id__in=set(wallets) - {wallet_id},
        outcome=StatementEntry.Outcome.NEW,
        date__range=period,
    ).filter(Q(is_skipped=False) | Q(kind=StatementEntry.Kind.TRANSFER, other_wallet_id__isnull=True))
    columns = ("source__wallet_id", "date", "amount", "text", "pk", "category_id")
    for there, date, amount, text, pk, category_id in rows.order_by().values_list(*columns).iterator():
        yield Half(there, date, amount, wallets[there].currency, text, "entry", pk, category_id is not None)


def open_sides(period: Period, *, wallets: Mapping[int, Wallet], wallet_id: int, owner: User) -> list[Side]:
    """Return the ends of transfers in the wallet that no statement has named; in two queries."""
    lines = StatementLine.objects.for_user(owner).filter(wallet_id=wallet_id, transfer__isnull=False)
    rows = Transfer.objects.for_user(owner).filter(date__range=period).exclude(pk__in=lines.values("transfer"))
    sides = []
    for here, there, sign in (("from", "to", -1), ("to", "from", 1)):
        columns = ("date", f"{here}_amount", "pk", f"{there}_wallet_id")
        ends = rows.filter(**{f"{here}_wallet_id": wallet_id}).order_by().values_list(*columns)
        for date, amount, pk, other_id in ends.iterator():
            is_crossing = wallets[other_id].currency != wallets[wallet_id].currency
            sides.append(Side(date, sign * amount, pk, other_id, is_crossing))
    return sides


def spent_before(period: Period, asked: Asked, *, owner: User) -> list[Spent]:
    """Return the expenses that what is `asked` for within `period` may give back, with what is left of each."""
    first = max(period[0], datetime.date.min + LONGEST) - LONGEST
    rows = Expense.objects.for_user(owner).filter(date__range=(first, period[1]))
    back: dict[int, Decimal] = {}
    for bought, amount in rows.filter(refund_of__isnull=False).order_by().values_list("refund_of", "amount"):
        back[bought or 0] = back.get(bought or 0, Decimal(0)) + amount
    columns = ("date", as_text("amount"), "currency", "description", "category_id", "pk")
    spent = rows.filter(amount__gt=0).order_by().values_list(*columns)
    expenses = (
        Spent(date, Decimal(amount) + back.get(pk, Decimal(0)), currency, text, category_id, pk)
        for date, amount, currency, text, category_id, pk in raw_rows(spent)
    )
    return [each for each in expenses if asked.may_be(each.left, each.currency, each.text)]


class OtherAccounts:
    """The wallets of `owner` by what files call them: their names, and the accounts of statements brought before."""

    def __init__(self, owner: User, wallets: Mapping[int, Wallet], wallet_id: int) -> None:
        self.wallet_id = wallet_id
        self.by_name = {name_key(wallet.name): pk for pk, wallet in wallets.items()}
        known = KnownStatement.objects.for_user(owner).filter(key__startswith="account:")
        self.by_key = dict(known.values_list("key", "wallet_id"))
        open_ones = StatementImport.objects.for_user(owner).filter(
            status__in=StatementImport.OPEN, wallet_id__in=list(wallets)
        )
        for account, pk in open_ones.exclude(account="").values_list("account", "wallet_id"):
            self.by_key.setdefault(account_key(account), pk or 0)

    def find(self, account: str) -> int | None:
        """Return the other wallet that the file calls so, None where it calls none of them so."""
        found = self.by_name.get(name_key(account)) or self.by_key.get(account_key(account)) if account else None
        return None if found == self.wallet_id else found


def account_key(account: str) -> str:
    """Return by what an account of a file is remembered."""
    return "account:" + hashlib.sha256(account.casefold().encode()).hexdigest()
