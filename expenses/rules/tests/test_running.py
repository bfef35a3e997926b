import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from expenses.activity.deletion import delete_records
from expenses.activity.undo import undo
from expenses.models import Activity, Change, Expense, ExpenseTag, Income, Portion
from expenses.paging import KeyInvalid
from expenses.record_kinds import EXPENSE, INCOME, KINDS
from expenses.rules.compiling import compile_rules, ruleset_of
from expenses.rules.differences import Scan, key_of
from expenses.rules.matching import Facts
from expenses.rules.running import run_rule


def state(owner):
    """Return what a ledger says of its expenses: description, category, tags."""
    rows = Expense.objects.for_user(owner).order_by("pk").values_list("pk", "description", "category__name")
    tags = list(ExpenseTag.objects.for_user(owner).order_by("pk").values_list("expense_id", "tag__name"))
    return list(rows), sorted(tags)


@pytest.fixture
def food(alice, make_category):
    return make_category(alice, "Food")


@pytest.fixture
def rule(alice, food, make_rule, make_tag):
    """A rule that says all it can."""
    return make_rule(alice, kind="expense", category=food, tags=[make_tag(alice, "weekly")], new_description="Rewe")


def test_a_run_writes_what_the_rule_says(alice, bob, rule, food, make_expense):
    fitting = make_expense(alice, description="REWE 0815")
    make_expense(alice, description="Aldi")
    make_expense(bob, description="REWE of bob")

    count, activity = run_rule(rule, owner=alice, actor=alice)

    assert count == 1
    assert (activity.kind, activity.summary) == ("rule", "Ran the rule “Rewe” on 1 expense")
    assert state(alice)[0] == [(fitting.pk, "Rewe", "Food"), (fitting.pk + 1, "Aldi", None)]
    assert state(alice)[1] == [(fitting.pk, "weekly")]
    assert Expense.objects.for_user(bob).filter(description="REWE of bob", category=None).count() == 1


def test_a_second_run_finds_nothing(alice, rule, make_expense):
    make_expense(alice, description="REWE 0815")
    run_rule(rule, owner=alice, actor=alice)
    after = state(alice)

    assert run_rule(rule, owner=alice, actor=alice) == (0, None)
    assert state(alice) == after
    assert Activity.objects.for_user(alice).count() == 1


def test_undo_puts_back_what_each_had(alice, rule, make_category, make_expense, make_tag):
    other = make_category(alice, "Other")
    make_expense(alice, description="rewe 1", category=other, tags=[make_tag(alice, "old")])
    make_expense(alice, description="rewe 2")
    before = state(alice)
    _count, activity = run_rule(rule, owner=alice, actor=alice)

    done = undo(activity.pk, owner=alice, actor=alice)

    assert state(alice) == before
    assert done.kept == []


def test_undo_leaves_what_was_changed_since(alice, rule, food, make_category, make_expense):
    expense = make_expense(alice, description="rewe")
    other = make_category(alice, "Other")
    _count, activity = run_rule(rule, owner=alice, actor=alice)
    Expense.objects.for_user(alice).filter(pk=expense.pk).update(category=other)

    undo(activity.pk, owner=alice, actor=alice)

    assert state(alice)[0] == [(expense.pk, "rewe", "Other")]


def test_only_those_without_a_category_are_asked(alice, rule, make_category, make_expense):
    make_expense(alice, description="rewe kept", category=make_category(alice, "Other"))
    make_expense(alice, description="rewe open")

    count, _activity = run_rule(rule, owner=alice, actor=alice, only_uncategorised=True)

    assert count == 1
    assert [row[1:] for row in state(alice)[0]] == [("rewe kept", "Other"), ("Rewe", "Food")]


def test_deleted_records_are_left_alone(alice, rule, make_expense):
    make_expense(alice, description="rewe")
    delete_records(Expense.objects.for_user(alice), owner=alice, actor=alice)

    assert run_rule(rule, owner=alice, actor=alice) == (0, None)


