"""A rule run on many records in the background, batch by batch."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from expenses.activity.undo import undo
from expenses.models import Activity, Expense, Income, RuleRun
from expenses.rules import batches
from expenses.rules.saving import delete_rule


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Take three records at a time, and more than two in the background."""
    monkeypatch.setattr(batches, "BATCH_ROWS", 3)
    monkeypatch.setattr(batches, "AT_ONCE_ROWS", 2)


@pytest.fixture
def rule(alice, make_rule, make_tag):
    return make_rule(alice, tags=[make_tag(alice, "weekly")], new_description="Rewe")


@pytest.fixture
def ledger(alice, bob, make_expense, make_income):
    """Seven expenses and two incomes of alice that the rule changes, one that it does not, and one of bob's."""
    for day in range(1, 8):
        make_expense(alice, description=f"rewe {day}", date=datetime.date(2026, 3, day))
    for day in (4, 5):
        make_income(alice, description=f"rewe back {day}", date=datetime.date(2026, 3, day))
    make_expense(alice, description="Aldi")
    make_expense(bob, description="rewe of bob")


def descriptions(owner):
    rows = [*Expense.objects.for_user(owner), *Income.objects.for_user(owner)]
    return sorted(row.description for row in rows)


def step(owner):
    return batches._step(owner.pk)


def waiting(rule, owner):
    """Begin a run whose worker has not come yet."""
    return RuleRun.objects.create(owner=owner, rule=rule)


def test_many_records_are_changed_in_the_background_as_one_activity(alice, bob, rule, ledger, worker):
    before = descriptions(alice)

    work = batches.start(rule, owner=alice)
    left = descriptions(alice)
    worker()

    done = RuleRun.objects.for_user(alice).get()
    activity = Activity.objects.for_user(alice).get()
    assert left == before
    assert (work.pk, done.total, done.expenses_done, done.income_done) == (done.pk, 9, 7, 2)
    assert done.finished_at is not None
    assert (activity.summary, activity.row_count) == ("Ran the rule “Rewe” on 7 expenses and 2 incomes", 9)
    assert descriptions(alice) == ["Aldi", *["Rewe"] * 9]
    assert "rewe of bob" in descriptions(bob)

    undone = undo(activity.pk, owner=alice, actor=alice)

    assert undone.kept == []
    assert descriptions(alice) == before


def test_few_records_are_changed_at_once(alice, rule, make_expense):
    make_expense(alice, description="rewe")

    activity = batches.start(rule, owner=alice)

    assert activity.summary == "Ran the rule “Rewe” on 1 expense"
    assert descriptions(alice) == ["Rewe"]
    assert batches.start(rule, owner=alice) is None
    assert RuleRun.objects.for_user(alice).count() == 0


def test_a_run_that_stopped_goes_on_where_it_was(alice, rule, ledger):
    waiting(rule, alice)
    assert (step(alice), step(alice)) == (True, True)
    assert descriptions(alice).count("Rewe") == 3

    batches.run(alice.pk)

    assert descriptions(alice).count("Rewe") == 9
    assert Activity.objects.for_user(alice).get().row_count == 9
    assert batches.current(alice) is None


def test_a_run_whose_worker_is_gone_is_started_again(alice, rule, ledger, worker):
    work = waiting(rule, alice)
    long_ago = timezone.now() - 2 * batches.STALLED_AFTER
    RuleRun.objects.for_user(alice).filter(pk=work.pk).update(touched_at=long_ago)

    shown = batches.current(alice)
    worker()

    assert shown.pk == work.pk
    assert descriptions(alice).count("Rewe") == 9


def test_a_run_that_is_undone_goes_no_further(alice, rule, ledger):
    before = descriptions(alice)
    waiting(rule, alice)
    step(alice)
    step(alice)

    undo(Activity.objects.for_user(alice).get().pk, owner=alice, actor=alice)
    batches.run(alice.pk)

    assert descriptions(alice) == before
    assert RuleRun.objects.for_user(alice).get().finished_at is not None


def test_a_run_ends_with_its_rule(alice, rule, ledger):
    waiting(rule, alice)
    step(alice)

    delete_rule(rule, owner=alice, actor=alice)
    batches.run(alice.pk)

    assert RuleRun.objects.for_user(alice).count() == 0
    assert "Rewe" not in descriptions(alice)


def test_one_rule_is_run_at_a_time(alice, bob, rule, ledger, make_rule):
    work = waiting(rule, alice)

    other = batches.start(make_rule(alice, "Other", new_description="Other"), owner=alice)

    assert other.pk == work.pk
    assert batches.current(bob) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting(rule, alice)


def test_the_page_shows_how_far_a_run_is(alice, bob_client, alice_client, rule, ledger):
    waiting(rule, alice)
    step(alice)
    step(alice)

    page = alice_client.get(rule.get_absolute_url()).content.decode()
    part = alice_client.get("/rules/progress/", headers={"HX-Request": "true"}).content.decode()
    strangers = bob_client.get("/rules/progress/", headers={"HX-Request": "true"})

    assert ("3 of 9" in page, "3 of 9" in part, "Run now" in page) == (True, True, False)
    assert (strangers.headers["HX-Refresh"], strangers.content) == ("true", b"")
    assert alice_client.get("/rules/progress/").url == "/rules/"
    assert alice_client.post("/rules/progress/").status_code == 405


def test_the_page_says_what_was_done_and_how_to_undo_it(alice, alice_client, rule, ledger, worker):
    started = alice_client.post(f"{rule.get_absolute_url()}run/")
    worker()

    done = alice_client.get("/rules/progress/", headers={"HX-Request": "true"})
    page = alice_client.get(rule.get_absolute_url()).content.decode()

    activity = Activity.objects.for_user(alice).get()
    assert (started.url, done.headers["HX-Refresh"]) == (rule.get_absolute_url(), "true")
    assert "Ran the rule “Rewe” on 7 expenses and 2 incomes." in page
    assert f"/activity/{activity.pk}/undo/" in page
