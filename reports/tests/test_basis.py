import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from expenses.counting import Basis
from expenses.periods import Year, parse_period
from expenses.splits.recounting import Part
from expenses.splits.splitting import set_parts
from expenses.splits.spreading import spread
from expenses.totals import Tally
from reports.monthly import read_month
from reports.tallies import by_category, by_day

MARCH, APRIL, YEAR = parse_period("2026-03"), parse_period("2026-04"), parse_period("2026")
DAY = datetime.date(2026, 3, 10)


@pytest.fixture
def food(alice, make_category):
    return make_category(alice, "Food")


@pytest.fixture
def home(alice, make_category):
    return make_category(alice, "Home")


@pytest.fixture
def split(alice, bob, spend, food, home, make_tag):
    """Return a payment of 12.50 with a tag, 8 of it for food; beside it stand 2 for food."""
    expense = spend(alice, "2026-03-10", "12.50", tags=[make_tag(alice, "trip")])
    spend(alice, "2026-03-10", "2", category=food)
    set_parts(expense.pk, [Part(food.pk, Decimal(8)), Part(home.pk, Decimal("4.5"))], owner=alice, actor=alice)
    return expense


def sums(tallies):
    return {key: tally.sum for key, tally in tallies.items()}


@pytest.mark.parametrize("basis", list(Basis))
def test_parts_count_in_their_categories(alice, split, food, home, basis):
    (march,) = by_category(alice, [MARCH], basis)

    assert sums(march) == {food.pk: Decimal(10), home.pk: Decimal("4.5")}


def test_days_count_payments_not_parts(alice, split):
    assert by_day(alice, MARCH).within(MARCH) == Tally(Decimal("14.5"), 2, 2)


def test_spread_counts_month_by_month_on_that_basis_alone(alice, split, food, home):
    spread(split.pk, 2, DAY, owner=alice, actor=alice)

    paid, spread_out = ([sums(tallies) for tallies in by_category(alice, [MARCH, APRIL], basis)] for basis in Basis)

    assert paid == [{food.pk: Decimal(10), home.pk: Decimal("4.5")}, {}]
    assert spread_out == [
        {food.pk: Decimal(6), home.pk: Decimal("2.25")},
        {food.pk: Decimal(4), home.pk: Decimal("2.25")},
    ]
    assert by_day(alice, APRIL, Basis.SPREAD).within(APRIL).sum == Decimal("6.25")


def test_tags_see_the_whole_payment_or_its_months(alice, split, today):
    spread(split.pk, 2, DAY, owner=alice, actor=alice)

    totals = [read_month(alice, MARCH, today=today, basis=basis).tags[0].spent.amount for basis in Basis]

    assert totals == [Decimal("12.50"), Decimal("6.25")]


def test_deleted_parts_are_in_no_sum(alice_client, alice, split, food):
    alice_client.post(reverse("expenses:expense-delete", args=[split.pk]))

    assert [sums(by_category(alice, [MARCH], basis)[0]) for basis in Basis] == [{food.pk: Decimal(2)}] * 2


@pytest.mark.parametrize("basis", list(Basis))
def test_each_answer_is_one_query(alice, split, basis, django_assert_num_queries):
    with django_assert_num_queries(1):
        by_category(alice, [MARCH, APRIL], basis)
    with django_assert_num_queries(1):
        by_day(alice, YEAR, basis)


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.lists(st.decimals(min_value="0.01", max_value=500, places=2), min_size=1, max_size=4),
            st.one_of(st.none(), st.integers(min_value=2, max_value=6)),
        ),
        max_size=5,
    )
)
def test_sums_by_category_over_all_time_are_the_sums_by_day(alice, make_category, spend, payments):
    from expenses.models import Category, Expense

    Expense.objects.for_user(alice).delete()
    category = Category.objects.for_user(alice).filter(name="Any").first() or make_category(alice, "Any")
    for amounts, months in payments:
        expense = spend(alice, "2026-03-10", sum(amounts), category=category)
        if len(amounts) > 1:
            parts = [Part(category.pk if place % 2 else None, each) for place, each in enumerate(amounts)]
            set_parts(expense.pk, parts, owner=alice, actor=alice)
        if months:
            spread(expense.pk, months, DAY, owner=alice, actor=alice)
    whole = sum((sum(amounts) for amounts, _ in payments), Decimal(0))

    for basis in Basis:
        (by_name,) = by_category(alice, [YEAR], basis)
        assert sum(sums(by_name).values()) == by_day(alice, YEAR, basis).within(YEAR).sum == whole


# The switch


PAGES = [
    reverse("reports:dashboard") + "?period=2026-03",
    reverse("reports:month", args=[2026, 3]) + "?",
    reverse("reports:year", args=[2026]) + "?",
]


@pytest.mark.parametrize("page", PAGES)
def test_switch_is_shown_where_something_is_spread(alice_client, alice, split, page, today):
    without = alice_client.get(page).content.decode()
    spread(split.pk, 2, DAY, owner=alice, actor=alice)

    assert "As spread" not in without
    assert "As spread" in alice_client.get(page).content.decode()


def test_basis_stays_in_the_addresses_of_a_report(alice_client, alice, split, today):
    spread(split.pk, 2, DAY, owner=alice, actor=alice)

    year = alice_client.get(f"{PAGES[2]}basis=spread").content.decode()
    month = alice_client.get(f"{PAGES[1]}basis=spread").content.decode()
    dashboard = alice_client.get(f"{PAGES[0]}&basis=spread").content.decode()

    assert f"{reverse('reports:year', args=[2025])}?basis=spread" in year
    assert f"{reverse('reports:month', args=[2026, 3])}?basis=spread" in year
    assert f"{reverse('reports:year', args=[2026])}?basis=spread" in month
    assert "?period=2026-02&amp;basis=spread" in dashboard


def test_another_basis_shows_other_sums(alice_client, alice, split, today):
    spread(split.pk, 2, DAY, owner=alice, actor=alice)

    spent = [alice_client.get(f"{PAGES[1]}basis={name}").context["summary"].spent.amount for name in Basis.values]

    assert spent == [Decimal("14.50"), Decimal("8.25")]


def test_a_wrong_basis_is_as_paid(alice_client, alice, split, today):
    page = alice_client.get(f"{PAGES[1]}basis=%00nonsense")

    assert page.context["summary"].spent.amount == Decimal("14.50")


def test_a_year_ends_where_it_ends_on_both_bases(alice, split):
    spread(split.pk, 12, DAY, owner=alice, actor=alice)

    year, after = Year.of(DAY), Year.of(DAY).next()
    parts = [by_day(alice, period, Basis.SPREAD).within(period).sum for period in (year, after)]

    assert sum(parts) == Decimal("14.5")
    assert parts[1] == Decimal("2.06")
