import datetime

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from expenses.chips import chips_of
from expenses.filters import ExpenseFilter
from expenses.models import Category, Tag

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 14)


@pytest.fixture
def ledger(alice, bob, make_category, make_tag, make_expense):
    """Seven expenses of alice, each of which some filter tells from the others."""
    food = make_category(alice, "Food")
    sushi = make_category(alice, "Sushi", parent=food)
    work, home = make_tag(alice, "work"), make_tag(alice, "home")
    make_expense(alice, description="food", category=food, amount="10")
    make_expense(alice, description="sushi", category=sushi, amount="20", tags=[work, home])
    make_expense(alice, description="bare", amount="30")
    make_expense(
        alice, description="old", date=datetime.date(2025, 1, 1), amount="40", category=make_category(alice, "Zoo")
    )
    make_expense(alice, description="yen", amount="500", currency="JPY", tags=[work])
    make_expense(alice, description="refund", amount="-5", category=food)
    make_expense(alice, description="noted", amount="60", notes="A secret place", category=food)
    return {"food": food.pk, "sushi": sushi.pk, "work": work.pk, "home": home.pk}


def listed(owner, query: str) -> list[str]:
    return sorted(ExpenseFilter(QueryDict(query), user=owner).qs.values_list("description", flat=True))


EVERYTHING = ["bare", "food", "noted", "old", "refund", "sushi", "yen"]
CASES = [
    ("", EVERYTHING),
    ("q=&category=&sort=&date_from=&amount_min=&tag=&currency=", EVERYTHING),
    ("q=SECRET", ["noted"]),
    ("date_from=2026-03-14", ["bare", "food", "noted", "refund", "sushi", "yen"]),
    ("date_to=2025-01-01", ["old"]),
    ("date_from=2025-01-01&date_to=2025-01-01", ["old"]),
    ("category={food}", ["food", "noted", "refund", "sushi"]),
    ("category={sushi}", ["sushi"]),
    ("category=none", ["bare", "yen"]),
    ("category=none&category={sushi}", ["bare", "sushi", "yen"]),
    ("tag={work}", ["sushi", "yen"]),
    ("tag={work}&tag={home}", ["sushi", "yen"]),
    ("tag={home}", ["sushi"]),
    ("amount_min=30", ["bare", "noted", "old", "yen"]),
    ("amount_max=10", ["food", "refund"]),
    ("amount_max=-1", ["refund"]),
    ("amount_min=10&amount_max=10%2B10", ["food", "sushi"]),
    ("currency=JPY", ["yen"]),
    ("currency=JPY&currency=EUR", EVERYTHING),
    ("no_rate=1", ["yen"]),
    ("category={food}&q=sushi&tag={work}&amount_min=1&currency=EUR", ["sushi"]),
    ("utm_source=mail", EVERYTHING),
]


@pytest.mark.parametrize(("query", "descriptions"), CASES)
def test_filter_shows(query, descriptions, alice, ledger):
    assert listed(alice, query.format(**ledger)) == descriptions


WRONG = [
    ("date_from=yesterday", "Write a day as 2026-11-21."),
    ("date_from=2026-02-30", "Write a day as 2026-11-21."),
    ("date_from=2026-03-02&date_to=2026-03-01", "The last day lies before the first. Swap them."),
    ("amount_min=2&amount_max=1", "The largest amount lies below the smallest. Swap them."),
    ("amount_min=abc", "“abc” is not part of an amount. Enter one such as 12.50 or 12.50+3."),
    ("amount_min=NaN", "“NaN” is not part of an amount. Enter one such as 12.50 or 12.50+3."),
    ("category=0", "“0” is not one of yours any more. Choose another one."),
    ("category=abc", "“abc” is not one of yours any more. Choose another one."),
    ("category=99999999999999999999999", "“99999999999999999999999” is not one of yours any more. Choose another one."),
    ("tag=1.5", "“1.5” is not one of yours any more. Choose another one."),
    ("currency=EURO", "“EURO” is no currency. Write its three letters."),
    ("no_rate=2", "Write no_rate=1, or leave it out."),
    ("sort=random", "There is no order “random”. Choose one from the list."),
    ("q=%00", "This character cannot be searched for."),
    ("q=" + "x" * 501, "This search is too long. It may have 500 characters."),
    ("q=category:sweets", "You have no category “sweets”."),
]


@pytest.mark.parametrize(("query", "sentence"), WRONG)
def test_wrong_filter_says_so_and_shows_nothing(query, sentence, alice, ledger):
    asked = ExpenseFilter(QueryDict(query), user=alice)

    assert list(asked.qs) == []
    assert [str(error) for errors in asked.errors.values() for error in errors] == [sentence]


def test_another_persons_category_and_tag_are_no_choice(alice, bob, ledger):
    category = Category.objects.for_user(bob).get()
    tag = Tag.objects.for_user(bob).get()

    assert set(ExpenseFilter(QueryDict(f"category={category.pk}"), user=alice).errors) == {"category"}
    assert set(ExpenseFilter(QueryDict(f"tag={tag.pk}"), user=alice).errors) == {"tag"}


def test_amounts_are_read_as_the_person_writes_them(make_user, make_expense):
    carol = make_user("carol", locale="de_AT")
    make_expense(carol, amount="1500", description="rent")

    assert listed(carol, "amount_min=1.400,50") == ["rent"]
    assert listed(carol, "amount_min=1400.50&amount_max=1600") == ["rent"]


NAMES = ["q", "date_from", "date_to", "category", "tag", "amount_min", "amount_max", "currency", "no_rate", "sort"]


@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=12)), max_size=4))
def test_any_address_gives_a_list_or_says_what_is_wrong(pairs, alice, ledger):
    query = QueryDict(mutable=True)
    for name, text in pairs:
        query.appendlist(name, text)

    asked = ExpenseFilter(query, user=alice)

    assert asked.is_valid() or list(asked.qs) == []


def test_chips_say_what_is_asked_and_lead_away_from_it(alice, ledger):
    query = QueryDict(
        "q=tea&category={food}&category=none&date_from=2026-03-01&sort=amount&tag={work}".format(**ledger)
    )

    chips = chips_of(ExpenseFilter(query, user=alice), "/expenses/")

    assert [chip.text for chip in chips] == ["“tea”", "From 1 Mar 2026", "Food", "No category", "#work"]
    without_food = "q=tea&date_from=2026-03-01&category=none&tag={work}&sort=amount".format(**ledger)
    assert chips[2].remove_url == f"/expenses/?{without_food}"


def test_chips_of_wrong_values_can_be_taken_away(alice):
    asked = ExpenseFilter(QueryDict("category=abc&tag=7&date_to=never"), user=alice)

    assert [chip.text for chip in chips_of(asked, "/")] == ["To never", "abc", "#7"]
