"""What each tool writes, in rows shaped as its exports are, of every version seen."""

# ruff: noqa: E501  header lines are as long as the tools write them

import datetime
from decimal import Decimal

import pytest

from expenses.imports.formats.presets import PRESETS, find_preset
from expenses.imports.formats.statement import RowKind, RowPart, Statement, StatementRow
from expenses.imports.formats.tables.guess import guess
from expenses.imports.formats.tables.table import open_table, read

SEEN: set[str] = set()


def rows_of(text: str, preset: str) -> tuple[StatementRow, ...]:
    content = text.lstrip("\n").encode()
    mapping, _ = guess(open_table(content))
    statement: Statement = read(content)
    SEEN.add(preset)
    assert mapping.preset == preset
    assert statement.mistakes == ()
    return statement.rows


def brief(rows: tuple[StatementRow, ...]) -> list[tuple[str, str]]:
    return [(row.date.isoformat(), str(row.amount)) for row in rows]


def test_firefly_names_where_money_came_from_and_went() -> None:
    rows = rows_of(
        """
user_id,group_id,journal_id,created_at,type,currency_code,amount,foreign_currency_code,foreign_amount,description,date,source_name,source_type,destination_name,category,tags,notes
1,1,11,x,Withdrawal,EUR,-12.50,USD,13.70,Lunch,2026-01-31T00:00:00+01:00,Bank,Asset account,Corner Café,Food,"work,noon",
1,1,12,x,Deposit,EUR,2000.00,,,Pay,2026-01-30T00:00:00+01:00,Employer,Revenue account,Bank,Salary,,
1,1,13,x,Transfer,EUR,300.00,,,Save,2026-01-29T00:00:00+01:00,Bank,Asset account,Savings,,,
1,1,14,x,Opening balance,EUR,100.00,,,Start,2026-01-01T00:00:00+01:00,Initial,x,Bank,,,
""",
        "firefly",
    )

    lunch, pay, saved = rows
    assert (lunch.amount, lunch.account, lunch.counterparty) == (Decimal("-12.50"), "Bank", "Corner Café")
    assert (lunch.original_amount, lunch.original_currency) == (Decimal("13.70"), "USD")
    assert (lunch.category, lunch.tags, lunch.kind) == ("Food", ("work", "noon"), RowKind.EXPENSE)
    assert (pay.amount, pay.account, pay.counterparty) == (Decimal("2000.00"), "Bank", "Employer")
    assert (saved.amount, saved.account, saved.other_account) == (Decimal("-300.00"), "Bank", "Savings")
    assert saved.kind is RowKind.TRANSFER


def test_firefly_4() -> None:
    (row,) = rows_of(
        """
journal_id,transaction_id,date,description,currency_code,amount,foreign_currency_code,foreign_amount,transaction_type,asset_account_name,opposing_account_name,category_name,tags
1,2,20261015,Groceries,EUR,-18.32,,,Withdrawal,Checking,Market,Food,
""",
        "firefly-4",
    )

    assert (row.date, row.amount, row.account) == (datetime.date(2026, 10, 15), Decimal("-18.32"), "Checking")
    assert (row.counterparty, row.category, row.bank_id) == ("Market", "Food", "2")


@pytest.mark.parametrize("last", ["", ",Cleared"])
def test_actual(last: str) -> None:
    value = ",Cleared" if last else ""

    (row,) = rows_of(
        f"""
Account,Date,Payee,Notes,Category,Amount{last}
Bank,2026-01-31,Baker,two loaves,Food,-4.50{value}
""",
        "actual",
    )

    assert (row.account, row.description, row.notes) == ("Bank", "Baker", "two loaves")
    assert (row.category, row.amount) == ("Food", Decimal("-4.50"))


