"""How somebody becomes a person of this site; the first one becomes its administrator."""

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.hooks import call_hooks
from accounts.models import User
from accounts.preferences import Preferences, guess_preferences


class SignUpClosedError(Exception):
    """Nobody may sign up here."""


def has_nobody() -> bool:
    return not User.objects.exists()


def is_sign_up_open() -> bool:
    """Say whether a stranger may sign up: where the settings allow it, and as the first person in any case."""
    return settings.SIGNUP_OPEN or has_nobody()


def register(*, person: User, preferences: Preferences) -> None:
    """Save a new person, with what the ledger gives them to start with.

    Of several people who register first at the same moment exactly one becomes the administrator. Raises
    SignUpClosedError, and IntegrityError where somebody took the username or the e-mail in between.
    """
    with transaction.atomic():
        is_first = _is_first()
        if not is_first and not settings.SIGNUP_OPEN:
            raise SignUpClosedError
        person.is_staff = person.is_superuser = is_first
        for name, value in vars(preferences).items():
            setattr(person, name, value)
        person.save(force_insert=True)
        call_hooks(settings.NEW_PERSON_HOOKS, person)


def _is_first() -> bool:
    """Say whether nobody is registered, and keep it so until the transaction ends.

    On SQLite the transaction is the only writer from its beginning. PostgreSQL needs the lock, and the second look.
    """
    if not has_nobody():
        return False
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{User._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
    return has_nobody()


def guess_from_browser(request: HttpRequest, *, time_zone: str) -> Preferences:
    """Guess preferences from Accept-Language and the time zone that the browser's script filled in, or not."""
    weighted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    languages = [language for language, weight in weighted if weight > 0 and language != "*"]
    return guess_preferences(languages=languages, time_zone=time_zone, default_currency=settings.DEFAULT_CURRENCY)
