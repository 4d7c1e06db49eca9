"""Take pictures in, make them small and clean, and show those that were published."""
