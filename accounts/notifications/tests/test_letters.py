import datetime
import re
import smtplib

import pytest
from django.test import Client

from accounts.models import Delivery, DeliveryTimes, Notification
from accounts.notifications import letters
from accounts.notifications.telling import notify

pytestmark = pytest.mark.django_db

MORNING = "2026-03-15T08:00:00Z"


def say(user, key="1", kind="budget", **more):
    return notify(user, kind=kind, key=key, title=f"Groceries <{key}> has reached 80 %", **more)


def parts(letter):
    """Return the text and the HTML of a letter."""
    found = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return tuple(content.replace("\r\n", "\n") for content in found)


def test_letter_of_the_day_collects_what_was_told(alice, deliver, mailbox, today, time_machine):
    say(alice, "food", body="€320 of €400.", lines=[("Left", "€80")])
    say(alice, "rent", kind="bill")
    at_once = deliver()

    time_machine.move_to(MORNING, tick=False)
    sent = deliver()

    [letter] = mailbox.letters
    text, html = parts(letter)
    assert (at_once, sent) == (0, 2)
    assert letter["To"] == "alice@example.org"
    assert letter["Subject"] == "Groceries <food> has reached 80 %, and 1 more"
    assert "Groceries <food> has reached 80 %\n€320 of €400.\nLeft: €80\nhttp://localhost:8000/notifications/" in text
    assert "Groceries &lt;rent&gt; has reached 80 %" in html


def test_there_is_one_letter_a_day_at_most(alice, deliver, mailbox, today, time_machine):
    say(alice, "first")
    time_machine.move_to(MORNING, tick=False)
    deliver()
    say(alice, "second")
    Delivery.objects.for_user(alice).update(due_at="2026-03-15T08:00:00Z")

    again = deliver()

    waiting = Delivery.objects.for_user(alice).get(state="waiting")
    assert (again, len(mailbox.letters)) == (0, 1)
    assert waiting.due_at.isoformat() == "2026-03-16T08:00:00+00:00"


def test_second_worker_neither_sends_the_letter_nor_puts_it_off(
    alice, deliver, delivery_of, mailbox, today, time_machine, monkeypatch
):
    say(alice)
    time_machine.move_to(MORNING, tick=False)
    send, answers = letters.send, []

    def send_while_another_looks(deliveries, person):
        answers.append(deliver())
        send(deliveries, person)

    monkeypatch.setattr(letters, "send", send_while_another_looks)

    answers.append(deliver())

    assert (answers, len(mailbox.letters)) == ([0, 1], 1)
    assert (delivery_of("email").state, delivery_of("email").attempts) == ("sent", 1)


def test_urgent_letter_goes_at_once_beside_the_letter_of_the_day(alice, deliver, mailbox, today):
    DeliveryTimes.objects.create(owner=alice, quiet_from=datetime.time(10), quiet_until=datetime.time(16))
    say(alice, "waits")
    say(alice, "burns", urgent=True)

    sent = deliver()

    assert (sent, [letter["Subject"] for letter in mailbox.letters]) == (1, ["Groceries <burns> has reached 80 %"])


def test_letter_can_be_stopped_from_the_mail_program_by_one_click(alice, deliver, mailbox, today, time_machine):
    say(alice)
    time_machine.move_to(MORNING, tick=False)
    deliver()
    [letter] = mailbox.letters
    address = letter["List-Unsubscribe"].strip()
    mail_program = Client(enforce_csrf_checks=True)

    answer = mail_program.post(
        address.strip("<>").removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"}
    )

    say(alice, "later")
    assert (answer.status_code, letter["List-Unsubscribe-Post"]) == (200, "List-Unsubscribe=One-Click")
    assert re.fullmatch(r"<http://localhost:8000/notifications/unsubscribe/[^/]+/>", address)
    assert not Delivery.objects.for_user(alice).filter(state="waiting", channel="email").exists()


def test_letter_that_the_server_refuses_is_tried_again_with_the_same_name(
    alice, deliver, delivery_of, mailbox, today, time_machine
):
    say(alice)
    time_machine.move_to(MORNING, tick=False)
    mailbox.refusal = "451 Try again later"
    first = deliver()
    problem = delivery_of("email").problem
    mailbox.refusal = ""
    time_machine.move_to("2026-03-15T08:05:00Z", tick=False)

    second = deliver()

    delivery = delivery_of("email")
    assert (first, second, "451" in problem) == (0, 1, True)
    assert (delivery.state, delivery.attempts, delivery.problem) == ("sent", 2, "")
    assert mailbox.letters[0]["Message-ID"] == f"<notification-{alice.pk}-{delivery.pk}@localhost>"


def test_letter_to_an_address_that_is_refused_for_good_fails(alice, deliver, delivery_of, mailbox, today, monkeypatch):
    say(alice, urgent=True)

    def refuse(*args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({"alice@example.org": (550, b"Nobody here")})

    monkeypatch.setattr(smtplib.SMTP, "sendmail", refuse)
    deliver()

    assert (delivery_of("email").state, delivery_of("email").problem) == (
        "failed",
        "The mail server refuses the address.",
    )


def test_person_without_an_address_gets_no_letter(make_user):
    carol = make_user("carol", email="")

    say(carol, urgent=True)

    assert Delivery.objects.for_user(carol).count() == 0


def test_closed_account_gets_no_letter(alice, deliver, delivery_of, mailbox, today):
    say(alice, urgent=True)
    alice.is_active = False
    alice.save()

    deliver()

    assert (delivery_of("email").state, mailbox.letters) == ("failed", [])


def test_title_with_a_line_break_cannot_write_headers(alice, deliver, mailbox, today):
    notify(alice, kind="budget", key="x", title="Shop\nBcc: eve@example.org", urgent=True)

    deliver()

    [letter] = mailbox.letters
    assert (letter["Subject"], letter["Bcc"]) == ("Shop Bcc: eve@example.org", None)


def test_told_is_kept_when_its_letter_is_sent(alice, deliver, mailbox, today):
    say(alice, urgent=True)

    deliver()

    assert Notification.objects.for_user(alice).unread().count() == 1
