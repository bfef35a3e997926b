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


def edit(client, expense, amount, **said):
    """Save the ordinary form of an expense with another amount; return the page that answers."""
    expense.refresh_from_db()
    values = {"amount": amount, "currency": "EUR", "description": "Lunch", "date": expense.date.isoformat()}
    address = reverse("expenses:expense-update", args=[expense.pk])
    return client.post(address, {**values, "seen": expense.updated_at.isoformat(), **said})


@pytest.fixture
def refunded_lunch(alice, make_expense, today):
    """A lunch of 12.50 of which 2 and 5 came back: it, and the latter refund."""
    lunch = make_expense(alice)
    refund(lunch.pk, RefundEntry(Decimal(2), today), owner=alice, actor=alice)
    return lunch, refund(lunch.pk, RefundEntry(Decimal(5), today), owner=alice, actor=alice)[0]


@pytest.mark.parametrize(
    ("is_refund", "amount", "back"), [(True, "-10.51", "€12.51"), (False, "6.99", "€7.00"), (True, "-100", "€102.00")]
)
def test_edit_by_which_more_came_back_than_was_paid_asks_first(alice_client, refunded_lunch, is_refund, amount, back):
    changed = refunded_lunch[is_refund]
    before = changed.amount

    page = edit(alice_client, changed, amount)
    asked = page.content.decode()
    changed.refresh_from_db()
    unchanged = changed.amount
    done = edit(alice_client, changed, amount, is_meant="on")

    changed.refresh_from_db()
    assert f"With this, {back} came back, more than was paid." in asked
    assert 'name="is_meant"' in asked
    assert unchanged == before
    assert (done.status_code, changed.amount) == (302, Decimal(amount))


@pytest.mark.parametrize(("is_refund", "amount"), [(True, "-10.50"), (True, "-1"), (False, "7"), (False, "90")])
def test_edit_within_what_was_paid_asks_nothing(alice_client, refunded_lunch, is_refund, amount):
    assert 'name="is_meant"' not in alice_client.get(refunded_lunch[is_refund].get_absolute_url()).content.decode()
    assert edit(alice_client, refunded_lunch[is_refund], amount).status_code == 302


def test_what_was_confirmed_once_is_not_asked_again(alice_client, refunded_lunch):
    edit(alice_client, refunded_lunch[1], "-100", is_meant="on")

    assert edit(alice_client, refunded_lunch[1], "-100", notes="parcel").status_code == 302
    assert edit(alice_client, refunded_lunch[0], "13").status_code == 302
