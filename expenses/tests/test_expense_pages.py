import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from expenses.models import Category, Expense

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

CREATE = "/expenses/new/"
SAID: dict[str, Any] = {"amount": "12.50", "currency": "EUR", "description": "Lunch", "date": "2026-03-14"}


def url(name: str, expense: Expense) -> str:
    return reverse(f"expenses:expense-{name}", args=[expense.pk])


def texts(response) -> list[str]:
    """Return the messages of an answer without their Undo forms."""
    return [str(message).split("\n<form")[0].strip() for message in get_messages(response.wsgi_request)]


def only(owner) -> Expense:
    return Expense.objects.for_user(owner).get()


def test_create_adds_the_expense_and_says_so_with_undo(alice, alice_client):
    response = alice_client.post(CREATE, SAID)

    expense = only(alice)
    message = next(str(message) for message in get_messages(response.wsgi_request))
    assert (response.status_code, response.url) == (302, "/expenses/")
    assert (expense.description, expense.amount, expense.created_by) == ("Lunch", Decimal("12.5"), None)
    assert message.strip().startswith("Added “Lunch”, €12.50.")
    assert f'action="{url("delete", expense)}"' in message


def test_create_offers_today_and_the_last_currency(alice, alice_client, make_expense):
    make_expense(alice, currency="USD")

    form = alice_client.get(CREATE).context["form"]

    assert (form["date"].value(), form["currency"].value()) == (datetime.date(2026, 3, 14), "USD")
    assert form["submission_id"].value()


def test_create_takes_a_day_and_a_category_from_the_address(alice, alice_client, make_category):
    category = make_category(alice, "Food")

    form = alice_client.get(f"{CREATE}?date=2026-01-31&category={category.pk}").context["form"]

    assert (form["date"].value(), form["category"].value()) == ("2026-01-31", str(category.pk))


def test_create_with_mistakes_keeps_what_was_typed(alice, alice_client):
    response = alice_client.post(CREATE, {**SAID, "amount": "abc", "notes": "kept"})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"amount"}
    assert response.context["form"]["notes"].value() == "kept"
    assert not Expense.objects.for_user(alice).exists()


def test_create_sent_twice_records_once_and_leads_to_the_same_page(alice, alice_client):
    said = {**SAID, "submission_id": str(uuid.uuid4())}

    first = alice_client.post(CREATE, said)
    second = alice_client.post(CREATE, said)

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, "/expenses/")
    assert only(alice).description == "Lunch"
    assert texts(second)[-1] == "“Lunch” was recorded already. It is there once."


def test_create_sent_again_after_it_was_deleted_says_so(alice, alice_client):
    said = {**SAID, "submission_id": str(uuid.uuid4())}
    alice_client.post(CREATE, said)
    alice_client.post(url("delete", only(alice)))

    again = alice_client.post(CREATE, {**said, "then": "similar"})

    assert again.url == "/expenses/"
    assert texts(again)[-1] == "“Lunch” was recorded before and has been deleted since."
    assert not Expense.objects.for_user(alice).exists()


def test_add_another_starts_an_empty_form_on_the_same_day(alice, alice_client):
    response = alice_client.post(CREATE, {**SAID, "date": "2026-03-01", "then": "another"})

    form = alice_client.get(response.url).context["form"]
    assert response.url == f"{CREATE}?date=2026-03-01"
    assert (form["date"].value(), form["description"].value()) == ("2026-03-01", None)


def test_add_similar_starts_with_all_the_same(alice, alice_client):
    response = alice_client.post(CREATE, {**SAID, "date": "2026-03-01", "tags": "work", "then": "similar"})

    form = alice_client.get(response.url).context["form"]
    assert response.url == f"{CREATE}?like={only(alice).pk}"
    assert {name: form[name].value() for name in ("amount", "description", "date", "tags", "seen")} == {
        "amount": "12.50",
        "description": "Lunch",
        "date": datetime.date(2026, 3, 1),
        "tags": "work",
        "seen": None,
    }
    assert form["submission_id"].value() != only(alice).submission_id


@pytest.mark.parametrize("like", ["x", "9" * 30, "١", "-1"])
def test_create_like_nothing_is_a_plain_form(like, alice_client):
    assert alice_client.get(CREATE, {"like": like}).status_code == 200


def test_create_like_another_persons_expense_is_not_found(alice_client, bob):
    assert alice_client.get(CREATE, {"like": only(bob).pk}).status_code == 404


@pytest.mark.parametrize(
    ("next_url", "led_to"),
    [
        ("/?period=2026", "/?period=2026"),
        ("https://evil.example/", "/expenses/"),
        ("//evil.example", "/expenses/"),
        ("expenses", "/expenses/"),
    ],
)
def test_create_leads_back_to_our_own_pages_alone(next_url, led_to, alice_client):
    assert alice_client.post(CREATE, {**SAID, "next": next_url}).url == led_to


