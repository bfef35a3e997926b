"""Letters: one notification, or the collected ones of a day, as HTML and as plain text, with a way to stop them."""

from collections.abc import Sequence
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from accounts.models import User
from accounts.notifications.addresses import on_site
from accounts.notifications.kinds import Kind, kind_named
from accounts.notifications.models import Delivery, Notification
from accounts.notifications.problems import NotDelivered
from accounts.notifications.unsubscribing import COLLECTED, unsubscribe_url

NO_ADDRESS = "The person has no e-mail address."
REFUSED = "The mail server refuses the address."
REFUSED_FOR_GOOD = 500


class Entry:
    """A notification as it stands in a letter."""

    def __init__(self, told: Notification, person: User) -> None:
        self.told = told
        self.person = person

    @cached_property
    def kind(self) -> Kind:
        return kind_named(self.told.kind)

    @property
    def url(self) -> str:
        return on_site(self.told.get_absolute_url())

    @property
    def stop_url(self) -> str:
        return unsubscribe_url(self.person, self.told.kind)


def send(deliveries: Sequence[Delivery], person: User) -> None:
    """Send one letter with all of them; raise NotDelivered where the mail server does not take it."""
    if not person.email:
        raise NotDelivered(NO_ADDRESS, permanent=True)
    letter = compose(deliveries, person)
    try:
        letter.send()
    except SMTPRecipientsRefused as error:
        is_for_good = all(code >= REFUSED_FOR_GOOD for code, _ in error.recipients.values())
        raise NotDelivered(REFUSED, permanent=is_for_good) from error
    except (SMTPException, OSError) as error:
        raise NotDelivered(f"The mail server cannot be reached, or refuses the letter: {error!r}") from error


def compose(deliveries: Sequence[Delivery], person: User) -> EmailMultiAlternatives:
    """Write the letter. Sent twice after a crash, it has the same Message-ID, and mail programs show it once."""
    entries = [Entry(delivery.notification, person) for delivery in deliveries]
    scope = COLLECTED if entries[0].kind.is_collected else entries[0].kind.name
    stop_url = unsubscribe_url(person, scope)
    context = {
        "person": person,
        "entries": entries,
        "site_url": on_site("/"),
        "settings_url": on_site("/notifications/settings/"),
        "stop_url": stop_url,
    }
    letter = EmailMultiAlternatives(
        subject_of(entries),
        render_to_string("emails/notifications.txt", context).strip() + "\n",
        to=[person.email],
        headers={
            "Message-ID": message_id(deliveries[0]),
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(render_to_string("emails/notifications.html", context), "text/html")
    return letter


def subject_of(entries: Sequence[Entry]) -> str:
    """Return the first title, and how many more there are, on one line."""
    first, more = " ".join(entries[0].told.title.split()), len(entries) - 1
    return f"{first}, and {more} more" if more else first


def message_id(first: Delivery) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<notification-{first.owner_id}-{first.pk}@{domain}>"
