"""Read a search into the tree of its conditions. No database, no request.

any    = all ("or" all)*
all    = one one*
one    = "-" one | "(" any ")" | term
term   = key operator value | word | "phrase"
"""

from collections.abc import Callable

from expenses.search.grammar import (
    DEEPEST,
    MOST_TERMS,
    AllOf,
    AnyOf,
    Condition,
    InCurrency,
    Named,
    Not,
    Quality,
    SearchError,
    Span,
    Text,
)
from expenses.search.tokens import Kind, Token, prepare, tokens_of
from expenses.search.values import Habits, ValueInvalid, read_amounts, read_days
from expenses.search.vocabulary import BY_NAME, NONE, SPELLED, STATES, THINGS, Word, closest, quoted


def parse(text: str, habits: Habits) -> Condition | None:
    """Return what `text` asks for, None where it asks for nothing; raise SearchError with the place and the reason."""
    query = prepare(text)
    return _Parser(query, tokens_of(query), habits).whole()


class _Parser:
    def __init__(self, query: str, tokens: list[Token], habits: Habits) -> None:
        self.query, self.tokens, self.habits = query, tokens, habits
        self.at = 0
        self.depth = 0
        terms = [token for token in tokens if token.kind is Kind.TERM]
        if len(terms) > MOST_TERMS:
            raise self._error(f"A search has at most {MOST_TERMS} terms. Take some away.", terms[MOST_TERMS].span)

    def whole(self) -> Condition | None:
        if not self.tokens:
            return None
        condition = self._any()
        if self.at < len(self.tokens):
            raise self._error(
                "This bracket closes nothing. Take it away, or put the text in quotes.", self.tokens[self.at].span
            )
        return condition

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._next(Kind.OR):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Condition:
        parts = []
        while self._kind() in (Kind.TERM, Kind.NOT, Kind.OPEN):
            parts.append(self._one())
        if not parts:
            raise self._missing()
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self) -> Condition:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind is Kind.TERM:
            return self._term(token)
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._error(f"Brackets and minus signs stand at most {DEEPEST} deep in each other.", token.span)
        condition = self._negated(token) if token.kind is Kind.NOT else self._bracketed(token)
        self.depth -= 1
        return condition

    def _negated(self, token: Token) -> Condition:
        if self._kind() not in (Kind.TERM, Kind.NOT, Kind.OPEN):
            raise self._error("Nothing stands behind this minus sign. Write what to leave out.", token.span)
        return Not(self._one())

    def _bracketed(self, opening: Token) -> Condition:
        if self._kind() is Kind.CLOSE:
            raise self._error(
                "There is nothing between these brackets.", Span(opening.span.start, self.tokens[self.at].span.end)
            )
        condition = self._any()
        if not self._next(Kind.CLOSE):
            raise self._error("This bracket is not closed. Put a ) where it ends.", opening.span)
        return condition

    def _term(self, token: Token) -> Condition:
        if not token.key:
            return self._text(token, ("description", "notes"))
        if token.key not in BY_NAME:
            raise self._unknown_key(token)
        key = BY_NAME[token.key]
        if token.operator not in key.operators:
            message = f"“{key.name}” cannot be compared. Write {key.examples[0]}."
            operator = Span(token.span.start + len(token.key), token.value_span.start)
            raise self._error(message, operator, ":")
        if not token.value.strip():
            raise self._error(f"Write what to look for: {' or '.join(key.examples[:2])}.", token.span)
        return READERS[key.name](self, token)

    # Readers of values, by key

    def _text(self, token: Token, fields: tuple[str, ...]) -> Text:
        if not token.value.strip():
            raise self._error("There is nothing between these quotes.", token.span)
        return Text(token.value, fields)

    def _named(self, token: Token) -> Named:
        if token.value.casefold() == NONE and not token.is_quoted:
            return Named(token.key, or_none=True, span=token.value_span)
        return Named(token.key, token.value.removeprefix("#") if token.key == "tag" else token.value,
                     span=token.value_span)  # fmt: skip

    def _currency(self, token: Token) -> InCurrency:
        return InCurrency(token.value.upper(), token.value_span)

    def _quality(self, token: Token, words: tuple[Word, ...]) -> Quality:
        name = token.value.casefold()
        names = [word.name for word in words]
        if name not in names:
            name = SPELLED.get(name, "")
        if name not in names:
            known = ", ".join(names)
            message = f"“{token.key}:{token.value[:40]}” is none of those there are: {known}."
            raise self._error(message, token.value_span, closest(token.value, names))
        return Quality(name if token.key == "is" else f"has-{name}")

    def _range(self, token: Token, read: Callable[[str, str, Habits], Condition]) -> Condition:
        try:
            return read(token.operator, token.value, self.habits)
        except ValueInvalid as error:
            raise self._error(error.message, token.value_span, error.fix) from error

    # What is wrong

    def _unknown_key(self, token: Token) -> SearchError:
        sign = self.query[token.span.start + len(token.key) : token.value_span.start]
        meant = closest(token.key, list(BY_NAME))
        if meant:
            message = f"“{token.key}{sign}” is not known. Did you mean {meant}{sign}?"
            return self._error(message, Span(token.span.start, token.span.start + len(token.key)), meant)
        text = self.query[token.span.start : token.span.end]
        message = f"“{token.key}{sign}” is not known. Put the text in quotes to look for it as it stands."
        return self._error(message, token.span, quoted(text))

    def _missing(self) -> SearchError:
        """Return what is wrong where a term must stand, and something else does."""
        after = self.tokens[self.at - 1].span if self.at else None
        here = self.tokens[self.at].span if self.at < len(self.tokens) else None
        if here and self._kind() is Kind.CLOSE and (after is None or self.tokens[self.at - 1].kind is not Kind.OR):
            return self._error("This bracket closes nothing. Take it away, or put the text in quotes.", here)
        if here is None and self.at and self.tokens[self.at - 1].kind is Kind.OPEN:
            return self._error("This bracket is not closed. Put a ) where it ends.", self.tokens[self.at - 1].span)
        place = here if here and self._kind() is Kind.OR else after or here or Span(0, 0)
        message = "“or” stands between two terms. Write both, or put the word in quotes to look for it."
        return self._error(message, place, quoted(self.query[place.start : place.end]))

    def _error(self, message: str, span: Span, fix: str = "") -> SearchError:
        return SearchError(message, query=self.query, start=span.start, end=span.end, fix=fix)

    def _kind(self) -> Kind | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def _next(self, kind: Kind) -> bool:
        """Step over the next token if it is of `kind`, and say whether it was."""
        is_it = self._kind() is kind
        self.at += is_it
        return is_it


READERS: dict[str, Callable[[_Parser, Token], Condition]] = {
    "category": _Parser._named,
    "tag": _Parser._named,
    "wallet": _Parser._named,
    "currency": _Parser._currency,
    "amount": lambda parser, token: parser._range(token, read_amounts),
    "date": lambda parser, token: parser._range(token, read_days),
    "is": lambda parser, token: parser._quality(token, STATES),
    "has": lambda parser, token: parser._quality(token, THINGS),
    "description": lambda parser, token: parser._text(token, ("description",)),
    "notes": lambda parser, token: parser._text(token, ("notes",)),
}
