import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from expenses.imports.models import StatementEntry, StatementImport, StatementLine
from expenses.imports.tests.files import BOOKINGS, bring, csv, import_whole, latest, match, ofx, qif, step
from expenses.models import Activity, Expense, Income


def expenses(user):
    rows = Expense.objects.for_user(user).order_by("date", "pk")
    return list(rows.values_list("date", "description", "amount", "wallet_amount"))


def incomes(user):
    return list(Income.objects.for_user(user).values_list("description", "amount", "wallet__name"))


@pytest.fixture
def wallet(alice, make_wallet):
    return make_wallet(alice, "Giro")


def test_a_statement_goes_through_and_comes_back_out(alice, alice_client, wallet):
    bring(alice_client, ofx())
    source = latest()

    matched = match(alice_client, source, wallet=wallet.pk)
    checked = alice_client.get(source.get_absolute_url())
    step(alice_client, "apply", source)
    done = latest()
    activity = Activity.objects.for_user(alice).get(pk=done.activity_id)
    result = alice_client.get(source.get_absolute_url())

    assert matched.url == source.get_absolute_url()
    assert "Import 3 rows" in checked.content.decode()
    assert (done.status, done.written_count, done.wrong_count, done.left_out_count) == ("applied", 3, 0, 0)
    coffee = (datetime.date(2026, 3, 2), "Coffee Corner", Decimal("3.2"), Decimal("3.2"))
    assert expenses(alice) == [coffee, coffee]
    assert incomes(alice) == [("ACME Salary", Decimal(1500), "Giro")]
    assert (activity.kind, activity.row_count) == ("import", 3)
    assert "3 rows imported in less than a second." in result.content.decode()

    alice_client.post(reverse("expenses:activity-undo", args=[activity.pk]))

    assert (expenses(alice), incomes(alice)) == ([], [])


@pytest.mark.parametrize("again", [ofx(), qif(), csv()], ids=["ofx", "qif", "csv"])
def test_the_same_statement_again_adds_nothing(alice, alice_client, wallet, again):
    import_whole(alice_client, ofx(), wallet)

    done = import_whole(alice_client, again, wallet)

    assert (done.status, done.written_count, done.left_out_count) == ("applied", 0, 3)
    assert (len(expenses(alice)), len(incomes(alice))) == (2, 1)


def test_an_overlapping_statement_adds_what_is_new_though_records_were_renamed(alice, alice_client, wallet):
    import_whole(alice_client, ofx(), wallet)
    Expense.objects.for_user(alice).update(description="My coffee", date="2026-03-09", counted_on="2026-03-09")
    later = (*BOOKINGS[1:], ("20260309", "-7.00", "Bakery", "A4"))

    done = import_whole(alice_client, ofx(later), wallet)

    assert (done.written_count, done.left_out_count) == (1, 2)
    assert [row[1] for row in expenses(alice)] == ["My coffee", "My coffee", "Bakery"]


def test_an_undone_import_can_be_imported_again(alice, alice_client, wallet):
    done = import_whole(alice_client, ofx(), wallet)
    alice_client.post(reverse("expenses:activity-undo", args=[done.activity_id]))

    again = import_whole(alice_client, ofx(), wallet)

    assert again.written_count == 3
    assert (len(expenses(alice)), len(incomes(alice))) == (2, 1)


def test_the_account_is_known_the_next_time(alice_client, wallet, make_wallet, alice):
    make_wallet(alice, "Other")
    import_whole(alice_client, ofx(), wallet)

    bring(alice_client, ofx((("20260401", "-9.00", "Market", "B1"),)))

    assert (latest().status, latest().wallet_id) == ("checked", wallet.pk)


def test_a_table_is_matched_and_its_columns_are_remembered(alice, alice_client, wallet):
    content = csv((("20260302", "3.20", "Coffee", ""), ("20260303", "-1.00", "Deposit back", "")))
    bring(alice_client, content, "table.csv")
    source = latest()
    page = alice_client.get(source.get_absolute_url()).content.decode()
    said = {**{name: source.mapping[name] for name in ("date_order", "decimal_mark")}, "sign": "spending"}
    columns = {"column_0": "date", "column_1": "description", "column_2": "amount"}

    match(alice_client, source, wallet=wallet.pk, **said, **columns)
    step(alice_client, "apply", source)
    bring(alice_client, csv((("20260401", "8.00", "Market", ""),)), "next.csv")

    assert "Booking date" in page
    assert "2026-03-02 · 2026-03-03" in page
    assert [row[1:3] for row in expenses(alice)] == [("Coffee", Decimal("3.2"))]
    assert incomes(alice) == [("Deposit back", Decimal(1), "Giro")]
    assert latest().status == "checked"
    assert StatementEntry.objects.for_user(alice).get(source=latest()).amount == Decimal(-8)