def test_actual_puts_splits_together() -> None:
    rows = rows_of(
        """
Account,Date,Payee,Notes,Category_Group,Category,Amount,Split_Amount,Cleared
Bank,2026-01-31,Store,(SPLIT INTO 2) ,,,0,-30.00,Cleared
Bank,2026-01-31,Store,(SPLIT 1 OF 2) bread,Food,Groceries,-20.00,0,Cleared
Bank,2026-01-31,Store,(SPLIT 2 OF 2) soap,House,Care,-10.00,0,Cleared
Bank,2026-01-30,Kiosk,,Food,Snacks,-2.00,0,Cleared
""",
        "actual",
    )

    assert brief(rows) == [("2026-01-31", "-30.00"), ("2026-01-30", "-2.00")]
    assert rows[0].parts == (
        RowPart(Decimal("-20.00"), "Food:Groceries", "bread"),
        RowPart(Decimal("-10.00"), "House:Care", "soap"),
    )


def test_ynab_register() -> None:
    rows = rows_of(
        """
"Account","Flag","Date","Payee","Category Group/Category","Category Group","Category","Memo","Outflow","Inflow","Cleared"
"Bank","Red","31/01/2026","Baker","Food: Bread","Food","Bread","loaf",€4.50,€0.00,"Cleared"
"Bank","","30/01/2026","Transfer : Savings","","","","",€100.00,€0.00,"Cleared"
"Bank","","29/01/2026","Store","Food: Bread","Food","Bread","Split (1/2) rye",€2.00,€0.00,"Cleared"
"Bank","","29/01/2026","Store","House: Care","House","Care","Split (2/2) soap",€3.00,€0.00,"Cleared"
"Bank","","28/01/2026","Employer","Inflow: Ready to Assign","Inflow","Ready to Assign","",€0.00,"€2,000.00","Cleared"
""",
        "ynab",
    )

    loaf, saved, split, pay = rows
    assert (loaf.amount, loaf.currency, loaf.category) == (Decimal("-4.50"), "EUR", "Food:Bread")
    assert (loaf.tags, loaf.counterparty) == (("Red",), "Baker")
    assert (saved.kind, saved.other_account) == (RowKind.TRANSFER, "Savings")
    assert [part.category for part in split.parts] == ["Food:Bread", "House:Care"]
    assert (split.amount, pay.amount) == (Decimal("-5.00"), Decimal("2000.00"))


def test_mint_takes_the_type_for_the_sign() -> None:
    rows = rows_of(
        """
"Date","Description","Original Description","Amount","Transaction Type","Category","Account Name","Labels","Notes"
"1/31/2026","Baker","BAKER 12","4.50","debit","Bakery","Bank","trip",""
"1/30/2026","Refund","STORE","-9.00","credit","Shopping","Bank","",""
""",
        "mint",
    )

    assert brief(rows) == [("2026-01-31", "-4.50"), ("2026-01-30", "9.00")]
    assert (rows[0].category, rows[0].account, rows[0].tags) == ("Bakery", "Bank", ("trip",))


SPLITWISE = """
Note: does not include group expenses
Date,Description,Category,Cost,Currency,Ann Lee,Bob Ray,Cy

2026-01-01,Dinner,Dining out,90.00,EUR,60.00,-30.00,-30.00
2026-01-02,Taxi,Taxi,30.00,EUR,-10.00,20.00,-10.00
2026-01-03,Museum,Movies,40.00,EUR,0.00,20.00,-20.00
2026-01-04,Ann paid Bob,Payment,10.00,EUR,10.00,-10.00,0.00

2026-01-31,Total balance, , ,EUR,60.00,0.00,-60.00
"""


def test_splitwise_takes_the_own_share() -> None:
    rows = rows_of(SPLITWISE, "splitwise")

    assert brief(rows) == [("2026-01-01", "-30.00"), ("2026-01-02", "-10.00")]


def test_splitwise_asks_who_the_person_is() -> None:
    grid = open_table(SPLITWISE.lstrip().encode())

    _, questions = guess(grid)

    (question,) = [question for question in questions if question.topic == "member"]
    assert question.choices == ("Ann Lee", "Bob Ray", "Cy")
    assert question.guess == "Ann Lee"


