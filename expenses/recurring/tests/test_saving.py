"""Recurring payments changed for all that follow, paused, skipped and removed: the past is never booked anew."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expenses.activity.models import Activity
from expenses.activity.purging import KEPT_FOR, purge
from expenses.activity.undo import undo
from expenses.categories.removing import delete_category, merge_categories
from expenses.locks import ChangedMeanwhile
from expenses.models import Expense, Occurrence, RecurringPayment, RecurringTag
from expenses.recurring.booking import book_due, book_one
from expenses.recurring.saving import add_plan, change_plan, delete_plan, pause, resume
from expenses.recurring.single import change_one, plan_again, skip_one
from expenses.recurring.upcoming import upcoming
from expenses.tags.merging import merge_tags
from expenses.wallets.saving import delete_wallet

D = datetime.date
TODAY = D(2026, 3, 14)


def days(owner):
    return [day.isoformat() for day in Expense.objects.for_user(owner).order_by("date").values_list("date", flat=True)]


def coming(owner, until="2026-06-30"):
    found = upcoming(owner, until=D.fromisoformat(until), today=TODAY)
    return [(one.due.isoformat(), f"{one.amount:.2f}") for one in found]


def change(plan, since, owner, tags=(), **fields):
    for name, value in fields.items():
        setattr(plan, name, value)
    return change_plan(plan, tags, since=since, today=TODAY, owner=owner, actor=owner)


def test_a_new_one_goes_by_undo_and_comes_again(alice):
    plan = RecurringPayment(
        owner=alice, description="Rent", amount=Decimal(800), currency="EUR", rule="FREQ=MONTHLY",
        starts_on=D(2026, 1, 31), books_from=D(2026, 3, 1),
    )  # fmt: skip

    activity = add_plan(plan, ["home", "fixed"], owner=alice, actor=alice)
    assert coming(alice) == [
        ("2026-03-31", "800.00"),
        ("2026-04-30", "800.00"),
        ("2026-05-31", "800.00"),
        ("2026-06-30", "800.00"),
    ]
    undone = undo(activity.pk, owner=alice, actor=alice)
    assert RecurringPayment.objects.for_user(alice).count() == 0
    undo(undone.activity.pk, owner=alice, actor=alice)

    assert len(coming(alice)) == 4
    assert sorted(RecurringTag.objects.for_user(alice).values_list("tag__name", flat=True)) == ["fixed", "home"]


def test_what_never_comes_is_refused(alice, make_recurring):
    plan = make_recurring(alice)

    with pytest.raises(ValidationError, match="no such day"):
        change(plan, D(2026, 1, 1), alice, starts_on=D(2026, 1, 2), ends_on=D(2026, 1, 20))


def test_other_terms_hold_from_a_day_on_and_the_past_stays(alice, make_recurring):
    plan = make_recurring(alice)
    book_due(alice, today=TODAY)
    old = plan.pk

    activity = change(plan, D(2026, 5, 1), alice, amount=Decimal(850))

    assert plan.pk != old
    assert coming(alice) == [("2026-04-01", "800.00"), ("2026-05-01", "850.00"), ("2026-06-01", "850.00")]
    assert book_due(alice, today=D(2026, 5, 2)) == 2
    assert days(alice) == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"]
    refused = undo(activity.pk, owner=alice, actor=alice, is_trial=True)
    assert [row.record_kind for row in refused.kept] == ["recurringpayment", "recurringpayment"]


def test_a_change_of_all_that_follow_is_undone_as_long_as_nothing_followed(alice, make_recurring):
    plan = make_recurring(alice)
    book_due(alice, today=TODAY)

    activity = change(plan, D(2026, 4, 1), alice, amount=Decimal(850))
    done = undo(activity.pk, owner=alice, actor=alice)

    assert done.kept == []
    assert coming(alice) == [("2026-04-01", "800.00"), ("2026-05-01", "800.00"), ("2026-06-01", "800.00")]
    assert book_due(alice, today=TODAY) == 0


def test_another_rhythm_books_nothing_of_the_past(alice, make_recurring):
    plan = make_recurring(alice)
    book_due(alice, today=TODAY)

    change(plan, D(2026, 4, 1), alice, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=FR")

    assert book_due(alice, today=TODAY) == 0
    assert coming(alice, until="2026-04-30") == [("2026-04-03", "800.00"), ("2026-04-17", "800.00")]


def test_instalments_go_on_counting_after_a_change(alice, make_recurring):
    plan = make_recurring(alice, times=5)
    book_due(alice, today=TODAY)

    change(plan, D(2026, 4, 1), alice, amount=Decimal(790))

    assert (plan.times, plan.times_before, plan.starts_on) == (5, 3, D(2026, 4, 1))
    assert coming(alice, until="2027-01-01") == [("2026-04-01", "790.00"), ("2026-05-01", "790.00")]


def test_what_says_nothing_of_when_and_how_much_changes_in_place(alice, make_recurring, make_category):
    plan, category = make_recurring(alice), make_category(alice)
    book_due(alice, today=TODAY)
    key = plan.pk

    change(plan, D(2026, 4, 1), alice, tags=["new"], description="Flat", category=category, books_itself=False)

    assert (plan.pk, RecurringPayment.objects.for_user(alice).count()) == (key, 1)
    assert coming(alice)[0] == ("2026-04-01", "800.00")


def test_an_end_is_set_and_taken_back_without_bringing_the_past(alice, make_recurring):
    plan = make_recurring(alice)
    book_due(alice, today=TODAY)

    change(plan, D(2026, 4, 1), alice, ends_on=D(2026, 2, 15))
    plan.refresh_from_db()
    assert (plan.next_on, coming(alice)) == (None, [])
    change(plan, TODAY, alice, ends_on=None)

    assert book_due(alice, today=TODAY) == 0
    assert coming(alice)[0] == ("2026-04-01", "800.00")


def test_a_day_that_is_done_with_cannot_change(alice, make_recurring):
    plan = make_recurring(alice, books_itself=False)
    book_one(plan.pk, D(2026, 4, 1), owner=alice, actor=alice)

    with pytest.raises(ValidationError, match="2026-04-01 is booked already"):
        change(plan, D(2026, 3, 1), alice, amount=Decimal(1))


def test_the_second_of_two_who_change_is_told(alice, make_recurring):
    plan = make_recurring(alice)
    seen = plan.updated_at
    change(plan, D(2026, 1, 1), alice, notes="mine")

    with pytest.raises(ChangedMeanwhile):
        change_plan(plan, [], since=D(2026, 1, 1), today=TODAY, owner=alice, actor=alice, seen=seen)


def test_a_skipped_one_is_not_booked_until_it_is_planned_again(alice, make_recurring):
    plan = make_recurring(alice, starts_on=D(2026, 3, 1), times=1)

    activity = skip_one(plan.pk, D(2026, 3, 1), owner=alice, actor=alice)
    assert (book_due(alice, today=TODAY), coming(alice)) == (0, [])
    undo(activity.pk, owner=alice, actor=alice)
    assert coming(alice) == [("2026-03-01", "800.00")]
    skip_one(plan.pk, D(2026, 3, 1), owner=alice, actor=alice)
    plan_again(Occurrence.objects.for_user(alice).get(), owner=alice, actor=alice)

    assert book_due(alice, today=TODAY) == 1


def test_one_is_changed_alone_and_changed_back(alice, make_recurring):
    plan = make_recurring(alice, starts_on=D(2026, 4, 1))
    said = {"owner": alice, "actor": alice}

    change_one(plan.pk, D(2026, 4, 1), date=D(2026, 5, 20), amount=Decimal("5.50"), **said)
    assert coming(alice) == [("2026-05-01", "800.00"), ("2026-05-20", "5.50"), ("2026-06-01", "800.00")]
    change_one(plan.pk, D(2026, 4, 1), date=D(2026, 4, 1), amount=Decimal(800), **said)

    assert coming(alice)[0] == ("2026-04-01", "800.00")
    assert Occurrence.objects.for_user(alice).count() == 0


def test_a_pause_lets_nothing_come_and_what_it_kept_back_is_skipped(alice, make_recurring):
    plan = make_recurring(alice)
    book_due(alice, today=D(2026, 1, 15))

    pause(plan, today=D(2026, 1, 20), owner=alice, actor=alice)
    assert (book_due(alice, today=TODAY), coming(alice)) == (0, [])
    activity = resume(plan, today=TODAY, owner=alice, actor=alice)

    assert book_due(alice, today=TODAY) == 0
    skipped = Occurrence.objects.for_user(alice).filter(status="skipped").values_list("due_on", flat=True)
    assert list(skipped) == [D(2026, 2, 1), D(2026, 3, 1)]
    assert coming(alice)[0] == ("2026-04-01", "800.00")
    undo(activity.pk, owner=alice, actor=alice)
    assert coming(alice) == []


def test_one_that_is_deleted_comes_back_whole_with_all_that_it_follows(alice, bob, make_recurring, make_tag):
    plan = make_recurring(alice, tags=[make_tag(alice, "flat")])
    make_recurring(bob)
    book_due(alice, today=TODAY)
    change(plan, D(2026, 4, 1), alice, tags=["flat"], amount=Decimal(900))

    activity = delete_plan(plan, owner=alice, actor=alice)
    assert (RecurringPayment.objects.for_user(alice).count(), Occurrence.objects.for_user(alice).count()) == (0, 0)
    assert len(days(alice)) == 3
    done = undo(activity.pk, owner=alice, actor=alice)

    assert done.kept == []
    assert coming(alice)[0] == ("2026-04-01", "900.00")
    assert book_due(alice, today=TODAY) == 0
    assert RecurringTag.objects.for_user(alice).count() == 2
    assert RecurringPayment.objects.for_user(bob).count() == 1


def test_they_follow_their_category_and_their_tags(alice, make_recurring, make_category, make_tag):
    old, other, tag = make_category(alice, "Home"), make_category(alice, "Flat"), make_tag(alice, "old")
    plan = make_recurring(alice, category=old, tags=[tag])

    merge_categories(old.pk, other.pk, owner=alice)
    merge_tags(tag.pk, make_tag(alice, "new").pk, owner=alice)
    plan.refresh_from_db()
    assert (plan.category, RecurringTag.objects.for_user(alice).get().tag.name) == (other, "new")
    gone = delete_category(other.pk, owner=alice).activity
    plan.refresh_from_db()
    assert plan.category is None
    undo(gone.pk, owner=alice, actor=alice)

    plan.refresh_from_db()
    assert plan.category == other


def test_a_wallet_that_is_paid_from_stays(alice, make_recurring, make_wallet):
    giro, savings = make_wallet(alice), make_wallet(alice, "Savings")
    make_recurring(alice, description="Save", kind="transfer", wallet=giro, to_wallet=savings)

    for wallet in (giro, savings):
        with pytest.raises(ValidationError, match="“Save”"):
            delete_wallet(wallet, owner=alice, actor=alice)


def test_a_record_that_is_gone_for_good_is_not_booked_again(alice, make_recurring, time_machine):
    plan = make_recurring(alice, starts_on=D(2026, 3, 1), times=1)
    book_due(alice, today=TODAY)
    booking = Activity.objects.for_user(alice).get()
    undone = undo(booking.pk, owner=alice, actor=alice)
    time_machine.move_to(undone.activity.created_at + KEPT_FOR + datetime.timedelta(days=1))

    assert purge(undone.activity.pk, owner_id=alice.pk) == 1

    assert Occurrence.objects.for_user(alice).get(recurring=plan).expense_id is None
    assert book_due(alice, today=TODAY) == 0


# Whatever is done in whatever order, each day is booked once, and none of the past again.

RULES = st.sampled_from(
    ["FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=DAILY;INTERVAL=5", "FREQ=MONTHLY;BYDAY=-1FR"]
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["run", "run", "skip", "book", "change", "rhythm", "pause", "undo"]), st.integers(0, 40)),
    min_size=1,
    max_size=8,
)


class Story:
    """One person's plan through some weeks, with all that can be done with it."""

    def __init__(self, owner):
        self.owner, self.today = owner, D(2026, 1, 1)
        self.by = {"owner": owner, "actor": owner}

    @property
    def plan(self):
        return RecurringPayment.objects.for_user(self.owner).order_by("-pk").first()

    def next_open(self):
        return next(
            (one for one in upcoming(self.owner, until=self.today + datetime.timedelta(days=90), today=self.today)),
            None,
        )

    def do(self, deed, number):
        try:
            getattr(self, deed)(number)
        except ValidationError:
            return
        self.check()

    def run(self, number):
        self.today += datetime.timedelta(days=number)
        book_due(self.owner, today=self.today)
        assert book_due(self.owner, today=self.today) == 0

    def skip(self, number):
        if one := self.next_open():
            skip_one(one.recurring.pk, one.due_on, **self.by)

    def book(self, number):
        if one := self.next_open():
            book_one(one.recurring.pk, one.due_on, **self.by)

    def change(self, number):
        self.rewrite(amount=Decimal(number + 1))

    def rhythm(self, number):
        self.rewrite(rule=f"FREQ=DAILY;INTERVAL={number + 3}")

    def rewrite(self, **fields):
        plan = self.plan
        for name, value in fields.items():
            setattr(plan, name, value)
        before = days(self.owner)
        change_plan(plan, [], since=self.today + datetime.timedelta(days=1), today=self.today, **self.by)
        book_due(self.owner, today=self.today)
        new = sorted(set(days(self.owner)) - set(before))
        assert all(day > (self.today - datetime.timedelta(days=45)).isoformat() for day in new)

    def pause(self, number):
        pause(self.plan, today=self.today, **self.by)
        self.run(number)
        resume(self.plan, today=self.today, **self.by)

    def undo(self, number):
        done = Activity.objects.for_user(self.owner).filter(undone_at=None).exclude(kind="restore").order_by("-pk")
        if last := done.first():
            undo(last.pk, owner=self.owner, actor=self.owner, is_trial=True)

    def check(self):
        """Hold that no day has two records, and that each of them is that of one occurrence."""
        found = days(self.owner)
        assert len(found) == len(set(found))
        live = Expense.objects.for_user(self.owner).values("pk")
        assert Occurrence.objects.for_user(self.owner).filter(expense__in=live).count() == len(found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(rule=RULES, steps=STEPS)
def test_each_day_is_booked_once_whatever_is_done(rule, steps, alice, make_recurring):
    for plan in RecurringPayment.objects.for_user(alice).filter(follows=None):
        delete_plan(plan, owner=alice, actor=alice)
    Expense.objects.filter(owner=alice).delete()
    make_recurring(alice, rule=rule, starts_on=D(2026, 1, 1))
    story = Story(alice)

    for deed, number in steps:
        story.do(deed, number)
    story.do("run", 30)