def test_a_mapping_that_makes_no_sense_is_said(alice, alice_client, wallet):
    bring(alice_client, csv(), "table.csv")
    source = latest()
    said = {name: source.mapping[name] for name in ("date_order", "decimal_mark", "sign")}
    columns = {"column_0": "amount", "column_1": "date", "column_2": "amount"}

    match(alice_client, source, wallet=wallet.pk, **said, **columns)
    page = alice_client.get(source.get_absolute_url()).content.decode()

    assert latest().status == "matching"
    assert "Two columns are given as “amount”. Choose one of them." in page
    assert StatementEntry.objects.for_user(alice).count() == 0


def test_a_wallet_in_another_currency_is_refused(alice_client, alice, make_wallet):
    dollars = make_wallet(alice, "Dollars", currency="USD")
    bring(alice_client, ofx())

    response = match(alice_client, latest(), wallet=dollars.pk)

    assert (
        "The file is in EUR, and this wallet in USD. Choose a wallet in EUR, or make one." in response.content.decode()
    )
    assert latest().status == "matching"


def test_rows_are_changed_one_by_one_and_together(alice, alice_client, wallet, make_category):
    food = make_category(alice, "Food")
    bring(alice_client, ofx())
    source = latest()
    match(alice_client, source, wallet=wallet.pk)
    first, second, third = StatementEntry.objects.for_user(alice).order_by("position")
    rows = reverse("expenses:statement-rows", args=[source.pk])

    alice_client.post(rows, {"action": "categorise", "category": food.pk, "outcome": "new", "all_rows": "1"})
    alice_client.post(rows, {"action": "skip", "outcome": "new", "row": [second.pk]})
    alice_client.post(rows, {"action": "refund", "outcome": "new", "row": [third.pk]})
    alice_client.post(
        reverse("expenses:statement-row", args=[first.pk]),
        {"description": "Espresso", "becomes": "expense", "category": food.pk, "notes": "", "is_wanted": "on"},
    )
    step(alice_client, "apply", source)

    written = Expense.objects.for_user(alice).order_by("date").values_list("description", "amount", "category__name")
    assert list(written) == [("Espresso", Decimal("3.2"), "Food"), ("ACME Salary", Decimal(-1500), None)]
    assert incomes(alice) == []
    assert (latest().written_count, latest().left_out_count) == (2, 1)


def test_categories_come_from_the_persons_own_past(alice, alice_client, wallet, make_expense, make_category):
    food = make_category(alice, "Food")
    make_expense(alice, description="coffee corner", category=food)

    import_whole(alice_client, ofx(), wallet)

    imported = Expense.objects.for_user(alice).filter(wallet=wallet)
    assert list(imported.values_list("category", flat=True)) == [food.pk, food.pk]


def test_what_cannot_stand_in_the_wallet_is_wrong_and_downloaded(alice_client, alice, wallet):
    bring(alice_client, ofx((*BOOKINGS[:1], ("20990101", "-1.00", "=Old", "Z"))))
    source = latest()
    match(alice_client, source, wallet=wallet.pk)

    step(alice_client, "apply", source)
    failed = alice_client.get(reverse("expenses:statement-failed", args=[source.pk]))

    assert (latest().written_count, latest().wrong_count) == (1, 1)
    assert b"".join(failed.streaming_content).decode().splitlines()[1:] == [
        "6,Enter a date at most a year ahead.,2099-01-01 -1.00 =Old"
    ]


def test_two_at_once_into_one_wallet_write_each_booking_once(alice, alice_client, wallet):
    sources = []
    for _ in range(2):
        bring(alice_client, ofx())
        sources.append(latest())
        match(alice_client, sources[-1], wallet=wallet.pk)

    for source in sources:
        step(alice_client, "apply", source)

    counts = StatementImport.objects.for_user(alice).order_by("pk").values_list("written_count", "left_out_count")
    assert list(counts) == [(3, 0), (0, 3)]
    assert StatementLine.objects.for_user(alice).count() == 3


def test_a_run_that_breaks_writes_nothing_and_can_be_tried_again(alice, alice_client, wallet, monkeypatch):
    bring(alice_client, ofx())
    source = latest()
    match(alice_client, source, wallet=wallet.pk)
    with monkeypatch.context() as patch:
        patch.setattr("expenses.imports.applying.remember", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            step(alice_client, "apply", source)

    assert (latest().status, expenses(alice)) == ("failed", [])

    step(alice_client, "retry", source)
    match(alice_client, source, wallet=wallet.pk)
    step(alice_client, "apply", source)

    assert (latest().status, len(expenses(alice))) == ("applied", 2)


def test_cancelling_drops_file_and_rows(alice, alice_client, wallet):
    bring(alice_client, ofx())
    match(alice_client, latest(), wallet=wallet.pk)

    step(alice_client, "cancel", latest())

    assert (latest().status, latest().content) == ("cancelled", None)
    assert StatementEntry.objects.for_user(alice).count() == 0


def test_accounts_of_one_file_go_to_wallets_of_their_own(alice, alice_client):
    both = ofx(BOOKINGS[:1]).replace(b"</OFX>", b"") + ofx(BOOKINGS[2:], account="DE2").split(b"<OFX>")[1]

    response = bring(alice_client, both)

    assert response.url == reverse("expenses:import-list")
    assert sorted(StatementImport.objects.for_user(alice).values_list("account", flat=True)) == ["DE1", "DE2"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x00\x01\x02binary", None),
        (b"OFXHEADER:100\n\n<OFX></OFX>", None),
        (ofx().split(b"<STMTTRN>")[0], None),
        (b"%PDF-1.7 something", "PDF"),
    ],
    ids=["binary", "no rows", "cut", "pdf"],
)
def test_what_is_no_statement_is_refused_in_a_sentence(alice, alice_client, content, sentence):
    response = bring(alice_client, content, kind="statement")

    (said,) = response.context["form"].errors["file"]
    assert said.endswith(".")
    assert sentence is None or sentence in said
    assert StatementImport.objects.for_user(alice).count() == 0


