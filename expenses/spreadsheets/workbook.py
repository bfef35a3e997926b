"""XLSX written row by row: the few parts that a workbook needs, at several times the speed of a library.

The parts and their names are those of ECMA-376, Office Open XML. What goes into a cell is escaped here.
"""

import datetime
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from itertools import islice
from typing import IO

LINES_AT_ONCE = 500
LARGEST_TEXT = 32_767
"""Characters that a cell holds; a file with more of them in one is called damaged."""

PLAIN, HEADING, DAY, AMOUNT = 0, 1, 2, 3
"""Styles: AMOUNT + n has n decimals, up to four."""

_FORMATS = ("yyyy-mm-dd", "0", "0.0", "0.00", "0.000", "0.0000")
_FIRST_FORMAT = 164  # those below are built in
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DAY_ZERO = datetime.date(1899, 12, 30)
_NO_LEAP_DAY = 60
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Workbook:
    """Sheets in `file`, added one after the other. It can be read after `close`."""

    def __init__(self, file: IO[bytes]) -> None:
        self.package = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.names: list[str] = []

    def add_sheet(self, name: str, rows: Iterable[str], *, widths: Sequence[int]) -> None:
        """Add a sheet of the cells in `rows`, the first of which stays in sight; `widths` are in characters."""
        self.names.append(name)
        with self.package.open(f"xl/worksheets/sheet{len(self.names)}.xml", "w", force_zip64=True) as part:
            part.write(_sheet_head(widths).encode())
            for lines in _chunks(rows):
                part.write("".join(lines).encode())
            part.write(b"</sheetData></worksheet>")

    def close(self) -> None:
        for name, content in _parts(self.names).items():
            self.package.writestr(name, _DECLARATION + content)
        self.package.close()


def sheet_row(cells: Iterable[str]) -> str:
    return f"<row>{''.join(cells)}</row>"


def text_cell(text: str, style: int = PLAIN) -> str:
    """Return a cell that holds `text` as it is, whatever it looks like."""
    if not text:
        return "<c/>"
    written = escape(to_xml_text(text)[:LARGEST_TEXT], quote=False).replace("\r", "&#13;")
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{written}</t></is></c>'


def number_cell(number: Decimal | int, style: int = PLAIN) -> str:
    return f'<c s="{style}"><v>{number}</v></c>'


def day_cell(day: datetime.date) -> str:
    """Return a cell with the number that stands for `day`: 1 is 1900-01-01, and 60 a leap day which it had not."""
    number = (day - _DAY_ZERO).days
    return f'<c s="{DAY}"><v>{number if number > _NO_LEAP_DAY else number - 1}</v></c>'


def to_xml_text(text: str) -> str:
    """Return `text` as a cell of XLSX can hold it: what looks like an escaped character there is escaped itself."""
    return _NOT_IN_XML.sub("\ufffd", _ESCAPED.sub("_x005F_", text))


def _chunks(rows: Iterable[str]) -> Iterator[list[str]]:
    rows = iter(rows)
    while lines := list(islice(rows, LINES_AT_ONCE)):
        yield lines


def _sheet_head(widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, width in enumerate(widths, 1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


def _parts(names: Sequence[str]) -> dict[str, str]:
    """Return the parts of a package with sheets of these names, beside the sheets themselves."""
    sheets = range(1, len(names) + 1)
    return {
        "[Content_Types].xml": _content_types(sheets),
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(names),
        "xl/_rels/workbook.xml.rels": _relationships(
            [*(("worksheet", f"worksheets/sheet{place}.xml") for place in sheets), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles(),
    }


def _content_types(sheets: Iterable[int]) -> str:
    kinds = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    kinds |= {f"/xl/worksheets/sheet{place}.xml": "worksheet" for place in sheets}
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_KINDS}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{place}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _workbook(names: Iterable[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{place}" r:id="rId{place}"/>' for place, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>'


def _styles() -> str:
    numbers = range(_FIRST_FORMAT, _FIRST_FORMAT + len(_FORMATS))
    formats = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{code}"/>' for n, code in zip(numbers, _FORMATS, strict=True)
    )
    font = '<font>{}<sz val="11"/><name val="Calibri"/></font>'
    styles = ['numFmtId="0" fontId="0"', 'numFmtId="0" fontId="1" applyFont="1"']
    styles += [f'numFmtId="{number}" fontId="0" applyNumberFormat="1"' for number in numbers]
    cells = "".join(f'<xf {style} fillId="0" borderId="0" xfId="0"/>' for style in styles)
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
        f'<fonts count="2">{font.format("")}{font.format("<b/>")}</fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(styles)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
