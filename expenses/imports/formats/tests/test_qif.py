"""What real QIF files do to a reader, each in a few made-up rows."""

import pytest

from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement, RowKind, Statement

TWO = [("2026-01-31", "-4.50"), ("2026-01-30", "20.00")]
BREAD, PAY = "D1/31/2026\nT-4.50\nPBakery\n^\n", "D1/30/2026\nT20.00\nPPay\n^\n"
FILE = f"!Type:Bank\n{BREAD}{PAY}"


def read(text: str) -> Statement:
    (statement,) = read_statement(text.encode())
    return statement


def movements(text: str) -> list[tuple[str, str]]:
    return [(row.date.isoformat(), str(row.amount)) for row in read(text).rows]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1/31/26", "1/30/26"), ("31/1/26", "30/1/26"), ("31/01/2026", "30/01/2026"), (" 1/31/26", " 1/30/26"),
        ("1/31'2026", "1/30'2026"), ("1/31'26", "1/30'26"), ("31.01.2026", "30.01.2026"), ("2026-01-31", "2026-01-30"),
        ("20260131", "20260130"), ("31 Jan 2026", "30 Jan 2026"), ("Jan 31, 2026", "Jan 30, 2026"),
    ],
)  # fmt: skip
def test_the_order_of_dates_is_decided_from_all_of_them(first: str, second: str) -> None:
    text = FILE.replace("1/31/2026", first).replace("1/30/2026", second)

    assert movements(text) == TWO
    assert read(text).questions == ()


def test_an_apostrophe_and_a_blank_stand_for_a_year_from_2000_on() -> None:
    assert movements("!Type:Bank\nD1/ 1' 6\nT-1.00\n^\n") == [("2006-01-01", "-1.00")]


def test_the_order_of_dates_is_asked_where_nothing_settles_it() -> None:
    (question,) = read("!Type:Bank\nD01/02/2026\nT-4.50\n^\nD03/02/2026\nT-1.50\n^\n").questions

    assert (question.topic, question.guess, question.choices) == ("date-order", "dmy", ("mdy", "dmy"))


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + FILE, FILE.replace("\n", "\r\n"), FILE.replace("\n", "\r"), FILE.removesuffix("^\n"),
        FILE.replace("PBakery", "PBakery\nM\n\nN"), "# a note\n" + FILE,
        FILE.replace("!Type:Bank\n", "!Type:Bank\n^\n"),
        FILE.replace("!Type", "!type"), FILE.replace("Bank\n", "Bank \n"), FILE.removeprefix("!Type:Bank\n"),
    ],
    ids=["mark", "CRLF", "CR", "no end", "blanks", "comment", "stray ^", "small", "blank behind", "no header"],
)  # fmt: skip
def test_how_files_begin_and_end(text: str) -> None:
    assert movements(text) == TWO


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "mac-roman"])
def test_encodings(encoding: str) -> None:
    (statement,) = read_statement(FILE.replace("Bakery", "Café Zoë").encode(encoding))

    assert statement.rows[0].description == "Café Zoë"


@pytest.mark.parametrize("header", ["!Type: Bank", "!Type:Oth  A", "!Type Bank", "!Type:Girokonto", "!Type:CCARD"])
def test_kinds_of_accounts_however_they_are_written(header: str) -> None:
    assert movements(FILE.replace("!Type:Bank", header)) == TWO


def test_a_file_of_shares_alone_is_refused() -> None:
    with pytest.raises(NotAStatement, match="shares alone"):
        read("!Type:Invst\nD1/31/2026\nNBuy\nYX\nI100\nQ2\nT200\n^\n")


def test_a_file_that_ends_within_an_amount_is_not_taken_for_whole() -> None:
    statement = read(FILE + "D1/29/2026\nT-1,0")

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == TWO
    assert [mistake.message for mistake in statement.mistakes] == [
        "The file breaks off within an amount. Download it again."
    ]


