import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from conftest import sign_in
from expenses.activity.deletion import delete_records
from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR
from expenses.activity.recently_deleted import PAGE_ROWS
from expenses.activity.undo import undo
from expenses.models import Expense

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DELETED = "/expenses/deleted/"


def delete_all(owner) -> Activity:
    deletion = delete_records(Expense.objects.for_user(owner), owner=owner, actor=owner)
    assert deletion is not None
    return deletion


def undo_url(deletion: Activity) -> str:
    return reverse("expenses:activity-undo", args=[deletion.pk])


def test_undo_brings_back_and_returns_to_the_page_it_was_pressed_on(alice, alice_client, make_expense):
    make_expense(alice)
    make_expense(alice)
    deletion = delete_all(alice)

    response = alice_client.post(undo_url(deletion), headers={"Referer": "http://testserver/expenses/?q=tea"})

    assert response.url == "http://testserver/expenses/?q=tea"
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Brought back 2 records."]
    assert Expense.objects.for_user(alice).count() == 2


def test_undo_does_not_follow_a_strange_referer(alice, alice_client, make_expense):
    make_expense(alice)

    response = alice_client.post(undo_url(delete_all(alice)), headers={"Referer": "https://evil.example/"})

    assert response.url == "/expenses/"


def test_undo_twice_says_so(alice, alice_client, make_expense):
    make_expense(alice)
    deletion = delete_all(alice)
    alice_client.post(undo_url(deletion))

    response = alice_client.post(undo_url(deletion))

    assert [str(message) for message in get_messages(response.wsgi_request)][-1] == "This was undone before."
    assert Expense.objects.for_user(alice).count() == 1


def test_undo_of_another_persons_deletion_is_not_found(alice_client, bob):
    deletion = delete_all(bob)

    assert alice_client.post(undo_url(deletion)).status_code == 404
    assert not Expense.objects.for_user(bob).exists()


def test_undo_takes_no_get(alice, alice_client, make_expense):
    make_expense(alice)

    assert alice_client.get(undo_url(delete_all(alice))).status_code == 405


def test_deleted_list_shows_what_can_be_had_back(alice, bob, make_expense, time_machine):
    make_expense(alice, description="too old")
    delete_all(alice)
    time_machine.shift(KEPT_FOR)
    make_expense(alice, description="undone")
    undo(delete_all(alice).pk, owner=alice, actor=alice)
    delete_all(bob)
    make_expense(alice, description="fresh", date=datetime.date(2026, 5, 1))

    deletion = delete_all(alice)

    response = sign_in(alice).get(DELETED)
    assert [(row.pk, row.example, row.row_count) for row in response.context["page"].rows] == [
        (deletion.pk, "fresh", 2)
    ]
    assert "and 1 more" in response.text


def test_empty_deleted_list_says_so(alice_client, bob):
    delete_all(bob)

    assert "Nothing was deleted" in alice_client.get(DELETED).text


def test_deleted_list_goes_by_pages(alice, alice_client, make_expense):
    ids = []
    for _ in range(PAGE_ROWS + 2):
        make_expense(alice)
        ids.append(delete_all(alice).pk)

    first = alice_client.get(DELETED).context["page"]
    second = alice_client.get(DELETED, {"after": first.next_key}).context["page"]

    assert [row.pk for row in [*first.rows, *second.rows]] == ids[::-1]
    assert second.next_key is None


def test_deleted_list_refuses_a_wrong_page(alice_client):
    response = alice_client.get(DELETED, {"after": "x"})

    assert (response.status_code, response.url) == (302, DELETED)


def test_deleted_list_asks_the_same_for_one_and_three(alice, alice_client, make_expense, django_assert_num_queries):
    alice_client.get(DELETED)
    for _ in range(3):
        make_expense(alice)
        delete_all(alice)
        with django_assert_num_queries(3):
            alice_client.get(DELETED)
