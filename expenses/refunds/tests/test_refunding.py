import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from expenses.activity.deletion import delete_records
from expenses.activity.purging import KEPT_FOR, purge
from expenses.counting import Basis
from expenses.entry import Entry, change_entry
from expenses.models import Activity, Expense, ExpenseTag, Portion
from expenses.refunds.following import refunded
from expenses.refunds.refunding import LARGER, RefundEntry, left_to_refund, refund
from expenses.splits.recounting import Part, parts_of
from expenses.splits.splitting import set_parts
from expenses.splits.spreading import spread

DAY = datetime.date(2026, 3, 14)
LATER = datetime.date(2026, 4, 2)


def give_back(original, amount, owner, **said):
    made, _ = refund(original.pk, RefundEntry(Decimal(amount), LATER, **said), owner=owner, actor=owner)
    return made


def test_refund_is_a_negative_expense_like_its_original(alice, make_expense, make_category, make_tag):
    category, tag = make_category(alice), make_tag(alice)
    original = make_expense(alice, category=category, tags=[tag])

    made = give_back(original, "5", alice)

    assert (made.amount, made.home_amount, made.date, made.counted_on) == (Decimal(-5), Decimal(-5), LATER, LATER)
    assert (made.category_id, made.description, made.refund_of_id) == (category.pk, "Lunch", original.pk)
    assert [link.tag_id for link in ExpenseTag.objects.for_user(alice).filter(expense=made)] == [tag.pk]


def test_refund_can_count_in_the_month_of_its_original(alice, make_expense):
    made = give_back(make_expense(alice), "5", alice, counts_with_original=True)

    assert (made.date, made.counted_on) == (LATER, DAY)


def test_refund_is_logged_as_added(alice, make_expense):
    original = make_expense(alice)

    _, activity = refund(original.pk, RefundEntry(Decimal(5), LATER), owner=alice, actor=alice)

    assert (activity.kind, activity.summary) == (Activity.Kind.ADD, "Recorded a refund of €5.00 for “Lunch”")


def test_several_refunds_leave_what_is_left(alice, make_expense):
    original = make_expense(alice)

    give_back(original, "5", alice)
    give_back(original, "7.5", alice)

    assert (refunded(original), left_to_refund(original)) == (Decimal("12.5"), Decimal(0))


def test_a_larger_refund_must_be_meant(alice, make_expense):
    original = make_expense(alice)
    give_back(original, "5", alice)

    with pytest.raises(ValidationError) as error:
        give_back(original, "7.51", alice)

    assert error.value.error_dict["amount"][0].code == LARGER
    assert error.value.messages == [
        "Only €7.50 of this expense is left to refund. Tick below if more came back than was paid."
    ]
    assert give_back(original, "7.51", alice, is_confirmed_larger=True).amount == Decimal("-7.51")


@pytest.mark.parametrize(("amount", "field"), [("0", "amount"), ("-5", "amount"), ("1.001", "amount")])
def test_refund_refuses_amounts_that_cannot_come_back(alice, make_expense, amount, field):
    original = make_expense(alice)

    with pytest.raises(ValidationError) as error:
        give_back(original, amount, alice)

    assert list(error.value.message_dict) == [field]
    assert Expense.objects.for_user(alice).count() == 1


def test_refund_refuses_a_day_before_it_was_paid(alice, make_expense):
    original = make_expense(alice)

    with pytest.raises(ValidationError, match="Nothing comes back before"):
        refund(original.pk, RefundEntry(Decimal(1), datetime.date(2026, 3, 13)), owner=alice, actor=alice)


def test_refund_of_a_refund_is_refused(alice, make_expense):
    with pytest.raises(ValidationError, match="a refund itself"):
        give_back(make_expense(alice, amount="-3"), "1", alice)


def test_refund_reaches_no_expense_of_somebody_else(alice, bob, make_expense):
    with pytest.raises(Expense.DoesNotExist):
        give_back(make_expense(bob), "1", alice)


def test_refund_that_is_sent_twice_is_recorded_once(alice, make_expense):
    original, sent = make_expense(alice), uuid.uuid4()
    entry = RefundEntry(Decimal(5), LATER)

    first, _ = refund(original.pk, entry, owner=alice, actor=alice, submission_id=sent)
    second, activity = refund(original.pk, entry, owner=alice, actor=alice, submission_id=sent)

    assert (first.pk, activity) == (second.pk, None)


