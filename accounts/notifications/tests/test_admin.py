import pytest
from django.urls import reverse

from accounts.models import Delivery, DeliveryTimes, Notification, PushKey, PushSubscription, Webhook
from accounts.notifications.choices import Ways, choose_ways
from accounts.notifications.clearing import KEPT_FOR, clear_all
from accounts.notifications.telling import notify
from accounts.notifications.webhooks import secret_of
from accounts.removal import remove_person

pytestmark = pytest.mark.django_db

PAGES = ("notification", "delivery", "channelchoice", "deliverytimes", "pushsubscription", "pushkey", "webhook")


@pytest.fixture
def rows(alice, settings):
    """One row of each kind, with everything that nobody may see."""
    choose_ways(alice, {"budget": Ways(True, True, True, True)})
    DeliveryTimes.objects.create(owner=alice)
    browser = PushSubscription.objects.create(
        owner=alice, endpoint="https://push.example/capability", public_key="PUBLICKEY", auth_secret="AUTHSECRET"
    )
    webhook = Webhook.objects.create(owner=alice, url="https://hook.example/password", seed="SEED")
    PushKey.objects.create(private_key="PRIVATEKEY")
    told = notify(alice, kind="budget", key="1", title="Groceries")
    return {"pushsubscription": browser, "webhook": webhook, "notification": told}


@pytest.mark.parametrize("page", PAGES)
def test_staff_see_rows_without_their_secrets(staff_client, rows, page, staff_queries):
    address = reverse(f"admin:accounts_{page}_changelist")
    model = dict.fromkeys(PAGES, Notification) | {"delivery": Delivery, "pushkey": PushKey}
    with staff_queries():
        first = rows.get(page) or model[page].objects.first()

    shown = staff_client.get(address).content.decode()
    if page in rows or page in ("delivery", "pushkey"):
        shown += staff_client.get(reverse(f"admin:accounts_{page}_change", args=[first.pk])).content.decode()

    for secret in ("capability", "PUBLICKEY", "AUTHSECRET", '/password"', "SEED", "PRIVATEKEY"):
        assert secret not in shown.replace('href="/admin/password', "")
    assert secret_of(rows["webhook"]) not in shown


def test_staff_let_what_failed_be_tried_again(staff_client, alice, webhook, receiver, deliver, delivery_of):
    receiver.status = 410
    notify(alice, kind="import", key="1", title="Done")
    deliver()
    failed = delivery_of("webhook")
    receiver.status = 204

    staff_client.post(
        reverse("admin:accounts_delivery_changelist"), {"action": "try_again", "_selected_action": [failed.pk]}
    )

    assert (failed.state, delivery_of("webhook").state, delivery_of("webhook").attempts) == ("failed", "sent", 1)


def test_what_was_told_long_ago_is_forgotten(alice, bob, today, time_machine):
    notify(alice, kind="budget", key="old", title="Old")
    time_machine.shift(KEPT_FOR)
    notify(bob, kind="budget", key="new", title="New")

    count = clear_all()

    alice.refresh_from_db()
    assert (count, alice.unread_notifications) == (1, 0)
    assert Notification.objects.for_user(alice).count() == Delivery.objects.for_user(alice).count() == 0
    assert Notification.objects.for_user(bob).count() == 1


def test_person_who_leaves_takes_all_of_it_along(alice, rows, staff_queries):
    with staff_queries():
        remove_person(alice)
        left = Notification.objects.count() + Delivery.objects.count() + PushSubscription.objects.count()

    assert left == 0