def test_splitwise_with_columns_for_paid_and_owed() -> None:
    rows = rows_of(
        """
Date,Description,Category,Cost,Currency,Ann paid,Ann owed,Bob paid,Bob owed
2026-01-01,Dinner,Dining out,90.00,EUR,90.00,40.00,0.00,50.00
""",
        "splitwise",
    )

    assert brief(rows) == [("2026-01-01", "-40.00")]


@pytest.mark.parametrize("between", ["", "Original cost,Original currency,Conversion rate,"])
def test_spliit(between: str) -> None:
    blanks = "," * between.count(",")

    rows = rows_of(
        f"""
Date,Description,Category,Currency,Cost,{between}Is Reimbursement,Split mode,Ann,Bob
2026-01-01,Dinner,Food,EUR,50.00,{blanks}No,Evenly,25,-25
2026-01-02,Ticket,Transport,EUR,12.00,{blanks}No,Unevenly – By shares,-12,0
2026-01-03,Paid back,Payment,EUR,12.00,{blanks}Yes,Evenly,12,0
""",
        "spliit",
    )

    assert brief(rows) == [("2026-01-01", "-25.00"), ("2026-01-02", "-12")]


def test_revolut_takes_what_is_completed_and_its_fee() -> None:
    rows = rows_of(
        """
Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance
CARD_PAYMENT,Current,2026-01-30 10:00:00,2026-01-31 08:00:00,Baker,-4.50,0.00,EUR,COMPLETED,95.50
EXCHANGE,Current,2026-01-29 10:00:00,2026-01-29 10:00:00,To USD,-50.00,0.25,EUR,COMPLETED,45.25
CARD_PAYMENT,Current,2026-01-28 10:00:00,,Kiosk,-9.00,0.00,EUR,REVERTED,
""",
        "revolut",
    )

    assert brief(rows) == [("2026-01-31", "-4.50"), ("2026-01-29", "-50.25")]
    assert (rows[1].kind, rows[0].account) == (RowKind.TRANSFER, "Current")


def test_wise_statement_keeps_rows_of_one_id_apart() -> None:
    rows = rows_of(
        """
"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference","Running Balance","Exchange From","Exchange To","Exchange Rate","Payer Name","Payee Name","Payee Account Number",Merchant,"Total fees"
CARD-1,31-01-2026,-4.50,EUR,Card transaction,,95.50,,,,,,,Baker,0.00
TRANSFER-2,30-01-2026,-0.63,EUR,Wise Charges for: TRANSFER-2,,100.00,,,,,,,,0.63
TRANSFER-2,30-01-2026,-20.00,EUR,Sent money to Ann,rent,100.63,,,,,Ann,,,0.63
""",
        "wise",
    )

    assert [str(row.amount) for row in rows] == ["-4.50", "-0.63", "-20.00"]
    assert [row.counterparty for row in rows] == ["Baker", "", "Ann"]
    assert [row.bank_id for row in rows] == ["CARD-1", "", ""]


def test_wise_history_leaves_out_what_did_not_happen() -> None:
    rows = rows_of(
        """
ID,Status,Direction,Created on,Finished on,Source fee amount,Source fee currency,Target fee amount,Target fee currency,Source name,Source amount (after fees),Source currency,Target name,Target amount (after fees),Target currency,Exchange rate,Reference,Batch,Created by,Category,Note
T-1,COMPLETED,OUT,2026-01-30 10:00:00,2026-01-31 10:00:00,0.50,EUR,,,Me,99.50,EUR,Ann,108.00,USD,1.08,rent,,Me,Housing,
T-2,CANCELLED,OUT,2026-01-29 10:00:00,2026-01-29 10:00:00,0.00,EUR,,,Me,10.00,EUR,Bob,10.00,EUR,1.0,,,Me,,
T-3,COMPLETED,IN,2026-01-28 10:00:00,2026-01-28 10:00:00,0.00,EUR,,,Cy,70.00,EUR,Me,70.00,EUR,1.0,gift,,Me,,
T-4,COMPLETED,NEUTRAL,2026-01-27 10:00:00,2026-01-27 10:00:00,0.00,EUR,,,Me,5.00,EUR,Me,5.00,USD,1.0,,,Me,,
""",
        "wise-history",
    )

    assert brief(rows) == [("2026-01-31", "-100.00"), ("2026-01-28", "70.00")]
    assert [row.counterparty for row in rows] == ["Ann", "Cy"]
    assert (rows[0].original_amount, rows[0].original_currency) == (Decimal("108.00"), "USD")


