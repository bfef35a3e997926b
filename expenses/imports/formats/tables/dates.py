"""Dates in tables: which of the numbers is the day is found out per file, from all its dates at once."""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from expenses.imports.formats.tables.counted import read_counted

DateOrder = Literal["ymd", "dmy", "mdy", "ydm"]
ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd", "ydm")
LONGEST = 60

_MONTH_NAMES = (
    "jan january januar janvier janv jaenner janner enero ene gennaio gen janeiro januari styczen stycznia sty leden "
    "ledna januari tammikuu tammi ocak oca januar i jän|"
    "feb february februar fevrier fevr fev febrero febbraio fevereiro februari luty lutego lut unor unora helmikuu "
    "helmi subat sub febr|"
    "mar march marz maerz mrz mars marzo marco maart mrt marzec marca brezen brezna maaliskuu maalis mart marcius "
    "marc|"
    "apr april avril avr abril abr aprile kwiecien kwietnia kwi duben dubna huhtikuu huhti nisan nis aprilis|"
    "may mai mayo maggio mag maio mei maj maja kveten kvetna toukokuu touko mayis majus|"
    "jun june juni juin junio giugno giu junho czerwiec czerwca cze cerven cervna kesakuu kesa haziran haz junius|"
    "jul july juli juillet juil julio luglio lug julho lipiec lipca lip cervenec cervence heinakuu heina temmuz tem "
    "julius|"
    "aug august aout agosto ago augustus sierpien sierpnia sie srpen srpna augusti elokuu elo agustos agu augusztus|"
    "sep sept september septembre septiembre settembre set setembro wrzesien wrzesnia wrz zari syyskuu syys eylul "
    "eyl szeptember szept|"
    "oct october oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz rijen rijna "
    "lokakuu loka ekim eki|"
    "nov november novembre noviembre novembro listopad listopada lis listopadu marraskuu marras kasim kas|"
    "dec december dezember dez decembre diciembre dic dicembre dezembro desember des grudzien grudnia gru prosinec "
    "prosince joulukuu joulu aralik ara"
)
_MONTHS = {
    name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split() if len(name) > 1
}
# Czech and Polish call different months the same (listopad): the later one stands.
_TIME = r"(?:[T ,]+\s*(?:at |um |kl\.? )?[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2})?(?:[.,][0-9]{1,9})?\s*.{0,24})?"
_DIGITS8 = re.compile(rf"([0-9]{{8}})(?:[0-9]{{4,6}})?{_TIME}").fullmatch
_THREE = re.compile(
    rf"(?:[^\W\d_]{{2,4}}\.?,? +)?([0-9]{{1,4}})\s*([-/. ])\s*([0-9]{{1,2}})\s*\2\s*([0-9]{{4}}|[0-9]{{1,2}})\.?{_TIME}"
).fullmatch
_CJK = re.compile(r"([0-9]{4})\s*[年년]\s*([0-9]{1,2})\s*[月월]\s*([0-9]{1,2})\s*[日일]?.{0,24}").fullmatch
_DAY_NAMED = re.compile(
    rf"(?:[^\W\d_]{{2,12}}\.?,? +)?([0-9]{{1,2}})(?:st|nd|rd|th|er|º)?[-/. ]*(?:de )?([^\W\d_]{{2,12}})\.?"
    rf"(?:[-/., ']*(?:de )?([0-9]{{4}}|[0-9]{{2}}))?{_TIME}"
).fullmatch
_NAMED_DAY = re.compile(
    rf"(?:[^\W\d_]{{2,12}}\.?, +)?([^\W\d_]{{3,12}})\.?[-/. ]*([0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:[-/., ']+([0-9]{{4}}|[0-9]{{2}}))?{_TIME}"
).fullmatch
_YEAR_NAMED = re.compile(rf"([0-9]{{4}})[-/. ]+([^\W\d_]{{3,12}})\.?[-/. ]+([0-9]{{1,2}}){_TIME}").fullmatch
_NO_YEAR = re.compile(rf"([0-9]{{1,2}})\s*([-/.])\s*([0-9]{{1,2}})\.?{_TIME}").fullmatch
_CENTURY_TURN = 80
_MOST_MONTHS = 3


