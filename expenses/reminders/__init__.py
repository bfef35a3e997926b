"""What a ledger tells its person by itself: budgets, bills, goals, expenses that stand out, imports that are done."""
