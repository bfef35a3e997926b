"""Amounts of money: read from what a person typed, rounded once, written in their locale. No database, no request."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, localcontext
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import NumberPattern, get_decimal_symbol, get_group_symbol, parse_pattern

from accounts.currencies import currency_digits

LONGEST_SUM = 200
MOST_BRACKETS = 20
_NUMBER = r"\d[\d.,'’\s\u00a0\u202f]*|[.,]\d+"
_TOKEN = re.compile(rf"\s*(?:(?P<number>{_NUMBER})|(?P<sign>[-+*/()]))")
_LOOKALIKES = str.maketrans({"−": "-", "–": "-", "×": "*", "÷": "/", "·": "*", "٫": ".", "٬": "'"})


class AmountError(ValueError):
    """What a person typed is no amount. The text is a sentence for them."""


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Return `amount` with the decimals of `currency`, halves away from zero.

    Sums that SQLite made from its floating numbers pass here before anyone sees them.
    """
    return amount.quantize(_unit(currency), rounding=ROUND_HALF_UP)


@cache
def _unit(currency: str) -> Decimal:
    """Return the smallest amount of `currency`: 0.01 for EUR."""
    return Decimal(1).scaleb(-currency_digits(currency))


@lru_cache(maxsize=16_384)
def format_money(amount: Decimal, currency: str, locale: str) -> str:
    """Return `amount` as a person of `locale` writes it, with the currency's symbol and own decimals: "€1,234.50"."""
    rounded = round_money(amount, currency)
    style = _style(locale, currency)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    before, after = style.negative if rounded < 0 else style.positive
    return f"{before}{style.group(whole)}{style.mark if fraction else ''}{fraction}{after}"


def format_number(amount: Decimal, currency: str, locale: str) -> str:
    """Return `amount` for a form field: the locale's decimal mark, no grouping, no symbol: "1234,50"."""
    plain = f"{round_money(amount, currency):f}"
    return plain.replace(".", decimal_mark(locale))


@cache
def decimal_mark(locale: str) -> str:
    return get_decimal_symbol(locale)


@cache
def _locale(identifier: str) -> Locale:
    return Locale.parse(identifier)


@dataclass(frozen=True)
class _Style:
    """How a locale writes amounts of a currency: what stands before and after the digits, and between them.

    Babel's own `apply` asks for all of this again for each amount, which makes up a third of a page of amounts.
    """

    positive: tuple[str, str]
    negative: tuple[str, str]
    mark: str
    group_mark: str
    last_group: int
    other_groups: int

    def group(self, whole: str) -> str:
        """Return the digits before the decimal mark in groups, the last one of `last_group` digits: "12,34,567"."""
        groups = [whole[-self.last_group :]]
        left = whole[: -self.last_group]
        while left:
            groups.append(left[-self.other_groups :])
            left = left[: -self.other_groups]
        return self.group_mark.join(reversed(groups))


@cache
def _style(locale: str, currency: str) -> _Style:
    digits = currency_digits(currency)
    pattern = parse_pattern(Locale.parse(locale).currency_formats["standard"].pattern)
    pattern.frac_prec = (digits, digits)
    last_group, other_groups = pattern.grouping
    return _Style(
        positive=_around_digits(pattern, Decimal(1), currency, locale),
        negative=_around_digits(pattern, Decimal(-1), currency, locale),
        mark=get_decimal_symbol(locale),
        group_mark=get_group_symbol(locale),
        last_group=last_group,
        other_groups=other_groups,
    )


def _around_digits(pattern: NumberPattern, one: Decimal, currency: str, locale: str) -> tuple[str, str]:
    """Return what `pattern` writes before and after the digits of `one`, which is 1 or -1."""
    written = pattern.apply(one, locale, currency=currency, currency_digits=False)
    digits = "1" + (get_decimal_symbol(locale) + "0" * pattern.frac_prec[0] if pattern.frac_prec[0] else "")
    before, _, after = written.rpartition(digits)
    return before + _gap(before[-1:]), _gap(after[:1]) + after


def _gap(neighbour: str) -> str:
    """Return the blank that CLDR wants, and Babel leaves out, between digits and a currency written as a code."""
    return "\u00a0" if neighbour.isalnum() else ""


