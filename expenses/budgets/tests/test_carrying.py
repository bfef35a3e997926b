"""What goes from one period into the next is the sum of the history."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.month_rules import DayOfMonth, EveryWeeks, LastWorkingDay
from expenses.budgets.carrying import carry
from expenses.budgets.choices import Rhythm
from expenses.budgets.limits import Limits
from expenses.budgets.models import Budget, BudgetChange
from expenses.budgets.rhythm import last_periods, period_before, period_of, periods_from
from expenses.budgets.spending import Spent
from expenses.budgets.standing import carried_into
from expenses.periods import Calendar, Period

amounts = st.decimals("0", "10000", places=2)
spendings = st.decimals("-500", "10000", places=2)
histories = st.lists(st.tuples(amounts, spendings), max_size=40)
days = st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 12, 31))
calendars = st.builds(
    Calendar,
    st.one_of(
        st.builds(DayOfMonth, st.integers(1, 31)),
        st.just(LastWorkingDay()),
        st.builds(EveryWeeks, st.integers(1, 4), days),
    ),
    st.integers(1, 12),
    st.integers(0, 6),
)


@given(histories)
def test_what_is_carried_both_ways_is_the_sum_of_the_history(history):
    carried = carry(history, left=True, overspent=True)

    assert carried == sum((amount - spent for amount, spent in history), Decimal(0))


@given(histories)
def test_without_roll_over_nothing_is_carried(history):
    assert carry(history, left=False, overspent=False) == 0


@given(histories)
def test_what_is_left_alone_is_never_a_debt_and_at_least_the_best_end_of_the_history(history):
    """The sum of what is left since any period on is the least that there is, as earlier debts are forgotten."""
    carried = carry(history, left=True, overspent=False)

    sums = [sum((amount - spent for amount, spent in history[start:]), Decimal(0)) for start in range(len(history) + 1)]
    assert carried == max(sums)


@given(histories)
def test_what_is_overspent_alone_is_never_money(history):
    carried = carry(history, left=False, overspent=True)

    sums = [sum((amount - spent for amount, spent in history[start:]), Decimal(0)) for start in range(len(history) + 1)]
    assert carried == min(sums)


@given(st.sampled_from(Rhythm), days, calendars)
def test_periods_follow_each_other_without_a_gap(rhythm, day, calendar):
    period = period_of(rhythm, day, calendar)
    before = period_before(rhythm, period, calendar)

    assert day in period
    assert before.end == period.start
    assert period_of(rhythm, period.last_day, calendar) == period
    assert [one.end for one in last_periods(rhythm, period, 3, calendar)][-1] == period.start


@given(days, calendars)
def test_four_quarters_are_a_year(day, calendar):
    year = calendar.year_of(day)

    quarters = periods_from(Rhythm.QUARTER, year.start, year.end, calendar)

    assert len(quarters) == 4
    assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)


@given(
    st.sampled_from(Rhythm),
    calendars,
    st.lists(st.tuples(st.dates(datetime.date(2024, 1, 1), datetime.date(2026, 6, 30)), spendings), max_size=30),
    st.lists(
        st.tuples(st.dates(datetime.date(2024, 1, 1), datetime.date(2026, 6, 30)), amounts, st.booleans()),
        max_size=6,
        unique_by=lambda one: (one[0], one[2]),
    ),
)
def test_carried_amount_is_all_that_was_meant_less_all_that_was_spent(rhythm, calendar, payments, changes):
    budget = Budget(
        amount=Decimal(300), currency="EUR", rhythm=rhythm, starts_on=datetime.date(2024, 3, 9),
        carries_left=True, carries_overspent=True,
    )  # fmt: skip
    said = [BudgetChange(period_start=day, amount=amount, currency="EUR", reaches_back=back)
            for day, amount, back in sorted(changes)]  # fmt: skip
    limits = Limits(budget, said, lambda amount, _: amount)
    spent_rows = [(day, amount, 1, 1) for day, amount in payments]
    period = period_of(rhythm, datetime.date(2026, 3, 14), calendar)

    carried = carried_into(budget, period, limits=limits, spent=Spent(spent_rows), calendar=calendar, currency="EUR")

    first = period_of(rhythm, budget.starts_on, calendar).start
    walked = periods_from(rhythm, budget.starts_on, period.start, calendar)
    meant = sum((limits.of(one) for one in walked), Decimal(0))
    spent = sum((amount for day, amount in payments if first <= day < period.start), Decimal(0))
    assert carried == meant - spent


@pytest.mark.parametrize(
    ("month", "amount"),
    [(1, "100"), (2, "100"), (3, "150"), (4, "200"), (5, "70"), (6, "300"), (7, "300")],
)
def test_amount_of_a_period(month, amount):
    budget = Budget(amount=Decimal(300), currency="EUR", starts_on=datetime.date(2026, 1, 1))
    changes = [
        BudgetChange(period_start=datetime.date(2026, 2, 1), amount=Decimal(100), currency="EUR", reaches_back=True),
        BudgetChange(period_start=datetime.date(2026, 3, 1), amount=Decimal(150), currency="EUR"),
        BudgetChange(period_start=datetime.date(2026, 5, 1), amount=Decimal(200), currency="EUR", reaches_back=True),
        BudgetChange(period_start=datetime.date(2026, 5, 9), amount=Decimal(70), currency="EUR"),
    ]

    limits = Limits(budget, changes, lambda value, _: value)

    start = datetime.date(2026, month, 1)
    assert limits.of(Period(start, datetime.date(2026, month + 1, 1))) == Decimal(amount)
