"""What the word that is being typed into the search box may become."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from accounts.currencies import currency_choices
from expenses.names import name_key
from expenses.search.grammar import LONGEST, Span
from expenses.search.names import Names
from expenses.search.tokens import BRACKETS, QUOTES
from expenses.search.vocabulary import BY_NAME, KEYS, PERIODS, STATES, THINGS, Key, Word, written

OFFERED = 8
SHORTEST_NAME = 2
KINDS = ("category", "tag", "wallet")
_TERM = re.compile(r"([A-Za-z]+)\s*(:?(?:>=|<=|>|<|=)|:)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Completion:
    """A word that may be meant. Chosen, the box holds `query`, with the cursor at `at`."""

    label: str
    note: str
    query: str
    at: int

    def for_browser(self) -> dict[str, Any]:
        return asdict(self)


def complete(text: str, at: int, names: Names) -> list[Completion]:
    """Return what the word before the cursor may become, the likeliest first; nothing between two words."""
    text = text[:LONGEST]
    at = min(max(at, 0), len(text))
    word = word_at(text, at)
    typed = text[word.start : at]
    if not typed and text.strip():
        return []
    match = _TERM.fullmatch(typed)
    found = _values(match, names) if match and match[1].lower() in BY_NAME else _beginnings(typed, names)
    return [_put(text, word, *each) for each in islice(found, OFFERED)]


def word_at(text: str, at: int) -> Span:
    """Return where the term stands that the cursor is in, without its minus sign; quotes hold words together."""
    start, is_quoted = 0, False
    for place in range(at):
        letter = text[place]
        if letter in QUOTES:
            is_quoted = not is_quoted
        elif not is_quoted and (letter.isspace() or letter in BRACKETS or (letter == "-" and start == place)):
            start = place + 1
    end = at
    while end < len(text) and (is_quoted or not (text[end].isspace() or text[end] in BRACKETS)):
        end += 1
        if is_quoted and text[end - 1] in QUOTES:
            break
    return Span(start, end)


Offer = tuple[str, str, str]
"""The label, a note, and what is written instead of the word."""


def _beginnings(typed: str, names: Names) -> Iterator[Offer]:
    """Yield the keys that begin so, and what the person has that does: "foo" may become "category:Food"."""
    key = typed.casefold()
    yield from ((f"{one.name}{_sign(one)}", one.note or one.examples[0], f"{one.name}{_sign(one)}")
                for one in KEYS if one.name.startswith(key))  # fmt: skip
    if len(key) < SHORTEST_NAME:
        return
    for kind in KINDS:
        for name in names.called(kind):
            if _begins(name, key):
                yield name, kind, f"{kind}:{written(name)} "


def _sign(key: Key) -> str:
    return ">" if key.name == "amount" else ":"


def _values(term: re.Match[str], names: Names) -> Iterator[Offer]:
    """Yield the values of a key that fit what is typed of one."""
    key, sign, typed = term[1].lower(), term[2], term[3].strip(QUOTES).casefold()
    for label, note in _known(key, names, typed):
        yield label, note, f"{key}{sign}{written(label) if key in KINDS else label} "


def _known(key: str, names: Names, typed: str) -> Iterable[tuple[str, str]]:
    if key in KINDS:
        called = [name for name in names.called(key) if name_key(typed.removeprefix("#")) in name_key(name)]
        called.sort(key=lambda name: not _begins(name, typed))
        return [(name, "") for name in called]
    if key == "currency":
        return [(code, label) for code, label in currency_choices() if typed in f"{code} {label}".casefold()]
    words: dict[str, tuple[Word, ...]] = {"is": STATES, "has": THINGS, "date": PERIODS}
    return [(word.name, word.note) for word in words.get(key, ()) if word.name.startswith(typed)]


def _begins(name: str, typed: str) -> bool:
    """Say whether the name, or the last part of a category's path, begins so."""
    key = name_key(typed.removeprefix("#"))
    return any(name_key(part).startswith(key) for part in (name, name.rpartition(":")[2]))


def _put(text: str, word: Span, label: str, note: str, written_as: str) -> Completion:
    after = text[word.end :]
    query = text[: word.start] + written_as + (after.lstrip() if written_as.endswith(" ") else after)
    return Completion(label, note, query, word.start + len(written_as))
