"""What staff do with declined offers and calendars: pages of the admin, and spreadsheets of many people."""

import pytest
from django.urls import reverse
from tablib import Dataset

from expenses.models import CalendarFeed, DeclinedOffer
from expenses.recurring.feed import switch_on, token_of
from expenses.recurring.offer_admin import DeclinedOfferResource

HEADERS = ["owner", "key", "description"]


@pytest.fixture(autouse=True)
def as_staff(staff_queries):
    with staff_queries():
        yield


@pytest.fixture
def declined(alice):
    return DeclinedOffer.objects.create(owner=alice, key="expense|EUR|netflix", description="=Netflix")


def page(model, name, *args):
    return reverse(f"admin:expenses_{model}_{name}", args=args)


def test_staff_see_change_and_delete_declined_offers(staff_client, alice, declined):
    listed = staff_client.get(page("declinedoffer", "changelist"), {"q": "alice"})
    said = {"key": declined.key, "description": "Netflix"}
    twin = staff_client.post(f"{page('declinedoffer', 'add')}?owner={alice.pk}", said)
    staff_client.post(page("declinedoffer", "change", declined.pk), said)

    assert listed.context["cl"].result_count == 1
    assert "declined already" in twin.content.decode()
    assert DeclinedOffer.objects.get(owner=alice).description == "Netflix"
    staff_client.post(page("declinedoffer", "delete", declined.pk), {"post": "yes"})
    assert not DeclinedOffer.objects.filter(owner=alice).exists()


def test_spreadsheet_out_and_in_again_changes_nothing(declined):
    sheet = DeclinedOfferResource().export()

    result = DeclinedOfferResource().import_data(Dataset().load(sheet.csv, format="csv"))

    assert (result.totals["skip"], result.totals["new"], result.has_errors()) == (1, 0, False)
    assert DeclinedOffer.objects.get(owner=declined.owner).description == "=Netflix"


def test_spreadsheet_knows_rows_again_by_their_key(alice, bob, declined):
    rows = [["alice", declined.key, "Films"], ["bob", declined.key, "Films"]]

    DeclinedOfferResource().import_data(Dataset(*rows, headers=HEADERS))

    found = DeclinedOffer.objects.order_by("pk").values_list("owner__username", "description")
    assert list(found) == [("alice", "Films"), ("bob", "Films")]


def test_row_without_a_key_is_refused(alice, declined):
    result = DeclinedOfferResource().import_data(Dataset(["alice", "", "Films"], headers=HEADERS))

    assert [list(row.error.message_dict) for row in result.invalid_rows] == [["key"]]
    assert DeclinedOffer.objects.filter(owner=alice).count() == 1


def test_staff_close_a_calendar_and_never_see_its_address(staff_client, alice):
    feed = switch_on(alice)
    shown = staff_client.get(page("calendarfeed", "change", feed.pk)).content.decode()

    staff_client.post(page("calendarfeed", "delete", feed.pk), {"post": "yes"})

    assert "alice" in shown
    assert feed.nonce not in shown
    assert token_of(feed) not in shown
    assert not CalendarFeed.objects.filter(owner=alice).exists()


@pytest.mark.parametrize("name", ["add", "change"])
def test_nobody_makes_a_calendar_for_somebody_else(staff_client, alice, name):
    feed = switch_on(alice)
    args = [feed.pk] if name == "change" else []

    assert staff_client.post(page("calendarfeed", name, *args), {"owner": alice.pk}).status_code == 403
