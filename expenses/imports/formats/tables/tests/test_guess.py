"""What real tables do to a reader, each in a few made-up rows."""

import pytest

from expenses.imports.discrepancy import discrepancy
from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement, Statement
from expenses.imports.formats.tables.guess import guess
from expenses.imports.formats.tables.table import open_table


def read(text: str | bytes) -> Statement:
    content = text if isinstance(text, bytes) else text.encode()
    (statement,) = read_statement(content)
    return statement


def movements(text: str | bytes) -> list[tuple[str, str]]:
    return [(row.date.isoformat(), str(row.amount)) for row in read(text).rows]


def topics(text: str) -> dict[str, str]:
    return {question.topic: question.guess for question in read(text).questions}


ONE_DAY = [("2026-01-31", "-4.50"), ("2026-01-30", "20.00")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = "Date;Libellé;Montant\n31/01/2026;Café de l'été;-4,50\n30/01/2026;Crédit;20,00\n"

    statement = read(text.encode(encoding))

    assert [row.description for row in statement.rows] == ["Café de l'été", "Crédit"]


def test_chinese_of_windows() -> None:
    text = "交易时间,交易对方,商品说明,收/支,金额,交易状态\n2026-01-31 10:00:00 ,面包店 ,面包 ,支出 ,4.50 ,交易成功 \n"

    (row,) = read(text.encode("gb18030")).rows

    assert (str(row.amount), row.description, row.counterparty) == ("-4.50", "面包", "面包店")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\n\n"])
def test_line_ends(ending: str) -> None:
    lines = ["Date,Description,Amount", "2026-01-31,Bread,-4.50", "2026-01-30,Pay,20.00"]

    assert movements(ending.join(lines)) == ONE_DAY


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_with_decimal_commas_in_quotes(delimiter: str) -> None:
    lines = [["Date", "Description", "Amount"], ["31.01.2026", "Bread", '"-4,50"'], ["30.01.2026", "Pay", '"20,00"']]

    assert movements("\n".join(delimiter.join(cells) for cells in lines)) == ONE_DAY


def test_a_tab_behind_a_quote_and_blanks_before_names() -> None:
    text = 'Date, Description, Amount\n31/01/2026, Bread,"-4.50"\t\n30/01/2026, Pay,"20.00"\t\n'

    assert movements(text) == ONE_DAY


def test_a_line_that_says_the_delimiter() -> None:
    statement = read("sep=;\nDate;Description;Amount\n2026-01-31;Bread;-4.50\n")

    assert [row.line for row in statement.rows] == [3]


def test_lines_above_the_header_and_below_the_rows() -> None:
    text = (
        "Account;DE00 1234\nPeriod;01.01.2026 - 31.01.2026\nBalance;100,00 EUR\n\n"
        "Buchungstag;Verwendungszweck;Betrag;Saldo\n"
        "31.01.2026;Brot;-4,50;115,50\n30.01.2026;Lohn;20,00;120,00\n;Saldo;;115,50\nSumme;;15,50;\n"
    )

    statement = read(text)

    assert movements(text) == ONE_DAY
    assert statement.mistakes == ()
    assert [row.line for row in statement.rows] == [6, 7]


def test_no_header() -> None:
    text = "31.01.2026;Bakery in the street;31.01.2026;-4,50;EUR;\n30.01.2026;Pay;30.01.2026;20,00;EUR;\n"

    statement = read(text)

    assert movements(text) == ONE_DAY
    assert [(row.currency, row.description) for row in statement.rows] == [
        ("EUR", "Bakery in the street"),
        ("EUR", "Pay"),
    ]


def test_no_header_with_out_in_and_balance() -> None:
    text = "01/31/2026,BREAD,4.50,,95.50\n01/30/2026,PAY,,20.00,100.00\n01/29/2026,RENT,40.00,,80.00\n"

    assert movements(text) == [*ONE_DAY, ("2026-01-29", "-40.00")]


def test_a_balance_tells_out_from_in() -> None:
    text = "01/31/2026,PAY,20.00,,120.00\n01/30/2026,BREAD,,4.50,100.00\n01/29/2026,SOLD,9.00,,104.50\n"

    assert movements(text) == [("2026-01-31", "20.00"), ("2026-01-30", "-4.50"), ("2026-01-29", "9.00")]


def test_two_lines_for_one_booking() -> None:
    text = (
        "Transaction date,Value date,Description,Withdrawals (SGD),Deposits (SGD)\n"
        "31/01/2026,31/01/2026,DEBIT PURCHASE,4.50,\n,,BAKERY  LANE 1,,\n30/01/2026,30/01/2026,PAY,,20.00\n"
    )

    statement = read(text)

    assert movements(text) == ONE_DAY
    assert statement.rows[0].description == "DEBIT PURCHASE BAKERY LANE 1"
    assert {row.currency for row in statement.rows} == {"SGD"}


def test_what_moved_no_money_is_left_out() -> None:
    text = (
        "Date,Description,Amount,Status\nPending,Kiosk,-1.00,\n31/01/2026,Bread,-4.50,Completed\n"
        "30/01/2026,Cinema,-9.00,Declined\nA null transaction,,,\n"
    )

    assert movements(text) == [("2026-01-31", "-4.50")]


@pytest.mark.parametrize(
    ("header", "out", "into"),
    [
        ("Debit,Credit", "4.50,", ",20.00"),
        ("Credit,Debit", ",4.50", "20.00,"),
        ("Paid out,Paid in", "4.50,0.00", "0.00,20.00"),
        ("Money Out,Money In", "-4.50,", ",20.00"),
        ("Soll,Haben", '"4,50",', ',"20,00"'),
        ("Débit,Crédit", '"-4,50",', ',"20,00"'),
        ("Cargo,Abono", '"4,50",', ',"20,00"'),
        ("Dare,Avere", '"4,50",', ',"20,00"'),
        ("Obciążenia,Uznania", '"-4,50",', ',"20,00"'),
        ("出金,入金", "4.50,", ",20.00"),
        ("Amount,CR/DR", "4.50,DR", "20.00,CR"),
        ("Amount,D/C", "4.50,D", "20.00,C"),
        ("Bedrag,Af Bij", '"4,50",Af', '"20,00",Bij'),
        ("金额,收/支", "4.50,支出", "20.00,收入"),
        ("Amount,", "£4.50,", '"+ £20.00",CR'),
        ("Amount,Note", "- $4.50,", "$20.00,"),
        ("Amount,Note", "-$4.50,", "$20.00,"),
        ("Amount,Note", "(4.50),", "20.00,"),
        ("Amount,Note", "4.50-,", "20.00,"),
        ("Amount,Note", "4.50DR,", "20.00CR,"),
        ("Amount,Note", "−4.50,", "20.00,"),
        ("Amount,Note", "'-4.50,", "20.00,"),
    ],
)
def test_ways_to_say_out_and_in(header: str, out: str, into: str) -> None:
    text = f"Date,Description,{header}\n31/01/2026,Bread,{out}\n30/01/2026,Pay,{into}\n"

    assert movements(text) == ONE_DAY


def test_spending_without_a_minus_on_a_card() -> None:
    text = "Merchant,Card,Date,Amount\nBread,1,01/31/2026,4.50\nToys,1,01/30/2026,9.00\nToys,1,01/29/2026,-9.00\n"

    assert [amount for _, amount in movements(text)] == ["-4.50", "-9.00", "9.00"]
    assert topics(text)["sign"] == "spending"


def test_a_balance_tells_that_amounts_are_spent() -> None:
    text = "Date,Details,Amount,Balance\n2026-01-29,Toys,9.00,91\n2026-01-30,Bread,4.50,86.50\n2026-01-31,Tea,1.50,85\n"

    assert [amount for _, amount in movements(text)] == ["-9.00", "-4.50", "-1.50"]
    assert "sign" not in topics(text)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("-1.234,56", "-1234.56"),
        ("-1,234.56", "-1234.56"),
        ("-11'373.94", "-11373.94"),
        ("-11’373.94", "-11373.94"),
        ("-1 234,56", "-1234.56"),
        ("-1\u202f234,56", "-1234.56"),
        ("-¥28.16", "-28.16"),
        ("-£1,100.00", "-1100.00"),
        ("-12,34 €", "-12.34"),
        ("CNY -123.18", "-123.18"),
        ("-CNY13.50", "-13.50"),
        ("-131.77(已退款89.84)", "-131.77"),
        ("-1,00,000.00", "-100000.00"),
        ("-.50", "-0.50"),
        ("-12,-", "-12"),
    ],
)
def test_numbers(written: str, amount: str) -> None:
    text = f"Date;Description;Amount\n2026-01-31;Bread;{written}\n"

    assert movements(text) == [("2026-01-31", amount)]


