"""What a list is narrowed to, in words, each with the address of the same list without it."""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from babel.dates import format_date

from expenses.filters import NO_WALLET, UNCATEGORISED, RecordFilter

NO_CATEGORY = "No category"
LONGEST_ID = 19
_TERM = re.compile(r"[:<>=]")


@dataclass(frozen=True)
class Chip:
    text: str
    remove_url: str


def chips_of(listed: RecordFilter, base_url: str) -> list[Chip]:
    """Return a chip for each thing that the list is narrowed to; the wrong ones can be taken away as well."""
    pairs = [pair for pair in listed.asked if pair[0] != "sort"]
    return [
        Chip(_words(listed, name, text), base_url + address(other for other in listed.asked if other != (name, text)))
        for name, text in pairs
    ]


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the query of an address, "?q=tea&category=5", or "" for none."""
    encoded = urlencode(list(pairs))
    return f"?{encoded}" if encoded else ""


def _words(listed: RecordFilter, name: str, text: str) -> str:
    write: dict[str, Callable[[str], str]] = {
        "q": lambda text: text.strip() if _TERM.search(text) else f"“{text.strip()}”",
        "date_from": lambda text: f"From {_day(text, listed.user.locale)}",
        "date_to": lambda text: f"To {_day(text, listed.user.locale)}",
        "category": lambda text: _category(text, listed),
        "wallet": lambda text: _wallet(text, listed),
        "tag": lambda text: f"#{listed.tags.get(_key(text), text)}",
        "amount_min": lambda text: f"At least {text}",
        "amount_max": lambda text: f"At most {text}",
        "no_rate": lambda text: "No rate known",
    }
    return write.get(name, str)(text)


def _day(text: str, locale: str) -> str:
    try:
        return format_date(datetime.date.fromisoformat(text), "medium", locale=locale)
    except ValueError:
        return text


def _category(text: str, listed: RecordFilter) -> str:
    if text == UNCATEGORISED:
        return NO_CATEGORY
    node = listed.tree.by_id.get(_key(text))
    return node.path if node else text


def _wallet(text: str, listed: RecordFilter) -> str:
    if text == NO_WALLET:
        return "No wallet"
    wallet = listed.wallets.get(_key(text))
    return wallet.name if wallet else text


def _key(text: str) -> int:
    """Return the key of a row that `text` writes, 0 where it is none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else 0
