import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from conftest import TODAY
from expenses.activity.undo import undo
from expenses.budgets.overview import Budgets
from expenses.budgets.saving import (
    change_period,
    copy_from_before,
    delete_budget,
    move_money,
    save_budget,
)
from expenses.categories.removing import delete_category, merge_categories
from expenses.models import Budget, BudgetChange
from expenses.periods import Month
from expenses.tags.merging import delete_tag, merge_tags

MARCH = Month.of(TODAY)


def state(owner):
    """Return everything that budgets say, but for when they were changed."""
    budgets = Budget.objects.for_user(owner).order_by("pk").values_list(
        "pk", "name", "category", "tag", "amount", "rhythm", "carries_left", "starts_on", "is_archived"
    )  # fmt: skip
    changes = BudgetChange.objects.for_user(owner).order_by("pk")
    return list(budgets), list(changes.values_list("pk", "budget", "period_start", "reaches_back", "amount"))


def amounts(budget):
    """Return the amounts of January to April."""
    limits = Budgets(budget.owner, today=TODAY).limits[budget.pk]
    return [limits.of(Month.of(datetime.date(2026, month, 1))) for month in range(1, 5)]


def undone(activity, owner):
    undo(activity.pk, owner=owner, actor=owner)
    return state(owner)


@pytest.mark.parametrize(("from_now", "expected"), [(True, [300, 300, 400, 400]), (False, [400] * 4)])
def test_another_amount_holds_from_now_on_or_always(alice, make_budget, from_now, expected):
    budget = make_budget(alice)
    before = state(alice)
    budget.amount = Decimal(400)

    activity = save_budget(budget, owner=alice, actor=alice, today=TODAY, from_now=from_now)

    assert amounts(budget) == expected
    assert undone(activity, alice) == before


def test_second_change_in_a_period_leaves_the_past_as_it_was(alice, make_budget):
    budget = make_budget(alice)
    for amount in (400, 500):
        budget.amount = Decimal(amount)
        save_budget(budget, owner=alice, actor=alice, today=TODAY, from_now=True)

    assert amounts(budget) == [300, 300, 500, 500]


def test_another_rhythm_forgets_what_was_said_of_single_periods(alice, make_budget, say):
    budget = make_budget(alice)
    say(budget, "2026-03-01", "50")
    before = state(alice)
    budget.rhythm = "year"

    activity = save_budget(budget, owner=alice, actor=alice, today=TODAY)

    assert not BudgetChange.objects.for_user(alice).exists()
    assert undone(activity, alice) == before


def test_second_budget_for_the_same_is_refused(alice, bob, make_budget, make_category):
    food = make_category(alice, "Food")
    make_budget(alice, category=food)
    twin = Budget(owner=alice, category=food, amount=1, currency="EUR", starts_on=TODAY)

    with pytest.raises(ValidationError, match="for every month already"):
        save_budget(twin, owner=alice, actor=alice, today=TODAY)

    twin.rhythm = "week"
    save_budget(twin, owner=alice, actor=alice, today=TODAY)
    assert Budget.objects.for_user(alice).count() == 2


def test_one_period_is_changed_without_the_others(alice, make_budget):
    budget = make_budget(alice)
    before = state(alice)

    activity = change_period(budget, MARCH, Decimal(50), owner=alice, actor=alice)
    changed = amounts(budget)
    change_period(budget, MARCH, Decimal(60), owner=alice, actor=alice)
    again = amounts(budget)
    back = change_period(budget, MARCH, None, owner=alice, actor=alice)

    assert (changed, again, amounts(budget)) == ([300, 300, 50, 300], [300, 300, 60, 300], [300] * 4)
    undo(back.pk, owner=alice, actor=alice)
    assert amounts(budget) == [300, 300, 60, 300]
    assert undone(activity, alice) != before  # it was changed since, and is left alone


def test_money_moves_between_two_budgets_in_one_step(alice, make_budget, make_category):
    food = make_budget(alice, category=make_category(alice, "Food"))
    fun = make_budget(alice, "40", category=make_category(alice, "Fun"))
    before = state(alice)

    activity = move_money(food, fun.pk, Decimal("25.50"), day=TODAY, today=TODAY, owner=alice, actor=alice)

    assert (amounts(food), amounts(fun)) == (
        [300, 300, Decimal("274.50"), 300],
        [40, 40, Decimal("65.50"), 40],
    )
    assert activity.summary == "Moved €25.50 from Food to Fun"
    assert undone(activity, alice) == before


