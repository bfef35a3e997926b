import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.models import Expense, Portion
from expenses.splits.recounting import Part, parts_of
from expenses.splits.splitting import set_parts

DAY = datetime.date(2026, 3, 14)


@pytest.fixture
def food(alice, make_category):
    return make_category(alice, "Food")


@pytest.fixture
def home(alice, make_category):
    return make_category(alice, "Home")


def split_url(expense):
    return reverse("expenses:expense-split", args=[expense.pk])


def spread_url(expense):
    return reverse("expenses:expense-spread", args=[expense.pk])


def rows(expense, *parts, do="save"):
    """Return the fields that the page sends for rows of (category, amount, note)."""
    sent = {"part-TOTAL_FORMS": len(parts), "part-INITIAL_FORMS": 0, "do": do, "seen": expense.updated_at.isoformat()}
    for place, (category, amount, note) in enumerate(parts):
        sent |= {f"part-{place}-category": (category and category.pk) or "", f"part-{place}-amount": amount}
        sent[f"part-{place}-note"] = note
    return sent


def test_split_page_starts_with_all_of_it_left(alice_client, alice, make_expense, food):
    expense = make_expense(alice, category=food)

    page = alice_client.get(split_url(expense)).content.decode()

    assert 'Left to split: <span class="amount">€12.50</span>' in page
    assert f'<option value="{food.pk}" selected>' in page


def test_split_saves_the_rows_that_say_something(alice_client, alice, make_expense, food, home):
    expense = make_expense(alice)

    answer = alice_client.post(
        split_url(expense), rows(expense, (food, "8", ""), (None, "", ""), (home, "2+2.5", "soap"))
    )

    assert answer.url == expense.get_absolute_url()
    expense.refresh_from_db()
    assert parts_of(expense) == [Part(food.pk, Decimal(8)), Part(home.pk, Decimal("4.5"), "soap")]


def test_split_says_what_is_left_and_keeps_what_was_typed(alice_client, alice, make_expense, food, home):
    expense = make_expense(alice)

    page = alice_client.post(split_url(expense), rows(expense, (food, "8", ""), (home, "4", ""))).content.decode()

    assert "€0.50 of €12.50 is left to split." in page
    assert 'Left to split: <span class="amount">€0.50</span>' in page
    assert 'value="8"' in page
    assert not Portion.objects.for_user(alice).exists()


def test_share_evenly_fills_the_rows_that_are_for_something(alice_client, alice, make_expense, food, home):
    expense = make_expense(alice)
    sent = rows(expense, (food, "", ""), (None, "", ""), (home, "1", ""), (None, "", "tea"), do="even")

    page = alice_client.post(split_url(expense), sent)

    amounts = [row["amount"].value() for row in page.context["split"].rows]
    assert amounts == ["4.17", "", "4.17", "4.16"]
    assert "Nothing is left to split." in page.content.decode()


def test_share_evenly_of_an_empty_split_fills_two_rows(alice_client, alice, make_expense):
    expense = make_expense(alice)

    page = alice_client.post(split_url(expense), rows(expense, *[(None, "", "")] * 3, do="even"))

    assert [row["amount"].value() for row in page.context["split"].rows] == ["6.25", "6.25", ""]


def test_more_rows_come_without_a_script(alice_client, alice, make_expense, food):
    expense = make_expense(alice)

    page = alice_client.post(split_url(expense), rows(expense, (food, "8", ""), (None, "", ""), do="more"))

    assert len(page.context["split"].rows.forms) == 4


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("x", "is not part of an amount"), ("", "Enter an amount, or share evenly."), ("1e999", "not part of an amount")],
)
def test_split_says_beside_a_row_what_is_wrong(alice_client, alice, make_expense, food, home, amount, sentence):
    expense = make_expense(alice)

    page = alice_client.post(split_url(expense), rows(expense, (food, amount, ""), (home, "4.5", "")))

    assert sentence in page.content.decode()


@pytest.mark.parametrize("sent", [{}, {"part-TOTAL_FORMS": "-1"}, {"part-TOTAL_FORMS": "9999"}, {"seen": "x"}])
def test_split_withstands_what_no_page_sends(alice_client, alice, make_expense, sent):
    expense = make_expense(alice)

    for do in ("save", "even", "more", "join", "nonsense"):
        assert alice_client.post(split_url(expense), {"part-INITIAL_FORMS": "0", **sent, "do": do}).status_code == 200


def test_split_refuses_the_category_of_somebody_else(alice_client, alice, bob, make_expense, make_category, food):
    expense, foreign = make_expense(alice), make_category(bob, "Foreign")

    page = alice_client.post(split_url(expense), rows(expense, (food, "8", ""), (foreign, "4.5", "")))

    assert "This category is not there any more." in page.content.decode()


def test_split_tells_whoever_has_not_seen_the_latest(alice_client, alice, make_expense, food, home):
    expense = make_expense(alice)
    sent = rows(expense, (food, "8", ""), (home, "4.5", ""))
    Expense.objects.for_user(alice).get().save()

    page = alice_client.post(split_url(expense), sent)

    assert page.status_code == 409
    assert "This expense was changed meanwhile." in page.content.decode()


def test_join_makes_one_of_a_split(alice_client, alice, make_expense, food, home):
    expense = make_expense(alice)
    alice_client.post(split_url(expense), rows(expense, (food, "8", ""), (home, "4.5", "")))
    expense.refresh_from_db()

    alice_client.post(split_url(expense), rows(expense, (food, "8", ""), (home, "4.5", ""), do="join"))

    expense.refresh_from_db()
    assert (expense.is_split, expense.category) == (False, food)


