"""What staff do with budgets: pages of the admin, and spreadsheets of many people."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from tablib import Dataset

from expenses.budgets.resources import BudgetChangeResource, BudgetResource
from expenses.models import Budget, BudgetChange

HEADERS = ["owner", "name", "category", "tag", "amount", "currency", "rhythm", "carries_left", "carries_overspent",
           "starts_on", "is_archived"]  # fmt: skip
CHANGE_HEADERS = ["owner", "budget", "period_start", "reaches_back", "amount", "currency"]


@pytest.fixture(autouse=True)
def as_staff(staff_queries):
    with staff_queries():
        yield


def page(model, name, *args):
    return reverse(f"admin:expenses_{model}_{name}", args=args)


def bring(resource, headers, *rows):
    return resource().import_data(Dataset(*rows, headers=headers))


def wrong(result):
    assert [str(error.error) for row in result.rows for error in row.errors] == []
    return [list(row.error.message_dict) for row in result.invalid_rows]


def row(**fields):
    said = dict(
        zip(HEADERS, ["alice", "", "", "", "100", "EUR", "month", "yes", "no", "2026-01-01", "no"], strict=True)
    )
    return [{**said, **fields}[name] for name in HEADERS]


@pytest.mark.parametrize("model", ["budget", "budgetchange"])
def test_pages_show_every_kind(staff_client, alice, make_budget, say, model):
    budget = make_budget(alice)
    rows = {"budget": budget, "budgetchange": say(budget, "2026-03-01", "50")}

    listed = staff_client.get(page(model, "changelist"), {"q": "alice"})
    shown = staff_client.get(page(model, "change", rows[model].pk))

    assert (listed.status_code, shown.status_code) == (200, 200)
    assert listed.context["cl"].result_count == 1


def test_staff_add_change_and_delete(staff_client, alice, make_category):
    food = make_category(alice, "Food")
    said = {"category": food.pk, "amount": "50", "currency": "EUR", "rhythm": "month", "starts_on": "2026-03-01"}
    add = f"{page('budget', 'add')}?owner={alice.pk}"

    staff_client.post(add, said)
    twin = staff_client.post(add, said)
    cents = staff_client.post(add, {**said, "rhythm": "week", "amount": "1.005"})
    budget = Budget.objects.get(owner=alice)
    staff_client.post(page("budget", "change", budget.pk), {**said, "amount": "60"})
    budget.refresh_from_db()

    assert "already" in twin.content.decode()
    assert "EUR has fewer decimals." in cents.content.decode()
    assert budget.amount == 60
    staff_client.post(page("budget", "delete", budget.pk), {"post": "yes"})
    assert not Budget.objects.filter(owner=alice).exists()


def test_spreadsheet_out_and_in_again_changes_nothing(alice, bob, make_budget, make_category, make_tag, say):
    food = make_category(alice, "Food")
    budget = make_budget(alice, category=make_category(alice, "Out", parent=food), carries_left=True)
    make_budget(alice, tag=make_tag(alice, "work"), name="=Work")
    make_budget(bob, rhythm="year")
    say(budget, "2026-03-01", "50")

    sheets = [(resource, resource().export()) for resource in (BudgetResource, BudgetChangeResource)]
    totals = [resource().import_data(sheet).totals for resource, sheet in sheets]

    assert sheets[0][1]["category"] == ["Food:Out", "", ""]
    assert [(total["skip"], total["update"], total["new"]) for total in totals] == [(3, 0, 0), (1, 0, 0)]


def test_rows_without_an_id_change_what_is_for_the_same_or_are_new(alice, make_budget, make_category, make_tag):
    food = make_category(alice, "Food")
    make_tag(alice, "work")
    known = make_budget(alice, category=food)

    result = bring(BudgetResource, HEADERS, row(category="food", amount="50"), row(tag="#Work"), row(rhythm="week"))

    known.refresh_from_db()
    assert wrong(result) == []
    assert (known.amount, known.carries_left) == (50, True)
    assert Budget.objects.filter(owner=alice).count() == 3


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"category": "Nothing"}, "category"),
        ({"tag": "nothing"}, "tag"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"rhythm": "day"}, "rhythm"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"currency": "Euro"}, "currency"),
        ({"owner": "nobody"}, "owner"),
    ],
)
def test_wrong_rows_are_said_by_column(alice, bob, make_category, fields, column):
    make_category(bob, "Nothing")

    result = bring(BudgetResource, HEADERS, row(**fields))

    assert wrong(result) == [[column]]
    assert not Budget.objects.exists()


def test_changes_come_in_for_budgets_of_the_same_owner(alice, bob, make_budget, say):
    budget, theirs = make_budget(alice), make_budget(bob)
    say(budget, "2026-03-01", "50")

    result = bring(
        BudgetChangeResource,
        CHANGE_HEADERS,
        ["alice", budget.pk, "2026-03-01", "no", "60", "EUR"],
        ["alice", budget.pk, "2026-02-01", "yes", "70", "EUR"],
        ["alice", theirs.pk, "2026-02-01", "no", "70", "EUR"],
        ["alice", "x", "2026-02-01", "no", "70", "EUR"],
    )

    found = BudgetChange.objects.order_by("period_start").values_list("period_start", "amount", "reaches_back")
    assert wrong(result) == [["budget"], ["budget"]]
    assert list(found) == [
        (datetime.date(2026, 2, 1), Decimal(70), True),
        (datetime.date(2026, 3, 1), Decimal(60), False),
    ]