def test_a_split_payment_keeps_the_categories_of_its_parts(alice, rule, food, make_category, make_expense):
    other = make_category(alice, "Other")
    split = make_expense(alice, description="rewe", counted_as=0)
    Portion.objects.create(
        owner=alice, expense=split, position=0, category=other, amount=split.amount,
        home_amount=split.amount, counted_on=split.date, counted_as=3,
    )  # fmt: skip

    run_rule(rule, owner=alice, actor=alice)

    assert Portion.objects.for_user(alice).get().category == other
    assert state(alice) == ([(split.pk, "Rewe", None)], [(split.pk, "weekly")])


def test_a_spread_payment_counts_in_its_new_category(alice, rule, food, make_expense):
    spread = make_expense(alice, description="rewe", counted_as=1, spread_over=2, spread_from="2026-03-14")
    Portion.objects.create(
        owner=alice, expense=spread, position=0, amount=spread.amount, home_amount=spread.amount,
        counted_on=spread.date, counted_as=2,
    )  # fmt: skip

    run_rule(rule, owner=alice, actor=alice)

    assert Portion.objects.for_user(alice).get().category == food


def test_a_rule_for_both_kinds_runs_on_both(alice, make_rule, make_tag, make_expense, make_income):
    rule = make_rule(alice, texts="acme", tags=[make_tag(alice, "work")])
    make_expense(alice, description="Acme lunch")
    make_income(alice, description="ACME salary")

    count, activity = run_rule(rule, owner=alice, actor=alice)

    assert (count, activity.summary) == (2, "Ran the rule “Rewe” on 1 expense and 1 income")
    assert Income.objects.for_user(alice).filter(tags__name="work", incometag__owner=alice).count() == 1
    assert Change.objects.for_user(alice).filter(activity=activity).count() == 2


def test_pages_of_differences_follow_each_other(alice, make_rule, make_tag, make_expense, make_income):
    rule = make_rule(alice, texts="x", tags=[make_tag(alice, "t")])
    for day in (3, 1, 2):
        make_expense(alice, description="x", date=f"2026-03-0{day}")
        make_income(alice, description="x", date=f"2026-03-0{day}")
    scan = Scan(compile_rules([rule], alice), alice)

    found = list(scan.differences())

    days = {(kind, row.pk): row.date for kind in KINDS for row in kind.model.objects.for_user(alice)}
    placed = [(one.kind, days[one.kind, one.row.pk], one.row.pk) for one in found]
    assert [(kind, day.day) for kind, day, _pk in placed] == [(kind, day) for kind in KINDS for day in (3, 2, 1)]
    for place, at in enumerate(placed):
        assert list(scan.differences(after=key_of(*at))) == found[place + 1 :]


@pytest.mark.parametrize("after", ["x", "expense~x~1", "transfer~2026-01-01~1", "expense~2026-01-01"])
def test_a_wrong_place_is_refused(after, alice, rule):
    with pytest.raises(KeyInvalid):
        list(Scan(compile_rules([rule], alice), alice).differences([EXPENSE, INCOME], after=after))


def test_a_run_takes_as_many_statements_for_three_records(alice, rule, make_expense):
    counts = []
    for size in (1, 3):
        for _ in range(size):
            make_expense(alice, description="rewe")
        with CaptureQueriesContext(connection) as captured:
            run_rule(rule, owner=alice, actor=alice)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_rules_that_are_off_are_not_asked(alice, rule, food, make_rule):
    make_rule(alice, "Off", texts="aldi", category=food, is_active=False)

    rules = ruleset_of(alice)

    assert rules.outcome(Facts("expense", "rewe", 1)).category_id == food.pk
    assert rules.outcome(Facts("expense", "aldi", 1)).category_id is None


def test_undo_of_descriptions_leaves_the_one_that_was_written_anew(alice, rule, make_expense):
    expenses = [make_expense(alice, description=f"rewe {number}") for number in range(3)]
    _count, activity = run_rule(rule, owner=alice, actor=alice)
    Expense.objects.for_user(alice).filter(pk=expenses[1].pk).update(description="Party")

    done = undo(activity.pk, owner=alice, actor=alice)

    assert [row[1] for row in state(alice)[0]] == ["rewe 0", "Party", "rewe 2"]
    assert [(change.record_id, change.after) for change in done.kept] == [(expenses[1].pk, {"description": "Rewe"})]
