"""Tables that come dressed as something else: cells as formulas, lines as one quoted cell, values with their labels."""

import re
from collections import Counter
from collections.abc import Iterator

from expenses.imports.formats.limits import check_rows
from expenses.imports.formats.tables.dates import is_date
from expenses.imports.formats.tables.grid import Cells
from expenses.imports.formats.tables.header import roles_of
from expenses.imports.formats.tables.numbers import is_number

_FORMULA = re.compile(r'(^|[,;\t|])="', re.MULTILINE)
_LABELLED = re.compile(r"\s{0,8}([^\W\d_][^:\n]{0,40}?)\s{0,4}:[ \t\u00a0]*(.{0,2000})").fullmatch
_SAMPLE_LENGTH = 1 << 16
_MOST = 0.8
_LABELS = 0.6


def undress(text: str) -> str:
    """Return the text with cells such as `="007"` plain, and without the quotes around lines that are quoted whole."""
    if '="' in text:
        text = _FORMULA.sub(r'\1"', text)
    lines = [line for line in text[:_SAMPLE_LENGTH].split("\n")[:-1] if line.strip()]
    if len(lines) > 1 and sum(map(_is_one_cell, lines)) >= _MOST * len(lines):
        return "\n".join(_bare(line) if _is_one_cell(line) else line for line in text.split("\n"))
    return text


def read_blocks(text: str) -> tuple[list[Cells], list[int]] | None:
    """Return header and rows, with the lines they begin on, of a text with a block of `Label: value` for each booking.

    None where the text is no such: most lines have a label, and blocks have a date and an amount.
    """
    lines = [line for line in text[:_SAMPLE_LENGTH].split("\n") if line.strip()]
    found = Counter(label[1] for line in lines if (label := _LABELLED(line.strip())))
    if found.total() < _LABELS * len(lines) or not found or max(found.values()) < 2:
        return None
    blocks = [(line, block) for line, block in _blocks(text) if _is_booking(block)]
    names = list(dict.fromkeys(name for _, block in blocks for name in block))
    if not blocks:
        return None
    rows = [[block.get(name, "") for name in names] for _, block in blocks]
    return [names, *rows], [0, *(line for line, _ in blocks)]


def _is_one_cell(line: str) -> bool:
    """Tell whether a line is one quoted cell with delimiters in it."""
    line = line.rstrip()
    inner = line[1:-1]
    is_quoted = len(line) > 2 and line[0] == line[-1] == '"'
    return is_quoted and any(mark in inner for mark in ",;\t|") and '"' not in inner.replace('""', "")


def _bare(line: str) -> str:
    return line.rstrip()[1:-1].replace('""', '"')


def _blocks(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the labels and values of each block, and its first line; a label said again begins the next."""
    block: dict[str, str] = {}
    begun = count = 0
    for number, line in enumerate(text.split("\n"), 1):
        found = _LABELLED(line.strip())
        if not found:
            continue
        if found[1] in block:
            count += 1
            check_rows(count)
            yield begun, block
            block = {}
        begun = begun if block else number
        block[found[1]] = found[2].strip()
    yield begun, block


def _is_booking(block: dict[str, str]) -> bool:
    has_date = any("date" in roles_of(name)[:1] and is_date(value) for name, value in block.items())
    return has_date and any("amount" in roles_of(name)[:1] and is_number(value) for name, value in block.items())