class DateParts(NamedTuple):
    """The numbers of a date as written; `order` is set where the writing settles it; a year of 0 is not written.

    `is_short` says that the last of them has two digits, and was taken for a year.
    """

    numbers: tuple[int, int, int]
    order: DateOrder | Literal[""] = ""
    separator: str = ""
    is_padded: bool = True
    is_short: bool = False

    def turned(self) -> "DateParts":
        """Return the parts of a date with a year of two digits as if that stood first: `26/01/31`."""
        first, second, third = self.numbers
        return DateParts((full_year(first), second, third % 100), "ymd")


def split_date(text: str) -> DateParts | None:
    """Return the parts of `31.12.2019`, `2019.04.19.`, `10 Feb 18`, `20190419`, `4/5/19 10:30`, `6/12`, else None."""
    if not 3 <= len(text) <= LONGEST:
        return None
    if found := _THREE(text):
        return _of_three(found[1], found[3], found[4], found[2])
    if found := _DIGITS8(text):
        return _of_eight(found[1])
    if not text.isascii():
        text = _plain(text)
        if found := _CJK(text):
            return DateParts((int(found[1]), int(found[2]), int(found[3])), "ymd")
    if found := _DAY_NAMED(text):
        return _named(found[1], found[2], found[3] or "0")
    if found := _NAMED_DAY(text):
        return _named(found[2], found[1], found[3] or "0")
    if found := _YEAR_NAMED(text):
        return _named(found[3], found[2], found[1])
    if found := _NO_YEAR(text):
        return DateParts((int(found[1]), int(found[3]), 0), "", found[2])
    return None


def is_date(text: str) -> bool:
    """Tell whether a cell holds a whole date, day, month and year, that the calendar has in some order."""
    parts = split_date(text)
    return parts is not None and 0 not in parts.numbers[::2] and any(make_date(parts, order) for order in ORDERS)


def is_day_and_month(text: str) -> bool:
    """Tell whether a cell holds a date without its year."""
    parts = split_date(text)
    return (
        parts is not None and parts.numbers[2] == 0 and any(make_date(parts, order, 2000) for order in ("dmy", "mdy"))
    )


def make_date(parts: DateParts, order: DateOrder, year: int = 0) -> datetime.date | None:
    """Return the day under an order, None where the calendar has none; `year` stands in where none is written."""
    if order == "ymd" and parts.is_short and not parts.order:
        parts = parts.turned()
    first, second, third = parts.numbers
    match parts.order or order:
        case "ymd":
            numbers = (first, second, third)
        case "ydm":
            numbers = (first, third, second)
        case "dmy":
            numbers = (third, second, first)
        case _:
            numbers = (third, first, second)
    try:
        return datetime.date(numbers[0] or year, numbers[1], numbers[2])
    except ValueError:
        return None


def read_dates(texts: Iterable[str], order: DateOrder, year: int = 0) -> list[datetime.date | None]:
    """Return the day of every cell, each different text read once."""
    texts = list(texts)
    known: dict[str, datetime.date | None] = {}
    for text in set(texts):
        parts = split_date(text)
        known[text] = make_date(parts, order, year) if parts else read_counted(text)
    return list(map(known.__getitem__, texts))


