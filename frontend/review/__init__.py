"""The pages on which the city sees what waits for it, and decides."""
