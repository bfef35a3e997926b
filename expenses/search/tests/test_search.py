import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from expenses.categories.models import Category
from expenses.filters import ExpenseFilter, IncomeFilter
from expenses.listing import day_totals, summary_of
from expenses.search.grammar import SearchError
from expenses.search.names import Names
from expenses.search.search import read_search
from expenses.splits.recounting import Part
from expenses.splits.splitting import set_parts
from expenses.splits.spreading import spread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = datetime.date(2026, 3, 14)


@pytest.fixture
def ledger(alice, bob, make_category, make_tag, make_wallet, make_expense):
    """Expenses of alice, each of which some search tells from the others; "basket" is food for 8 and home for 4.50."""
    food, home = make_category(alice, "Food"), make_category(alice, "Home")
    fast = make_category(alice, "Fast food", parent=food)
    cash = make_wallet(alice, "Cash")
    work = make_tag(alice, "work")
    make_expense(alice, description="bare", amount="30", currency="USD")
    basket = make_expense(alice, description="basket", amount="12.50", tags=[work], wallet=cash)
    make_expense(alice, description="burger", amount="20", category=fast, notes="with Tom, 2 nights")
    lamp = make_expense(alice, description="lamp", amount="60", category=home, date=datetime.date(2025, 3, 31))
    make_expense(alice, description="lamp back", amount="-55", category=home, refund_of=lamp)
    rent = make_expense(alice, description="rent", amount="900", category=home, is_cleared=True, is_sample=True)
    set_parts(basket.pk, [Part(food.pk, Decimal(8)), Part(home.pk, Decimal("4.50"))], owner=alice, actor=alice)
    spread(rent.pk, 3, DAY, owner=alice, actor=alice)


def asked(owner: User, query: str) -> ExpenseFilter:
    data = QueryDict(mutable=True)
    data["q"] = query
    return ExpenseFilter(data, user=owner)


def listed(owner: User, query: str) -> list[str]:
    return sorted(asked(owner, query).qs.values_list("description", flat=True))


EVERYTHING = ["bare", "basket", "burger", "lamp", "lamp back", "rent"]
CASES = [
    ("", EVERYTHING),
    ("lamp", ["lamp", "lamp back"]),
    ("back LAMP", ["lamp back"]),
    ('"lamp back"', ["lamp back"]),
    ('"back lamp"', []),
    ("notes:tom", ["burger"]),
    ("description:tom", []),
    ("lamp or tom", ["burger", "lamp", "lamp back"]),
    ("-lamp", ["bare", "basket", "burger", "rent"]),
    ("category:food", ["basket", "burger"]),
    ('category:food -category:"fast food"', ["basket"]),
    ('category:"food : fast food"', ["burger"]),
    ("category:home", ["basket", "lamp", "lamp back", "rent"]),
    ("-category:home", ["bare", "basket", "burger"]),
    ("category:food category:home", []),
    ("category:none", ["bare"]),
    ("is:uncategorised", ["bare"]),
    ("-is:uncategorised", ["basket", "burger", "lamp", "lamp back", "rent"]),
    ("has:category", ["basket", "burger", "lamp", "lamp back", "rent"]),
    ("category:food tag:work", ["basket"]),
    ("category:food or is:refund", ["basket", "burger", "lamp back"]),
    ("tag:work", ["basket"]),
    ("tag:#Work", ["basket"]),
    ("tag:none", ["bare", "burger", "lamp", "lamp back", "rent"]),
    ("-tag:work", ["bare", "burger", "lamp", "lamp back", "rent"]),
    ("has:tags", ["basket"]),
    ("wallet:cash", ["basket"]),
    ("wallet:none -lamp", ["bare", "burger", "rent"]),
    ("-wallet:cash -lamp", ["bare", "burger", "rent"]),
    ("has:wallet", ["basket"]),
    ("currency:usd", ["bare"]),
    ("-has:rate", ["bare"]),
    ("amount>50", ["lamp", "lamp back", "rent"]),
    ("amount:20..30", ["bare", "burger"]),
    ("amount<20", ["basket"]),
    ("amount=12.5", ["basket"]),
    ("amount<0", ["lamp back"]),
    ("amount<-55", []),
    ("amount<=-55", ["lamp back"]),
    ("-amount>50", ["bare", "basket", "burger"]),
    ("date:2025", ["lamp"]),
    ("date>2025-03", ["bare", "basket", "burger", "lamp back", "rent"]),
    ("date<=2025-03-31", ["lamp"]),
    ("date:today -date:today", []),
    ("is:refund", ["lamp back"]),
    ("is:split", ["basket"]),
    ("is:spread", ["rent"]),
    ("is:cleared", ["rent"]),
    ("is:sample", ["rent"]),
    ("has:notes", ["burger"]),
    ("has:refunds", ["lamp"]),
    ("-has:refunds lamp", ["lamp back"]),
    ("(is:refund or category:food) -tag:work", ["burger", "lamp back"]),
]


@pytest.mark.parametrize(("query", "names"), CASES)
def test_search_finds_expenses(query, names, alice, ledger):
    assert listed(alice, query) == names


