"""What a goal needs and how it goes, from numbers and days alone."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.month_rules import DayOfMonth, EveryWeeks
from expenses.goals.chart import draw
from expenses.goals.growth import Growth
from expenses.goals.progress import FARTHEST_DAYS, Progress, Verdict
from expenses.periods import CIVIL, Calendar

DAY = datetime.date
cents = st.decimals(min_value="-10000", max_value="10000", places=2)


def progress(saved="0", *, start="0", month="0", target="1000", **fields):
    fields = {"starts_on": DAY(2026, 1, 1), "due_on": None, "today": DAY(2026, 3, 14), "calendar": CIVIL, **fields}
    return Progress(
        target=Decimal(target),
        saved=Decimal(saved),
        saved_at_start=Decimal(start),
        saved_before_month=Decimal(month),
        currency="EUR",
        **fields,
    )


def test_each_month_needs_its_part_of_what_was_missing_as_this_one_began():
    one = progress("250", month="200", due_on=DAY(2026, 12, 31))

    assert (one.months_left, one.per_month, one.put_aside, one.share) == (10, Decimal(80), Decimal(50), Decimal(30))


def test_what_is_needed_is_rounded_up_so_that_it_is_enough():
    one = progress(target="100", due_on=DAY(2026, 5, 31))

    assert one.per_month == Decimal("33.34")


def test_months_are_those_of_the_person():
    payday = Calendar(DayOfMonth(25))
    fortnight = Calendar(EveryWeeks(2, DAY(2026, 3, 6)))

    assert progress(due_on=DAY(2026, 3, 25), calendar=payday).months_left == 2
    assert progress(due_on=DAY(2026, 3, 24), calendar=payday).months_left == 1
    assert progress(due_on=DAY(2026, 4, 2), calendar=fortnight).months_left == 2


def test_a_month_in_which_more_came_than_needed_has_its_share():
    assert progress("500", month="200", due_on=DAY(2026, 12, 31)).share == 0


def test_a_month_in_which_money_was_taken_back_needs_it_again():
    one = progress("150", month="200", due_on=DAY(2026, 12, 31))

    assert one.share == Decimal(130)


def test_what_is_overdue_is_needed_at_once():
    one = progress("400", month="300", due_on=DAY(2026, 3, 13))

    assert (one.months_left, one.share, one.verdict) == (0, Decimal(600), Verdict.OVERDUE)


def test_a_goal_that_begins_later_needs_nothing_yet():
    one = progress(starts_on=DAY(2026, 5, 1), due_on=DAY(2026, 8, 31))

    assert (one.share, one.per_month, one.verdict) == (Decimal(0), Decimal(250), Verdict.NOT_BEGUN)


def test_a_goal_without_a_day_needs_nothing():
    one = progress("100")

    assert (one.per_month, one.share) == (None, Decimal(0))


def test_the_pace_leaves_out_what_was_there_on_the_first_day():
    one = progress("600", start="240", due_on=DAY(2026, 12, 31))

    assert (one.gained, one.days, one.pace) == (Decimal(360), 72, Decimal(155))
    assert one.reached_on == DAY(2026, 6, 2)
    assert one.verdict == Verdict.ON_TRACK


@pytest.mark.parametrize(
    ("saved", "fields", "verdict"),
    [
        ("1000", {}, Verdict.REACHED),
        ("1200", {"due_on": DAY(2026, 2, 1)}, Verdict.REACHED),
        ("72", {}, Verdict.UNDATED),
        ("72", {"due_on": DAY(2026, 12, 31)}, Verdict.BEHIND),
        ("500", {"due_on": DAY(2026, 5, 25)}, Verdict.ON_TRACK),
        ("500", {"due_on": DAY(2026, 5, 24)}, Verdict.BEHIND),
        ("0", {"due_on": DAY(2026, 12, 31)}, Verdict.STANDING_STILL),
        ("-5", {}, Verdict.STANDING_STILL),
        ("0.01", {}, Verdict.STANDING_STILL),
        ("500", {"starts_on": DAY(2026, 2, 15)}, Verdict.TOO_EARLY),
        ("500", {"starts_on": DAY(2026, 2, 14)}, Verdict.UNDATED),
    ],
)
def test_the_verdict_comes_from_the_pace_alone(saved, fields, verdict):
    assert progress(saved, **fields).verdict == verdict


def test_only_a_goal_with_a_day_is_behind():
    assert not progress("0").is_behind
    assert progress("0", due_on=DAY(2026, 12, 31)).is_behind


@given(saved=cents, month=cents, target=st.decimals("0.01", "10000", places=2), ahead=st.integers(0, 2000))
def test_saving_the_share_every_month_reaches_the_goal_in_time(saved, month, target, ahead):
    one = progress(saved, month=month, target=target, due_on=DAY(2026, 3, 14) + datetime.timedelta(days=ahead))

    assert 0 <= one.share <= one.missing
    if one.share == one.missing:
        return
    assert one.saved + one.share + one.per_month * (one.months_left - 1) >= one.target


@given(saved=cents, start=cents, days=st.integers(28, 3000))
def test_at_the_pace_so_far_the_goal_is_reached_on_the_day_that_is_said_and_not_before(saved, start, days):
    one = progress(saved, start=start, starts_on=DAY(2026, 3, 14) - datetime.timedelta(days=days))

    if one.reached_on is None:
        assert one.is_reached or one.gained <= 0 or one.missing * days > one.gained * FARTHEST_DAYS
        return
    ahead = (one.reached_on - one.today).days
    assert one.saved * days + one.gained * ahead >= one.target * days
    assert one.saved * days + one.gained * (ahead - 1) < one.target * days


@given(st.lists(st.tuples(st.dates(DAY(2025, 1, 1), DAY(2026, 12, 31)), cents), max_size=30), cents)
def test_the_months_add_up_to_what_there_is(changes, opening):
    growth = Growth(changes, opening)
    steps = growth.steps(DAY(2025, 6, 1), DAY(2026, 3, 14), CIVIL)

    known = opening + sum((amount for day, amount in changes if day <= DAY(2026, 3, 14)), Decimal(0))
    assert steps[-1].saved == growth.on(DAY(2026, 3, 14)) == known
    assert sum((step.change for step in steps), growth.before(steps[0].month.start)) == known


@given(st.lists(st.tuples(st.dates(DAY(2025, 1, 1), DAY(2026, 3, 14)), cents), max_size=30))
def test_bars_stay_inside_the_chart(changes):
    chart = draw(Growth(changes).steps(DAY(2026, 1, 1), DAY(2026, 3, 14), CIVIL), Decimal(500))

    for bar in chart.bars if chart else []:
        assert float(bar.x) >= 0
        assert float(bar.x) + float(bar.width) <= 100
        assert abs(float(bar.y) + float(bar.height) - 100) < 0.02
        assert 0 <= float(bar.height) <= 100
