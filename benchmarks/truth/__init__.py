"""Real lines: what they publish beside what the model says of them, as designed and under practice."""
