"""The Check page: wrong rows put right, rows skipped and kept one by one, pages found by position."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from expenses.activity.purging import purge_all_logs
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.tests.files import bring, csv, guessed, import_whole, latest, match, ofx, step
from expenses.models import Expense, Income
from expenses.spreadsheets.preview import PAGE_ROWS

WRONG_DAY = b"Booking date;Payee;Amount\n2026-03-02;Coffee;-3,20\n31.13.2026;Bakery;-7,00\n2026-03-05;Market;-9,00\n"


@pytest.fixture
def wallet(alice, make_wallet):
    return make_wallet(alice, "Giro")


def bring_checked(client, content, wallet, name="table.csv"):
    bring(client, content, name, kind="statement")
    source = latest()
    if source.status == "matching":
        match(client, source, wallet=wallet.pk, **guessed(source))
    return latest()


def wrong_row(user):
    return StatementEntry.objects.for_user(user).get(outcome="wrong")


def mend_url(user):
    return reverse("expenses:statement-mend", args=[wrong_row(user).pk])


def rows_of(source):
    rows = StatementEntry.objects.for_user(source.owner).filter(source=source).order_by("position")
    return list(rows.values_list("line", "outcome", "date", "amount", "description", "is_skipped"))


def test_a_wrong_row_is_shown_with_what_the_file_says_there(alice, alice_client, wallet):
    source = bring_checked(alice_client, WRONG_DAY, wallet)

    listed = alice_client.get(f"{source.get_absolute_url()}?show=wrong").content.decode()
    page = alice_client.get(mend_url(alice))
    part = alice_client.get(mend_url(alice), HTTP_HX_REQUEST="true").content.decode()

    assert mend_url(alice) in listed
    assert "31.13.2026" in page.content.decode()
    said = page.context["form"]
    assert [said[name].value() for name in ("date", "amount", "description")] == ["31.13.2026", "-7.00", "Bakery"]
    assert part.lstrip().startswith("<form")


def test_a_wrong_row_that_was_put_right_is_imported(alice, alice_client, wallet):
    source = bring_checked(alice_client, WRONG_DAY, wallet)

    said = alice_client.post(mend_url(alice), {"date": "2026-03-31", "amount": "-7.00", "description": "Bakery"})
    rows = rows_of(source)
    step(alice_client, "apply", source)

    assert said.url == f"{source.get_absolute_url()}?show=new"
    assert rows[-1] == (3, "new", datetime.date(2026, 3, 31), Decimal(-7), "Bakery", False)
    assert (latest().written_count, latest().wrong_count) == (3, 0)
    bakery = Expense.objects.for_user(alice).get(description="Bakery")
    assert (bakery.date, bakery.amount, bakery.wallet) == (datetime.date(2026, 3, 31), Decimal(7), wallet)


def test_a_row_that_was_read_begins_as_it_was_read(alice, alice_client, wallet):
    bring_checked(alice_client, ofx((("20990101", "-1.50", "Old", "Z"),)), wallet, "old.ofx")

    page = alice_client.get(mend_url(alice))

    assert page.context["form"]["date"].value() == "2099-01-01"
    assert page.context["form"]["amount"].value() == "-1.50"
    assert page.context["form"]["description"].value() == "Old"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"date": "2099-01-01"}, "Enter a date at most a year ahead."),
        ({"date": "31.3.2026"}, "Write a day as 2026-11-21."),
        ({"amount": ""}, "Enter the amount, such as -12.50."),
        ({"amount": "seven"}, ""),
        ({"amount": "0"}, "Enter an amount other than 0."),
        ({"amount": "1.234"}, "EUR has 2 decimals."),
        ({"description": " "}, "Enter a description, such as Lunch."),
    ],
)
def test_a_row_that_is_still_wrong_stays_and_says_why(alice, alice_client, wallet, said, sentence):
    source = bring_checked(alice_client, WRONG_DAY, wallet)
    before = rows_of(source)

    page = alice_client.post(
        mend_url(alice), {"date": "2026-03-31", "amount": "-7.00", "description": "Bakery", **said}
    )

    errors = [error for errors in page.context["form"].errors.values() for error in errors]
    assert len(errors) == 1
    assert sentence in errors[0]
    assert (rows_of(source), latest().wrong_count) == (before, 1)


def test_a_row_put_right_is_compared_with_the_ledger(alice, alice_client, wallet, make_expense):
    make_expense(alice, description="Bakery", amount="7", date="2026-03-31", wallet=wallet)
    source = bring_checked(alice_client, WRONG_DAY, wallet)

    alice_client.post(mend_url(alice), {"date": "2026-03-31", "amount": "-7", "description": "Bakery"})

    assert rows_of(source)[-1][1:] == ("duplicate", datetime.date(2026, 3, 31), Decimal(-7), "Bakery", True)


def test_a_record_is_the_duplicate_of_one_row_only(alice, alice_client, wallet, make_expense):
    make_expense(alice, description="Coffee", amount="3.20", date="2026-03-02", wallet=wallet)
    source = bring_checked(alice_client, WRONG_DAY, wallet)

    alice_client.post(mend_url(alice), {"date": "2026-03-02", "amount": "-3.20", "description": "Coffee"})

    assert [row[1] for row in rows_of(source)] == ["duplicate", "new", "new"]


def test_a_row_is_put_right_only_while_the_statement_waits(alice, alice_client, wallet):
    source = bring_checked(alice_client, WRONG_DAY, wallet)
    url = mend_url(alice)
    step(alice_client, "apply", source)

    late = alice_client.post(url, {"date": "2026-03-31", "amount": "-7", "description": "Bakery"})

    assert late.status_code == 404
    assert latest().written_count == 2


def test_one_button_skips_or_imports_one_row(alice, alice_client, wallet):
    source = bring_checked(alice_client, ofx(), wallet)
    first = StatementEntry.objects.for_user(alice).order_by("position")[0]
    rows = reverse("expenses:statement-rows", args=[source.pk])

    said = alice_client.post(rows, {"outcome": "new", "only": f"skip:{first.pk}", "all_rows": "1", "after": "7"})
    skipped = [row[-1] for row in rows_of(source)]
    alice_client.post(rows, {"outcome": "new", "only": f"want:{first.pk}"})

    assert said.url == f"{source.get_absolute_url()}?show=new&after=7"
    assert skipped == [True, False, False]
    assert [row[-1] for row in rows_of(source)] == [False, False, False]


@pytest.mark.parametrize("only", ["skip:", "skip:x", "drop:1", "skip"])
def test_a_button_that_makes_no_sense_changes_nothing(alice_client, wallet, only):
    source = bring_checked(alice_client, ofx(), wallet)

    answer = alice_client.post(
        reverse("expenses:statement-rows", args=[source.pk]), {"outcome": "new", "only": only}, follow=True
    )

    assert len(answer.context["messages"]) > 0
    assert [row[-1] for row in rows_of(source)] == [False, False, False]


def test_a_duplicate_stands_beside_what_it_resembles_and_is_kept_by_hand(alice, alice_client, wallet, make_category):
    import_whole(alice_client, ofx(), wallet)
    Expense.objects.for_user(alice).update(description="My coffee", category=make_category(alice, "Treats"))
    source = bring_checked(alice_client, ofx(), wallet)

    page = alice_client.get(f"{source.get_absolute_url()}?show=duplicate").content.decode()
    row = StatementEntry.objects.for_user(alice).filter(source=source).order_by("position")[0]
    alice_client.post(
        reverse("expenses:statement-rows", args=[source.pk]), {"outcome": "duplicate", "only": f"want:{row.pk}"}
    )
    step(alice_client, "apply", source)

    assert "Coffee Corner" in page
    assert "My coffee" in page
    assert "Treats" in page
    assert Expense.objects.for_user(alice).count() == 3


def test_a_category_chosen_by_hand_offers_a_rule(alice, alice_client, wallet, make_category):
    food = make_category(alice, "Food")
    source = bring_checked(alice_client, ofx(), wallet)
    row = StatementEntry.objects.for_user(alice).order_by("position")[0]
    said = {"description": "Coffee", "becomes": "expense", "category": food.pk, "is_wanted": "1"}

    page = alice_client.post(reverse("expenses:statement-row", args=[row.pk]), said, follow=True)
    again = alice_client.post(reverse("expenses:statement-row", args=[row.pk]), said)

    offer = f"{reverse('expenses:rule-create')}?name=Coffee&amp;texts=Coffee+Corner&amp;category={food.pk}"
    assert offer in page.content.decode()
    assert again.url == f"{source.get_absolute_url()}?show=new"


def many(count):
    bookings = [("20260302", f"-{number + 1}.00", f"Shop {number}", "") for number in range(count)]
    return csv(bookings)


def test_pages_of_rows_follow_each_other_without_gaps(alice, alice_client, wallet):
    source = bring_checked(alice_client, many(2 * PAGE_ROWS + 1), wallet)
    url, seen, queries = source.get_absolute_url(), [], []
    query = "?show=new"
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            page = alice_client.get(url + query)
        queries.append(len(captured))
        seen.append([row.entry.position for row in page.context["rows"]])
        query = f"?show=new&after={page.context['page'].after}"
    back = alice_client.get(f"{url}?show=new&before={seen[2][0]}")

    assert [position for positions in seen for position in positions] == list(range(2 * PAGE_ROWS + 1))
    assert page.context["page"].after is None
    assert [row.entry.position for row in back.context["rows"]] == seen[1]
    assert len(set(queries)) == 1


@pytest.mark.parametrize(
    "query", ["?show=nothing", "?after=x", "?after=99999999999999999999", "?before=-1", "?show=new&after=9"]
)
def test_an_address_that_makes_no_sense_shows_rows_or_says_there_are_none(alice_client, wallet, query):
    source = bring_checked(alice_client, ofx(), wallet)

    page = alice_client.get(source.get_absolute_url() + query)

    assert page.status_code == 200
    assert len(page.context["rows"]) in (0, 3)


def test_bob_cannot_put_a_row_right(alice, alice_client, bob_client, wallet):
    bring_checked(alice_client, WRONG_DAY, wallet)

    answers = [bob_client.get(mend_url(alice)), bob_client.post(mend_url(alice), {"date": "2026-03-31"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert StatementImport.objects.for_user(alice).get().wrong_count == 1


@pytest.mark.parametrize(
    ("header", "cells", "locale", "amount"),
    [
        ("Amount", "-7,00", "de_AT", "-7,00"),
        ("Debit;Credit", "7,00;", "en_IE", "-7.00"),
        ("Debit;Credit", ";7,00", "en_IE", "7.00"),
        ("Amount", "seven", "en_IE", "seven"),
    ],
)
def test_the_amount_of_a_wrong_row_is_written_as_the_person_does(
    alice, alice_client, wallet, header, cells, locale, amount
):
    alice.locale = locale
    alice.save()
    good = f"2026-03-02;Coffee;{cells.replace('seven', '-7,00')}\n2026-03-03;Tea;{cells.replace('seven', '-7,00')}\n"
    text = f"Booking date;Payee;{header}\n{good}31.13.2026;Bakery;{cells}\n{good}"
    bring_checked(alice_client, text.encode(), wallet)

    page = alice_client.get(mend_url(alice))

    assert page.context["form"]["amount"].value() == amount


def test_undo_asks_about_what_was_edited_since_and_importing_again_works(alice, alice_client, wallet):
    done = import_whole(alice_client, ofx(), wallet)
    undo = reverse("expenses:activity-undo", args=[done.activity_id])
    first, second = Expense.objects.for_user(alice).order_by("pk")
    edited = {"amount": "3.20", "currency": "EUR", "description": "With Ann", "date": "2026-03-02", "wallet": wallet.pk}
    alice_client.post(reverse("expenses:expense-update", args=[first.pk]), edited)

    asked = alice_client.post(undo)
    kept_until_said = Expense.objects.for_user(alice).count()
    alice_client.post(undo, {"overwrite": "0"})
    left = list(Expense.objects.for_user(alice).values_list("pk", "description"))
    again = import_whole(alice_client, ofx(), wallet)

    assert (asked.status_code, kept_until_said) == (409, 2)
    assert "With Ann" in asked.content.decode()
    assert left == [(first.pk, "With Ann")]
    assert (again.written_count, again.left_out_count) == (2, 1)
    assert second.pk not in Expense.objects.for_user(alice).values_list("pk", flat=True)


def test_undo_is_there_when_the_log_has_forgotten_what_was_edited(alice, alice_client, wallet, time_machine):
    done = import_whole(alice_client, ofx(), wallet)
    first = Expense.objects.for_user(alice).order_by("pk")[0]
    edited = {"amount": "3.20", "currency": "EUR", "description": "With Ann", "date": "2026-03-02", "wallet": wallet.pk}
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=5))
    alice_client.post(reverse("expenses:expense-update", args=[first.pk]), edited)
    time_machine.shift(datetime.timedelta(days=400))
    purge_all_logs()
    alice_client.force_login(alice)

    undo = reverse("expenses:activity-undo", args=[done.activity_id])
    offered = alice_client.get(done.get_absolute_url())
    asked = alice_client.post(undo)
    alice_client.post(undo, {"overwrite": "0"})

    assert undo in offered.content.decode()
    assert asked.status_code == 409
    assert list(Expense.objects.for_user(alice)) == [first]
    assert Income.objects.for_user(alice).count() == 0


def test_undo_removes_what_was_edited_where_the_person_says_so(alice, alice_client, wallet):
    done = import_whole(alice_client, ofx(), wallet)
    record = Expense.objects.for_user(alice).order_by("pk")[0]
    edited = {"amount": "3.20", "currency": "EUR", "description": "With Ann", "date": "2026-03-02", "wallet": wallet.pk}
    alice_client.post(reverse("expenses:expense-update", args=[record.pk]), edited)

    alice_client.post(reverse("expenses:activity-undo", args=[done.activity_id]), {"overwrite": "1"})

    assert Expense.objects.for_user(alice).count() == 0
    assert import_whole(alice_client, ofx(), wallet).written_count == 3


def test_the_result_says_what_was_imported_skipped_and_failed(alice, alice_client, wallet):
    source = bring_checked(alice_client, WRONG_DAY, wallet)
    row = StatementEntry.objects.for_user(alice).filter(outcome="new").order_by("position")[0]
    rows = reverse("expenses:statement-rows", args=[source.pk])
    alice_client.post(rows, {"outcome": "new", "only": f"skip:{row.pk}"})
    step(alice_client, "apply", source)

    page = alice_client.get(source.get_absolute_url())
    failed = alice_client.get(reverse("expenses:statement-failed", args=[source.pk]))

    assert page.context["result"] == [
        "1 row imported in less than a second.",
        "1 row skipped: already there, or as you chose.",
        "1 row failed.",
    ]
    assert b"31.13.2026" in b"".join(failed.streaming_content)


def test_what_is_no_row_of_the_file_cannot_be_put_right(alice, alice_client, wallet):
    shares = b"!Type:Bank\nD2026-03-02\nT-3.20\nPCoffee\n^\n!Type:Invst\nD2026-03-03\nNBuy\nYACME\nT50.00\n^\n"
    source = bring_checked(alice_client, shares, wallet, "shares.qif")

    listed = alice_client.get(f"{source.get_absolute_url()}?show=wrong").content.decode()

    assert "Purchases and sales of shares were left out" in listed
    assert "Put right" not in listed
    assert alice_client.get(mend_url(alice)).status_code == 404


def test_failed_rows_say_what_stands_in_the_file(alice_client, wallet):
    source = bring_checked(alice_client, WRONG_DAY, wallet)
    step(alice_client, "apply", source)

    said = alice_client.get(reverse("expenses:statement-failed", args=[source.pk])).getvalue().decode()

    assert said.splitlines()[1] == '3,“31.13.2026” is no date. Write it like the others.,"31.13.2026 · Bakery · -7,00"'


def test_a_proposed_category_says_why_and_how_sure_that_is(alice, alice_client, wallet, make_expense, make_category):
    food, train = make_category(alice, "Food"), make_category(alice, "Train")
    for _ in range(3):
        make_expense(alice, description="coffee corner", category=food)
    source = bring_checked(
        alice_client, ofx((("20260302", "-3.20", "Coffee Corner", "A1"), ("20260303", "-9.00", "Zzyzx", "A2"))), wallet
    )
    by_hand = StatementEntry.objects.for_user(alice).get(source=source, description="Zzyzx")
    alice_client.post(
        reverse("expenses:statement-rows", args=[source.pk]),
        {"outcome": "new", "row": by_hand.pk, "action": "categorise", "category": train.pk},
    )

    page = alice_client.get(source.get_absolute_url())

    said = {row.category: row.reason for row in page.context["rows"]}
    assert said["Food"].startswith("As you chose before, ")
    assert said["Train"] == ""
    assert said["Food"] in page.content.decode()
