"""Tables in web pages and XML workbooks, which banks call `.xls`."""

import pytest

from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement

TWO = [("2026-01-31", "-4.50", "Bread & Co"), ("2026-01-30", "1234.50", "Pay")]
ROWS = (
    "<tr><th>Date</th><th>Description</th><th>Amount</th></tr>\n"
    "<tr><td>31/01/2026</td><td>Bread &amp; Co</td><td align=right>-4.50</td></tr>\n"
    "<tr><td>30/01/2026</td><td>Pay</td><td>1,234.50</td></tr>\n"
)
PAGE = f"<html><head><meta charset=utf-8></head><body><table>{ROWS}</table></body></html>"
WORKBOOK = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office'
    ':spreadsheet"><Worksheet ss:Name="1"><Table><Row><Cell><Data>Date</Data></Cell><Cell><Data>Description</Data>'
    '</Cell><Cell ss:Index="4"><Data>Amount</Data></Cell></Row><Row><Cell><Data ss:Type="DateTime">2026-01-31T00:00:00'
    '.000</Data></Cell><Cell ss:MergeAcross="1"><Data>Bread &amp; Co</Data></Cell><Cell><Data ss:Type="Number">-4.50'
    '</Data></Cell></Row><Row ss:Index="5"><Cell><Data ss:Type="DateTime">2026-01-30T00:00:00.000</Data></Cell><Cell>'
    "<Data>Pay</Data></Cell><Cell/><Cell><Data>1234.50</Data></Cell></Row></Table></Worksheet></Workbook>"
)


@pytest.mark.parametrize(
    "content",
    [
        PAGE.encode(),
        PAGE.upper().replace("BREAD &AMP; CO", "Bread &amp; Co").replace("PAY", "Pay").encode(),
        PAGE.replace("</td>", "").replace("</tr>", "").replace("</th>", "").encode(),
        PAGE.encode("utf-16"),
        PAGE.replace("<body>", "<body><script>if (a<b) x='<table>'</script><!-- <tr><td>1 --><p>My bank</p>").encode(),
        f"<table><tr><td>My bank</td></tr><tr><td><table>{ROWS}</table></td></tr></table>".encode(),
        PAGE.replace("<th>Amount", "<th colspan=2>Amount").replace("<td>1,234", "<td colspan='2'>1,234").encode(),
        WORKBOOK.encode(),
    ],
    ids=["page", "capitals", "unclosed", "UTF-16", "scripts", "table in table", "spans", "workbook of 2003"],
)
def test_tables_in_markup(content: bytes) -> None:
    (statement,) = read_statement(content)

    assert [(row.date.isoformat(), str(row.amount), row.description) for row in statement.rows] == TWO
    assert statement.mistakes == ()


def test_letters_are_decoded_as_the_page_declares() -> None:
    page = PAGE.replace("utf-8", "iso-8859-2").replace("Pay", "Žižkov").encode("iso-8859-2")

    assert read_statement(page)[0].rows[1].description == "Žižkov"


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("<!DOCTYPE html><html><body><form>Password <input></form></body></html>", "This is a web page."),
        ("<html><body><table><tr></tr></table></body></html>", "This is a web page without a table."),
        ("<html><table><tr><td>User</td><td><input></td></tr></table></html>", "No row of this table"),
        ("<?xml version='1.0'?><a>1</a>", "This is no bank statement."),
    ],
)
def test_pages_without_a_statement_are_refused(page: str, sentence: str) -> None:
    with pytest.raises(NotAStatement, match=sentence):
        read_statement(page.encode())
