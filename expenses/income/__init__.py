"""Money that came in, beside the expenses, with categories of its own."""
