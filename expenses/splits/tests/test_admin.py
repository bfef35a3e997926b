from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.models import Portion
from expenses.refunds.refunding import RefundEntry, refund
from expenses.splits.recounting import Part, parts_of
from expenses.splits.splitting import set_parts


@pytest.fixture
def split(alice, make_expense, make_category):
    expense = make_expense(alice)
    food = make_category(alice, "Food")
    set_parts(expense.pk, [Part(food.pk, Decimal(8)), Part(None, Decimal("4.5"), "soap")], owner=alice, actor=alice)
    expense.refresh_from_db()
    return expense


def change_url(expense):
    return reverse("admin:expenses_expense_change", args=[expense.pk])


def sent(expense, **said):
    return {
        "date": expense.date.isoformat(),
        "amount": str(expense.amount),
        "currency": expense.currency,
        "description": expense.description,
        "expensetag_set-TOTAL_FORMS": 0,
        "expensetag_set-INITIAL_FORMS": 0,
        **said,
    }


def test_staff_see_the_parts(staff_client, split):
    page = staff_client.get(change_url(split)).content.decode()

    assert "soap" in page
    assert "€4.50, No category (soap)" in page


def test_staff_who_change_the_amount_change_the_parts_in_proportion(staff_client, alice, split):
    answer = staff_client.post(change_url(split), sent(split, amount="25"))

    assert answer.status_code == 302
    split.refresh_from_db()
    assert [part.amount for part in parts_of(split)] == [Decimal(16), Decimal(9)]
    assert sum(Portion.objects.for_user(alice).values_list("home_amount", flat=True)) == Decimal(25)


def test_staff_cannot_turn_a_refund_into_an_expense(staff_client, alice, split):
    made, _ = refund(split.pk, RefundEntry(Decimal(5), split.date), owner=alice, actor=alice)

    page = staff_client.post(change_url(made), sent(made, amount="5"))

    assert "A refund is negative." in page.content.decode()
