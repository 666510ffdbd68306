"""Benchmarks of capacity against published lines, closed forms and other methods."""
