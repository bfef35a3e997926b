"""The log is read day by day, of everybody or of one person."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from expenses.activity.log import log
from expenses.activity.models import Activity

pytestmark = pytest.mark.usefixtures("today")
PAGE = reverse("expenses:activity-list")


def deed(owner, words, *, actor=None, hours=0, kind=Activity.Kind.EDIT):
    activity = log(kind, words, owner=owner, actor=actor or owner, row_count=1)
    created_at = timezone.now() - datetime.timedelta(hours=hours)
    Activity.objects.for_user(owner).filter(pk=activity.pk).update(created_at=created_at)
    return activity


def days_of(response):
    return [(day.isoformat(), [str(one) for one in rows]) for day, rows in response.context["page"].days]


def chips(response, name):
    return [(label, is_chosen) for label, _, is_chosen in getattr(response.context["chips"], name)]


def test_log_is_read_by_days_of_the_persons_time_zone(alice, alice_client):
    alice.time_zone = "Pacific/Auckland"
    alice.save()
    for words, hours in (("First", 30), ("Second", 14), ("Third", 12), ("Fourth", 0)):
        deed(alice, words, hours=hours)

    response = alice_client.get(PAGE)

    # Noon UTC is one o'clock in the night there.
    assert days_of(response) == [
        ("2026-03-15", ["Fourth"]),
        ("2026-03-14", ["Third", "Second"]),
        ("2026-03-13", ["First"]),
    ]


def test_log_offers_who_did_it_where_more_than_one_did(alice, alice_client, staff):
    deed(alice, "Mine")
    alone = chips(alice_client.get(PAGE), "actors")
    deed(alice, "Theirs", actor=staff)

    response = alice_client.get(PAGE, {"by": staff.pk})

    assert alone == []
    assert chips(response, "actors") == [("Everybody", False), ("You", False), (staff.username, True)]
    assert [words for _, words in days_of(response)] == [["Theirs"]]


def test_log_offers_the_kinds_that_there_are(alice, alice_client):
    deed(alice, "One", kind=Activity.Kind.BULK)
    alone = chips(alice_client.get(PAGE), "kinds")
    deed(alice, "Two", kind=Activity.Kind.ADD)

    response = alice_client.get(PAGE, {"kind": "add"})

    assert alone == []
    assert chips(response, "kinds") == [("Everything", False), ("Added", True), ("Changed together", False)]


def test_log_is_narrowed_by_kind_and_person_together(alice, alice_client, staff):
    for actor in (alice, staff):
        for kind in (Activity.Kind.ADD, Activity.Kind.BULK):
            deed(alice, f"{kind} by {actor.username}", actor=actor, kind=kind)

    response = alice_client.get(PAGE, {"by": alice.pk, "kind": "bulk"})

    assert [words for _, words in days_of(response)] == [["bulk by alice"]]
    found = response.context["chips"]
    chosen = [url for _, url, is_chosen in [*found.kinds, *found.actors] if is_chosen]
    assert chosen == [f"{PAGE}?kind=bulk&by={alice.pk}"] * 2


@pytest.mark.parametrize("query", [{"by": "alice"}, {"by": "²"}, {"by": "9" * 30}, {"kind": "everything"}])
def test_what_means_nothing_narrows_nothing(alice, alice_client, query):
    deed(alice, "Mine")

    assert [words for _, words in days_of(alice_client.get(PAGE, query))] == [["Mine"]]


def test_nothing_of_a_kind_leads_back_to_everything(alice, alice_client):
    deed(alice, "Mine")

    page = alice_client.get(PAGE, {"kind": "merge"}).content.decode()

    assert "Nothing of that kind" in page
    assert f'href="{PAGE}"' in page


def test_another_persons_deeds_cannot_be_asked_for(alice_client, bob):
    deed(bob, "Theirs")

    response = alice_client.get(PAGE, {"by": bob.pk})

    assert days_of(response) == []
    assert bob.username not in str(chips(response, "actors"))


def test_log_goes_by_pages_and_keeps_what_it_is_narrowed_to(alice, alice_client):
    for number in range(52):
        deed(alice, f"Deed {number}", kind=Activity.Kind.ADD)

    first = alice_client.get(PAGE, {"kind": "add"}).context["page"]
    rest = alice_client.get(first.next_url, headers={"HX-Request": "true"})

    assert "kind=add" in first.next_url
    assert [words for _, words in days_of(rest)] == [["Deed 1", "Deed 0"]]
    assert "<html" not in rest.content.decode()
