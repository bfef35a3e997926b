"""What real MT940 and MT942 files do to a reader, each in a few made-up rows."""

import pytest

from expenses.imports.discrepancy import discrepancy
from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import Statement

OPENING = ":20:START\n:25:12345678/1234\n:28C:1/1\n:60F:C260129EUR100,00\n"
CLOSING = ":62F:C260131EUR115,50\n-\n"
BREAD, PAY = ":61:2601310131D4,50NMSCNONREF//A1\n:86:Bread\n", ":61:2601300130C20,00NTRFNONREF//A2\n:86:Pay\n"
TWO = [("2026-01-31", "-4.50"), ("2026-01-30", "20.00")]


def mt940(rows: str = BREAD + PAY, *, opening: str = OPENING, closing: str = CLOSING) -> str:
    return opening + rows + closing


def read(text: str | bytes) -> Statement:
    (statement,) = read_statement(text if isinstance(text, bytes) else text.encode())
    return statement


def movements(text: str | bytes) -> list[tuple[str, str]]:
    return [(row.date.isoformat(), str(row.amount)) for row in read(text).rows]


@pytest.mark.parametrize(
    ("out", "into"), [("D", "C"), ("RC", "RD"), ("DR", "CR"), ("RCR", "RDR"), ("ED", "EC"), ("D ", "C ")]
)
def test_a_reversed_credit_is_money_out_and_statements_then_add_up(out: str, into: str) -> None:
    statement = read(mt940(BREAD.replace("D4,50", f"{out}4,50") + PAY.replace("C20,00", f"{into}20,00")))

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == TWO
    assert discrepancy(statement) == []


@pytest.mark.parametrize(
    ("written", "day", "amount"),
    [
        ("2602300230D4,50", "2026-02-28", "-4.50"),
        ("2601011231D4,50", "2026-01-01", "-4.50"),
        ("260131D4,50", "2026-01-31", "-4.50"),
        ("202601310131D4,50", "2026-01-31", "-4.50"),
        ("2601310131D500,", "2026-01-31", "-500"),
        ("2601310131D1.004,50", "2026-01-31", "-1004.50"),
        ("2601310131D4.50", "2026-01-31", "-4.50"),
        ("2601310131DEUR4,50", "2026-01-31", "-4.50"),
        ("2601310131D0000000000000000004,50", "2026-01-31", "-4.50"),
        ("260131 0131 D 4,50 ", "2026-01-31", "-4.50"),
        ("2601310131DR000000000004,50", "2026-01-31", "-4.50"),
    ],
)
def test_dates_and_amounts(written: str, day: str, amount: str) -> None:
    ((read_day, read_amount),) = movements(mt940(f":61:{written}NMSC\n"))

    assert (read_day, float(read_amount)) == (day, float(amount))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
def test_encodings_of_the_west(encoding: str) -> None:
    assert read(mt940().replace("Bread", "Bäckerei Café").encode(encoding)).rows[0].description == "Bäckerei Café"


def test_the_encoding_of_dos() -> None:
    assert read(mt940().replace("Bread", "Pekařství Žižkov").encode("cp852")).rows[0].description == "Pekařství Žižkov"


@pytest.mark.parametrize(
    "text",
    [
        mt940().replace("\n", "\r\n"),
        "{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\r\n" + mt940().replace("-\n", "-}"),
        "Some bank, some day\n\n" + mt940(),
        mt940(closing=""),
        mt940(opening=":20:X\n:25:1\n:28C:1\n"),
        mt940().replace("NMSC", "N123"),
        mt940().replace("NONREF//A1", ""),
        mt940() + ":86:About the statement\n",
        BREAD + PAY,
        mt940().replace("\n", "@@"),
        mt940().replace("\n", "\r"),
    ],
    ids=[
        "CRLF",
        "an envelope",
        "text before",
        "no closing",
        "no opening",
        "numbers",
        "no reference",
        "text behind",
        "rows alone",
        "@@",
        "CR",
    ],
)
def test_what_stands_around(text: str) -> None:
    assert movements(text) == TWO


