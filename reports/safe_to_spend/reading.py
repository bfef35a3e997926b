"""What a person's wallets, bills, budgets and goals say until payday, read in a bounded number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

from django.db.models import Q

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.budgets.choices import Rhythm
from expenses.budgets.models import Budget
from expenses.budgets.overview import Budgets
from expenses.budgets.rhythm import periods_from
from expenses.budgets.spending import Spending
from expenses.exchange.rates import RateBook
from expenses.goals.overview import GoalStanding, in_use, standings
from expenses.models import Wallet
from expenses.money import round_money
from expenses.names import sort_key
from expenses.periods import Calendar
from expenses.prepared import WHOEVER, Prepared
from expenses.recurring.choices import Kind
from expenses.recurring.upcoming import Upcoming, upcoming
from expenses.wallets.flows import FLOWS, Flow, sums_by_wallet
from reports.safe_to_spend.reckoning import Bill, Pot, Reckoning, beyond, keep_back, until

NOTHING = Decimal(0)

_IN_USE = Prepared(lambda: Wallet.objects.for_user(WHOEVER).filter(is_archived=False).order_by().values_list("pk")[:1])


def has_wallets(user: User) -> bool:
    """Say whether there is anything to tell what is safe to spend from, for a page that shows it if so."""
    return bool(_IN_USE.run(user))


@dataclass(frozen=True)
class Part:
    """One thing of a sum, named, in the home currency. `url` leads to it."""

    name: str
    amount: Decimal
    url: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A wallet that does not count, and why, in words."""

    wallet: Wallet
    why: str


@dataclass(frozen=True)
class SafeToSpend:
    """What is safe to spend until the day before `payday`, in `currency`, with all that leads to it.

    `unvalued` names what has no known rate and is in no sum.
    """

    reckoning: Reckoning
    currency: str
    today: datetime.date
    payday: datetime.date
    month_word: str
    wallets: list[Part]
    left_out: list[LeftOut]
    moves: list[Part]
    put_aside: list[Part]
    shares: list[Part]
    limits: list[Part]
    tags: list[Part]
    unvalued: list[str] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return self.reckoning.safe

    @property
    def short(self) -> Decimal:
        return -self.amount

    @property
    def is_short(self) -> bool:
        """Say whether there is less money than is spoken for."""
        return self.reckoning.free < 0

    @property
    def is_over(self) -> bool:
        """Say whether there is money enough, but more is planned than the budget of everything leaves."""
        return self.amount < 0 <= self.reckoning.free

    @property
    def days(self) -> int:
        """Return how many days it has to last, today among them."""
        return (self.payday - self.today).days

    @property
    def last_day(self) -> datetime.date:
        return self.payday - datetime.timedelta(days=1)

    @property
    def per_day(self) -> Decimal | None:
        """Return what that is for each day, never more than there is; None where nothing is left."""
        if self.amount <= 0:
            return None
        unit = Decimal(1).scaleb(-currency_digits(self.currency))
        return (self.amount / self.days).quantize(unit, rounding=ROUND_DOWN)


def read_safe_to_spend(user: User, *, today: datetime.date) -> SafeToSpend | None:
    """Return what is safe to spend before the person's next month begins; None without a wallet that counts."""
    wallets = list(Wallet.objects.for_user(user).filter(is_archived=False).order_by())
    return _Reader(user, today, wallets).read() if wallets else None


