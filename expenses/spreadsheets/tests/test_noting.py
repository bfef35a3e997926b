"""An import stands in the activity log, and all of it can be taken out again, whenever."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from conftest import TODAY
from expenses.activity.deletion import delete_records
from expenses.activity.models import Activity, Change
from expenses.activity.purging import KEPT_FOR, purge_log
from expenses.activity.undo import undo
from expenses.categories.placing import save_category
from expenses.entry import Entry, change_entry
from expenses.models import Category, Expense, ExpenseTag, Tag
from expenses.spreadsheets.importing import load, receive, start_import

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def imported(alice, make_expense):
    """An import of two new rows, and of another amount and tag for Lunch, which was there before."""
    lunch = make_expense(alice, amount="12.50", description="Lunch")
    text = (
        "id,date,amount,currency,description,tags\n"
        f"{lunch.pk},2026-03-01,13.75,EUR,Lunch,work\n"
        ",2026-03-02,4.00,EUR,Coffee,\n"
        ",2026-03-03,5.00,EUR,Tea,\n"
    )
    source = receive(text.encode(), "bank.csv", owner=alice, actor=alice)
    start_import(source)
    return load(source.pk, alice)


def amounts(owner):
    rows = Expense.objects.for_user(owner).order_by("description")
    return {row.description: (row.amount, row.tags.filter(owner=owner).count()) for row in rows}


BEFORE = {"Lunch": (Decimal("12.5"), 0)}
AFTER = {"Coffee": (Decimal(4), 0), "Lunch": (Decimal("13.75"), 1), "Tea": (Decimal(5), 0)}


def test_import_is_one_entry_of_the_log(alice, imported):
    activity = Activity.objects.for_user(alice).get()

    assert (activity.kind, activity.summary, activity.row_count) == ("import", "Imported “bank.csv”", 3)
    assert imported.activity_id == activity.pk


def test_undo_takes_the_import_out_and_redo_puts_it_in_again(alice, imported):
    written = amounts(alice)
    undone = undo(imported.activity_id, owner=alice, actor=alice)
    restored = amounts(alice)
    undo(undone.activity.pk, owner=alice, actor=alice)

    assert (written, restored, undone.count) == (AFTER, BEFORE, 3)
    assert amounts(alice) == AFTER


def edit(owner, description):
    expense = Expense.objects.for_user(owner).get(description=description)
    said = Entry(date=TODAY, amount=Decimal(9), currency="EUR", description=description)
    change_entry(expense.pk, said, owner=owner, actor=owner, seen=expense.updated_at)


def test_what_was_edited_since_is_listed_before_anything_is_undone(alice, alice_client, imported):
    edit(alice, "Tea")

    asked = alice_client.post(reverse("expenses:activity-undo", args=[imported.activity_id]))

    assert (asked.status_code, "Tea" in asked.content.decode()) == (409, True)
    assert amounts(alice) == {**AFTER, "Tea": (Decimal(9), 0)}


@pytest.mark.parametrize(("overwrite", "left"), [("0", {**BEFORE, "Tea": (Decimal(9), 0)}), ("1", BEFORE)])
def test_what_was_edited_since_is_kept_or_removed_as_the_person_says(alice, alice_client, imported, overwrite, left):
    edit(alice, "Tea")

    alice_client.post(reverse("expenses:activity-undo", args=[imported.activity_id]), {"overwrite": overwrite})

    assert amounts(alice) == left


def test_import_is_undone_from_its_page(alice_client, imported):
    page = reverse("expenses:import-detail", args=[imported.pk])
    offer = reverse("expenses:activity-undo", args=[imported.activity_id])

    before = alice_client.get(page).content.decode()
    alice_client.post(offer)
    after = alice_client.get(page).content.decode()

    assert (offer in before, offer in after) == (True, False)


def test_import_of_nothing_new_leaves_no_entry(alice, imported):
    text = "date,amount,currency,description\n2026-03-02,4.00,EUR,Coffee\n"
    again = receive(text.encode(), "again.csv", owner=alice, actor=alice)
    start_import(again)

    assert load(again.pk, alice).activity_id is None
    assert Activity.objects.for_user(alice).count() == 1


def test_import_can_be_undone_after_the_log_forgot_its_details(alice, imported, time_machine):
    time_machine.shift(KEPT_FOR + datetime.timedelta(days=1))
    purge_log(alice.pk)

    undo(imported.activity_id, owner=alice, actor=alice)

    assert not Change.objects.for_user(alice).filter(activity=imported.activity_id).exists()
    assert amounts(alice) == {"Lunch": (Decimal("13.75"), 1)}


@pytest.fixture
def naming(alice, make_category, make_tag):
    """An import that names a category and a tag of before, and makes two categories and a tag."""
    make_category(alice, "Fun")
    make_tag(alice, "work")
    text = (
        "date,amount,currency,description,category,tags\n"
        '2026-03-02,4.00,EUR,Coffee,Food:Out,"new, work"\n'
        "2026-03-03,5.00,EUR,Tea,Fun,new\n"
    )
    source = receive(text.encode(), "bank.csv", owner=alice, actor=alice)
    start_import(source)
    return load(source.pk, alice)


def names(owner):
    return (
        sorted(Category.objects.for_user(owner).values_list("name", flat=True)),
        sorted(Tag.objects.for_user(owner).values_list("name", flat=True)),
    )


def labels(owner):
    rows = Expense.objects.for_user(owner).order_by("description").values_list("description", "category__name")
    return {name: (category, tags_of(owner, name)) for name, category in rows}


def tags_of(owner, description):
    links = ExpenseTag.objects.for_user(owner).filter(expense__description=description)
    return sorted(links.values_list("tag__name", flat=True))


MADE = (["Food", "Fun", "Out"], ["new", "work"])
LABELS = {"Coffee": ("Out", ["new", "work"]), "Tea": ("Fun", ["new"])}


def test_undo_takes_away_what_the_import_made_and_redo_makes_it_again(alice, naming):
    written = names(alice), labels(alice)
    undone = undo(naming.activity_id, owner=alice, actor=alice)
    left = names(alice), labels(alice)
    redone = undo(undone.activity.pk, owner=alice, actor=alice)
    again = names(alice), labels(alice)
    undo(redone.activity.pk, owner=alice, actor=alice)

    assert written == again == (MADE, LABELS)
    assert left == (names(alice), labels(alice)) == ((["Fun"], ["work"]), {})
    assert (undone.count, undone.kept) == (2, [])


def test_what_others_use_by_now_stays_without_a_question(alice, make_expense, naming):
    out = Category.objects.for_user(alice).get(name="Out")
    make_expense(alice, category=out, tags=[Tag.objects.for_user(alice).get(name="new")])

    undone = undo(naming.activity_id, owner=alice, actor=alice)

    assert names(alice) == MADE
    assert (undone.count, undone.kept) == (2, [])


def test_what_is_in_the_bin_keeps_its_category(alice, naming):
    coffee = Expense.objects.for_user(alice).filter(description="Coffee")
    deletion = delete_records(coffee, owner=alice, actor=alice)

    undo(naming.activity_id, owner=alice, actor=alice)
    undo(deletion.pk, owner=alice, actor=alice)

    assert labels(alice) == {"Coffee": LABELS["Coffee"]}


def test_category_that_was_renamed_since_is_named_and_kept(alice, naming):
    out = Category.objects.for_user(alice).get(name="Out")
    out.name = "Restaurants"
    save_category(out, owner=alice)

    undone = undo(naming.activity_id, owner=alice, actor=alice)

    assert names(alice) == (["Food", "Fun", "Restaurants"], ["work"])
    assert [change.record_id for change in undone.kept] == [out.pk]


def test_import_notes_what_it_made_but_counts_its_rows_alone(alice, naming):
    activity = Activity.objects.for_user(alice).get(pk=naming.activity_id)
    added = Change.objects.for_user(alice).filter(activity=activity, before__isnull=True).order_by("pk")

    assert activity.row_count == 2
    assert list(added.values_list("record_kind", "after__name")) == [
        ("category", "Food"),
        ("category", "Out"),
        ("tag", "new"),
    ]