def test_pages_take_the_same_queries_for_one_row_and_for_three(alice_client, wallet):
    pages = []
    for bookings in (BOOKINGS[:1], BOOKINGS):
        bring(alice_client, ofx(bookings, account=f"DE{len(bookings)}"))
        match(alice_client, latest(), wallet=wallet.pk)
        pages.append(latest().get_absolute_url())
    counts = []
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            alice_client.get(page)
        counts.append(len(queries))

    assert counts[0] == counts[1]


MT940 = """:20:1
:25:DE3
:28C:1/1
:60F:C260301EUR100,00
:61:2603020302D3,20NMSCA1
:86:Coffee Corner
:62F:C260331EUR{}
-"""


@pytest.mark.parametrize(
    ("closing", "sentence"),
    [
        ("96,80", "This statement adds up: what it opens with and its rows make what it closes with."),
        ("90,00", "it opens with €100.00 and closes with €90.00, and the rows miss that by -€6.80."),
    ],
)
def test_the_balances_of_the_bank_are_compared_with_the_rows(alice_client, wallet, closing, sentence):
    bring(alice_client, MT940.format(closing).encode())
    match(alice_client, latest(), wallet=wallet.pk)

    page = alice_client.get(latest().get_absolute_url()).content.decode()

    assert sentence in page


def test_a_closing_balance_alone_proves_nothing(alice_client, wallet):
    bring(alice_client, ofx(closing="5.00"))
    match(alice_client, latest(), wallet=wallet.pk)

    page = alice_client.get(latest().get_absolute_url()).content.decode()

    assert "add up" not in page
    assert "adds up" not in page


def test_what_bob_has_in_a_wallet_of_the_same_number_is_no_duplicate(alice, bob, alice_client, bob_client, make_wallet):
    import_whole(bob_client, ofx(), make_wallet(bob, "Bobs"))

    done = import_whole(alice_client, ofx(), make_wallet(alice, "Giro"))

    assert (done.owner, done.written_count) == (alice, 3)


def test_bobs_wallet_cannot_be_chosen(bob, alice_client, make_wallet):
    bring(alice_client, ofx())

    response = match(alice_client, latest(), wallet=make_wallet(bob, "Bobs").pk)

    assert response.context["form"].errors["wallet"] == ["This wallet is not there any more. Choose another one."]


def test_a_row_changed_after_it_was_written_stays_as_written(alice, alice_client, wallet):
    bring(alice_client, ofx())
    source = latest()
    match(alice_client, source, wallet=wallet.pk)
    entry = StatementEntry.objects.for_user(alice).order_by("position")[0]
    step(alice_client, "apply", source)

    late = alice_client.post(reverse("expenses:statement-row", args=[entry.pk]), {"description": "Late"})

    assert late.status_code == 404
    assert [row[1] for row in expenses(alice)] == ["Coffee Corner", "Coffee Corner"]


@pytest.mark.parametrize("name", ["apply", "again", "retry", "cancel", "match", "rows"])
def test_a_step_is_never_taken_by_get(alice_client, wallet, name):
    bring(alice_client, ofx())

    response = alice_client.get(reverse(f"expenses:statement-{name}", args=[latest().pk]))

    assert (response.status_code, latest().status) == (405, "matching")


def test_a_wallet_can_go_once_an_import_into_it_was_undone_and_purged(alice, alice_client, wallet):
    done = import_whole(alice_client, ofx(), wallet)
    alice_client.post(reverse("expenses:activity-undo", args=[done.activity_id]))
    Expense.objects.filter(owner=alice).delete()
    Income.objects.filter(owner=alice).delete()

    lines = StatementLine.objects.for_user(alice).count()
    wallet.delete()
    bring(alice_client, ofx())

    assert lines == 0
    assert latest().status == "matching"


@pytest.mark.parametrize(("kind", "count"), [("expense", 0), ("statement", 1)])
def test_a_table_with_the_columns_of_ours_is_a_statement_where_the_person_says_so(alice, alice_client, kind, count):
    content = b"date,description,amount\n2026-03-01,Coffee,-3.20\n2026-03-02,Salary,1500.00\n"

    bring(alice_client, content, "bank.csv", kind=kind)

    assert StatementImport.objects.for_user(alice).count() == count
