"""Shapes that tables come in, whatever bank wrote them: each has the same two bookings."""

from decimal import Decimal

import pytest

from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement, Statement

TWO = [("2026-01-31", "-4.50"), ("2026-01-30", "20.00")]
HEAD = "Date,Description,Amount\n"
ROWS = "31/01/2026,Bakery,-4.50\n30/01/2026,Pay,20.00\n"


def read(text: str | bytes) -> Statement:
    (statement,) = read_statement(text if isinstance(text, bytes) else text.encode())
    return statement


def movements(statement: Statement) -> list[tuple[str, str]]:
    return [(row.date.isoformat(), str(row.amount)) for row in statement.rows]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD + "46053,Bakery,-4.50\n46052,Pay,20.00\n", id="days as spreadsheets count them"),
        pytest.param("Date;Text;Amount\n46053,4167;Bakery;-4,50\n46052,5;Pay;20,00\n", id="days with their hours"),
        pytest.param("created,text,amount\n1769853600,Bakery,-4.50\n1769767200,Pay,20.00\n", id="seconds"),
        pytest.param("timestamp,text,amount\n1769853600000,Bakery,-4.50\n1769767200000,Pay,20.00\n", id="milliseconds"),
        pytest.param(
            "日付,摘要,お支払金額,お預り金額\nR08.01.31,パン屋,4.50,\nR08.01.30,給与,,20.00\n", id="an era"
        ),
        pytest.param("26/01/31,Bakery,-4.50\n26/01/30,Pay,20.00\n", id="a short year in front"),
        pytest.param("31012026;Bakery;-4,50\n30012026;Pay;20,00\n", id="eight digits"),
        pytest.param("2026-Jan-31,Bakery,-4.50\n2026-Jan-30,Pay,20.00\n", id="a month by its name"),
        pytest.param(HEAD + '"Sat, 31 Jan 2026",Bakery,-4.50\n"Fri, 30 Jan 2026",Pay,20.00\n', id="days of the week"),
        pytest.param(HEAD + "1/31/2026 11:59:00 PM,Bakery,-4.50\n1/30/2026 12:00:00 AM,Pay,20.00\n", id="a clock"),
        pytest.param(
            HEAD + "2026-01-31T23:30:00-05:00,Bakery,-4.50\n2026-01-30T00:30:00+14:00,Pay,20.00\n", id="time zones"
        ),
        pytest.param(
            "Date,Text,Amount,,Balance\n,,Out,In,\n31/01/2026,Bakery,4.50,,95.50\n30/01/2026,Pay,,20.00,100.00\n",
            id="a header of two rows",
        ),
        pytest.param(
            HEAD + "31/01/2026,Bakery,-4.50\nDate,Description,Amount\n30/01/2026,Pay,20.00\nSubtotal,,15.50\n",
            id="a header on each page",
        ),
        pytest.param(
            'Date,Text,Amount\n="31/01/2026",="Bakery",="-4.50"\n="30/01/2026",="Pay",="20.00"\n', id="formulas"
        ),
        pytest.param(
            '"Date,Text,Amount"\n"31/01/2026,Bakery,-4.50"\n"30/01/2026,Pay,20.00"\n', id="lines quoted whole"
        ),
        pytest.param(
            "From: 01/01/2026 to 31/01/2026\nAccount: 1\n\nDate: 31/01/2026\nDescription: BAKERY\nAmount: -4.50\n\n"
            "Date: 30/01/2026\nDescription: PAY\nAmount: 20.00\n",
            id="a label before each value",
        ),
        pytest.param("|Date|Text|Amount|\n|----|----|-----|\n|31/01/2026|Bakery|-4.50|\n|30/01/2026|Pay|20.00|\n",
                     id="lines drawn around"),
        pytest.param("Date^Text^Amount\n31/01/2026^Bakery^-4.50\n30/01/2026^Pay^20.00\n", id="another delimiter"),
        pytest.param("Date;Text;Amount;;;\n31/01/2026;Bakery;-4,50;;;\n30/01/2026;Pay;20,00;;;\n;;;;;\n",
                     id="delimiters behind"),
        pytest.param("Amount,Currency,Payee,Posted\n-4.50,USD,Bakery,2026-01-31\n20.00,USD,Firm,2026-01-30\n",
                     id="another order of columns"),
        pytest.param("Date,Amount\n31/01/2026,-4.50\n30/01/2026,20.00\n", id="no text at all"),
        pytest.param("Date;Text;Amount\n31.01.2026;Bakery;4,50-\n30.01.2026;Pay;20,00+\n", id="signs behind"),
        pytest.param("Date,Text,Amount,Balance\n31/01/2026,Bakery,4.50 DR,115.50 CR\n30/01/2026,Pay,20.00 CR,120 CR\n",
                     id="marks behind"),
        pytest.param("Date,Text,Credit/Debit Amount\n2026-01-31,Bakery,-4.50\n2026-01-30,Pay,20.00\n",
                     id="one column for both"),
        pytest.param("Date,Text,Value (US$),Value (EUR)\n31/01/2026,Bakery,0,-4.50\n30/01/2026,Pay,0,20.00\n",
                     id="a column of zeros"),
        pytest.param("Date,Text,Amount,Note\n31/01/2026,Tea,-9,Pending\n"
            "31/01/2026,Bakery,-4.50,Booked\n30/01/2026,Pay,20.00,Booked\n",
            id="states in a column called otherwise"),
        pytest.param("date,category,title,amount\n2026-01-31,food,Bakery,4.50\n"
                     "2026-01-30,payment,Payment received,-20.00\n", id="a card told by its payment"),
    ],
)  # fmt: skip
def test_a_shape(text: str) -> None:
    statement = read(text)

    assert [(day, Decimal(amount)) for day, amount in movements(statement)] == [
        (day, Decimal(amount)) for day, amount in TWO
    ]
    assert statement.mistakes == ()