@pytest.mark.parametrize(
    "written",
    [
        "31/01/2026",
        "1/31/2026",
        "31.01.26",
        "2026.01.31.",
        "31-Jan-2026",
        "31 Jan 26",
        "31. Januar 2026",
        "31 janv. 2026",
        "31 de enero de 2026",
        "Jan 31, 2026",
        "20260131",
        "2026-01-31T10:00:00Z",
        "31/1/2026 9:05",
        "31/01/2026 09:05:11",
        "2026/01/31",
        "2026年1月31日",
    ],
)
def test_dates(written: str) -> None:
    text = f'Date;Description;Amount\n"{written}";Bread;-4.50\n'

    assert movements(text) == [("2026-01-31", "-4.50")]


def test_the_order_of_dates_is_asked_where_nothing_settles_it() -> None:
    text = "Date,Description,Amount,Balance\n10/02/2026,Bread,-4.50,995.00\n"

    assert movements(text) == [("2026-02-10", "-4.50")]
    assert topics(text) == {"date-order": "dmy"}


def test_one_day_over_twelve_settles_the_order() -> None:
    text = "Date,Description,Amount\n2/10/2026,Bread,-4.50\n2/13/2026,Tea,-1.50\n"

    assert [day for day, _ in movements(text)] == ["2026-02-10", "2026-02-13"]
    assert topics(text) == {}


