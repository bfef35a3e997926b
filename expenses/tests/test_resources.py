"""Spreadsheets of staff: what they hold, what they change, and what they say of rows that cannot be."""

import datetime
from decimal import Decimal

import pytest
import tablib

from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths
from expenses.categories.resources import CategoryResource
from expenses.models import Expense, ExpenseTag, Tag
from expenses.owned_resource import SHEET_WITHOUT_OWNERS
from expenses.resources import ExpenseResource
from expenses.tags.resources import TagResource

HEADERS = ["id", "owner", "date", "description", "amount", "currency", "category", "tags", "notes"]


@pytest.fixture(autouse=True)
def staff_page(staff_queries):
    """These run on staff pages alone, where statements name nobody."""
    with staff_queries():
        yield


def table(*rows, headers=HEADERS):
    return tablib.Dataset(*rows, headers=headers)


def expense_row(**cells):
    row = {"id": "", "owner": "alice", "date": "2026-03-14", "description": "Lunch", "amount": "12.50"}
    row |= {"currency": "EUR", "category": "", "tags": "", "notes": ""} | cells
    return [row[header] for header in HEADERS]


def problems(result):
    """Return what the result says of its wrong rows, by column."""
    assert not result.has_errors(), [error.error for _, errors in result.row_errors() for error in errors]
    return [row.error_dict for row in result.invalid_rows]


def test_export_has_one_line_an_expense(alice, make_tag, make_expense):
    ids = ensure_paths(["Food:Groceries"], owner=alice)
    tags = [make_tag(alice, "tax"), make_tag(alice, "home")]
    expense = make_expense(alice, category_id=ids["food:groceries"], tags=tags, notes="With Paul")

    (row,) = ExpenseResource().export().dict

    assert row == {
        "id": str(expense.pk),
        "owner": "alice",
        "date": datetime.date(2026, 3, 14),
        "description": "Lunch",
        "amount": Decimal("12.50"),
        "currency": "EUR",
        "home_amount": Decimal("12.50"),
        "category": "Food:Groceries",
        "tags": "home, tax",
        "notes": "With Paul",
        "wallet": "",
        "wallet_amount": "",
    }


def test_export_takes_as_many_queries_for_thirty_rows(alice, make_tag, make_expense, django_assert_num_queries):
    ids = ensure_paths(["Food:Groceries"], owner=alice)
    tag = make_tag(alice)
    for _ in range(30):
        make_expense(alice, category_id=ids["food:groceries"], tags=[tag])

    with django_assert_num_queries(5):  # count, expenses, tags, lock, categories
        ExpenseResource().export()


@pytest.mark.parametrize("text", ["=1+1", "+49 1", "-5", "@home", " =1", "'quoted", "'=1"])
def test_export_defuses_formulas_and_import_brings_them_back(text, alice, make_expense):
    make_expense(alice, description=text, notes=text)
    before = list(Expense.objects.values_list("description", "notes"))

    sheet = ExpenseResource().export()
    Expense.objects.all().delete()
    sheet = tablib.Dataset(*[["", *row[1:]] for row in sheet], headers=sheet.headers)
    ExpenseResource().import_data(sheet, raise_errors=True)

    assert not sheet["description"][0].startswith(("=", "+", "-", "@", "\t"))
    assert list(Expense.objects.values_list("description", "notes")) == before


def test_exported_ledgers_come_back_the_same(alice, bob, make_tag, make_expense):
    ids = ensure_paths(["Food:Groceries"], owner=alice)
    make_expense(alice, category_id=ids["food:groceries"], tags=[make_tag(alice, "tax")])
    make_expense(alice, currency="JPY", amount="1200")

    result = ExpenseResource().import_data(ExpenseResource().export(), raise_errors=True)

    assert result.totals["skip"] == 3
    assert result.totals["new"] == result.totals["update"] == 0


def test_import_makes_and_changes_expenses(alice, bob, staff, make_tag, make_expense):
    ids = ensure_paths(["Food:Groceries"], owner=alice)
    tag = make_tag(alice, "tax")
    old = make_expense(alice, tags=[make_tag(alice, "home")])

    rows = [
        expense_row(description="New", category="food : GROCERIES", tags="Tax", amount=9.1),
        expense_row(id=old.pk, description="Changed", amount="20", currency="USD"),
    ]
    result = ExpenseResource().import_data(table(*rows), user=staff, raise_errors=True)

    assert (result.totals["new"], result.totals["update"]) == (1, 1)
    new = Expense.objects.get(description="New")
    assert (new.owner, new.created_by, new.amount, new.home_amount) == (alice, staff, Decimal("9.1"), Decimal("9.1"))
    assert new.category_id == ids["food:groceries"]
    assert list(ExpenseTag.objects.filter(expense=new).values_list("tag", flat=True)) == [tag.pk]
    old.refresh_from_db()
    assert (old.description, old.amount, old.home_amount, old.currency) == ("Changed", 20, None, "USD")
    assert not ExpenseTag.objects.filter(expense=old).exists()


