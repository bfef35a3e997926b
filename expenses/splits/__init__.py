"""Payments that count in parts: over several categories, or over several months."""
