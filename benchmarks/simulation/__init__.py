"""Benchmarks of the simulation against closed forms, SimPy and published lines."""