@pytest.mark.parametrize(
    ("amount", "target", "field"), [("301", "fun", "amount"), ("1", "food", "to"), ("1", "bob", "to")]
)
def test_money_that_cannot_move_stays(alice, bob, make_budget, make_category, amount, target, field):
    budgets = {
        "food": make_budget(alice, category=make_category(alice, "Food")),
        "fun": make_budget(alice, category=make_category(alice, "Fun")),
        "bob": make_budget(bob),
    }

    with pytest.raises(ValidationError) as error:
        move_money(
            budgets["food"], budgets[target].pk, Decimal(amount), day=TODAY, today=TODAY, owner=alice, actor=alice
        )

    assert list(error.value.message_dict) == [field]
    assert not BudgetChange.objects.for_user(alice).exists()


def test_copy_takes_the_amounts_of_the_period_before(alice, make_budget, make_category, say):
    food = make_budget(alice, category=make_category(alice, "Food"))
    fun = make_budget(alice, category=make_category(alice, "Fun"))
    week = make_budget(alice, "70", rhythm="week")
    say(food, "2026-02-01", "500")
    say(fun, "2026-03-01", "1")
    say(week, "2026-03-02", "5")
    before = state(alice)

    activity = copy_from_before("month", day=TODAY, today=TODAY, owner=alice, actor=alice)

    assert activity.summary == "Copied 2 budgets from the month before"
    assert (amounts(food), amounts(fun)) == ([300, 500, 500, 300], [300] * 4)
    assert copy_from_before("month", day=TODAY, today=TODAY, owner=alice, actor=alice) is None
    assert undone(activity, alice) == before


def test_deleted_budget_comes_back_with_its_changes(alice, make_budget, say):
    budget = make_budget(alice)
    say(budget, "2026-03-01", "50")
    before = state(alice)

    activity = delete_budget(budget, owner=alice, actor=alice)

    assert state(alice) == ([], [])
    assert undone(activity, alice) == before


def test_budget_goes_with_its_category_and_comes_back(alice, make_budget, make_category, say):
    food = make_category(alice, "Food")
    say(make_budget(alice, category=food), "2026-03-01", "50")
    before = state(alice)

    outcome = delete_category(food.pk, owner=alice)

    assert state(alice) == ([], [])
    assert undone(outcome.activity, alice) == before


@pytest.mark.parametrize("has_own", [False, True])
def test_budget_follows_a_merged_category_unless_there_is_one(alice, make_budget, make_category, has_own):
    eating, food = make_category(alice, "Eating"), make_category(alice, "Food")
    moved = make_budget(alice, "50", category=eating)
    own = make_budget(alice, "300", category=food) if has_own else moved
    before = state(alice)

    outcome = merge_categories(eating.pk, food.pk, owner=alice)

    assert [(row.pk, row.category_id) for row in Budget.objects.for_user(alice)] == [(own.pk, food.pk)]
    assert undone(outcome.activity, alice) == before


def test_budget_follows_its_tag(alice, make_budget, make_tag):
    work, job = make_tag(alice, "work"), make_tag(alice, "job")
    budget = make_budget(alice, tag=work)
    before = state(alice)

    merged = merge_tags(work.pk, job.pk, owner=alice)
    followed = Budget.objects.for_user(alice).get().tag_id
    back = undone(merged, alice)
    work.refresh_from_db()
    deleted = delete_tag(work, owner=alice, actor=alice)

    assert (followed, back) == (job.pk, before)
    assert not Budget.objects.for_user(alice).filter(pk=budget.pk).exists()
    assert undone(deleted, alice) == before


@pytest.mark.parametrize(
    "fields",
    [{"amount": "-0.01"}, {"amount": "100000000000"}, {"rhythm": "day"}, {"currency": ""}, {"starts_on": "1899-12-31"}],
)
def test_database_refuses_what_the_form_refuses(alice, make_budget, fields):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        make_budget(alice, **fields)


def test_database_refuses_two_things_at_once(alice, make_budget, make_category, make_tag):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_budget(alice, category=make_category(alice), tag=make_tag(alice))


@pytest.mark.django_db(transaction=True)
def test_database_refuses_what_belongs_to_somebody_else(alice, bob, make_budget, make_category, make_tag, say):
    for fields in ({"category": make_category(bob, "Bob's")}, {"tag": make_tag(bob, "bobs")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_budget(alice, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetChange.objects.create(
            owner=alice, budget_id=make_budget(bob).pk, period_start=TODAY, amount=1, currency="EUR"
        )
