"""A ledger as a spreadsheet: export of what a filter shows, and import of CSV and XLSX in the same columns."""