def test_create_refuses_another_persons_category(alice, alice_client, bob):
    response = alice_client.post(CREATE, {**SAID, "category": Category.objects.for_user(bob).get().pk})

    assert set(response.context["form"].errors) == {"category"}
    assert not Expense.objects.for_user(alice).exists()


def test_detail_shows_the_expense(alice, alice_client, make_expense, make_category, make_tag):
    expense = make_expense(
        alice,
        description="Lunch <b>",
        category=make_category(alice, "Food"),
        tags=[make_tag(alice, "work")],
        notes="one\ntwo",
        amount="-1234.5",
    )

    response = alice_client.get(url("detail", expense))

    for text in ("Lunch &lt;b&gt;", "Food", "#work", "one<br>two", "-€1,234.50", "A refund", "Sat 14 Mar 2026"):
        assert text in response.text, text


def test_detail_says_that_no_rate_is_known(alice, alice_client, make_expense):
    response = alice_client.get(url("detail", make_expense(alice, currency="JPY", amount=500)))

    assert "JP¥500" in response.text
    assert "left out of sums in EUR" in response.text


def test_duplicate_offers_a_copy_today_and_writes_nothing(alice, alice_client, make_expense, make_tag):
    expense = make_expense(alice, date=datetime.date(2025, 1, 1), tags=[make_tag(alice, "work")])

    response = alice_client.get(url("duplicate", expense))

    form = response.context["form"]
    assert (form["date"].value(), form["tags"].value()) == (datetime.date(2026, 3, 14), "work")
    assert f'action="{CREATE}"' in response.text
    assert only(alice) == expense


def test_edit_shows_what_is_saved(alice, alice_client, make_expense, make_category):
    category = make_category(alice, "Old", is_archived=True)
    expense = make_expense(alice, category=category, amount="1234.5", notes="nice")

    form = alice_client.get(url("update", expense)).context["form"]

    assert {name: form[name].value() for name in ("amount", "category", "notes", "description")} == {
        "amount": "1234.50",
        "category": category.pk,
        "notes": "nice",
        "description": "Lunch",
    }


def test_edit_saves(alice, alice_client, make_expense):
    expense = make_expense(alice)
    seen = alice_client.get(url("update", expense)).context["form"]["seen"].value()

    response = alice_client.post(url("update", expense), {**SAID, "description": "Dinner", "seen": seen})

    assert response.status_code == 302
    assert texts(response) == ["Saved “Dinner”."]
    assert (only(alice).pk, only(alice).description) == (expense.pk, "Dinner")


def test_edit_of_what_was_changed_meanwhile_shows_both_and_then_saves(alice, alice_client, make_expense, time_machine):
    expense = make_expense(alice)
    seen = expense.updated_at.isoformat()
    time_machine.move_to("2026-03-14T12:05:00Z")
    alice_client.post(url("update", expense), {**SAID, "description": "First", "amount": "1", "seen": seen})

    conflict = alice_client.post(
        url("update", expense), {**SAID, "description": "Second", "tags": "work", "seen": seen}
    )

    assert conflict.status_code == 409
    assert conflict.context["conflicts"] == [
        ("Amount", "1.00", "12.50"),
        ("Description", "First", "Second"),
        ("Tags", "", "work"),
    ]
    assert only(alice).description == "First"

    form = conflict.context["form"]
    again = {name: form[name].value() or "" for name in ("amount", "currency", "description", "date", "tags", "seen")}
    assert alice_client.post(url("update", expense), again).status_code == 302
    assert only(alice).description == "Second"


def test_edit_of_what_was_deleted_meanwhile_keeps_what_was_typed(alice, alice_client, make_expense):
    expense = make_expense(alice)
    alice_client.post(url("delete", expense))

    response = alice_client.post(url("update", expense), {**SAID, "description": "Typed long", "seen": "x"})

    assert response.status_code == 409
    assert response.context["form"]["description"].value() == "Typed long"
    assert f'action="{CREATE}"' in response.text


def test_delete_asks_without_scripts(alice, alice_client, make_expense):
    expense = make_expense(alice)

    response = alice_client.get(url("delete", expense))

    assert response.status_code == 200
    assert only(alice) == expense


def test_delete_deletes_and_offers_undo(alice, alice_client, make_expense):
    expense = make_expense(alice)

    response = alice_client.post(url("delete", expense), {"shown": "q=lunch"})

    deleted = Expense.objects.deleted_by(alice).get()
    message = next(str(message) for message in get_messages(response.wsgi_request))
    assert response.url == "/expenses/?q=lunch"
    assert reverse("expenses:activity-undo", args=[deleted.deleted_in_id]) in message
    assert not Expense.objects.for_user(alice).exists()


