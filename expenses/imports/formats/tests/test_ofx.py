"""What real OFX and QFX files do to a reader, each in a few made-up rows."""

import pytest

from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement, RowKind, Statement

HEADER = (
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\n"
    "OLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
)
BREAD = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260131<TRNAMT>-4.50<FITID>1<NAME>Bakery</STMTTRN>"
PAY = "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260130<TRNAMT>20.00<FITID>2<NAME>Pay</STMTTRN>"
TWO = [("2026-01-31", "-4.50"), ("2026-01-30", "20.00")]
LEDGER = "<LEDGERBAL><BALAMT>115.50<DTASOF>20260131</LEDGERBAL>"


def account(rows: str, *, number: str = "1", currency: str = "EUR", behind: str = LEDGER) -> str:
    return (
        f"<STMTTRNRS><TRNUID>1<STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>123456789012<ACCTID>{number}"
        f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260101<DTEND>20260131{rows}</BANKTRANLIST>{behind}"
        "</STMTRS></STMTTRNRS>"
    )


def ofx(body: str = account(BREAD + PAY), header: str = HEADER) -> str:
    return f"{header}<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1><BANKMSGSRSV1>{body}</BANKMSGSRSV1></OFX>\n"


def read(text: str | bytes) -> Statement:
    (statement,) = read_statement(text if isinstance(text, bytes) else text.encode())
    return statement


def movements(text: str | bytes) -> list[tuple[str, str]]:
    return [(row.date.isoformat(), str(row.amount)) for row in read(text).rows]


@pytest.mark.parametrize(
    "text",
    [
        ofx(),
        ofx(account(BREAD + PAY, behind="")),
        ofx().replace("<SIGNONMSGSRSV1>", "<SIGNONMSGSRSV1><SONRS><DTSERVER>00000000000000<LANGUAGE>FRE</SONRS>"),
        ofx().replace("<CURDEF>EUR", "").replace("<BANKTRANLIST>", "<CURDEF>EUR<BANKTRANLIST>"),
        ofx(header=HEADER.replace("CHARSET:1252", "CHARSET:8859-1")),
    ],
    ids=["a long bank number", "no balance", "a server without a clock", "elements in another order", "an odd charset"],
)
def test_what_the_standard_forbids_is_read(text: str) -> None:
    assert movements(text) == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_text_is_decoded_whatever_the_header_declares(encoding: str) -> None:
    assert read(ofx().replace("Bakery", "Bäckerei").encode(encoding)).rows[0].description == "Bäckerei"


def test_the_declared_charset_counts_where_the_bytes_are_no_utf_8() -> None:
    text = ofx(header=HEADER.replace("1252", "1250")).replace("Bakery", "Žižkov pekařství")

    assert read(text.encode("cp1250")).rows[0].description == "Žižkov pekařství"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "\n\n  " + HEADER,
        HEADER.replace("\n", " "),
        HEADER.rstrip("\n"),
        f"<!--\n{HEADER}\n-->\n",
        HEADER.replace("VERSION:102", "VERSION:300"),
        '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n',
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n',
        "\ufeff" + HEADER,
        "Content-Type: application/x-ofx\n\n" + HEADER,
    ],
    ids=[
        "none",
        "blanks",
        "one line",
        "no line between",
        "a comment",
        "300",
        "no XML",
        "XML",
        "a byte order mark",
        "text",
    ],
)
def test_headers(header: str) -> None:
    assert movements(ofx(header=header)) == TWO