def test_dates_without_a_year_are_asked_about() -> None:
    text = "Statement of 2024,,\nDate,Description,Amount\n12/30,Bread,-4.50\n12/31,Tea,-1.50\n"

    assert [day for day, _ in movements(text)] == ["2024-12-30", "2024-12-31"]
    assert topics(text) == {"year": "2024"}


@pytest.mark.parametrize("name", ["Amount CZK", "Amount (CZK)", "Betrag in CZK", "Částka [CZK]"])
def test_a_currency_in_the_name_of_a_column(name: str) -> None:
    text = f"Date;Description;{name}\n2026-01-31;Bread;-4.50\n"

    assert [row.currency for row in read(text).rows] == ["CZK"]


def test_a_currency_for_each_row() -> None:
    text = "Date,Description,Amount,Currency\n2026-01-31,Bread,-4.50,HKD\n2026-01-30,Pay,20.00,CNY\n"

    assert [row.currency for row in read(text).rows] == ["HKD", "CNY"]


@pytest.mark.parametrize(
    "header",
    [
        "Buchungstag;Verwendungszweck;Betrag;Währung",
        "Date opération;Libellé;Montant;Devise",
        "Fecha operación;Concepto;Importe;Divisa",
        "Data operazione;Descrizione;Importo;Divisa",
        "Data movimento;Descrição;Montante;Moeda",
        "Boekdatum;Omschrijving;Bedrag;Munt",
        "Data operacji;Opis operacji;Kwota;Waluta",
        "Datum zaúčtování;Popis;Částka;Měna",
        "Bokföringsdag;Beskrivning;Belopp;Valuta",
        "Dato;Tekst;Beløb;Valuta",
        "Bokføringsdato;Forklaring;Beløp;Valuta",
        "Kirjauspäivä;Selitys;Määrä;Valuutta",
        "Könyvelés dátuma;Közlemény;Összeg;Devizanem",
        "Tarih;Açıklama;Tutar;Para Birimi",
        "日付;内容;金額;通貨",
        "交易日期;摘要;交易金额;币种",
        "Дата операции;Описание;Сумма операции;Валюта",
    ],
)
def test_names_of_columns_in_many_languages(header: str) -> None:
    mapping, _ = guess(open_table(f"{header}\n2026-01-31;Bread;-4,50;EUR\n2026-01-30;Pay;20,00;EUR\n".encode()))

    assert mapping.roles == ("date", "description", "amount", "currency")


def test_a_bad_row_is_reported_and_the_good_ones_are_read() -> None:
    text = "Date,Description,Amount\n2026-01-31,Bread,-4.50\n2026-01-30,Tea,12..34\nyesterday,Pay,20.00\n"

    statement = read(text)

    assert len(statement.rows) == 1
    assert [(mistake.line, mistake.message) for mistake in statement.mistakes] == [
        (3, "“12..34” is no amount. Write it like the others."),
        (4, "“yesterday” is no date. Write it like the others."),
    ]


def test_a_quote_that_is_never_closed_swallows_no_rows() -> None:
    rows = "".join(
        f'2026-01-{day:02},"Bread {day},-4.50\n' if day == 2 else f"2026-01-{day:02},Tea,-1.50\n"
        for day in range(1, 29)
    )
    text = "Date,Description,Amount\n" + rows * 4

    assert len(movements(text)) == 28 * 4


@pytest.mark.parametrize("is_newest_first", [True, False])
def test_running_balances_give_what_the_account_held(is_newest_first: bool) -> None:
    lines = ["2026-01-29,Toys,-9.00,91.00", "2026-01-30,Bread,-4.50,86.50", "2026-01-31,Pay,20.00,106.50"]
    lines = lines[::-1] if is_newest_first else lines

    statement = read("\n".join(["Date,Description,Amount,Balance", *lines]))

    assert [(balance.kind, str(balance.date), str(balance.amount)) for balance in statement.balances] == [
        ("opening", "2026-01-29", "100.00"),
        ("closing", "2026-01-31", "106.50"),
    ]
    assert discrepancy(statement) == []


def test_a_missing_row_is_seen_in_the_balances() -> None:
    text = (
        "Date,Description,Amount,Balance\n2026-01-28,Tea,-1.00,100.00\n2026-01-29,Toys,-9.00,91.00\n"
        "2026-01-30,Bread,-4.50,86.50\n2026-02-02,Pay,20.00,96.50\n"
    )

    assert len(discrepancy(read(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Dear customer,\nthank you for your letter, which we read with joy.\nYours\n",
        "Date,Description,Amount\n",
        "a,b\nc,d\n",
        "\0\0\0\0",
        "<html><body>Sign in</body></html>",
        '{"rows": []}',
        "1,2,3\n4,5,6\n",
    ],
)
def test_what_is_no_statement_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(NotAStatement) as refusal:
        read(text)

    assert str(refusal.value).endswith(".")
