"""Pages where people come in, and settle how they want it."""
