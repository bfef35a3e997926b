import pytest
from django.urls import reverse

from accounts.models import Notification
from accounts.notifications.telling import notify
from conftest import sign_in

pytestmark = pytest.mark.django_db

LIST = "/notifications/"


def say(user, key="1", **more):
    return notify(user, kind="budget", key=key, title=f"Budget {key} has reached 80 %", **more)


def test_list_shows_what_was_told_the_latest_first(alice_client, alice, bob, today):
    say(alice, "food", body="€320 of €400.", lines=[("Left", "€80.00")], url="/budgets/")
    say(alice, "rent")
    say(bob, "bobs")

    page = alice_client.get(LIST).content.decode()

    assert page.index("Budget rent") < page.index("Budget food")
    assert "€320 of €400." in page
    assert "€80.00" in page
    assert 'href="/budgets/"' in page
    assert "Budget bobs" not in page


def test_list_leaves_out_what_is_not_for_the_site(alice_client, alice):
    say(alice)
    Notification.objects.for_user(alice).update(is_shown=False)

    response = alice_client.get(LIST)

    assert "Budget 1" not in response.content.decode()
    assert "Nothing yet" in response.content.decode()


def test_list_pages_by_key(alice_client, alice):
    Notification.objects.bulk_create(
        Notification(owner=alice, kind="budget", key=str(number), title=f"Number {number}.") for number in range(52)
    )

    first = alice_client.get(LIST)
    second = alice_client.get(first.context["page"].next_url, headers={"HX-Request": "true"})

    shown = [told.row.title for _, group in second.context["page"].days for told in group]
    assert shown == ["Number 1.", "Number 0."]
    assert second.context["page"].next_url == ""
    assert "<html" not in second.content.decode()


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "99999999999999999999", "²"])
def test_list_begins_at_the_top_where_the_key_is_none(alice_client, alice, before):
    say(alice)

    response = alice_client.get(LIST, {"before": before})

    assert response.status_code == 200


def test_list_asks_as_much_for_three_as_for_one(alice_client, alice, django_assert_num_queries):
    say(alice, "1")
    alice_client.get(LIST)  # writes the session for the first time
    with django_assert_num_queries(3):
        alice_client.get(LIST)
    say(alice, "2")
    say(alice, "3")

    with django_assert_num_queries(3):
        alice_client.get(LIST)


def test_frame_counts_what_is_unread_without_asking(alice, django_assert_num_queries):
    say(alice)
    say(alice, "2")
    client = sign_in(alice)
    client.get("/accounts/settings/profile/")

    with django_assert_num_queries(3):  # the session, the person, and the person whom the form changes
        page = client.get("/accounts/settings/profile/").content.decode()

    assert '<span class="count" id="unread-count">2<span class="visually-hidden"> unread</span></span>' in page


def test_frame_counts_no_further_than_99(alice_client, alice):
    alice.unread_notifications = 1234
    alice.save()

    assert ">99+<" in alice_client.get(LIST).content.decode()


def test_opening_one_in_the_list_marks_it_read(alice_client, alice):
    told = say(alice)
    say(alice, "2")

    answer = alice_client.post(
        reverse("notifications:notification-read", args=[told.pk]), headers={"HX-Request": "true"}
    )

    alice.refresh_from_db()
    assert alice.unread_notifications == 1
    assert 'id="unread-count" hx-swap-oob="true">1<' in answer.content.decode()


def test_page_of_one_marks_it_read_and_shows_all_of_it(alice_client, alice):
    told = say(alice, body="One line.\nAnother.", lines=[("Left", "€80.00")])

    page = alice_client.get(told.get_absolute_url()).content.decode()

    alice.refresh_from_db()
    assert (alice.unread_notifications, "One line.<br>Another." in page, "€80.00" in page) == (0, True, True)
    assert Notification.objects.for_user(alice).get().read_at is not None


def test_all_are_marked_read_at_once_and_bobs_are_left_alone(alice_client, alice, bob):
    say(alice)
    say(alice, "2")
    say(bob)

    alice_client.post(reverse("notifications:all-read"))

    alice.refresh_from_db()
    bob.refresh_from_db()
    assert (alice.unread_notifications, bob.unread_notifications) == (0, 1)


def test_what_people_typed_is_shown_as_text(alice_client, alice):
    say(alice, "<script>alert(1)</script>", body="<b>x</b>", lines=[("<i>", "<u>")])

    page = alice_client.get(LIST).content.decode()

    assert "<script>alert" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<dt>&lt;i&gt;</dt>" in page
