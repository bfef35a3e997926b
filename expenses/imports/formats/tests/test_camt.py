"""What real CAMT files do to a reader, each in a few made-up entries."""

import io
import re
import zipfile

import pytest

from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement, Statement

ROOTS = {
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "053": ("BkToCstmrStmt", "Stmt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
TEXT = "<NtryDtls><TxDtls><RmtInf><Ustrd>Bread</Ustrd></RmtInf></TxDtls></NtryDtls>"
TWO = [("2026-01-31", "-4.50"), ("2026-01-30", "20.00")]
IBAN = "<Acct><Id><IBAN>DE00</IBAN></Id><Ccy>EUR</Ccy></Acct>"


def entry(amount: str, way: str, day: str, *, status: str = "BOOK", more: str = "", details: str = TEXT) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}<Sts>{status}</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>2026-02-02</Dt></ValDt>{details}</Ntry>"
    )


BREAD, PAY = entry("4.50", "DBIT", "2026-01-31"), entry("20.00", "CRDT", "2026-01-30")


def camt(entries: str = BREAD + PAY, *, kind: str = "053", version: int = 2, account: str = IBAN) -> str:
    root, group = ROOTS[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.'
        f'{version:02}"><{root}><GrpHdr><MsgId>1</MsgId></GrpHdr><{group}><Id>1</Id>{account}{entries}</{group}></{root}>'
        "</Document>"
    )


def read(text: str | bytes) -> Statement:
    (statement,) = read_statement(text if isinstance(text, bytes) else text.encode())
    return statement


def movements(text: str | bytes) -> list[tuple[str, str]]:
    return [(row.date.isoformat(), str(row.amount)) for row in read(text).rows]


@pytest.mark.parametrize("version", range(1, 14))
@pytest.mark.parametrize("kind", ROOTS)
def test_every_version_of_every_message(kind: str, version: int) -> None:
    entries = (BREAD + PAY).replace("BOOK", "<Cd>BOOK</Cd>") if version >= 8 else BREAD + PAY

    statement = read(camt(entries, kind=kind, version=version))

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == TWO
    assert {(row.account, row.currency, row.description) for row in statement.rows} == {("DE00", "EUR", "Bread")}


@pytest.mark.parametrize(
    "text",
    [
        re.sub(r' xmlns="[^"]*"', "", camt()),
        re.sub(r"<(/?)(?=[A-Z])", r"<\1ns2:", camt()).replace("xmlns=", "xmlns:ns2="),
        camt().replace("<Document", '<Document xsi:schemaLocation="a b"'),
        camt().replace("<BkToCstmrStmt>", "<BkToCstmrStmtV01>").replace("</BkToCstmrStmt>", "</BkToCstmrStmtV01>"),
        '<soap:Envelope xmlns:soap="s"><soap:Body>' + camt().partition("\n")[2] + "</soap:Body></soap:Envelope>",
        "\ufeff" + camt(),
        camt().replace("><", ">\n  <"),
        camt("<!-- no <Ntry> -->" + BREAD + PAY),
        camt(BREAD) + camt(PAY),
        camt() + "\nThe end",
    ],
    ids=[
        "no namespace",
        "a prefix",
        "undeclared",
        "an old name",
        "an envelope",
        "a mark",
        "indented",
        "a comment",
        "two",
        "text",
    ],
)
def test_namespaces_and_what_stands_around(text: str) -> None:
    assert movements(text) == TWO


def test_a_zip_of_several() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one", camt(BREAD))
        archive.writestr("two", camt(PAY))

    statements = read_statement(packed.getvalue())

    assert [(row.date.isoformat(), str(row.amount)) for each in statements for row in each.rows] == TWO


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR", "<Cd>PDNG</Cd>", "<Cd>INFO</Cd>"])
def test_what_is_not_booked_is_left_out_and_told(status: str) -> None:
    statement = read(camt(BREAD + PAY + entry("9.00", "DBIT", "2026-01-31", status=status)))

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == TWO
    assert [question.message for question in statement.questions] == [
        "Left out, as not booked: 1 entry. They come with a later statement."
    ]


