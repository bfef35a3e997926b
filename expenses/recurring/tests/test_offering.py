import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from conftest import TODAY
from expenses.activity.undo import undo
from expenses.archive.packing import pack
from expenses.archive.unpacking import unpack
from expenses.models import DeclinedOffer, Occurrence, RecurringPayment, Transfer
from expenses.recurring.offering import decline, find_offer, offer_again, offers, read_payments, take
from expenses.recurring.upcoming import upcoming

pytestmark = pytest.mark.usefixtures("today")

PAGE = reverse("expenses:recurring-found")
KEY = "expense|EUR|netflix"


@pytest.fixture
def monthly(make_expense):
    """Return a function that makes a payment on the 1st of each of the last months, the last one in March."""

    def make(owner, description="Netflix", *, months=4, day=1, make=make_expense, **fields):
        dates = [datetime.date(2025 + (place >= 12), place % 12 + 1, day) for place in range(15 - months, 15)]
        return [make(owner, description=description, date=date, **fields) for date in dates]

    return make


def described(user):
    return [one.description for one in offers(user, today=TODAY)]


def test_regular_payments_of_the_person_are_offered(alice, bob, monthly, make_income):
    monthly(alice)
    monthly(alice, "Salary", make=make_income, day=3)
    monthly(bob, "Bob's gym", day=2)

    assert described(alice) == ["Netflix", "Salary"]


def test_deleted_payments_and_refunds_tell_nothing(alice, monthly):
    rows = monthly(alice, months=3)
    monthly(alice, "Back", amount="-9.99", months=6)
    rows[1].delete()

    assert described(alice) == []


def test_offer_that_is_taken_is_planned_with_its_history(alice, monthly, make_category, make_wallet):
    category, wallet = make_category(alice, "Films"), make_wallet(alice)
    rows = monthly(alice, category=category, wallet=wallet)

    recurring, _ = take(find_offer(alice, KEY, today=TODAY), owner=alice, actor=alice)

    planned = RecurringPayment.objects.for_user(alice).get(pk=recurring.pk)
    assert (planned.description, planned.amount, planned.currency, planned.rule) == (
        "Netflix",
        Decimal("12.50"),
        "EUR",
        "FREQ=MONTHLY;BYMONTHDAY=1",
    )
    assert (planned.category_id, planned.wallet_id, planned.books_itself) == (category.pk, wallet.pk, False)
    assert planned.next_on == planned.starts_on == datetime.date(2026, 4, 1)
    links = Occurrence.objects.for_user(alice).values_list("due_on", "status", "expense")
    assert list(links) == [(row.date, "booked", row.pk) for row in rows]
    assert [one.due for one in upcoming(alice, until=datetime.date(2026, 5, 31), today=TODAY)] == [
        datetime.date(2026, 4, 1),
        datetime.date(2026, 5, 1),
    ]
    assert described(alice) == []


