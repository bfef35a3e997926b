"""Cut a search into its terms, brackets and signs, each with the place where it stands."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from expenses.search.grammar import LONGEST, SearchError, Span
from expenses.search.vocabulary import BY_NAME

QUOTES = '"“”„'
"""Telephones turn straight quotes into others while a person types."""
BRACKETS = "()"
_KEY = re.compile(r"([A-Za-z]+)(\s*)(:?\s*(?:>=|<=|≥|≤|>|<|=)|:)(?!//)")
_SIGNS = {"≥": ">=", "≤": "<="}


class Kind(Enum):
    TERM = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query. A term has a value, which stands at `value_span`, and may have a key with an operator."""

    kind: Kind
    span: Span
    key: str = ""
    operator: str = ""
    value: str = ""
    value_span: Span = Span()
    is_quoted: bool = False


def prepare(text: str) -> str:
    """Return `text` as it is searched for; raise SearchError where it is too long or has letters that none can have."""
    query = unicodedata.normalize("NFC", text)
    if len(query) > LONGEST:
        message = f"This search is too long. It may have {LONGEST} characters."
        raise SearchError(message, query=query[: LONGEST + 1], start=LONGEST, end=LONGEST + 1)
    for place, letter in enumerate(query):
        if unicodedata.category(letter) in ("Cc", "Cs") and not letter.isspace():
            shown = query.translate({ord(letter): "\ufffd"})
            raise SearchError("This character cannot be searched for.", query=shown, start=place, end=place + 1)
    return query


def tokens_of(query: str) -> list[Token]:
    """Return the tokens of a query that was prepared; raise SearchError for a quote that does not end."""
    return list(_Cutter(query).tokens())


class _Cutter:
    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0

    def tokens(self) -> Iterator[Token]:
        self._skip_blanks()
        while self.at < len(self.query):
            yield self._token()
            self._skip_blanks()

    def _token(self) -> Token:
        letter = self.query[self.at]
        if letter in BRACKETS:
            return self._sign(Kind.OPEN if letter == "(" else Kind.CLOSE)
        if letter == "-" and (self.query[self.at + 1 : self.at + 2] == "(" or not self._ends(self.at + 1)):
            return self._sign(Kind.NOT)
        if match := self._key():
            return self._keyed(match)
        return self._bare()

    def _sign(self, kind: Kind) -> Token:
        self.at += 1
        return Token(kind, Span(self.at - 1, self.at))

    def _key(self) -> re.Match[str] | None:
        """Return the key and operator that stand here. Blanks may follow a known key only: other words stay words."""
        match = _KEY.match(self.query, self.at)
        if match is None or (match[2] and (match[1].lower() not in BY_NAME or match[3] == ":")):
            return None
        return match

    def _keyed(self, match: re.Match[str]) -> Token:
        start, self.at = self.at, match.end()
        if match[1].lower() in BY_NAME:
            self._skip_blanks()
        value_start = self.at
        is_quoted = self._peek() in QUOTES
        value = self._value()
        sign = "".join(match[3].split())
        sign = sign if sign == ":" else sign.removeprefix(":")
        return Token(
            Kind.TERM,
            Span(start, self.at),
            key=match[1].lower(),
            operator=_SIGNS.get(sign, sign),
            value=value,
            value_span=Span(value_start, self.at),
            is_quoted=is_quoted,
        )

    def _value(self) -> str:
        """Read what follows an operator: words and quotes without a blank between, `Food:"Fast food"`."""
        pieces = []
        while not self._ends(self.at):
            pieces.append(self._quoted() if self._peek() in QUOTES else self._word(QUOTES))
        return "".join(pieces)

    def _bare(self) -> Token:
        start = self.at
        is_quoted = self._peek() in QUOTES
        value = self._quoted() if is_quoted else self._word()
        span = Span(start, self.at)
        kind = Kind.OR if value.casefold() == "or" and not is_quoted else Kind.TERM
        return Token(kind, span, value=value, value_span=span, is_quoted=is_quoted)

    def _word(self, stops: str = "") -> str:
        start = self.at
        while not self._ends(self.at) and self.query[self.at] not in stops:
            self.at += 1
        return self.query[start : self.at]

    def _quoted(self) -> str:
        start, letters = self.at, []
        self.at += 1
        while self.at < len(self.query):
            letter, following = self.query[self.at], self.query[self.at + 1 : self.at + 2]
            if letter == "\\" and following and following in f"{QUOTES}\\":
                letters.append(following)
                self.at += 2
            elif letter in QUOTES:
                self.at += 1
                return "".join(letters)
            else:
                letters.append(letter)
                self.at += 1
        text = self.query[start:]
        # A single backslash at the end would take the meaning of the quote behind it.
        is_open = (len(text) - len(text.rstrip("\\"))) % 2
        message = "This quote does not end. Put another one behind the last word."
        raise SearchError(message, query=self.query, start=start, end=self.at, fix=text + "\\" * is_open + '"')

    def _peek(self) -> str:
        """Return the letter that comes next; a blank at the end, which is in no set of signs."""
        return self.query[self.at : self.at + 1] or " "

    def _ends(self, place: int) -> bool:
        """Say whether a word ends before `place`."""
        return place >= len(self.query) or self.query[place].isspace() or self.query[place] in BRACKETS

    def _skip_blanks(self) -> None:
        while self.at < len(self.query) and self.query[self.at].isspace():
            self.at += 1
