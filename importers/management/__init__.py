"""Commands for importing."""
