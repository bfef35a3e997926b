"""A file from a bank or another tool: read, matched, checked, and taken back if need be."""