def test_delete_in_the_list_answers_the_sums_that_have_changed(alice, alice_client, make_expense):
    gone, stays = make_expense(alice, amount="5"), make_expense(alice, amount="7")

    response = alice_client.post(url("delete", gone), {"shown": ""}, headers={"HX-Request": "true"})

    assert 'id="list-sum" hx-swap-oob="true"' in response.text
    assert 'id="day-2026-03-14" hx-swap-oob="true"' in response.text
    assert response.text.count("€7.00") == 2
    assert "Undo" in response.text
    assert only(alice) == stays


def test_delete_of_the_last_row_reloads_the_list(alice, alice_client, make_expense):
    response = alice_client.post(url("delete", make_expense(alice)), headers={"HX-Request": "true"})

    assert response.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("name", ["detail", "update", "delete", "duplicate"])
def test_deleted_expense_is_not_found(name, alice, alice_client, make_expense):
    expense = make_expense(alice)
    alice_client.post(url("delete", expense))

    assert alice_client.get(url(name, expense)).status_code == 404


@pytest.mark.parametrize("pk", ["0", "9223372036854775808", "9" * 60])
def test_absurd_ids_are_not_found(pk, alice_client):
    assert alice_client.get(f"/expenses/{pk}/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/expenses/bulk/"),
        ("get", "/expenses/one-line/"),
        ("post", "/expenses/suggestions/"),
        ("post", "/expenses/"),
    ],
)
def test_wrong_method_is_refused(method, path, alice_client):
    assert getattr(alice_client, method)(path).status_code == 405


def test_one_line_adds(alice, alice_client, make_category):
    food = make_category(alice, "Food")

    response = alice_client.post("/expenses/one-line/", {"line": "12,50 lunch @food #work yesterday", "next": "/"})

    expense = Expense.objects.for_user(alice).with_tags(alice).get()
    assert response.url == "/"
    assert (expense.amount, expense.description, expense.category_id) == (Decimal("12.5"), "lunch", food.pk)
    assert (expense.date, [link.tag.name for link in expense.tag_links]) == (datetime.date(2026, 3, 13), ["work"])


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("food", "Food"),
        ("sushi", "Sushi"),
        ("food:sushi", "Sushi"),
        ("eating-out", "Eating out"),
        ("eat", "Eating out"),
    ],
)
def test_one_line_finds_the_category_that_is_meant(word, name, alice, alice_client, make_category):
    make_category(alice, "Sushi", parent=make_category(alice, "Food"))
    make_category(alice, "Eating out")

    alice_client.post("/expenses/one-line/", {"line": f"5 tea @{word}"})

    assert Expense.objects.for_user(alice).select_related("category").get().category.name == name


def test_one_line_brings_a_new_category_into_being(alice, alice_client):
    alice_client.post("/expenses/one-line/", {"line": "5 tea @Tea:Green"})

    assert [category.name for category in Category.objects.for_user(alice)] == ["Green", "Tea"]


def test_one_line_that_lacks_something_shows_the_form(alice, alice_client):
    response = alice_client.post("/expenses/one-line/", {"line": "lunch @food"})

    form = response.context["form"]
    assert set(form.errors) == {"amount"}
    assert (form["description"].value(), form["new_category"].value()) == ("lunch", "food")
    assert not Category.objects.for_user(alice).exists()


@pytest.mark.parametrize("line", ["", " ", "\x00", "x" * 401])
def test_one_line_of_nothing_says_what_to_write(line, alice, alice_client):
    response = alice_client.post("/expenses/one-line/", {"line": line})

    assert response.status_code == 302
    assert len(texts(response)) == 1
    assert not Expense.objects.for_user(alice).exists()


def test_one_line_sent_twice_records_once(alice, alice_client):
    said = {"line": "5 tea", "submission_id": str(uuid.uuid4())}

    alice_client.post("/expenses/one-line/", said)
    alice_client.post("/expenses/one-line/", said)

    assert only(alice).description == "tea"


def test_forms_take_the_same_number_of_queries_for_any_ledger(
    alice, alice_client, make_expense, make_category, make_tag, django_assert_num_queries
):
    alice_client.get(CREATE)  # the first page of a session notes its time
    for count in range(3):
        category = make_category(alice, f"Category {count}")
        expense = make_expense(alice, category=category, tags=[make_tag(alice, f"tag{count}")])
        with django_assert_num_queries(8):
            alice_client.get(CREATE)
        with django_assert_num_queries(8):
            alice_client.get(url("update", expense))
        with django_assert_num_queries(8):
            alice_client.get(url("detail", expense))
