import datetime
from decimal import Decimal
from html import unescape

import pytest
from django.template.response import TemplateResponse

from expenses.categories.tree import CategoryTree
from expenses.counting import Basis
from expenses.models import SavedSearch
from expenses.periods import CIVIL, Period
from expenses.search.search import read_search
from expenses.splits.recounting import Part
from expenses.splits.splitting import set_parts
from expenses.splits.spreading import spread
from reports.breakdown import read_breakdown
from reports.cash_flow import income_by_day
from reports.comparison import Comparison
from reports.dashboard import read_dashboard
from reports.monthly import read_month
from reports.tallies import by_category, by_day
from reports.yearly import read_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = datetime.date(2026, 3, 14)
MARCH = CIVIL.month(2026, 3)
PAGES = ["/", "/reports/2026/3/", "/reports/2026/"]


@pytest.fixture
def ledger(alice, bob, make_category, make_tag, make_expense, make_income):
    """March of alice: tea for 10, a basket of food for 8 and home for 4.50, rent of 900 over three months."""
    food, home = make_category(alice, "Food"), make_category(alice, "Home")
    work = make_tag(alice, "work")
    make_expense(alice, description="tea", amount="10", category=food, tags=[work])
    basket = make_expense(alice, description="basket", amount="12.50", tags=[work])
    rent = make_expense(alice, description="rent", amount="900", category=home)
    make_income(alice, description="tea money", amount="50", date=DAY)
    make_income(alice, description="pay", amount="3000", date=DAY)
    set_parts(basket.pk, [Part(food.pk, Decimal(8)), Part(home.pk, Decimal("4.50"))], owner=alice, actor=alice)
    spread(rent.pk, 3, DAY, owner=alice, actor=alice)
    return {"Food": food.pk, "Home": home.pk}


SUMS = [
    ("category:food", Basis.PAID, {"Food": 18}),
    ("category:home", Basis.PAID, {"Home": Decimal("904.50")}),
    ("category:home", Basis.SPREAD, {"Home": Decimal("304.50")}),
    ("-category:home", Basis.SPREAD, {"Food": 18}),
    ("tag:work", Basis.PAID, {"Food": 18, "Home": Decimal("4.50")}),
    ("tag:work", Basis.SPREAD, {"Food": 18, "Home": Decimal("4.50")}),
    ("category:food tag:work amount>11", Basis.PAID, {"Food": 8}),
    ("amount>500", Basis.SPREAD, {"Home": 300}),
    ("tea", Basis.PAID, {"Food": 10}),
    ("nothing", Basis.PAID, {}),
]


@pytest.mark.parametrize(("query", "basis", "sums"), SUMS)
def test_sums_count_what_the_search_finds(query, basis, sums, alice, ledger):
    search = read_search(query, alice)

    (by_name,) = by_category(alice, [MARCH], basis, search)
    days = by_day(alice, MARCH, basis, search)

    assert {pk: tally.sum for pk, tally in by_name.items()} == {ledger[name]: amount for name, amount in sums.items()}
    assert days.within(MARCH).sum == sum(sums.values())


@pytest.mark.parametrize("query", ["category:food", "tag:work", "tea"])
def test_each_answer_is_one_query(query, alice, ledger, django_assert_num_queries):
    search = read_search(query, alice)

    with django_assert_num_queries(1):
        by_category(alice, [MARCH], Basis.PAID, search)
    with django_assert_num_queries(1):
        by_day(alice, MARCH, Basis.PAID, search)


def test_a_search_is_not_remembered_for_others(alice, bob, ledger, make_expense):
    make_expense(bob, description="tea", amount="70")
    by_day(alice, MARCH, Basis.PAID, read_search("tea", alice))

    assert by_day(bob, MARCH, Basis.PAID, read_search("tea", bob)).within(MARCH).sum == 70
    assert by_day(alice, MARCH, Basis.PAID, read_search("rent", alice)).within(MARCH).sum == 900
    assert by_day(alice, MARCH).within(MARCH).sum == Decimal("922.50")


