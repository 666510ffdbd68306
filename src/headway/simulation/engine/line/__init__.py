"""Trains on the line: yards, authority to go on, safety, waiting, movement."""
