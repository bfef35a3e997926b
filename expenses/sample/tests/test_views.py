import pytest

from expenses.models import Expense
from expenses.sample.loading import load_sample

LOAD, REMOVE = "/sample/load/", "/sample/remove/"


def test_load_fills_the_ledger_and_leads_to_the_dashboard(alice, alice_client, today):
    response = alice_client.post(LOAD)

    assert response.status_code == 302
    assert response.url == "/"
    assert Expense.objects.for_user(alice).filter(is_sample=True).count() > 900


def test_load_twice_fills_once(alice, alice_client, today):
    alice_client.post(LOAD)
    count = Expense.objects.for_user(alice).count()

    alice_client.post(LOAD)

    assert Expense.objects.for_user(alice).count() == count


def test_remove_takes_only_the_own_sample_away(alice, bob, alice_client, today):
    load_sample(alice, today=today)
    load_sample(bob, today=today)

    alice_client.post(REMOVE)

    assert not Expense.objects.for_user(alice).exists()
    assert Expense.objects.for_user(bob).count() > 900


@pytest.mark.parametrize("path", [LOAD, REMOVE])
def test_a_link_changes_nothing(path, alice, alice_client):
    assert alice_client.get(path).status_code == 405
    assert not Expense.objects.for_user(alice).exists()


@pytest.mark.parametrize("path", [LOAD, REMOVE])
def test_signed_out_people_are_sent_to_sign_in(path, client, db):
    assert client.post(path).url.startswith("/accounts/login/")
