"""Benchmarks of timetables against proven optima, simple rules and ALTRIOS."""
