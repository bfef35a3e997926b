"""A built-in vocabulary of what shops and payments are called, for someone whose past says nothing yet.

No database: phrases in, the path of a starter category out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from expenses.categorising.words import plain

FILE = Path(__file__).with_name("vocabulary.txt")
NAME_SURENESS = 0.75
PATTERN_SURENESS = 0.65
SHORTEST_OF_TWO_ENDS = 3

_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*\+?")
_APOSTROPHE = re.compile(r"['’`´]")
_HEADINGS = {"# expense": "expense", "# income": "income"}


class Entry(NamedTuple):
    """A phrase as words, the path it leads to, and how sure that is."""

    words: tuple[str, ...]
    path: str
    sureness: float

    def stands_at(self, words: tuple[str, ...], place: int) -> bool:
        end = place + len(self.words)
        return words[place:end] == self.words if end <= len(words) else False


class Hit(NamedTuple):
    """A path that the vocabulary proposes, and how sure it is."""

    path: str
    sureness: float


class Vocabulary:
    """The phrases for one kind of record: those of whole words by their first, patterns by the end that is said."""

    def __init__(self, lines: Mapping[str, list[str]]) -> None:
        self.entries: defaultdict[str, list[Entry]] = defaultdict(list)
        self.beginnings: dict[str, str] = {}
        self.endings: dict[str, str] = {}
        for path, phrases in lines.items():
            for phrase in phrases:
                self._add(phrase, path)

    def _add(self, phrase: str, path: str) -> None:
        if phrase.startswith("*"):
            self.endings.setdefault(plain(phrase[1:]), path)
        elif phrase.endswith("*") and " " not in phrase:
            self.beginnings.setdefault(plain(phrase[:-1]), path)
        elif words := split(phrase.removesuffix("*")):
            self.entries[words[0]].append(Entry(words, path, NAME_SURENESS))

    @lru_cache(maxsize=16_384)  # noqa: B019  there are two, for ever
    def find(self, description: str) -> Hit | None:
        """Return what the phrase of most words in `description` says, the first of several; None where none is."""
        words = split(description)
        hits = [(entry, place) for place, entry in self._entries_in(words)]
        if hits:
            entry, _place = max(hits, key=lambda hit: (len(hit[0].words), -hit[1]))
            return Hit(entry.path, entry.sureness)
        return next((Hit(path, PATTERN_SURENESS) for path in map(self._by_pattern, words) if path), None)

    def _entries_in(self, words: tuple[str, ...]) -> Iterator[tuple[int, Entry]]:
        for place, word in enumerate(words):
            for entry in self.entries.get(word, ()):
                if entry.stands_at(words, place):
                    yield place, entry

    @lru_cache(maxsize=16_384)  # noqa: B019  there are two, for ever
    def _by_pattern(self, word: str) -> str | None:
        """Return the path of the longest beginning or end that `word` has."""
        for length in range(len(word), SHORTEST_OF_TWO_ENDS - 1, -1):
            path = self.beginnings.get(word[:length]) or self.endings.get(word[-length:])
            if path:
                return path
        return None


def split(text: str) -> tuple[str, ...]:
    """Return the words of a text without accents, numbers taken off their ends: "McDonald's #123" has one."""
    spread = _WORD.findall(_APOSTROPHE.sub("", plain(text)).replace(".", " "))
    return tuple([word.rstrip("0123456789") or word for word in spread])


@cache
def vocabulary_of(kind: str) -> Vocabulary:
    """Return the vocabulary for "expense" or "income", read from its file once."""
    return Vocabulary(read_lines()[kind])


def read_lines() -> dict[str, dict[str, list[str]]]:
    """Return {kind: {path: phrases}} as the file has them."""
    lines: dict[str, dict[str, list[str]]] = {kind: defaultdict(list) for kind in _HEADINGS.values()}
    kind = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        kind = _HEADINGS.get(line, kind)
        path, is_line, phrases = line.partition(" = ")
        if is_line and not line.startswith("#"):
            lines[kind][path] += [phrase.strip() for phrase in phrases.split(",") if phrase.strip()]
    return lines
