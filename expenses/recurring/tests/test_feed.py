import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from conftest import TODAY
from expenses.models import CalendarFeed, Occurrence
from expenses.recurring.feed import reader_of, switch_off, switch_on, token_of

pytestmark = pytest.mark.usefixtures("today")

PAGE = reverse("expenses:recurring-calendar")
SWITCH = reverse("expenses:recurring-feed-switch")


def address(user):
    return reverse("expenses:recurring-feed", args=[user.pk, token_of(CalendarFeed.objects.for_user(user).get())])


@pytest.fixture
def rent(alice, make_recurring):
    return make_recurring(alice, description="Rent, flat; “home”", starts_on=datetime.date(2026, 3, 1), times=3)


@pytest.fixture
def events(alice, client):
    """Return a function that reads what the feed of alice says, by the strict reader of the library."""

    def read():
        answer = client.get(address(alice))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        calendar = Calendar.from_ical(answer.content)
        assert (calendar["version"], calendar.errors) == ("2.0", [])
        assert all(event.errors == [] for event in calendar.events)
        return calendar.events

    return read


def test_feed_tells_what_is_due_without_a_session(alice, bob, make_recurring, rent, events):
    make_recurring(bob, description="Bob's rent")
    switch_on(alice)

    found = [(str(event["summary"]), event.start, event.end) for event in events()]

    days = [(datetime.date(2026, month, 1), datetime.date(2026, month, 2)) for month in (3, 4, 5)]
    assert found == [("Rent, flat; “home”, €800.00", *pair) for pair in days]


def test_lines_are_as_the_standard_wants_them(alice, client, make_recurring):
    make_recurring(alice, description="ü" * 200, starts_on=datetime.date(2026, 4, 1), times=1)
    switch_on(alice)

    content = client.get(address(alice)).content

    lines = content.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    names = {line.partition(b":")[0].partition(b";")[0] for line in lines}
    assert {b"PRODID", b"VERSION", b"UID", b"DTSTAMP", b"DTSTART", b"DTEND", b"SUMMARY"} <= names


def test_each_event_keeps_its_name_when_its_payment_is_moved(alice, rent, events):
    switch_on(alice)
    before = events()

    Occurrence.objects.create(owner=alice, recurring=rent, due_on="2026-04-01", status="changed", date="2026-04-03")
    after = {event["uid"]: event.start for event in events()}

    assert len({event["uid"] for event in before}) == 3
    assert after.keys() == {event["uid"] for event in before}
    assert after[before[1]["uid"]] == datetime.date(2026, 4, 3)


def test_kinds_and_what_is_overdue_are_said(alice, make_recurring, rent, events):
    make_recurring(alice, description="Salary", kind="income", starts_on=datetime.date(2026, 4, 1), times=1)
    switch_on(alice)

    found = [(str(event["summary"]).partition(",")[0], str(event.get("description", ""))) for event in events()]

    assert found[0] == ("Rent", "Not booked yet.")
    assert ("Income: Salary", "") in found


def test_feed_reaches_a_year_ahead(alice, make_recurring, events):
    make_recurring(alice, starts_on=datetime.date(2026, 4, 1))
    switch_on(alice)

    assert [event.start for event in events()][-1] == datetime.date(2027, 3, 1)


def test_today_is_that_of_the_owner(alice, make_recurring, events):
    alice.time_zone = "Pacific/Kiritimati"
    alice.save()
    make_recurring(alice, starts_on=TODAY, rule="FREQ=DAILY", times=1)
    switch_on(alice)

    assert [str(event.get("description", "")) for event in events()] == ["Not booked yet."]


def test_wrong_addresses_open_nothing(alice, bob, client, rent):
    token = token_of(switch_on(alice))

    wrong = [(bob.pk, token), (alice.pk, token[:-1]), (alice.pk, token[::-1]), (alice.pk, "é"), (10**18, token)]

    assert [client.get(reverse("expenses:recurring-feed", args=pair)).status_code for pair in wrong] == [404] * 5
    assert client.get(reverse("expenses:recurring-feed", args=[alice.pk, token])).status_code == 200


def test_nobody_else_is_let_in_by_being_signed_in(alice, bob_client, rent):
    switch_on(alice)

    assert bob_client.get(reverse("expenses:recurring-feed", args=[alice.pk, "0" * 64])).status_code == 404


def test_new_address_closes_the_old_one(alice, client):
    switch_on(alice)
    old = address(alice)

    switch_on(alice)

    assert old != address(alice)
    assert (client.get(old).status_code, client.get(address(alice)).status_code) == (404, 200)


def test_feed_that_is_switched_off_opens_nothing(alice, bob, client):
    switch_on(bob)
    switch_on(alice)
    old = address(alice)

    switch_off(alice)

    assert client.get(old).status_code == 404
    assert client.get(address(bob)).status_code == 200


def test_person_who_was_closed_out_has_no_feed_any_more(alice):
    token = token_of(switch_on(alice))
    alice.is_active = False
    alice.save()

    assert reader_of(alice.pk, token) is None


def test_address_cannot_be_told_from_the_database_alone(alice, settings):
    feed = switch_on(alice)
    token = token_of(feed)

    settings.SECRET_KEY = "another" * 10

    assert len(token) * 4 == 256
    assert feed.nonce not in token
    assert token_of(feed) != token


def test_file_is_kept_by_nobody_on_the_way_and_takes_no_post(alice, client, rent):
    switch_on(alice)

    answer = client.get(address(alice))

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.head(address(alice)).status_code == 200
    assert client.post(address(alice)).status_code == 405


def test_queries_do_not_grow_with_payments(alice, client, make_recurring):
    switch_on(alice)
    counts = []

    for more in (1, 2):
        for _ in range(more):
            make_recurring(alice)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(alice))
        counts.append(len(queries))

    assert counts[0] == counts[1]


# Switching


def test_page_offers_an_address_and_shows_it_then(alice, alice_client):
    before = alice_client.get(PAGE).content.decode()
    answer = alice_client.post(SWITCH, {"to": "new"})
    after = alice_client.get(PAGE).content.decode()

    assert "Make an address" in before
    assert answer.url == f"{PAGE}#feed"
    assert f"http://testserver{address(alice)}" in after
    assert f"webcal://testserver{address(alice)}" in after


def test_page_switches_off(alice, alice_client):
    alice_client.post(SWITCH, {"to": "new"})

    alice_client.post(SWITCH, {"to": "off"})

    assert not CalendarFeed.objects.for_user(alice).exists()
    assert "Make an address" in alice_client.get(PAGE).content.decode()


def test_stranger_switches_their_own_alone(alice, bob, bob_client):
    switch_on(alice)

    bob_client.post(SWITCH, {"to": "off"})

    assert CalendarFeed.objects.for_user(alice).exists()


def test_switching_needs_a_post_of_somebody_signed_in(alice_client):
    assert alice_client.get(SWITCH).status_code == 405
    assert Client().post(SWITCH, {"to": "new"}).url.startswith(reverse("accounts:login"))
