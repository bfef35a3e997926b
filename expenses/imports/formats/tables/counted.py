"""Dates as numbers: days as spreadsheets count them, seconds as computers do, years as Japan does."""

import datetime
import re

from expenses.imports.formats.dates import make_date

_DAYS = re.compile(r"([2-6][0-9]{4})(?:[.,][0-9]{1,15})?").fullmatch
_SECONDS = re.compile(r"([0-9]{9,10})(?:\.[0-9]{1,9})?").fullmatch
_MILLISECONDS = re.compile(r"([0-9]{9,10})[0-9]{3}").fullmatch
_ERA = re.compile(r"(R|H|S|令和|平成|昭和)([0-9]{1,2}|元)[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?").fullmatch
_YEAR_0 = {"R": 2018, "令和": 2018, "H": 1988, "平成": 1988, "S": 1925, "昭和": 1925}
_SPREADSHEET_BEGINS = datetime.date(1899, 12, 30)
_COMPUTERS_BEGIN = datetime.date(1970, 1, 1)
_EARLIEST, _LATEST = datetime.date(1990, 1, 1), datetime.date(2069, 12, 31)
_SECONDS_A_DAY = 86_400


def read_counted(text: str) -> datetime.date | None:
    """Return the day of `46053` (31 January 2026), `1769853600` or `R08.01.31`, None where it is no day of our time.

    Seconds are of the day in Greenwich.
    """
    if found := _DAYS(text):
        day = _SPREADSHEET_BEGINS + datetime.timedelta(days=int(found[1]))
    elif found := _SECONDS(text) or _MILLISECONDS(text):
        day = _COMPUTERS_BEGIN + datetime.timedelta(days=int(found[1]) // _SECONDS_A_DAY)
    elif found := _ERA(text):
        year = 1 if found[2] == "元" else int(found[2])
        return make_date(_YEAR_0[found[1]] + year, int(found[3]), int(found[4]))
    else:
        return None
    return day if _EARLIEST <= day <= _LATEST else None
