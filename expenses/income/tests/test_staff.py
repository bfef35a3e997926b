"""What staff do with income: pages of the admin, and spreadsheets of many people."""

from decimal import Decimal

import pytest
import tablib
from django.urls import reverse

from expenses.categories.models import Category
from expenses.models import Income, IncomeTag
from expenses.resources import IncomeResource

HEADERS = ("owner", "date", "description", "amount", "currency", "category", "tags", "wallet", "wallet_amount")


def admin_url(name, *args):
    return reverse(f"admin:expenses_income_{name}", args=args)


@pytest.fixture
def salary(alice, make_category) -> Category:
    return make_category(alice, "Salary", kind=Category.Kind.INCOME)


def bring(*rows):
    cells = [[row.get(header, "") for header in HEADERS] for row in rows]
    return IncomeResource().import_data(tablib.Dataset(*cells, headers=HEADERS))


def row(**cells):
    return {
        "owner": "alice",
        "date": "2026-03-14",
        "description": "March",
        "amount": "2000",
        "currency": "EUR",
        **cells,
    }


def test_staff_add_and_change_an_income(staff_client, staff, alice, salary):
    typed = {
        "date": "2026-03-14", "amount": "2000", "currency": "EUR", "description": "March", "category": salary.pk,
        "incometag_set-TOTAL_FORMS": "0", "incometag_set-INITIAL_FORMS": "0",
    }  # fmt: skip

    staff_client.post(f"{admin_url('add')}?owner={alice.pk}", typed)
    income = Income.objects.for_user(alice).get()
    staff_client.post(admin_url("change", income.pk), {**typed, "amount": "2100"})

    income.refresh_from_db()
    assert (income.amount, income.home_amount, income.created_by) == (Decimal(2100), Decimal(2100), staff)


def test_a_category_of_expenses_cannot_be_chosen(staff_client, alice, make_category):
    food = make_category(alice, "Food")
    typed = {
        "date": "2026-03-14", "amount": "2000", "currency": "EUR", "description": "March", "category": food.pk,
        "incometag_set-TOTAL_FORMS": "0", "incometag_set-INITIAL_FORMS": "0",
    }  # fmt: skip

    response = staff_client.post(f"{admin_url('add')}?owner={alice.pk}", typed)

    assert list(response.context["adminform"].form.errors) == ["category"]


def test_the_list_shows_what_stands_in_it(staff_client, alice, make_income):
    make_income(alice, description="March", amount="2000")

    page = staff_client.get(admin_url("changelist")).content.decode()

    assert "March" in page
    assert "€2,000.00" in page


@pytest.mark.usefixtures("no_owner")
def test_rows_come_in_with_category_tags_and_wallet(alice, salary, make_tag, make_wallet):
    make_tag(alice, "work")
    make_wallet(alice, "Bank")

    result = bring(row(category="Salary", tags="work", wallet="Bank"))

    assert not result.has_errors()
    income = Income.objects.get()
    assert (income.category, income.wallet.name, income.wallet_amount) == (salary, "Bank", Decimal(2000))
    assert list(IncomeTag.objects.values_list("tag__name", flat=True)) == ["work"]


@pytest.mark.usefixtures("no_owner")
@pytest.mark.parametrize(
    ("cells", "column"),
    [({"category": "Food"}, "category"), ({"wallet": "Purse"}, "wallet"), ({"amount": "x"}, "amount")],
)
def test_a_wrong_cell_is_said_in_its_column(cells, column, alice, make_category):
    make_category(alice, "Food")

    (wrong,) = bring(row(**cells)).invalid_rows

    assert list(wrong.error_dict) == [column]


@pytest.mark.usefixtures("no_owner")
def test_what_goes_out_comes_in_unchanged(alice, make_income, make_wallet, salary):
    make_income(alice, amount="2000", category=salary, wallet=make_wallet(alice, "Bank"), wallet_amount="2000")

    result = IncomeResource().import_data(IncomeResource().export())

    assert (result.totals["skip"], result.total_rows) == (1, 1)


@pytest.fixture
def no_owner(staff_queries):
    """These run on staff pages alone, where statements name nobody."""
    with staff_queries():
        yield
