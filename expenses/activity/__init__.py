"""What was done to many rows or undone: each entry can be taken back for 30 days."""