def test_columns_that_are_not_there_are_left_alone(alice, make_category, make_tag, make_expense):
    category, tag = make_category(alice), make_tag(alice)
    expense = make_expense(alice, category=category, tags=[tag])

    sheet = table([expense.pk, "alice", "Dinner"], headers=["id", "owner", "description"])
    ExpenseResource().import_data(sheet, raise_errors=True)

    expense.refresh_from_db()
    assert (expense.description, expense.category_id) == ("Dinner", category.pk)
    assert ExpenseTag.objects.filter(expense=expense, tag=tag).exists()


def test_a_dry_run_writes_nothing(alice):
    result = ExpenseResource().import_data(table(expense_row()), dry_run=True, raise_errors=True)

    assert result.totals["new"] == 1
    assert not Expense.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"owner": "mallory"}, "owner", "There is nobody called “mallory”. Write the username of the owner."),
        ({"owner": ""}, "owner", "There is nobody called “”. Write the username of the owner."),
        ({"id": "abc"}, "id", "“abc” is not an id. Leave the cell empty for a new row."),
        ({"id": "987654"}, "id", "There is no row with the id 987654. Leave the cell empty for a new one."),
        ({"amount": "abc"}, "amount", "“abc” is not an amount. Write it as 12.50."),
        ({"amount": "NaN"}, "amount", "“NaN” is not an amount. Write it as 12.50."),
        ({"amount": ""}, "amount", "“” is not an amount. Write it as 12.50."),
        ({"date": "14.3.2026"}, "date", "“14.3.2026” is not a day. Write it as 2026-11-21."),
        ({"category": "Rent"}, "category", "alice has no category “Rent”. Make it first, or leave it empty."),
        ({"category": "Bob's secrets"}, "category",
         "alice has no category “Bob's secrets”. Make it first, or leave it empty."),
        ({"tags": "bobs-tag"}, "tags", "alice has no tag “bobs-tag”. Make it first."),
        ({"description": ""}, "description", "This field cannot be blank."),
        ({"currency": "eur"}, "currency",
         "“eur” is not a currency code. Use the three letters of ISO 4217, such as EUR."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_said_in_its_column(cells, column, sentence, alice, bob):
    result = ExpenseResource().import_data(table(expense_row(**cells)), dry_run=True)

    (said,) = problems(result)
    assert said == {column: [sentence]}


@pytest.mark.parametrize("amount", ["1e400", "0", "1.234", "999999999999"])
def test_an_amount_that_cannot_stand_in_the_ledger_is_said(amount, alice):
    result = ExpenseResource().import_data(table(expense_row(amount=amount)), dry_run=True)

    assert len(problems(result)) == 1


def test_all_that_is_wrong_in_a_row_is_said_at_once(alice):
    result = ExpenseResource().import_data(
        table(expense_row(amount="x", date="y", category="z", tags="t")), dry_run=True
    )

    (said,) = problems(result)
    assert set(said) == {"amount", "date", "category", "tags"}


def test_an_expense_cannot_move_to_another_owner(alice, bob, make_expense):
    expense = make_expense(alice)

    result = ExpenseResource().import_data(table(expense_row(id=expense.pk, owner="bob")), dry_run=True)

    assert problems(result) == [{"owner": ["The owner of a row cannot change. Leave the id empty for a new one."]}]


def test_a_deleted_expense_is_not_brought_back(alice, make_expense):
    from expenses.activity.deletion import delete_records

    expense = make_expense(alice)
    delete_records(Expense.objects.all(), owner=alice, actor=alice)

    result = ExpenseResource().import_data(table(expense_row(id=expense.pk)), dry_run=True)

    assert list(problems(result)[0]) == ["id"]


def test_a_sheet_without_its_owners_is_said(alice):
    result = ExpenseResource().import_data(table(["Lunch"], headers=["description"]), dry_run=True)

    assert [str(error.error) for error in result.base_errors] == [SHEET_WITHOUT_OWNERS]


def test_the_preview_has_no_inline_style(alice, make_expense):
    expense = make_expense(alice)

    result = ExpenseResource().import_data(table(expense_row(id=expense.pk, description="<b>")), dry_run=True)

    (row,) = result.valid_rows()
    assert "<del>Lunch</del> <ins>&lt;b&gt;</ins>" in row.diff
    assert not any("style" in cell for cell in row.diff)


# Categories and tags


CATEGORY_HEADERS = ["id", "owner", "path", "description", "color", "icon", "archived"]


def category_row(path, **cells):
    row = {"id": "", "owner": "alice", "path": path, "description": "", "color": "red", "icon": "tag", "archived": "no"}
    return [(row | cells)[header] for header in CATEGORY_HEADERS]


def test_exported_categories_come_back_the_same_and_into_an_empty_ledger(alice, bob, make_user):
    ensure_paths(["Food:Groceries", "Food:Out:Lunch", "Rent"], owner=alice)
    sheet = CategoryResource().export(Category.objects.filter(owner_id=alice.pk))
    carol = make_user("carol")
    hers = tablib.Dataset(*[["", "carol", *row[2:]] for row in sheet], headers=sheet.headers)

    again = CategoryResource().import_data(sheet, raise_errors=True)
    CategoryResource().import_data(hers, raise_errors=True)
    once_more = CategoryResource().import_data(hers, raise_errors=True)

    assert again.totals["skip"] == once_more.totals["skip"] == 5
    assert CategoryResource().export(Category.objects.filter(owner_id=carol.pk))["path"] == sheet["path"]


def test_import_moves_and_renames_a_category_by_its_path(alice, paths_of_categories):
    ids = ensure_paths(["Food:Groceries", "Rent"], owner=alice)

    rows = [category_row("Rent:Shopping", id=ids["food:groceries"], archived="yes")]
    CategoryResource().import_data(table(*rows, headers=CATEGORY_HEADERS), raise_errors=True)

    assert paths_of_categories(alice) == ["Food", "Rent", "Rent: Shopping"]
    assert Category.objects.get(pk=ids["food:groceries"]).is_archived


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (category_row("Nowhere:Bread"), "parent"),
        (category_row("Food:"), "path"),
        (category_row(":".join("abcdef")), "path"),
        (category_row("Bread", color="gold"), "color"),
        (category_row("Bread", archived="perhaps"), "is_archived"),
        (category_row("Bob's secrets:Bread"), "parent"),
    ],
)
def test_a_category_that_cannot_be_is_said(row, column, alice, bob):
    ensure_paths(["Food"], owner=alice)

    result = CategoryResource().import_data(table(row, headers=CATEGORY_HEADERS), dry_run=True)

    assert [list(said) for said in problems(result)] in ([[column]], [["name"]] if column == "path" else [[column]])


