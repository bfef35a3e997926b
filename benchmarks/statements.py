"""Made-up statements of ten years in each format, for whatever is measured with them."""

import datetime
import random
from collections.abc import Callable

SHOPS = ("Corner Bakery", "Greengrocer & Sons", "City Trains", "Water Works", "Book Barn", "Rent", "Pharmacy")


def _movements(rows: int) -> list[tuple[datetime.date, str, str]]:
    """Return made-up movements of ten years: day, signed amount, payee."""
    chance = random.Random("statement")  # noqa: S311  figures, not secrets
    first = datetime.date(2016, 1, 1)
    return [
        (
            first + datetime.timedelta(days=number * 3650 // rows),
            f"{'-' if chance.random() < 0.9 else ''}{chance.randint(100, 50_000) / 100:.2f}",
            f"{chance.choice(SHOPS)} {chance.randint(1, 999)}",
        )
        for number in range(rows)
    ]


def make_ofx(rows: int) -> bytes:
    """Return an OFX 1 statement as banks write it, leaf tags unclosed."""
    head = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX>\n<BANKMSGSRSV1>"
    head += "<STMTTRNRS><STMTRS>\n<CURDEF>EUR\n<BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM>\n<BANKTRANLIST>\n"
    body = "".join(
        f"<STMTTRN>\n<TRNTYPE>DEBIT\n<DTPOSTED>{day:%Y%m%d}120000[-5:EST]\n<TRNAMT>{amount}\n<FITID>{number}\n"
        f"<NAME>{payee}\n<MEMO>Card payment {number} {payee}\n</STMTTRN>\n"
        for number, (day, amount, payee) in enumerate(_movements(rows))
    )
    return f"{head}{body}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n".encode()


def make_qif(rows: int) -> bytes:
    records = (f"D{day:%m/%d/%Y}\nT{amount}\nP{payee}\nLFood:Shops\n^\n" for day, amount, payee in _movements(rows))
    return ("!Type:Bank\n" + "".join(records)).encode()


def make_camt(rows: int) -> bytes:
    entries = "".join(
        f"<Ntry><Amt Ccy='EUR'>{amount.lstrip('-')}</Amt><CdtDbtInd>{'DBIT' if amount[0] == '-' else 'CRDT'}"
        f"</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{number}</AcctSvcrRef><NtryDtls>"
        f"<TxDtls><RmtInf><Ustrd>{payee.replace('&', '&amp;')}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for number, (day, amount, payee) in enumerate(_movements(rows))
    )
    return f"<Document><BkToCstmrStmt><Stmt>{entries}</Stmt></BkToCstmrStmt></Document>".encode()


def make_mt940(rows: int) -> bytes:
    lines = "".join(
        f":61:{day:%y%m%d}{day:%m%d}{'D' if amount[0] == '-' else 'C'}{amount.lstrip('-').replace('.', ',')}NMSCNONREF"
        f"//{number}\n:86:166?00POSTING?20SVWZ+{payee}?32{payee}\n"
        for number, (day, amount, payee) in enumerate(_movements(rows))
    )
    return f":20:START\n:25:1/2\n:28C:1/1\n:60F:C160101EUR0,\n{lines}:62F:C260101EUR0,\n-\n".encode()


def make_csv(rows: int) -> bytes:
    lines = (f"{day},{payee},{amount},EUR\n" for day, amount, payee in _movements(rows))
    return ("Date,Description,Amount,Currency\n" + "".join(lines)).encode()


MAKERS: dict[str, Callable[[int], bytes]] = {
    "ofx": make_ofx,
    "qif": make_qif,
    "camt": make_camt,
    "mt940": make_mt940,
    "csv": make_csv,
}
