"""Own rates and currencies, put back as they were: what they value follows, what is counted in them keeps its code."""

import datetime
from decimal import Decimal

import pytest

from conftest import TODAY
from expenses.activity.undo import undo
from expenses.exchange.keeping import delete_currency, delete_rate, save_currency, save_rate, take_in_rates
from expenses.exchange.models import OwnCurrency, OwnRate
from expenses.models import Expense

pytestmark = pytest.mark.usefixtures("today")

START = datetime.date(2026, 1, 1)


@pytest.fixture
def lunch(alice, make_expense):
    return make_expense(alice, amount="10", currency="CHF")


def worth(expense):
    return Expense.objects.filter(owner=expense.owner).get(pk=expense.pk).home_amount


def rate_of(user, value="1.1", **fields):
    return OwnRate(
        **{"currency": "CHF", "other": "EUR", "rate": Decimal(value), "date": START, "owner": user, **fields}
    )


def undone(activity, user):
    done = undo(activity.pk, owner=user, actor=user)
    return done.count, len(done.kept)


def test_new_rate_goes_and_its_worths_with_it(alice, lunch):
    activity = save_rate(rate_of(alice), owner=alice, actor=alice)
    assert worth(lunch) == 11

    assert undone(activity, alice) == (1, 0)

    assert worth(lunch) is None
    assert not OwnRate.objects.for_user(alice).exists()


def test_changed_rate_counts_again_as_it_was_from_its_first_day(alice, lunch):
    rate = rate_of(alice)
    save_rate(rate, owner=alice, actor=alice)
    rate.rate, rate.date = Decimal(2), TODAY + datetime.timedelta(days=1)
    activity = save_rate(rate, owner=alice, actor=alice)
    assert worth(lunch) is None

    assert undone(activity, alice) == (1, 0)

    assert worth(lunch) == 11
    assert OwnRate.objects.for_user(alice).values_list("rate", "date").get() == (Decimal("1.1"), START)


def test_deleted_rate_comes_back_and_undoing_that_takes_it_away_again(alice, lunch):
    rate = rate_of(alice, note="At the airport")
    save_rate(rate, owner=alice, actor=alice)
    activity = delete_rate(rate, owner=alice, actor=alice)
    assert worth(lunch) is None

    done = undo(activity.pk, owner=alice, actor=alice)
    assert worth(lunch) == 11
    assert OwnRate.objects.for_user(alice).get().note == "At the airport"

    assert undone(done.activity, alice) == (1, 0)
    assert worth(lunch) is None


def test_import_of_rates_is_taken_back_whole(alice, lunch):
    save_rate(rate_of(alice, "1.5"), owner=alice, actor=alice)
    later = datetime.date(2026, 2, 1)
    activity = take_in_rates([rate_of(alice, "3"), rate_of(alice, "4", date=later)], owner=alice, actor=alice)
    assert worth(lunch) == 40

    assert undone(activity, alice) == (2, 0)

    assert worth(lunch) == 15
    assert [rate.rate for rate in OwnRate.objects.for_user(alice)] == [Decimal("1.5")]


def test_rate_that_was_changed_since_is_left_alone(alice, lunch):
    rate = rate_of(alice)
    activity = save_rate(rate, owner=alice, actor=alice)
    rate.rate = Decimal(2)
    save_rate(rate, owner=alice, actor=alice)

    assert undone(activity, alice) == (0, 1)

    assert worth(lunch) == 20


def test_currency_comes_and_goes(alice):
    points = OwnCurrency(code="PT0", name="Points")
    added = save_currency(points, owner=alice, actor=alice)
    points.code = "PX2"
    changed = save_currency(points, owner=alice, actor=alice)

    assert undone(changed, alice) == (1, 0)
    assert OwnCurrency.objects.for_user(alice).get().code == "PT0"
    gone = delete_currency(OwnCurrency.objects.for_user(alice).get(), owner=alice, actor=alice)
    assert undone(gone, alice) == (1, 0)
    assert undone(added, alice) == (1, 0)
    assert not OwnCurrency.objects.for_user(alice).exists()


@pytest.mark.parametrize("overwrite", [False, True])
def test_currency_that_something_is_counted_in_stays_with_its_code(alice, make_expense, make_wallet, overwrite):
    points = OwnCurrency(code="PX2", name="Points")
    added = save_currency(points, owner=alice, actor=alice)
    points.code = "PT0"
    changed = save_currency(points, owner=alice, actor=alice)
    make_expense(alice, amount="500", currency="PT0")

    for activity in (changed, added):
        assert undo(activity.pk, owner=alice, actor=alice, overwrite=overwrite).count == 0

    assert OwnCurrency.objects.for_user(alice).get().code == "PT0"