@pytest.mark.parametrize(
    "text",
    [
        ofx().replace("<OFX>", '<OFX xmlns="http://ofx.net/types/2003/04">'),
        ofx(header="").replace("</", "</ns:").replace("<", "<ns:").replace("<ns:/ns:", "</ns:"),
        ofx(header="").replace("<STMTTRN>", '<STMTTRN id="1">').replace("<NAME>", '<NAME lang="de">'),
        ofx().replace("<STMTTRN>", "<STMTTRN >").replace("</STMTTRN>", "</STMTTRN >"),
        ofx().lower().replace("bakery", "Bakery").replace("pay", "Pay"),
        ofx().encode("utf-16"),
        BREAD + PAY,
    ],
    ids=["a namespace", "a prefix", "attributes", "blanks", "small letters", "UTF-16", "rows alone"],
)
def test_how_tags_are_dressed(text: str | bytes) -> None:
    assert movements(text) == TWO
    assert [row.description for row in read(text).rows] == ["Bakery", "Pay"]
    assert read(text).mistakes == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (BREAD.replace("Bakery", "Bakery</NAME>").replace("-4.50", "-4.50</TRNAMT>"), "Bakery"),
        (BREAD.replace("<NAME>Bakery", "<NAME/><MEMO>Bakery"), "Bakery"),
        (BREAD.replace("<NAME>", "<NAME>\n    ").replace("<TRNAMT>", "\n<TRNAMT>\n"), "Bakery"),
        (BREAD.replace("Bakery", "<![CDATA[Bread & <Co>]]>"), "Bread & <Co>"),
        (BREAD.replace("Bakery", "Bakery<!-- at the corner -->"), "Bakery"),
        (BREAD.replace("Bakery", "Bread & Co"), "Bread & Co"),
        (BREAD.replace("Bakery", "Bread &amp;amp; Co"), "Bread & Co"),
        (BREAD.replace("Bakery", "Caf&eacute;&nbsp;&#10;Co"), "Café Co"),
        (BREAD.replace("Bakery", "Bread  \u00a0 &  Co "), "Bread & Co"),
        (BREAD.replace("Bakery", "Bakery<MEMO>").replace("<FITID>1", "<FITID>1<CHECKNUM>"), "Bakery"),
        (BREAD.replace("</STMTTRN>", ""), "Bakery"),
    ],
    ids=[
        "closed",
        "closed itself",
        "next line",
        "CDATA",
        "comment",
        "bare &",
        "escaped twice",
        "HTML",
        "wide",
        "empty",
        "no end",
    ],
)
def test_tags(row: str, said: str) -> None:
    statement = read(ofx(account(row + PAY)))

    assert [row.description for row in statement.rows] == [said, "Pay"]
    assert statement.mistakes == ()


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("-4,50", "-4.50"), ("-4.500", "-4.500"), ("-4.5000000000000", "-4.5000000000000"), ("-$4.50", "-4.50"),
        ("$120", "120"), ("-1,004.50", "-1004.50"), ("-1.004,50", "-1004.50"),
        (" -4.50 ", "-4.50"), ("+20.00", "20.00"),
        ("(4.50)", "-4.50"), ("4.50-", "-4.50"), ("−4.50", "-4.50"), ("-R$ 4,50", "-4.50"), ("EUR -4.50", "-4.50"),
    ],
)  # fmt: skip
def test_amounts(written: str, amount: str) -> None:
    assert movements(ofx(account(BREAD.replace("-4.50", written)))) == [("2026-01-31", amount)]


@pytest.mark.parametrize("written", [".", "", "x", "1e5", "--4", "12..5", "1.2.3,4,5"])
def test_what_is_no_amount_is_reported(written: str) -> None:
    statement = read(ofx(account(BREAD.replace("-4.50", written) + PAY)))

    assert len(statement.rows) == 1
    assert len(statement.mistakes) == 1
    assert statement.mistakes[0].message.endswith("amount. Correct the row, or leave it out.")


def test_the_type_of_a_row_does_not_turn_its_sign() -> None:
    assert movements(ofx(account(BREAD.replace("DEBIT", "CREDIT") + PAY.replace("CREDIT", "ATM")))) == TWO


@pytest.mark.parametrize(
    "written",
    ["20260131233000.000[-5:EST]", "20260131000000[+12:NZST]", "20260131", "2026-01-31T23:59:59Z", "2026/01/31"],
)
def test_the_day_is_as_written_in_any_time_zone(written: str) -> None:
    assert movements(ofx(account(BREAD.replace("20260131", written)))) == TWO[:1]


@pytest.mark.parametrize("posted", ["", "<DTPOSTED>", "<DTPOSTED>00000000"])
@pytest.mark.parametrize("other", ["DTUSER", "DTAVAIL"])
def test_a_row_without_a_day_of_posting_is_of_its_other_day(posted: str, other: str) -> None:
    assert movements(ofx(account(BREAD.replace("<DTPOSTED>", f"{posted}<{other}>")))) == TWO[:1]


@pytest.mark.parametrize("written", ["", "20260231", "20262000", "********", "00000000000000"])
def test_what_is_no_day_is_reported(written: str) -> None:
    statement = read(ofx(account(BREAD.replace("<DTPOSTED>20260131", f"<DTPOSTED>{written}") + PAY)))

    assert (len(statement.rows), len(statement.mistakes)) == (1, 1)


