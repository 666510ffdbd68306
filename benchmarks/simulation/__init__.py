"""The simulation against closed forms, SimPy and published lines."""
