"""What becomes of each row: matched by id, or by what it says and how often."""

import datetime

import pytest

from expenses.activity.deletion import delete_records
from expenses.models import Expense
from expenses.spreadsheets.examining import Examination
from expenses.spreadsheets.reading import UnreadableFile, read_table
from expenses.spreadsheets.tests.files import csv_of

pytestmark = pytest.mark.usefixtures("today")

FULL = ("id", "date", "description", "amount", "currency", "category", "tags", "notes")
COFFEE = ("2026-03-01", "Coffee", "3.20")


def examine(user, *rows, header=("date", "description", "amount")):
    """Return (outcome, errors) of each row."""
    examination = Examination(read_table(csv_of(*rows, header=header)), user=user)
    return [(finding.outcome.value, finding.errors) for batch in examination.batches() for finding in batch]


def outcomes(user, *rows, **options):
    return [outcome for outcome, _errors in examine(user, *rows, **options)]


def coffee(make_expense, owner, **fields):
    return make_expense(owner, date=datetime.date(2026, 3, 1), description="Coffee", amount="3.20", **fields)


def test_row_of_an_empty_ledger_is_new(alice):
    assert examine(alice, COFFEE) == [("new", None)]


def test_row_that_the_ledger_has_already_is_unchanged(alice, make_expense):
    coffee(make_expense, alice)

    assert outcomes(alice, COFFEE) == ["unchanged"]


def test_second_of_two_equal_rows_is_new_where_the_ledger_has_one(alice, make_expense):
    coffee(make_expense, alice)

    assert outcomes(alice, COFFEE, COFFEE) == ["unchanged", "new"]


@pytest.mark.parametrize(
    "row", [("2026-03-02", "Coffee", "3.20"), ("2026-03-01", "coffee", "3.20"), ("2026-03-01", "Coffee", "3.21")]
)
def test_row_that_differs_in_a_day_a_letter_or_a_cent_is_new(alice, make_expense, row):
    coffee(make_expense, alice)

    assert outcomes(alice, row) == ["new"]


def test_row_in_another_currency_is_new(alice, make_expense):
    coffee(make_expense, alice)
    header = ("date", "description", "amount", "currency")

    assert outcomes(alice, (*COFFEE, "USD"), (*COFFEE, "eur"), header=header) == ["new", "unchanged"]


def test_rows_of_a_stranger_are_not_found(alice, bob, make_expense):
    coffee(make_expense, bob)

    assert outcomes(alice, COFFEE) == ["new"]


def test_deleted_row_is_not_found(alice, make_expense):
    coffee(make_expense, alice)
    delete_records(Expense.objects.for_user(alice), owner=alice, actor=alice)

    assert outcomes(alice, COFFEE) == ["new"]


def test_row_with_its_id_is_compared(alice, make_expense):
    expense = coffee(make_expense, alice)
    header = ("id", *("date", "description", "amount"))

    assert outcomes(alice, (expense.pk, *COFFEE), header=header) == ["unchanged"]
    assert outcomes(alice, (expense.pk, "2026-03-01", "Coffee", "3.30"), header=header) == ["changed"]


def test_each_column_of_a_row_with_its_id_is_compared(alice, make_expense, make_category, make_tag):
    expense = coffee(
        make_expense, alice, category=make_category(alice, "Food"), tags=[make_tag(alice, "work")], notes="a\nb"
    )
    same = (expense.pk, *COFFEE, "EUR", "Food", "work", "a\r\nb")
    other = ("2026-03-02", "Tea", "1", "USD", "Drinks", "home", "c")

    for column, value in enumerate(other, 1):
        changed = (*same[:column], value, *same[column + 1 :])
        assert outcomes(alice, changed, header=FULL) == ["changed"], FULL[column]
    assert outcomes(alice, same, header=FULL) == ["unchanged"]


def test_column_that_the_file_has_not_is_left_alone(alice, make_expense, make_category, make_tag):
    expense = coffee(make_expense, alice, category=make_category(alice), tags=[make_tag(alice)], notes="a")

    assert outcomes(alice, (expense.pk, *COFFEE), header=FULL[:4]) == ["unchanged"]


def test_empty_cell_of_category_and_tags_takes_them_away(alice, make_expense, make_category, make_tag):
    expense = coffee(make_expense, alice, category=make_category(alice), tags=[make_tag(alice)])

    for column in ("category", "tags"):
        assert outcomes(alice, (expense.pk, *COFFEE, ""), header=(*FULL[:4], column)) == ["changed"], column


def test_empty_currency_keeps_that_of_the_expense_and_its_decimals(alice, make_expense):
    yen = make_expense(alice, date=datetime.date(2026, 3, 1), description="Coffee", amount="320", currency="JPY")
    header = FULL[:5]

    assert outcomes(alice, (yen.pk, "2026-03-01", "Coffee", "320", ""), header=header) == ["unchanged"]
    assert examine(alice, (yen.pk, "2026-03-01", "Coffee", "3.20", ""), header=header) == [
        ("wrong", {"amount": "JPY has no decimals. Enter an amount with no more."})
    ]


