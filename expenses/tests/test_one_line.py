import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.one_line import Habits, OneLine, parse_one_line

TODAY = datetime.date(2026, 3, 14)  # a Saturday
HABITS = Habits(TODAY)
AUSTRIAN = Habits(TODAY, mark=",", locale="de_AT")
YESTERDAY = datetime.date(2026, 3, 13)

LINES = [
    ("12,50 lunch @food #work yesterday", OneLine("12,50", None, "lunch", ["food"], ["work"], YESTERDAY)),
    ("lunch 12.50", OneLine("12.50", None, "lunch")),
    ("12.50+3 lunch", OneLine("12.50+3", None, "lunch")),
    ("12.50 + 3 lunch", OneLine("12.50+3", None, "lunch")),
    ("-5 shoes", OneLine("-5", None, "shoes")),
    ("€5 tea", OneLine("5", "EUR", "tea")),
    ("-€5 tea", OneLine("-5", "EUR", "tea")),
    ("5€ tea", OneLine("5", "EUR", "tea")),
    ("5 USD tea", OneLine("5", "USD", "tea")),
    ("USD 5 tea", OneLine("5", "USD", "tea")),
    ("USD5 tea", OneLine("5", "USD", "tea")),
    ("2 coffees €7.50", OneLine("7.50", "EUR", "2 coffees")),
    ("TRY this 5", OneLine("5", None, "TRY this")),
    ('5 dinner @"eating out" #"with friends"', OneLine("5", None, "dinner", ["eating out"], ["with friends"])),
    ("5 tea @food:drinks", OneLine("5", None, "tea", ["food:drinks"])),
    ("5 tea @a @b", OneLine("5", None, "tea", ["a", "b"])),
    ("5 tea #a #b", OneLine("5", None, "tea", [], ["a", "b"])),
    ("5 tea today", OneLine("5", None, "tea", date=TODAY)),
    ("5 tea Saturday", OneLine("5", None, "tea", date=TODAY)),
    ("5 tea friday", OneLine("5", None, "tea", date=YESTERDAY)),
    ("5 tea sunday", OneLine("5", None, "tea", date=datetime.date(2026, 3, 8))),
    ("5 tea 2026-01-31", OneLine("5", None, "tea", date=datetime.date(2026, 1, 31))),
    ("2026-01-31 5 tea", OneLine("5", None, "tea", date=datetime.date(2026, 1, 31))),
    ("5 tea 31.1.", OneLine("5", None, "tea", date=datetime.date(2026, 1, 31))),
    ("5 tea 31.12.", OneLine("5", None, "tea", date=datetime.date(2025, 12, 31))),
    ("5 tea 31.1.2024", OneLine("5", None, "tea", date=datetime.date(2024, 1, 31))),
    ("5 tea 1/2", OneLine("5", None, "tea", date=datetime.date(2026, 2, 1))),
    ("12/3 pizza", OneLine("12/3", None, "pizza")),
    ("5 tea 31.2.", OneLine("5", None, "tea 31.2.")),
    ("tea", OneLine(description="tea")),
    ("5", OneLine("5")),
    ("# @ 5", OneLine("5", None, "# @")),
    ("h&m 7-eleven 4711x", OneLine(description="h&m 7-eleven 4711x")),
]


@pytest.mark.parametrize(("line", "said"), LINES)
def test_parse_one_line_understands(line, said):
    assert parse_one_line(line, HABITS) == said


def test_parse_one_line_reads_month_first_where_the_person_does():
    said = parse_one_line("5 tea 1/2", Habits(TODAY, locale="en_US", is_day_first=False))

    assert said.date == datetime.date(2026, 1, 2)


def test_parse_one_line_reads_the_sign_of_the_persons_own_money():
    canadian = Habits(TODAY, home_currency="CAD", locale="en_CA")

    assert parse_one_line("$5 tea", canadian).currency == "CAD"
    assert parse_one_line("$5 tea", HABITS).currency == "USD"


WORDS = st.lists(st.sampled_from(["lunch", "h&m", "café", "mit", "Anna", "(big)"]), min_size=1, max_size=4)
NAMES = st.sampled_from(["food", "eating out", "Käse"])


@given(
    amount=st.sampled_from(["12,50", "7", "1.234,56", "12,50+3", "-4"]),
    words=WORDS,
    category=NAMES,
    tags=st.lists(NAMES, max_size=3),
    date=st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 1, 1)),
    order=st.randoms(use_true_random=False),
)
def test_the_parts_of_a_line_may_stand_in_any_order(amount, words, category, tags, date, order):
    parts = [amount, " ".join(words), f'@"{category}"', date.isoformat()]
    order.shuffle(parts)

    said = parse_one_line(" ".join([*parts, *(f'#"{tag}"' for tag in tags)]), AUSTRIAN)

    assert said == OneLine(amount, None, " ".join(words), [category], tags, date)


@given(line=st.text(max_size=80))
def test_parse_one_line_survives_any_text(line):
    said = parse_one_line(line, HABITS)

    assert len(said.description) <= len(line)
