"""Let the city see what waits for it, what would change, and decide."""