@pytest.mark.parametrize(
    ("query", "amount", "count"),
    [
        ("category:food", "28", 2),
        ("category:home", "909.50", 4),
        ("-category:home", "28", 3),
        ("tag:work", "12.50", 1),
        ("category:food tag:work", "8", 1),
        ("category:food or tag:work", "32.50", 2),
        ("-(category:food or tag:work)", "905", 4),
        ("is:uncategorised", "0", 1),
        ("category:food amount<15", "8", 1),
    ],
)
def test_sum_counts_of_a_split_payment_what_matches(query, amount, count, alice, ledger):
    total = summary_of(asked(alice, query)).total

    assert (total.amount, total.count) == (Decimal(amount), count)


def test_a_day_counts_what_matches_of_a_split_payment(alice, ledger):
    days = day_totals(asked(alice, "category:food"), DAY, DAY)

    assert (days[DAY].amount, days[DAY].count) == (28, 2)


def test_a_search_and_a_filter_by_category_are_about_the_same_part(alice, ledger):
    home = Category.objects.for_user(alice).get(name="Home")
    both = QueryDict(f"category={home.pk}&q=-category:food+is:split")

    found = ExpenseFilter(both, user=alice)

    assert list(found.qs.values_list("description", flat=True)) == ["basket"]
    assert summary_of(found).total.amount == Decimal("4.50")


def test_search_finds_income(alice, make_income, make_category, make_tag):
    make_income(
        alice,
        description="pay",
        amount="3000",
        category=make_category(alice, "Salary", kind=Category.Kind.INCOME),
        tags=[make_tag(alice, "work")],
    )
    make_income(alice, description="gift", amount="20")

    def found(query: str) -> list[str]:
        data = QueryDict(mutable=True)
        data["q"] = query
        return sorted(IncomeFilter(data, user=alice).qs.values_list("description", flat=True))

    assert found("category:salary") == found("tag:work") == found("amount>1000") == ["pay"]
    assert found("category:none") == found("-tag:work") == ["gift"]
    make_category(alice, "Food")
    assert found("category:food") == []
    assert found("is:split") == found("is:spread") == found("has:refunds") == []
    assert found("-is:split") == ["gift", "pay"]


def test_what_came_in_three_months_once_in_each_is_recurring(alice, bob, make_expense, make_income):
    for owner, description, days in (
        (alice, "Rent", ["2026-01-01", "2026-02-01", "2026-03-01"]),
        (alice, "Insurance", ["2025-03-05", "2025-09-05", "2026-03-05"]),
        (alice, "Coffee", ["2026-01-02", "2026-01-03", "2026-02-02", "2026-03-02"]),
        (alice, "Shoes", ["2026-01-02", "2026-02-02"]),
        (bob, "Gym", ["2026-01-02", "2026-02-02", "2026-03-02"]),
    ):
        for day in days:
            make_expense(owner, description=description, date=datetime.date.fromisoformat(day))
    make_expense(alice, description="Gym", date=DAY)
    for month in (1, 2, 3):
        make_income(alice, description="Salary", date=datetime.date(2026, month, 1))

    found = IncomeFilter(QueryDict("q=is:recurring"), user=alice).qs.values_list("description", flat=True)

    assert set(listed(alice, "is:recurring")) == {"Rent", "Insurance"}
    assert set(found) == {"Salary"}
    assert "Shoes" in listed(alice, "-is:recurring")


@pytest.mark.parametrize("query", ["category:bob's", 'category:"Bob\'s secrets"', "tag:bobs-tag", "wallet:bank"])
def test_names_of_a_stranger_are_none(query, alice, bob, make_wallet):
    make_wallet(bob, "Bank")

    with pytest.raises(SearchError) as caught:
        read_search(query, alice)

    assert caught.value.message.startswith("You have no ")
    assert caught.value.fix == ""


def test_a_misspelt_name_is_told_with_what_may_have_been_meant(alice, ledger):
    with pytest.raises(SearchError) as caught:
        read_search("tea category:fst-food", alice)

    error = caught.value
    assert error.message == "You have no category “fst-food”. Did you mean Fast food?"
    assert (error.wrong, error.fixed) == ("fst-food", 'tea category:"Fast food"')


def test_a_name_that_is_begun_is_told_whole(alice, ledger):
    with pytest.raises(SearchError, match=r"You have no category “fas”\. Did you mean Fast food\?"):
        read_search("category:fas", alice)


def test_a_currency_is_known_or_ones_own(alice):
    assert read_search("currency:pt0", alice).condition is not None
    with pytest.raises(SearchError, match="“XYQ” is no currency"):
        read_search("currency:xyq", alice)


@pytest.mark.parametrize(
    ("query", "count"),
    [("tea", 0), ("category:food category:home", 1), ("tag:work", 1), ("category:food tag:work wallet:cash", 3)],
)
def test_names_cost_one_query_a_kind(query, count, alice, ledger, django_assert_num_queries):
    with django_assert_num_queries(count):
        read_search(query, alice)


def test_plain_words_are_searched_for_as_before(alice, django_assert_num_queries):
    found = str(asked(alice, "green tea").qs.query)

    assert found.count("LIKE") == 4
    assert "JOIN" not in found
    assert "portion" not in found


@given(text=st.text(max_size=40))
def test_any_text_is_searched_for_or_refused(text):
    owner = User(pk=1, locale="en_IE", home_currency="EUR")
    names = Names(owner, tags={}, wallets={})

    try:
        search = read_search(text, owner, names)
    except SearchError as error:
        assert error.message  # noqa: PT017
    else:
        assert search.text == text
