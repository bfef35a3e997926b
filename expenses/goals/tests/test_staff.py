"""What staff do with goals: pages of the admin, and spreadsheets of many people."""

import datetime

import pytest
from django.urls import reverse
from tablib import Dataset

from expenses.goals.resources import GoalContributionResource, GoalResource
from expenses.models import Goal, GoalContribution

HEADERS = ["owner", "name", "target", "currency", "wallet", "starts_on", "due_on", "is_in_wallets", "is_archived"]
ROW_HEADERS = ["owner", "goal", "date", "amount", "note"]


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
    values = ["alice", "Bicycle", "100", "EUR", "", "2026-01-01", "", "yes", "no"]
    said = dict(zip(HEADERS, values, strict=True))
    return [{**said, **fields}[name] for name in HEADERS]


@pytest.mark.parametrize("model", ["goal", "goalcontribution"])
def test_pages_show_every_kind(staff_client, alice, make_goal, put_aside, model):
    goal = make_goal(alice)
    rows = {"goal": goal, "goalcontribution": put_aside(goal, "2026-03-01", "50")}

    listed = staff_client.get(page(model, "changelist"), {"q": "alice"})
    shown = staff_client.get(page(model, "change", rows[model].pk))

    assert (listed.status_code, shown.status_code) == (200, 200)
    assert listed.context["cl"].result_count == 1


def test_staff_add_change_and_delete(staff_client, alice, make_wallet):
    savings = make_wallet(alice, "Savings", currency="USD")
    said = {"name": "Bicycle", "target": "50", "currency": "EUR", "starts_on": "2026-03-01", "wallet": savings.pk}
    add = f"{page('goal', 'add')}?owner={alice.pk}"

    staff_client.post(add, said)
    twin = staff_client.post(add, {**said, "name": "Other"})
    goal = Goal.objects.get(owner=alice)
    staff_client.post(page("goal", "change", goal.pk), {**said, "target": "60"})
    goal.refresh_from_db()

    assert "Another goal grows with this wallet already." in twin.content.decode()
    assert (goal.target, goal.currency) == (60, "USD")
    staff_client.post(page("goal", "delete", goal.pk), {"post": "yes"})
    assert not Goal.objects.filter(owner=alice).exists()


def test_staff_put_nothing_aside_for_a_goal_of_a_wallet(staff_client, alice, make_goal, make_wallet):
    goal, free = make_goal(alice, "House", wallet=make_wallet(alice)), make_goal(alice)
    add = f"{page('goalcontribution', 'add')}?owner={alice.pk}"

    refused = staff_client.post(add, {"goal": goal.pk, "date": "2026-03-01", "amount": "5"})
    staff_client.post(add, {"goal": free.pk, "date": "2026-03-01", "amount": "5"})

    assert "This goal grows with a wallet." in refused.content.decode()
    assert GoalContribution.objects.get(owner=alice).goal_id == free.pk


def test_spreadsheet_out_and_in_again_changes_nothing(alice, bob, make_goal, make_wallet, put_aside):
    make_goal(alice, "=House", wallet=make_wallet(alice, "Savings"), due_on=datetime.date(2026, 12, 31))
    put_aside(make_goal(alice, "Bicycle"), "2026-03-01", "12.50", note="=Gift")
    make_goal(bob, "Boat", is_archived=True)

    sheets = [(resource, resource().export()) for resource in (GoalResource, GoalContributionResource)]
    totals = [resource().import_data(sheet).totals for resource, sheet in sheets]

    assert sorted(sheets[0][1]["wallet"]) == ["", "", "Savings"]
    assert [(total["skip"], total["update"], total["new"]) for total in totals] == [(3, 0, 0), (1, 0, 0)]


def test_rows_without_an_id_change_the_goal_of_the_name_or_are_new(alice, make_goal):
    known = make_goal(alice)

    result = bring(GoalResource, HEADERS, row(name="bicycle", target="50"), row(name="House", due_on="2027-01-01"))

    known.refresh_from_db()
    assert wrong(result) == []
    assert (known.name, known.target) == ("bicycle", 50)
    assert Goal.objects.get(owner=alice, name="House").due_on == datetime.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"wallet": "Bob's"}, "wallet"),
        ({"target": "much"}, "target"),
        ({"target": "1.005"}, "target"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"currency": "Euro"}, "currency"),
        ({"owner": "nobody"}, "owner"),
    ],
)
def test_wrong_rows_are_said_by_column(alice, bob, make_wallet, fields, column):
    make_wallet(bob, "Bob's")

    result = bring(GoalResource, HEADERS, row(**fields))

    assert wrong(result) == [[column]]
    assert not Goal.objects.exists()


def test_contributions_come_in_for_goals_of_the_same_owner(alice, bob, make_goal):
    make_goal(alice)
    make_goal(bob, "Boat")

    result = bring(
        GoalContributionResource,
        ROW_HEADERS,
        ["alice", "bicycle", "2026-03-01", "60", "Gift"],
        ["alice", "Boat", "2026-03-01", "60", ""],
        ["alice", "Bicycle", "2026-03-15", "60", ""],
    )

    assert wrong(result) == [["goal"], ["date"]]
    assert [one.amount for one in GoalContribution.objects.all()] == [60]
