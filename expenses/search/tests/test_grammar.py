import datetime
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.month_rules import DayOfMonth, EveryWeeks
from expenses.periods import Calendar
from expenses.search.grammar import (
    DEEPEST,
    LONGEST,
    MOST_TERMS,
    AllOf,
    AmountRange,
    AnyOf,
    Condition,
    DayRange,
    InCurrency,
    Named,
    Not,
    Quality,
    SearchError,
    Text,
    parts_of,
)
from expenses.search.guide import GUIDE
from expenses.search.parser import parse
from expenses.search.values import Habits
from expenses.search.vocabulary import BY_NAME, KEYS, STATES, THINGS, written

TODAY = datetime.date(2026, 3, 14)
HABITS = Habits(TODAY)
SIGNS = [
    '"',
    "(",
    ")",
    "-",
    "or",
    "amount",
    "category",
    "is",
    "date",
    ":",
    ">",
    "<=",
    "..",
    "12,5",
    "2025-13",
    " ",
    "\\",
]


def mistake(text: str, habits: Habits = HABITS) -> SearchError:
    with pytest.raises(SearchError) as caught:
        parse(text, habits)
    return caught.value


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def depth_of(condition: Condition) -> int:
    return 1 + max(map(depth_of, parts_of(condition)), default=0)


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_nothing_asks_for_nothing(text):
    assert parse(text, HABITS) is None


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("tea", Text("tea")),
        ("tea milk", AllOf((Text("tea"), Text("milk")))),
        ('"green tea"', Text("green tea")),
        ("“green tea”", Text("green tea")),
        (r'"12\" pan"', Text('12" pan')),
        ("-tea", Not(Text("tea"))),
        ("-(tea or milk)", Not(AnyOf((Text("tea"), Text("milk"))))),
        ("tea or milk bread", AnyOf((Text("tea"), AllOf((Text("milk"), Text("bread")))))),
        ("(tea or milk) bread", AllOf((AnyOf((Text("tea"), Text("milk"))), Text("bread")))),
        ('tea "or" milk', AllOf((Text("tea"), Text("or"), Text("milk")))),
        ("oral", Text("oral")),
        ("e-mail", Text("e-mail")),
        ("tea - milk", AllOf((Text("tea"), Text("-"), Text("milk")))),
        ("12:30", Text("12:30")),
        ("https://example.org/a:b", Text("https://example.org/a:b")),
        ("description:tea", Text("tea", ("description",))),
        ('notes:"two nights"', Text("two nights", ("notes",))),
        ("currency:usd", InCurrency("USD")),
        ("IS:Refund", Quality("refund")),
        ("is:uncategorized", Quality("uncategorised")),
        ("-has:notes", Not(Quality("has-notes"))),
    ],
)
def test_reads_words_and_terms(text, condition):
    assert _without_places(parse(text, HABITS)) == condition


@pytest.mark.parametrize(
    ("text", "kind", "name", "or_none"),
    [
        ("category:food", "category", "food", False),
        ('category:"Food: Fast food"', "category", "Food: Fast food", False),
        ('category:Food:"Fast food"', "category", "Food:Fast food", False),
        ("category: food", "category", "food", False),
        ("category:none", "category", "", True),
        ('category:"none"', "category", "none", False),
        ("tag:#work", "tag", "work", False),
        ("wallet=cash", "wallet", "cash", False),
    ],
)
def test_reads_names(text, kind, name, or_none):
    named = parse(text, HABITS)

    assert isinstance(named, Named)
    assert (named.kind, named.name, named.or_none) == (kind, name, or_none)
    assert text[named.span.start : named.span.end] == text.split(":" if ":" in text else "=", 1)[1].strip()


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("amount>50", AmountRange(low=Decimal(50), has_low=False)),
        ("amount > 50", AmountRange(low=Decimal(50), has_low=False)),
        ("amount:>=50", AmountRange(low=Decimal(50))),
        ("amount≥50", AmountRange(low=Decimal(50))),
        ("amount<9.99", AmountRange(high=Decimal("9.99"), has_high=False)),
        ("amount:12.50", AmountRange(Decimal("12.50"), Decimal("12.50"))),
        ("amount=1,000", AmountRange(Decimal(1000), Decimal(1000))),
        ("amount:10..20", AmountRange(Decimal(10), Decimal(20))),
        ("amount:0..20", AmountRange(Decimal(0), Decimal(20))),
        ("amount:10..", AmountRange(Decimal(10))),
        ("amount:..20", AmountRange(high=Decimal(20))),
        ("amount<0", AmountRange(high=Decimal(0), is_signed=True, has_high=False)),
        ("amount<-20", AmountRange(high=Decimal(-20), is_signed=True, has_high=False)),
        ("amount:-20..-10", AmountRange(Decimal(-20), Decimal(-10), is_signed=True)),
        ("amount>+5", AmountRange(low=Decimal(5), is_signed=True, has_low=False)),
    ],
)
def test_reads_amounts(text, amounts):
    assert parse(text, HABITS) == amounts


