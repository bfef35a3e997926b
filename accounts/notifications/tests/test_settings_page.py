import base64
import datetime

import pytest
from django.urls import reverse

from accounts.models import ChannelChoice, Delivery, DeliveryTimes, Notification, PushSubscription, Webhook
from accounts.notifications.browsers import MOST_BROWSERS, keep_browser, name_browser
from accounts.notifications.kinds import all_kinds
from accounts.notifications.telling import notify
from accounts.notifications.webhooks import secret_of

pytestmark = pytest.mark.django_db

SETTINGS = "/notifications/settings/"
KEYS = {
    "public_key": base64.urlsafe_b64encode(b"\x04" + b"k" * 64).decode().rstrip("="),
    "auth_secret": base64.urlsafe_b64encode(b"s" * 16).decode().rstrip("="),
}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def ticked(response) -> set[str]:
    return {box.html_name for _, boxes in response.context["ways"].rows() for box in boxes if box.value()}


def test_settings_begin_as_the_kinds_have_it(alice_client):
    shown = ticked(alice_client.get(SETTINGS))

    assert {"budget-in_app", "budget-email", "sign_in-email", "month-email"} <= shown
    assert not {"goal-email", "week-in_app", "week-email", "test-email"} & shown


def test_settings_keep_the_ways_and_the_times(alice_client, alice):
    answer = alice_client.post(
        SETTINGS,
        {
            "budget-push": "on",
            "letters_at": "18:30",
            "quiet_from": "22:00",
            "quiet_until": "07:00",
            "days_ahead": "5",
        },
    )

    times = DeliveryTimes.objects.for_user(alice).get()
    assert answer.status_code == 302
    assert ticked(alice_client.get(SETTINGS)) == {"budget-push"}
    assert (times.quiet_from, times.quiet_until, times.letters_at, times.days_ahead) == (
        datetime.time(22),
        datetime.time(7),
        datetime.time(18, 30),
        5,
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"quiet_from": "22:00", "quiet_until": ""}, "quiet_until"),
        ({"quiet_from": "", "quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "quiet_until"),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "quiet_from"),
        ({"letters_at": ""}, "letters_at"),
        ({"days_ahead": "31"}, "days_ahead"),
        ({"days_ahead": "-1"}, "days_ahead"),
    ],
)
def test_settings_say_what_is_wrong_beside_the_field(alice_client, alice, typed, field):
    answer = alice_client.post(SETTINGS, {"letters_at": "08:00", "days_ahead": "3", "budget-push": "on", **typed})

    assert (answer.status_code, list(answer.context["times"].errors)) == (422, [field])
    assert ticked(answer) == {"budget-push"}
    assert not ChannelChoice.objects.for_user(alice).exists()


def test_turning_a_way_off_takes_back_what_waits_to_go_by_it(alice_client, alice, bob):
    notify(alice, kind="budget", key="1", title="80 %")
    notify(alice, kind="sign_in", key="1", title="New device")
    notify(bob, kind="budget", key="1", title="80 %")

    alice_client.post(SETTINGS, {"letters_at": "08:00", "days_ahead": "3", "sign_in-email": "on"})

    assert [row.notification.kind for row in Delivery.objects.for_user(alice)] == ["sign_in"]
    assert Delivery.objects.for_user(bob).count() == 1


def test_browser_is_added_under_the_name_that_people_know(alice_client, alice):
    answer = alice_client.post(
        reverse("notifications:browser-add"),
        {"endpoint": "https://93.184.216.34/push/abc", **KEYS},
        headers={"User-Agent": FIREFOX},
    )

    row = PushSubscription.objects.for_user(alice).get()
    assert answer.status_code == 302
    assert (row.browser, row.endpoint, row.public_key) == (
        "Firefox on Linux",
        "https://93.184.216.34/push/abc",
        KEYS["public_key"],
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://127.0.0.1:22/"},
        {"endpoint": "http://[::ffff:10.0.0.1]/"},
        {"endpoint": "nonsense"},
        {"endpoint": "https://93.184.216.34/" + "x" * 1000},
        {"public_key": "AAAA"},
        {"public_key": "*" * 87},
        {"auth_secret": ""},
    ],
)
def test_what_is_no_browser_is_refused(alice_client, alice, wrong):
    fields = {"endpoint": "https://93.184.216.34/push/abc", **KEYS, **wrong}

    alice_client.post(reverse("notifications:browser-add"), fields)

    assert PushSubscription.objects.for_user(alice).count() == 0


def test_browser_that_comes_again_stays_one_row(alice):
    for key in ("old", "new"):
        keep_browser(alice, endpoint="https://p.example/1", public_key=key, auth_secret="s", user_agent="")

    assert PushSubscription.objects.for_user(alice).get().public_key == "new"