@pytest.mark.parametrize("whose", ["nobody", "bob", "deleted"])
def test_unknown_id_reads_as_no_id_whoever_it_belongs_to(alice, bob, make_expense, whose):
    if whose == "bob":
        pk = coffee(make_expense, bob).pk
    elif whose == "deleted":
        pk = coffee(make_expense, alice).pk
        delete_records(Expense.objects.for_user(alice), owner=alice, actor=alice)
    else:
        pk = 987_654_321

    assert examine(alice, (pk, *COFFEE), header=FULL[:4]) == [("new", None)]


def test_row_with_an_unknown_id_is_skipped_where_an_equal_one_is_there(alice, make_expense):
    coffee(make_expense, alice)

    assert outcomes(alice, (987_654_321, *COFFEE), header=FULL[:4]) == ["unchanged"]


def test_expense_that_a_row_names_by_id_is_not_taken_for_an_equal_row_without_one(alice, make_expense):
    expense = coffee(make_expense, alice)
    with_id, without_id = (expense.pk, *COFFEE), ("", *COFFEE)

    assert outcomes(alice, with_id, without_id, header=FULL[:4]) == ["unchanged", "new"]
    assert outcomes(alice, without_id, with_id, header=FULL[:4]) == ["new", "unchanged"]


def test_id_that_stands_in_the_file_twice_is_wrong_the_second_time(alice, make_expense):
    expense = coffee(make_expense, alice)
    rows = [(pk, *COFFEE) for pk in (expense.pk, expense.pk, 987_654_321, 987_654_321)]

    found = examine(alice, *rows, header=FULL[:4])

    words = "Line {} has the same id. Leave the cell empty for another one."
    assert found == [
        ("unchanged", None),
        ("wrong", {"id": words.format(2)}),
        ("new", None),
        ("wrong", {"id": words.format(4)}),
    ]


def test_everything_that_is_wrong_with_a_row_is_said_at_once(alice):
    row = ("x", "soon", "", "abc", "EURO", "Food::Out", "a" * 51, "x\0"[:1] * 10_001)

    (outcome, errors), *_rest = examine(alice, row, header=FULL)

    assert (outcome, list(errors)) == ("wrong", list(FULL))


def test_row_that_is_shorter_than_the_header_is_read_as_if_it_ended_with_empty_cells(alice):
    assert outcomes(alice, ("", *COFFEE), header=FULL) == ["new"]


@pytest.mark.parametrize(
    ("date", "words"),
    [("1899-12-31", "Enter a date from 1900 on."), ("2027-03-16", "Enter a date at most a year ahead.")],
)
def test_date_out_of_bounds_is_said(alice, date, words):
    assert examine(alice, (date, "Coffee", "1")) == [("wrong", {"date": words})]


def test_day_ahead_is_counted_in_the_persons_time_zone(make_user, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 14, 23, tzinfo=datetime.UTC), tick=False)
    ahead = ("2027-03-16", "Coffee", "1")

    assert outcomes(make_user("kiri", time_zone="Pacific/Kiritimati"), ahead) == ["new"]
    assert outcomes(make_user("ulf", time_zone="UTC"), ahead) == ["wrong"]


def test_amounts_and_days_are_read_as_the_person_writes_them(make_user):
    german, american = make_user("g", locale="de_DE"), make_user("a", locale="en_US")

    assert outcomes(german, ("13.3.2026", "Coffee", "3,20")) == ["new"]
    assert outcomes(american, ("3/13/2026", "Coffee", "3.20"), ("13/3/2026", "Coffee", "3.20")) == ["new", "wrong"]


def test_categories_and_tags_are_found_whatever_their_case(alice, make_category, make_tag):
    food = make_category(alice, "Food")
    make_category(alice, "Groceries", parent=food)
    make_tag(alice, "Work")
    header = (*FULL[1:4], "category", "tags")
    examination = Examination(
        read_table(csv_of((*COFFEE, "food : GROCERIES", "WORK, work"), (*COFFEE, "Food:Out", "home"), header=header)),
        user=alice,
    )

    list(examination.batches())

    assert (list(examination.names.new_paths.values()), list(examination.names.new_tags.values())) == (
        ["Food:Out"],
        ["home"],
    )


def test_file_with_thousands_of_new_categories_is_refused(alice):
    rows = [(*COFFEE, f"Category {number}") for number in range(1_001)]

    with pytest.raises(UnreadableFile, match="more than 1,000 new categories"):
        examine(alice, *rows, header=(*FULL[1:4], "category"))


@pytest.mark.parametrize("count", [1, 3, 1_000])
def test_examination_asks_the_same_number_of_questions_of_any_ledger(
    alice, make_expense, django_assert_num_queries, count
):
    rows = [(coffee(make_expense, alice).pk if number < 3 else "", *COFFEE) for number in range(count)]
    table = read_table(csv_of(*rows, ("", "2026-03-02", "Tea", "2"), header=FULL[:4]))

    with django_assert_num_queries(6):
        list(Examination(table, user=alice).batches())
