"""Benchmarks and reference cases; the tests time nothing here."""
