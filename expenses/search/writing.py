"""Write all that a list is narrowed to as one search, so that it can be kept under a name."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from expenses.filters import NO_WALLET, UNCATEGORISED, RecordFilter
from expenses.money import decimal_mark
from expenses.search.grammar import AnyOf
from expenses.search.vocabulary import NONE, written


def query_of(listed: RecordFilter) -> str:
    """Return what the list is narrowed to as a search, "" where it is not, or by what cannot be."""
    return " ".join(WRITERS[name](listed, value) for name, value in listed.values.items() if name in WRITERS)


def _search(listed: RecordFilter, value: Any) -> str:
    is_one_of_several = isinstance(value.condition, AnyOf) and len(listed.values.keys() & WRITERS.keys()) > 1
    return f"({value.text})" if is_one_of_several else value.text


def _any_of(key: str, values: list[str]) -> str:
    terms = [f"{key}:{value}" for value in values]
    return terms[0] if len(terms) == 1 else f"({' or '.join(terms)})"


def _categories(listed: RecordFilter, chosen: list[str]) -> str:
    return _any_of("category", [NONE if pk == UNCATEGORISED else written(listed.tree.path(int(pk))) for pk in chosen])


def _wallets(listed: RecordFilter, chosen: list[str]) -> str:
    return _any_of("wallet", [NONE if pk == NO_WALLET else written(listed.wallets[int(pk)].name) for pk in chosen])


def _amount(listed: RecordFilter, amount: Decimal) -> str:
    """Return the amount with its sign, which the form is about too, as the person writes it."""
    text = f"{amount.normalize():f}" if amount else "0"
    return ("" if amount < 0 else "+") + text.replace(".", decimal_mark(listed.user.locale))


WRITERS: dict[str, Callable[[RecordFilter, Any], str]] = {
    "q": _search,
    "date_from": lambda listed, day: f"date>={day.isoformat()}",
    "date_to": lambda listed, day: f"date<={day.isoformat()}",
    "category": _categories,
    "tag": lambda listed, chosen: _any_of("tag", [written(listed.tags[int(pk)]) for pk in chosen]),
    "wallet": _wallets,
    "amount_min": lambda listed, amount: f"amount>={_amount(listed, amount)}",
    "amount_max": lambda listed, amount: f"amount<={_amount(listed, amount)}",
    "currency": lambda listed, codes: _any_of("currency", codes),
    "no_rate": lambda listed, value: "-has:rate",
}