def test_paypal_takes_the_net_of_what_moved() -> None:
    rows = rows_of(
        """
"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","Transaction ID","Balance","Subject","Note","Balance Impact"
"31/01/2026","10:00:00","CET","Baker","Express Checkout Payment","Completed","EUR","-4,50","0,00","-4,50","a@b.example","X1","0,00","Bread","","Debit"
"30/01/2026","10:00:00","CET","Ann","Mobile Payment","Completed","EUR","10,00","-0,60","9,40","a@b.example","X2","9,40","","","Credit"
"29/01/2026","10:00:00","CET","Shop","General Authorization","Pending","EUR","-7,00","0,00","-7,00","a@b.example","X3","0,00","","","Memo"
"28/01/2026","10:00:00","CET","","Bank Deposit to PP Account","Completed","EUR","4,50","0,00","4,50","","X4","4,50","","","Credit"
""",
        "paypal",
    )

    assert brief(rows) == [("2026-01-31", "-4.50"), ("2026-01-30", "9.40"), ("2026-01-28", "4.50")]
    assert (rows[0].description, rows[0].counterparty, rows[0].bank_id) == ("Bread", "Baker", "X1")
    assert rows[2].kind is RowKind.TRANSFER


def test_paypal_of_old_with_blanks_before_names() -> None:
    (row,) = rows_of(
        """
Date, Time, Time Zone, Name, Type, Status, Currency, Gross, Fee, Net, From Email Address, Transaction ID, Item Title, Balance,
"1/31/2014","10:00:00","PST","Baker","Payment Sent","Completed","USD","-4.50","0.00","-4.50","","X1","Bread","0.00",
""",
        "paypal",
    )

    assert (row.date, row.amount, row.description) == (datetime.date(2014, 1, 31), Decimal("-4.50"), "Bread")


N26_VERSIONS = [
    "Datum,Empfänger,Kontonummer,Transaktionstyp,Verwendungszweck,Kategorie,Betrag (EUR),Betrag (Fremdwährung),"
    "Fremdwährung,Wechselkurs\n2026-01-31,Baker,DE1,MasterCard Zahlung,Bread,Essen,-4.50,-5.10,USD,1.1",
    '"Date","Payee","Account number","Transaction type","Payment reference","Amount (EUR)","Amount (Foreign Currency)",'
    '"Type Foreign Currency","Exchange Rate"\n"2026-01-31","Baker","DE1","MasterCard Payment","Bread","-4.50","-5.10","USD","1.1"',
    '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)",'
    '"Original Amount","Original Currency","Exchange Rate"\n2026-01-31,2026-01-30,Baker,DE1,Presentment,Bread,Main,-4.50,-5.10,USD,1.1',
]


@pytest.mark.parametrize("text", N26_VERSIONS)
def test_n26(text: str) -> None:
    (row,) = rows_of(text, "n26")

    assert (row.date, row.amount, row.currency) == (datetime.date(2026, 1, 31), Decimal("-4.50"), "EUR")
    assert (row.original_amount, row.original_currency) == (Decimal("-5.10"), "USD")
    assert (row.counterparty, row.description, row.other_account) == ("Baker", "Bread", "DE1")