def decide_order(texts: Sequence[str], *, likely: DateOrder = "dmy") -> tuple[DateOrder, bool]:
    """Return the order of a column of dates, and whether that is more than a guess.

    A number over 12 settles it, and so do points, which no one writes between month and day. Else the order under
    which the days run on without turning back and for the shortest time is guessed, at last the `likely` one.
    """
    parts = [part for text in dict.fromkeys(texts) if (part := split_date(text)) and not part.order]
    fits: Counter[DateOrder] = Counter()
    for order in ORDERS:
        fits[order] = sum(make_date(part, order, 2000) is not None and _year_stands(part, order) for part in parts)
    if not parts:
        return "ymd", True
    best = max(fits.values())
    orders = [order for order in ORDERS if fits[order] == best]
    if "dmy" in orders and all(part.separator == "." for part in parts):
        return "dmy", True
    if _begin_with_year(parts, orders):
        return "ymd", True
    if len(orders) == 1 or all(part.numbers[0] == part.numbers[1] for part in parts):
        return orders[0], True
    first = min(orders, key=lambda order: (_disorder(parts, order), order != _habit(parts, likely)))
    return first, "ymd" in orders and "dmy" not in orders


def _begin_with_year(parts: Sequence[DateParts], orders: Sequence[DateOrder]) -> bool:
    """Tell whether short dates, `26/01/31`, lie close together only with the year in front, and years apart else."""
    if not all(part.is_short and part.is_padded and make_date(part, "ymd") for part in parts):
        return False
    span = _disorder(parts, "ymd")[1]
    return span < _MOST_MONTHS < 2 * _MOST_MONTHS < min(_disorder(parts, order)[1] for order in orders)


def _year_stands(parts: DateParts, order: DateOrder) -> bool:
    """Tell whether a number of four digits is the year, and a year of two is no day in front."""
    first, _, third = parts.numbers
    if parts.is_short and order in {"ymd", "ydm"}:
        return False
    return first > 31 if order in {"ymd", "ydm"} else first <= 31 and (third > 31 or third >= 0)


def _habit(parts: Sequence[DateParts], likely: DateOrder) -> DateOrder:
    """Return month first for dates with strokes and no zeros in front, which few but Americans write."""
    slashed = all(part.separator == "/" for part in parts)
    return "mdy" if slashed and any(not part.is_padded for part in parts) else likely


def _disorder(parts: Sequence[DateParts], order: DateOrder) -> tuple[int, int]:
    """Return how often the days turn back, and the days from first to last in steps of a month."""
    days = [day.toordinal() for part in parts if (day := make_date(part, order, 2000))]
    steps = [later - earlier for earlier, later in pairwise(days)]
    turns = min(sum(step < 0 for step in steps), sum(step > 0 for step in steps))
    return turns, (max(days, default=0) - min(days, default=0)) // 31


def _of_three(first: str, second: str, third: str, separator: str) -> DateParts | None:
    numbers = (int(first), int(second), int(third))
    if len(first) > 2:
        is_month = numbers[1] <= 12 or numbers[2] > 12
        return DateParts(numbers, "ymd" if is_month else "ydm") if len(first) == 4 else None
    year = numbers[2] if len(third) == 4 else full_year(numbers[2])
    is_padded = len(first) == 2 and len(second) == 2
    return DateParts((numbers[0], numbers[1], year), "", separator, is_padded, len(third) == 2)


def _of_eight(digits: str) -> DateParts | None:
    """Return the parts of `20190419` or `19042019`: the four digits that can be a year are it."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if 1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= 31:
        return DateParts((year, month, day), "ymd")
    late_year = int(digits[4:])
    if 1900 <= late_year <= 2199 and 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 31:
        return DateParts((int(digits[:2]), int(digits[2:4]), late_year))
    return None


def _named(day: str, name: str, year: str) -> DateParts | None:
    month = _MONTHS.get(_plain(name))
    if not month:
        return None
    return DateParts((int(day), month, int(year) if len(year) == 4 or year == "0" else full_year(int(year))), "dmy")


def _plain(text: str) -> str:
    """Return the text in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("ı", "i"))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c))).lower()


def full_year(two_digits: int) -> int:
    """Return the year of two digits: 1980 to 2079."""
    return two_digits + (1900 if two_digits >= _CENTURY_TURN else 2000)