def test_a_circle_is_refused(alice):
    ids = ensure_paths(["Food:Groceries"], owner=alice)

    rows = [category_row("Food:Groceries:Food", id=ids["food"])]
    result = CategoryResource().import_data(table(*rows, headers=CATEGORY_HEADERS), dry_run=True)

    assert list(problems(result)[0]) == ["parent"]


def test_exported_tags_come_back_the_same_and_into_an_empty_ledger(alice, bob, make_tag, make_user):
    make_tag(alice, "tax")
    make_tag(alice, "Ähren")
    make_user("carol")
    sheet = TagResource().export(Tag.objects.filter(owner_id=alice.pk))
    hers = tablib.Dataset(*[["", "carol", row[2]] for row in sheet], headers=sheet.headers)

    again = TagResource().import_data(sheet, raise_errors=True)
    TagResource().import_data(hers, raise_errors=True)
    hers = tablib.Dataset(*[["", "carol", row[2].upper()] for row in sheet], headers=sheet.headers)
    renamed = TagResource().import_data(hers, raise_errors=True)

    assert again.totals["skip"] == 2
    assert renamed.totals["update"] == 2
    assert sorted(Tag.objects.filter(owner__username="carol").values_list("name", flat=True)) == ["TAX", "ÄHREN"]


@pytest.mark.parametrize("name", ["", "a,b", "#a", "x" * 51, "a\u202eb"])
def test_a_tag_that_cannot_be_is_said(name, alice):
    result = TagResource().import_data(table(["", "alice", name], headers=["id", "owner", "name"]), dry_run=True)

    assert [list(said) for said in problems(result)] == [["name"]]


@pytest.fixture
def paths_of_categories():
    from expenses.categories.tree import CategoryTree

    return lambda owner: [node.path for node in CategoryTree.of(owner)]