MONZO_VERSIONS = [
    "id,created,amount,currency,local_amount,local_currency,category,emoji,description,address,notes,receipt\n"
    "tx_1,2026-01-31 12:34:56 +0000,-4.50,GBP,-5.10,EUR,eating_out,,Baker,,,",
    "Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,"
    "Receipt,Description,Category split,Money Out,Money In\n"
    "tx_1,31/01/2026,12:34:56,Card payment,Baker,,eating_out,-4.50,GBP,-5.10,EUR,,,,Baker,,-4.50,",
    "Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,"
    "Receipt,Description,Category split,Money Out,Money In,Balance,Balance currency\n"
    "tx_1,31/01/2026,12:34:56,Card payment,Baker,,eating_out,-4.50,GBP,-5.10,EUR,,,,Baker,,-4.50,,10.00,GBP",
]


@pytest.mark.parametrize("text", MONZO_VERSIONS)
def test_monzo(text: str) -> None:
    (row,) = rows_of(text, "monzo")

    assert (row.date, row.amount, row.currency) == (datetime.date(2026, 1, 31), Decimal("-4.50"), "GBP")
    assert (row.original_amount, row.original_currency) == (Decimal("-5.10"), "EUR")
    assert (row.description, row.category, row.bank_id) == ("Baker", "eating_out", "tx_1")


@pytest.mark.parametrize("currency", ["GBP", "EUR"])
def test_starling(currency: str) -> None:
    (row,) = rows_of(
        f"""
Date,Counter Party,Reference,Type,Amount ({currency}),Balance ({currency}),Spending Category,Notes
31/01/2026,Baker,BREAD,CONTACTLESS,-4.50,95.50,EATING_OUT,warm
""",
        "starling",
    )

    assert (row.currency, row.amount, row.counterparty) == (currency, Decimal("-4.50"), "Baker")
    assert (row.description, row.category, row.notes) == ("BREAD", "EATING_OUT", "warm")


@pytest.mark.parametrize("header", ["", "date;payment;info;payee;memo;amount;category;tags\n"])
def test_homebank_with_and_without_a_header(header: str) -> None:
    rows = rows_of(
        f"{header}31-01-26;1;;Baker;bread;-4,50;Food:Bakery;trip sweet\n30-01-26;5;;;to savings;-100,00;;\n",
        "homebank",
    )

    assert brief(rows) == [("2026-01-31", "-4.50"), ("2026-01-30", "-100.00")]
    assert (rows[0].category, rows[0].tags, rows[0].counterparty) == ("Food:Bakery", ("trip", "sweet"), "Baker")
    assert rows[1].kind is RowKind.TRANSFER


MONEY_MANAGER_VERSIONS = [
    "Date,Account,Category,Subcategory,Note,EUR,Income/Expense,Description,Amount,Currency,Account\n"
    "01/31/2026 10:00:00,Cash,Food,Bakery,Baker,4.50,Expense,warm,4.50,EUR,4.50\n"
    "01/30/2026 10:00:00,Cash,Savings,,Put by,100,Transfer-Out,,100.00,EUR,100\n"
    "01/29/2026 10:00:00,Bank,Salary,,Pay,2000,Income,,2000.00,EUR,2000\n",
    "Date,Account,Category,Subcategory,Note,Amount,Income/Expense,Description,Currency\n"
    "01/31/2026 10:00:00,Cash,Food,Bakery,Baker,4.50,Expense,warm,EUR\n"
    "01/30/2026 10:00:00,Cash,Savings,,Put by,100.00,Transfer-Out,,EUR\n"
    "01/29/2026 10:00:00,Bank,Salary,,Pay,2000.00,Income,,EUR\n",
]


@pytest.mark.parametrize("text", MONEY_MANAGER_VERSIONS)
def test_money_manager(text: str) -> None:
    bread, saved, pay = rows_of(text, "money-manager")

    assert (bread.amount, bread.account, bread.category) == (Decimal("-4.50"), "Cash", "Food:Bakery")
    assert (bread.description, bread.notes, bread.currency) == ("Baker", "warm", "EUR")
    assert (saved.amount, saved.kind, saved.other_account) == (Decimal("-100.00"), RowKind.TRANSFER, "Savings")
    assert (pay.amount, pay.kind) == (Decimal("2000.00"), RowKind.INCOME)