class _Reader:
    """Reads one thing after the other, and notes what has no rate."""

    def __init__(self, user: User, today: datetime.date, wallets: Sequence[Wallet]) -> None:
        self.user, self.today = user, today
        self.calendar, self.currency = Calendar.of(user), user.home_currency
        self.month = self.calendar.month_of(today)
        self.unvalued: list[str] = []
        self.goals = in_use(standings(user, today=today))
        self.of_goals = {one.goal.wallet_id: one.goal.name for one in self.goals if one.goal.wallet_id}
        ordered = sorted(wallets, key=lambda wallet: (sort_key(wallet.name), wallet.pk))
        self.spending = [row for row in ordered if row.is_spendable and row.pk not in self.of_goals]
        self.others = [row for row in ordered if row not in self.spending]
        self.ids = {row.pk for row in self.spending}
        self.book = RateBook(user, today=today)
        foreign = {row.currency for row in ordered} | {one.goal.currency for one in self.goals}
        if foreign - {self.currency}:
            self.book.preload({*foreign, self.currency}, today, today)

    def read(self) -> SafeToSpend | None:
        if not self.spending:
            return None
        wallets, ahead = self._wallets()
        due = upcoming(self.user, until=self.month.last_day, today=self.today)
        bills, moves, moved_to = self._bills(due)
        pots, tags, limits, parents = self._budgets(bills)
        put_aside, shares = self._goals(moved_to)
        kept = keep_back(pots, bills, parents)
        reckoning = Reckoning(
            balance=_sum(wallets),
            ahead=ahead,
            kept=kept,
            tagged=beyond((one.amount for one in tags), kept),
            moves=_sum(moves),
            put_aside=_sum(put_aside),
            shares=_sum(shares),
            limits=[one.amount for one in limits],
        )
        return SafeToSpend(
            reckoning, self.currency, self.today, self.month.end, self.calendar.month_word, wallets, self._left_out(),
            moves, put_aside, shares, limits, tags, self.unvalued,
        )  # fmt: skip

    def _worth(self, amount: Decimal, currency: str, name: str) -> Decimal | None:
        """Return what an amount is worth at home today; note the name of what has no rate."""
        worth = self.book.value(amount, currency, self.currency, self.today)
        if worth is None:
            self.unvalued.append(name)
            return None
        return round_money(worth, self.currency)

    # Wallets

    def _wallets(self) -> tuple[list[Part], Decimal]:
        """Return what is in each wallet today, and what is recorded to leave them before payday."""
        now = sums_by_wallet(
            (flow, flow.rows(self.user).filter(self._here(flow), date__lte=self.today)) for flow in FLOWS
        )
        later = {"date__gt": self.today, "date__lt": self.month.end}
        going = [(flow, flow.rows(self.user).filter(self._leaves(flow), **later)) for flow in FLOWS if flow.sign < 0]
        ahead, parts, leaving = sums_by_wallet(going), [], NOTHING
        for row in self.spending:
            worth = self._worth(
                row.opening_balance + now.get(row.pk, NOTHING), row.currency, f"the wallet “{row.name}”"
            )
            if worth is not None:
                parts.append(Part(row.name, worth, row.get_absolute_url()))
                leaving += self._worth(-ahead.get(row.pk, NOTHING), row.currency, row.name) or NOTHING
        return parts, max(NOTHING, leaving)

    def _here(self, flow: Flow) -> Q:
        return Q(**{f"{flow.wallet}__in": self.ids})

    def _leaves(self, flow: Flow) -> Q:
        """Return the condition that what goes out of these wallets does not come into another of them."""
        is_transfer = flow.wallet == "from_wallet"
        return self._here(flow) & ~Q(to_wallet__in=self.ids) if is_transfer else self._here(flow)

    def _left_out(self) -> list[LeftOut]:
        def why(wallet: Wallet) -> str:
            if wallet.pk in self.of_goals:
                return f"the goal “{self.of_goals[wallet.pk]}” grows with it"
            return "savings" if wallet.is_for_spending is None else "as you say in the wallet"

        return [LeftOut(row, why(row)) for row in self.others]

    # Bills

    def _bills(self, due: Iterable[Upcoming]) -> tuple[list[Bill], list[Part], dict[int, Decimal]]:
        """Return bills, transfers out of the wallets for spending, and what of those comes into each other wallet.

        What is paid from a wallet that does not count takes nothing; income is not there before it comes.
        """
        bills, moves = [], []
        moved_to: dict[int, Decimal] = defaultdict(Decimal)
        for one in due:
            plan = one.recurring
            if one.kind == Kind.INCOME or (plan.wallet_id is not None and plan.wallet_id not in self.ids):
                continue
            if one.kind == Kind.TRANSFER and plan.to_wallet_id in self.ids:
                continue
            worth = self._worth(one.amount, one.currency, f"“{plan.description}”")
            if worth is None:
                continue
            if one.kind == Kind.TRANSFER:
                moves.append(Part(plan.description, worth, plan.get_absolute_url()))
                moved_to[plan.to_wallet_id or 0] += worth
            else:
                bills.append(Bill(plan.description, worth, plan.category_id, plan.get_absolute_url(), one.due))
        return bills, moves, moved_to

    # Budgets

    def _budgets(self, bills: Sequence[Bill]) -> tuple[list[Pot], list[Part], list[Part], dict[int, int | None]]:
        """Return what budgets of categories and of tags keep and those of everything leave, and the tree above both."""
        budgets = Budgets(self.user, today=self.today)
        if not budgets.rows:
            return [], [], [], {}
        rows = budgets.counted(self.today)
        without_rate = [row for row in budgets.rows if not row.is_archived and row.pk not in budgets.limits]
        self.unvalued += [f"the budget “{budgets.name(row)}”" for row in without_rate]
        if not rows:
            return [], [], [], {}
        spending = budgets.read(rows, self.today, until=self.month.end)
        pots, tags, limits = [], [], []
        for row in rows:
            left, name = self._left(budgets, row, spending), _name(budgets, row)
            if row.is_overall:
                limits.append(Part(name, left, row.get_absolute_url()))
            elif row.tag_id is not None:
                tags.append(Part(name, max(NOTHING, left), row.get_absolute_url()))
            elif row.category_id is not None:
                pots.append(Pot(name, max(NOTHING, left), row.category_id, row.get_absolute_url()))
        parents = {node.pk: node.category.parent_id for node in budgets.tree}
        return pots, tags, limits, parents

    def _left(self, budgets: Budgets, budget: Budget, spending: Spending) -> Decimal:
        """Return what a budget has left until payday: of longer periods a part by days, of weeks all that begin."""
        found = NOTHING
        for period in periods_from(budget.rhythm, self.today, self.month.end, self.calendar):
            one = budgets.standing(budget, period, spending)
            is_first = self.today in period
            # What goes from one week into the next would count twice.
            left = one.left if is_first else one.amount - one.spent
            start = max(period.start, self.today)
            days, days_left = (self.month.end - start).days, (period.end - start).days
            found += until(left, days, days_left) if left > 0 else left if is_first else NOTHING
        return round_money(found, self.currency)

    # Goals

    def _goals(self, moved_to: dict[int, Decimal]) -> tuple[list[Part], list[Part]]:
        """Return what lies in the wallets for goals, and what this month owes them beside planned transfers."""
        put_aside, shares = [], []
        for one in self.goals:
            goal, progress = one.goal, one.progress
            saved = self._goal_worth(one, one.kept_in_wallets)
            if saved:
                put_aside.append(Part(goal.name, saved, goal.get_absolute_url()))
            share = self._goal_worth(one, progress.share) - moved_to.get(goal.wallet_id or 0, NOTHING)
            if share > 0:
                shares.append(Part(goal.name, share, goal.get_absolute_url()))
        return put_aside, shares

    def _goal_worth(self, one: GoalStanding, amount: Decimal) -> Decimal:
        return (self._worth(amount, one.goal.currency, f"the goal “{one.goal.name}”") or NOTHING) if amount else NOTHING


def _name(budgets: Budgets, budget: Budget) -> str:
    """Return what a budget is called, with its rhythm where that is not the month: Clothes (every year)."""
    rhythm = Rhythm(budget.rhythm)
    return budgets.name(budget) if rhythm is Rhythm.MONTH else f"{budgets.name(budget)} ({rhythm.label.lower()})"


def _sum(parts: Iterable[Part]) -> Decimal:
    return sum((part.amount for part in parts), NOTHING)
