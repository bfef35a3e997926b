from decimal import Decimal

import pytest

from expenses.activity.deletion import delete_records
from expenses.categories.starter import create_starter_categories
from expenses.categorising.suggesting import NOTHING, Source, suggest_categories
from expenses.models import Category, Expense, Rule
from expenses.rules.matching import Facts


def row(description, amount="10", kind="expense", **fields):
    return Facts(kind, description, Decimal(amount), **fields)


@pytest.fixture
def starter(alice):
    create_starter_categories(alice)
    return {category.name: category for category in Category.objects.for_user(alice)}


def test_rules_come_before_the_past_and_the_past_before_words(alice, starter, make_expense):
    books, fuel, salary = starter["Books"], starter["Fuel"], starter["Salary"]
    for _ in range(3):
        make_expense(alice, description="Lidl", category=books)
        make_expense(alice, description="Rewe", category=books)
    Rule.objects.create(owner=alice, name="Lidl", texts="lidl", kind="expense", category=fuel)

    ruled, past, words, income, unknown = suggest_categories(
        [row("LIDL 5"), row("REWE 7"), row("Billa"), row("Gehalt", kind="income"), row("Zzyzx")], user=alice
    )

    assert (ruled.category_id, ruled.source, ruled.sureness) == (fuel.pk, Source.RULE, 1.0)
    assert (past.category_id, past.source) == (books.pk, Source.PAST)
    assert (words.category_id, words.source) == (starter["Groceries"].pk, Source.VOCABULARY)
    assert (income.category_id, income.source) == (salary.pk, Source.VOCABULARY)
    assert unknown == NOTHING


def test_someone_without_the_category_is_told_its_path(alice):
    (found,) = suggest_categories([row("Billa")], user=alice)

    assert (found.category_id, found.new_path, found.source) == (None, "Food:Groceries", Source.VOCABULARY)


def test_a_category_of_the_same_name_elsewhere_is_used(alice, make_category):
    mine = make_category(alice, "groceries", parent=make_category(alice, "Everyday"))

    (found,) = suggest_categories([row("Billa")], user=alice)

    assert (found.category_id, found.new_path) == (mine.pk, "")


def test_an_archived_category_is_not_proposed(alice, starter, make_expense):
    for _ in range(3):
        make_expense(alice, description="Rewe", category=starter["Books"])
    Category.objects.for_user(alice).filter(pk__in=[starter["Books"].pk, starter["Groceries"].pk]).update(
        is_archived=True
    )

    (found,) = suggest_categories([row("Rewe")], user=alice)

    assert (found.category_id, found.new_path) == (None, "Food:Groceries")


def test_what_the_person_decided_both_ways_stays_open(alice, starter, make_expense):
    make_expense(alice, description="Billa", category=starter["Books"], amount="5")
    make_expense(alice, description="Billa", category=starter["Fuel"], amount="50")

    assert suggest_categories([row("Billa", "5000")], user=alice) == [NOTHING]


def test_corrections_teach_it(alice, starter, make_expense):
    for _ in range(5):
        make_expense(alice, description="Rewe", category=starter["Books"])
    for _ in range(2):
        make_expense(alice, description="Rewe", category=starter["Fuel"])

    (found,) = suggest_categories([row("Rewe", "12.50")], user=alice)

    assert found.category_id == starter["Fuel"].pk


def test_nothing_is_learned_from_deleted_records_or_from_others(alice, bob, starter, make_category, make_expense):
    make_expense(bob, description="Zzyzx", category=make_category(bob, "Bob's"))
    make_expense(alice, description="Zzyzx", category=starter["Books"])
    delete_records(Expense.objects.for_user(alice), owner=alice, actor=alice)

    assert suggest_categories([row("Zzyzx")], user=alice) == [NOTHING]


def test_rows_cost_no_query_each(alice, starter, make_expense, django_assert_num_queries):
    make_expense(alice, description="Rewe", category=starter["Books"])

    for rows in ([row("Rewe")], [row("Rewe"), row("Billa"), row("Zzyzx")]):
        with django_assert_num_queries(4):  # rules, their tags, categories, records
            suggest_categories(rows, user=alice)


def test_no_rows_are_no_proposals(alice):
    assert suggest_categories([], user=alice) == []
