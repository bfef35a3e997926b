"""How fast statements are read: bytes in, rows out, for 100,000 rows of each format, and what memory it takes.

`python -m benchmarks.statements` reads each file in a process of its own; the median of several runs is shown.
"""

import datetime
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from expenses.imports.formats.registry import read_statement

ROWS = int(os.environ.get("ROWS", "100000"))
RUNS = int(os.environ.get("RUNS", "3"))
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


def read_in_this_process(name: str) -> None:
    """Print seconds and peak memory in kB of reading one file of ROWS rows, checked to be all there."""
    content = MAKERS[name](ROWS)
    started = time.perf_counter()
    (statement,) = read_statement(content)
    seconds = time.perf_counter() - started
    if len(statement.rows) != ROWS or statement.mistakes:
        sys.exit(
            f"{name}: {len(statement.rows):,} rows and {len(statement.mistakes)} mistakes instead of {ROWS:,} rows."
        )
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def measure(name: str) -> tuple[float, float]:
    """Return the median seconds and peak MB of several runs."""
    command = [sys.executable, "-m", "benchmarks.statements", name]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(RUNS)]
    return statistics.median(float(run[0]) for run in runs), statistics.median(int(run[1]) / 1024 for run in runs)


def main() -> None:
    if len(sys.argv) > 1:
        read_in_this_process(sys.argv[1])
        return
    print(f"{'format':10}{'seconds':>9}{'rows/s':>10}{'peak MB':>9}")
    for name in MAKERS:
        seconds, peak = measure(name)
        print(f"{name:10}{seconds:9.2f}{ROWS / seconds:10,.0f}{peak:9.0f}")


if __name__ == "__main__":
    main()
