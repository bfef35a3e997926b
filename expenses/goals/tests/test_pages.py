"""Goals on their pages: saved, needed, undone, brought in and out."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from expenses.goals.overview import behind, standings
from expenses.models import Activity, Goal, GoalContribution, OwnCurrency, Wallet
from expenses.tests.pages import shown

LIST = reverse("expenses:goal-list")
NEW = reverse("expenses:goal-create")
EXPORT = reverse("expenses:goal-export")
IMPORT = reverse("expenses:goal-import")
TODAY = datetime.date(2026, 3, 14)


def page(name, goal):
    return reverse(f"expenses:goal-{name}", args=[goal.pk])


def said(**fields):
    return {"name": "Bicycle", "target": "1000", "currency": "EUR", "starts_on": "2026-03-01", **fields}


def undo_latest(client, user):
    client.post(reverse("expenses:activity-undo", args=[Activity.objects.for_user(user).latest("pk").pk]))


def upload(text):
    return {"file": SimpleUploadedFile("goals.csv", text.encode())}


def test_list_says_what_is_saved_needed_and_when_it_is_reached(alice_client, alice, bob, make_goal, put_aside):
    bicycle = make_goal(alice, due_on=datetime.date(2026, 12, 31))
    put_aside(bicycle, "2026-02-01", "72")
    put_aside(bicycle, "2026-03-02", "30")
    make_goal(alice, "Old", is_archived=True)
    make_goal(bob, "Bob's boat")

    text = shown(alice_client.get(LIST))

    assert "Bicycle €102.00 of €1,000.00" in text
    assert "Behind: at the pace so far, on 8 Dec 2027 by 31 Dec 2026" in text
    assert "€92.80 a month needed, for 10 months. €62.80 of it still to come in this one." in text
    assert "Archived Old" in text
    assert "boat" not in text


def test_empty_list_says_what_to_do(alice_client, bob, make_goal):
    make_goal(bob)

    assert "What do you save for?" in shown(alice_client.get(LIST))


def test_list_takes_as_many_queries_for_three_goals(alice_client, alice, make_goal, make_wallet, make_transfer):
    bank = make_wallet(alice, "Bank")
    alice_client.get(LIST)
    counts = []
    for name in "ABC":
        wallet = make_wallet(alice, name)
        make_transfer(bank, wallet, date=datetime.date(2026, 2, 1))
        make_goal(alice, name, wallet=wallet)
        make_goal(alice, f"{name} too")
        with CaptureQueriesContext(connection) as queries:
            alice_client.get(LIST)
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 9


def test_goal_is_added_and_taken_back(alice_client, alice):
    text = shown(alice_client.post(NEW, said(target="500*2", due_on="2026-12-31", is_in_wallets="on"), follow=True))

    goal = Goal.objects.for_user(alice).get()
    assert (goal.name, goal.target, goal.currency, goal.is_in_wallets) == ("Bicycle", 1000, "EUR", True)
    assert "Added the goal “Bicycle”." in text
    undo_latest(alice_client, alice)
    assert not Goal.objects.for_user(alice).exists()


def test_goal_of_a_wallet_has_its_currency_and_its_balance(
    alice_client, alice, make_wallet, make_transfer, make_expense
):
    savings = make_wallet(alice, "Savings", currency="USD", kind="savings", opening_balance="100")
    make_expense(alice, wallet=savings, currency="USD", amount="30", date=datetime.date(2026, 3, 2))
    make_expense(alice, wallet=savings, currency="USD", amount="5", date=datetime.date(2026, 3, 20))

    text = shown(alice_client.post(NEW, said(wallet=savings.pk), follow=True))

    assert Goal.objects.for_user(alice).get().currency == "USD"
    assert "US$70.00 of US$1,000.00" in text
    assert "Put aside" not in text.replace("put aside", "")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"target": ""}, "This field is required."),
        ({"target": "0"}, "Enter an amount above 0."),
        ({"target": "-5"}, "Enter an amount above 0."),
        ({"target": "1.234"}, "EUR has 2 decimals."),
        ({"target": "999999999999"}, "This amount is too large."),
        ({"target": "much"}, "is not part of an amount"),
        ({"currency": "EURO"}, "is not a currency"),
        ({"name": ""}, "This field is required."),
        ({"name": "known"}, "You have a goal of this name already."),
        ({"wallet": "999999"}, "This wallet is not there any more. Choose another one."),
        ({"starts_on": "1899-01-01"}, "Enter a date from 1900 on."),
        ({"due_on": "2026-03-01"}, "Choose a day after the one on which you begin to save."),
        ({"due_on": "2999-03-01"}, "Choose a day at most 50 years ahead."),
    ],
)
def test_form_says_what_is_wrong(alice_client, alice, make_goal, fields, sentence):
    make_goal(alice, "Known")

    text = shown(alice_client.post(NEW, said(**fields)))

    assert sentence in text
    assert Goal.objects.for_user(alice).count() == 1


def test_two_goals_do_not_grow_with_one_wallet(alice_client, alice, bob, make_wallet, make_goal):
    savings, theirs = make_wallet(alice, "Savings"), make_wallet(bob, "Bob's")
    make_goal(alice, "First", wallet=savings)

    taken = shown(alice_client.post(NEW, said(wallet=savings.pk)))
    foreign = shown(alice_client.post(NEW, said(wallet=theirs.pk)))

    assert "Another goal grows with this wallet already." in taken
    assert "This wallet is not there any more." in foreign
    assert Goal.objects.for_user(alice).count() == 1


def test_what_is_put_aside_and_taken_back_adds_up(alice_client, alice, make_goal):
    goal = make_goal(alice)

    first = shown(alice_client.post(page("contribute", goal), {"amount": "50+5", "date": "2026-03-14"}, follow=True))
    second = shown(
        alice_client.post(page("contribute", goal), {"amount": "-5", "date": "2026-03-14", "note": "Tyre"}, follow=True)
    )

    assert "Put €55.00 aside for “Bicycle”." in first
    assert "Took €5.00 back from “Bicycle”." in second
    assert "€50.00 of €1,000.00, €950.00 missing" in second
    assert "March 2026 €50.00 €50.00" in second
    undo_latest(alice_client, alice)
    assert GoalContribution.objects.for_user(alice).get().amount == Decimal(55)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": "0"}, "Enter how much you put aside."),
        ({"amount": ""}, "This field is required."),
        ({"amount": "1.234"}, "EUR has 2 decimals."),
        ({"date": "2026-03-15"}, "Enter a day up to today"),
        ({"date": "1899-01-01"}, "Enter a date from 1900 on."),
        ({"note": "x" * 121}, "at most 120 characters"),
    ],
)
def test_contributions_that_cannot_be_are_refused(alice_client, alice, make_goal, fields, sentence):
    goal = make_goal(alice)

    text = shown(alice_client.post(page("contribute", goal), {"amount": "5", "date": "2026-03-14", **fields}))

    assert sentence in text
    assert not GoalContribution.objects.for_user(alice).exists()


def test_a_goal_of_a_wallet_takes_no_contributions(alice_client, alice, make_goal, make_wallet):
    goal = make_goal(alice, wallet=make_wallet(alice))

    text = shown(alice_client.post(page("contribute", goal), {"amount": "5", "date": "2026-03-14"}))
    away = shown(alice_client.get(page("contributions-import", goal), follow=True))

    assert not GoalContribution.objects.for_user(alice).exists()
    assert "Put aside so far" not in text
    assert "This goal grows with a wallet. Import a statement there instead." in away


def test_a_contribution_is_changed_and_deleted(alice_client, alice, make_goal, put_aside):
    goal = make_goal(alice)
    row = put_aside(goal, "2026-03-01", "50")
    edit, delete = (reverse(f"expenses:goalcontribution-{name}", args=[row.pk]) for name in ("update", "delete"))

    alice_client.post(edit, {"amount": "60", "date": "2026-03-02", "note": "More"})
    row.refresh_from_db()
    changed = (row.amount, row.date, row.note)
    asked = shown(alice_client.get(delete))
    alice_client.post(delete)
    gone = not GoalContribution.objects.for_user(alice).exists()
    undo_latest(alice_client, alice)

    assert changed == (Decimal(60), datetime.date(2026, 3, 2), "More")
    assert "€60.00 of 2 Mar 2026" in asked
    assert gone
    assert GoalContribution.objects.for_user(alice).get().note == "More"


def test_goal_is_changed_archived_and_taken_up_again(alice_client, alice, make_goal):
    goal = make_goal(alice)

    alice_client.post(page("update", goal), said(name="Better bicycle", target="1500"))
    alice_client.post(page("archive", goal), {"is_archived": "true"})
    goal.refresh_from_db()
    archived = (goal.name, goal.target, goal.is_archived)
    alice_client.post(page("archive", goal), {"is_archived": "false"})
    goal.refresh_from_db()

    assert archived == ("Better bicycle", 1500, True)
    assert not goal.is_archived


def test_currency_and_wallet_stay_while_there_are_contributions(alice_client, alice, make_goal, put_aside, make_wallet):
    goal, savings = make_goal(alice), make_wallet(alice, "Savings")
    put_aside(goal, "2026-03-01", "50")

    other = shown(alice_client.post(page("update", goal), said(currency="USD")))
    wallet = shown(alice_client.post(page("update", goal), said(wallet=savings.pk)))

    assert "Its contributions are in EUR." in other
    assert "This goal has contributions." in wallet


def test_a_deleted_goal_comes_back_with_its_contributions(alice_client, alice, make_goal, put_aside):
    goal = make_goal(alice)
    put_aside(goal, "2026-03-01", "50")

    alice_client.post(page("delete", goal))
    gone = (Goal.objects.for_user(alice).count(), GoalContribution.objects.for_user(alice).count())
    undo_latest(alice_client, alice)

    assert gone == (0, 0)
    assert standings(alice, today=TODAY)[0].progress.saved == 50


def test_a_wallet_stays_as_long_as_a_goal_grows_with_it(alice_client, alice, make_goal, make_wallet):
    savings = make_wallet(alice, "Savings")
    make_goal(alice, wallet=savings)
    change = {"name": "Savings", "kind": "savings", "currency": "USD", "opening_balance": "0", "color": "slate"}

    deleted = shown(alice_client.post(reverse("expenses:wallet-delete", args=[savings.pk]), follow=True))
    changed = shown(alice_client.post(reverse("expenses:wallet-update", args=[savings.pk]), change))

    sentence = "The goal “Bicycle” grows with this wallet. Change or delete the goal first."
    assert sentence in deleted
    assert sentence in changed
    assert Wallet.objects.for_user(alice).get().currency == "EUR"


def test_older_contributions_are_a_page_away(alice_client, alice, make_goal, put_aside):
    goal = make_goal(alice)
    for number in range(51):
        put_aside(goal, "2026-02-01", "1", note=f"Row {number:02}")

    first = alice_client.get(page("detail", goal))
    second = shown(alice_client.get(page("detail", goal), {"after": first.context["next_key"]}))
    wrong = alice_client.get(page("detail", goal), {"after": "nonsense"})

    assert "Row 00" not in shown(first)
    assert "Row 00" in second
    assert "Row 01" not in second
    assert wrong.url == goal.get_absolute_url()


def test_behind_names_goals_in_use_that_will_be_late(alice, bob, make_goal, put_aside):
    due = datetime.date(2026, 12, 31)
    make_goal(alice, "Late", due_on=due)
    make_goal(alice, "Archived", due_on=due, is_archived=True)
    make_goal(alice, "Some day")
    put_aside(make_goal(alice, "In time", due_on=due), "2026-03-01", "900")
    make_goal(bob, "Bob's", due_on=due)

    assert [one.goal.name for one in behind(alice, today=TODAY)] == ["Late"]


# Spreadsheets


def test_goals_go_out_and_come_in_again(alice_client, alice, bob, make_goal, make_wallet, put_aside):
    make_goal(alice, "=Danger", "12.50", wallet=make_wallet(alice, "Savings"), due_on=datetime.date(2026, 12, 31))
    put_aside(make_goal(alice, "Bicycle", is_in_wallets=False, is_archived=True), "2026-03-01", "50")
    make_goal(bob, "Bob's boat")
    kept = list(Goal.objects.for_user(alice).order_by("name").values("name", "target", "wallet", "due_on"))

    text = alice_client.get(EXPORT).content.decode()
    same = shown(alice_client.post(IMPORT, upload(text), follow=True))
    Goal.objects.for_user(alice).delete()
    alice_client.post(IMPORT, upload(text))

    assert text.removeprefix("\ufeff").splitlines() == [
        "name,target,currency,wallet,starts_on,due_on,is_in_wallets,is_archived,saved",
        "'=Danger,12.50,EUR,Savings,2026-01-01,2026-12-31,yes,no,0.00",
        "Bicycle,1000.00,EUR,,2026-01-01,,no,yes,50.00",
    ]
    assert "All of this is there already." in same
    assert list(Goal.objects.for_user(alice).order_by("name").values("name", "target", "wallet", "due_on")) == kept
    undo_latest(alice_client, alice)
    assert not Goal.objects.for_user(alice).exists()


def test_a_file_with_a_wrong_line_is_not_taken_in_at_all(alice_client, alice, bob, make_wallet):
    make_wallet(bob, "Theirs")
    lines = ["name;target;wallet;due_on", "Good;10,50;;", "Bad;much;;", "Wallet;5;Theirs;", "Day;5;;soon", "Good;-5;;"]

    text = shown(alice_client.post(IMPORT, upload("\n".join(lines))))

    assert "Nothing was taken in. 4 lines are wrong:" in text
    assert "Line 3: “much” is not an amount. Write it as 12.50." in text
    assert "Line 4: You have no wallet “Theirs”. Make it first." in text
    assert "Line 5: “soon” is not a day." in text
    assert "Line 6: Enter a target above 0." in text
    assert not Goal.objects.for_user(alice).exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "This file is empty."), (b"name\n", "It lacks target."), (b"\x00\x01", "This is not a CSV file.")],
)
def test_what_is_no_such_file_is_refused(alice_client, alice, content, sentence):
    text = shown(alice_client.post(IMPORT, {"file": SimpleUploadedFile("goals.csv", content)}))

    assert sentence in text


def test_contributions_come_in_once(alice_client, alice, make_goal, put_aside):
    goal = make_goal(alice)
    put_aside(goal, "2026-03-01", "50", note="Gift")
    file = "date,amount,currency,note\n2026-03-01,50.00,EUR,Gift\n2026-03-01,50.00,EUR,Gift\n2026-03-02,-5,,\n"

    alice_client.post(page("contributions-import", goal), upload(file))
    alice_client.post(page("contributions-import", goal), upload(file))
    out = alice_client.get(page("contributions-export", goal)).content.decode()

    assert out.removeprefix("\ufeff").splitlines() == [
        "date,amount,currency,note",
        "2026-03-01,50.00,EUR,Gift",
        "2026-03-01,50.00,EUR,Gift",
        "2026-03-02,-5.00,EUR,",
    ]


@pytest.mark.parametrize("line", ["2026-03-15,5,", "2026-03-01,0,", "2026-03-01,5,USD", "2026-03-01,1.234,EUR"])
def test_contributions_that_are_wrong_are_not_taken_in(alice_client, alice, make_goal, line):
    goal = make_goal(alice)

    text = shown(alice_client.post(page("contributions-import", goal), upload(f"date,amount,currency\n{line}\n")))

    assert "Nothing was taken in. 1 line is wrong:" in text
    assert not GoalContribution.objects.for_user(alice).exists()


def test_a_goal_whose_wallet_is_gone_meanwhile_does_not_come_back(alice_client, alice, make_goal, make_wallet):
    savings = make_wallet(alice, "Savings")
    goal = make_goal(alice, wallet=savings)
    alice_client.post(page("delete", goal))
    deletion = Activity.objects.for_user(alice).latest("pk")
    alice_client.post(reverse("expenses:wallet-delete", args=[savings.pk]))

    response = alice_client.post(reverse("expenses:activity-undo", args=[deletion.pk]), follow=True)

    assert response.status_code in (200, 409)
    assert not Goal.objects.for_user(alice).exists()


def test_a_second_goal_of_a_wallet_does_not_come_back(alice_client, alice, make_goal, make_wallet):
    savings = make_wallet(alice, "Savings")
    first = make_goal(alice, "First", wallet=savings)
    alice_client.post(page("delete", first))
    deletion = Activity.objects.for_user(alice).latest("pk")
    make_goal(alice, "Second", wallet=savings)

    response = alice_client.post(reverse("expenses:activity-undo", args=[deletion.pk]), follow=True)

    assert response.status_code in (200, 409)
    assert [goal.name for goal in Goal.objects.for_user(alice)] == ["Second"]


def test_a_currency_of_ones_own_stays_while_a_goal_is_in_it(alice_client, alice, make_goal):
    points = OwnCurrency.objects.create(owner=alice, code="PT0", name="Points")
    make_goal(alice, currency="PT0")

    alice_client.post(reverse("expenses:owncurrency-delete", args=[points.pk]))

    assert OwnCurrency.objects.for_user(alice).exists()
