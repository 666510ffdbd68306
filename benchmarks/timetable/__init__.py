"""Timetables against proven optima, simple rules and ALTRIOS."""
