"""Letters to people: plain text from `templates/emails/`, its first line the subject."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send_letter(template: str, *, to: str, request: HttpRequest, context: dict[str, Any]) -> bool:
    """Send `emails/<template>.txt` to one address, and say whether the mail server took it."""
    context = {**context, "site": request.get_host(), "site_url": request.build_absolute_uri("/")}
    subject, _, body = render_to_string(f"emails/{template}.txt", context).strip().partition("\n")
    try:
        send_mail(subject, body.strip() + "\n", None, [to])
    except (SMTPException, OSError):
        logger.exception("The letter %r could not be sent.", template)
        return False
    return True
