"""Everything of one person as a ZIP of CSV files, which an empty ledger takes in again, to the digit."""
