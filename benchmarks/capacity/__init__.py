"""Capacity against published lines, closed forms and other methods."""