@pytest.mark.parametrize("status", ["", "book", "<Cd>BOOK</Cd>", "<Prtry>BOOKED</Prtry>", " BOOK "])
def test_what_is_booked_however_that_is_written(status: str) -> None:
    assert movements(camt(entry("4.50", "DBIT", "2026-01-31", status=status))) == TWO[:1]


@pytest.mark.parametrize(
    ("amount", "way", "signed"),
    [("4.50", "dbit", "-4.50"), ("-4.50", "DBIT", "-4.50"), ("4.50", " CRDT ", "4.50"), ("0.00", "DBIT", "0.00")],
)
def test_which_way_money_went(amount: str, way: str, signed: str) -> None:
    assert movements(camt(entry(amount, way, "2026-01-31"))) == [("2026-01-31", signed)]


@pytest.mark.parametrize(
    ("details", "description", "notes"),
    [
        ("<RmtInf><Ustrd>One</Ustrd><Ustrd>two &amp;amp; three</Ustrd></RmtInf>", "One two & three", ""),
        ("<RmtInf><Ustrd>Bread&#x1A;</Ustrd></RmtInf>", "Bread", ""),
        ("<RmtInf><Ustrd><![CDATA[Bread & <Co>]]></Ustrd></RmtInf>", "Bread & <Co>", ""),
        ("<RltdPties><Cdtr><Nm>Shop</Nm></Cdtr></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>210000</Ref></CdtrRefInf>"
         "<AddtlRmtInf>?REJECT?0</AddtlRmtInf></Strd></RmtInf>", "Shop", "210000"),
        ("<RmtInf><Strd><CdtrRefInf><Ref>210000</Ref></CdtrRefInf></Strd></RmtInf>", "210000", ""),
    ],
)  # fmt: skip
def test_what_an_entry_says(details: str, description: str, notes: str) -> None:
    text = camt(BREAD.replace(TEXT, f"<NtryDtls><TxDtls>{details}</TxDtls></NtryDtls>"))

    assert [(row.description, row.notes) for row in read(text).rows] == [(description, notes)]


def balance(kind: str, amount: str, day: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def test_balances_of_several_days_are_those_of_the_first_and_the_last() -> None:
    days = [("OPBD", "2", "2026-01-30"), ("CLBD", "3", "2026-01-30"), ("OPBD", "1", "2026-01-29"),
            ("CLBD", "2", "2026-01-29"), ("CLAV", "9", "2026-01-31")]  # fmt: skip

    statement = read(camt("".join(balance(*day) for day in days) + BREAD))

    assert [(each.kind, str(each.amount)) for each in statement.balances] == [("opening", "-1"), ("closing", "-3")]


def payment(amount: str, name: str) -> str:
    return (
        f'<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
        f"<RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties></TxDtls>"
    )


@pytest.mark.parametrize(
    ("details", "parts"),
    [
        (payment("3.00", "Baker") + payment("1.50", "Kiosk"), [("-3.00", "Baker"), ("-1.50", "Kiosk")]),
        (payment("3.00", "Baker") + payment("9.50", "Kiosk"), []),
        ("<Btch><NbOfTxs>2</NbOfTxs></Btch>", []),
    ],
)
def test_a_batch_is_one_booking(details: str, parts: list[tuple[str, str]]) -> None:
    (row,) = read(camt(entry("4.50", "DBIT", "2026-01-31", details=f"<NtryDtls>{details}</NtryDtls>"))).rows

    assert str(row.amount) == "-4.50"
    assert [(str(part.amount), part.notes) for part in row.parts] == parts


def test_a_reversal_has_its_direction_already() -> None:
    more = "<RvslInd>true</RvslInd>"
    parties = "<RltdPties><Cdtr><Nm>Shop</Nm></Cdtr><Dbtr><Nm>Me</Nm></Dbtr></RltdPties>"
    details = f"<NtryDtls><TxDtls>{parties}</TxDtls></NtryDtls>"

    (row,) = read(camt(entry("4.50", "CRDT", "2026-01-31", more=more, details=details))).rows

    assert (str(row.amount), row.counterparty) == ("4.50", "Shop")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("<BookgDt><DtTm>2026-01-31T23:59:59-05:00</DtTm></BookgDt>", "2026-01-31"),
        ("<BookgDt><Dt>2026-01-31+01:00</Dt></BookgDt>", "2026-01-31"),
        ("<BookgDt>2026-01-31</BookgDt>", "2026-01-31"),
        ("<BookgDt><Dt/></BookgDt>", "2026-02-02"),
        ("", "2026-02-02"),
    ],
)
def test_the_day_an_entry_is_booked(written: str, day: str) -> None:
    text = camt(BREAD.replace("<BookgDt><Dt>2026-01-31</Dt></BookgDt>", written))

    assert movements(text) == [(day, "-4.50")]