@pytest.mark.parametrize("url", [split_url, spread_url])
def test_pages_are_for_the_owner_alone_and_take_get_and_post(alice_client, bob_client, alice, make_expense, url):
    expense = make_expense(alice)

    assert bob_client.get(url(expense)).status_code == 404
    assert bob_client.post(url(expense), {"do": "join"}).status_code == 404
    assert alice_client.put(url(expense)).status_code == 405


def test_spread_page_previews_and_saves(alice_client, alice, make_expense):
    expense = make_expense(alice, amount="100")
    sent = {"months": "3", "first_day": "2026-01-01", "seen": expense.updated_at.isoformat()}

    preview = alice_client.post(spread_url(expense), {**sent, "do": "preview"}).content.decode()
    answer = alice_client.post(spread_url(expense), {**sent, "do": "save"})

    assert "January 2026" in preview
    assert "€33.34" in preview
    assert "€33.33" in preview
    assert answer.url == expense.get_absolute_url()
    expense.refresh_from_db()
    assert (expense.spread_over, expense.spread_from) == (3, datetime.date(2026, 1, 1))


def test_spread_can_be_ended(alice_client, alice, make_expense):
    expense = make_expense(alice)
    sent = {"months": "3", "first_day": "2026-01-01"}
    alice_client.post(spread_url(expense), {**sent, "do": "save"})

    alice_client.post(spread_url(expense), {**sent, "do": "stop"})

    expense.refresh_from_db()
    assert (expense.spread_over, Portion.objects.for_user(alice).count()) == (None, 0)


@pytest.mark.parametrize(
    ("months", "day", "sentence"),
    [
        ("1", "2026-01-01", "Spread it over 2 to 120 months."),
        ("x", "2026-01-01", "Enter a number of months"),
        ("12", "1899-01-01", "Enter a date from 1900 on."),
        ("12", "", "Choose the day on which the first part counts."),
    ],
)
def test_spread_says_what_is_wrong(alice_client, alice, make_expense, months, day, sentence):
    expense = make_expense(alice)

    page = alice_client.post(spread_url(expense), {"months": months, "first_day": day, "do": "save"})

    assert sentence in page.content.decode()


def test_detail_shows_parts_and_months(alice_client, alice, make_expense, food, home):
    expense = make_expense(alice)
    set_parts(expense.pk, [Part(food.pk, Decimal(8)), Part(home.pk, Decimal("4.5"), "soap")], owner=alice, actor=alice)
    alice_client.post(spread_url(expense), {"months": "3", "first_day": "2026-01-01", "do": "save"})

    page = alice_client.get(expense.get_absolute_url()).content.decode()

    assert "Split over 2 parts" in page
    assert "soap" in page
    assert "€4.50" in page
    assert "Over 3 months, January 2026 to March 2026" in page


# The list


@pytest.fixture
def mixed(alice, make_expense, food, home):
    """A split over food and home, and a plain expense of food."""
    split = make_expense(alice)
    set_parts(split.pk, [Part(food.pk, Decimal(8)), Part(home.pk, Decimal("4.5"))], owner=alice, actor=alice)
    make_expense(alice, amount="2", category=food)
    return split


def listed(client, **asked):
    page = client.get(reverse("expenses:expense-list"), asked).context["page"]
    return page.total.count, page.total.amount, page.listing.days[0].total.amount if page.listing.days else None


def test_list_shows_one_payment_with_its_categories(alice_client, mixed):
    page = alice_client.get(reverse("expenses:expense-list")).content.decode()

    assert page.count("Split over 2 categories") == 1
    assert '<span class="tag">Food</span><span class="tag">Home</span>' in page


def test_list_narrowed_to_a_category_sums_the_parts_that_match(alice_client, mixed, food, home):
    assert listed(alice_client) == (2, Decimal("14.50"), Decimal("14.50"))
    assert listed(alice_client, category=food.pk) == (2, Decimal("10.00"), Decimal("10.00"))
    assert listed(alice_client, category=home.pk) == (1, Decimal("4.50"), Decimal("4.50"))


def test_a_split_is_uncategorised_only_where_a_part_is(alice_client, alice, make_expense, mixed, food):
    assert listed(alice_client, category="none")[:2] == (0, Decimal("0.00"))
    half = make_expense(alice)
    set_parts(half.pk, [Part(food.pk, Decimal(8)), Part(None, Decimal("4.5"))], owner=alice, actor=alice)

    assert listed(alice_client, category="none") == (1, Decimal("4.50"), Decimal("4.50"))


def test_list_asks_as_much_for_three_splits_as_for_one(
    alice_client, alice, make_expense, mixed, food, home, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = reverse("expenses:expense-list")
    alice_client.get(url)
    with CaptureQueriesContext(connection) as one:
        alice_client.get(url, {"category": food.pk})
    for _ in range(2):
        expense = make_expense(alice)
        set_parts(expense.pk, [Part(food.pk, Decimal(8)), Part(home.pk, Decimal("4.5"))], owner=alice, actor=alice)

    with django_assert_num_queries(len(one)):
        alice_client.get(url, {"category": food.pk})


def test_edit_form_of_a_split_leads_to_its_parts(alice_client, alice, mixed):
    page = alice_client.get(reverse("expenses:expense-update", args=[mixed.pk])).content.decode()

    assert split_url(mixed) in page
    assert 'name="category"' not in page


def test_add_and_split_leads_to_the_parts(alice_client, alice, today):
    sent = {"amount": "10", "currency": "EUR", "description": "Shop", "date": "2026-03-14", "then": "split"}

    answer = alice_client.post(reverse("expenses:expense-create"), sent)

    assert answer.url == split_url(Expense.objects.for_user(alice).get())
