import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from expenses.imports.tests.files import bring, csv, import_whole, ofx
from expenses.models import KnownStatement, StatementEntry, StatementImport, StatementLine

MODELS = (StatementImport, StatementEntry, StatementLine, KnownStatement)


@pytest.fixture
def brought(alice, alice_client, make_wallet):
    """An applied import with its lines, and one that waits with its entries."""
    wallet = make_wallet(alice, "Giro")
    import_whole(alice_client, ofx(), wallet)
    import_whole(alice_client, csv((("20260308", "-1.00", "Kiosk", ""),)), wallet)
    bring(alice_client, csv((("20260309", "-7.00", "Bakery", ""),)), name="march.csv")


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (StatementImport, ["statement.ofx", "march.csv", "Imported", "Ready to import", "alice"]),
        (StatementEntry, ["Bakery", "-7.00", "New", "march.csv"]),
        (StatementLine, ["Coffee Corner", "-€3.20", "€1,500.00", "A3", "Giro"]),
        (KnownStatement, ["account:", "table:", "Giro"]),
    ],
)
def test_staff_see_what_there_is(staff_client, brought, model, words):
    text = staff_client.get(page(model, "changelist")).content.decode()

    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("model", MODELS)
def test_a_row_can_be_looked_at_and_not_changed(staff_client, staff_queries, brought, model):
    with staff_queries():
        row = model._base_manager.all()[0]

    shown = staff_client.get(page(model, "change", row.pk))
    changed = staff_client.post(page(model, "change", row.pk), {"file_name": "x", "text": "x"})

    assert (shown.status_code, changed.status_code) == (200, 403)
    assert b'name="_save"' not in shown.content
    assert staff_client.get(page(model, "add")).status_code == 403


@pytest.mark.parametrize(
    ("model", "asked", "expected"),
    [
        (StatementImport, {"q": "march"}, 1),
        (StatementImport, {"status__exact": "applied"}, 2),
        (StatementEntry, {"q": "nothing so called"}, 0),
        (StatementLine, {"q": "A3"}, 1),
        (StatementLine, {"format__exact": "ofx"}, 3),
        (KnownStatement, {"q": "giro"}, 3),
    ],
)
def test_rows_are_searched_and_filtered(staff_client, brought, model, asked, expected):
    response = staff_client.get(page(model, "changelist"), asked)

    assert response.context["cl"].result_count == expected


def test_lists_take_as_many_queries_for_one_row_as_for_three(staff_client, alice_client, brought, make_wallet, alice):
    queries_of(staff_client, StatementImport)
    few = {model: queries_of(staff_client, model) for model in MODELS}
    import_whole(alice_client, ofx((("20260401", "-1.00", "Kiosk", "B1"),), account="DE2"), make_wallet(alice, "Two"))

    assert {model: queries_of(staff_client, model) for model in MODELS} == few


def queries_of(client, model):
    with CaptureQueriesContext(connection) as queries:
        client.get(page(model, "changelist"))
    return len(queries)


def test_what_is_remembered_can_be_forgotten(staff_client, staff_queries, brought):
    with staff_queries():
        row = KnownStatement._base_manager.all()[0]

    staff_client.post(page(KnownStatement, "delete", row.pk), {"post": "yes"})

    with staff_queries():
        assert not KnownStatement._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", MODELS)
def test_who_is_not_staff_sees_nothing(bob_client, brought, model):
    assert bob_client.get(page(model, "changelist")).status_code == 302
