"""What an amount is worth in its owner's home currency."""
