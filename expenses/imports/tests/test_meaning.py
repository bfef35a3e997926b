"""Rows that are transfers, refunds, split or in another currency, from the file into the ledger and back."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import sign_in
from expenses.activity.purging import purge
from expenses.activity.undo import undo as undo_activity
from expenses.archive.packing import pack
from expenses.archive.unpacking import unpack
from expenses.imports.models import StatementEntry, StatementImport, StatementLine
from expenses.imports.tests.files import bring, csv, guessed, import_whole, latest, match, ofx, qif, step
from expenses.models import Category, Expense, Income, OwnRate, Portion, Transfer, Wallet
from expenses.splits.recounting import Part
from expenses.splits.splitting import set_parts
from expenses.transfers.entry import delete_transfer
from expenses.wallets.balances import balances

OUT = (("20260302", "-500.00", "Order 17", "A1"), ("20260303", "-3.20", "Coffee Corner", "A2"))
IN = (("20260304", "500.00", "Credit 17", "B1"),)


@pytest.fixture
def giro(alice, make_wallet):
    return make_wallet(alice, "Giro")


@pytest.fixture
def savings(alice, make_wallet):
    return make_wallet(alice, "Rainy day")


def check(client, content, wallet, name="statement.ofx"):
    bring(client, content, name)
    if latest().status == "matching":
        match(client, latest(), wallet=wallet.pk, **guessed(latest()))
    assert latest().status == "checked", latest().problem
    return latest()


def entries(user, source):
    rows = StatementEntry.objects.for_user(user).filter(source=source).order_by("position")
    return list(rows.values_list("outcome", "kind", "is_skipped", "other_wallet_id"))


def transfers(user):
    rows = Transfer.objects.for_user(user).order_by("date", "pk")
    return list(
        rows.values_list("date", "from_wallet__name", "from_amount", "to_wallet__name", "to_amount", "description")
    )


def records(user):
    return [
        *Expense.objects.for_user(user).order_by("pk").values_list("description", "wallet__name", "amount"),
        *Income.objects.for_user(user).order_by("pk").values_list("description", "wallet__name", "amount"),
    ]


def worths(user):
    return {each.wallet.name: each.balance for each in balances(user)}


def undo(client, source):
    return client.post(reverse("expenses:activity-undo", args=[source.activity_id]))


MOVED = (datetime.date(2026, 3, 2), "Giro", Decimal(500), "Rainy day", Decimal(500), "Credit 17")


def test_the_other_half_of_an_imported_row_becomes_one_transfer_and_undo_gives_it_back(
    alice, alice_client, giro, savings
):
    import_whole(alice_client, ofx(OUT), giro)

    source = check(alice_client, ofx(IN, account="DE2"), savings)
    assert entries(alice, source) == [("new", "transfer", False, giro.pk)]

    step(alice_client, "apply", source)
    done = latest()

    assert (done.written_count, transfers(alice)) == (1, [MOVED])
    assert records(alice) == [("Coffee Corner", "Giro", Decimal("3.2"))]

    undo(alice_client, done)

    assert transfers(alice) == []
    assert records(alice) == [("Order 17", "Giro", Decimal(500)), ("Coffee Corner", "Giro", Decimal("3.2"))]

    again = import_whole(alice_client, ofx(IN, account="DE2"), savings)

    assert (again.written_count, len(transfers(alice)), len(records(alice))) == (1, 1, 1)


@pytest.mark.parametrize("again", [ofx(OUT), qif(OUT), csv(OUT)], ids=["ofx", "qif", "csv"])
def test_both_statements_again_add_nothing_to_a_transfer(alice, alice_client, giro, savings, again):
    import_whole(alice_client, ofx(OUT), giro)
    import_whole(alice_client, ofx(IN, account="DE2"), savings)

    there, here = import_whole(alice_client, again, giro), import_whole(alice_client, ofx(IN, account="DE2"), savings)

    assert [(each.status, each.written_count) for each in (there, here)] == [("applied", 0), ("applied", 0)]
    assert (len(transfers(alice)), len(records(alice))) == (1, 1)


def test_a_transfer_entered_by_hand_is_a_duplicate_and_named_once(alice, alice_client, giro, savings):
    make_transfer(alice, giro, savings, datetime.date(2026, 3, 4))
    more = (*OUT, ("20260306", "-500.00", "Order 18", "A3"))

    first = check(alice_client, ofx(OUT), giro)
    shown = entries(alice, first)
    step(alice_client, "apply", first)
    second = check(alice_client, ofx(more), giro)

    assert shown[0] == ("duplicate", "transfer", True, savings.pk)
    assert [row[0] for row in entries(alice, second)] == ["duplicate", "duplicate", "new"]
    assert len(transfers(alice)) == 1


def make_transfer(user, start, end, day, amount=500, arrived=None, **said):
    return Transfer.objects.create(
        owner=user, date=day, from_wallet=start, to_wallet=end, from_amount=amount, to_amount=arrived or amount, **said
    )


def test_two_statements_checked_before_either_is_written_make_one_transfer(alice, alice_client, giro, savings):
    first = check(alice_client, ofx(OUT), giro)
    second = check(alice_client, ofx(IN, account="DE2"), savings)

    step(alice_client, "apply", second)
    step(alice_client, "apply", first)

    assert [row[1] for row in entries(alice, second)] == []
    assert len(transfers(alice)) == 1
    assert records(alice) == [("Coffee Corner", "Giro", Decimal("3.2"))]


def test_the_other_order_makes_one_transfer_too(alice, alice_client, giro, savings):
    first = check(alice_client, ofx(OUT), giro)
    second = check(alice_client, ofx(IN, account="DE2"), savings)
    shown = [entries(alice, source)[0] for source in (first, second)]

    step(alice_client, "apply", first)
    step(alice_client, "apply", second)

    assert shown == [("new", "transfer", False, savings.pk), ("new", "transfer", False, giro.pk)]
    assert transfers(alice) == [(*MOVED[:-1], "Order 17")]
    assert records(alice) == [("Coffee Corner", "Giro", Decimal("3.2"))]


def test_a_transfer_that_was_edited_stays_with_its_half_when_its_import_is_undone(alice, alice_client, giro, savings):
    import_whole(alice_client, ofx(OUT), giro)
    done = import_whole(alice_client, ofx((*IN, ("20260305", "9.00", "Interest", "B2")), account="DE2"), savings)
    moved = Transfer.objects.for_user(alice).get()
    form = {
        "from_wallet": giro.pk, "to_wallet": savings.pk, "from_amount": "501", "to_amount": "", "date": "2026-03-02",
        "description": "Mine", "notes": "", "seen": moved.updated_at.isoformat(),
    }  # fmt: skip
    alice_client.post(reverse("expenses:transfer-update", args=[moved.pk]), form)

    undo_activity(done.activity_id, owner=alice, actor=alice)

    assert [row[-1] for row in transfers(alice)] == ["Mine"]
    assert records(alice) == [("Coffee Corner", "Giro", Decimal("3.2"))]


def test_the_earlier_import_keeps_the_transfer_that_took_the_place_of_its_row(alice, alice_client, giro, savings):
    first = import_whole(alice_client, ofx(OUT), giro)
    second = import_whole(alice_client, ofx(IN, account="DE2"), savings)

    undone = undo_activity(first.activity_id, owner=alice, actor=alice)
    between = (transfers(alice), records(alice))
    undo_activity(second.activity_id, owner=alice, actor=alice)

    assert [(change.record_kind, change.record_id) for change in undone.kept] == [
        ("transfer", Transfer._base_manager.get(owner=alice).pk)
    ]
    assert between == ([MOVED], [])
    assert (transfers(alice), records(alice)) == ([], [])


def test_the_earlier_import_takes_the_transfer_along_where_the_person_says_so(alice, alice_client, giro, savings):
    first = import_whole(alice_client, ofx(OUT), giro)
    import_whole(alice_client, ofx(IN, account="DE2"), savings)

    undone = undo_activity(first.activity_id, owner=alice, actor=alice, overwrite=True)
    gone = (transfers(alice), records(alice))
    undo_activity(undone.activity.pk, owner=alice, actor=alice)

    assert gone == ([], [])
    assert (transfers(alice), records(alice)) == ([MOVED], [("Coffee Corner", "Giro", Decimal("3.2"))])


def test_what_is_known_by_its_category_is_no_transfer(alice, alice_client, giro, savings, make_expense, make_category):
    rent = make_category(alice, "Rent")
    for number in range(3):
        make_expense(alice, description="Order 17", category=rent, wallet=giro, date=f"2026-01-0{number + 1}")
    import_whole(alice_client, ofx(IN, account="DE2"), savings)

    source = check(alice_client, ofx(OUT), giro)

    assert entries(alice, source)[0] == ("new", "expense", False, None)


YNAB = (
    '"Account","Flag","Date","Payee","Category Group/Category","Category Group","Category","Memo","Outflow","Inflow",'
    '"Cleared"\n'
    '"Giro","","2026-03-02","Transfer : {}","","","","","500.00","0.00","Cleared"\n'
    '"Giro","","2026-03-13","Grocer","Food: Market","Food","Market","","20.00","0.00","Cleared"\n'
)


def test_a_transfer_that_a_file_names_is_one_with_the_wallet_of_that_name(alice, alice_client, giro, savings):
    done = import_whole(alice_client, YNAB.format("rainy day").encode(), giro)

    assert done.written_count == 2
    assert [row[:5] for row in transfers(alice)] == [MOVED[:5]]


def test_a_transfer_with_an_unknown_wallet_waits_for_it_to_be_chosen(alice, alice_client, giro, savings):
    source = check(alice_client, YNAB.format("Elsewhere").encode(), giro)
    entry = StatementEntry.objects.for_user(alice).get(source=source, kind="transfer")

    assert (entry.is_skipped, entry.other_wallet_id) == (True, None)
    assert entry.remark == (
        "The file calls this a transfer with “Elsewhere”. Choose the other wallet, or say what else it is."
    )


def test_the_names_of_a_file_are_made_and_taken_away_again(alice, alice_client, giro, savings):
    done = import_whole(alice_client, YNAB.format("rainy day").encode(), giro)
    named = list(Expense.objects.for_user(alice).values_list("category__parent__name", "category__name"))
    undo(alice_client, done)

    assert named == [("Food", "Market")]
    assert list(alice_categories(alice)) == []


def alice_categories(user):
    return Category.objects.for_user(user).values_list("name", flat=True)


SHOP = (("20260302", "-30.00", "ZALANDO SE", "A1"), ("20260309", "30.00", "Gutschrift Zalando SE", "A2"))


def test_a_refund_is_linked_to_what_it_gives_back_in_the_same_file(alice, alice_client, giro):
    done = import_whole(alice_client, ofx(SHOP), giro)

    bought, back = Expense.objects.for_user(alice).order_by("date")
    assert (done.written_count, bought.amount, back.amount) == (2, 30, -30)
    assert back.refund_of == bought


def test_a_refund_is_in_the_category_that_the_file_names_for_what_it_gives_back(alice, alice_client, giro):
    rows = "D2026-03-02\nT-30.00\nPZalando\nLClothes\n^\nD2026-03-09\nT30.00\nPRefund Zalando\n^\n"

    import_whole(alice_client, f"!Type:Bank\n{rows}".encode(), giro)

    named = Expense.objects.for_user(alice).order_by("date").values_list("amount", "category__name")
    assert list(named) == [(30, "Clothes"), (-30, "Clothes")]


def test_a_refund_is_linked_to_an_expense_of_the_ledger_with_its_parts(
    alice, alice_client, giro, make_expense, make_category
):
    import_whole(alice_client, ofx(SHOP[:1]), giro)
    bought = Expense.objects.for_user(alice).get()
    halves = [make_category(alice, name) for name in ("Clothes", "Gifts")]
    split(alice, bought, {halves[0].pk: 20, halves[1].pk: 10})

    import_whole(alice_client, ofx(SHOP[1:]), giro)

    back = Expense.objects.for_user(alice).get(amount__lt=0)
    parts = Portion.objects.for_user(alice).filter(expense=back).order_by("position")
    assert back.refund_of == bought
    assert list(parts.values_list("category", "amount")) == [(halves[0].pk, -20), (halves[1].pk, -10)]


def split(user, expense, parts):
    set_parts(expense.pk, [Part(pk, Decimal(amount)) for pk, amount in parts.items()], owner=user, actor=user)


def test_refunds_again_add_nothing(alice, alice_client, giro):
    import_whole(alice_client, ofx(SHOP), giro)

    done = import_whole(alice_client, csv(SHOP), giro)

    assert (done.written_count, Expense.objects.for_user(alice).count()) == (0, 2)


SPLIT = "!Type:Bank\nD2026-03-02\nT-30.00\nPMarket\nSFood\n$-20.00\nSHome:Garden\nETools\n$-10.00\n^\n"


def test_a_split_of_a_file_is_split_in_the_ledger(alice, alice_client, giro, make_category):
    food = make_category(alice, "Food")

    done = import_whole(alice_client, SPLIT.encode(), giro)
    again = import_whole(alice_client, SPLIT.encode(), giro)

    expense = Expense.objects.for_user(alice).get()
    portions = Portion.objects.for_user(alice).order_by("position")
    assert (done.written_count, again.written_count) == (1, 0)
    assert (expense.is_split, expense.category, expense.amount) == (True, None, 30)
    assert [(row.category.name, row.amount, row.home_amount, row.description) for row in portions] == [
        ("Food", 20, 20, ""),
        ("Garden", 10, 10, "Tools"),
    ]
    assert portions[0].category == food

    undo(alice_client, done)

    assert Expense.objects.for_user(alice).count() == 0
    assert list(alice_categories(alice)) == ["Food"]


N26 = (
    '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)",'
    '"Original Amount","Original Currency","Exchange Rate"\n'
    '2026-03-02,2026-03-02,"Diner","",Presentment,"","Main",-9.20,-10.00,USD,0.92\n'
)


def test_both_amounts_are_kept_where_the_file_says_both(alice, alice_client, giro):
    import_whole(alice_client, N26.encode(), giro)

    expense = Expense.objects.for_user(alice).get()
    assert (expense.amount, expense.currency, expense.wallet_amount) == (10, "USD", Decimal("9.2"))
    assert expense.notes == ""


def dollars(rows=(("20260302", "-10.00", "Diner", "A1"),)):
    return ofx(rows, currency="USD")


@pytest.fixture
def rate(alice):
    return OwnRate.objects.create(
        owner=alice, currency="USD", other="EUR", date=datetime.date(2026, 1, 1), rate=Decimal("0.9")
    )


def convert(client, source, wallet):
    return match(client, source, wallet=wallet.pk, convert="on")


def test_rows_in_another_currency_are_converted_only_where_the_person_says_so(alice, alice_client, giro, rate):
    bring(alice_client, dollars())
    asked = match(alice_client, latest(), wallet=giro.pk).content.decode()
    before = latest().status
    convert(alice_client, latest(), giro)
    entry = StatementEntry.objects.for_user(alice).get(source=latest())
    step(alice_client, "apply", latest())

    assert before == "matching"
    assert "The file is in USD, and this wallet in EUR." in asked
    assert (entry.amount, entry.remark) == (-9, "Converted at the rate of 1 January 2026.")
    expense = Expense.objects.for_user(alice).get()
    assert (expense.amount, expense.currency, expense.wallet_amount) == (10, "USD", 9)


def test_converted_rows_are_known_again_at_another_rate(alice, alice_client, giro, rate):
    bring(alice_client, dollars())
    convert(alice_client, latest(), giro)
    step(alice_client, "apply", latest())
    rate.rate = Decimal("0.8")
    rate.save()
    Expense.objects.for_user(alice).update(amount=11)

    bring(alice_client, dollars())
    convert(alice_client, latest(), giro)

    assert [row[0] for row in entries(alice, latest())] == ["duplicate"]


def test_a_row_without_a_rate_is_wrong_and_says_so(alice, alice_client, giro):
    bring(alice_client, dollars())

    convert(alice_client, latest(), giro)

    entry = StatementEntry.objects.for_user(alice).get(source=latest())
    assert entry.outcome == "wrong"
    assert entry.problem == (
        "No rate from USD to EUR is known for 2 March 2026. Add one and check again, or take a wallet in USD."
    )


def test_a_transfer_between_currencies_is_paired_by_the_amount_that_the_file_says(
    alice, alice_client, giro, make_wallet
):
    abroad = make_wallet(alice, "Dollars", currency="USD")
    import_whole(alice_client, dollars((("20260302", "10.00", "Top up", "A1"),)), abroad)

    import_whole(alice_client, N26.encode(), giro)

    assert [row[1:5] for row in transfers(alice)] == [("Giro", Decimal("9.2"), "Dollars", Decimal(10))]
    assert records(alice) == []


def test_bobs_rows_are_never_the_other_half(alice, bob, alice_client, bob_client, giro, savings, make_wallet):
    import_whole(bob_client, ofx(OUT), make_wallet(bob, "Bobs"))

    done = import_whole(alice_client, ofx(IN, account="DE2"), savings)

    assert (done.written_count, transfers(alice), len(records(alice))) == (1, [], 1)


def test_a_statement_of_everything_leaves_balances_as_they_were_once_undone(alice, alice_client, giro, savings):
    import_whole(alice_client, ofx(OUT), giro)
    before = worths(alice)
    done = import_whole(alice_client, ofx((*IN, *SHOP), account="DE2"), savings)
    between = worths(alice)

    undo(alice_client, done)

    assert between != before
    assert worths(alice) == before
    assert StatementLine.objects.for_user(alice).count() > 0


REVOLUT = (
    "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
    "EXCHANGE,Current,2026-03-02 10:00:00,2026-03-02 10:00:00,To USD,-9.20,0.00,EUR,COMPLETED,90.80\n"
    "EXCHANGE,Current,2026-03-02 10:00:00,2026-03-02 10:00:00,Exchanged from EUR,10.00,0.00,USD,COMPLETED,10.00\n"
    "CARD_PAYMENT,Current,2026-03-04 10:00:00,2026-03-05 10:00:00,Diner,-4.00,0.00,USD,COMPLETED,6.00\n"
)


def test_a_table_with_two_currencies_goes_to_a_wallet_for_each(alice, alice_client, giro, make_wallet, rate):
    abroad = make_wallet(alice, "Dollars", currency="USD")
    bring(alice_client, REVOLUT.encode(), "revolut.csv")
    parts = {source.account: source for source in StatementImport.objects.for_user(alice)}

    for name, wallet in (("Current EUR", giro), ("Current USD", abroad)):
        match(alice_client, parts[name], wallet=wallet.pk, **guessed(parts[name]))
    entry = StatementEntry.objects.for_user(alice).get(source=parts["Current EUR"])
    for source in parts.values():
        step(alice_client, "apply", source)

    assert sorted(parts) == ["Current EUR", "Current USD"]
    assert (entry.kind, entry.other_wallet_id, entry.is_skipped) == ("transfer", abroad.pk, False)
    assert [row[1:5] for row in transfers(alice)] == [("Giro", Decimal("9.2"), "Dollars", Decimal(10))]
    assert records(alice) == [("Diner", "Dollars", Decimal(4))]


def test_a_wallet_can_go_once_its_transfer_was_deleted_and_purged(alice, alice_client, giro, savings):
    import_whole(alice_client, ofx(OUT[:1]), giro)
    import_whole(alice_client, ofx(IN, account="DE2"), savings)
    with time_machine.travel(datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)):
        deletion = delete_transfer(Transfer.objects.for_user(alice).get(), owner=alice, actor=alice)

    with time_machine.travel(datetime.datetime(2026, 5, 9, tzinfo=datetime.UTC)):
        purge(deletion.pk, owner_id=alice.pk)

    assert [model._base_manager.filter(owner=alice).count() for model in (Transfer, Expense, Income)] == [0, 0, 0]
    giro.delete()


def test_an_archive_takes_along_what_is_known_of_transfers(alice, alice_client, giro, savings, make_user):
    import_whole(alice_client, ofx(OUT), giro)
    import_whole(alice_client, ofx(IN, account="DE2"), savings)
    carol = make_user("carol")
    with pack(alice) as file:
        unpack(file.read(), owner=carol)
    client = sign_in(carol)

    again = [
        import_whole(client, ofx(rows, account=account), Wallet.objects.for_user(carol).get(name=name))
        for rows, account, name in ((OUT, "DE1", "Giro"), (IN, "DE2", "Rainy day"))
    ]

    assert [done.written_count for done in again] == [0, 0]
    assert (len(transfers(carol)), len(records(carol))) == (1, 1)


bookings = st.lists(
    st.tuples(
        st.integers(10, 19), st.sampled_from(["-5.00", "5.00", "-7.00", "7.00"]), st.sampled_from(["Shop", "Transfer"])
    ),
    min_size=1,
    max_size=6,
)


def statement_of(rows, account):
    said = ((f"202603{day}", amount, text, f"{account}{place}") for place, (day, amount, text) in enumerate(rows))
    return ofx(tuple(said), account=account)


def total(rows):
    return sum((Decimal(amount) for _, amount, _ in rows), Decimal())


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(there=bookings, here=bookings)
def test_an_import_and_its_undoing_leave_all_as_it_was(alice, alice_client, giro, savings, there, here):
    with transaction.atomic():
        check_round_trip(alice, alice_client, {giro: there, savings: here})
        transaction.set_rollback(True)


def check_round_trip(user, client, said):
    files = {wallet: statement_of(rows, f"DE{place}") for place, (wallet, rows) in enumerate(said.items())}
    (giro, there), (savings, here) = said.items()
    first = import_whole(client, files[giro], giro)
    before, was = worths(user), sorted(records(user))
    second = import_whole(client, files[savings], savings)
    moved, between = Transfer.objects.for_user(user).count(), worths(user)
    again = [import_whole(client, file, wallet).written_count for wallet, file in files.items()]
    undo(client, second)
    once_undone = (worths(user), sorted(records(user)), transfers(user))
    undo(client, first)

    assert between == {wallet.name: total(rows) for wallet, rows in said.items()}
    assert (second.written_count, again) == (len(here), [0, 0])
    assert moved <= min(len(there), len(here))
    assert once_undone == (before, was, [])
    assert (records(user), set(worths(user).values())) == ([], {0})


def to_account(rows, account):
    """Return a statement whose rows all name the other account."""
    other = f"<BANKACCTTO><BANKID>1<ACCTID>{account}<ACCTTYPE>SAVINGS</BANKACCTTO></STMTTRN>"
    return ofx(rows).replace(b"</STMTTRN>", other.encode())


@pytest.mark.parametrize(("account", "kinds"), [("DE2", ["transfer"]), ("DE9", ["expense"])])
def test_the_other_account_of_a_bank_is_a_wallet_only_where_it_was_brought_before(
    alice, alice_client, giro, savings, account, kinds
):
    import_whole(alice_client, ofx((("20260101", "1.00", "Interest", "B0"),), account="DE2"), savings)

    source = check(alice_client, to_account(OUT[:1], account), giro)

    assert [(kind, wallet) for _, kind, _, wallet in entries(alice, source)] == [
        (kind, savings.pk if kind == "transfer" else None) for kind in kinds
    ]


def test_a_transfer_at_a_guessed_rate_is_known_by_the_amount_that_the_bank_says(alice, alice_client, giro, make_wallet):
    abroad = make_wallet(alice, "Dollars", currency="USD")
    make_transfer(alice, giro, abroad, datetime.date(2026, 3, 2), amount=90, arrived=100)

    source = check(alice_client, ofx((("20260303", "98.50", "Top up", "A1"),), currency="USD"), abroad)

    entry = StatementEntry.objects.for_user(alice).get(source=source)
    assert (entry.outcome, entry.kind, entry.other_wallet_id) == ("duplicate", "transfer", giro.pk)
    assert entry.remark == "The transfer in your ledger says US$100.00. If the statement is right, change it there."


def test_a_transfer_across_currencies_is_worth_the_rate_of_its_day(alice, alice_client, giro, make_wallet, rate):
    abroad = make_wallet(alice, "Dollars", currency="USD")

    import_whole(alice_client, YNAB.format("Dollars").replace("500.00", "90.00").encode(), giro)

    assert [row[1:5] for row in transfers(alice)] == [("Giro", 90, "Dollars", 100)]
    assert abroad.name in {row[3] for row in transfers(alice)}


def test_a_transfer_across_currencies_without_a_rate_fails_and_says_why(alice, alice_client, giro, make_wallet):
    make_wallet(alice, "Dollars", currency="USD")

    done = import_whole(alice_client, YNAB.format("Dollars").encode(), giro)

    failed = StatementEntry.objects.for_user(alice).get(source=done)
    assert (done.written_count, done.wrong_count, done.left_out_count) == (1, 1, 0)
    assert failed.problem == (
        "No rate from EUR to USD is known for the day of this transfer. Add one, and bring the file again."
    )
