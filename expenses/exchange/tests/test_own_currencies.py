"""Where a person's own currency stands beside those of countries: the one-line form, the filters, the list."""

import pytest
from django.urls import reverse

from expenses.exchange.models import OwnCurrency
from expenses.models import Expense

LIST = reverse("expenses:expense-list")
ONE_LINE = reverse("expenses:expense-one-line")

pytestmark = pytest.mark.usefixtures("today", "points")


@pytest.fixture
def points(alice):
    return OwnCurrency.objects.create(owner=alice, code="PT0", name="Points <&>")


@pytest.mark.parametrize("line", ["500 PT0 toaster", "PT0 500 toaster", "500PT0 toaster", "toaster PT0500"])
def test_one_line_counts_in_points(alice_client, alice, line):
    alice_client.post(ONE_LINE, {"line": line})

    said = Expense.objects.for_user(alice).values_list("amount", "currency", "description", "home_amount")
    assert said.get() == (500, "PT0", "toaster", None)


def test_points_are_a_word_of_the_description_for_others(bob_client, bob):
    bob_client.post(ONE_LINE, {"line": "500 PT0 toaster"})

    expense = Expense.objects.for_user(bob).latest("pk")
    assert (expense.amount, expense.currency, expense.description) == (500, "EUR", "PT0 toaster")


def test_list_offers_points_and_narrows_to_them(alice_client, bob_client, alice, make_expense):
    make_expense(alice, amount="500", currency="PT0", description="Toaster")
    make_expense(alice, description="Lunch")

    page = alice_client.get(LIST, {"currency": "PT0"})

    assert '<option value="PT0">PT0 – Points &lt;&amp;&gt;</option>' in page.content.decode()
    assert [row.description for day in page.context["page"].listing.days for row in day.rows] == ["Toaster"]
    assert "PT0" not in bob_client.get(LIST).content.decode()