@pytest.mark.parametrize(
    "held",
    ["Opening Balance", "Closing balance", "SALDO ANTERIOR", "S A L D O", "Saldo", "Ancien solde", "Alter Kontostand",
     "Endsaldo", "Balance brought forward", "Saldo końcowe", "Počáteční zůstatek", "前月残高"],
)  # fmt: skip
def test_a_balance_among_the_bookings_is_no_booking(held: str) -> None:
    assert movements(read(f"{HEAD}{ROWS}29/01/2026,{held},100.00\n")) == TWO


@pytest.mark.parametrize("shop", ["NEW BALANCE", "Balance Yoga", "Sold", "Saldo Moda", "Balance"])
def test_a_shop_that_is_called_balance_is_one(shop: str) -> None:
    assert len(read(f"{HEAD}{ROWS}29/01/2026,{shop},-100.00\n").rows) == 3


def test_a_last_line_with_the_account_alone_is_what_it_held() -> None:
    text = "31/01/2026;-4,50;Carte;;BOULANGERIE;;0\n30/01/2026;20,00;Virement;;PAIE;;0\n31/01/2026;115,50;;;01234 56A\n"

    assert movements(read(text)) == TWO


def test_balances_alone_tell_what_moved() -> None:
    statement = read("Date,Text,Balance\n29/01/2026,Start,100.00\n30/01/2026,Pay,120.00\n31/01/2026,Bakery,115.50\n")

    assert movements(statement) == TWO[::-1]
    assert [question.topic for question in statement.questions] == ["balance"]


def test_balances_before_each_booking_do_not_turn_its_sign() -> None:
    text = "31-01-2026,Bakery,100.00,-4.50\n30-01-2026,Pay,80.00,20.00\n29-01-2026,Tea,81.00,-1.00\n"

    assert movements(read(text))[:2] == TWO


def test_what_came_from_another_currency_is_what_arrived() -> None:
    text = (
        "ID,Status,Direction,Created on,Finished on,Source fee amount,Source fee currency,Source name,"
        "Source amount (after fees),Source currency,Target name,Target amount (after fees),Target currency,"
        "Exchange rate,Reference\n"
        "T1,COMPLETED,IN,2026-01-30 10:00:00,2026-01-30 10:00:00,0.50,USD,Firm,22.00,USD,Ann,20.00,EUR,0.9,pay\n"
        "T2,COMPLETED,OUT,2026-01-31 10:00:00,2026-01-31 10:00:00,0.00,EUR,Ann,4.50,EUR,Bakery,4.50,EUR,1,bread\n"
        "T3,COMPLETED,NEUTRAL,2026-01-31 10:00:00,2026-01-31 10:00:00,0.00,EUR,Ann,9.00,EUR,Ann,9.90,USD,1,move\n"
    )

    first, second = read(text).rows

    assert (str(first.amount), first.currency, str(first.original_amount), first.original_currency) == (
        "20.00", "EUR", "22.00", "USD",
    )  # fmt: skip
    assert (str(second.amount), second.currency) == ("-4.50", "EUR")


@pytest.mark.parametrize("encoding", ["cp932", "gb18030", "cp949", "cp1250", "cp1252", "cp1251", "utf-16-le"])
def test_an_encoding_is_told_by_its_letters(encoding: str) -> None:
    said = {
        "cp932": "お客さま口座のパン屋 受入", "gb18030": "面包店 支付宝 交易", "cp949": "빵집 급여 이체",
        "cp1250": "Pekařství Žižkov PIEKARNIA", "cp1252": "Bäckerei Café Straße", "cp1251": "Пекарня зарплата",
        "utf-16-le": "Bäckerei Žižkov",
    }[encoding]  # fmt: skip

    statement = read(f"{HEAD}31/01/2026,{said},-4.50\n30/01/2026,{said},20.00\n".encode(encoding))

    assert {row.description for row in statement.rows} == {said}


@pytest.mark.parametrize(
    "written", ["-R$ 4,50", "R$ -4,50", "-4,50 zł", "-4,50 Kč", "-4,50 EUR", "EUR -4,50", "-4,50 kr.", "-Rs. 4.50"]
)
def test_amounts_with_their_currency(written: str) -> None:
    assert movements(read(f"Date;Text;Amount\n31.01.2026;Bakery;{written}\n")) == TWO[:1]


def test_millions_in_groups_are_no_decimals() -> None:
    statement = read("Fecha;Texto;Monto\n31-01-2026;Pan;-$4.500\n30-01-2026;Sueldo;$1.020.000\n")

    assert [str(row.amount) for row in statement.rows] == ["-4500", "1020000"]


@pytest.mark.parametrize("text", ["Name: Ann\nDate: today\n" * 3, '"a,b"\n"c,d"\n', "=\n=\n", "Date: 1\n" * 4])
def test_what_only_looks_dressed_is_refused(text: str) -> None:
    with pytest.raises(NotAStatement):
        read(text)