def test_reads_amounts_as_the_person_writes_them():
    condition = parse("amount:1.000,50", Habits(TODAY, mark=","))

    assert condition == AmountRange(Decimal("1000.50"), Decimal("1000.50"))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("date:2025", "2025-01-01", "2026-01-01"),
        ("date:2025-03", "2025-03-01", "2025-04-01"),
        ("date:2025-3", "2025-03-01", "2025-04-01"),
        ("date:2025-03-14", "2025-03-14", "2025-03-15"),
        ("date>2025-03", "2025-04-01", None),
        ("date>=2025-03", "2025-03-01", None),
        ("date<2025-03", None, "2025-03-01"),
        ("date<=2025-03", None, "2025-04-01"),
        ("date:2025-01..2025-03", "2025-01-01", "2025-04-01"),
        ("date:2025-01..", "2025-01-01", None),
        ("date:..2025-03-14", None, "2025-03-15"),
        ("date:today", "2026-03-14", "2026-03-15"),
        ("date:yesterday", "2026-03-13", "2026-03-14"),
        ("date:this-month", "2026-03-01", "2026-04-01"),
        ("date:last-month", "2026-02-01", "2026-03-01"),
        ("date:this-year", "2026-01-01", "2027-01-01"),
        ("date:last-year", "2025-01-01", "2026-01-01"),
    ],
)
def test_reads_days(text, start, end):
    assert parse(text, HABITS) == DayRange(start and day(start), end and day(end))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("date:this-month", "2026-02-25", "2026-03-25"),
        ("date:last-month", "2026-01-25", "2026-02-25"),
        ("date:2025-03", "2025-02-25", "2025-03-25"),
        ("date:2025", "2024-12-25", "2025-12-25"),
    ],
)
def test_reads_the_months_of_a_person_from_payday_to_payday(text, start, end):
    habits = Habits(TODAY, calendar=Calendar(DayOfMonth(25)))

    assert parse(text, habits) == DayRange(day(start), day(end))


def test_reads_named_months_as_everybody_does_where_pay_periods_have_no_names():
    fortnights = Habits(TODAY, calendar=Calendar(EveryWeeks(2, day("2026-03-06"))))

    assert parse("date:2025-03", fortnights) == DayRange(day("2025-03-01"), day("2025-04-01"))
    assert parse("date:this-month", fortnights) == DayRange(day("2026-03-06"), day("2026-03-20"))


@pytest.mark.parametrize(
    ("text", "wrong", "words", "fixed"),
    [
        ('tea "green', '"green', "does not end", 'tea "green"'),
        ("categry:food", "categry", "Did you mean category:?", "category:food"),
        ("zzz:food", "zzz:food", "Put the text in quotes", '"zzz:food"'),
        ("category>food", ">", "cannot be compared", "category:food"),
        ("tag:", "tag:", "Write what to look for", ""),
        ("(tea", "(", "not closed", ""),
        ("tea)", ")", "closes nothing", ""),
        ("tea ()", "()", "nothing between", ""),
        ("tea or", "or", "between two terms", 'tea "or"'),
        ("or tea", "or", "between two terms", '"or" tea'),
        ("amount>cheap", "cheap", "not an amount", ""),
        ("amount:20..10", "20..10", "Swap them", "amount:10..20"),
        ("amount>999999999999", "999999999999", "as large", ""),
        ("date:2025-02-30", "2025-02-30", "no such day", ""),
        ("date:2025-13", "2025-13", "not a day", ""),
        ("date:2025-03..2025-01", "2025-03..2025-01", "Swap them", "date:2025-01..2025-03"),
        ("is:refnd", "refnd", "none of those there are", "is:refund"),
        ("has:cake", "cake", "none of those there are: notes", ""),
        ("-(", "(", "not closed", ""),
        ('tea ""', '""', "nothing between these quotes", ""),
        ("tea\x00", "\ufffd", "cannot be searched for", ""),
    ],
)
def test_says_where_and_why(text, wrong, words, fixed):
    error = mistake(text)

    assert (error.wrong, error.fixed) == (wrong, fixed)
    assert words in error.message
    assert error.before + error.wrong + error.after == error.query


def test_is_bounded():
    assert mistake("x" * (LONGEST + 1)).message == "This search is too long. It may have 500 characters."
    assert "at most 40 terms" in mistake("a " * (MOST_TERMS + 1)).message
    assert "16 deep" in mistake("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1)).message
    assert mistake("-" * (DEEPEST + 1) + "a").start == DEEPEST


def outcome(text: str) -> Condition | SearchError | None:
    try:
        return parse(text, HABITS)
    except SearchError as error:
        return error


@given(text=st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SIGNS), max_size=25).map("".join)))
def test_any_text_is_read_or_refused_with_a_place(text):
    found = outcome(text)

    if isinstance(found, SearchError):
        assert 0 <= found.start < found.end <= len(found.query)
        assert found.message.endswith((".", "?"))
    else:
        assert found is None or depth_of(found) <= 2 * DEEPEST + 4


@given(text=st.lists(st.sampled_from(SIGNS), max_size=25).map("".join))
def test_what_is_proposed_is_not_wrong_in_the_same_way(text):
    found = outcome(text)

    if isinstance(found, SearchError) and found.fix:
        again = outcome(found.fixed)
        assert not isinstance(again, SearchError) or (again.message, again.start) != (found.message, found.start)


@given(name=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40))
def test_a_written_name_is_read_as_it_was(name):
    name = unicodedata.normalize("NFC", name)
    if not name.strip():
        return

    named = parse(f"wallet:{written(name)}", HABITS)

    assert isinstance(named, Named)
    assert named.name == name


def test_every_example_of_the_guide_is_read():
    for advice in GUIDE:
        for example in (*advice.examples, *advice.words):
            assert parse(example, HABITS) is not None


def test_every_example_of_the_vocabulary_is_read():
    for key in KEYS:
        for example in key.examples:
            assert parse(example, HABITS) is not None
    for key, words in (("is", STATES), ("has", THINGS)):
        assert key in BY_NAME
        for word in words:
            assert isinstance(parse(f"{key}:{word.name}", HABITS), Quality)


def _without_places(condition: Condition | None) -> Condition | None:
    return InCurrency(condition.code) if isinstance(condition, InCurrency) else condition
