"""An expense or income in one line, "12,50 lunch @food #work yesterday" or "+1200 salary".

Text and a day in, values out: no database.
"""

import datetime
import re
from dataclasses import dataclass, field

from babel.numbers import get_currency_symbol

from accounts.currencies import current_currencies
from expenses.money import AmountError, parse_amount

SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₴": "UAH", "₪": "ILS"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_AGO = {"today": 0, "yesterday": 1}
_WORD = re.compile(r"""[@#]"[^"]+"|\S+""")
_SPACED_SUM = re.compile(r"(?<=\d)\s+([+*×÷])\s+(?=\d)")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", re.ASCII)
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", re.ASCII)


@dataclass(frozen=True)
class OneLine:
    """What a line says. `amount` is still a text, "" where there is none; `currency` and `date` None where not said.

    `places` are the words with @: a category, a wallet. It is an income where + stands in front of the amount.
    """

    amount: str = ""
    currency: str | None = None
    description: str = ""
    places: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    date: datetime.date | None = None
    is_income: bool = False


@dataclass(frozen=True)
class Habits:
    """How the person who writes the line writes: their day, decimal mark, money, and whether 5/11 is in November."""

    today: datetime.date
    mark: str = "."
    home_currency: str = "EUR"
    locale: str = "en_IE"
    is_day_first: bool = True
    own_currencies: tuple[str, ...] = ()

    @property
    def money_marks(self) -> dict[str, str]:
        """Return the currencies by what may stand beside an amount: "€", "EUR", and the home currency's own symbol."""
        symbol = get_currency_symbol(self.home_currency, self.locale)
        codes = (*self.own_currencies, *current_currencies())
        return {code: code for code in codes} | SYMBOLS | {symbol: self.home_currency}


def parse_one_line(text: str, habits: Habits) -> OneLine:
    """Return what `text` says.

    The amount is the first one with a currency beside it, or else the first one; words with @ and # in front are the
    places and tags (in quotation marks where they have blanks), one word may be a day, and the rest describes it.
    """
    words = _WORD.findall(_SPACED_SUM.sub(r"\1", text))
    tags = [_bare(word) for word in words if _is_marked(word, "#")]
    places = [_bare(word) for word in words if _is_marked(word, "@")]
    words = [word for word in words if not (_is_marked(word, "#") or _is_marked(word, "@"))]
    currency, amount, words = _take_amount(words, habits)
    date, words = _take_date(words, habits)
    description, is_income = " ".join(words), amount.startswith("+")
    return OneLine(amount.removeprefix("+"), currency, description, places, tags, date, is_income)


def _is_marked(word: str, mark: str) -> bool:
    return word.startswith(mark) and bool(_bare(word))


def _bare(word: str) -> str:
    return word[1:].strip('"').strip()


@dataclass(frozen=True)
class _Amount:
    """An amount found in a line: which words it takes, from `start` up to but not including `stop`."""

    number: str
    currency: str | None
    start: int
    stop: int

    @property
    def rank(self) -> tuple[bool, bool]:
        """Return what the amounts of a line are put in order by: 12/3 is a day where another amount is said."""
        return self.currency is None, _SLASHED_DAY.fullmatch(self.number) is not None


def _take_amount(words: list[str], habits: Habits) -> tuple[str | None, str, list[str]]:
    """Return the currency, the amount and the words without both."""
    marks = habits.money_marks
    found = [_amount_at(words, place, marks, habits.mark) for place in range(len(words))]
    amounts = sorted((amount for amount in found if amount), key=lambda amount: amount.rank)
    if not amounts:
        return None, "", words
    amount = amounts[0]
    return amount.currency, amount.number, words[: amount.start] + words[amount.stop :]


def _amount_at(words: list[str], place: int, marks: dict[str, str], decimal_mark: str) -> _Amount | None:
    """Return the amount that stands at `place`, with the currency in the same word or beside it."""
    word = words[place]
    currency, number = _split_money(word, marks)
    if _ISO_DAY.fullmatch(word) or _DOTTED_DAY.fullmatch(word) or not _is_amount(number, decimal_mark):
        return None
    after, before = words[place + 1 : place + 2], words[max(place - 1, 0) : place]
    if currency is None and after and after[0] in marks:
        return _Amount(number, marks[after[0]], place, place + 2)
    if currency is None and before and before[0] in marks:
        return _Amount(number, marks[before[0]], place - 1, place + 1)
    return _Amount(number, currency, place, place + 1)


def _split_money(word: str, marks: dict[str, str]) -> tuple[str | None, str]:
    """Return the currency that is written together with a number, "-€5" or "5EUR", and the number."""
    sign = word[:1] if word[:1] in ("-", "+") else ""
    bare = word.removeprefix(sign)
    for mark, currency in marks.items():
        if bare.startswith(mark) and bare != mark:
            return currency, sign + bare.removeprefix(mark)
        if bare.endswith(mark) and bare != mark:
            return currency, sign + bare.removesuffix(mark)
    return None, word


def _is_amount(text: str, decimal_mark: str) -> bool:
    try:
        parse_amount(text, currency="CLF", mark=decimal_mark)
    except AmountError:
        return False
    return True


def _take_date(words: list[str], habits: Habits) -> tuple[datetime.date | None, list[str]]:
    """Return the first day that is said and the words without it."""
    for place, word in enumerate(words):
        date = _read_date(word, habits)
        if date is not None:
            return date, words[:place] + words[place + 1 :]
    return None, words


def _read_date(word: str, habits: Habits) -> datetime.date | None:
    name = word.lower()
    if name in DAYS_AGO:
        return habits.today - datetime.timedelta(days=DAYS_AGO[name])
    if name in WEEKDAYS:
        return habits.today - datetime.timedelta(days=(habits.today.weekday() - WEEKDAYS.index(name)) % 7)
    if match := _ISO_DAY.fullmatch(word):
        return _date(*match.groups())
    if match := _DOTTED_DAY.fullmatch(word):
        return _date_near(match[3], match[2], match[1], habits.today)
    if match := _SLASHED_DAY.fullmatch(word):
        day, month = (match[1], match[2]) if habits.is_day_first else (match[2], match[1])
        return _date_near(match[3], month, day, habits.today)
    return None


def _date_near(year: str | None, month: str, day: str, today: datetime.date) -> datetime.date | None:
    """Return the day; without a year it is the latest such day that is not ahead of `today`."""
    if year is not None:
        return _date(year, month, day)
    this_year = _date(str(today.year), month, day)
    return this_year if this_year and this_year <= today else _date(str(today.year - 1), month, day)


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
