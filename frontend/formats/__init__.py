"""Where dates, times and numbers are written otherwise than Django writes them."""
