import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.models import Expense
from expenses.refunds.refunding import RefundEntry, refund

LATER = datetime.date(2026, 3, 20)


def url_of(expense):
    return reverse("expenses:expense-refund", args=[expense.pk])


def sent(**said):
    return {"amount": "5", "date": "2026-03-14", "counts": "own", **said}


def test_refund_page_proposes_what_is_left(alice_client, alice, make_expense, today):
    expense = make_expense(alice)
    refund(expense.pk, RefundEntry(Decimal(5), today), owner=alice, actor=alice)

    page = alice_client.get(url_of(expense))

    assert page.context["form"]["amount"].value() == "7.50"
    assert "€5.00 came back so far." in page.content.decode()


@pytest.mark.parametrize(("counts", "day"), [("own", LATER), ("original", datetime.date(2026, 3, 14))])
def test_refund_is_recorded_as_the_person_chose(alice_client, alice, make_expense, today, counts, day):
    expense = make_expense(alice)

    answer = alice_client.post(url_of(expense), sent(counts=counts, date="2026-03-20", notes="parcel"))

    made = Expense.objects.for_user(alice).get(refund_of=expense)
    assert answer.url == expense.get_absolute_url()
    assert (made.amount, made.date, made.counted_on, made.notes) == (Decimal(-5), LATER, day, "parcel")


def test_a_larger_refund_asks_first(alice_client, alice, make_expense, today):
    expense = make_expense(alice)

    page = alice_client.post(url_of(expense), sent(amount="20"))

    assert "Only €12.50 of this expense is left to refund." in page.content.decode()
    assert 'name="is_meant"' in page.content.decode()
    assert alice_client.post(url_of(expense), sent(amount="20", is_meant="on")).status_code == 302


def test_refund_form_asks_for_no_confirmation_before_it_is_needed(alice_client, alice, make_expense, today):
    assert 'name="is_meant"' not in alice_client.get(url_of(make_expense(alice))).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"amount": "x"}, "is not part of an amount"),
        ({"amount": ""}, "Enter what came back"),
        ({"amount": "-5"}, "Enter what came back as a positive amount."),
        ({"amount": "0"}, "Enter an amount other than 0."),
        ({"date": "2026-03-13"}, "Nothing comes back before it was paid."),
        ({"date": ""}, "Choose a day."),
        ({"counts": "never"}, "never"),
    ],
)
def test_refund_says_what_is_wrong(alice_client, alice, make_expense, today, said, sentence):
    expense = make_expense(alice)

    page = alice_client.post(url_of(expense), sent(**said))

    assert sentence in page.content.decode()
    assert Expense.objects.for_user(alice).count() == 1


def test_refund_of_a_refund_leads_back(alice_client, alice, make_expense, today):
    expense = make_expense(alice, amount="-3")

    assert alice_client.get(url_of(expense)).url == expense.get_absolute_url()


def test_refund_that_is_sent_twice_is_recorded_once(alice_client, alice, make_expense, today):
    expense = make_expense(alice)
    once = sent(submission_id="0f6b9a0e-3f3c-4b52-9d3f-2a8f8f0d2f10")

    for _ in range(2):
        alice_client.post(url_of(expense), once)

    assert Expense.objects.for_user(alice).filter(refund_of=expense).count() == 1


def test_refund_is_for_the_owner_alone_and_takes_get_and_post(alice_client, bob_client, alice, make_expense, today):
    expense = make_expense(alice)

    assert bob_client.get(url_of(expense)).status_code == 404
    assert bob_client.post(url_of(expense), sent()).status_code == 404
    assert alice_client.put(url_of(expense)).status_code == 405


def test_both_sides_show_the_net_cost(alice_client, alice, make_expense, today):
    expense = make_expense(alice)
    made, _ = refund(expense.pk, RefundEntry(Decimal(5), today), owner=alice, actor=alice)

    original, back = (alice_client.get(one.get_absolute_url()).content.decode() for one in (expense, made))

    assert "Net cost" in original
    assert "€7.50" in original
    assert made.get_absolute_url() in original
    assert "A refund of" in back
    assert "€7.50 in the end" in back
    assert expense.get_absolute_url() in back


def test_a_refund_says_that_its_expense_was_deleted(alice_client, alice, make_expense, today):
    expense = make_expense(alice)
    made, _ = refund(expense.pk, RefundEntry(Decimal(5), today), owner=alice, actor=alice)
    alice_client.post(reverse("expenses:expense-delete", args=[expense.pk]))

    assert "A refund of an expense that was deleted." in alice_client.get(made.get_absolute_url()).content.decode()
