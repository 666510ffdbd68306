"""Terminals: piles, the machines and stations at them, and the hubs that hold both together."""