WALLET_VERSIONS = [
    "account;category;currency;amount;ref_currency_amount;type;payment_type;payment_type_local;note;date;gps_latitude;"
    "transfer;payee;labels;envelope_id;custom_category\n"
    "Cash;Food;EUR;4.50;4.50;Ausgabe;CASH;Bar;warm;2026-01-31T10:00:00.000Z;;false;Baker;trip;1;false\n"
    "Cash;Transfer;EUR;9.00;9.00;Einnahme;CASH;Bar;;2026-01-30T10:00:00.000Z;;true;;;1;false\n",
    "account;category;currency;amount;ref_currency_amount;type;payment_type;note;date;transfer;payee;labels\n"
    "Cash;Food;EUR;-4.50;-4.50;Expense;CASH;warm;2026-01-31 10:00:00;false;Baker;trip\n"
    "Cash;Transfer;EUR;9.00;9.00;Income;CASH;;2026-01-30 10:00:00;true;;\n",
]


@pytest.mark.parametrize("text", WALLET_VERSIONS)
def test_wallet(text: str) -> None:
    bread, moved = rows_of(f"\ufeff{text}", "wallet")

    assert (bread.amount, bread.account, bread.counterparty) == (Decimal("-4.50"), "Cash", "Baker")
    assert (bread.category, bread.tags, bread.notes) == ("Food", ("trip",), "warm")
    assert (moved.amount, moved.kind) == (Decimal("9.00"), RowKind.TRANSFER)


def test_spendee() -> None:
    bread, moved = rows_of(
        """
Date,Wallet,Type,Category name,Amount,Currency,Note,Labels,Author
2026-01-31T10:00:00+00:00,Cash,Expense,Food,-4.50,EUR,Baker,trip,Ann
2026-01-30T10:00:00+00:00,Cash,Transfer,Transfer,-9.00,EUR,,,Ann
""",
        "spendee",
    )

    assert (bread.amount, bread.account, bread.description) == (Decimal("-4.50"), "Cash", "Baker")
    assert (bread.category, bread.tags, moved.kind) == ("Food", ("trip",), RowKind.TRANSFER)


def test_toshl() -> None:
    rows = rows_of(
        """
"Date","Account","Category","Tags","Expense amount","Income amount","Currency","In main currency","Main currency","Description"
"1/31/26","Cash","Food","bread, trip","8 300,00","0","HUF","21,00","EUR","Baker"
"1/30/26","Cash","Salary","","0","2 000,00","EUR","2 000,00","EUR","Pay"
""",
        "toshl",
    )

    assert brief(rows) == [("2026-01-31", "-8300.00"), ("2026-01-30", "2000.00")]
    assert (rows[0].currency, rows[0].tags, rows[0].category) == ("HUF", ("bread", "trip"), "Food")


GNUCASH_HEADERS = [
    "Date,Transaction ID,Number,Description,Notes,Commodity/Currency,Void Reason,Action,Memo,Full Account Name,Account Name,"
    "Amount With Sym,Amount Num.,Value With Sym,Value Num.,Reconcile,Reconcile Date,Rate/Price",
    "Date,Transaction ID,Number,Description,Notes,Commodity/Currency,Void Reason,Action,Memo,Full Account Name,Account Name,"
    "Amount With Sym,Amount Num,Reconcile,Reconcile Date,Rate/Price,",
]