def test_all_of_a_report_is_about_what_the_search_finds(alice, ledger):
    search = read_search("category:food", alice)

    dashboard = read_dashboard(alice, MARCH, today=DAY, search=search)
    month = read_month(alice, MARCH, today=DAY, search=search)
    year = read_year(alice, CIVIL.year(2026), today=DAY, search=search)

    assert dashboard.breakdown.spent.amount == dashboard.trend[-1].spent.amount == 18
    assert [line.description for line in dashboard.biggest] == ["basket", "tea"]
    assert [line.description for line in dashboard.latest] == ["basket", "tea"]
    assert not dashboard.has_income
    assert (month.spent.amount, year.spent.amount) == (18, 18)
    assert [(tag.name, tag.spent.amount) for tag in month.tags] == [("work", 18)]
    assert month.sources == []


def test_income_is_searched_too(alice, ledger):
    days = income_by_day(alice, Period(DAY, DAY + datetime.timedelta(days=1)), read_search("tea", alice))

    assert days.within(MARCH).sum == 50


def test_breakdown_is_compared_with_what_the_search_finds_before(alice, ledger, make_expense):
    make_expense(alice, description="tea", amount="3", date=datetime.date(2026, 2, 2))
    make_expense(alice, description="milk", amount="4", date=datetime.date(2026, 2, 2))

    found = read_breakdown(alice, Comparison(MARCH, DAY), CategoryTree.of(alice), Basis.PAID, read_search("tea", alice))

    assert (found.spent.amount, found.before.amount) == (10, 3)


@pytest.mark.parametrize("url", PAGES)
def test_pages_are_narrowed_and_lead_to_lists_that_are(url, alice_client, ledger):
    response = alice_client.get(url, {"q": "category:food"})

    assert isinstance(response, TemplateResponse)
    assert "€18.00" in response.text
    assert "€922.50" not in response.text
    assert "date_to=2026-03-31&q=category%3Afood" in unescape(response.text).replace("\\u0026", "&")
    assert 'value="category:food"' in response.text


@pytest.mark.parametrize("url", PAGES)
def test_pages_without_a_search_show_everything(url, alice_client, ledger):
    alice_client.get(url, {"q": "category:food"})

    response = alice_client.get(url)

    assert "€922.50" in response.text
    assert "q=category" not in response.text
    assert 'id="report-search"' not in response.text


@pytest.mark.parametrize("url", PAGES)
def test_a_wrong_search_is_told_and_narrows_nothing(url, alice_client, ledger):
    response = alice_client.get(url, {"q": "categry:food"})

    assert "<mark>categry</mark>:food" in response.text
    assert "?q=category%3Afood" in response.text
    assert "€922.50" in response.text


def test_a_page_keeps_period_and_basis_beside_the_search(alice_client, ledger):
    response = alice_client.get("/", {"q": "tea", "basis": "spread", "period": "2026-03", "nonsense": "x"})

    narrowing = response.context_data["narrowing"]
    assert narrowing.query == "basis=spread&q=tea"
    assert narrowing.others == [("period", "2026-03"), ("basis", "spread")]
    assert narrowing.without_url == "?period=2026-03&basis=spread"
    assert 'href="?period=2026-02&amp;basis=spread&amp;q=tea"' in response.text


def test_days_that_are_chosen_keep_the_search(alice_client, ledger):
    days = {"first_day": "2026-03-01", "last_day": "2026-03-10", "q": "tea", "basis": "spread"}

    assert alice_client.get("/", days).url == "/?period=2026-03-01..2026-03-10&basis=spread&q=tea"


def test_pages_show_the_saved_searches_of_their_person(alice, bob, alice_client, ledger):
    SavedSearch.objects.create(owner=alice, name="Eating", query="category:food")
    SavedSearch.objects.create(owner=bob, name="Bobs", query="tea")

    for url in PAGES:
        choices = alice_client.get(url, {"q": "category:food"}).context_data["narrowing"].choices
        assert [(one.name, one.url, one.is_current) for one in choices] == [("Eating", "?q=category%3Afood", True)]
