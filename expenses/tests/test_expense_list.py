import datetime

import pytest
from django.urls import reverse

from expenses.bulk_insert import NewRecord, insert_records
from expenses.listing import PAGE_ROWS
from expenses.models import Expense

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LIST = "/expenses/"
DAY = datetime.date(2026, 3, 14)
TO_LEDGER = {"HX-Request": "true", "HX-Target": "ledger"}
TO_PAGE = {"HX-Request": "true", "HX-Target": "ledger-page"}


def days_ago(count: int) -> datetime.date:
    return DAY - datetime.timedelta(days=count)


def fill(owner, count: int) -> None:
    rows = [NewRecord(days_ago(n // 20), "1", "EUR", "1", f"Row {n}", None, "") for n in range(count)]
    insert_records(rows, owner=owner)


def shown(response) -> list[str]:
    return [row.description for row in response.context["page"].listing.rows]


def test_list_groups_by_day_with_totals(alice, alice_client, bob, make_expense):
    make_expense(alice, description="a", amount="5")
    make_expense(alice, description="b", amount="-2")
    make_expense(alice, description="c", amount="7", date=days_ago(1))
    make_expense(alice, description="d", amount="900", currency="JPY", date=days_ago(5))

    response = alice_client.get(LIST)

    page = response.context["page"]
    days = [(day.text, day.total.amount, day.total.without_rate, len(day.rows)) for day in page.listing.days]
    assert days == [
        ("Today, Sat 14 Mar 2026", 3, 0, 2),
        ("Yesterday, Fri 13 Mar 2026", 7, 0, 1),
        ("Mon 9 Mar 2026", 0, 1, 1),
    ]
    assert (page.total.amount, page.total.count, page.total.without_rate) == (10, 4, 1)


def test_list_shows_nothing_of_another_person(alice_client, bob):
    response = alice_client.get(LIST)

    assert shown(response) == []
    assert "No expenses yet" in response.text
    assert "secret" not in response.text


def test_row_says_all_there_is_to_say(alice, alice_client, make_category, make_tag, make_expense):
    food = make_category(alice, "Food", icon="basket2", color="green")
    category = make_category(alice, "<Sushi>", parent=food)
    make_expense(alice, description="<b>bold</b>", amount="-1234.5", category=category, tags=[make_tag(alice, "x&y")])

    text = alice_client.get(LIST).text

    for words in ("&lt;b&gt;bold&lt;/b&gt;", "Food: &lt;Sushi&gt;", "#x&amp;y", "-€1,234.50", "Refund"):
        assert words in text, words


def test_row_of_another_currency_says_that_no_rate_is_known(alice, alice_client, make_expense):
    make_expense(alice, amount=900, currency="JPY")

    row = alice_client.get(LIST).context["page"].listing.rows[0]

    assert (row.amount, row.at_home, row.worth) == ("JP¥900", "no rate", "")


def test_numbers_are_written_as_the_person_writes_them(make_user, make_expense, client):
    carol = make_user("carol", locale="de_AT", home_currency="CHF")
    make_expense(carol, amount="1234.5")
    client.force_login(carol, backend="accounts.backends.UsernameOrEmailBackend")

    row = client.get(LIST).context["page"].listing.rows[0]

    assert row.amount == "CHF\xa01.234,50"


def test_today_is_the_persons_own_day(make_user, make_expense, client, time_machine):
    time_machine.move_to("2026-03-14T23:30:00Z")
    carol = make_user("carol", time_zone="Europe/Vienna")
    make_expense(carol, date=datetime.date(2026, 3, 15))
    client.force_login(carol, backend="accounts.backends.UsernameOrEmailBackend")

    day = client.get(LIST).context["page"].listing.days[0]

    assert day.text.startswith("Today, ")


def test_show_more_goes_on_after_the_last_row(alice, alice_client):
    fill(alice, PAGE_ROWS + 10)

    first = alice_client.get(LIST)
    more = alice_client.get(first.context["page"].next_url, headers=TO_LEDGER)

    assert shown(first) + shown(more) == [row.description for row in Expense.objects.for_user(alice)]
    assert more.context["page"].next_url == ""
    assert "list-sum" not in more.text


def test_day_that_goes_on_keeps_the_total_of_all_of_it(alice, alice_client):
    fill(alice, PAGE_ROWS + 10)

    first = alice_client.get(LIST)
    more = alice_client.get(first.context["page"].next_url, headers=TO_LEDGER)

    last, continued = first.context["page"].listing.days[-1], more.context["page"].listing.days[0]
    assert (last.date, last.total.count, len(last.rows), last.is_continued) == (days_ago(2), 20, 10, False)
    assert (continued.date, continued.total.count, len(continued.rows), continued.is_continued) == (
        days_ago(2),
        20,
        10,
        True,
    )
    assert "day-head" not in more.text


def test_next_page_without_scripts_is_a_whole_page(alice, alice_client):
    fill(alice, PAGE_ROWS + 1)

    second = alice_client.get(alice_client.get(LIST).context["page"].next_url)

    assert "<html" in second.text
    assert "From the start of the list" in second.text
    assert "day-head" in second.text


def test_wrong_page_starts_from_the_top_and_says_so(alice_client):
    response = alice_client.get(LIST, {"q": "tea", "after": "nonsense"}, follow=True)

    assert response.redirect_chain == [("/expenses/?q=tea", 302)]
    assert "This address does not lead to a page of the list." in response.text


def test_order_other_than_by_day_has_no_days(alice, alice_client, make_expense):
    for amount in ("5", "7", "6"):
        make_expense(alice, description=amount, amount=amount)

    response = alice_client.get(LIST, {"sort": "-amount"})

    assert shown(response) == ["7", "6", "5"]
    assert response.context["page"].listing.days == []
    assert "day-head" not in response.text


def test_change_of_a_filter_answers_the_list_and_its_address(alice, alice_client, make_expense):
    make_expense(alice, description="tea")
    make_expense(alice, description="lunch")

    response = alice_client.get(LIST, {"q": "tea", "sort": "", "date_from": ""}, headers=TO_LEDGER)

    assert shown(response) == ["tea"]
    assert response.headers["HX-Push-Url"] == "/expenses/?q=tea"
    assert 'id="filters"' not in response.text
    assert "list-sum" in response.text


def test_chip_taken_away_answers_the_filters_too(alice_client):
    response = alice_client.get(LIST, headers=TO_PAGE)

    assert 'id="filters"' in response.text
    assert "<html" not in response.text


def test_caches_keep_whole_pages_and_parts_apart(alice_client):
    vary = alice_client.get(LIST).headers["Vary"]

    assert {"HX-Request", "HX-Target", "Cookie"} <= {name.strip() for name in vary.split(",")}


def test_wrong_filter_says_so_and_shows_no_row(alice, alice_client, make_expense):
    make_expense(alice, description="tea")

    response = alice_client.get(LIST, {"date_from": "soon", "category": "7"})

    assert response.status_code == 200
    assert "This list cannot be shown as asked." in response.text
    assert "Write a day as 2026-11-21." in response.text
    assert shown(response) == []


def test_filter_that_matches_nothing_offers_to_show_all(alice, alice_client, make_expense):
    make_expense(alice)

    assert "Nothing matches" in alice_client.get(LIST, {"q": "zebra"}).text


def test_filter_form_keeps_what_was_asked(alice, alice_client, make_category, make_tag):
    category, tag = make_category(alice, "Food"), make_tag(alice, "work")
    asked = {"q": '"><b>', "category": category.pk, "tag": tag.pk, "date_from": "2026-03-01", "currency": "JPY"}

    text = alice_client.get(LIST, asked).text

    assert 'value="&quot;&gt;&lt;b&gt;"' in text
    assert f'name="category" value="{category.pk}" checked' in text
    assert f'name="tag" value="{tag.pk}" checked' in text
    assert 'value="2026-03-01"' in text
    assert '<option value="JPY" selected>' in text


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 11), ("?sort=amount", 10), ("?q=row&sort=description", 10), ("?category=none&sort=-category", 11)],
)
def test_list_asks_the_same_for_1_3_and_1000_rows(
    query, queries, alice, alice_client, make_category, make_tag, make_expense, django_assert_num_queries
):
    alice_client.get(LIST)
    tag = make_tag(alice, "work")
    for count in (1, 2, 997):
        fill(alice, count)
        make_expense(alice, description=f"row {count}", tags=[tag], category=make_category(alice, f"C{count}"))
        with django_assert_num_queries(queries):
            alice_client.get(LIST + query)