@pytest.mark.parametrize("header", GNUCASH_HEADERS)
def test_gnucash_makes_one_row_of_a_booking(header: str) -> None:
    def leg(first: str, account: str, amount: str, memo: str = "") -> str:
        return f"{first},CURRENCY::EUR,,,{memo},{account},{account.rpartition(':')[2]},€ {amount},{amount},n,,1.0"

    later = ",,,,"
    lines = [
        leg("2026-01-31,a1,,Baker,", "Assets:Bank", "-4.50"),
        leg(later, "Expenses:Food:Bread", "4.50"),
        leg("2026-01-30,a2,,Put by,", "Assets:Bank", "-100.00"),
        leg(later, "Assets:Savings", "100.00"),
        leg("2026-01-29,a3,,Store,", "Assets:Bank", "-5.00"),
        leg(later, "Expenses:Food", "2.00", "rye"),
        leg(later, "Expenses:House", "3.00", "soap"),
        leg("2026-01-01,a4,,Start,", "Assets:Bank", "50.00"),
        leg(later, "Equity:Opening Balances", "-50.00"),
    ]
    if "Value Num." in header:
        lines = [line.replace(",n,,1.0", ",,,n,,1.0") for line in lines]

    bread, saved, split = rows_of("\n".join([header, *lines]), "gnucash")

    assert (bread.amount, bread.account, bread.category) == (Decimal("-4.50"), "Bank", "Food:Bread")
    assert (bread.currency, bread.description, bread.kind) == ("EUR", "Baker", RowKind.EXPENSE)
    assert (saved.amount, saved.other_account, saved.kind) == (Decimal("-100.00"), "Savings", RowKind.TRANSFER)
    assert split.parts == (RowPart(Decimal("-2.00"), "Food", "rye"), RowPart(Decimal("-3.00"), "House", "soap"))


BLUECOINS_VERSIONS = [
    '\ufeff"Type","Date","Set Time","Name","Amount","Currency","Exchange Rate","Category Group","Category","Account","Notes",'
    '"Labels","Status"\n'
    '"Expense","31/01/2026","10:00","Baker","4.50","EUR","1.0","Food","Bread","Cash","warm","trip","None"\n'
    '"Income","30/01/2026","10:00","Pay","2000.00","EUR","1.0","Work","Salary","Bank","","","None"\n',
    "(1)Type,(2)Date,(3)Item or Payee,(4)Amount,(5)Parent Category,(6)Category,(7)Account Type,(8)Account,(9)Notes,"
    "(10) Label,(11) Status,(12) Split\n"
    "e,31/01/2026,Baker,4.50,Food,Bread,Cash,Cash,warm,trip,,\ni,30/01/2026,Pay,2000.00,Work,Salary,Bank,Bank,,,,\n",
]


@pytest.mark.parametrize("text", BLUECOINS_VERSIONS)
def test_bluecoins(text: str) -> None:
    bread, pay = rows_of(text, "bluecoins")

    assert (bread.amount, bread.account, bread.category) == (Decimal("-4.50"), "Cash", "Food:Bread")
    assert (bread.description, bread.tags, bread.kind) == ("Baker", ("trip",), RowKind.EXPENSE)
    assert (pay.amount, pay.kind) == (Decimal("2000.00"), RowKind.INCOME)


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_ezbookkeeping(delimiter: str) -> None:
    text = """
Time,Timezone,Type,Category,Sub Category,Account,Account Currency,Amount,Account2,Account2 Currency,Account2 Amount,Geographic Location,Tags,Description
2026-01-31 10:00:00,+01:00,Expense,Food,Bread,Cash,EUR,4.50,,,,,trip;sweet,Baker
2026-01-30 10:00:00,+01:00,Transfer,General,Bank Transfer,Bank,EUR,100.00,Travel,USD,108.00,,,
2026-01-01 10:00:00,+01:00,Balance Modification,,,Cash,EUR,50.00,,,,,,
"""

    bread, moved = rows_of(text.replace(",", delimiter), "ezbookkeeping")

    assert (bread.amount, bread.account, bread.category) == (Decimal("-4.50"), "Cash", "Food:Bread")
    assert (bread.tags, bread.description) == (("trip", "sweet"), "Baker")
    assert (moved.amount, moved.account, moved.other_account) == (Decimal("-100.00"), "Bank", "Travel")
    assert (moved.original_amount, moved.original_currency) == (Decimal("108.00"), "USD")


