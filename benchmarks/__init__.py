"""Benchmarks and reference cases; nothing here is timed by the tests."""
