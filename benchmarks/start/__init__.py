"""Benchmarks of how long a newcomer waits."""