def test_oldest_browser_gives_way_to_one_too_many(alice):
    for number in range(MOST_BROWSERS + 1):
        keep_browser(alice, endpoint=f"https://p.example/{number}", public_key="k", auth_secret="s", user_agent="")

    endpoints = PushSubscription.objects.for_user(alice).values_list("endpoint", flat=True)
    assert (len(endpoints), "https://p.example/0" in endpoints) == (MOST_BROWSERS, False)


def test_browser_is_removed(alice_client, alice):
    row = PushSubscription.objects.create(owner=alice, endpoint="https://p.example/1")

    alice_client.post(reverse("notifications:browser-remove", args=[row.pk]))

    assert PushSubscription.objects.for_user(alice).count() == 0


def test_page_does_not_show_where_a_browser_is_reached(alice_client, alice):
    PushSubscription.objects.create(owner=alice, endpoint="https://p.example/capability", browser="Firefox")

    page = alice_client.get(SETTINGS).content.decode()

    assert ("p.example" in page, "capability" in page) == (True, False)


def test_webhook_comes_with_a_secret_that_is_shown_once(alice_client, alice):
    alice_client.post(reverse("notifications:webhook-save"), {"url": "https://93.184.216.34/hook"})

    first, second = (alice_client.get(SETTINGS).content.decode() for _ in range(2))

    secret = secret_of(Webhook.objects.for_user(alice).get())
    assert (secret in first, secret in second) == (True, False)


def test_webhook_keeps_its_secret_at_another_address_and_gets_another_on_demand(alice_client, alice):
    alice_client.post(reverse("notifications:webhook-save"), {"url": "https://93.184.216.34/hook"})
    before = Webhook.objects.for_user(alice).get()
    alice_client.post(reverse("notifications:webhook-save"), {"url": "https://93.184.216.34/other"})
    moved = Webhook.objects.for_user(alice).get()
    alice_client.get(SETTINGS)

    alice_client.post(reverse("notifications:webhook-renew"))

    renewed = Webhook.objects.for_user(alice).get()
    assert (moved.url, moved.seed == before.seed) == ("https://93.184.216.34/other", True)
    assert renewed.seed != before.seed
    assert secret_of(renewed) in alice_client.get(SETTINGS).content.decode()


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://10.0.0.8/hook", "http://[::1]/", "ftp://1.1.1.1/", "x"])
def test_webhook_inside_the_network_is_refused_beside_the_field(alice_client, alice, url):
    answer = alice_client.post(reverse("notifications:webhook-save"), {"url": url})

    assert (answer.status_code, list(answer.context["webhook_form"].errors)) == (422, ["url"])
    assert Webhook.objects.for_user(alice).count() == 0


def test_webhook_inside_the_network_is_taken_where_the_installation_allows_it(alice_client, alice, settings):
    settings.PRIVATE_WEBHOOKS = True

    alice_client.post(reverse("notifications:webhook-save"), {"url": "http://127.0.0.1:8123/hook"})

    assert Webhook.objects.for_user(alice).get().host == "127.0.0.1"


def test_webhook_that_fails_says_so_on_the_page(alice_client, alice, webhook, receiver, deliver):
    receiver.status = 500
    notify(alice, kind="import", key="1", title="Done")
    deliver()

    page = alice_client.get(SETTINGS).content.decode()

    assert "The last message did not arrive: 127.0.0.1 answers 500. It is tried again." in page


def test_webhook_is_removed(alice_client, alice, webhook):
    alice_client.post(reverse("notifications:webhook-remove"))

    assert Webhook.objects.for_user(alice).count() == 0
    assert alice_client.post(reverse("notifications:webhook-remove")).status_code == 404


def test_trying_it_out_tells_something_at_once(alice_client, alice, webhook, receiver):
    alice_client.post(reverse("notifications:try"))
    alice_client.post(reverse("notifications:try"))

    told = Notification.objects.for_user(alice)
    assert [row.title for row in told] == ["It works", "It works"]
    assert set(Delivery.objects.for_user(alice).values_list("channel", flat=True)) == {"email", "webhook"}


def test_trying_it_out_again_and_again_comes_to_an_end(alice_client, alice, today, time_machine):
    for _try in range(7):
        alice_client.post(reverse("notifications:try"))
    told = Notification.objects.for_user(alice)
    count = told.count()
    time_machine.shift(datetime.timedelta(hours=1, seconds=1))

    alice_client.post(reverse("notifications:try"))

    assert (count, told.count()) == (5, 6)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iOS"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_browser_has_the_name_that_people_know(agent, name):
    assert name_browser(agent) == name


def test_kinds_of_all_storeys_are_offered(alice_client):
    offered = [kind.name for kind, _ in alice_client.get(SETTINGS).context["ways"].rows()]

    assert offered == ["budget", "bill", "goal", "unusual", "import", "week", "month", "sign_in"]
    assert "test" in all_kinds()
