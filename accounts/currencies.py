"""The currencies of ISO 4217: code, number of decimals, name; and how codes of people's own currencies are built."""

import re
from functools import cache
from itertools import product
from string import ascii_uppercase

from babel.core import get_global
from babel.numbers import get_currency_name, list_currencies

MAX_DIGITS = 4
NO_DECIMALS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
FOUR_DECIMALS = frozenset(["CLF", "UYW"])
OWN_CODE = re.compile(r"[A-Z]{2}[0-4]")
"""Two letters and the number of decimals: "PT0". ISO's codes are letters alone, so it will never give one of these.

The code itself tells the decimals: a CHECK of the database and a function without a person can read them."""
_OWN_DIGITS = {f"{a}{b}{digits}": digits for a, b, digits in product(ascii_uppercase, ascii_uppercase, range(5))}
_DIGITS = {
    **_OWN_DIGITS,
    **dict.fromkeys(NO_DECIMALS, 0),
    **dict.fromkeys(THREE_DECIMALS, 3),
    **dict.fromkeys(FOUR_DECIMALS, 4),
}


@cache
def known_currencies() -> frozenset[str]:
    """Return every code that money was or is counted in, today's and historic ones."""
    return frozenset(code for code in list_currencies() if not code.startswith("X") or code in current_currencies())


@cache
def current_currencies() -> frozenset[str]:
    """Return the codes that are legal tender somewhere today, by CLDR."""
    uses = get_global("territory_currencies").values()
    return frozenset(code for use in uses for code, _start, end, tender in use if tender and end is None)


def is_own_code(code: str) -> bool:
    """Say whether `code` is one that people give currencies of their own, such as PT0."""
    return OWN_CODE.fullmatch(code) is not None


def currency_digits(code: str) -> int:
    """Return how many decimals amounts in `code` have, by ISO 4217: JPY 0, EUR 2, KWD 3; own ones say it: PT0 0."""
    return _DIGITS.get(code, 2)


@cache
def currency_choices() -> list[tuple[str, str]]:
    """Return (code, "code – name") of today's currencies, for a select box."""
    return [(code, f"{code} – {get_currency_name(code, locale='en')}") for code in sorted(current_currencies())]
