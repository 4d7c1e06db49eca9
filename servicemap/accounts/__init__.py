"""Let people in by a code sent to their address, and say what each may do."""
