"""Statements in tables: CSV, TSV, XLSX, XLS and ODS, whatever bank or tool wrote them."""
