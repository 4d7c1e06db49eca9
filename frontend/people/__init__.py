"""The pages on which people come to look after organisations, and see what is kept of them."""
