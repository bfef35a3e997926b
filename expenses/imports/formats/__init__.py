"""What files look like: bytes in, rows, mistakes, balances and questions out. No database, no request."""