def test_refund_of_a_split_gives_each_category_its_share(alice, make_expense, make_category):
    food, home = make_category(alice, "Food"), make_category(alice, "Home")
    original = make_expense(alice)
    parts = [Part(food.pk, Decimal(10)), Part(home.pk, Decimal("2.50"))]
    set_parts(original.pk, parts, owner=alice, actor=alice)

    made = give_back(original, "5", alice)

    assert parts_of(made) == [Part(food.pk, Decimal(-4)), Part(home.pk, Decimal(-1))]


def test_refund_with_a_spread_original_is_spread_like_it(alice, make_expense):
    original = make_expense(alice)
    spread(original.pk, 2, DAY, owner=alice, actor=alice)

    give_back(original, "5", alice, counts_with_original=True)

    rows = Portion.objects.for_user(alice).counted(Basis.SPREAD).order_by("counted_on", "amount")
    assert [(row.counted_on.month, row.amount) for row in rows] == [
        (3, Decimal("-2.5")),
        (3, Decimal("6.25")),
        (4, Decimal("-2.5")),
        (4, Decimal("6.25")),
    ]


def test_refund_comes_back_into_the_wallet_at_the_rate_of_the_payment(alice, make_expense, make_wallet):
    wallet = make_wallet(alice)
    original = make_expense(alice, currency="USD", amount="10", wallet=wallet, wallet_amount=Decimal("8.00"))

    made = give_back(original, "5", alice)

    assert (made.wallet_id, made.wallet_amount) == (wallet.pk, Decimal("-4.00"))


# What becomes of refunds when their original changes


def entry_of(expense, **said):
    fields = {"date": expense.date, "amount": expense.amount, "currency": "EUR", "description": "Lunch", **said}
    return Entry(**fields)


def test_a_refund_follows_its_original_to_another_day(alice, make_expense):
    original = make_expense(alice)
    made = give_back(original, "5", alice, counts_with_original=True)
    own = give_back(original, "1", alice)
    moved = datetime.date(2026, 2, 1)

    change_entry(original.pk, entry_of(original, date=moved), owner=alice, actor=alice, seen=original.updated_at)

    made.refresh_from_db()
    own.refresh_from_db()
    assert (made.counted_on, made.date, own.counted_on) == (moved, LATER, LATER)


@pytest.mark.parametrize(("said", "field"), [({"currency": "USD"}, "currency"), ({"amount": Decimal(-12)}, "amount")])
def test_an_original_stays_what_its_refunds_refund(alice, make_expense, said, field):
    original = make_expense(alice)
    give_back(original, "5", alice)

    with pytest.raises(ValidationError) as error:
        change_entry(original.pk, entry_of(original, **said), owner=alice, actor=alice, seen=original.updated_at)

    assert list(error.value.message_dict) == [field]


@pytest.mark.parametrize(("said", "field"), [({"currency": "USD"}, "currency"), ({"amount": Decimal(3)}, "amount")])
def test_a_refund_stays_negative_and_in_the_currency_of_its_original(alice, make_expense, said, field):
    made = give_back(make_expense(alice), "5", alice)

    with pytest.raises(ValidationError) as error:
        change_entry(made.pk, entry_of(made, **said), owner=alice, actor=alice, seen=made.updated_at)

    assert list(error.value.message_dict) == [field]


def test_a_refund_that_counts_with_its_original_still_does_after_an_edit(alice, make_expense):
    made = give_back(make_expense(alice), "5", alice, counts_with_original=True)

    change_entry(
        made.pk, entry_of(made, date=datetime.date(2026, 5, 1)), owner=alice, actor=alice, seen=made.updated_at
    )

    made.refresh_from_db()
    assert (made.date, made.counted_on) == (datetime.date(2026, 5, 1), DAY)


def test_refunds_of_an_expense_that_is_purged_stand_alone(alice, make_expense):
    original = make_expense(alice)
    made = give_back(original, "5", alice, counts_with_original=True)
    rows = Expense.objects.for_user(alice).filter(pk=original.pk)
    deletion = delete_records(rows, owner=alice, actor=alice)
    Activity.objects.for_user(alice).filter(pk=deletion.pk).update(created_at=deletion.created_at - KEPT_FOR * 2)

    purge(deletion.pk, owner_id=alice.pk)

    made.refresh_from_db()
    assert (made.refund_of_id, made.counted_on, made.amount) == (None, LATER, Decimal(-5))


@given(st.lists(st.decimals(min_value="0.01", max_value=99, places=2), min_size=1, max_size=4))
def test_an_expense_and_its_refunds_net(alice, make_expense, amounts):
    original = make_expense(alice, amount="100")

    for amount in amounts:
        give_back(original, amount, alice, is_confirmed_larger=True)

    assert left_to_refund(original) == Decimal(100) - sum(amounts)