def test_an_entry_without_a_day_of_its_own_is_of_that_of_its_settlement() -> None:
    settled = "<TxDtls><RltdDts><IntrBkSttlmDt>2026-01-31</IntrBkSttlmDt></RltdDts>"
    text = camt(re.sub("<BookgDt>.*</ValDt>", "", BREAD).replace("<TxDtls>", settled))

    assert movements(text) == TWO[:1]


def test_an_entry_without_a_day_is_reported() -> None:
    statement = read(camt(PAY + re.sub("<BookgDt>.*</ValDt>", "", BREAD)))

    assert (len(statement.rows), len(statement.mistakes)) == (1, 1)


@pytest.mark.parametrize("written", ["4", "4.500", "4.50000", "4,50"])
def test_decimals(written: str) -> None:
    (row,) = read(camt(BREAD.replace("4.50", written))).rows

    assert row.amount == -4 if written == "4" else row.amount == -4.5


def test_accounts_currencies_and_what_was_paid_abroad() -> None:
    paid, worth = '<InstdAmt><Amt Ccy="USD">5.00</Amt></InstdAmt>', '<CntrValAmt><Amt Ccy="CHF">4.20</Amt></CntrValAmt>'
    abroad = f"<AmtDtls>{paid}{worth}</AmtDtls>"
    second = "</Stmt><Stmt><Id>2</Id><Acct><Id><Othr><Id>4711</Id></Othr></Id></Acct>" + PAY.replace("EUR", "USD")

    first, other = read(camt(BREAD.replace("<NtryDtls>", f"{abroad}<NtryDtls>") + second)).rows

    assert (first.account, first.currency, str(first.original_amount), first.original_currency) == (
        "DE00", "EUR", "-5.00", "USD",
    )  # fmt: skip
    assert (other.account, other.currency) == ("4711", "USD")


def test_two_equal_entries_are_two_payments() -> None:
    assert movements(camt(BREAD + BREAD)) == [TWO[0], TWO[0]]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x PUBLIC "-" "http://x/">',
    ],
)
def test_entities_and_the_network_are_refused(doctype: str) -> None:
    with pytest.raises(NotAStatement, match="declares entities"):
        read(camt().replace("<Document", f"{doctype}<Document"))


@pytest.mark.parametrize(
    ("encoding", "name"), [("latin-1", "ISO-8859-1"), ("utf-16", "UTF-16"), ("cp1252", "UTF-8"), ("cp1252", "x")]
)
def test_encodings(encoding: str, name: str) -> None:
    text = camt().replace("Bread", "Bäckerei &amp; Co").replace("UTF-8", name)

    assert read(text.encode(encoding)).rows[0].description == "Bäckerei & Co"


def test_a_file_that_is_cut_off_is_refused_with_its_line() -> None:
    with pytest.raises(NotAStatement, match="at line 2"):
        read(camt()[:-40])
