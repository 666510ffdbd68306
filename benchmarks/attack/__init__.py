"""Damaged inputs, stopped commands and random corridors: nothing may break."""
