"""A spreadsheet's bytes to its rows: CSV in any dialect and XLSX, found by content. No database, no request."""

from expenses.spreadsheets.reading.kinds import read_table
from expenses.spreadsheets.reading.table import Cell, Row, Table, UnreadableFile

__all__ = ["Cell", "Row", "Table", "UnreadableFile", "read_table"]
