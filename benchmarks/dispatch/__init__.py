"""Benchmarks of the dispatching solver on public instances."""
