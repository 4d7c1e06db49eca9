"""Show a newcomer what people and the city do here: invented, and never in production."""
