import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from conftest import TODAY
from expenses.models import Expense, Income, Transfer, Wallet
from expenses.wallets.balances import balance_of, balances, net_worth
from expenses.wallets.statement import PAGE_ROWS, statement_page

CENTS = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)


@pytest.fixture
def bank(alice, make_wallet):
    return make_wallet(alice, "Bank", opening_balance="100", is_default=True)


@pytest.fixture
def cash(alice, make_wallet):
    return make_wallet(alice, "Cash")


@pytest.fixture
def moved(alice, bank, cash, make_expense, make_income, make_transfer):
    """100 at first, 2,000 came, 12.50 went and 100 moved to the cash, of which 12.50 came back in a refund."""
    make_income(alice, wallet=bank)
    make_expense(alice, wallet=bank)
    make_transfer(bank, cash)
    make_expense(alice, wallet=cash, amount="-12.50", description="Refund")
    make_expense(alice, description="Of no wallet", amount="999")


def figures(user):
    return [(row.wallet.name, row.balance, row.at_home) for row in balances(user)]


def test_balance_is_what_came_and_went_since_the_opening(alice, moved):
    assert figures(alice) == [
        ("Bank", Decimal("1987.50"), Decimal("1987.50")),
        ("Cash", Decimal("112.50"), Decimal("112.50")),
    ]
    assert net_worth(balances(alice), "EUR").amount == Decimal("2100.00")


def test_balance_leaves_out_what_was_deleted_and_what_is_of_others(alice, bob, bank, make_wallet, make_expense):
    make_expense(bob, wallet=make_wallet(bob, "Bank"), amount="5")
    gone = make_expense(alice, wallet=bank, amount="7")
    activity = gone.owner.pk and Expense.objects.for_user(alice)
    from expenses.activity.deletion import delete_records

    delete_records(activity.filter(pk=gone.pk), owner=alice, actor=alice)

    assert figures(alice) == [("Bank", Decimal("100.00"), Decimal("100.00"))]


def test_wallet_in_a_currency_without_a_rate_is_told_apart(alice, bank, make_wallet):
    make_wallet(alice, "Dollars", currency="USD", opening_balance="10")

    rows = balances(alice)

    assert [(row.wallet.name, row.at_home) for row in rows] == [("Bank", Decimal("100.00")), ("Dollars", None)]
    assert net_worth(rows, "EUR").without_rate == 1


@pytest.mark.parametrize("count", [1, 3])
def test_balances_ask_the_same_number_of_questions(alice, make_wallet, make_expense, django_assert_num_queries, count):
    for number in range(count):
        make_expense(alice, wallet=make_wallet(alice, f"Wallet {number}"))

    with django_assert_num_queries(2):
        balances(alice)


def test_statement_counts_back_from_the_balance(alice, bank, moved):
    page = statement_page(alice, bank)

    [(day, entries)] = page.days
    assert day == TODAY
    assert [(entry.kind, entry.amount, entry.balance) for entry in entries] == [
        ("transfer-out", Decimal(-100), Decimal("1987.50")),
        ("income", Decimal(2000), Decimal("2087.50")),
        ("expense", Decimal("-12.50"), Decimal("87.50")),
    ]
    assert page.next_key is None


def test_statement_pages_hold_every_record_once_with_running_balances(alice, bank, cash, make_expense, make_transfer):
    for number in range(PAGE_ROWS + 7):
        make_expense(alice, wallet=bank, amount="1", date=TODAY - datetime.timedelta(days=number % 5))
        make_transfer(bank, cash, "2", date=TODAY - datetime.timedelta(days=number % 3))

    seen, key = [], ""
    while key is not None:
        page = statement_page(alice, bank, after=key)
        seen += [entry for _day, entries in page.days for entry in entries]
        key = page.next_key

    assert len({(entry.kind, entry.place.pk) for entry in seen}) == len(seen) == 2 * (PAGE_ROWS + 7)
    assert seen == sorted(seen, key=lambda entry: entry.place, reverse=True)
    balance = bank.opening_balance
    for entry in reversed(seen):
        balance += entry.amount
        assert entry.balance == balance
    assert balance == balance_of(alice, bank)


@pytest.mark.django_db
@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(["expense", "income", "there", "back"]), CENTS, st.integers(0, 9)), max_size=8)
)
def test_transfers_conserve_and_balances_are_plain_sums(moves):
    owner, _ = User.objects.get_or_create(username="hana", defaults={"home_currency": "EUR", "email": "h@example.org"})
    for model in (Expense, Income, Transfer, Wallet):
        model.objects.filter(owner=owner).delete()
    one, two = (Wallet.objects.create(owner=owner, name=name, currency="EUR") for name in ("One", "Two"))
    for kind, amount, days in moves:
        add(owner, kind, amount, TODAY - datetime.timedelta(days=days), one, two)

    spent = sum((amount for kind, amount, _ in moves if kind == "expense"), Decimal(0))
    earned = sum((amount for kind, amount, _ in moves if kind == "income"), Decimal(0))
    assert sum(row.balance for row in balances(owner)) == earned - spent
    for wallet in (one, two):
        entries = [entry for _day, found in statement_page(owner, wallet).days for entry in found]
        assert balance_of(owner, wallet) == sum((entry.amount for entry in entries), Decimal(0))


def add(owner, kind, amount, date, one, two):
    if kind in ("expense", "income"):
        model = Expense if kind == "expense" else Income
        same = {"amount": amount, "wallet_amount": amount, "home_amount": amount, "currency": "EUR"}
        model.objects.create(owner=owner, date=date, description="x", wallet=one, **same)
    else:
        source, target = (one, two) if kind == "there" else (two, one)
        amounts = {"from_amount": amount, "to_amount": amount}
        Transfer.objects.create(owner=owner, date=date, from_wallet=source, to_wallet=target, **amounts)


@pytest.mark.parametrize(
    "key", ["x", "2026-01-01", "2026-01-01~9~x", "~~", "2026-13-01~0~1", "2026-01-01~0~" + "9" * 30]
)
def test_wrong_page_of_a_wallet_leads_to_its_start(alice_client, bank, key):
    url = reverse("expenses:wallet-detail", args=[bank.pk])

    response = alice_client.get(url, {"after": key})

    assert (response.status_code, response["Location"]) == (302, url)
