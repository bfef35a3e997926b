"""The import engine: django-import-export with our inner loop says and does the same as its own."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from import_export import fields, resources, widgets
from tablib import Dataset

from expenses.models import Category, Expense, ExpenseTag, Tag
from expenses.spreadsheets.reading import read_table
from expenses.spreadsheets.resources import ExpenseResource
from expenses.spreadsheets.tests.files import csv_of

pytestmark = pytest.mark.usefixtures("today")

HEADER = ("id", "date", "description", "amount", "currency", "category", "tags", "notes")


class StockResource(resources.ModelResource):
    """What the package does by itself with the same columns: a row at a time, through its widgets."""

    category = fields.Field("category", "category")
    tags = fields.Field("tags", "tags")

    class Meta:
        model = Expense
        fields = HEADER
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = False
        use_transactions = True

    def __init__(self, user):
        super().__init__()
        self.user = user
        self.fields["category"].widget = ByName(Category, user)
        self.fields["tags"].widget = ByNames(Tag, user)

    def get_queryset(self):
        return Expense.objects.for_user(self.user)

    def before_import_row(self, row, **kwargs):
        row["id"] = row["id"] or None

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.owner = self.user

    def before_save_instance(self, instance, row, **kwargs):
        instance.home_amount = instance.amount if instance.currency == self.user.home_currency else None

    def save_m2m(self, instance, row, **kwargs):
        for tag in ByNames(Tag, self.user).clean(row["tags"]):
            ExpenseTag.objects.get_or_create(owner=self.user, expense=instance, tag=tag)


class ByName(widgets.ForeignKeyWidget):
    def __init__(self, model, user):
        super().__init__(model, field="name")
        self.rows = model.objects.filter(owner=user)

    def get_queryset(self, value, row, *args, **kwargs):
        return self.rows


class ByNames(widgets.ManyToManyWidget):
    def __init__(self, model, user):
        super().__init__(model, field="name", separator=", ")
        self.rows = model.objects.filter(owner=user)

    def clean(self, value, row=None, **kwargs):
        return self.rows.filter(name__in=value.split(self.separator))


def dataset(*rows):
    return Dataset(*rows, headers=HEADER)


def ledger_of(user):
    """Return what the ledger of a person says, ids and clocks aside."""
    columns = ("date", "description", "amount", "currency", "home_amount", "category__name", "notes")
    rows = Expense.objects.for_user(user).order_by("id")
    links = ExpenseTag.objects.for_user(user).order_by("tag__name")
    tags = [
        list(links.filter(expense_id=pk).values_list("tag__name", flat=True))
        for pk in rows.values_list("pk", flat=True)
    ]
    return list(zip(rows.values_list(*columns), tags, strict=True))


@pytest.fixture
def twins(alice, make_user, make_category, make_tag, make_expense):
    """Two people with equal ledgers of one expense: one imports with our loop, the other with that of the package."""
    carol = make_user("carol")
    for person in (alice, carol):
        make_category(person, "Food")
        make_tag(person, "home")
        make_tag(person, "work")
        make_expense(person, description="Old", amount="5", date=datetime.date(2026, 1, 1))
    return alice, carol


def test_import_says_and_does_the_same_as_the_stock_path(twins, staff_queries):
    results = []
    for person, resource in zip(twins, (ExpenseResource(user=twins[0]), StockResource(twins[1])), strict=True):
        old = Expense.objects.for_user(person).get()
        rows = [
            ["", "2026-03-01", "Lunch", "12.50", "EUR", "Food", "home, work", ""],
            ["", "2026-03-02", "Refund", "-3", "EUR", "", "", "came back"],
            ["", "2026-03-03", "Sushi", "1500", "JPY", "Food", "", ""],
            [old.pk, "2026-01-01", "Old, but changed", "6.75", "USD", "Food", "work", ""],
        ]
        with staff_queries():
            results.append(resource.import_data(dataset(*rows), raise_errors=True))

    ours, stock = results
    assert (ours.totals, ours.total_rows) == (stock.totals, stock.total_rows)
    assert ledger_of(twins[0]) == ledger_of(twins[1])
    assert len(ledger_of(twins[0])) == 4


def test_unchanged_and_invalid_rows_are_counted_as_the_stock_path_counts_them(twins, staff_queries):
    results = []
    for person, resource in zip(twins, (ExpenseResource(user=twins[0]), StockResource(twins[1])), strict=True):
        old = Expense.objects.for_user(person).get()
        rows = [
            [old.pk, "2026-01-01", "Old", "5", "EUR", "", "", ""],
            ["", "2026-03-01", "", "12.50", "EUR", "Food", "", ""],
            ["", "2026-03-01", "Zero", "0", "EUR", "Food", "", ""],
            ["", "1812-03-01", "Early", "1", "EUR", "Food", "", ""],
        ]
        with staff_queries():
            results.append(resource.import_data(dataset(*rows), raise_errors=False))

    ours, stock = results
    assert ours.totals == stock.totals == {"new": 0, "update": 0, "delete": 0, "skip": 1, "error": 0, "invalid": 3}
    assert [set(row.error_dict) for row in ours.invalid_rows] == [{"description"}, {"amount"}, {"date"}]
    assert ours.has_validation_errors()
    assert len(ledger_of(twins[0])) == 1


def test_dry_run_writes_nothing(alice, make_category):
    rows = [["", "2026-03-01", "Lunch", "12.50", "EUR", "Food:Out", "new", ""]]

    result = ExpenseResource(user=alice).import_data(dataset(*rows), dry_run=True)

    assert result.totals["new"] == 1
    assert (result.new_categories, result.new_tags) == (["Food:Out"], ["new"])
    assert not Expense.objects.for_user(alice).exists()
    assert not Category.objects.for_user(alice).exists()
    assert not Tag.objects.for_user(alice).exists()


def test_validation_errors_roll_back_where_that_is_asked_for(alice):
    rows = [["", "2026-03-01", "Lunch", "12.50", "EUR", "New", "", ""], ["", "soon", "Lunch", "1", "EUR", "", "", ""]]

    result = ExpenseResource(user=alice).import_data(dataset(*rows), rollback_on_validation_errors=True)

    assert (result.totals["new"], result.totals["invalid"]) == (1, 1)
    assert not Expense.objects.for_user(alice).exists()
    assert not Category.objects.for_user(alice).exists()


def test_errors_are_raised_where_that_is_asked_for(alice):
    with pytest.raises(ValidationError, match="not a date"):
        ExpenseResource(user=alice).import_data(dataset(["", "soon", "x", "1", "", "", "", ""]), raise_errors=True)


def test_error_in_the_middle_leaves_nothing_behind(alice, monkeypatch):
    monkeypatch.setattr("expenses.spreadsheets.examining.BATCH_ROWS", 2)
    monkeypatch.setattr("expenses.spreadsheets.resources.WRITTEN_AT_ONCE", 2)
    rows = [(f"2026-03-{day:02}", "Lunch", "1", "New") for day in range(1, 6)]
    calls = []

    def fail_late(cells, kind, **options):
        calls.append(len(cells))
        if len(calls) == 2:
            raise DatabaseError("the disk is full")
        return insert(cells, kind, **options)

    from expenses.spreadsheets import resources as room

    insert = room.insert_records
    monkeypatch.setattr(room, "insert_records", fail_late)

    with pytest.raises(DatabaseError, match="the disk is full"):
        ExpenseResource(user=alice).import_data(
            read_table(csv_of(*rows, header=("date", "description", "amount", "category")))
        )

    assert calls == [2, 2]
    assert not Expense.objects.for_user(alice).exists()
    assert not Category.objects.for_user(alice).exists()


def test_new_names_are_made_once_across_batches(alice, monkeypatch):
    monkeypatch.setattr("expenses.spreadsheets.examining.BATCH_ROWS", 2)
    monkeypatch.setattr("expenses.spreadsheets.resources.WRITTEN_AT_ONCE", 2)
    names = ["Food:Out", "food:out", "FOOD", "Home", "food : Out"]
    rows = [["", "2026-03-01", f"Lunch {name}", "1", "", name, f"{name[0]}, Work", ""] for name in names]

    ExpenseResource(user=alice).import_data(dataset(*rows))

    assert sorted(Category.objects.for_user(alice).values_list("name", flat=True)) == ["Food", "Home", "Out"]
    assert sorted(Tag.objects.for_user(alice).values_list("name", flat=True)) == ["F", "H", "Work"]
    categories = [row[0][5] for row in ledger_of(alice)]
    assert categories == ["Out", "Out", "Food", "Home", "Out"]


def test_changed_rows_change_what_differs_and_nothing_else(alice, make_expense, make_tag):
    work, home = make_tag(alice, "work"), make_tag(alice, "home")
    first = make_expense(alice, description="First", tags=[work], notes="kept", submission_id=None, is_sample=True)
    second = make_expense(alice, description="Second", tags=[work, home])
    created_at = first.created_at
    table = read_table(
        csv_of(
            (first.pk, "2026-03-01", "First of all", "2.10", "work, home"),
            (second.pk, "2026-03-02", "Second", "12.50", ""),
            header=("id", "date", "description", "amount", "tags"),
        )
    )

    result = ExpenseResource(user=alice).import_data(table)

    assert result.totals["update"] == 2
    assert [(row[0][1], row[0][2], row[0][4], row[0][6], row[1]) for row in ledger_of(alice)] == [
        ("First of all", Decimal("2.1"), Decimal("2.1"), "kept", ["home", "work"]),
        ("Second", Decimal("12.5"), Decimal("12.5"), "", []),
    ]
    first.refresh_from_db()
    assert (first.created_at, first.is_sample, first.updated_at > created_at) == (created_at, True, False)


def test_change_to_another_currency_loses_its_worth_at_home(alice, make_expense):
    expense = make_expense(alice, amount="10")
    table = read_table(
        csv_of(
            (expense.pk, "2026-03-14", "Lunch", "10", "USD"), header=("id", "date", "description", "amount", "currency")
        )
    )

    ExpenseResource(user=alice).import_data(table)

    expense.refresh_from_db()
    assert (expense.currency, expense.home_amount) == ("USD", None)


def test_imported_rows_say_who_entered_them_where_that_is_not_the_owner(alice, bob):
    ExpenseResource(user=alice, actor=bob).import_data(dataset(["", "2026-03-01", "Lunch", "1", "", "", "", ""]))
    ExpenseResource(user=alice, actor=alice).import_data(dataset(["", "2026-03-02", "Lunch", "1", "", "", "", ""]))

    assert list(Expense.objects.for_user(alice).order_by("date").values_list("created_by", flat=True)) == [bob.pk, None]


def test_import_leaves_a_strangers_ledger_as_it_was(alice, bob):
    before = ledger_of(bob)
    expense = Expense.objects.for_user(bob).get()

    ExpenseResource(user=alice).import_data(
        dataset([expense.pk, "2026-03-01", "Mine", "1", "", "Bob's secrets", "bobs-tag", ""])
    )

    assert ledger_of(bob) == before
    assert [(row[0][1], row[0][5]) for row in ledger_of(alice)] == [("Mine", "Bob's secrets")]


@pytest.mark.parametrize("count", [1, 3, 1_000])
def test_import_asks_the_same_number_of_questions_of_any_number_of_rows(alice, django_assert_num_queries, count):
    rows = [["", "2026-03-01", f"Lunch {number}", "1", "EUR", "Food", "work", ""] for number in range(count)]
    resource, table = ExpenseResource(user=alice), dataset(*rows)

    # PostgreSQL is asked where its keys come from, then for as many as are needed; SQLite counts on from the last one.
    with django_assert_num_queries(19 if connection.vendor == "postgresql" else 18):
        resource.import_data(table)