@pytest.mark.parametrize(
    ("details", "description", "counterparty", "account"),
    [
        ("166?00GUTSCHRIFT?20EREF+1?21SVWZ+Rent?32Landlord?33 Ltd", "Rent", "Landlord Ltd", ""),
        ("166?00X?20SVWZ+Thirty seven letters o?21f text are cut in two?31DE001234?32Ann",
         "Thirty seven letters of text are cut in two", "Ann", "DE001234"),
        ("020>00X>20Bread>32Baker", "Bread", "Baker", ""),
        ("/TRTP/SEPA/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/Baker/REMI/Bread/EREF/NONE", "Bread", "Baker",
         "NL91ABNA0417164300"),
        ("/EREF/1//REMI/USTD//Bread/", "Bread", "", ""),
        ("/EREF/1/CNTP/NL91ABNA0417164300/ABNANL2A/Baker///REMI/USTD//Bread/", "Bread", "Baker", "NL91ABNA0417164300"),
        ("020~00X~20Bread~21˙~22˙~32Baker~38PL11", "Bread", "Baker", "PL11"),
        ("105?00X?20Bread?20and butter?32Baker", "Bread and butter", "Baker", ""),
        ("105?00X?20Bread? Or not?32Baker", "Bread? Or not", "Baker", ""),
        ("EREF+1 MREF+2 CRED+3 SVWZ+Bread", "Bread", "", ""),
        ("Bread and more,\n no field at all", "Bread and more, no field at all", "", ""),
        ("Bread\n:what it was: rye", "Bread :what it was: rye", "", ""),
    ],
)  # fmt: skip
def test_what_a_row_says(details: str, description: str, counterparty: str, account: str) -> None:
    row = read(mt940().replace("Bread", details, 1)).rows[0]

    assert (row.description, row.counterparty, row.other_account) == (description, counterparty, account)


def test_words_cut_after_27_letters_are_joined() -> None:
    text = mt940().replace("Bread", "166?00X?20SVWZ+Payment of the contribu?21tion for January")

    assert read(text).rows[0].description == "Payment of the contribution for January"


def test_a_supplement_below_the_row_describes_it() -> None:
    assert read(mt940().replace("A1\n:86:Bread", "A1\nCARD 4711")).rows[0].description == "CARD 4711"


def test_an_account_below_the_row_is_that_of_the_other_side() -> None:
    row = read(mt940().replace("A1\n:86:Bread", "A1\nNL91ABNA0417164300\n:86:Bread")).rows[0]

    assert (row.description, row.other_account, row.notes) == ("Bread", "NL91ABNA0417164300", "")


@pytest.mark.parametrize(
    ("written", "account", "currency"),
    [
        ("NL50RABO0123456789 USD", "NL50RABO0123456789", "USD"),
        ("12345678/1234USD", "12345678/1234", "USD"),
        ("NL50RABO0123456789", "NL50RABO0123456789", None),
        ("12345678/ABC", "12345678/ABC", None),
    ],
)
def test_an_account_may_have_its_currency_behind(written: str, account: str, currency: str | None) -> None:
    rows = read(mt940(opening=f":20:X\n:25:{written}\n:28C:1\n", closing="")).rows

    assert {(row.account, row.currency) for row in rows} == {(account, currency)}


def test_a_row_without_a_text_says_of_what_kind_it_is() -> None:
    text = mt940().replace("NMSCNONREF//A1\n:86:Bread", "NCHGNONREF").replace(":86:Pay\n", "")

    assert [row.description for row in read(text).rows] == ["Charges", "Transfer"]


def test_a_row_that_the_file_ends_in_is_not_taken_for_whole() -> None:
    statement = read(mt940(closing=":61:2601310131D4"))

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == TWO
    assert [mistake.message for mistake in statement.mistakes] == [
        "The file breaks off within this row. Download it again."
    ]


def test_accounts_currencies_and_pages_in_one_file() -> None:
    page = mt940().replace(":60F:", ":60M:").replace(":62F:", ":62M:")
    other = mt940().replace("12345678/1234", "99").replace("EUR", "USD")

    statement = read(page + other)

    assert [(row.account, row.currency) for row in statement.rows] == [
        ("12345678/1234", "EUR"), ("12345678/1234", "EUR"), ("99", "USD"), ("99", "USD"),
    ]  # fmt: skip


def test_what_does_not_add_up_is_told_and_read() -> None:
    statement = read(mt940(closing=CLOSING.replace("115,50", "999,00")))

    assert len(statement.rows) == 2
    assert [str(gap.missing) for gap in discrepancy(statement)] == ["883.50"]


def test_what_was_booked_within_the_day() -> None:
    opening = ":20:X\n:25:1\n:28C:1\n:34F:EURD0,\n:13D:2601311200+0100\n"

    statement = read(mt940(opening=opening, closing=":90D:1EUR4,50\n:90C:1EUR20,00\n-\n"))

    assert [(row.date.isoformat(), str(row.amount), row.currency) for row in statement.rows] == [
        (*TWO[0], "EUR"), (*TWO[1], "EUR"),
    ]  # fmt: skip
