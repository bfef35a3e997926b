import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.bulk_insert import NewRecord, insert_records
from expenses.categories.tree import CategoryTree
from expenses.models import Expense
from expenses.orders import LABELS, order_named
from expenses.paging import KeyInvalid, page_after

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 14)
ROWS = st.tuples(
    st.integers(min_value=0, max_value=2),
    st.sampled_from(["1", "-1", "2.5", "99999999999.99"]),
    st.sampled_from(["EUR", "USD"]),
    st.sampled_from(["tea", "Tea", "a~b~c", "Ärger", "👩‍👩‍👧", "zz"]),
    st.sampled_from([None, 0, 1]),
)


@pytest.fixture
def categories(alice, make_category) -> list[int]:
    food = make_category(alice, "Food")
    return [make_category(alice, "Zoo").pk, make_category(alice, "Apples", parent=food).pk]


def fill(owner, rows, categories) -> None:
    Expense.objects.for_user(owner).delete()
    insert_records(
        [
            NewRecord(
                date=DAY - datetime.timedelta(days=ago),
                amount=amount,
                currency=currency,
                home_amount=amount if currency == "EUR" else None,
                description=description,
                category_id=None if place is None else categories[place],
                notes="",
            )
            for ago, amount, currency, description, place in rows
        ],
        owner=owner,
    )


def walk(owner, name: str, size: int) -> list[int]:
    """Return the ids on all pages, one page after the other, as a browser follows them."""
    order, ids, key = order_named(name, CategoryTree.of(owner)), [], ""
    while True:
        page = page_after(Expense.objects.for_user(owner), order, key, size=size)
        assert len(page.rows) <= size
        ids += [row.pk for row in page.rows]
        if page.next_key is None:
            return ids
        key = page.next_key


@pytest.mark.parametrize("name", LABELS)
@given(rows=st.lists(ROWS, max_size=12), size=st.integers(min_value=1, max_value=5))
def test_pages_hold_each_row_once_and_in_order(name, rows, size, alice, bob, categories):
    fill(alice, rows, categories)

    walked = walk(alice, name, size)

    everything = order_named(name, CategoryTree.of(alice)).sort(Expense.objects.for_user(alice))
    assert walked == list(everything.values_list("id", flat=True))
    assert len(walked) == len(rows)


def test_a_page_does_not_shift_when_rows_come_before_it(alice, make_expense):
    old = [make_expense(alice, date=DAY - datetime.timedelta(days=ago)).pk for ago in range(4)]
    order = order_named("-date", CategoryTree.of(alice))
    first = page_after(Expense.objects.for_user(alice), order, "", size=2)

    make_expense(alice, date=DAY)
    second = page_after(Expense.objects.for_user(alice), order, first.next_key, size=2)

    assert [row.pk for row in [*first.rows, *second.rows]] == old


def test_amounts_without_a_rate_come_last_both_ways(alice, make_expense):
    yen = make_expense(alice, amount=1, currency="JPY").pk
    small, large = make_expense(alice, amount="2").pk, make_expense(alice, amount="3").pk

    assert walk(alice, "amount", 10) == [small, large, yen]
    assert walk(alice, "-amount", 10) == [large, small, yen]


def test_category_order_is_that_of_the_tree(alice, make_category, make_expense):
    zoo, food = make_category(alice, "Zoo"), make_category(alice, "Food")
    apples = make_category(alice, "Apples", parent=food)
    ids = [make_expense(alice, category=category).pk for category in (zoo, apples, food, None)]

    assert walk(alice, "category", 10) == [ids[3], ids[2], ids[1], ids[0]]


def test_description_order_does_not_regard_case(alice, make_expense):
    b, a, c = (make_expense(alice, description=text).pk for text in ("beer", "Apples", "Cake"))

    assert walk(alice, "description", 10) == [a, b, c]


WRONG_KEYS = [
    "x",
    "2026-03-14",
    "2026-03-14~",
    "2026-03-14~x",
    "2026-02-30~1",
    "~",
    "2026-03-14~-1",
    "2026-03-14~1.5",
    "2026-03-14~99999999999999999999",
    "2026-03-14~١",
    "9" * 5_000,
    "2026-03-14~1\x00",
]


@pytest.mark.parametrize("key", WRONG_KEYS)
def test_a_wrong_key_is_refused(key, alice):
    with pytest.raises(KeyInvalid):
        page_after(Expense.objects.for_user(alice), order_named("-date", CategoryTree.of(alice)), key, size=5)


@pytest.mark.parametrize("key", ["0~NaN~1", "0~Infinity~1", "0~1e400~1", "0~abc~1", "0~9999999999999~1", "5"])
def test_a_wrong_amount_in_a_key_is_refused(key, alice):
    with pytest.raises(KeyInvalid):
        page_after(Expense.objects.for_user(alice), order_named("amount", CategoryTree.of(alice)), key, size=5)


@given(key=st.text(max_size=60))
@pytest.mark.parametrize("name", LABELS)
def test_any_key_gives_a_page_or_is_refused(name, key, alice):
    try:
        page = page_after(Expense.objects.for_user(alice), order_named(name, CategoryTree.of(alice)), key, size=5)
    except KeyInvalid:
        return
    assert page.rows == []


def test_largest_amount_survives_the_key(alice, make_expense):
    rows = [make_expense(alice, amount=amount).pk for amount in ("99999999999.99", "99999999999.98", "0.01")]

    assert walk(alice, "-amount", 1) == rows
    assert Expense.objects.for_user(alice).get(pk=rows[0]).amount == Decimal("99999999999.99")
