"""What staff do with rates and currencies: pages of the admin, and spreadsheets of many people."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from tablib import Dataset

from conftest import TODAY, sign_in
from expenses.exchange.models import OwnCurrency, OwnRate, RateUpdate, ReferenceRate, Revaluation
from expenses.exchange.resources import OwnCurrencyResource, OwnRateResource
from expenses.models import Expense

pytestmark = pytest.mark.usefixtures("today")

RATES = ["owner", "currency", "rate", "other", "date", "last_day", "note"]
READ_ONLY = ["referencerate", "rateupdate", "revaluation"]


def page(model, name, *args):
    return reverse(f"admin:expenses_{model}_{name}", args=args)


def bring(resource, headers, *rows):
    return resource().import_data(Dataset(*rows, headers=headers))


def mistakes_of(result):
    assert [str(error.error) for row in result.rows for error in row.errors] == []
    return [row.error.message_dict for row in result.invalid_rows]


def worths(owner):
    return list(Expense.objects.filter(owner=owner).order_by("pk").values_list("home_amount", flat=True))


@pytest.fixture
def franc(alice):
    return OwnRate.objects.create(owner=alice, currency="CHF", other="EUR", rate="1.1", date="2026-01-01", note="Kept")


@pytest.fixture
def points(alice):
    return OwnCurrency.objects.create(owner=alice, code="PT0", name="Points")


@pytest.fixture
def rows(alice, franc, points):
    return {
        "referencerate": ReferenceRate.objects.create(currency="USD", date=TODAY, per_euro="1.25"),
        "rateupdate": RateUpdate.objects.create(source="ECB"),
        "revaluation": Revaluation.objects.create(owner=alice, total=3, done=1),
        "ownrate": franc,
        "owncurrency": points,
    }


@pytest.mark.parametrize("model", [*READ_ONLY, "ownrate", "owncurrency"])
def test_pages_show_every_kind(staff, rows, model):
    client = sign_in(staff)

    listed = client.get(page(model, "changelist"), {"q": "alice"} if "own" in model else {})
    shown = client.get(page(model, "change", rows[model].pk))

    assert (listed.status_code, shown.status_code) == (200, 200)
    assert listed.context["cl"].result_count == 1


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_the_product_writes_is_only_read(staff, rows, model):
    client = sign_in(staff)

    statuses = [
        client.get(page(model, "add")).status_code,
        client.post(page(model, "change", rows[model].pk), {}).status_code,
        client.post(page(model, "delete", rows[model].pk), {"post": "yes"}).status_code,
    ]

    assert statuses == [403, 403, 403]


def test_changed_and_deleted_rates_value_the_ledger_anew(staff, alice, franc, make_expense):
    make_expense(alice, amount="10", currency="CHF")
    client = sign_in(staff)
    said = {"currency": "CHF", "rate": "2", "other": "EUR", "date": "2026-01-01", "last_day": "", "note": ""}

    client.post(page("ownrate", "change", franc.pk), said)
    assert worths(alice) == [Decimal(20)]

    client.post(page("ownrate", "delete", franc.pk), {"post": "yes"})
    assert worths(alice) == [None]


def test_currency_in_use_keeps_its_code_and_stays(staff, alice, points, make_expense, staff_queries):
    make_expense(alice, amount="500", currency="PT0")
    client = sign_in(staff)

    client.post(page("owncurrency", "change", points.pk), {"code": "PX2", "name": "Miles"})
    refused = client.post(page("owncurrency", "delete", points.pk), {"post": "yes"})
    with staff_queries():
        result = bring(OwnCurrencyResource, ["id", "owner", "code", "name"], [points.pk, "alice", "PX2", "Miles"])

    points.refresh_from_db()
    assert (points.code, points.name, refused.status_code) == ("PT0", "Miles", 403)
    assert [list(mistake) for mistake in mistakes_of(result)] == [["code"]]


def test_rates_come_in_and_value_each_ledger_once(alice, bob, franc, make_expense, staff_queries, monkeypatch):
    make_expense(alice, amount="10", currency="CHF")
    make_expense(alice, amount="10", currency="USD")
    valued = []
    monkeypatch.setattr("expenses.exchange.resources.revalue", lambda owner, since: valued.append((owner, str(since))))
    with staff_queries():
        result = bring(
            OwnRateResource,
            RATES,
            ["alice", "CHF", "1.5", "EUR", "2026-01-01", "2026-06-30", ""],
            ["alice", "USD", "0.9", "EUR", "2026-02-01", "", "Card"],
            ["bob", "USD", "0.8", "EUR", "2026-03-01", "", ""],
        )

    assert mistakes_of(result) == []
    said = OwnRate.objects.for_user(alice).values_list("currency", "rate", "note")
    assert set(said) == {("CHF", Decimal("1.5"), ""), ("USD", Decimal("0.9"), "Card")}
    assert sorted((owner.username, since) for owner, since in valued) == [
        ("alice", "2026-01-01"),
        ("bob", "2026-03-01"),
    ]


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (["XYZ", "1", "EUR", "2026-01-01", "", ""], ["currency"]),
        (["EUR", "1", "EUR", "2026-01-01", "", ""], ["other"]),
        (["CHF", "0", "EUR", "2026-01-01", "", ""], ["rate"]),
        (["CHF", "1", "EUR", "someday", "", ""], ["date"]),
        (["CHF", "1", "EUR", "2026-01-02", "2026-01-01", ""], ["last_day"]),
    ],
)
def test_wrong_rates_stay_out(alice, staff_queries, cells, wrong):
    with staff_queries():
        result = bring(OwnRateResource, RATES, ["alice", *cells])

    assert [sorted(mistake) for mistake in mistakes_of(result)] == [wrong]
    assert not OwnRate.objects.for_user(alice).exists()


def test_rates_and_currencies_come_back_from_their_exports(alice, franc, points, staff_queries):
    with staff_queries():
        for resource in (OwnRateResource, OwnCurrencyResource):
            result = resource().import_data(resource().export())
            assert mistakes_of(result) == []
            assert [row.import_type for row in result.rows] == ["skip"]


def test_bookkeepers_keep_them(db):
    group = Group.objects.get(name="Bookkeeper")

    held = group.permissions.filter(content_type__model__in=["ownrate", "owncurrency"])
    assert set(held.values_list("codename", flat=True)) == {
        f"{action}_{model}"
        for action in ("view", "add", "change", "import", "export")
        for model in ("ownrate", "owncurrency")
    }


def test_staff_keep_wallets_and_records_in_a_persons_own_currency(staff, alice, bob, points, make_wallet, make_expense):
    wallet, flight = make_wallet(alice, "Miles", currency="PT0"), make_expense(alice, amount="500", currency="PT0")
    client = sign_in(staff)
    kept = {"name": "Air miles", "kind": "savings", "currency": "PT0", "opening_balance": "100", "color": "slate"}
    paid = {"date": "2026-03-14", "amount": "600", "currency": "PT0", "description": "Flight", "notes": ""}
    shown = client.get(page("expense", "change", flight.pk)).context["inline_admin_formsets"]
    inline = {f"{formset.formset.prefix}-{name}": "0" for formset in shown for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

    client.post(page("wallet", "change", wallet.pk), kept)
    client.post(page("expense", "change", flight.pk), {**paid, **inline})
    refused = client.post(f"{page('wallet', 'add')}?owner={bob.pk}", kept)

    wallet.refresh_from_db()
    flight.refresh_from_db()
    assert (wallet.name, wallet.opening_balance, flight.amount) == ("Air miles", 100, 600)
    assert list(refused.context["adminform"].form.errors) == ["currency"]
