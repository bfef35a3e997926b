import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from expenses.periods import Period, parse_period
from expenses.totals import Tally
from reports.tallies import Days, by_category, by_day

MARCH, FEBRUARY = parse_period("2026-03"), parse_period("2026-02")
NOON = "2026-03-14"


def tally(amount: str, count: int = 1, valued: int | None = None) -> Tally:
    return Tally(Decimal(amount), count, count if valued is None else valued)


def test_by_category_answers_for_each_period(alice, bob, make_category, spend):
    food = make_category(alice, "Food")
    spend(alice, "2026-03-01", "10", category=food)
    spend(alice, "2026-03-31", "-2.50", category=food)
    spend(alice, "2026-03-31", "4")
    spend(alice, "2026-02-28", "7", category=food)
    spend(alice, "2026-04-01", "99", category=food)

    tallies = by_category(alice, [FEBRUARY, MARCH])

    assert tallies == [{food.pk: tally("7")}, {food.pk: tally("7.50", 2), None: tally("4")}]


def test_by_category_leaves_out_what_lies_between_spans(alice, spend):
    spend(alice, "2026-01-31", "1")
    spend(alice, "2026-02-10", "2")
    spend(alice, "2026-03-01", "4")

    assert by_category(alice, [parse_period("2026-01"), MARCH]) == [{None: tally("1")}, {None: tally("4")}]


def test_by_category_counts_what_has_no_rate(alice, make_expense, spend):
    spend(alice, NOON, "10")
    spend(alice, NOON, "99", currency="USD")

    assert by_category(alice, [MARCH]) == [{None: tally("10", 2, 1)}]


def test_deleted_expenses_are_in_no_tally(alice, spend, delete):
    delete(spend(alice, NOON, "10"))

    assert by_category(alice, [MARCH]) == [{}]
    assert by_day(alice, MARCH).within(MARCH) == Tally()


def test_by_day_knows_every_span(alice, bob, spend):
    spend(alice, "2026-03-01", "1")
    spend(alice, "2026-03-01", "2", currency="USD")
    spend(alice, "2026-03-31", "4")
    spend(alice, "2026-04-01", "8")

    days = by_day(alice, MARCH)

    assert days.within(parse_period("2026-03-01..2026-03-01")) == tally("1", 2, 1)
    assert days.within(parse_period("2026-03-02..2026-03-30")) == Tally()
    assert days.within(MARCH) == tally("5", 3, 2)


def test_each_answer_is_one_query(alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        by_category(alice, [FEBRUARY, MARCH])
    with django_assert_num_queries(1):
        by_day(alice, MARCH)


@given(
    st.dictionaries(st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 3, 31)), st.integers(-99, 99)),
    st.dates(datetime.date(2025, 12, 1), datetime.date(2026, 4, 30)),
    st.integers(1, 100),
)
def test_a_span_sums_its_days(amounts, start, length):
    days = Days((day, Decimal(amount), 1, 1) for day, amount in sorted(amounts.items()))
    span = Period(start, start + datetime.timedelta(days=length))

    inside = [amount for day, amount in amounts.items() if day in span]
    assert days.within(span) == tally(str(sum(inside)), len(inside))
