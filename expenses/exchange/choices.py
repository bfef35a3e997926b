"""The currencies that a person may count in: those of ISO 4217 and their own."""

from collections.abc import Iterable
from typing import Any

from accounts.currencies import currency_choices, is_own_code, known_currencies
from accounts.models import User
from expenses.exchange.models import OwnCurrency


class AnyCode:
    """Every code that can be, for addresses: one that nobody uses finds nothing."""

    def __contains__(self, code: object) -> bool:
        return code in known_currencies() or (isinstance(code, str) and is_own_code(code))


def own_choices(user: User) -> list[tuple[str, str]]:
    """Return (code, "code – name") of the person's own currencies, in one query."""
    rows = OwnCurrency.objects.for_user(user).order_by("name", "code").values_list("code", "name")
    return [(code, f"{code} – {name}") for code, name in rows]


def grouped_choices(user: User, first: Iterable[str] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the choices of a select box: `first` and the person's own, then all of today's."""
    own = own_choices(user)
    names = {**dict(currency_choices()), **dict(own)}
    codes = dict.fromkeys([*filter(None, first), *(code for code, _name in own)])
    return [("Yours", [(code, names.get(code, code)) for code in codes]), ("All", currency_choices())]


def codes_of(choices: Iterable[tuple[str, Any]]) -> frozenset[str]:
    """Return the codes in grouped choices."""
    return frozenset(code for _group, offered in choices for code, _name in offered)


def is_known_to(code: str, user: User) -> bool:
    """Say whether the person may count in `code`; it asks the database for codes like PT0 alone."""
    if is_own_code(code):
        return OwnCurrency.objects.for_user(user).filter(code=code).exists()
    return code in known_currencies()
