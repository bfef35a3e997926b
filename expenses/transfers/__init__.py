"""Money moved between two wallets of one person: neither an expense nor an income."""