def parse_amount(text: str, *, currency: str, mark: str) -> Decimal:
    """Return the amount that `text` says, a number or a sum such as "12.50+3", rounded to the currency's decimals.

    `mark` is the decimal mark of the person's locale, "." or ",". It decides where a number could be read two ways:
    "1,234" is 1234 with "." and 1.234 with ",". The other mark is understood wherever only one reading is left: "12,50"
    is 12.50 everywhere. Raises AmountError with a sentence for the person.
    """
    if len(text) > LONGEST_SUM:
        raise AmountError("This is too long for an amount.")
    tokens = _tokens(text.translate(_LOOKALIKES), mark.translate(_LOOKALIKES))
    if not tokens:
        raise AmountError("Enter an amount, such as 12.50 or 12.50+3.")
    if tokens.count("(") > MOST_BRACKETS:
        raise AmountError("This sum has too many brackets.")
    with localcontext() as context:
        context.prec = 60
        try:
            amount = _Sum(tokens).value()
        except (DivisionByZero, InvalidOperation) as error:
            raise AmountError("This sum divides by zero.") from error
        if abs(amount) >= Decimal(10) ** 30:
            raise AmountError("This amount is too large.")
        is_plain = len(tokens) <= 2
        return amount if is_plain else round_money(amount, currency)


def _tokens(text: str, mark: str) -> list[Decimal | str]:
    tokens: list[Decimal | str] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise AmountError(
                f"“{text[position:].strip()[:20]}” is not part of an amount. Enter one such as 12.50 or 12.50+3."
            )
        number = match["number"]
        tokens.append(match["sign"] if number is None else parse_number(number, mark))
        position = match.end()
    return tokens


def parse_number(text: str, mark: str) -> Decimal:
    """Return the number that `text` writes, its thousands grouped or not; raise AmountError where it is none."""
    bare = text.strip()
    for decimal, grouping in _readings(bare, mark):
        whole, _, fraction = bare.partition(decimal)
        if (_is_whole(whole, grouping) or (not whole and fraction)) and (fraction.isdecimal() or not fraction):
            digits = re.sub(r"\D", "", whole)
            return Decimal(f"{digits or 0}.{fraction or 0}")
    raise AmountError(f"“{bare[:20]}” is not a number. Enter one such as 12.50.")


def _readings(number: str, mark: str) -> list[tuple[str, str]]:
    """Return (decimal mark, grouping mark) in the order to try: the locale's own reading first."""
    other = "," if mark == "." else "."
    return [(mark, other), (other, mark)]


def _is_whole(text: str, grouping: str) -> bool:
    """Say whether `text` is digits alone, or digits in groups of three (in India of two before the last three)."""
    if text.isdecimal():
        return True
    return any(
        re.fullmatch(rf"\d{{1,3}}(?:{mark}\d{{2,3}})*{mark}\d{{3}}", text)
        for mark in (re.escape(grouping), "['’]", "[ \u00a0\u202f]")
    )


class _Sum:
    """A sum of + - * / and brackets, read from its tokens from left to right."""

    def __init__(self, tokens: list[Decimal | str]) -> None:
        self.tokens = tokens
        self.position = 0

    def value(self) -> Decimal:
        amount = self.terms()
        if self.position < len(self.tokens):
            raise AmountError("This sum is not complete. Enter one such as 12.50+3.")
        return amount

    def terms(self) -> Decimal:
        amount = self.factors()
        while (sign := self.take("+", "-")) is not None:
            factor = self.factors()
            amount = amount + factor if sign == "+" else amount - factor
        return amount

    def factors(self) -> Decimal:
        amount = self.signed()
        while (sign := self.take("*", "/")) is not None:
            factor = self.signed()
            amount = amount * factor if sign == "*" else amount / factor
        return amount

    def signed(self) -> Decimal:
        if self.take("-"):
            return -self.signed()
        if self.take("+"):
            return self.signed()
        return self.bracket_or_number()

    def bracket_or_number(self) -> Decimal:
        if self.take("("):
            amount = self.terms()
            if not self.take(")"):
                raise AmountError("A bracket is not closed.")
            return amount
        token = self.tokens[self.position] if self.position < len(self.tokens) else None
        if not isinstance(token, Decimal):
            raise AmountError("This sum is not complete. Enter one such as 12.50+3.")
        self.position += 1
        return token

    def take(self, *signs: str) -> str | None:
        token = self.tokens[self.position] if self.position < len(self.tokens) else None
        if isinstance(token, str) and token in signs:
            self.position += 1
            return token
        return None
