"""Steps by which the database got its shape."""