@pytest.mark.parametrize(
    ("written", "description"),
    [("MBread", "Bread"), ("ABakery\nATown", "Bakery"), ("N42", "Check 42"), ("NATM", "ATM"), ("PA &amp; B", "A & B")],
)
def test_what_describes_a_record(written: str, description: str) -> None:
    assert read(FILE.replace("PBakery", written)).rows[0].description == description


@pytest.mark.parametrize("kind", ["Bank", "Cash", "CCard", "Oth A", "Oth L"])
def test_lists_between_accounts_are_no_bookings(kind: str) -> None:
    text = (
        "!Option:AutoSwitch\n!Account\nNGiro\nTBank\n^\nNPurse\nTCash\n^\n!Clear:AutoSwitch\n!Type:Cat\nNFood\nE\n^\n"
        "!Type:Class\nNHoliday\n^\n!Type:Memorized\nKP\nT-9.00\nPX\n^\n!Type:Security\nNShare\n^\n"
        f"!Account\nNGiro\nTBank\n^\n!Type:{kind}\n{BREAD}!Account\nNPurse\nTCash\n^\n!Type:Cash\n{PAY}"
        "!Type:Invst\nD1/29/2026\nNBuy\nT5\n^\n"
    )

    statement = read(text)

    assert [(row.account, str(row.amount)) for row in statement.rows] == [("Giro", "-4.50"), ("Purse", "20.00")]
    assert [mistake.message for mistake in statement.mistakes] == [
        "Purchases and sales of shares were left out: only movements of money are taken."
    ]


@pytest.mark.parametrize(
    ("splits", "parts"),
    [
        ("SFood:Bread\nEloaf\n$-3.00\nSHome\n$-1.50", [("Food:Bread", "-3.00", "loaf"), ("Home", "-1.50", "")]),
        ("SFood\n$=-3.00\nSHome/Trip\n$-1.50", [("Food", "-3.00", ""), ("Home", "-1.50", "")]),
        ("L--Split--\nSFood\n$-3.00\nSHome\n$-1.50", [("Food", "-3.00", ""), ("Home", "-1.50", "")]),
        ("SFood\n%80\nSHome\n%20", [("Food", "-3.60", ""), ("Home", "-0.90", "")]),
        ("SFood\n$-3.00\nSHome\n$-1.00", []),
    ],
)
def test_splits(splits: str, parts: list[tuple[str, str, str]]) -> None:
    statement = read(FILE.replace("PBakery", f"PBakery\n{splits}"))

    assert [(part.category, str(part.amount), part.notes) for part in statement.rows[0].parts] == parts
    assert bool(statement.mistakes) == (not parts)
    assert statement.rows[0].category == (parts[0][0] if parts else "")


def test_both_amounts_of_a_record_are_one() -> None:
    assert movements(FILE.replace("T-4.50", "U-4.50\nT-4.50").replace("T20.00", "U20.00")) == TWO


def test_transfers_classes_and_sub_categories() -> None:
    text = FILE.replace("PBakery", "PBakery\nLFood:Bread/Trip").replace("PPay", "PPay\nL[Savings]/Trip")

    first, second = read(text).rows

    assert (first.category, first.tags, first.kind) == ("Food:Bread", ("Trip",), RowKind.UNKNOWN)
    assert (second.other_account, second.tags, second.kind) == ("Savings", ("Trip",), RowKind.TRANSFER)


@pytest.mark.parametrize(
    ("first", "second"),
    [("-1,004.50", "1,234"), ("-1.004,50", "1.234,00"), ("-1 004,50", "1 234,00 €"), ("-1004,50", "1.234")],
)
def test_groups_of_thousands(first: str, second: str) -> None:
    rows = read(FILE.replace("-4.50", first).replace("20.00", second)).rows

    assert [f"{row.amount:.2f}" for row in rows] == ["-1004.50", "1234.00"]