def test_cashew_with_a_line_break_in_a_note() -> None:
    rows = rows_of(
        """
account,amount,currency,title,note,date,income,type,category name,subcategory name,color,icon,emoji,budget,objective
Cash,-4.50,EUR,Baker,"warm
and fresh",2026-01-31 10:00:00.000,false,null,Food,Bread,0xff,a.png,,,
Bank,2000,EUR,Pay,,2026-01-30 10:00:00.000,true,null,Salary,,0xff,b.png,,,
""",
        "cashew",
    )

    assert brief(rows) == [("2026-01-31", "-4.50"), ("2026-01-30", "2000")]
    assert (rows[0].notes, rows[0].category, rows[1].line) == ("warm and fresh", "Food:Bread", 4)


@pytest.mark.parametrize(("delimiter", "mark"), [(",", "."), (";", ",")])
def test_monefy(delimiter: str, mark: str) -> None:
    lines = [
        ["\ufeffdate", "account", "category", "amount", "currency", "converted amount", "currency", "description"],
        ["31/01/2026", "Cash", "Food", f"-4{mark}50", "EUR", f"-4{mark}50", "EUR", "Baker"],
        ["30/01/2026", "Cash", "To 'Bank'", f"-9{mark}00", "EUR", f"-9{mark}00", "EUR", ""],
    ]

    bread, moved = rows_of("\n".join(delimiter.join(cells) for cells in lines), "monefy")

    assert (bread.amount, bread.currency, bread.category) == (Decimal("-4.50"), "EUR", "Food")
    assert (moved.kind, moved.other_account, moved.category) == (RowKind.TRANSFER, "Bank", "")


def test_maybe_and_sure() -> None:
    (row,) = rows_of(
        "Date,Name,Amount,Category,Tags,Account,Notes\n2026-01-31,Baker,-4.50,Food,trip|sweet,Cash,warm\n", "maybe"
    )

    assert (row.amount, row.tags, row.account) == (Decimal("-4.50"), ("trip", "sweet"), "Cash")


def test_wygiwyh_leaves_out_what_is_not_paid_yet() -> None:
    rows = rows_of(
        """
id,account,type,is_paid,date,reference_date,amount,description,notes,category,tags,entities
1,Cash,EX,1,2026-01-31,2026-01-01,4.50,Bread,warm,Food,trip,Baker
2,Bank,IN,1,2026-01-30,2026-01-01,2000.00,Pay,,Salary,,Employer
3,Bank,EX,0,2026-02-28,2026-02-01,700.00,Rent,,Home,,
""",
        "wygiwyh",
    )

    assert brief(rows) == [("2026-01-31", "-4.50"), ("2026-01-30", "2000.00")]
    assert (rows[0].counterparty, rows[0].category, rows[0].tags) == ("Baker", "Food", ("trip",))


def test_venmo_names_the_other_person() -> None:
    rows = rows_of(
        """
Account Statement - (@me),,,,,,,,,,,
Account Activity,,,,,,,,,,,
,ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (fee),Funding Source,Destination,Beginning Balance,Ending Balance
,,,,,,,,,,,,$10.00,
,1,2026-01-31T10:00:00,Payment,Complete,Pizza,Me Myself,Ann,- $220.00,,Venmo balance,,,
,2,2026-01-30T10:00:00,Charge,Complete,Taxi,Me Myself,Bob,+ $8.50,,,Venmo balance,,
,3,2026-01-29T10:00:00,Payment,Issued,Late,Me Myself,Cy,- $1.00,,,,,
,,,,,,,,,,,,,$5.00
""",
        "venmo",
    )

    assert brief(rows) == [("2026-01-31", "-220.00"), ("2026-01-30", "8.50")]
    assert [(row.counterparty, row.currency) for row in rows] == [("Ann", "USD"), ("Bob", "USD")]


def test_names_of_one_more_column_do_not_matter() -> None:
    names = ["Amount (EUR)", "Type", "Counter Party", "Something new", "Reference", "Date"]

    preset = find_preset(names)

    assert preset is PRESETS["starling"]
    assert preset.roles_of(names) == ["amount", "type", "counterparty", "", "description", "date"]


def test_every_preset_is_tried() -> None:
    assert set(PRESETS) == SEEN
