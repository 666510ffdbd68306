"""Benchmarks of train physics against published cases, closed forms and ALTRIOS."""