@pytest.mark.parametrize(
    ("tags", "description", "counterparty", "notes"),
    [
        ("<NAME>Bakery<MEMO>Bread", "Bakery", "Bakery", "Bread"),
        ("<MEMO>Bakery", "Bakery", "", ""),
        ("<NAME><MEMO>Bakery", "Bakery", "", ""),
        ("<NAME>0042<MEMO>Bakery", "Bakery", "", "0042"),
        ("<NAME>BAKERY AT TH<MEMO>BAKERY AT THE CORNER", "BAKERY AT THE CORNER", "BAKERY AT TH", ""),
        ("<PAYEE><NAME>Bakery<ADDR1>Street<CITY>Town</PAYEE>", "Bakery", "Bakery", ""),
        (
            "<NAME>Bake<EXTDNAME>Bakery of the Corner<MEMO>Bread",
            "Bakery of the Corner",
            "Bakery of the Corner",
            "Bread",
        ),
        ("<MEMO>", "", "", ""),
    ],
)
def test_who_was_paid_and_what_for(tags: str, description: str, counterparty: str, notes: str) -> None:
    (row,) = read(ofx(account(BREAD.replace("<NAME>Bakery", tags)))).rows

    assert (row.description, row.counterparty, row.notes) == (description, counterparty, notes)


@pytest.mark.parametrize(
    ("kind", "tags", "description", "notes"),
    [
        ("CHECK", "<CHECKNUM>0042", "Check 42", ""),
        ("CHECK", "<CHECKNUM>42<NAME>CHECK<MEMO>Rent", "Check 42", "Rent"),
        ("CHECK", "<CHECKNUM>42<NAME>Bakery<MEMO>Bread", "Bakery", "Bread; Check 42"),
        ("CHECK", "<CHECKNUM>42<NAME>Check no. 42", "Check no. 42", ""),
        ("DEBIT", "<CHECKNUM>42<NAME>Bakery", "Bakery", ""),
        ("FEE", "", "Fee", ""),
        ("OTHER", "", "", ""),
    ],
)
def test_a_row_with_little_text_tells_its_check_or_kind(kind: str, tags: str, description: str, notes: str) -> None:
    row = BREAD.replace("DEBIT", kind).replace("<NAME>Bakery", tags)

    assert [(row.description, row.notes) for row in read(ofx(account(row))).rows] == [(description, notes)]


def test_an_amount_that_the_file_ends_in_is_not_taken() -> None:
    statement = read(ofx(account(BREAD + "<STMTTRN><DTPOSTED>20260131<TRNAMT>-12")).partition("-12")[0] + "-12")

    assert [str(row.amount) for row in statement.rows] == ["-4.50"]
    assert len(statement.mistakes) == 2


def test_accounts_cards_and_the_cash_of_investments_in_one_file() -> None:
    card = (
        "<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>USD<CCACCTFROM><ACCTID>9</CCACCTFROM><BANKTRANLIST>"
        f"{BREAD}</BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1>"
    )
    shares = (
        "<INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>CHF<INVACCTFROM><ACCTID>5</INVACCTFROM><INVTRANLIST>"
        "<BUYSTOCK><INVBUY><INVTRAN><FITID>1<DTTRADE>20260110</INVTRAN><TOTAL>-5</INVBUY></BUYSTOCK><INVBANKTRAN>"
        f"{PAY}<SUBACCTFUND>CASH</INVBANKTRAN></INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1>"
    )

    statement = read(ofx(account(BREAD) + account("", number="2")).replace("</OFX>", f"{card}{shares}</OFX>"))

    assert [(row.account, row.currency) for row in statement.rows] == [("1", "EUR"), ("9", "USD"), ("5", "CHF")]
    assert [mistake.message for mistake in statement.mistakes] == [
        "1 movement of shares was left out: only movements of money are taken."
    ]


def test_a_statement_without_rows_is_one() -> None:
    assert read(ofx(account(""))).rows == ()


def test_ids_tell_rows_of_one_account_apart_where_they_do() -> None:
    again = BREAD.replace("Bakery", "Tea").replace("-4.50", "-1.50")

    statement = read(ofx(account(BREAD + PAY) + account(BREAD, number="2") + account(BREAD + again, number="3")))

    assert [(row.account, row.bank_id) for row in statement.rows] == [
        ("1", "1"), ("1", "2"), ("2", "1"), ("3", ""), ("3", ""),
    ]  # fmt: skip


def test_the_other_account_of_a_transfer() -> None:
    (row,) = read(ofx(account(BREAD.replace("<NAME>", "<BANKACCTTO><ACCTID>77</BANKACCTTO><NAME>")))).rows

    assert (row.account, row.other_account, row.kind) == ("1", "77", RowKind.TRANSFER)


def test_the_answer_of_a_bank_that_refused_is_told() -> None:
    refused = (
        "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Sign in again</STATUS></SONRS></OFX>"
    )

    with pytest.raises(NotAStatement, match="Sign in again"):
        read(HEADER + refused)


def test_a_file_that_is_cut_off_is_reported() -> None:
    statement = read(ofx()[: -len("</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n")])

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == TWO
    assert [mistake.message for mistake in statement.mistakes] == [
        "The file ends before its last line, so rows may be missing. Download it again."
    ]
