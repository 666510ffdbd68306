"""Runs of ALTRIOS 1.1.0 in an environment of its own, for comparison."""