def test_amounts_that_vary_are_planned_as_a_range(alice, make_expense):
    for month, amount in enumerate(["40", "50", "45", "44"], start=12):
        make_expense(
            alice, description="Gas", amount=amount, date=datetime.date(2025 + month // 13, month % 12 or 12, 1)
        )

    recurring, _ = take(offers(alice, today=TODAY)[0], owner=alice, actor=alice)

    assert (recurring.least_amount, recurring.amount, recurring.most_amount) == (40, 45, 50)


def test_archived_category_and_wallet_are_left_out(alice, monthly, make_category, make_wallet):
    category = make_category(alice, "Films", is_archived=True)
    monthly(alice, category=category, wallet=make_wallet(alice, is_archived=True))

    recurring, _ = take(find_offer(alice, KEY, today=TODAY), owner=alice, actor=alice)

    assert (recurring.category_id, recurring.wallet_id) == (None, None)


def test_transfers_are_offered_between_their_wallets(alice, make_wallet, make_transfer):
    bank, savings = make_wallet(alice, "Bank"), make_wallet(alice, "Savings")
    for month in (1, 2, 3):
        make_transfer(bank, savings, "100", date=datetime.date(2026, month, 5))

    recurring, _ = take(offers(alice, today=TODAY)[0], owner=alice, actor=alice)

    assert (recurring.kind, recurring.wallet_id, recurring.to_wallet_id) == ("transfer", bank.pk, savings.pk)
    linked = Occurrence.objects.for_user(alice).values_list("transfer", flat=True)
    assert set(linked) == set(Transfer.objects.for_user(alice).values_list("pk", flat=True))
    assert described(alice) == []


def test_taking_is_undone_and_offered_again(alice, monthly):
    monthly(alice)
    _, activity = take(find_offer(alice, KEY, today=TODAY), owner=alice, actor=alice)

    done = undo(activity.pk, owner=alice, actor=alice)

    assert done.kept == []
    assert not RecurringPayment.objects.for_user(alice).exists()
    assert not Occurrence.objects.for_user(alice).exists()
    assert described(alice) == ["Netflix"]


def test_other_payments_to_a_payee_that_is_planned_are_told_by_their_amount(alice, monthly):
    for amount in ("9.99", "14.99"):
        monthly(alice, "Mobile plan", amount=amount)
    found = offers(alice, today=TODAY)

    take(found[0], owner=alice, actor=alice)

    assert [one.amount for one in found] == [Decimal("9.99"), Decimal("14.99")]
    assert [one.amount for one in offers(alice, today=TODAY)] == [Decimal("14.99")]


def test_what_was_planned_by_hand_is_not_offered(alice, monthly):
    monthly(alice, amount="13.90")
    day = datetime.date(2026, 4, 1)

    RecurringPayment.objects.create(
        owner=alice, description="NETFLIX", amount="11.76", currency="EUR", rule="FREQ=MONTHLY;BYMONTHDAY=1",
        starts_on=day, books_from=day, next_on=day,
    )  # fmt: skip

    assert described(alice) == []


def test_declined_offer_is_remembered_until_it_is_wanted_again(alice, bob, monthly):
    for person in (alice, bob):
        monthly(person)

    activity = decline(find_offer(alice, KEY, today=TODAY), owner=alice, actor=alice)

    assert (described(alice), described(bob)) == ([], ["Netflix"])
    undo(activity.pk, owner=alice, actor=alice)
    assert described(alice) == ["Netflix"]
    decline(find_offer(alice, KEY, today=TODAY), owner=alice, actor=alice)
    offer_again(DeclinedOffer.objects.for_user(alice).get(), owner=alice, actor=alice)
    assert described(alice) == ["Netflix"]


def test_what_was_declined_is_still_declined_in_an_account_that_takes_it_over(alice, make_user, monthly):
    monthly(alice)
    decline(find_offer(alice, KEY, today=TODAY), owner=alice, actor=alice)
    carol = make_user("carol")

    with pack(alice) as archive:
        unpack(archive.read(), owner=carol)

    assert described(carol) == []
    assert DeclinedOffer.objects.for_user(carol).get().key == KEY


def test_queries_do_not_grow_with_what_is_found(alice, monthly, django_assert_num_queries):
    for place in range(3):
        with django_assert_num_queries(6):
            assert len(offers(alice, today=TODAY)) == place
        monthly(alice, ("Rent", "Power", "Gas")[place])


def test_payments_of_three_years_are_read_the_latest_first(alice, make_expense, monkeypatch):
    monkeypatch.setattr("expenses.recurring.offering.MOST_READ", 2)
    days = [TODAY - datetime.timedelta(days=ago) for ago in (0, 1, 2, 3 * 366 + 1)]
    for day in days:
        make_expense(alice, date=day)

    assert [one.date for one in read_payments(alice, today=TODAY)] == days[:2]


# Pages


def test_page_shows_what_is_found_and_adds_it(alice, alice_client, monthly):
    monthly(alice)

    page = alice_client.get(PAGE).content.decode()
    answer = alice_client.post(PAGE, {"key": KEY, "take": "1"}, follow=True)

    assert "Every month on the 1st, next on 1 Apr 2026. Seen 4 times since 1 Dec 2025." in page
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Added “Netflix”" in answer.content.decode()
    assert RecurringPayment.objects.for_user(alice).count() == 1


def test_list_loads_the_offers_as_a_part_and_is_returned_to(alice, alice_client, monthly):
    monthly(alice)

    part = alice_client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    answer = alice_client.post(PAGE, {"key": KEY, "decline": "1", "from_list": "1"})

    assert part.lstrip().startswith("<section")
    assert answer.url == reverse("expenses:recurring-list")
    assert DeclinedOffer.objects.for_user(alice).get().key == KEY


def test_who_has_too_many_is_told_so(alice, alice_client, monthly, monkeypatch):
    monkeypatch.setattr("expenses.recurring.saving.MOST_PLANS", 0)
    monthly(alice)

    answer = alice_client.post(PAGE, {"key": KEY, "take": "1"}, follow=True)

    assert answer.status_code == 200
    assert not RecurringPayment.objects.for_user(alice).exists()
    assert not Occurrence.objects.for_user(alice).exists()


def test_part_is_empty_where_nothing_is_found(alice, alice_client):
    part = alice_client.get(PAGE, headers={"HX-Request": "true"}).content.decode()

    assert part.strip() == ""


def test_declined_offer_is_offered_again_from_the_page(alice, alice_client, monthly):
    monthly(alice)
    alice_client.post(PAGE, {"key": KEY, "decline": "1"})
    declined = DeclinedOffer.objects.for_user(alice).get()

    page = alice_client.get(PAGE).content.decode()
    alice_client.post(PAGE, {"again": declined.pk})

    assert "Not recurring, you said" in page
    assert described(alice) == ["Netflix"]


@pytest.mark.parametrize(
    "sent", [{}, {"key": "nonsense", "take": "1"}, {"key": KEY}, {"again": "x"}, {"again": "9" * 30}]
)
def test_nonsense_changes_nothing(alice, alice_client, bob, monthly, sent):
    monthly(bob)

    answer = alice_client.post(PAGE, sent, follow=True)

    assert answer.status_code == 200
    assert not DeclinedOffer.objects.filter(owner__in=[alice, bob]).exists()
    assert not RecurringPayment.objects.filter(owner__in=[alice, bob]).exists()


def test_stranger_cannot_offer_again_what_alice_declined(alice, bob_client, monthly):
    monthly(alice)
    decline(find_offer(alice, KEY, today=TODAY), owner=alice, actor=alice)

    bob_client.post(PAGE, {"again": DeclinedOffer.objects.for_user(alice).get().pk})

    assert DeclinedOffer.objects.for_user(alice).count() == 1
