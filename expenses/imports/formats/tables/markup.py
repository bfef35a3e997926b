"""Tables of a web page, and workbooks of 2003 written as XML: what many banks' `.xls` files are in truth."""

import re
from dataclasses import dataclass, field

from expenses.imports.formats.limits import TEXT_LENGTH
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.grid import MAX_COLUMNS, Cells, Grid
from expenses.imports.formats.text import decode, head, one_line, replace_between, unescape

_TABLE = re.compile(rb"<table[\s>]|<(?:[\w.-]{1,40}:)?Workbook\b", re.IGNORECASE).search
_WORKBOOK = re.compile(rb"<(?:[\w.-]{1,40}:)?Workbook\b").search
_MARKUP = re.compile(
    rb"\s*<(?:!--|!doctype|\?xml|\?mso|html|head|body|meta|style|table|div|Workbook)\b", re.IGNORECASE
).match
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.-]{1,40})", re.IGNORECASE).search
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE).search
_TOKEN = re.compile(r"<(/?)(?:[\w.-]{1,40}:)?([A-Za-z][A-Za-z0-9]{0,20})([^<>]*)>|([^<]+)")
_SPAN = re.compile(r"\bcolspan\s*=\s*[\"']?([0-9]{1,3})", re.IGNORECASE).search
_INDEX = re.compile(r"\bIndex\s*=\s*[\"']([0-9]{1,3})").search
_MERGED = re.compile(r"\bMergeAcross\s*=\s*[\"']([0-9]{1,3})").search
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "p", "div", "li"})
_MIDNIGHT = "T00:00:00.000"
_MOST_TAGS = 4_000_000
_TOO_LARGE = "This table has too many cells. Download a shorter period, or fewer columns."
_NO_TABLE = "This is a web page without a table. Sign in at your bank again, and download the statement."


def is_markup(content: bytes) -> bool:
    """Say whether this is a web page, or XML of a workbook, that has a table somewhere."""
    start = head(content)
    return bool(_MARKUP(start) and _TABLE(content if b"\0" not in content[:200] else start))


def is_page(content: bytes) -> bool:
    """Say whether this is a web page: what a bank sends instead of a file once its session is over."""
    return bool(_PAGE(head(content)[:4096]))


def read_markup(content: bytes) -> Grid:
    """Return the rows of all tables, one below the other, as a page shows them. Raises NotAStatement."""
    start = head(content)[:4096]
    found = _CHARSET(start)
    text = decode(content, found[1].decode("ascii", "replace").lower() if found else "")
    text = replace_between(text, "<!--", "-->", lambda comment: "\n" * comment.count("\n"))
    text = replace_between(text, "<![CDATA[", "]]>", lambda inner: inner.replace("&", "&amp;").replace("<", "&lt;"))
    if text.count("<") > _MOST_TAGS:
        raise NotAStatement(_TOO_LARGE)
    reading = _Reading()
    for token in _TOKEN.finditer(text):
        reading.take(*token.groups(""))
    reading.end_row()
    if not reading.rows:
        raise NotAStatement(_NO_TABLE)
    return Grid("html", reading.rows, range(1, len(reading.rows) + 1), is_native=bool(_WORKBOOK(start)))


@dataclass(slots=True)
class _Reading:
    """The row and the cell that are open, and the rows so far; of tables within cells the inner rows stand alone."""

    rows: list[Cells] = field(default_factory=list)
    row: Cells = field(default_factory=list)
    cell: list[str] | None = None
    following: int = 0
    cells: int = 0
    hidden: str = ""

    def take(self, closing: str, name: str, attributes: str, text: str) -> None:
        """Take in one tag or the text between two; what opens a cell or a row closes the one before."""
        name = name.lower()
        if self.hidden:
            self.hidden = "" if closing and name == self.hidden else self.hidden
        elif text:
            if self.cell is not None:
                self.cell.append(text)
        elif name in _CELLS:
            self.end_cell()
            if not closing:
                self.begin_cell(attributes)
        elif name in _ROWS or name == "table":
            self.end_row()
        elif name in _BREAKS and self.cell is not None:
            self.cell.append(" ")
        elif name in ("script", "style") and not closing and not attributes.endswith("/"):
            self.hidden = name

    def begin_cell(self, attributes: str) -> None:
        """Open a cell at its place: some say which column they are in, or over how many they go."""
        index = _INDEX(attributes)
        if index:
            self.row += [""] * (min(int(index[1]), MAX_COLUMNS) - 1 - len(self.row))
        span, merged = _SPAN(attributes), _MERGED(attributes)
        self.following = int(span[1]) - 1 if span else int(merged[1]) if merged else 0
        # A cell without content: <Cell/>.
        self.cell = []
        if attributes.endswith("/"):
            self.end_cell()

    def end_cell(self) -> None:
        if self.cell is None:
            return
        text = one_line(unescape("".join(self.cell)[: 2 * TEXT_LENGTH])).removesuffix(_MIDNIGHT)
        if len(self.row) < MAX_COLUMNS:
            self.row += [text, *[""] * max(self.following, 0)]
        self.cell = None

    def end_row(self) -> None:
        """Keep the row that ends, where it holds anything."""
        self.end_cell()
        if any(self.row):
            self.rows.append(self.row[:MAX_COLUMNS])
            self.cells += len(self.rows[-1])
            if self.cells > _MOST_TAGS:
                raise NotAStatement(_TOO_LARGE)
        self.row = []
