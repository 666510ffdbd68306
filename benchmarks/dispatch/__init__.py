"""The dispatching solver on public instances."""