def test_show_more_asks_less_than_a_page(alice, alice_client, django_assert_num_queries):
    fill(alice, 200)
    next_url = alice_client.get(LIST).context["page"].next_url

    with django_assert_num_queries(8):
        alice_client.get(next_url, headers=TO_LEDGER)


def test_list_offers_what_has_no_category_yet(alice, alice_client, make_category, make_expense):
    make_expense(alice, description="tea 1")
    make_expense(alice, description="tea 2", category=make_category(alice))
    make_expense(alice, description="lunch")

    page = alice_client.get(LIST, {"q": "tea"})

    offered = page.context["page"].uncategorised_url
    assert "1 without a category" in page.text
    assert offered == "/expenses/?q=tea&category=none"
    assert shown(alice_client.get(offered)) == ["tea 1"]
    assert alice_client.get(offered).context["page"].uncategorised_url == ""


def test_rows_of_a_narrowed_list_lead_back_to_it(alice, alice_client, make_expense):
    expense = make_expense(alice)

    narrowed, plain = alice_client.get(LIST, {"q": "lunch"}).text, alice_client.get(LIST).text

    assert f'href="/expenses/{expense.pk}/edit/?next=%2Fexpenses%2F%3Fq%3Dlunch"' in narrowed
    assert f'href="/expenses/{expense.pk}/edit/"' in plain


def test_list_links_to_exports_of_what_is_shown(alice_client):
    text = alice_client.get(LIST, {"q": "tea"}).text

    assert f'href="{reverse("expenses:expense-export-csv")}?q=tea"' in text
    assert f'href="{reverse("expenses:expense-export-xlsx")}?q=tea"' in text
